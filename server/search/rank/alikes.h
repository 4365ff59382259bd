/* Words that are like a query's rare ones: what was heard wrong was written down wrong, and what
 * the library does not have may be a slip. */
#ifndef EPISODED_SEARCH_ALIKES_H
#define EPISODED_SEARCH_ALIKES_H

#include "plan.h"

/* Adds to a loosened plan of the query, for each of its words that few passages have, the words of
 * the library that are most like it, as leaves of less weight; before them, what a word is meant
 * to be by its correction, however rare and short it is. And to the query, for what is marked. In
 * the arena. ERR_BUSY past the handle's budget, ERR_MEMORY. */
enum err alikes_add(struct index *x, struct arena *a, struct query *query, struct plan *plan,
                    struct failure *f);

#endif
