/* What a handle keeps of the index in memory: containers and rows that were read, until the
 * database changes or there are too many.
 *
 * Inside one chunk of a query (index_enter to the next one) what was given stays valid. */
#ifndef EPISODED_SEARCH_INDEX_H
#define EPISODED_SEARCH_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "container.h"
#include "db.h"
#include "forward.h"
#include "held.h"
#include "lexicon.h"
#include "peaks.h"
#include "words.h"

/* BM25. */
#define BM25_K1 1.0
#define BM25_B 0.8

/* The transcripts' documents, and those of the rest of the pages. */
enum { SPACES = 2, PAGE_CHUNK = 1 << 20 };
#define PAGE_DOCUMENT ((int64_t)PAGE_CHUNK << 16)

/* Technical terms begin with the byte 1. What follows it: */
#define TECHNICAL_FIRST "\001f"   /* the first document of an episode, in its space */
#define TECHNICAL_KIND "\001k"    /* and the number of a kind other than content */
#define TECHNICAL_SPEAKER "\001s" /* and the id, or the key of a spelling, of who speaks */
#define TECHNICAL_SECTION "\001i" /* and the number of a section */
#define TECHNICAL_BEGINS "\001p"  /* and one letter or two that a word begins with */

enum {
    CHUNK_ROWS = CHUNK_DOCUMENTS / FORWARD_DOCUMENTS,
    LENGTHS_BYTES = CHUNK_DOCUMENTS * sizeof(uint16_t)
};

struct space {
    int64_t documents;
    double average; /* words of a document */
};

/* The words of FORWARD_DOCUMENTS documents. */
struct row {
    void *bytes; /* see forward.h; NULL until it is read */
    size_t len;
};

struct chunk {
    uint32_t number;
    int64_t version;
    uint16_t *lengths; /* of CHUNK_DOCUMENTS documents, in words; NULL until it is entered */
    struct row *rows;  /* CHUNK_ROWS; NULL until index_words */
    uint64_t **slices; /* PAIR_SLICES bitmaps, each NULL until index_slice; likewise */
    size_t word_bytes; /* of rows and slices */
};

struct language {
    char *tag;
    struct stemmer *stemmer; /* NULL: its words are their own stems */
};

struct update;

struct index {
    struct db *db;
    int64_t version; /* of the index that all of this is of; -1: none */
    struct space spaces[SPACES];
    uint8_t impacts[SPACES][IMPACT_COUNTS * IMPACT_LENGTHS]; /* as in struct norms */
    struct chunk *chunks;                                    /* by number */
    size_t chunk_count;
    struct language *languages; /* of the library's episodes */
    size_t language_count;
    struct held_table held;
    size_t chunk_bytes;         /* of what chunks have */
    size_t most;                /* of that and what is held, between two chunks of a query */
    struct known_term *known;   /* see terms.c */
    size_t known_bytes;         /* of their peaks */
    struct known_count *counts; /* likewise */
    struct sure *sure;          /* likewise */
    struct peaks peaks;         /* that were read last */
    uint16_t *candidates;       /* room for the documents of a chunk, for rank_documents.c */
    struct update *update;      /* what is to be written; NULL: nothing */
    struct lexicon lexicon;     /* read when it is first asked for */
};

/* The index of a handle, made at the first call; ERR_MEMORY. */
enum err index_of(struct db *db, struct index **out, struct failure *f);

/* Drops what is not of the database as it is in the caller's transaction. To be called before
 * anything is read. ERR_NOT_READY where the index was made by another version. */
enum err index_refresh(struct index *x, struct failure *f);

/* Tells, and logs, that what is stored of the index is none; ERR_DATABASE. */
enum err index_damaged(struct failure *f);

/* A row of the table term; id 0: there is none. */
struct term_row {
    int64_t id, df[SPACES];
    const void *peaks; /* peaks_len bytes, until the next call; NULL: not known */
    size_t peaks_len;
};

enum err index_term(struct index *x, const char *text, struct term_row *out, struct failure *f);

/* Keeps what was counted of a text, if it is short; until another takes its place, or the index
 * changes. */
void index_remember(struct index *x, const char *text, int64_t n);

/* Whether it is kept. */
bool index_recall(const struct index *x, const char *text, int64_t *n);

/* In how many passages of the library a folded word stands, by whatever stems; 0 where it has it
 * not. It is kept. */
enum err index_word_df(struct index *x, const char *word, int64_t *df, struct failure *f);

/* Reads the peaks of a term: one for each of the index' chunks, in the arena; those of the rest of
 * the pages tell nothing. */
enum err index_peaks(struct index *x, struct arena *a, const void *bytes, size_t len,
                     const struct peak **out, struct failure *f);

/* The share of its weight that the documents had at least of which most were wanted, when a query
 * of the term in all transcripts was answered. */
struct sure {
    int64_t term;
    size_t most;
    double share;
};

/* The place for a term's, to be read and filled in by who asks; until the next call, or
 * index_refresh. NULL when out of memory. */
struct sure *index_sure(struct index *x, int64_t term);

void index_forget_terms(struct index *x);

/* Drops some of what is held, or all, where it is too much. */
void index_make_room(struct index *x);

/* Makes ready to read of a chunk, and drops what is held of others where it is too much. */
enum err index_enter(struct index *x, struct chunk *chunk, struct failure *f);

/* Makes ready to use the words of the chunk that was entered; then, a slice of its pairs. */
enum err index_words(struct chunk *chunk, struct failure *f);
enum err index_slice(struct index *x, struct chunk *chunk, uint16_t slice, struct failure *f);

/* Where the term stands in the chunk that was entered; NULL in *out: nowhere. */
enum err index_container(struct index *x, const struct chunk *chunk, int64_t term,
                         const struct container **out, struct failure *f);

/* The words of a document of a chunk whose words are ready. */
enum err index_passage(struct index *x, struct chunk *chunk, uint16_t document,
                       struct forward_passage *out, struct failure *f);

/* Begins to fetch into the processor's cache what index_passage reads of a document: first the head
 * of its row, then, somewhat later, the passage. */
void index_prefetch(const struct chunk *chunk, uint16_t document, bool passage);

/* The documents of any of some terms, counted together, as they stand in the chunk that was
 * entered. Otherwise as index_container. */
enum err index_union(struct index *x, const struct chunk *chunk, const int64_t *terms, size_t n,
                     const struct container **out, struct failure *f);

/* The technical term of a folded word's first letters; false where it has fewer of them. */
bool index_beginning(const char *word, size_t letters, char text[16]);

/* The key of a term's row for a chunk. The rows of a term for eight chunks stand together, so that
 * most of what a query reads first is in memory already; more of them would have a change of one
 * chunk touch more pages. */
static inline int64_t posting_key(uint32_t chunk, int64_t term)
{
    return (int64_t)(chunk >> 3) << 35 | term << 3 | (chunk & 7);
}

/* The number of a chunk's space. */
static inline unsigned space_of(const struct chunk *chunk)
{
    return chunk->number >= PAGE_CHUNK;
}

/* What BM25 divides by beside the count, where a document has so many words on average. */
static inline struct norms norms_for(double average, const uint16_t *lengths,
                                     const uint8_t *impacts)
{
    return (struct norms){(float)(BM25_K1 * (1 - BM25_B)),
                          (float)(average > 0 ? BM25_K1 * BM25_B / average : 0), lengths, impacts};
}

/* The same in a chunk that was entered. */
static inline struct norms norms_of(const struct index *x, const struct chunk *chunk)
{
    unsigned space = space_of(chunk);

    return norms_for(x->spaces[space].average, chunk->lengths, x->impacts[space]);
}

/* The stemmer for a language (NULL: English), which is remembered; *out may be NULL, see
 * words.h. ERR_MEMORY. */
enum err index_stemmer(struct index *x, const char *language, struct stemmer **out,
                       struct failure *f);

#endif
