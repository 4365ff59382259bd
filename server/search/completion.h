/* Whether a text completes what is typed, and where it shows. */
#ifndef EPISODED_SEARCH_COMPLETION_H
#define EPISODED_SEARCH_COMPLETION_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"
#include "search.h"
#include "token.h"

/* What is typed. */
struct typed {
    struct token_list words; /* at least one */
    bool alike; /* a word of four letters or more may be misspelt: one edit, from eight letters two,
                   or the same sound */
};

/* Whether each word that is typed begins a word of folded, which are joined by blanks, in the same
 * order. */
bool completion_fits(const struct typed *t, const char *folded);

/* Fills in s->runs with the text of s, what was typed marked: the letters that were, or where it
 * is misspelt, or another spelling of the text, the whole word or all of it. Runs hold whole
 * graphemes and live in the arena. False when out of memory. */
bool completion_mark(struct arena *a, const struct typed *t, struct suggestion *s);

#endif
