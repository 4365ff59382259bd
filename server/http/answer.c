#include "answer.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "headers.h"

enum {
    RESPONSE_OVERHEAD = 3072, /* what libmicrohttpd allocates beside the body: mostly headers */
    LEAST_GZIP = 256          /* bytes that are worth compressing: the rest is one packet anyhow */
};

struct answer {
    struct MHD_Response *response;
    void *body;                        /* the response's */
    struct MHD_Response *not_modified; /* NULL without an etag */
    atomic_uint references;
    unsigned status, route;
    bool gzip, plain_too; /* plain_too: whoever gets it in gzip takes it without a coding as well */
    size_t size, length;
    struct etag etag, other_etag; /* other: of the same in the other coding, made or not */
    enum api_depends depends;
    char *episode, *revision; /* as in struct response */
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
    bool by_revision = rs->depends == API_EPISODE || rs->depends == API_LIBRARY;

    return (rs->status == MHD_HTTP_OK || rs->status == MHD_HTTP_PERMANENT_REDIRECT) &&
           ((by_revision && rs->revision) || rs->depends == API_PROGRAM);
}

static void write_etag(struct etag *etag, const char *revision, uint64_t hash)
{
    snprintf(etag->text, sizeof etag->text, "\"%.32s%s%016" PRIx64 "\"", revision ? revision : "",
             revision ? "-" : "", hash);
}

/* The revision alone would let a new version of this program, which words the same data in
 * another way, pass for the old one: a strong tag stands for the bytes. */
static void make_etags(struct answer *answer, const struct response *rs)
{
    uint64_t plain = HASH_START, packed;
    const char *version = encoding_version();

    plain = hash_bytes(plain, rs->content_type, strlen(rs->content_type) + 1);
    plain = hash_bytes(plain, rs->body, rs->body_len);
    packed = hash_bytes(plain, version, strlen(version));
    write_etag(&answer->etag, rs->revision, answer->gzip ? packed : plain);
    write_etag(&answer->other_etag, rs->revision, answer->gzip ? plain : packed);
}

/* The body to send, in memory of its own; NULL when out of memory. */
static void *make_body(const struct answer *answer, const struct response *rs, size_t *len)
{
    void *body;

    if (answer->gzip)
        return encoding_gzip(rs->body, rs->body_len, len);
    body = malloc(rs->body_len + 1);
    if (body && rs->body_len > 0)
        memcpy(body, rs->body, rs->body_len);
    *len = rs->body_len;
    return body;
}

/* A 304 tells the length that the 200 would have (RFC 9110, 8.6), and libmicrohttpd tells that of
 * the body which it is given, though it never sends it. */
static bool make_responses(struct answer *answer, const struct response *rs)
{
    size_t len;
    void *body = make_body(answer, rs, &len);

    if (!body)
        return false;
    answer->length = len;
    answer->size = sizeof *answer + RESPONSE_OVERHEAD + len;
    answer->response = MHD_create_response_from_buffer(len, body, MHD_RESPMEM_MUST_FREE);
    if (!answer->response) {
        free(body);
        return false;
    }
    answer->body = body;
    if (answer->etag.text[0])
        answer->not_modified = MHD_create_response_from_buffer(len, body, MHD_RESPMEM_PERSISTENT);
    return !answer->etag.text[0] || answer->not_modified;
}

static bool copy_text(char **to, const char *from)
{
    *to = from ? strdup(from) : NULL;
    return *to || !from;
}

static bool fill_in(struct answer *answer, const struct response *rs, const struct variant *v)
{
    const struct header_source source = {.response = rs,
                                         .variant = v,
                                         .etag = &answer->etag,
                                         .lasting = answer_is_lasting(rs),
                                         .gzip = answer->gzip};

    return copy_text(&answer->episode, rs->episode) && copy_text(&answer->revision, rs->revision) &&
           make_responses(answer, rs) && headers_add(answer->response, &source) &&
           (!answer->not_modified || headers_add_not_modified(answer->not_modified, &source));
}

struct answer *answer_create(const struct response *rs, const struct variant *v)
{
    static const struct variant plain = {.accepted = {.identity = true}};
    struct answer *answer = calloc(1, sizeof *answer);

    if (!answer)
        return NULL;
    if (!v)
        v = &plain;
    atomic_init(&answer->references, 1);
    answer->status = rs->status;
    answer->route = rs->route;
    answer->depends = rs->depends;
    answer->gzip = rs->status == MHD_HTTP_OK && v->accepted.gzip &&
                   (rs->body_len >= LEAST_GZIP || !v->accepted.identity);
    answer->plain_too = answer->gzip && v->accepted.identity;
    if (rs->status == MHD_HTTP_OK && answer_is_lasting(rs))
        make_etags(answer, rs);
    if (!fill_in(answer, rs, v)) {
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
    MHD_destroy_response(answer->not_modified);
    MHD_destroy_response(answer->response);
    free(answer->episode);
    free(answer->revision);
    free(answer);
}

bool answer_is_current(const struct answer *answer, struct api_worker *w, struct arena *a)
{
    return api_is_current(w, a, answer->depends, answer->episode, answer->revision);
}

size_t answer_size(const struct answer *answer)
{
    return answer->size;
}

size_t answer_length(const struct answer *answer)
{
    return answer->length;
}

bool etag_matches(const char *list, const char *etag, bool strongly)
{
    size_t len = strlen(etag);
    const char *s = list;

    while (*s) {
        bool weak;

        s += strspn(s, " \t,");
        if (*s == '*')
            return true;
        weak = strncmp(s, "W/", 2) == 0;
        if (weak)
            s += 2;
        if (!(weak && strongly) && strncmp(s, etag, len) == 0)
            return true;
        s += strcspn(s, ",");
    }
    return false;
}

bool answer_is_matched(const struct answer *answer, const char *if_match)
{
    if (!if_match || answer->status != MHD_HTTP_OK)
        return true;
    if (!answer->not_modified)
        return strcmp(if_match, "*") == 0;
    return etag_matches(if_match, answer->etag.text, true) ||
           etag_matches(if_match, answer->other_etag.text, true);
}

/* What if_none_match (may be NULL) names of it: its own tag or, where the client takes gzip but has
 * the answer without, that one, so that a 304 will do (RFC 9111, 4.1). NULL: nothing. */
static const struct etag *known_tag(const struct answer *answer, const char *if_none_match)
{
    if (!if_none_match || !answer->not_modified)
        return NULL;
    if (etag_matches(if_none_match, answer->etag.text, false))
        return &answer->etag;
    return answer->plain_too && etag_matches(if_none_match, answer->other_etag.text, false)
               ? &answer->other_etag
               : NULL;
}

unsigned answer_status(const struct answer *answer, const char *if_none_match)
{
    return known_tag(answer, if_none_match) ? MHD_HTTP_NOT_MODIFIED : answer->status;
}

unsigned answer_route(const struct answer *answer)
{
    return answer->route;
}

static void release(void *answer)
{
    answer_release(answer);
}

struct copying {
    struct MHD_Response *to;
    const struct etag *etag; /* in the place of the one that is copied; or NULL */
};

static enum MHD_Result copy_header(void *cls, enum MHD_ValueKind kind, const char *name,
                                   const char *value)
{
    const struct copying *c = cls;
    bool is_etag = c->etag && strcmp(name, MHD_HTTP_HEADER_ETAG) == 0;

    (void)kind;
    return MHD_add_response_header(c->to, name, is_etag ? c->etag->text : value);
}

/* The same for one request alone: the same body, but a head of its own. NULL when out of memory. */
static struct MHD_Response *respond_to(struct answer *answer, struct MHD_Response *shared,
                                       const struct etag *etag, const char *id)
{
    struct MHD_Response *own = MHD_create_response_from_buffer_with_free_callback_cls(
        answer->length, answer->body, release, answer);
    struct copying copying = {own, etag};

    if (!own)
        return NULL;
    answer_retain(answer);
    if (MHD_get_response_headers(shared, copy_header, &copying) ==
            MHD_get_response_headers(own, NULL, NULL) &&
        (!id || MHD_add_response_header(own, "X-Request-Id", id) == MHD_YES))
        return own;
    MHD_destroy_response(own);
    return NULL;
}

/* libmicrohttpd leaves the body out of a 304 and of an answer to HEAD by itself. */
enum MHD_Result answer_queue(struct answer *answer, struct MHD_Connection *connection,
                             const char *if_none_match, const char *id)
{
    const struct etag *known = known_tag(answer, if_none_match);
    struct MHD_Response *shared = known ? answer->not_modified : answer->response;
    bool is_other = known == &answer->other_etag;
    struct MHD_Response *own = id || is_other ? respond_to(answer, shared, known, id) : shared;
    unsigned status = known ? MHD_HTTP_NOT_MODIFIED : answer->status;
    enum MHD_Result result = own ? MHD_queue_response(connection, status, own) : MHD_NO;

    if (own != shared)
        MHD_destroy_response(own);
    return result;
}
