/* The names of things in what was said. */
#ifndef EPISODED_SEARCH_PHRASES_H
#define EPISODED_SEARCH_PHRASES_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"
#include "episode.h"

struct phrase {
    const char *text;   /* as it stands first */
    const char *folded; /* its folded words, joined by blanks */
    unsigned count;     /* how often it stands there: at least twice */
};

struct phrase_list {
    struct phrase *v; /* by folded */
    size_t n;
};

/* The runs of two to five capitalised words inside a sentence (Visual Studio Code) that stand at
 * least twice in the content of an episode, each run as long as it goes. In the arena; false when
 * out of memory. */
bool phrases_of(struct arena *a, const struct episode *e, struct phrase_list *out);

#endif
