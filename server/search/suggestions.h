/* What an episode gives suggest to complete, in the tables of schema/006_suggestion.sql. */
#ifndef EPISODED_SEARCH_SUGGESTIONS_H
#define EPISODED_SEARCH_SUGGESTIONS_H

#include "arena.h"
#include "db.h"
#include "episode.h"
#include "error.h"
#include "search.h"

#define SUGGESTION_LEVELS 16 /* of how common a suggestion is */

/* The rank under which a suggestion's words stand: lower is better. episodes is at least 1. */
int suggestion_rank(enum suggest_kind kind, int64_t episodes);

/* Adds or takes away the names, titles and phrases of an episode, told by its key in the store, in
 * the caller's write transaction. Scratch memory is the arena's. */
enum err suggestions_add(struct db *db, struct arena *a, int64_t episode, const struct episode *e,
                         struct failure *f);
enum err suggestions_remove(struct db *db, int64_t episode, struct failure *f);

/* Takes away all of them. */
enum err suggestions_clear(struct db *db, struct failure *f);

#endif
