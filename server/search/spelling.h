/* What was probably meant by words that the library does not have. */
#ifndef EPISODED_SEARCH_SPELLING_H
#define EPISODED_SEARCH_SPELLING_H

#include <stddef.h>

#include "arena.h"
#include "error.h"
#include "index/index.h"
#include "rank/query.h"
#include "search.h"

struct spelling_result {
    struct query query;                    /* as it was probably meant; a term of one word that may
                                              have been right is told as it was typed, too */
    struct search_correction *corrections; /* in the order of the query */
    size_t count;                          /* 0: query is as it was */
};

/* Puts in the place of a word of q that the library does not have
 *   - the word it has that is most like it in letters and sound, or one nearly as like it that is a
 *     name, or stands next to the same word, or in many more passages;
 *   - two words that stand next to each other somewhere, where it is the two of them written as
 *     one (a phrase then), unless a word is likelier;
 *   - or, with the word before or behind it, the one word that the two of them are, or they in a
 *     row. That is done too where the library has both words, but one of them twenty times rarer
 *     than the whole; or the two next to each other are, and fewer passages have both than the
 *     whole, and neither is a function word.
 * A word whose other forms the library has is one that it has; unless the library has more than
 * 65,536 passages, and another word is like it and far more common than those forms.
 * A word of one or two letters, or with a digit, or in a script without blanks stays; so does what
 * is unwanted, and the beginning of a word. A word of a name that nobody says is only ever taken
 * for one of another name. In the caller's read transaction, after index_refresh; the result lives
 * in the arena, and shares with q what was not changed. ERR_BUSY past the handle's budget,
 * ERR_MEMORY. */
enum err spelling_correct(struct index *x, struct arena *a, const struct query *q,
                          struct spelling_result *out, struct failure *f);

#endif
