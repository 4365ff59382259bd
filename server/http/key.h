/* The name under which a finished answer is kept. */
#ifndef EPISODED_HTTP_KEY_H
#define EPISODED_HTTP_KEY_H

#include "arena.h"

/* The path, the parameters of the raw query (may be NULL) in one order, and what is accepted
 * (may be NULL): requests that are answered alike share a key, others never do. In the arena;
 * NULL when out of memory, and for requests too unusual to keep answers for. */
const char *key_of(struct arena *a, const char *path, const char *query, const char *accept);

#endif
