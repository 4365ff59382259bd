/* The words of passages in their order, by which phrases and words as they are written are found
 * in the passages that the postings name.
 *
 * A row holds the passages of 64 documents: 65 offsets (four bytes, little-endian) behind which
 * the n-th passage stands. A passage is the sizes of its words and of the others, its words, the
 * others that stand at the same positions (aliases, joined words): pairs of a position, as the
 * distance to that of the pair before, and a word; and the technical words that stand nowhere. A
 * word is its id of the table word. All numbers take seven bits a byte, the last byte flagged by
 * its high bit, so that a phrase is a run of bytes. */
#ifndef EPISODED_SEARCH_FORWARD_H
#define EPISODED_SEARCH_FORWARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "buf.h"

enum { FORWARD_DOCUMENTS = 64 };

/* Adds a number, at most 2^56, to out. */
void forward_number(struct buf *out, uint64_t number);

/* Reads a number at *s before end and moves *s behind it; 0 where there is none. */
uint64_t forward_read(const uint8_t **s, const uint8_t *end);

/* One passage of a row; points into it. */
struct forward_passage {
    const uint8_t *words, *words_end, *others_end, *end; /* each part begins where one ends */
};

/* Finds passage number slot, empty where there is none; false for bytes that are no row. */
bool forward_find(const void *row, size_t len, unsigned slot, struct forward_passage *out);

/* Begins to fetch the passage into the processor's cache. */
void forward_prefetch(const void *row, size_t len, unsigned slot);

/* Two passages as one, without technical words, in the place of what room held. False when out of
 * memory. */
bool forward_join(struct buf *room, const struct forward_passage *first,
                  const struct forward_passage *second, struct forward_passage *out);

/* ---- pairs ---- */

/* Each two words that stand next to each other in a passage, others included, put it into some of
 * 512 slices: a passage that is not in all slices of a phrase's pairs does not have the phrase.
 * That spares reading nearly all passages that have the words of a phrase, but not in a row. A
 * chunk keeps a slice as a bitmap of its documents, so that a phrase takes the bitmaps of its pairs
 * and no other (Goodwin et al., "BitFunnel: Revisiting Signatures for Search", SIGIR 2017). */
enum { PAIR_SLICES = 512, PAIR_HASHES = 3 };

struct pairs {
    uint64_t bits[PAIR_SLICES / 64];
};

/* One of a pair's slices; n is less than PAIR_HASHES. */
uint16_t pairs_slice(uint64_t first, uint64_t second, unsigned n);

static inline void pairs_add(struct pairs *p, uint64_t first, uint64_t second)
{
    for (unsigned n = 0; n < PAIR_HASHES; n++) {
        uint16_t slice = pairs_slice(first, second, n);

        p->bits[slice / 64] |= UINT64_C(1) << slice % 64;
    }
}

/* ---- rows ---- */

/* One passage of a row as bytes; len 0: none. */
struct forward_bytes {
    const void *bytes;
    size_t len;
};

/* Tells where in a row its passages stand; false for bytes that are no row. */
bool forward_row_read(const void *row, size_t len, struct forward_bytes v[FORWARD_DOCUMENTS]);

/* Adds passages to out as a row, which is nothing where there are none. */
void forward_row_write(const struct forward_bytes v[FORWARD_DOCUMENTS], struct buf *out);

/* Adds a passage as bytes to out. */
void forward_passage_encode(struct buf *out, const struct buf *words, const struct buf *others,
                            const struct buf *technical);

/* ---- phrases ---- */

/* One word of a phrase: any of these. */
struct forward_choice {
    const uint64_t *ids; /* ascending; of the table word */
    size_t n;
};

struct forward_phrase {
    const struct forward_choice *v;
    size_t n;
    const char *bytes;      /* where every word has one choice: the words as bytes; else NULL */
    size_t len, rarest;     /* rarest: which of them is looked for first */
    const uint16_t *slices; /* of its neighbouring words that have one choice */
    size_t slice_count;
};

/* Makes a phrase of n words, which live as long; in the arena. False when out of memory. */
bool forward_phrase_init(struct arena *a, const struct forward_choice *v, size_t n,
                         struct forward_phrase *out);

/* How often the phrase stands in a passage; at most 255 times, as of a word: bounds rest on that.
 */
unsigned forward_count(const struct forward_phrase *phrase, const struct forward_passage *passage);

#endif
