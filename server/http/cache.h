/* Finished answers by request, bounded in bytes; those that nobody asked for longest go
 * first. Safe from all threads. */
#ifndef EPISODED_HTTP_CACHE_H
#define EPISODED_HTTP_CACHE_H

#include <stddef.h>

#include "answer.h"

struct cache;

/* Keeps at most max_bytes, keys included; with 0 it keeps nothing. NULL when out of memory. */
struct cache *cache_create(size_t max_bytes);

/* Releases all it holds; NULL is allowed. */
void cache_destroy(struct cache *cache);

/* The answer under key with a reference for the caller, or NULL. */
struct answer *cache_get(struct cache *cache, const char *key);

/* The number of the present state of the database. Read it before the transaction that an
 * answer is made in. */
unsigned cache_generation(struct cache *cache);

/* Keeps answer, with a reference of the cache's own, under a copy of key, in place of what is
 * there; unless the database changed since generation, or the answer takes more than a quarter
 * of the cache. */
void cache_put(struct cache *cache, unsigned generation, const char *key, struct answer *answer);

/* Forgets everything: the database changed. */
void cache_drop(struct cache *cache);

#endif
