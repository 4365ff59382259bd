#include "request.h"

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "buf.h"
#include "fields.h"
#include "lookup.h"

/* The body of a GET or OPTIONS has no meaning: a short one is read and dropped so that the
 * connection can go on, a longer one is refused. What follows too large a body of another request
 * is dropped as well, so that its client gets to read why; but not without an end. */
enum { MAX_DROPPED = 16 * API_MAX_BODY };

/* One request, from its first line to the last byte of its answer. */
struct call {
    bool begun;
    bool takes_body;
    struct buf body;  /* what came of it so far; nothing more once it is too large */
    size_t body_size; /* bytes that came, or that Content-Length tells of */
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
    buf_init(&call->body);
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

bool request_is_read(const char *method)
{
    return strcmp(method, MHD_HTTP_METHOD_GET) == 0 || strcmp(method, MHD_HTTP_METHOD_HEAD) == 0;
}

/* Whether a body has no meaning with it. */
static bool is_bare(const char *method)
{
    return request_is_read(method) || strcmp(method, MHD_HTTP_METHOD_OPTIONS) == 0;
}

/* What Content-Length tells; libmicrohttpd has refused one that is no number. */
static unsigned long long told_length(struct MHD_Connection *connection)
{
    const char *length = header(connection, MHD_HTTP_HEADER_CONTENT_LENGTH);

    return length ? strtoull(length, NULL, 10) : 0;
}

static bool body_is_refused(struct MHD_Connection *connection)
{
    return header(connection, MHD_HTTP_HEADER_TRANSFER_ENCODING) ||
           told_length(connection) > API_MAX_BODY;
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
    struct answer *answer = answer_create(&rs, NULL);
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

static enum MHD_Result respond(struct service *service, struct MHD_Connection *connection,
                               const char *method, const struct call *call)
{
    struct worker *worker = my_worker(service);
    bool fits = call->body_size <= API_MAX_BODY;
    struct fields fields = {0};
    struct request rq = {.method = method,
                         .path = call->path,
                         .query = call->query,
                         .body = fits ? call->body.data : NULL,
                         .body_len = call->body_size};
    struct answer *answer;
    enum MHD_Result result = MHD_NO;

    fields_read(&fields, connection, worker->arena);
    rq.accept = fields.accept;
    rq.content_type = fields.content_type;
    answer = lookup_answer(service, worker, &rq, &fields);
    if (answer)
        result = answer_queue(answer, connection, fields.if_none_match);
    answer_release(answer);
    arena_reset(worker->arena);
    return result;
}

/* Waits for a body that is wanted and may fit; answers at once what would be refused whatever
 * came. */
static enum MHD_Result begin_body(struct service *service, struct MHD_Connection *connection,
                                  const char *method, struct call *call)
{
    struct arena *arena = my_worker(service)->arena;
    unsigned long long length = told_length(connection);

    call->takes_body = api_takes_body(arena, method, call->path);
    arena_reset(arena);
    if (call->takes_body && length <= API_MAX_BODY)
        return MHD_YES;
    call->body_size = length < SIZE_MAX ? (size_t)length : SIZE_MAX;
    return respond(service, connection, method, call);
}

/* An answer queued in the first call, before any body was read, makes libmicrohttpd close the
 * connection (connection.c, MHD_queue_response in state HEADERS_PROCESSED): bad for the usual
 * request, which waits for the second call, and what is wanted here for the others. */
static enum MHD_Result begin(struct service *service, struct MHD_Connection *connection,
                             const char *method, struct call *call)
{
    if (!is_bare(method))
        return begin_body(service, connection, method, call);
    if (body_is_refused(connection))
        return refuse_body(connection);
    if (atomic_load_explicit(&service->stopping, memory_order_relaxed))
        return respond(service, connection, method, call);
    return MHD_YES;
}

/* Keeps the next bytes of a body that is wanted and not too large, and drops any others; MHD_NO
 * where there is no end to them, or no memory. */
static enum MHD_Result take_body(struct call *call, const char *bytes, size_t len)
{
    call->body_size += len;
    if (!call->takes_body)
        return MHD_YES;
    if (call->body_size <= API_MAX_BODY)
        buf_add(&call->body, bytes, len);
    else
        buf_finish(&call->body);
    return call->body.failed || call->body_size > MAX_DROPPED ? MHD_NO : MHD_YES;
}

/* Comes back once for each piece of a body, and when all of it came: a client that goes away
 * before that gets no answer. */
enum MHD_Result request_handle(void *cls, struct MHD_Connection *connection, const char *url,
                               const char *method, const char *version, const char *body,
                               size_t *body_len, void **call_out)
{
    struct service *service = cls;
    struct call *call = *call_out;
    size_t len = *body_len;

    (void)url;
    (void)version;
    if (!call)
        return MHD_NO;
    if (!call->begun) {
        call->begun = true;
        atomic_fetch_add(&service->active, 1);
        return begin(service, connection, method, call);
    }
    *body_len = 0;
    return len > 0 ? take_body(call, body, len) : respond(service, connection, method, call);
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
    if (call)
        buf_finish(&call->body);
    free(call);
    *call_out = NULL;
}
