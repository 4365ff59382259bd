#include "problem.h"

#include <stdio.h>
#include <string.h>

#include "answer.h"
#include "json.h"
#include "log.h"
#include "utf8.h"

static const char out_of_memory[] = "{\"type\":\"urn:episoded:problem:out-of-memory\",\"title\":"
                                    "\"Out of memory\",\"status\":500}\n";

unsigned problem_status(enum err err)
{
    switch (err) {
    case ERR_PARAMETER:
    case ERR_INPUT:
    case ERR_REQUEST:
    case ERR_BODY:
        return 400;
    case ERR_UNAUTHORIZED:
        return 401;
    case ERR_FORBIDDEN:
        return 403;
    case ERR_NOT_FOUND:
    case ERR_AMBIGUOUS:
        return 404;
    case ERR_METHOD:
        return 405;
    case ERR_NOT_ACCEPTABLE:
        return 406;
    case ERR_CONDITION:
        return 412;
    case ERR_TOO_LARGE:
        return 413;
    case ERR_TARGET:
        return 414;
    case ERR_MEDIA_TYPE:
        return 415;
    case ERR_CODING:
        return 501;
    case ERR_MISDIRECTED:
        return 421;
    case ERR_BUSY:
    case ERR_NOT_READY:
        return 503;
    default:
        return 500;
    }
}

/* The failure's message; cut, where a long one was cut inside a character. What went wrong
 * inside is for the log, not for clients. */
static const char *detail_of(struct request *rq, enum err err)
{
    const char *message = rq->failure.message;
    size_t bad = 0;

    if (problem_status(err) == 500)
        return "The server could not answer this; its log says why.";
    if (utf8_valid(message, strlen(message), &bad))
        return message;
    return arena_strndup(rq->arena, message, bad);
}

/* The path as sent, with what may not stand in an address escaped. */
static const char *instance_of(struct request *rq)
{
    char *out = arena_array(rq->arena, strlen(rq->path) + 1, 3);
    char *end = out;

    if (!out)
        return NULL;
    for (const char *c = rq->path; *c; c++) {
        if (*c > ' ' && *c < 127 && !strchr("\"<>\\^`{|}#?", *c))
            *end++ = *c;
        else
            end += snprintf(end, 4, "%%%02X", (unsigned)(unsigned char)*c);
    }
    return out;
}

static json_t *problem_json(struct request *rq, enum err err, const char *instance)
{
    const char *type = arena_printf(rq->arena, "urn:episoded:problem:%s", err_slug(err));
    json_t *json =
        json_pack("{s:s, s:s, s:i, s:s, s:s}", "type", type, "title", err_title(err), "status",
                  (int)problem_status(err), "detail", detail_of(rq, err), "instance", instance);

    if (err == ERR_PARAMETER && rq->parameter && rq->accepts) {
        json_member_add(&json, "parameter", json_string(rq->parameter));
        json_member_add(&json, "accepts", json_string(rq->accepts));
    }
    if ((err == ERR_BODY || err == ERR_INPUT) && rq->failure.line) {
        json_member_add(&json, "line", json_integer(rq->failure.line));
        json_member_add(&json, "column", json_integer(rq->failure.column));
    }
    return json;
}

/* What is not the client's fault; the database has logged its own. */
static void log_own_fault(const struct request *rq, enum err err, const char *instance)
{
    if (problem_status(err) == 500 && err != ERR_DATABASE && err != ERR_DISK)
        log_error("%s: %s: %s", instance ? instance : "request", err_slug(err),
                  rq->failure.message);
}

void problem_answer(struct request *rq, struct response *rs, enum err err, json_t *more)
{
    const char *instance = instance_of(rq);
    json_t *json = problem_json(rq, err, instance);

    log_own_fault(rq, err, instance);
    if (json && more)
        json_object_update(json, more);
    json_decref(more);
    *rs = (struct response){.status = problem_status(err),
                            .content_type = "application/problem+json"};
    if (rs->status == 503)
        answer_header(rs, "Retry-After", "1");
    rs->body = json_write(rq->arena, json, rq->pretty, &rs->body_len);
    if (!rs->body) {
        rs->status = 500;
        rs->body = out_of_memory;
        rs->body_len = sizeof out_of_memory - 1;
    }
}
