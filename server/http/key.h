/* The name under which a finished answer is kept. */
#ifndef EPISODED_HTTP_KEY_H
#define EPISODED_HTTP_KEY_H

#include "answer.h"
#include "arena.h"

/* Out of the path, the parameters of the raw query (may be NULL) in one order, what is accepted
 * (may be NULL), and the variant: requests that are answered alike share a key, others never do.
 * In the arena; NULL when out of memory, and for requests too unusual to keep answers for. */
const char *key_of(struct arena *a, const struct request *rq, const struct variant *v);

#endif
