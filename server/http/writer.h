/* The one thread that writes, and those who wait for it. A write takes up to some hundred
 * milliseconds, and each of libmicrohttpd's threads serves many connections: so the connection of a
 * write is suspended, and resumed with its answer. */
#ifndef EPISODED_HTTP_WRITER_H
#define EPISODED_HTTP_WRITER_H

#include <microhttpd.h>
#include <stdbool.h>
#include <stddef.h>

#include "answer.h"
#include "api.h"
#include "cache.h"
#include "error.h"

struct writer;

/* Starts the thread. options and cache must live until writer_destroy. */
enum err writer_create(struct writer **out, const struct api_options *options, struct cache *cache,
                       struct failure *f);

/* Finishes the write at hand, refuses those that wait and all that come later, and ends the thread:
 * then no connection is suspended, as MHD_stop_daemon wants it. NULL is allowed. */
void writer_end(struct writer *w);

/* Ends it where that was not done, and frees; NULL is allowed. */
void writer_destroy(struct writer *w);

/* A request that waits. It must live until its connection is resumed. */
struct waiting {
    struct request rq; /* whole, with its body */
    struct MHD_Connection *connection;
    struct variant variant; /* of the answer */
    struct answer *answer; /* the answer, with a reference for its owner; NULL when out of memory */
    struct waiting *next;  /* the writer's */
};

/* Suspends the connection, and resumes it once there is an answer. False where too many wait
 * already: nothing is done then. To be called by the connection's handler. */
bool writer_submit(struct writer *w, struct waiting *waiting);

/* Takes so many bytes off what the bodies of all writes may take in memory: twice the largest
 * episode. False where they are not left. */
bool writer_reserve(struct writer *w, size_t bytes);
void writer_release(struct writer *w, size_t bytes);

#endif
