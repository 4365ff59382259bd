#include "answer.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What libmicrohttpd allocates beside the body: the response and its headers. */
enum { RESPONSE_OVERHEAD = 1024 };

struct answer {
    struct MHD_Response *response;
    atomic_uint references;
    unsigned status;
    size_t size;
    char etag[56]; /* revision and 16 hex digits, in quotes; empty: none */
};

uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t len)
{
    const unsigned char *p = bytes;

    for (size_t i = 0; i < len; i++)
        hash = (hash ^ p[i]) * UINT64_C(0x100000001b3);
    return hash;
}

bool answer_is_lasting(const struct response *rs)
{
    return rs->status < 400 && (rs->depends == API_EPISODE || rs->depends == API_LIBRARY);
}

/* The revision alone would let a new version of this program, which words the same data in
 * another way, pass for the old one: a strong tag stands for the bytes. */
static void make_etag(struct answer *answer, const struct response *rs)
{
    uint64_t hash = HASH_START;

    hash = hash_bytes(hash, rs->content_type, strlen(rs->content_type) + 1);
    hash = hash_bytes(hash, rs->body, rs->body_len);
    snprintf(answer->etag, sizeof answer->etag, "\"%.32s%s%016" PRIx64 "\"",
             rs->revision ? rs->revision : "", rs->revision ? "-" : "", hash);
}

static bool add(struct answer *answer, const char *name, const char *value)
{
    return MHD_add_response_header(answer->response, name, value) == MHD_YES;
}

static bool add_headers(struct answer *answer, const struct response *rs)
{
    bool ok = (!rs->content_type || add(answer, MHD_HTTP_HEADER_CONTENT_TYPE, rs->content_type)) &&
              add(answer, "X-Content-Type-Options", "nosniff");

    if (answer_is_lasting(rs))
        ok = ok && add(answer, MHD_HTTP_HEADER_CACHE_CONTROL, "no-cache");
    if (answer->etag[0])
        ok = ok && add(answer, MHD_HTTP_HEADER_ETAG, answer->etag);
    for (size_t i = 0; i < rs->header_count; i++)
        ok = ok && add(answer, rs->headers[i].name, rs->headers[i].value);
    return ok;
}

static struct MHD_Response *copy_body(const struct response *rs)
{
    void *body = malloc(rs->body_len + 1);
    struct MHD_Response *response = NULL;

    if (body && rs->body_len > 0)
        memcpy(body, rs->body, rs->body_len);
    if (body)
        response = MHD_create_response_from_buffer(rs->body_len, body, MHD_RESPMEM_MUST_FREE);
    if (!response)
        free(body);
    return response;
}

struct answer *answer_create(const struct response *rs)
{
    struct answer *answer = calloc(1, sizeof *answer);

    if (!answer)
        return NULL;
    atomic_init(&answer->references, 1);
    answer->status = rs->status;
    answer->size = sizeof *answer + RESPONSE_OVERHEAD + rs->body_len;
    answer->response = copy_body(rs);
    if (!answer->response) {
        free(answer);
        return NULL;
    }
    if (rs->status == MHD_HTTP_OK && answer_is_lasting(rs))
        make_etag(answer, rs);
    if (!add_headers(answer, rs)) {
        answer_release(answer);
        return NULL;
    }
    return answer;
}

struct answer *answer_retain(struct answer *answer)
{
    if (answer)
        atomic_fetch_add_explicit(&answer->references, 1, memory_order_relaxed);
    return answer;
}

void answer_release(struct answer *answer)
{
    if (!answer || atomic_fetch_sub_explicit(&answer->references, 1, memory_order_acq_rel) > 1)
        return;
    MHD_destroy_response(answer->response);
    free(answer);
}

size_t answer_size(const struct answer *answer)
{
    return answer->size;
}

/* RFC 9110, 13.1.2: the comparison is weak, so W/ does not count. */
bool etag_matches(const char *if_none_match, const char *etag)
{
    size_t len = strlen(etag);
    const char *s = if_none_match;

    while (*s) {
        s += strspn(s, " \t,");
        if (*s == '*')
            return true;
        if (strncmp(s, "W/", 2) == 0)
            s += 2;
        if (strncmp(s, etag, len) == 0)
            return true;
        s += strcspn(s, ",");
    }
    return false;
}

/* libmicrohttpd leaves the body out of a 304 and of an answer to HEAD by itself. */
enum MHD_Result answer_queue(const struct answer *answer, struct MHD_Connection *connection,
                             const char *if_none_match)
{
    unsigned status = answer->status;

    if (if_none_match && answer->etag[0] && etag_matches(if_none_match, answer->etag))
        status = MHD_HTTP_NOT_MODIFIED;
    return MHD_queue_response(connection, status, answer->response);
}
