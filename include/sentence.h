/* Sentences, as spans over the original bytes. */
#ifndef EPISODED_SENTENCE_H
#define EPISODED_SENTENCE_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"

struct sentence {
    size_t start, end; /* bytes; neither includes the blanks between sentences */
};

struct sentence_list {
    struct sentence *v;
    size_t n;
};

/* The sentences of valid UTF-8, in order, not overlapping; together with the blanks between
 * them they cover all of it. Does not break at titles (Mr.), initials (J. R.), dotted
 * abbreviations (U.S., a.m.), decimals, host names (example.org), or at an ellipsis before
 * a lower-case word. False when out of memory. */
bool sentences_of(struct arena *a, const char *s, size_t len, struct sentence_list *out);

#endif
