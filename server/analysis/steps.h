/* The steps of the analysis, in their order. Each is false when out of memory only. */
#ifndef EPISODED_ANALYSIS_STEPS_H
#define EPISODED_ANALYSIS_STEPS_H

#include <stdbool.h>

#include "arena.h"
#include "episode.h"
#include "words.h"

/* The lists that a speaker stands in. */
struct listing {
    bool guest;  /* Guest Name(s) */
    bool listed; /* that or People */
};

/* Who speaks: e->speakers with id, name and spellings; turn.speaker and quote.speaker. May add
 * words to w->vocabulary. *listings gets one for each speaker. */
bool speakers_find(struct arena *a, struct episode *e, struct words *w, struct listing **listings);

/* What is sold: the parts of every paragraph. */
bool ads_mark(struct arena *a, struct episode *e, const struct words *w);

/* Role, turns and words of every speaker, from the parts; takes turns that are wholly an ad
 * from those who only lend it their label. */
bool roles_give(struct arena *a, struct episode *e, const struct words *w,
                const struct listing *listings);

/* Verdict, place and comparison of every quote. Ads and promos are no place for one. */
bool quotes_locate(struct arena *a, struct episode *e, const struct words *w);

/* The paragraphs that support chapters and takeaways. Ads and promos support nothing. */
bool evidence_find(struct arena *a, struct episode *e, const struct words *w);

#endif
