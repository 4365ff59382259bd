#include "access.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "buf.h"
#include "log.h"

/* What is written of each part at most keeps a line below PIPE_BUF (4096): then a pipe that can be
 * written to takes it whole, without waiting. */
enum { MOST_METHOD = 40, MOST_TARGET = 2000, MOST_AGENT = 500 };

enum {
    WAIT_MS = 100,     /* for the reader of stdout */
    RESPITE_MS = 10000 /* after a loss, in which nobody waits again and nothing is told */
};

struct access_log {
    bool json;
    pthread_mutex_t lock; /* of stdout and lost_ms */
    long long lost_ms;    /* when the respite began last */
    atomic_ullong lost;
};

enum err access_log_create(struct access_log **out, const char *format, struct failure *f)
{
    bool json = strcmp(format, "json") == 0;
    struct access_log *log;

    if (!json && strcmp(format, "plain") != 0)
        return fail(f, ERR_USAGE, "--access-log takes plain or json, not '%s'", format);
    log = calloc(1, sizeof *log);
    if (!log)
        return fail(f, ERR_MEMORY, "out of memory");
    log->json = json;
    log->lost_ms = -RESPITE_MS;
    pthread_mutex_init(&log->lock, NULL);
    *out = log;
    return OK;
}

void access_log_destroy(struct access_log *log)
{
    if (!log)
        return;
    pthread_mutex_destroy(&log->lock);
    free(log);
}

unsigned long long access_log_lost(struct access_log *log)
{
    return atomic_load(&log->lost);
}

/* ---- ids ---- */

static bool is_id(const char *s)
{
    size_t len = strlen(s), i = 0;

    while (i < len && (isalnum((unsigned char)s[i]) || strchr("-_.:+/=@", s[i])))
        i++;
    return len > 0 && len < ACCESS_ID_SIZE && i == len;
}

void access_id(char id[ACCESS_ID_SIZE], const char *given)
{
    uint64_t number = 0;

    if (given && is_id(given)) {
        snprintf(id, ACCESS_ID_SIZE, "%s", given);
        return;
    }
    if (getrandom(&number, sizeof number, GRND_NONBLOCK) != sizeof number)
        number = (uint64_t)time(NULL); /* only while the machine starts */
    snprintf(id, ACCESS_ID_SIZE, "%016" PRIx64, number);
}

/* ---- a line ---- */

/* Nothing of a request may end the line, or mean anything to a terminal: all but printable ASCII is
 * escaped byte by byte, in JSON as the character of that number. */
static void add_escaped(struct buf *b, const char *s, size_t most, bool json)
{
    size_t end = b->len + most;

    for (; *s && b->len < end; s++) {
        unsigned char c = (unsigned char)*s;
        if (c >= ' ' && c < 127 && c != '"' && c != '\\')
            buf_char(b, *s);
        else
            buf_printf(b, json ? "\\u%04x" : "\\x%02X", c);
    }
    if (*s)
        buf_str(b, "...");
}

static void add_string(struct buf *b, const char *s, size_t most)
{
    buf_char(b, '"');
    add_escaped(b, s, most, true);
    buf_char(b, '"');
}

static void write_client(const struct sockaddr *client, char *out, size_t size)
{
    socklen_t len = client && client->sa_family == AF_INET6 ? sizeof(struct sockaddr_in6)
                                                            : sizeof(struct sockaddr_in);

    if (!client ||
        getnameinfo(client, len, out, (socklen_t)size, NULL, 0, NI_NUMERICHOST | NI_NUMERICSERV))
        snprintf(out, size, "-");
}

static void write_time(char *out, size_t size)
{
    struct timespec now;
    struct tm utc;
    size_t len;

    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &utc);
    len = strftime(out, size, "%Y-%m-%dT%H:%M:%S", &utc);
    snprintf(out + len, size - len, ".%03ldZ", now.tv_nsec / 1000000);
}

static void add_number(struct buf *b, bool known, size_t number, const char *unknown)
{
    if (known)
        buf_printf(b, "%zu", number);
    else
        buf_str(b, unknown);
}

static void add_json(struct buf *b, const struct access_entry *e, const char *now,
                     const char *client)
{
    buf_printf(b, "{\"time\":\"%s\",\"client\":\"%s\",\"method\":", now, client);
    add_string(b, e->method, MOST_METHOD);
    buf_str(b, ",\"target\":");
    add_string(b, e->target, MOST_TARGET);
    buf_str(b, ",\"status\":");
    add_number(b, e->status, e->status, "null");
    buf_str(b, ",\"bytes\":");
    add_number(b, e->whole, e->bytes, "null");
    buf_printf(b, ",\"microseconds\":%" PRIu64 ",\"id\":\"%s\",\"agent\":", e->took_ns / 1000,
               e->id);
    if (e->agent)
        add_string(b, e->agent, MOST_AGENT);
    else
        buf_str(b, "null");
    buf_str(b, "}\n");
}

/* As the combined format of Apache and nginx, without a Referer, and with more behind it. */
static void add_plain(struct buf *b, const struct access_entry *e, const char *now,
                      const char *client)
{
    buf_printf(b, "%s - - [%s] \"", client, now);
    add_escaped(b, e->method, MOST_METHOD, false);
    buf_char(b, ' ');
    add_escaped(b, e->target, MOST_TARGET, false);
    buf_printf(b, " %.8s\" ", e->version);
    add_number(b, e->status, e->status, "-");
    buf_char(b, ' ');
    add_number(b, e->whole, e->bytes, "-");
    buf_str(b, " \"-\" \"");
    add_escaped(b, e->agent ? e->agent : "-", MOST_AGENT, false);
    buf_printf(b, "\" %" PRIu64 " %s\n", e->took_ns / 1000, e->id);
}

/* ---- stdout ---- */

static long long now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

static void put(struct access_log *log, const char *line, size_t len)
{
    struct pollfd out = {.fd = STDOUT_FILENO, .events = POLLOUT};
    bool respite, ready, written;

    pthread_mutex_lock(&log->lock);
    respite = now_ms() - log->lost_ms < RESPITE_MS;
    ready = poll(&out, 1, respite ? 0 : WAIT_MS) > 0;
    written = ready && write(STDOUT_FILENO, line, len) == (ssize_t)len;
    if (!written) {
        atomic_fetch_add(&log->lost, 1);
        if (!respite) {
            log_error("lines of the access log are lost: %s",
                      ready ? strerror(errno) : "whoever reads stdout does not keep up");
            log->lost_ms = now_ms();
        }
    }
    pthread_mutex_unlock(&log->lock);
}

void access_log_write(struct access_log *log, const struct access_entry *e)
{
    char now[40], client[INET6_ADDRSTRLEN + 16];
    struct buf b;

    write_time(now, sizeof now);
    write_client(e->client, client, sizeof client);
    buf_init(&b);
    if (log->json)
        add_json(&b, e, now, client);
    else
        add_plain(&b, e, now, client);
    if (!b.failed)
        put(log, b.data, b.len);
    buf_finish(&b);
}
