/* Words that sound like a query's rare ones: what was heard wrong was written down wrong. */
#ifndef EPISODED_SEARCH_ALIKES_H
#define EPISODED_SEARCH_ALIKES_H

#include "plan.h"

/* Adds to a loosened plan of the query, for each of its words that few passages have, the words of
 * the library that are most like it, as leaves of less weight; and to the query, for what is
 * marked. In the arena. ERR_BUSY past the handle's budget, ERR_MEMORY. */
enum err alikes_add(struct index *x, struct arena *a, struct query *query, struct plan *plan,
                    struct failure *f);

#endif
