/* Finished answers by request, bounded in bytes; those that nobody asked for longest go first. Safe
 * from all threads.
 *
 * The cache counts the changes of the database, and for each answer knows after which of them it
 * was last good. An answer from before the last change is given out as in doubt: whoever gets it
 * finds out whether what it depends on is still the same. So a change costs nothing but the
 * answers that it concerns. */
#ifndef EPISODED_HTTP_CACHE_H
#define EPISODED_HTTP_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "answer.h"

struct cache;

/* Keeps at most max_bytes, keys included; with 0 it keeps nothing. NULL when out of memory. */
struct cache *cache_create(size_t max_bytes);

/* Releases all it holds; NULL is allowed. */
void cache_destroy(struct cache *cache);

/* The database has changed: every answer made before is in doubt. To be called once the change can
 * be read, and before it is told to anybody. */
void cache_changed(struct cache *cache);

/* What it holds at present. */
struct cache_usage {
    size_t entries, bytes, max_bytes;
};
struct cache_usage cache_usage(struct cache *cache);

struct cache_hit {
    struct answer *answer;    /* with a reference for the caller; NULL: there is none */
    bool good;                /* nothing changed since it was last known to be */
    unsigned long generation; /* how often the database had changed when it was looked for */
};

/* What is kept under key. */
struct cache_hit cache_get(struct cache *cache, const char *key);

/* The answer in doubt that hit is of was found good, by a transaction begun after cache_get. */
void cache_confirm(struct cache *cache, const char *key, const struct cache_hit *hit);

/* The making of an answer, from cache_claim to cache_made. Its members are the cache's. */
struct making {
    struct making *next;
    const char *key; /* the caller's; must live until cache_made */
    uint64_t hash;
    unsigned long generation, claim;
};

/* The answer that another thread has made meanwhile, or is making: waits for it, and gives it with
 * a reference for the caller. NULL: the caller is to make it, in transactions begun after this
 * call, and in any case to call cache_made; also where the other thread failed to make one that can
 * be kept. */
struct answer *cache_claim(struct cache *cache, const char *key, struct making *making);

/* Ends the making. Keeps answer, with a reference of the cache's own, in the place of what is
 * there, unless it takes more than a quarter of the cache; NULL: none was made that may be kept. */
void cache_made(struct cache *cache, struct making *making, struct answer *answer);

#endif
