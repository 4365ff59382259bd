/* Partial matches ranked again by where their words stand, which BM25 does not see.
 *
 * What a passage scores is added to for words of the query that stand near each other in it: in the
 * best runs of a few words and of some more, and as pairs as in the query; and for the passages
 * around it, as talk goes on over several (by their distance in words); and for what is like the
 * words that it lacks (heard.h). A document without a word of the query is never added. */
#ifndef EPISODED_SEARCH_RESCORE_H
#define EPISODED_SEARCH_RESCORE_H

#include "rank.h"

/* So many of the best are ranked again, and stand before all others: the same for each page of an
 * answer. */
enum { RESCORED = 50 };

/* Ranks the best of a loosened plan again, all scores being BM25's before. ERR_BUSY past the
 * handle's budget, ERR_MEMORY. */
enum err rescore(struct index *x, struct arena *a, const struct plan *plan, struct ranking *ranking,
                 struct failure *f);

#endif
