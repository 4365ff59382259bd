/* Where the words of a query stand in a passage. */
#ifndef EPISODED_SEARCH_PLACES_H
#define EPISODED_SEARCH_PLACES_H

#include "plan.h"

/* A form of one of the query's words. */
struct form {
    uint64_t id;    /* of the table word; 0: none */
    uint8_t number; /* of the query's word */
    bool asked;     /* the one that the query has */
};

struct places {
    struct form *forms;  /* a hash table */
    size_t size;         /* a power of two */
    uint8_t *words;      /* of each leaf the number of its word, from 1; 0: it is no plain word */
    double weights[256]; /* of the words, by number */
    size_t count;        /* of the words */
    uint8_t *v;          /* of the passage that was read: the number at each position, or 0 */
    size_t n;
    unsigned asked[256]; /* how often the passage has each word in the form that was asked for */
};

/* Makes ready to look for the words of a group's leaves; lives in the arena. ERR_MEMORY, and what
 * reading gives. */
enum err places_init(struct places *p, struct index *x, struct arena *a, const struct group *group,
                     struct failure *f);

/* Reads a passage into p->v. */
void places_read(struct places *p, const struct forward_passage *passage);

/* The most that the weights of different words add up to in so many positions in a row. */
double places_best_window(const struct places *p, size_t width);

/* BM25 of the words in the forms that were asked for; k is its K for the passage. */
double places_score_asked(const struct places *p, double k);

/* How often one word stands directly before another, at most 255 times. */
uint8_t places_count_pair(const struct places *p, uint8_t first, uint8_t second);

#endif
