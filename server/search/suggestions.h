/* What an episode gives suggest to complete, in the tables of schema/006_suggestion.sql. */
#ifndef EPISODED_SEARCH_SUGGESTIONS_H
#define EPISODED_SEARCH_SUGGESTIONS_H

#include <pthread.h>
#include <stdbool.h>

#include "arena.h"
#include "db.h"
#include "entries.h"
#include "episode.h"
#include "error.h"
#include "search.h"

#define SUGGESTION_LEVELS 16 /* of how common a suggestion is */

/* The names, titles and phrases of an episode. They take nothing but the episode, and reading it
 * once more, so that a thread of their own gathers them while the passages are indexed. */
struct suggestions {
    const struct episode *episode;
    struct arena *arena;
    struct entry_list entries;
    struct name_words names;
    bool failed; /* out of memory */
    bool in_thread;
    pthread_t thread;
};

/* Begins to gather them; the episode must stay as it is until suggestions_finish, which is to be
 * called in any case. Where there can be no thread, all is done by the time this returns. */
void suggestions_begin(struct suggestions *s, const struct episode *e);
void suggestions_finish(struct suggestions *s);

/* Waits for them and adds them, for the episode's key in the store, in the caller's write
 * transaction. */
enum err suggestions_add(struct db *db, int64_t episode, struct suggestions *s, struct failure *f);

/* Takes away those of an episode. */
enum err suggestions_remove(struct db *db, int64_t episode, struct failure *f);

#endif
