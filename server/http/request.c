#include "request.h"

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "answer.h"
#include "buf.h"
#include "fields.h"
#include "lookup.h"
#include "vet.h"
#include "write.h"

/* What follows too large a body is dropped, so that its client gets to read why; but not without
 * an end. */
enum { MAX_DROPPED = 16 * API_MAX_BODY };

/* One request, from its first line to the last byte of its answer. */
struct call {
    bool begun;
    bool is_target; /* what came as the target is one */
    bool takes_body;
    uint64_t begun_ns;
    struct metrics *metrics; /* of the worker that has it, once begun */
    struct outcome outcome;
    struct write *write; /* NULL where it is none; keeps its own body */
    struct buf body;     /* what came of it so far; nothing more once it is too large */
    size_t body_size;    /* bytes that came, or that Content-Length tells of */
    size_t target_len;   /* as sent */
    const char *method, *version, *sent; /* of what is logged; sent: the target */
    const char *authority;               /* of an absolute target, and what follows it; else NULL */
    const char *path;
    char *query;   /* or NULL */
    char target[]; /* what path and query point into; and behind it, what sent does */
};

/* Finds path and query in call->target, whose first byte is a '/' of ours: it makes a path of what
 * is neither one nor an absolute target ("*"). */
static void split_target(struct call *call)
{
    char *path = call->target + 1;

    if (strncasecmp(path, "http://", 7) == 0 || strncasecmp(path, "https://", 8) == 0) {
        path = strchr(path, ':') + 3;
        call->authority = path;
        path += strcspn(path, "/?");
    }
    call->query = strchr(path, '?');
    if (call->query)
        *call->query++ = '\0';
    if (*path == '/')
        call->path = path;
    else
        call->path = call->authority ? "/" : call->target;
}

/* libmicrohttpd is about to split the query into arguments, which nobody asks it for. Each takes
 * memory of the connection's, and where it runs out (450 of them), the request hangs: the answer
 * that says so is made, and never sent (connection.c, parse_initial_message_line). It reads on in
 * this very buffer, so it finds none where the query ends at once. */
static void forgo_arguments(const char *target)
{
    char *query = target ? strchr(target, '?') : NULL;

    if (query && query[1])
        query[1] = '\0';
}

/* libmicrohttpd hands its handler a decoded URL, which ends at the first %00 and no longer tells
 * %2F from '/'; only this callback sees the target as it was sent. The target is NULL in a
 * request line without one. */
void *request_target(void *cls, const char *target, struct MHD_Connection *connection)
{
    const struct service *service = cls;
    size_t len = target ? strlen(target) : 0;
    struct call *call = calloc(1, sizeof *call + len + 2 + (service->log ? len + 1 : 0));

    (void)connection;
    if (!call)
        return NULL;
    buf_init(&call->body);
    call->target_len = len;
    call->target[0] = '/';
    if (target)
        memcpy(call->target + 1, target, len + 1);
    if (service->log)
        call->sent = memcpy(call->target + len + 2, target ? target : "", len + 1);
    call->is_target = target && vet_target(target);
    split_target(call);
    forgo_arguments(target);
    return call;
}

const char *request_header(struct MHD_Connection *connection, const char *name)
{
    return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
}

bool request_is_read(const char *method)
{
    return strcmp(method, MHD_HTTP_METHOD_GET) == 0 || strcmp(method, MHD_HTTP_METHOD_HEAD) == 0;
}

size_t request_told_length(struct MHD_Connection *connection)
{
    const char *length = request_header(connection, MHD_HTTP_HEADER_CONTENT_LENGTH);
    unsigned long long told = length ? strtoull(length, NULL, 10) : 0;

    return told < SIZE_MAX ? (size_t)told : SIZE_MAX;
}

/* Whom the request is directed to: an absolute target says so, whatever Host says (RFC 9112,
 * 3.2.2). */
static const char *host_of(struct MHD_Connection *connection, const struct call *call)
{
    return call->authority ? call->authority : request_header(connection, MHD_HTTP_HEADER_HOST);
}

static bool has_body(struct MHD_Connection *connection)
{
    return request_told_length(connection) > 0 ||
           request_header(connection, MHD_HTTP_HEADER_TRANSFER_ENCODING);
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

enum MHD_Result request_answer(struct service *service, struct MHD_Connection *connection,
                               struct outcome *outcome, struct answer *answer,
                               const char *if_none_match)
{
    if (!answer)
        return MHD_NO; /* out of memory */
    outcome->status = answer_status(answer, if_none_match);
    if (!outcome->is_head && outcome->status != MHD_HTTP_NOT_MODIFIED)
        outcome->bytes = answer_length(answer);
    metrics_count_answer(my_worker(service)->metrics, answer_route(answer), outcome->status);
    deadlines_give(service->deadlines, connection, answer_size(answer));
    return answer_queue(answer, connection, if_none_match, outcome->id[0] ? outcome->id : NULL);
}

static enum MHD_Result respond(struct service *service, struct MHD_Connection *connection,
                               const char *method, struct call *call)
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
    enum MHD_Result result;

    fields_read(&fields, connection, worker->arena);
    fields.host = host_of(connection, call);
    rq.accept = fields.accept;
    rq.content_type = fields.content_type;
    answer = lookup_answer(service, worker, &rq, &fields);
    result = request_answer(service, connection, &call->outcome, answer, fields.if_none_match);
    answer_release(answer);
    arena_reset(worker->arena);
    return result;
}

/* Answers with the reason and closes the connection, so that what follows is no request. */
static enum MHD_Result refuse(struct service *service, struct MHD_Connection *connection,
                              struct call *call, const struct failure *f)
{
    struct arena *arena = my_worker(service)->arena;
    struct request rq = {.path = call->path, .failure = *f};
    struct response rs = {0};
    struct answer *answer;
    enum MHD_Result result;

    api_refuse(arena, &rq, &rs);
    rs.headers[rs.header_count].name = MHD_HTTP_HEADER_CONNECTION;
    rs.headers[rs.header_count++].value = "close";
    answer = answer_create(&rs, NULL);
    result = request_answer(service, connection, &call->outcome, answer, NULL);
    answer_release(answer);
    arena_reset(arena);
    return result;
}

/* The line is written when it is known what came of the request. */
static void begin_log(struct MHD_Connection *connection, const char *method, const char *version,
                      struct call *call)
{
    call->method = method;
    call->version = version;
    access_id(call->outcome.id, request_header(connection, "X-Request-Id"));
}

static void end_log(struct service *service, struct MHD_Connection *connection,
                    const struct call *call, bool whole, uint64_t took_ns)
{
    const union MHD_ConnectionInfo *client =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    const struct access_entry entry = {.client = client ? client->client_addr : NULL,
                                       .method = call->method,
                                       .target = call->sent,
                                       .version = call->version,
                                       .agent =
                                           request_header(connection, MHD_HTTP_HEADER_USER_AGENT),
                                       .id = call->outcome.id,
                                       .status = call->outcome.status,
                                       .whole = whole,
                                       .bytes = call->outcome.bytes,
                                       .took_ns = took_ns};

    access_log_write(service->log, &entry);
}

static bool is_write(struct service *service, const char *method, const struct call *call)
{
    struct arena *arena = my_worker(service)->arena;
    bool is = !request_is_read(method) && api_is_write(arena, method, call->path);

    arena_reset(arena);
    return is;
}

static enum MHD_Result begin_write(struct service *service, struct MHD_Connection *connection,
                                   const char *method, struct call *call)
{
    const struct request rq = {.method = method, .path = call->path, .query = call->query};

    call->write = write_create(service, connection, &rq, &call->outcome);
    if (!call->write)
        return MHD_NO;
    return write_begin(call->write, my_worker(service), host_of(connection, call));
}

/* Waits for a body that is wanted and may fit; answers at once what would be refused whatever
 * came. */
static enum MHD_Result begin_body(struct service *service, struct MHD_Connection *connection,
                                  const char *method, struct call *call)
{
    struct arena *arena = my_worker(service)->arena;
    size_t length = request_told_length(connection);

    call->takes_body = api_takes_body(arena, method, call->path);
    arena_reset(arena);
    if (call->takes_body && length <= API_MAX_BODY) {
        deadlines_give(service->deadlines, connection, length ? length : API_MAX_BODY);
        return MHD_YES;
    }
    call->body_size = length;
    return respond(service, connection, method, call);
}

/* An answer queued in the first call, before any body was read, makes libmicrohttpd close the
 * connection (connection.c, MHD_queue_response in state HEADERS_PROCESSED): bad for the usual
 * request, which waits for the second call, and what is wanted here for the others. */
static enum MHD_Result begin(struct service *service, struct MHD_Connection *connection,
                             const char *method, const char *version, struct call *call)
{
    struct failure f = {0};

    if (!call->is_target)
        fail(&f, ERR_REQUEST, "the target is no path, no http or https URL and not *");
    else
        vet_head(connection, method, call->target_len, version, &f);
    if (f.code != OK)
        return refuse(service, connection, call, &f);
    if (is_write(service, method, call))
        return begin_write(service, connection, method, call);
    if (has_body(connection))
        return begin_body(service, connection, method, call);
    if (atomic_load_explicit(&service->stopping, memory_order_relaxed))
        return respond(service, connection, method, call);
    return MHD_YES;
}

/* All of the request came. */
static enum MHD_Result finish(struct service *service, struct MHD_Connection *connection,
                              const char *method, struct call *call)
{
    struct failure f = {0};

    deadlines_pause(service->deadlines, connection);
    if (vet_trailers(connection, &f) != OK)
        return refuse(service, connection, call, &f);
    if (call->write)
        return write_finish(call->write, my_worker(service));
    return respond(service, connection, method, call);
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
    if (!call)
        return MHD_NO;
    if (!call->begun) {
        call->begun = true;
        call->begun_ns = metrics_now();
        call->outcome.is_head = strcmp(method, MHD_HTTP_METHOD_HEAD) == 0;
        call->metrics = my_worker(service)->metrics;
        if (service->log)
            begin_log(connection, method, version, call);
        atomic_fetch_add(&service->active, 1);
        return begin(service, connection, method, version, call);
    }
    *body_len = 0;
    if (call->write && len > 0)
        return write_take(call->write, my_worker(service), body, len);
    return len > 0 ? take_body(call, body, len) : finish(service, connection, method, call);
}

static void account(struct service *service, struct MHD_Connection *connection,
                    const struct call *call, bool whole)
{
    uint64_t took_ns = metrics_now() - call->begun_ns;

    metrics_count_time(call->metrics, took_ns);
    if (whole)
        metrics_count(call->metrics, METRICS_SENT, call->outcome.bytes);
    if (service->log)
        end_log(service, connection, call, whole, took_ns);
    atomic_fetch_sub(&service->active, 1);
}

void request_completed(void *cls, struct MHD_Connection *connection, void **call_out,
                       enum MHD_RequestTerminationCode reason)
{
    struct service *service = cls;
    struct call *call = *call_out;

    deadlines_give(service->deadlines, connection, 0);
    if (call && call->begun)
        account(service, connection, call, reason == MHD_REQUEST_TERMINATED_COMPLETED_OK);
    if (call) {
        buf_finish(&call->body);
        write_destroy(call->write);
    }
    free(call);
    *call_out = NULL;
}
