/* The transcript as one row of words, read once for all of the analysis. */
#ifndef EPISODED_ANALYSIS_WORDS_H
#define EPISODED_ANALYSIS_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "episode.h"

/* What is known of one distinct (folded) word. */
struct entry {
    const char *text;
    uint32_t len, hash;
    uint32_t count;   /* how often the transcript has it */
    uint32_t capital; /* how often with a capital letter */
    uint32_t lower;   /* how often without, where a sentence begins not counted */
    uint32_t first;   /* its postings are postings[first] to postings[first + count - 1] */
};

/* The distinct words; a word's number is its index in v. v[0] stands for no word. */
struct vocabulary {
    struct entry *v;
    size_t n, capacity;
    uint32_t *slots; /* open addressing; a power of two */
    size_t slot_count;
};

struct word {
    uint32_t id; /* in the vocabulary */
    uint32_t paragraph;
    uint32_t start, end; /* bytes of the paragraph's text */
};

/* A sentence of a paragraph. */
struct stretch {
    uint32_t paragraph;
    uint32_t start, end;      /* bytes of the paragraph's text */
    uint32_t first, past_end; /* its words: words.v[first] to words.v[past_end - 1] */
};

struct words {
    struct word *v;
    size_t n;
    uint32_t *first_of; /* paragraph p has the words v[first_of[p - 1]] to v[first_of[p] - 1] */
    struct stretch *sentences;
    size_t sentence_count;
    uint32_t *postings; /* indexes into v by word, ascending; see struct entry */
    struct vocabulary vocabulary;
};

/* Reads the transcript of *e; false when out of memory. */
bool words_read(struct arena *a, const struct episode *e, struct words *out);

/* The index of the sentence that word i stands in. */
size_t sentence_of(const struct words *w, size_t i);

/* False when out of memory. */
bool vocabulary_init(struct arena *a, struct vocabulary *v);

/* The number of a folded word, 0 if it is unknown. */
uint32_t vocabulary_find(const struct vocabulary *v, const char *text, size_t len);

/* The same, adding it with a count of 0 where it is unknown; 0 when out of memory. */
uint32_t vocabulary_add(struct arena *a, struct vocabulary *v, const char *text, size_t len);

/* By word number: true for the words that the items of the lists have, as names of persons. NULL
 * when out of memory. */
bool *words_listed(struct arena *a, const struct words *w, const struct item_list *const *lists,
                   size_t count);

/* True if the character at s is a capital letter. */
bool starts_capital(const char *s, size_t len);

/* Bytes of the 's that ends a name of len bytes; 0 where it has none. */
size_t possessive_bytes(const char *name, size_t len);

#endif
