/* Comparing the spellings of names. Words of a name are compared folded, by their letters
 * and by how they sound: consonants carry a name through a transcriber's ear. */
#ifndef EPISODED_ANALYSIS_NAMES_H
#define EPISODED_ANALYSIS_NAMES_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"
#include "token.h"

enum { NAME_WORDS = 8, SOUND_MAX = 16 };

struct name_word {
    const char *text;
    size_t len;
    char sound[SOUND_MAX]; /* "" for what is not in Latin letters */
};

struct name {
    const char *text;
    struct name_word words[NAME_WORDS]; /* without titles such as Dr. */
    size_t n;                           /* 0: too long or wordless for a name */
};

/* How two names are alike, the surest last. */
enum likeness {
    NAMES_DIFFER,
    NAMES_FIRST_LIKE, /* one is alone, and spelled like the other's first or last word */
    NAMES_FIRST,      /* one is the other's first word */
    NAMES_LAST,       /* one is the other's last word */
    NAMES_SHORT,      /* last names alike, first names shortened: Tom, Thomas */
    NAMES_LIKE,       /* spelled or sounding alike, word for word */
    NAMES_MIDDLE,     /* one leaves out middle names or gives initials */
    NAMES_FUSED,      /* one runs the words together */
    NAMES_SAME        /* the same words */
};

/* Reads text into *out; false when out of memory. */
bool name_read(struct arena *a, const char *text, struct name *out);

enum likeness names_compare(const struct name *a, const struct name *b);

/* Words that are spelled or sound nearly alike; true for equal ones. */
bool name_words_alike(const struct name_word *a, const struct name_word *b);

/* True if word is nearly all words of the name run together. */
bool name_is_fused(const struct name *name, const struct name_word *word);

/* Makes a word of a folded token. */
void name_word_set(struct name_word *w, const char *text, size_t len);

/* Why a spelling of likeness l to name is the same person's, in words; NULL when out of
 * memory. */
const char *likeness_reason(struct arena *a, enum likeness l, const char *name);

#endif
