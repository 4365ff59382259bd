/* Words of a query that a passage does not have, but something like them: what was heard wrong, and
 * so written down as one or more other words, and other words of a family. */
#ifndef EPISODED_SEARCH_HEARD_H
#define EPISODED_SEARCH_HEARD_H

#include "places.h"

enum {
    HEARD_WORDS = 8, /* of a query */
    HEARD_LETTERS = 32,
};

/* A word of the query. */
struct heard_word {
    double weight;
    uint8_t number; /* of places.h; 0: the library has it not */
    uint8_t sounds[2 * HEARD_LETTERS];
    size_t sound_count;
    uint32_t grams[HEARD_LETTERS + 1]; /* three letters each; its ends count as one */
    size_t gram_count;
};

struct heard {
    struct index *index;
    struct arena *arena;
    struct heard_word v[HEARD_WORDS];
    size_t n;
    struct heard_form *forms; /* that passages had so far, by the table word's id: a hash table */
    uint8_t *sounds;          /* of a passage, and whether a word begins there */
    bool *begins;
};

/* Takes the words of a group's leaves, of which function words and short ones are not listened
 * for. False when out of memory. */
bool heard_init(struct heard *h, struct index *x, struct arena *a, const struct group *group,
                const struct places *places);

/* How much of the weights of the words that a passage lacks it gets for words like them; places has
 * read the passage. ERR_BUSY past the handle's budget, ERR_MEMORY. */
enum err heard_score(struct heard *h, const struct places *places,
                     const struct forward_passage *passage, double *score, struct failure *f);

#endif
