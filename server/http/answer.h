/* A finished answer: built once, queued on any number of connections from any thread. */
#ifndef EPISODED_HTTP_ANSWER_H
#define EPISODED_HTTP_ANSWER_H

#include <microhttpd.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "api.h"
#include "encoding.h"

struct answer;

/* What of an answer is made for the client that asks, and not for all alike. */
struct variant {
    struct encoding accepted;
    const char *origin; /* the value of Access-Control-Allow-Origin, or NULL */
    bool origin_varies; /* other clients get another */
};

/* Copies what rs holds, compressed where v wants it (NULL: nothing is wanted), and adds the headers
 * that all answers share. The caller owns one reference. NULL when out of memory, or when a header
 * is not valid. */
struct answer *answer_create(const struct response *rs, const struct variant *v);

/* One more reference; gives it back. NULL is allowed. */
struct answer *answer_retain(struct answer *answer);
void answer_release(struct answer *answer);

/* Whether the same request may be answered with it again until what it depends on changes. */
bool answer_is_lasting(const struct response *rs);

/* Whether what it depends on has not changed. Scratch memory is the arena's. */
bool answer_is_current(const struct answer *answer, struct api_worker *w, struct arena *a);

/* Bytes that it holds in memory, about; and those of its body, as it is sent. */
size_t answer_size(const struct answer *answer);
size_t answer_length(const struct answer *answer);

/* Queues it, or a 304 where if_none_match (may be NULL) names it or, where that was accepted too,
 * the same without a coding; with the id (may be NULL) of the request that it answers. The
 * connection keeps a reference of its own. */
enum MHD_Result answer_queue(struct answer *answer, struct MHD_Connection *connection,
                             const char *if_none_match, const char *id);

/* The status that answer_queue sends, and the route that led to it (api_route). */
unsigned answer_status(const struct answer *answer, const char *if_none_match);
unsigned answer_route(const struct answer *answer);

/* Whether If-Match, if there is one (else NULL), lets it be sent: where it names it, in either
 * coding, or anything; or where it would be refused anyhow (RFC 9110, 13.1.1 and 13.2.1). */
bool answer_is_matched(const struct answer *answer, const char *if_match);

/* Whether the value of an If-None-Match or If-Match header names etag, which is in its quotes, or
 * anything: weakly, or strongly, so that no tag with W/ does (RFC 9110, 8.8.3.2). */
bool etag_matches(const char *list, const char *etag, bool strongly);

/* FNV-1a of bytes, going on from an earlier hash or HASH_START. */
#define HASH_START UINT64_C(0xcbf29ce484222325)
uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t len);

#endif
