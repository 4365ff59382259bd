/* Where one term stands among the documents of one chunk.
 *
 * A chunk is 65,536 consecutive document numbers, a block 64 of them. As bytes, all numbers
 * little-endian: the documents, then for each of them how often the term stands there, one byte,
 * at most 255; that is left out where it is once everywhere. Up to SPARSE_MOST documents are two
 * bytes each, ascending; more of them are a bitmap of the chunk. (Lemire et al., "Roaring
 * Bitmaps".) Which it is tells the first byte. */
#ifndef EPISODED_SEARCH_CONTAINER_H
#define EPISODED_SEARCH_CONTAINER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"

enum { CHUNK_DOCUMENTS = 65536, BLOCK_DOCUMENTS = 64, CHUNK_BLOCKS = 1024, SPARSE_MOST = 4096 };

/* ---- as it is written ---- */

struct posting {
    uint16_t document; /* in its chunk */
    uint8_t count;     /* at least 1 */
};

struct postings {
    struct posting *v; /* by document; malloc'd */
    size_t n, capacity;
};

void postings_finish(struct postings *p);

/* Room for n of them; false when out of memory. */
bool postings_reserve(struct postings *p, size_t n);

/* Reads bytes into *p, over what it held. False when out of memory, or for bytes that are no
 * container; then p->n is 0. */
bool postings_decode(struct postings *p, const void *bytes, size_t len);

/* Adds p, which is not empty, to out as bytes. */
void postings_encode(const struct postings *p, struct buf *out);

/* ---- as it is read ---- */

/* What a document's length does to the weight of a word in it: BM25's K is fixed + per_word times
 * the length. */
struct norms {
    float fixed, per_word;
    const uint16_t *lengths; /* in words, of the documents of the chunk */
    const uint8_t *impacts;  /* of container_impacts; or NULL */
};

/* The share of its weight that a term brings to a document of that length that has it count times.
 */
static inline double share_of(const struct norms *norms, double count, unsigned length)
{
    return count / (count + (double)norms->fixed + (double)norms->per_word * (double)length);
}

/* The impact of a document is its share of a term's weight, count / (count + K), in 255ths, rounded
 * up: a bound that costs one byte. */
struct weights {
    bool made;        /* by container_weigh */
    bool asked;       /* they would have been of some use once */
    uint8_t top;      /* the highest impact */
    uint8_t *best;    /* dense: the highest impact in each block; else NULL */
    uint8_t *impacts; /* sparse: of the documents, in order; else NULL */
};

struct container {
    uint32_t n;
    uint16_t *documents; /* sparse: ascending; else NULL */
    uint64_t *bits;      /* dense: one word a block; else NULL */
    uint16_t *before;    /* dense: how many documents stand before each block */
    uint8_t *counts;     /* of the documents, in order */
    struct weights *weights;
    size_t size; /* bytes of all of it */
};

/* From its bytes; NULL when out of memory, or for bytes that are no container (*damaged). */
struct container *container_create(const void *bytes, size_t len, bool *damaged);
/* From postings, not empty; NULL when out of memory. */
struct container *container_of(const struct postings *p);
void container_destroy(struct container *c); /* NULL is allowed */

/* Adds the documents to a bitmap of the chunk, one word a block. */
void container_add_bits(const struct container *c, uint64_t bits[CHUNK_BLOCKS]);

/* The impacts of short documents that have a term a few times, as nearly all do: to be looked up.
 */
enum { IMPACT_COUNTS = 4, IMPACT_LENGTHS = 512 };
void container_impacts(const struct norms *norms, uint8_t impacts[IMPACT_COUNTS * IMPACT_LENGTHS]);

/* The impact of a document of the chunk that has the term count times. */
uint8_t container_impact(const struct norms *norms, uint8_t count, uint16_t document);

/* Makes its weights, once, until container_unweigh: that takes longer than reading it, and many are
 * read only for where a term stands. */
void container_weigh(const struct container *c, const struct norms *norms);
void container_unweigh(const struct container *c);

/* A container's document among others that are asked for in rising order. */
struct cursor {
    const struct container *container; /* NULL: holds nothing */
    uint32_t at;                       /* sparse: what stands before was passed */
};

/* The number of the document in its container, or -1 where it is not there. */
static inline int32_t cursor_find(struct cursor *c, uint16_t document)
{
    const struct container *k = c->container;

    if (!k)
        return -1;
    if (k->bits) {
        uint64_t word = k->bits[document / BLOCK_DOCUMENTS];
        uint64_t bit = UINT64_C(1) << (document % BLOCK_DOCUMENTS);

        if (!(word & bit))
            return -1;
        return k->before[document / BLOCK_DOCUMENTS] + __builtin_popcountll(word & (bit - 1));
    }
    uint32_t step = 1;

    while (c->at + step < k->n && k->documents[c->at + step] <= document)
        step *= 2;
    for (; step > 0; step /= 2)
        if (c->at + step < k->n && k->documents[c->at + step] <= document)
            c->at += step;
    return c->at < k->n && k->documents[c->at] == document ? (int32_t)c->at : -1;
}

#endif
