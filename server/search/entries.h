/* What an episode has to suggest: the names, titles and phrases that its page carries. */
#ifndef EPISODED_SEARCH_ENTRIES_H
#define EPISODED_SEARCH_ENTRIES_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"
#include "episode.h"
#include "search.h"

struct entry {
    enum suggest_kind kind;
    const char *text;
    const char *folded; /* its folded words, joined by blanks */
    const char *name;   /* of another spelling of a speaker's name: the name, folded; else NULL */
    unsigned n;         /* the number of a speaker or chapter, else 0 */
    unsigned count;     /* turns of a speaker, appearances of a phrase, else 1 */
};

struct entry_list {
    struct entry *v; /* by folded; no text twice: a name that is a phrase too is a name */
    size_t n;
};

/* All entries of an episode, but for texts too long to complete. Of the spellings of a name those
 * stand there that have a word which the name has not. In the arena, but for what texts
 * are the episode's own; false when out of memory. */
bool entries_of(struct arena *a, const struct episode *e, struct entry_list *out);

struct name_words {
    const char **v; /* sorted, each once */
    size_t n;
};

/* The words of the names of its speakers, under each spelling, and of its people and companies. In
 * the arena; false when out of memory. */
bool name_words_of(struct arena *a, const struct episode *e, struct name_words *out);

#endif
