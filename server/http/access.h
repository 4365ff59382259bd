/* The access log: a line a request on stdout, written whole once its answer has gone out. A reader
 * that does not keep up loses lines, and holds up nobody for longer than a moment. Safe from all
 * threads. */
#ifndef EPISODED_HTTP_ACCESS_H
#define EPISODED_HTTP_ACCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include "error.h"

struct access_log;

/* format: "plain" or "json"; anything else is ERR_USAGE. */
enum err access_log_create(struct access_log **out, const char *format, struct failure *f);

/* NULL is allowed. */
void access_log_destroy(struct access_log *log);

enum { ACCESS_ID_SIZE = 129 };

/* The id of a request: what its client or a server in front calls it (may be NULL), where that is
 * no longer than fits and harmless anywhere, else a new one. */
void access_id(char id[ACCESS_ID_SIZE], const char *given);

struct access_entry {
    const struct sockaddr *client;                 /* may be NULL */
    const char *method, *target, *version, *agent; /* as sent; agent may be NULL */
    const char *id;
    unsigned status; /* 0: there was no answer */
    bool whole;      /* the answer went out to its end */
    size_t bytes;    /* of its body */
    uint64_t took_ns;
};

void access_log_write(struct access_log *log, const struct access_entry *e);

/* Lines that could not be written. */
unsigned long long access_log_lost(struct access_log *log);

#endif
