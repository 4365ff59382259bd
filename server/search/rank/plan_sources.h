/* Which terms of the index stand for a word of a query. Within plan*.c. */
#ifndef EPISODED_SEARCH_PLAN_SOURCES_H
#define EPISODED_SEARCH_PLAN_SOURCES_H

#include "plan.h"

/* What a plan is made with. */
struct planner {
    struct index *index;
    struct arena *arena;
    const struct search_request *request;
    struct plan *plan;
    struct failure *failure;
};

/* Each gives the terms that stand for a folded word, and how many documents have them, at most;
 * what they allocate lives in the arena. ERR_MEMORY, ERR_BUSY, ERR_DATABASE. */

/* In any form: by its stems in the languages of the library. */
enum err source_of_word(struct planner *p, const char *word, struct source *out);

/* A technical term: its prefix and its value. */
enum err source_of_technical(struct planner *p, const char *prefix, const char *value,
                             struct source *out);

/* All words that begin so. *whole: hardly any others have these terms. */
enum err source_of_beginning(struct planner *p, const char *word, struct source *out, bool *whole);

/* The very word, or with prefix those that begin so; choice gets them. */
enum err source_of_literal(struct planner *p, const char *word, bool prefix, struct source *out,
                           struct forward_choice *choice);

#endif
