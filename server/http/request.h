/* What libmicrohttpd calls for each request. */
#ifndef EPISODED_HTTP_REQUEST_H
#define EPISODED_HTTP_REQUEST_H

#include <microhttpd.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <time.h>

#include "access.h"
#include "api.h"
#include "cache.h"
#include "cors.h"
#include "deadline.h"
#include "host.h"
#include "metrics.h"

/* What one thread answers with. */
struct worker {
    struct api_worker *api;
    struct arena *arena;
    struct metrics *metrics;
};

/* What is counted and logged of a request. */
struct outcome {
    bool is_head;
    unsigned status;         /* 0: nothing was answered */
    size_t bytes;            /* of the answer's body, as it is sent */
    char id[ACCESS_ID_SIZE]; /* that the answer tells; "": none, since there is no log */
};

/* What the requests of all threads share. */
struct service {
    struct access_log *log; /* NULL: there is none */
    struct cache *cache;
    struct watch *watch;
    struct writer *writer; /* NULL: nobody may write */
    struct deadlines *deadlines;
    struct cors *cors;
    struct hosts *hosts;
    struct worker *workers; /* one a thread */
    unsigned worker_count;
    time_t begun;         /* when the server was started */
    atomic_uint taken;    /* workers that have their thread */
    atomic_uint active;   /* requests begun and not yet answered whole */
    atomic_bool stopping; /* each connection gets one more answer, which says that it closes */
};

/* Whether it is a method that reads: GET or HEAD. */
bool request_is_read(const char *method);

/* The first header of that name, as sent, or NULL. As long as the request. */
const char *request_header(struct MHD_Connection *connection, const char *name);

/* The bytes that Content-Length tells of; 0 where none came. libmicrohttpd has refused one that is
 * no number. */
size_t request_told_length(struct MHD_Connection *connection);

/* Queues the answer, or a 304 where if_none_match (may be NULL) names it. From here on it is the
 * client that takes its time. MHD_NO for NULL: there was no memory for one. */
enum MHD_Result request_answer(struct service *service, struct MHD_Connection *connection,
                               struct outcome *outcome, struct answer *answer,
                               const char *if_none_match);

/* The callbacks; cls is the struct service. They pass each other a struct call. */
void *request_target(void *cls, const char *target, struct MHD_Connection *connection);
enum MHD_Result request_handle(void *cls, struct MHD_Connection *connection, const char *url,
                               const char *method, const char *version, const char *body,
                               size_t *body_len, void **call);
void request_completed(void *cls, struct MHD_Connection *connection, void **call,
                       enum MHD_RequestTerminationCode reason);

#endif
