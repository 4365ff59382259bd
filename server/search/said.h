/* What a query's words were written down as where they were heard: 1968 as "nineteen sixty eight"
 * or the other way round, NFC as "n f c", U.K. as UK, vs. as versus, colour as color, vue3 as
 * "vue 3". */
#ifndef EPISODED_SEARCH_SAID_H
#define EPISODED_SEARCH_SAID_H

#include "index/index.h"
#include "rank/query.h"

/* Puts digits in the place of words of a query that are a number, if the library has those. Then
 * puts behind each single, unquoted word of a query what it may be said as (spoken.h), as
 * alternatives, if the library has that: letters only for a word typed as initials, or one in few
 * passages, or in not many more than they. Initials with full stops get the word that they are
 * without, where that is not something far more common. In the arena. ERR_BUSY past the handle's
 * budget, ERR_MEMORY. */
enum err said_add(struct index *x, struct arena *a, struct query *query, struct failure *f);

#endif
