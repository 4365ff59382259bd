/* The passages that have most of a sentence in runs of words, whichever of its words are wrong.
 *
 * BM25 looks for the rarest words first, and a wrong word may well be the rarest. What was said is
 * told by the words that stand next to each other in it: a wrong word takes two such pairs away,
 * one that is missing puts one in the place of two, and the others stand together in hardly any
 * other passage. */
#ifndef EPISODED_SEARCH_RUNS_H
#define EPISODED_SEARCH_RUNS_H

#include "rank.h"

/* Ranks passages of transcripts by what the pairs weigh that they have, of a plan of groups of two
 * words in a row, and filters. Of *out the caller sets most; total stays 0. Which of them are
 * looked at is told by the slices of pairs (forward.h): one of the best is left out where as many
 * others seem to be better, which hardly happens. A pair of a script without blanks is one word of
 * the index, which is passed over. *whole: what all pairs weigh. ERR_BUSY past the handle's budget,
 * ERR_DATABASE, ERR_MEMORY. */
enum err runs_rank(struct index *x, struct arena *a, const struct plan *plan, struct ranking *out,
                   double *whole, struct failure *f);

#endif
