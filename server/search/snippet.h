/* The words around a match, with the matching ones marked. */
#ifndef EPISODED_SEARCH_SNIPPET_H
#define EPISODED_SEARCH_SNIPPET_H

#include <stdbool.h>
#include <stddef.h>

#include "aliases.h"
#include "arena.h"
#include "rank/query.h"
#include "search.h"
#include "words.h"

#define SNIPPET_WORDS 30

struct snippet_passage {
    const char *text; /* valid UTF-8; of two paragraphs joined by an LF, which is kept */
    size_t len;
    const struct alias_table *aliases; /* of its episode */
    struct stemmer *stemmer;           /* of its language; NULL: every word is its own stem */
};

/* Fills in hit->snippet: about SNIPPET_WORDS words, with a run "…" at an end that is cut. They
 * hold as many different terms of the query as stand in so few words, the nearest to each other
 * of those, then most marks, and begin with a sentence where all that leaves room for it. What is
 * marked: see marks.h. Runs hold whole words and whole graphemes, and live in the arena. False
 * when out of memory. */
bool snippet_make(struct arena *a, const struct query *query, const struct snippet_passage *passage,
                  struct search_hit *hit);

#endif
