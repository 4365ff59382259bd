#include <errno.h>
#include <netdb.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "http.h"

enum { TIMEOUT_SECONDS = 5 };

struct target {
    char host[256], port[6];
    const char *path; /* in the URL, without its first '/' */
};

static bool copy(char *to, size_t size, const char *from, size_t len)
{
    if (len == 0 || len >= size)
        return false;
    memcpy(to, from, len);
    to[len] = '\0';
    return true;
}

/* http://HOST[:PORT][/PATH], HOST in brackets for IPv6. */
static bool parse_url(const char *url, struct target *target)
{
    const char *host, *rest;
    bool bracketed;
    size_t len;

    if (strncmp(url, "http://", 7) != 0)
        return false;
    host = url + 7;
    bracketed = *host == '[';
    host += bracketed;
    len = strcspn(host, bracketed ? "]" : ":/");
    rest = host + len + (bracketed && host[len] == ']');
    if (!copy(target->host, sizeof target->host, host, len))
        return false;
    strcpy(target->port, "80");
    if (*rest == ':') {
        len = strcspn(++rest, "/");
        if (!copy(target->port, sizeof target->port, rest, len))
            return false;
        rest += len;
    }
    target->path = *rest == '/' ? rest + 1 : rest;
    return *rest == '/' || *rest == '\0';
}

/* The timeouts hold for connecting too: Linux takes SO_SNDTIMEO for that. */
static int connect_one(const struct addrinfo *address)
{
    const struct timeval timeout = {.tv_sec = TIMEOUT_SECONDS};
    int error, fd = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd < 0)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof timeout);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
    if (connect(fd, address->ai_addr, address->ai_addrlen) == 0)
        return fd;
    error = errno;
    close(fd);
    errno = error;
    return -1;
}

static int connect_to(const struct target *target, struct failure *f)
{
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
    struct addrinfo *found;
    int fd = -1, error = getaddrinfo(target->host, target->port, &hints, &found);

    if (error) {
        fail(f, ERR_IO, "can't find %s: %s", target->host, gai_strerror(error));
        return -1;
    }
    for (const struct addrinfo *a = found; a && fd < 0; a = a->ai_next)
        fd = connect_one(a);
    if (fd < 0)
        fail(f, ERR_IO, "can't connect to %s port %s: %s", target->host, target->port,
             strerror(errno));
    freeaddrinfo(found);
    return fd;
}

static bool send_all(int fd, const char *s, size_t len)
{
    while (len > 0) {
        ssize_t n = send(fd, s, len, MSG_NOSIGNAL);
        if (n <= 0)
            return false;
        s += n;
        len -= (size_t)n;
    }
    return true;
}

static bool send_request(int fd, const struct target *target)
{
    bool ipv6 = strchr(target->host, ':') != NULL;
    char request[2048];
    int len = snprintf(request, sizeof request,
                       "GET /%s HTTP/1.1\r\nHost: %s%s%s:%s\r\nConnection: close\r\n\r\n",
                       target->path, ipv6 ? "[" : "", target->host, ipv6 ? "]" : "", target->port);

    return len > 0 && (size_t)len < sizeof request && send_all(fd, request, (size_t)len);
}

/* The status line is read as far as its code; 0 if there is none. */
static unsigned receive_status(int fd)
{
    char line[16] = "";
    size_t len = 0;

    while (len < sizeof "HTTP/1.1 200" - 1) {
        ssize_t n = recv(fd, line + len, sizeof line - 1 - len, 0);
        if (n <= 0)
            return 0;
        len += (size_t)n;
    }
    if (strncmp(line, "HTTP/1.", 7) != 0 || line[8] != ' ')
        return 0;
    return (unsigned)strtoul(line + 9, NULL, 10);
}

unsigned http_get_status(const char *url, struct failure *f)
{
    struct target target;
    unsigned status = 0;
    int fd;

    if (!parse_url(url, &target)) {
        fail(f, ERR_PARAMETER, "'%s' is no URL of the form http://HOST:PORT/PATH", url);
        return 0;
    }
    fd = connect_to(&target, f);
    if (fd < 0)
        return 0;
    if (send_request(fd, &target))
        status = receive_status(fd);
    if (status == 0)
        fail(f, ERR_IO, "no HTTP answer from %s port %s within %d seconds", target.host,
             target.port, TIMEOUT_SECONDS);
    close(fd);
    return status;
}
