/* The HTTP server: connections, threads, finished answers. The only room that knows
 * libmicrohttpd. */
#ifndef EPISODED_HTTP_H
#define EPISODED_HTTP_H

#include <stddef.h>

#include "api.h"
#include "error.h"

struct http_server;

struct http_options {
    const char *address;      /* IPv4 or IPv6, e.g. 127.0.0.1 or ::1 */
    unsigned short port;      /* 0: one that is free */
    unsigned threads;         /* 0: one a processor */
    size_t cache_bytes;       /* of finished answers; 0: none are kept */
    unsigned connections;     /* at a time, at most; those beyond wait to be accepted */
    unsigned request_timeout; /* seconds that a client may take for its next request or a part of
                                 it, or for an answer, beside what its bytes need; 0: no limit */
    unsigned grace;    /* seconds: what http_stop gives to requests that are being answered */
    const char *cors;  /* origins whose pages may read the answers, or "*"; NULL: none */
    const char *hosts; /* names that requests may be directed to beside loopback's, or "*"; NULL:
                          none where address is one of loopback, else any */
    const char *access_log; /* "plain" or "json": a line a request on stdout; NULL: none */
    struct api_options api;
};

/* Starts serving; what another process commits shows within a tenth of a second, when the
 * finished answers made before are put in doubt. The threads are the server's own. What options
 * point to must live until http_stop. ERR_IO with the reason where the address can't be had,
 * ERR_USAGE for access_log, cors and hosts that can't be meant. */
enum err http_start(struct http_server **out, const struct http_options *options,
                    struct failure *f);

/* The port that was taken. */
unsigned short http_port(const struct http_server *server);

/* What this process has committed shows in all answers from now on. */
void http_changed(struct http_server *server);

/* Goes on answering until nothing is being answered, or for the grace: those who come now get one
 * answer a connection. Then ends the threads and frees everything; NULL is allowed. */
void http_stop(struct http_server *server);

/* GETs an http:// URL and gives its status code, or 0 with *f filled in. For `health`. */
unsigned http_get_status(const char *url, struct failure *f);

#endif
