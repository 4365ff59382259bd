/* Writing to the index: what is added and taken away is gathered in memory, and written before the
 * transaction ends. Each container, row and chunk that it touches is then read, changed and
 * written once, however many episodes have a part in it. */
#ifndef EPISODED_SEARCH_UPDATE_H
#define EPISODED_SEARCH_UPDATE_H

#include "dictionary.h"
#include "index.h"

struct update_passage {
    int64_t document;
    uint32_t length; /* in words */
    struct pairs pairs;
    struct buf bytes;
};

/* The words at one position of a passage. */
struct update_position {
    uint64_t ids[16];
    size_t n;
};

struct update_range {
    int64_t first, last; /* documents, both included */
};

struct update {
    struct index *index;
    bool is_open;    /* something is gathered */
    int64_t version; /* of the index it builds on */
    struct dictionary dictionary;
    struct dictionary_term **terms; /* touched */
    struct dictionary_word **words; /* touched */
    size_t term_count, term_capacity, word_count, word_capacity;
    struct update_passage *passages; /* by document */
    struct update_range *removed;
    size_t passage_count, passage_capacity, removed_count, removed_capacity;
    struct update_passage now; /* the passage that is being added */
    struct buf now_words, now_others, now_technical;
    struct update_position before, here; /* of its last two positions */
    struct stemmer *stemmer;             /* of its language */
    uint32_t others_last;                /* position of the last of its others */
};

/* The handle's update, which a first call begins in the caller's transaction. */
enum err update_of(struct index *x, struct update **out, struct failure *f);

/* One passage: begin, its words (of the update's dictionary) in order, behind each of them what
 * else stands at its position, technical words anywhere, end. */
void update_begin_passage(struct update *u, int64_t document, struct stemmer *stemmer);
enum err update_word(struct update *u, struct dictionary_word *word, struct failure *f);
enum err update_other(struct update *u, const char *text, struct failure *f);
enum err update_technical(struct update *u, const char *text, struct failure *f);
enum err update_end_passage(struct update *u, struct failure *f);

/* Takes away documents, which were written before. */
enum err update_remove(struct update *u, const struct update_range *range, struct failure *f);

/* Writes what was gathered. */
enum err update_flush(struct index *x, struct failure *f);

/* Forgets what was gathered; for a transaction that is not committed. */
void update_discard(struct index *x);

/* ---- within update*.c ---- */

/* What is known now of a term in a chunk. */
struct peak_change {
    size_t term; /* its place in struct update.terms */
    struct peak peak;
};

/* What writing the postings has changed. */
struct update_changes {
    int64_t documents[SPACES], words[SPACES]; /* so many more of them */
    double average;                           /* words of a transcript's document, now */
    int64_t *df;                              /* of each touched term so many more, in each space */
    struct peak_change *peaks;
    size_t peak_count, peak_capacity;
};

/* Writes all that was gathered, which is in order. */
enum err update_write(struct update *u, struct failure *f);

/* Write, once the lengths are, what the index is as a whole, and read its average; then, once the
 * postings are, the touched terms and words. */
enum err update_write_state(struct update *u, struct update_changes *changes, struct failure *f);
enum err update_write_terms(struct update *u, struct update_changes *changes, struct failure *f);

#endif
