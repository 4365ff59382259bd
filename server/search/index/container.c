#include "container.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "arrays.h"

/* The first byte: one of SPARSE and DENSE, and COUNTED where the counts are there. */
enum { SPARSE = 1, DENSE = 2, COUNTED = 4, BITMAP_BYTES = CHUNK_DOCUMENTS / 8 };

/* ---- bytes ---- */

void postings_finish(struct postings *p)
{
    free(p->v);
    *p = (struct postings){NULL, 0, 0};
}

bool postings_reserve(struct postings *p, size_t n)
{
    struct posting *grown = array_room(p->v, n > 0 ? n : 1, &p->capacity, sizeof *grown);

    if (grown)
        p->v = grown;
    return grown;
}

static uint16_t read_u16(const uint8_t *s)
{
    return (uint16_t)(s[0] | s[1] << 8);
}

static uint64_t read_word(const uint8_t *s)
{
    uint64_t word;

    memcpy(&word, s, sizeof word);
    return le64toh(word);
}

static uint32_t count_bits(const uint8_t *bitmap)
{
    uint32_t n = 0;

    for (size_t i = 0; i < CHUNK_BLOCKS; i++)
        n += (uint32_t)__builtin_popcountll(read_word(bitmap + 8 * i));
    return n;
}

static bool is_ascending(const uint8_t *documents, uint32_t n)
{
    for (uint32_t i = 1; i < n; i++)
        if (read_u16(documents + 2 * i) <= read_u16(documents + 2 * (i - 1)))
            return false;
    return true;
}

/* The parts of a container's bytes. */
struct bytes {
    const uint8_t *documents, *counts; /* counts may be NULL */
    uint32_t n;
    bool dense;
};

/* False for bytes that are no container. */
static bool parse(const uint8_t *s, size_t len, struct bytes *out)
{
    size_t n, width;

    if (len < 2 || (s[0] & ~COUNTED & 0xFF) == 0 || (s[0] & ~COUNTED) > DENSE)
        return false;
    out->dense = (s[0] & DENSE) != 0;
    if (out->dense && len < 1 + BITMAP_BYTES)
        return false;
    n = out->dense ? count_bits(s + 1) : (len - 1) / (s[0] & COUNTED ? 3 : 2);
    width = out->dense ? BITMAP_BYTES : 2 * n;
    out->n = (uint32_t)n;
    out->documents = s + 1;
    out->counts = s[0] & COUNTED ? s + 1 + width : NULL;
    if (1 + width + (out->counts ? n : 0) != len || (n > SPARSE_MOST) != out->dense)
        return false;
    return (out->dense || is_ascending(s + 1, out->n)) &&
           (!out->counts || !memchr(out->counts, 0, n));
}

static void decode_bitmap(struct posting *v, const uint8_t *bitmap)
{
    for (size_t i = 0; i < CHUNK_BLOCKS; i++)
        for (uint64_t word = read_word(bitmap + 8 * i); word; word &= word - 1)
            (v++)->document = (uint16_t)(i * BLOCK_DOCUMENTS + (size_t)__builtin_ctzll(word));
}

bool postings_decode(struct postings *p, const void *bytes, size_t len)
{
    struct bytes b;

    p->n = 0;
    if (!parse(bytes, len, &b) || !postings_reserve(p, b.n))
        return false;
    if (b.dense)
        decode_bitmap(p->v, b.documents);
    for (uint32_t i = 0; i < b.n; i++) {
        if (!b.dense)
            p->v[i].document = read_u16(b.documents + 2 * i);
        p->v[i].count = b.counts ? b.counts[i] : 1;
    }
    p->n = b.n;
    return true;
}

static bool all_once(const struct postings *p)
{
    for (size_t i = 0; i < p->n; i++)
        if (p->v[i].count != 1)
            return false;
    return true;
}

void postings_encode(const struct postings *p, struct buf *out)
{
    uint8_t bitmap[BITMAP_BYTES] = {0};
    bool dense = p->n > SPARSE_MOST, counted = !all_once(p);

    buf_char(out, (char)((dense ? DENSE : SPARSE) | (counted ? COUNTED : 0)));
    for (size_t i = 0; i < p->n; i++) {
        uint16_t d = p->v[i].document;

        if (dense)
            bitmap[d / 8] |= (uint8_t)(1 << d % 8);
        else
            buf_add(out, (uint8_t[]){(uint8_t)d, (uint8_t)(d >> 8)}, 2);
    }
    if (dense)
        buf_add(out, bitmap, sizeof bitmap);
    for (size_t i = 0; i < p->n && counted; i++)
        buf_char(out, (char)p->v[i].count);
}

/* ---- in memory ---- */

/* A container for n documents, its arrays empty, in one piece. */
static struct container *allocate(uint32_t n)
{
    bool dense = n > SPARSE_MOST;
    size_t head =
        dense ? CHUNK_BLOCKS * (sizeof(uint64_t) + sizeof(uint16_t) + 1) : n * sizeof(uint16_t);
    size_t size =
        sizeof(struct container) + sizeof(struct weights) + head + (dense ? 1 : 2) * (size_t)n;
    struct container *c = calloc(1, size);
    unsigned char *s;

    if (!c)
        return NULL;
    c->weights = (struct weights *)(void *)(c + 1);
    s = (unsigned char *)(c->weights + 1);
    c->n = n;
    c->size = size;
    if (dense) {
        c->bits = (uint64_t *)(void *)s;
        c->before = (uint16_t *)(void *)(s + CHUNK_BLOCKS * sizeof(uint64_t));
        c->weights->best = s + CHUNK_BLOCKS * (sizeof(uint64_t) + sizeof(uint16_t));
    } else {
        c->documents = (uint16_t *)(void *)s;
    }
    c->counts = s + head;
    c->weights->impacts = dense ? NULL : c->counts + n;
    return c;
}

static void count_before(struct container *c)
{
    uint32_t n = 0;

    for (size_t i = 0; c->bits && i < CHUNK_BLOCKS; i++) {
        c->before[i] = (uint16_t)n;
        n += (uint32_t)__builtin_popcountll(c->bits[i]);
    }
}

/* ceilf is a call, which takes longer than all of this. */
static uint8_t find_impact(const struct norms *norms, uint8_t count, uint16_t length)
{
    float k = norms->fixed + norms->per_word * (float)length;
    float exact = 255 * (float)count / ((float)count + k);
    unsigned whole = (unsigned)exact;

    return (uint8_t)(whole + ((float)whole < exact));
}

void container_impacts(const struct norms *norms, uint8_t impacts[IMPACT_COUNTS * IMPACT_LENGTHS])
{
    for (unsigned count = 1; count <= IMPACT_COUNTS; count++)
        for (unsigned length = 0; length < IMPACT_LENGTHS; length++)
            *impacts++ = find_impact(norms, (uint8_t)count, (uint16_t)length);
}

uint8_t container_impact(const struct norms *norms, uint8_t count, uint16_t document)
{
    uint16_t length = norms->lengths[document];

    if (norms->impacts && count <= IMPACT_COUNTS && length < IMPACT_LENGTHS)
        return norms->impacts[(count - 1) * IMPACT_LENGTHS + length];
    return find_impact(norms, count, length);
}

static void weigh_block(const struct container *c, uint32_t block, const struct norms *norms)
{
    uint32_t i = c->before[block];
    uint8_t best = 0;

    for (uint64_t word = c->bits[block]; word; word &= word - 1, i++) {
        uint32_t d = block * BLOCK_DOCUMENTS + (uint32_t)__builtin_ctzll(word);

        uint8_t impact = container_impact(norms, c->counts[i], (uint16_t)d);
        best = impact > best ? impact : best;
    }
    c->weights->best[block] = best;
}

void container_weigh(const struct container *c, const struct norms *norms)
{
    struct weights *w = c->weights;

    if (w->made)
        return;
    w->made = true;
    w->top = 0;
    for (uint32_t i = 0; c->documents && i < c->n; i++) {
        w->impacts[i] = container_impact(norms, c->counts[i], c->documents[i]);
        w->top = w->impacts[i] > w->top ? w->impacts[i] : w->top;
    }
    for (uint32_t block = 0; c->bits && block < CHUNK_BLOCKS; block++) {
        weigh_block(c, block, norms);
        w->top = w->best[block] > w->top ? w->best[block] : w->top;
    }
}

void container_unweigh(const struct container *c)
{
    c->weights->made = false;
}

struct container *container_create(const void *bytes, size_t len, bool *damaged)
{
    struct bytes b;
    struct container *c;

    *damaged = !parse(bytes, len, &b);
    c = *damaged ? NULL : allocate(b.n);
    if (!c)
        return NULL;
    for (size_t i = 0; c->bits && i < CHUNK_BLOCKS; i++)
        c->bits[i] = read_word(b.documents + 8 * i);
    for (uint32_t i = 0; c->documents && i < b.n; i++)
        c->documents[i] = read_u16(b.documents + 2 * i);
    if (b.counts)
        memcpy(c->counts, b.counts, b.n);
    else
        memset(c->counts, 1, b.n);
    count_before(c);
    return c;
}

struct container *container_of(const struct postings *p)
{
    struct container *c = allocate((uint32_t)p->n);

    if (!c)
        return NULL;
    for (size_t i = 0; i < p->n; i++) {
        uint16_t d = p->v[i].document;

        if (c->bits)
            c->bits[d / BLOCK_DOCUMENTS] |= UINT64_C(1) << d % BLOCK_DOCUMENTS;
        else
            c->documents[i] = d;
        c->counts[i] = p->v[i].count;
    }
    count_before(c);
    return c;
}

void container_add_bits(const struct container *c, uint64_t bits[CHUNK_BLOCKS])
{
    for (uint32_t i = 0; c->bits && i < CHUNK_BLOCKS; i++)
        bits[i] |= c->bits[i];
    for (uint32_t i = 0; c->documents && i < c->n; i++)
        bits[c->documents[i] / BLOCK_DOCUMENTS] |= UINT64_C(1) << c->documents[i] % BLOCK_DOCUMENTS;
}

void container_destroy(struct container *c)
{
    free(c);
}
