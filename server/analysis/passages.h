/* The texts of a page to look for names in. */
#ifndef EPISODED_ANALYSIS_PASSAGES_H
#define EPISODED_ANALYSIS_PASSAGES_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"
#include "episode.h"
#include "words.h"

/* A text as words. */
struct passage {
    const char *text;
    const struct word *v;
    size_t n;
    enum spelling_place where;
    unsigned line;
};

struct passages {
    struct passage *v;
    size_t n, capacity;
};

/* Adds the sections above the transcript to *out, and their words to *vocabulary. False when
 * out of memory. */
bool passages_of_sections(struct arena *a, const struct episode *e, struct vocabulary *vocabulary,
                          struct passages *out);

#endif
