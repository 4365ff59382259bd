/* Who is who on a page, before it is told as struct speaker: persons and the spellings that
 * labels, lists and quotes give them. */
#ifndef EPISODED_ANALYSIS_CAST_H
#define EPISODED_ANALYSIS_CAST_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"
#include "episode.h"
#include "names.h"
#include "words.h"

/* Spellings past this many are compared with nothing, so that a page of a million labels
 * takes no time to speak of. */
enum { CAST_COMPARED = 300 };

/* A distinct spelling, and the list it stands in. */
struct spelled {
    struct name name;
    enum spelling_place where; /* SPELLING_LABEL to SPELLING_QUOTES */
    unsigned line, count;
    size_t person; /* index into persons */
    size_t family; /* of corrections: whose it was before a merge */
};

struct person {
    const char *name;          /* as it is shown */
    enum spelling_place named; /* the list that name comes from */
    bool in[SPELLING_PLACES];  /* the lists it stands in */
    unsigned speaker;          /* 1-based index into e->speakers, 0: is none */
    bool corrected;            /* joined or parted by a correction */
};

/* What kept a spelling from one that it is like. */
enum kept {
    KEPT_TURNS,  /* as labels, the two take turns */
    KEPT_LISTED, /* one list has both */
    KEPT_SEVERAL /* it fits somebody else equally well */
};

/* Two spellings that are alike, as indices into spelled: the first joined nobody. */
struct kept_apart {
    size_t spelled, like;
    enum kept why;
};

struct cast {
    struct spelled *spelled;
    size_t spelled_count, spelled_capacity;
    struct person *persons;
    size_t person_count, person_capacity;
    struct kept_apart *apart;
    size_t apart_count, apart_capacity;
};

/* Finds the persons of *e and sets turn.speaker and quote.speaker; fills in e->speakers with
 * ids and names only. False when out of memory. */
bool cast_find(struct arena *a, struct episode *e, struct cast *out);

/* Gives the speakers their doubts: the spellings that were kept apart, but for those that a
 * correction has joined or parted. False when out of memory. */
bool doubts_tell(struct arena *a, struct episode *e, const struct cast *c);

/* Adds to the speakers the spellings of the cast and those that the sections and the speech
 * use. Adds words to w->vocabulary. False when out of memory. */
bool mentions_find(struct arena *a, struct episode *e, const struct cast *cast, struct words *w);

#endif
