/* Comparing a quote with a stretch of the transcript, word by word. */
#ifndef EPISODED_ANALYSIS_ALIGN_H
#define EPISODED_ANALYSIS_ALIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "episode.h"
#include "words.h"

/* A word of a quote. */
struct asked {
    const char *text; /* folded */
    size_t len;
    size_t start, end; /* bytes of the quote */
    uint32_t id;       /* in the vocabulary, 0 if the transcript never has it */
    float weight;      /* how much it tells: 1 for a rare word, little for a frequent one */
};

struct alignment {
    float score;
    float matched;      /* weight of the quote's words that were found */
    size_t first, last; /* the stretch: said[first] to said[last]; words of the transcript */
    uint32_t *with;     /* for each word of the quote: 1-based word of the transcript, or 0 */
};

/* What is compared. */
struct alignment_input {
    const struct words *words;
    const uint32_t *said;  /* by word: its number in the vocabulary, 0 where none may match */
    const struct asked *q; /* the quote */
    size_t n;
};

/* Aligns the quote with words first to past_end - 1: its words in order, as many as pay for
 * what they leave out in between. out->score is 0 if none matches. False when out of
 * memory. */
bool align(struct arena *a, const struct alignment_input *in, size_t first, size_t past_end,
           struct alignment *out);

/* Fills in q->diff from what was found: runs in reading order, each in the words of the
 * transcript, or of the quote for what it adds. False when out of memory. */
bool diff_tell(struct arena *a, const struct episode *e, const struct alignment_input *in,
               const struct alignment *found, struct quote *q);

#endif
