#include "request.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "key.h"

/* A body has no meaning here: a short one is read and dropped so that the connection can go on,
 * a longer one is refused. */
enum { MAX_BODY = 65536 };

/* One request, from its first line to the last byte of its answer. */
struct call {
    bool begun;
    const char *path;
    char *query;   /* or NULL */
    char target[]; /* what path and query point into */
};

/* Finds path and query in call->target, whose first byte is a '/' of ours. An absolute target
 * (RFC 9112, 3.2.2) names this server too; of anything else ("*") that '/' makes a path. */
static void split_target(struct call *call)
{
    char *path = call->target + 1;

    if (strncmp(path, "http://", 7) == 0 || strncmp(path, "https://", 8) == 0) {
        path = strchr(path, ':') + 3;
        path += strcspn(path, "/?");
    }
    call->query = strchr(path, '?');
    if (call->query)
        *call->query++ = '\0';
    if (*path != '/') {
        size_t len = strlen(path);
        memmove(call->target + 1, path, len + 1);
        path = call->target;
    }
    call->path = path;
}

/* libmicrohttpd hands its handler a decoded URL, which ends at the first %00 and no longer tells
 * %2F from '/'; only this callback sees the target as it was sent. The target is NULL in a
 * request line without one. */
void *request_target(void *cls, const char *target, struct MHD_Connection *connection)
{
    size_t len = target ? strlen(target) : 0;
    struct call *call = calloc(1, sizeof *call + len + 2);

    (void)cls;
    (void)connection;
    if (!call)
        return NULL;
    call->target[0] = '/';
    if (target)
        memcpy(call->target + 1, target, len + 1);
    split_target(call);
    return call;
}

static const char *header(struct MHD_Connection *connection, const char *name)
{
    return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
}

static bool is_read(const char *method)
{
    return strcmp(method, MHD_HTTP_METHOD_GET) == 0 || strcmp(method, MHD_HTTP_METHOD_HEAD) == 0;
}

static bool body_is_refused(struct MHD_Connection *connection)
{
    const char *length = header(connection, MHD_HTTP_HEADER_CONTENT_LENGTH);

    return header(connection, MHD_HTTP_HEADER_TRANSFER_ENCODING) ||
           (length && strtoull(length, NULL, 10) > MAX_BODY);
}

static enum MHD_Result refuse_body(struct MHD_Connection *connection)
{
    static const char body[] =
        "{\"type\":\"urn:episoded:problem:too-large\",\"title\":\"The input is over the size "
        "limit\",\"status\":413,\"detail\":\"a request needs no body here; one of more than 65536 "
        "bytes, or of a length that is not told by Content-Length, is refused\"}\n";
    const struct response rs = {.status = MHD_HTTP_CONTENT_TOO_LARGE,
                                .content_type = "application/problem+json",
                                .body = body,
                                .body_len = sizeof body - 1};
    struct answer *answer = answer_create(&rs);
    enum MHD_Result result = answer ? answer_queue(answer, connection, NULL) : MHD_NO;

    answer_release(answer);
    return result;
}

/* Each thread of the daemon takes a worker at its first request and keeps it: a thread belongs
 * to one server all its life. */
static struct worker *my_worker(struct service *service)
{
    static _Thread_local struct worker *mine;

    if (!mine) {
        unsigned slot = atomic_fetch_add(&service->taken, 1);
        assert(slot < service->worker_count);
        mine = &service->workers[slot];
    }
    return mine;
}

/* The answer to rq, made now, and kept under key (may be NULL) where it lasts. */
static struct answer *make_answer(struct service *service, struct worker *worker,
                                  struct request *rq, const char *key)
{
    unsigned generation = cache_generation(service->cache);
    struct response rs = {0};
    struct answer *answer;

    api_handle(worker->api, worker->arena, rq, &rs);
    answer = answer_create(&rs);
    if (answer && key && answer_is_lasting(&rs))
        cache_put(service->cache, generation, key, answer);
    return answer;
}

static enum MHD_Result respond(struct service *service, struct MHD_Connection *connection,
                               const char *method, const struct call *call)
{
    struct worker *worker = my_worker(service);
    struct request rq = {.method = method,
                         .path = call->path,
                         .query = call->query,
                         .accept = header(connection, MHD_HTTP_HEADER_ACCEPT)};
    const char *key = NULL;
    struct answer *answer = NULL;
    enum MHD_Result result = MHD_NO;

    if (is_read(method))
        key = key_of(worker->arena, rq.path, rq.query, rq.accept);
    if (key)
        answer = cache_get(service->cache, key);
    if (!answer)
        answer = make_answer(service, worker, &rq, key);
    if (answer)
        result =
            answer_queue(answer, connection, header(connection, MHD_HTTP_HEADER_IF_NONE_MATCH));
    answer_release(answer);
    arena_reset(worker->arena);
    return result;
}

/* An answer queued in the first call, before any body was read, makes libmicrohttpd close the
 * connection (connection.c, MHD_queue_response in state HEADERS_PROCESSED): bad for the usual
 * request, which waits for the second call, and what is wanted here for the others. */
static enum MHD_Result begin(struct service *service, struct MHD_Connection *connection,
                             const char *method, const struct call *call)
{
    if (!is_read(method))
        return respond(service, connection, method, call);
    if (body_is_refused(connection))
        return refuse_body(connection);
    if (atomic_load_explicit(&service->stopping, memory_order_relaxed))
        return respond(service, connection, method, call);
    return MHD_YES;
}

enum MHD_Result request_handle(void *cls, struct MHD_Connection *connection, const char *url,
                               const char *method, const char *version, const char *body,
                               size_t *body_len, void **call_out)
{
    struct service *service = cls;
    struct call *call = *call_out;

    (void)url;
    (void)version;
    (void)body;
    if (!call)
        return MHD_NO;
    if (!call->begun) {
        call->begun = true;
        atomic_fetch_add(&service->active, 1);
        return begin(service, connection, method, call);
    }
    if (*body_len > 0) {
        *body_len = 0;
        return MHD_YES;
    }
    return respond(service, connection, method, call);
}

void request_completed(void *cls, struct MHD_Connection *connection, void **call_out,
                       enum MHD_RequestTerminationCode reason)
{
    struct service *service = cls;
    struct call *call = *call_out;

    (void)connection;
    (void)reason;
    if (call && call->begun)
        atomic_fetch_sub(&service->active, 1);
    free(call);
    *call_out = NULL;
}
