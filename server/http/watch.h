/* Sees what other processes commit, and has the answers made before it put in doubt. */
#ifndef EPISODED_HTTP_WATCH_H
#define EPISODED_HTTP_WATCH_H

#include "api.h"
#include "cache.h"
#include "error.h"

struct watch;

/* Starts a thread that asks the database ten times a second, over a worker of its own, and
 * tells the cache when it changed. options and cache must live until watch_stop. */
enum err watch_start(struct watch **out, const struct api_options *options, struct cache *cache,
                     struct failure *f);

/* Tells the cache at once if the database changed since it was last asked. From any thread. */
void watch_look(struct watch *watch);

/* Ends the thread and frees; NULL is allowed. */
void watch_stop(struct watch *watch);

#endif
