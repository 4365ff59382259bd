/* Whole round trips over HTTP, one after the other on one connection.
 *
 *   http_roundtrip PORT QUERIES SECONDS COUNT   see queries.h; the text of a query is its target
 */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "queries.h"

struct client {
    int socket;
    size_t len;
    char answer[4 << 20];
};

static int connect_to(const char *port)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)strtoul(port, NULL, 10)),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int s = socket(AF_INET, SOCK_STREAM, 0), on = 1;

    if (s < 0 || connect(s, (struct sockaddr *)&address, sizeof address) != 0 ||
        setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) != 0)
        bench_die(port, "no connection");
    return s;
}

static void send_request(struct client *c, const char *target)
{
    char request[4096];
    int len =
        snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n", target);

    if (len < 0 || (size_t)len >= sizeof request ||
        write(c->socket, request, (size_t)len) != (ssize_t)len)
        bench_die(target, "can't be sent");
}

/* Reads on; the answer stays NUL-terminated. */
static void receive(struct client *c, const char *target)
{
    ssize_t n = read(c->socket, c->answer + c->len, sizeof c->answer - 1 - c->len);

    if (n <= 0)
        bench_die(target, "the answer ends early or is too long");
    c->len += (size_t)n;
    c->answer[c->len] = '\0';
}

/* Reads a whole answer; returns its body. */
static const char *receive_answer(struct client *c, const char *target)
{
    const char *end, *length;
    size_t whole;

    c->len = 0;
    do
        receive(c, target);
    while (!(end = strstr(c->answer, "\r\n\r\n")));
    length = strcasestr(c->answer, "\r\nContent-Length:");
    if (strncmp(c->answer, "HTTP/1.1 200 ", 13) != 0 || !length || length > end)
        bench_die(target, c->answer);
    whole = (size_t)(end + 4 - c->answer) + strtoul(length + 17, NULL, 10);
    while (c->len < whole)
        receive(c, target);
    return end + 4;
}

static void ask(void *engine, const struct bench_query *query, struct bench_answer *out)
{
    static const char key[] = "\"total\":";
    struct client *c = engine;
    const char *total;

    send_request(c, query->text);
    total = strstr(receive_answer(c, query->text), key);
    if (total)
        out->total = strtoul(total + sizeof key - 1, NULL, 10);
}

int main(int argc, char **argv)
{
    static struct client client;
    struct bench_queries queries;

    if (argc != 5)
        bench_die("usage", "http_roundtrip PORT QUERIES SECONDS COUNT");
    queries = bench_read(argv[2]);
    client.socket = connect_to(argv[1]);
    bench_measure(&queries, bench_rounds_of(argv[3], argv[4]), ask, &client);
    close(client.socket);
    bench_finish(&queries);
    return 0;
}
