/* Requests to answers, without a socket: knows no HTTP library, so that tests and fuzzers
 * call it as the server does. */
#ifndef EPISODED_API_H
#define EPISODED_API_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "arena.h"
#include "buf.h"
#include "db.h"
#include "error.h"

struct api_param {
    const char *name, *value; /* percent-decoded; value is "" where there was no '=' */
};

/* The forms that a resource may have. */
enum api_form { API_JSON, API_TEXT, API_MARKDOWN, API_HTML };

struct request {
    const char *method;       /* as sent */
    const char *path;         /* the raw path of the target, starting with '/', not decoded */
    const char *query;        /* the raw query, without '?', or NULL */
    const char *accept;       /* the Accept header, or NULL */
    const char *content_type; /* of the body, or NULL */
    const char *body;         /* whole; NULL where there is none, or where it is too large */
    size_t body_len;          /* as told or counted, above the limit too */
    const char *authorization, *content_encoding, *content_range, *if_match,
        *if_none_match; /* headers, or NULL; only writes look at them */
    /* set by api_handle: */
    struct arena *arena;
    struct db *db;
    bool may_write; /* db may */
    const struct api_options *options;
    struct api_param *params;
    size_t param_count;
    const char *segments[8]; /* of the path, decoded; those that the route's pattern names
                                behind {id} */
    size_t segment_count;
    const char *id;   /* of the episode the request is about, or NULL */
    const char *self; /* the long path of what is asked for, percent-encoded */
    enum api_form form;
    bool pretty; /* indent the JSON: the short routes for a person at a prompt */
    struct failure failure;
    const char *parameter, *accepts; /* what an ERR_PARAMETER is about, and what it takes */
};

/* What an answer stays valid with. API_NOTHING: it tells of this moment, and no cache needs to keep
 * it. API_PROGRAM: what the program and its options are. API_BODY: what was sent, beside the
 * library: no cache may keep it. API_WRITE: it is no answer but a change of the library. */
enum api_depends { API_NOTHING, API_PROGRAM, API_EPISODE, API_LIBRARY, API_BODY, API_WRITE };

#define API_MAX_BODY 65536u   /* bytes of a request's body */
#define API_MAX_TARGET 16384u /* bytes of its path and query */

#define API_HEADERS 8
#define API_MOST_ROUTES 63u

struct response {
    unsigned status;
    unsigned route;           /* that the request led to, from 1 on, see api_route; 0: none */
    const char *content_type; /* NULL where there is no body */
    const char *body;         /* in the request's arena, or static */
    size_t body_len;
    struct {
        const char *name, *value;
    } headers[API_HEADERS];
    size_t header_count;
    bool negotiated; /* the Accept header chose among several forms */
    enum api_depends depends;
    const char *episode;  /* with API_EPISODE: the id of that which it depends on */
    const char *revision; /* of what it depends on, read in the same transaction; or NULL. The
                             entity tag must begin with it and '-': writes look for that */
};

typedef enum err handler_fn(struct request *rq, struct response *rs);

struct api_options {
    const char *database;        /* path of the file */
    const char *default_episode; /* what /summary and the like answer for; NULL: none */
    unsigned budget_ms;          /* of one request; 0: none */
    size_t search_memory;        /* that a worker keeps of the search index; 0: the default */
    unsigned workers;            /* among which the default shares out memory; 0: one */
    const char *token;           /* that writes must show; NULL: nobody may write */
    size_t max_bytes;            /* of an episode that is written */
    /* Why the server is not ready, a sentence without its end, or NULL in it where it is; may
     * change at any time. NULL: it always is. */
    const _Atomic(const char *) *unready;
    /* Adds what the server counts to what /metrics says, in Prometheus' text format 0.0.4. NULL:
     * there is no /metrics. */
    void (*metrics)(void *metrics_of, struct buf *out);
    void *metrics_of;
    struct api_loads *loads; /* counted there too, and by writes; NULL: they are not */
};

/* What came of the episodes that were to be loaded, and of those to be removed. */
enum api_load { API_LOADED, API_REPLACED, API_UNCHANGED, API_FAILED, API_REMOVED, API_LOAD_KINDS };

struct api_loads {
    atomic_size_t counts[API_LOAD_KINDS];
};

/* What one thread answers with: a read handle of its own. */
struct api_worker;

/* What options point to must live as long as the worker. */
enum err api_worker_create(struct api_worker **out, const struct api_options *options,
                           struct failure *f);
void api_worker_destroy(struct api_worker *w); /* NULL is allowed */

/* The same, but it writes. It may wait some seconds for another process that does. */
enum err api_writer_create(struct api_worker **out, const struct api_options *options,
                           struct failure *f);

/* Answers rq (the members above arena set, the rest zero) into *rs, always: what fails
 * becomes a problem document (RFC 9457). HEAD is answered as GET, with its body; the caller
 * leaves it out. No transaction is left open. All memory is the arena's.
 *
 * A worker that can't write only looks at the head of a write, which needs no body for that:
 * rs->status is 0 where the write may go on, to a worker that can. Whatever that answers, answers
 * made before may be stale. */
void api_handle(struct api_worker *w, struct arena *a, struct request *rq, struct response *rs);

/* Fills *rs with the problem document of rq->failure: for a request that is refused before it can
 * be answered. Of rq only path and failure are read. All memory is the arena's. */
void api_refuse(struct arena *a, struct request *rq, struct response *rs);

/* Whether an answer that depends on the episode (its id, with API_EPISODE) or the library at that
 * revision is what would be answered now. Scratch memory is the arena's. */
bool api_is_current(struct api_worker *w, struct arena *a, enum api_depends depends,
                    const char *episode, const char *revision);

/* Whether requests of this method and path have a body that is to be read, up to API_MAX_BODY.
 * Those that don't are answered without it. Scratch memory is the arena's. */
bool api_takes_body(struct arena *a, const char *method, const char *path);

/* Whether requests of this method and path are writes (API_WRITE). */
bool api_is_write(struct arena *a, const char *method, const char *path);

/* Fills *rs with the problem document of rq->failure: for a request that is refused before it can
 * be answered. Of rq only path and failure are read. All memory is the arena's. */
void api_refuse(struct arena *a, struct request *rq, struct response *rs);

/* The method and the pattern of a route, "none" for route 0; false where there is no such route.
 * Both may be NULL. */
bool api_route(unsigned route, const char **method, const char **pattern);

/* Counts it; NULL is allowed. From any thread. */
void api_count_load(struct api_loads *loads, enum api_load what);

/* Adds what precedes the values of a metric: Prometheus' type, and what it is. */
void api_begin_metric(struct buf *out, const char *name, const char *type, const char *what);

/* s percent-encoded, for a path or a query; NULL when out of memory. */
const char *api_encode(struct arena *a, const char *s);

/* The value that stands for the present state of the database; changes when another
 * connection commits. */
unsigned api_data_version(struct api_worker *w);

#endif
