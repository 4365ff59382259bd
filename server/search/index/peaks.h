/* What is known of a term before its containers are read: in which chunks of the transcripts it
 * stands, in how many documents of each, and which of them it weighs most in. So a query reads no
 * chunk in which nothing can match, or nothing that would be among the best.
 *
 * As bytes: the average length that BM25 took then (a float, little-endian), and for each chunk,
 * ascending, four numbers of forward.h: the distance to the number of the chunk before, twice the
 * documents and whether the peak is a bound, the count, the length. */
#ifndef EPISODED_SEARCH_PEAKS_H
#define EPISODED_SEARCH_PEAKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "container.h"

/* A term in a chunk. */
struct peak {
    uint32_t chunk;  /* its number */
    uint32_t n;      /* documents that have it; 0: none */
    uint16_t length; /* of one that has it count times: it weighs most there */
    uint8_t count;
    bool is_bound; /* there need not be such a document, but none weighs more */
};

struct peaks {
    float average;  /* words of a document */
    struct peak *v; /* by chunk; malloc'd */
    size_t n, capacity;
};

void peaks_finish(struct peaks *p);

/* Reads bytes, of which there may be none, into *p, over what it held, as they are under an
 * average. False when out of memory (*damaged false), or for bytes that are no peaks. */
bool peaks_decode(struct peaks *p, const void *bytes, size_t len, float average, bool *damaged);

/* Puts a chunk's into its place; none has no documents. False when out of memory. */
bool peaks_put(struct peaks *p, const struct peak *peak);

/* Adds p as bytes to out. */
void peaks_encode(const struct peaks *p, struct buf *out);

/* The peak of a chunk's postings, of none one without documents; norms are the chunk's. */
struct peak peak_of(uint32_t chunk, const struct postings *p, const struct norms *norms);

#endif
