/* The words around a match, with the matching ones marked. */
#ifndef EPISODED_SEARCH_SNIPPET_H
#define EPISODED_SEARCH_SNIPPET_H

#include <stdbool.h>
#include <stddef.h>

#include "aliases.h"
#include "arena.h"
#include "query.h"
#include "search.h"

#define SNIPPET_WORDS 30

struct snippet_passage {
    const char *text; /* valid UTF-8 */
    size_t len;
    const struct alias_table *aliases; /* of its episode */
};

/* Fills in hit->snippet: about SNIPPET_WORDS words where the marks stand closest, with a run "…"
 * at an end that is cut. A word is marked where the index matched it, by itself or by an alias.
 * Runs hold whole words and whole graphemes, and live in the arena. False when out of memory. */
bool snippet_make(struct arena *a, const struct query *query, const struct snippet_passage *passage,
                  struct search_hit *hit);

#endif
