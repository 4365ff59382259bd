#include "analysis.h"

#include "corrections.h"
#include "steps.h"
#include "words.h"

/* The words are needed here only, and take ten times the room of the page: they stand in an arena
 * of their own. */
static bool find_all(struct arena *a, struct arena *words, struct episode *e)
{
    struct words w;
    struct listing *listings;

    return corrections_follow(a, e) && words_read(words, e, &w) &&
           speakers_find(a, e, &w, &listings) && ads_mark(a, e, &w) && corrections_cut(a, e) &&
           roles_give(a, e, &w, listings) && quotes_locate(a, e, &w) && evidence_find(a, e, &w);
}

enum err analyse(struct arena *a, struct episode *e, struct failure *f)
{
    struct arena *words = arena_create();
    bool done = words && find_all(a, words, e);

    arena_destroy(words);
    return done ? OK : fail(f, ERR_MEMORY, "out of memory while analysing the episode");
}
