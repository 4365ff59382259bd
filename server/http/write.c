#include "write.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "answer.h"
#include "buf.h"
#include "fields.h"
#include "writer.h"

enum {
    MAX_DROPPED = 1 << 20, /* bytes of a body that is refused */
    STEP = 1 << 18         /* what is reserved at once for a body of a length that was not told */
};

struct write {
    struct service *service;
    struct outcome *outcome;
    struct waiting waiting;
    struct arena *arena; /* of lists that came in several lines */
    bool refused;        /* waiting.answer says why; NULL: out of memory */
    bool handed_over;    /* to the writer, who has set waiting.answer when it comes back */
    struct buf body;
    size_t reserved; /* bytes, with the writer */
    size_t dropped;
};

static const char *header(const struct write *w, const char *name)
{
    return request_header(w->waiting.connection, name);
}

struct write *write_create(struct service *service, struct MHD_Connection *connection,
                           const struct request *rq, struct outcome *outcome)
{
    struct write *w = calloc(1, sizeof *w);
    struct fields fields = {0};

    if (!w)
        return NULL;
    w->arena = arena_create();
    if (!w->arena) {
        free(w);
        return NULL;
    }
    fields_read(&fields, connection, w->arena);
    buf_init(&w->body);
    w->service = service;
    w->outcome = outcome;
    w->waiting.connection = connection;
    w->waiting.variant.accepted.identity = true;
    w->waiting.variant.origin = cors_allowed(service->cors, fields.origin);
    w->waiting.variant.origin_varies = cors_varies(service->cors);
    w->waiting.rq = *rq;
    w->waiting.rq.content_type = fields.content_type;
    w->waiting.rq.content_encoding = header(w, MHD_HTTP_HEADER_CONTENT_ENCODING);
    w->waiting.rq.content_range = header(w, MHD_HTTP_HEADER_CONTENT_RANGE);
    w->waiting.rq.authorization = header(w, MHD_HTTP_HEADER_AUTHORIZATION);
    w->waiting.rq.if_match = fields.if_match;
    w->waiting.rq.if_none_match = fields.if_none_match;
    return w;
}

void write_destroy(struct write *w)
{
    if (!w)
        return;
    if (w->reserved)
        writer_release(w->service->writer, w->reserved);
    answer_release(w->waiting.answer);
    buf_finish(&w->body);
    arena_destroy(w->arena);
    free(w);
}

/* ---- refusals ---- */

static void refuse_with(struct write *w, const struct response *rs)
{
    w->refused = true;
    w->waiting.answer = answer_create(rs, &w->waiting.variant);
    buf_finish(&w->body);
}

static void refuse(struct write *w, struct worker *worker, enum err why, const char *message)
{
    struct request rq = w->waiting.rq;
    struct response rs;

    fail(&rq.failure, why, "%s", message);
    api_refuse(worker->arena, &rq, &rs);
    refuse_with(w, &rs);
    arena_reset(worker->arena);
}

/* Refuses a write that may not go on, with a body of size bytes. */
static void look(struct write *w, struct worker *worker, size_t size)
{
    struct request rq = w->waiting.rq;
    struct response rs;

    rq.body_len = size;
    api_handle(worker->api, worker->arena, &rq, &rs);
    if (rs.status)
        refuse_with(w, &rs);
    arena_reset(worker->arena);
}

/* Has room for a body of size bytes in all, or refuses. */
static void reserve(struct write *w, struct worker *worker, size_t size)
{
    if (writer_reserve(w->service->writer, size - w->reserved))
        w->reserved = size;
    else
        refuse(w, worker, ERR_BUSY, "too much is being uploaded at present");
}

/* ---- from head to answer ---- */

static bool awaits_word(const struct write *w)
{
    const char *expect = header(w, MHD_HTTP_HEADER_EXPECT);

    return expect && strcasecmp(expect, "100-continue") == 0;
}

static enum MHD_Result give(struct write *w)
{
    return request_answer(w->service, w->waiting.connection, w->outcome, w->waiting.answer, NULL);
}

/* An answer that is queued now has libmicrohttpd close the connection, so a short body is rather
 * read to its end; it sends no 100 (Continue) then (connection.c, need_100_continue). */
enum MHD_Result write_begin(struct write *w, struct worker *worker, const char *host)
{
    size_t told = request_told_length(w->waiting.connection);

    deadlines_give(w->service->deadlines, w->waiting.connection, told ? told : STEP);
    if (!hosts_allow(w->service->hosts, host))
        refuse(w, worker, ERR_MISDIRECTED, HOST_REFUSED);
    if (!w->refused)
        look(w, worker, told);
    if (!w->refused)
        reserve(w, worker, told);
    if (w->refused && (told > MAX_DROPPED || awaits_word(w)))
        return give(w);
    return MHD_YES;
}

/* A body of a length that was not told shows only now whether it is too large. */
static void keep(struct write *w, struct worker *worker, const char *bytes, size_t len)
{
    size_t size = w->body.len + len;

    if (size > w->reserved) {
        look(w, worker, size);
        if (!w->refused)
            reserve(w, worker, size + STEP);
        deadlines_give(w->service->deadlines, w->waiting.connection, STEP);
    }
    if (w->refused)
        return;
    buf_add(&w->body, bytes, len);
    if (w->body.failed)
        refuse(w, worker, ERR_MEMORY, "out of memory");
}

enum MHD_Result write_take(struct write *w, struct worker *worker, const char *bytes, size_t len)
{
    if (!w->refused)
        keep(w, worker, bytes, len);
    if (w->refused)
        w->dropped += len;
    return w->dropped > MAX_DROPPED ? MHD_NO : MHD_YES;
}

enum MHD_Result write_finish(struct write *w, struct worker *worker)
{
    if (w->handed_over || w->refused)
        return give(w);
    w->waiting.rq.body = w->body.data;
    w->waiting.rq.body_len = w->body.len;
    w->handed_over = writer_submit(w->service->writer, &w->waiting);
    if (w->handed_over)
        return MHD_YES;
    refuse(w, worker, ERR_BUSY, "too many writes wait already, or the server is ending");
    return give(w);
}
