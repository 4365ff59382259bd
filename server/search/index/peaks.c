#include "peaks.h"

#include <stdlib.h>
#include <string.h>

#include "arrays.h"
#include "forward.h"
#include "index.h"

enum { AVERAGE_BYTES = 4 };

/* ---- another average ---- */

/* Of documents with a length and a count that weighs most for which (fixed + per_word * length) /
 * count is least. What is least under one average bounds what is under another: a lower per_word
 * lowers it to the same share at most. Makes the peak one that is no more than that bound. */
static void move(struct peak *p, double before, double now)
{
    const struct norms old = norms_for(before, NULL, NULL), new = norms_for(now, NULL, NULL);
    const double fixed = (double)new.fixed, a = (double)old.per_word, b = (double)new.per_word;
    double least = (fixed + a * p->length) / p->count, length;

    if (b < a)
        least *= b / a;
    while (p->count < UINT8_MAX && least * p->count < fixed)
        p->count++;
    length = b > 0 ? (least * p->count - fixed) / b * (1 - 1e-6) - 1e-6 : 0;
    p->length = (uint16_t)(length < 0 ? 0 : length > UINT16_MAX ? UINT16_MAX : length);
    p->is_bound = true;
}

/* ---- bytes ---- */

void peaks_finish(struct peaks *p)
{
    free(p->v);
    *p = (struct peaks){.v = NULL};
}

/* Makes room for one more; false when out of memory. */
static bool reserve(struct peaks *p)
{
    struct peak *grown = array_room(p->v, p->n + 1, &p->capacity, sizeof *grown);

    if (grown)
        p->v = grown;
    return grown;
}

static float read_average(const uint8_t *s)
{
    uint32_t bits =
        (uint32_t)s[0] | (uint32_t)s[1] << 8 | (uint32_t)s[2] << 16 | (uint32_t)s[3] << 24;
    float average;

    memcpy(&average, &bits, sizeof average);
    return average;
}

/* An average that an index has: documents have a word at least, but there may be none. */
static bool is_average(float a)
{
    return (a >= 1 && a <= UINT16_MAX) || (a >= 0 && a <= 0);
}

/* The peak at *s, behind that of chunk before; false where there is none. */
static bool read_peak(const uint8_t **s, const uint8_t *end, int64_t before, struct peak *out)
{
    uint64_t distance = forward_read(s, end), n = forward_read(s, end),
             count = forward_read(s, end);
    uint64_t length = forward_read(s, end);

    if (distance == 0 || distance > PAGE_CHUNK || n < 2 || n / 2 > CHUNK_DOCUMENTS || count == 0 ||
        count > UINT8_MAX || length > UINT16_MAX)
        return false;
    *out = (struct peak){(uint32_t)(before + (int64_t)distance), (uint32_t)(n / 2),
                         (uint16_t)length, (uint8_t)count, n & 1};
    return out->chunk < PAGE_CHUNK;
}

/* The peaks behind the average, between s and end. */
static bool read_peaks(struct peaks *p, const uint8_t *s, const uint8_t *end, float before,
                       bool *damaged)
{
    bool other = before < p->average || before > p->average;

    for (int64_t chunk = -1; s < end; chunk = p->v[p->n++].chunk) {
        if (!reserve(p))
            return false;
        *damaged = !read_peak(&s, end, chunk, &p->v[p->n]);
        if (*damaged)
            return false;
        if (other)
            move(&p->v[p->n], (double)before, (double)p->average);
    }
    return true;
}

bool peaks_decode(struct peaks *p, const void *bytes, size_t len, float average, bool *damaged)
{
    const uint8_t *s = bytes;

    p->n = 0;
    p->average = average;
    *damaged = false;
    if (len == 0)
        return true;
    *damaged = len < AVERAGE_BYTES || !is_average(read_average(s));
    if (!*damaged && read_peaks(p, s + AVERAGE_BYTES, s + len, read_average(s), damaged))
        return true;
    p->n = 0;
    return false;
}

void peaks_encode(const struct peaks *p, struct buf *out)
{
    int64_t before = -1;
    uint32_t bits;

    memcpy(&bits, &p->average, sizeof bits);
    for (unsigned shift = 0; shift < 32; shift += 8)
        buf_char(out, (char)(bits >> shift));
    for (size_t i = 0; i < p->n; before = p->v[i++].chunk) {
        forward_number(out, (uint64_t)((int64_t)p->v[i].chunk - before));
        forward_number(out, (uint64_t)p->v[i].n << 1 | p->v[i].is_bound);
        forward_number(out, p->v[i].count);
        forward_number(out, p->v[i].length);
    }
}

bool peaks_put(struct peaks *p, const struct peak *peak)
{
    size_t i = p->n;
    bool there;

    while (i > 0 && p->v[i - 1].chunk >= peak->chunk)
        i--;
    there = i < p->n && p->v[i].chunk == peak->chunk;
    if (peak->n > 0 && there) {
        p->v[i] = *peak;
    } else if (peak->n > 0) {
        if (!reserve(p))
            return false;
        memmove(p->v + i + 1, p->v + i, (p->n++ - i) * sizeof *p->v);
        p->v[i] = *peak;
    } else if (there) {
        memmove(p->v + i, p->v + i + 1, (--p->n - i) * sizeof *p->v);
    }
    return true;
}

/* ---- a chunk's ---- */

struct peak peak_of(uint32_t chunk, const struct postings *p, const struct norms *norms)
{
    struct peak best = {.chunk = chunk, .n = (uint32_t)p->n};
    double most = 0;
    uint8_t top = 0;

    for (size_t i = 0; i < p->n; i++) {
        uint8_t count = p->v[i].count, impact = container_impact(norms, count, p->v[i].document);
        uint16_t length = norms->lengths[p->v[i].document];
        double share;

        /* an impact is rounded otherwise than the share */
        if (impact + 1 < top || (count == best.count && length == best.length))
            continue;
        share = share_of(norms, count, length);
        if (share <= most)
            continue;
        top = impact;
        most = share;
        best.count = count;
        best.length = length;
    }
    return best;
}
