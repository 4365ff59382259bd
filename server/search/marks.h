/* Which words of a passage a query finds. */
#ifndef EPISODED_SEARCH_MARKS_H
#define EPISODED_SEARCH_MARKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "aliases.h"
#include "arena.h"
#include "rank/query.h"
#include "words.h"

/* Terms are numbered in the order of the query, alternatives as one; the last number stands for all
 * that follow. */
enum { MARKED_TERMS = 64 };

struct mark {
    bool on;        /* the word is found, by itself or in a phrase */
    bool continues; /* ... and so is the word before it, in one phrase */
    size_t end;     /* behind the longest match that begins with this word; 0: none begins */
    uint64_t terms; /* 1 << number of each term of the query of which a match begins here */
};

/* In what sense words are the same. */
struct mark_rules {
    const struct alias_table *aliases; /* of the episode */
    struct stemmer *stemmer;           /* of its language; NULL: every word is its own stem */
};

/* One mark for each of the words, in the arena; NULL when out of memory. What a term is quoted
 * for is marked as it is written, what it is a prefix for by its beginning, all else by its stem;
 * by itself, together with the next word, and by its aliases. */
struct mark *marks_of(struct arena *a, const struct query *query, const struct mark_rules *rules,
                      const struct word_list *words);

#endif
