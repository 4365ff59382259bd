#include "forward.h"

#include <string.h>

enum { OFFSETS = (FORWARD_DOCUMENTS + 1) * 4, LAST = 0x80 };

/* ---- numbers ---- */

void forward_number(struct buf *out, uint64_t number)
{
    for (; number > 0x7F; number >>= 7)
        buf_char(out, (char)(number & 0x7F));
    buf_char(out, (char)(number | LAST));
}

uint64_t forward_read(const uint8_t **s, const uint8_t *end)
{
    uint64_t number = 0;

    for (unsigned shift = 0; *s < end; shift += 7) {
        uint8_t byte = *(*s)++;

        if (shift < 63)
            number |= (uint64_t)(byte & 0x7F) << shift;
        if (byte & LAST)
            return number;
    }
    return 0;
}

/* ---- passages ---- */

static uint32_t offset_of(const uint8_t *row, unsigned slot)
{
    const uint8_t *s = row + 4 * (size_t)slot;

    return (uint32_t)s[0] | (uint32_t)s[1] << 8 | (uint32_t)s[2] << 16 | (uint32_t)s[3] << 24;
}

bool forward_find(const void *row, size_t len, unsigned slot, struct forward_passage *out)
{
    const uint8_t *s = row, *start, *end;
    uint64_t words, others;

    if (len < OFFSETS || offset_of(s, slot) > offset_of(s, slot + 1) ||
        offset_of(s, slot + 1) > len - OFFSETS)
        return false;
    start = s + OFFSETS + offset_of(s, slot);
    end = s + OFFSETS + offset_of(s, slot + 1);
    words = forward_read(&start, end);
    others = forward_read(&start, end);
    if (words > (uint64_t)(end - start) || others > (uint64_t)(end - start) - words)
        return false;
    *out = (struct forward_passage){start, start + words, start + words + others, end};
    return true;
}

void forward_prefetch(const void *row, size_t len, unsigned slot)
{
    const uint8_t *s = row;
    size_t end = len < OFFSETS ? 0 : OFFSETS + (size_t)offset_of(s, slot + 1);

    for (size_t at = end ? OFFSETS + (size_t)offset_of(s, slot) : 0; at < end && at < len; at += 64)
        __builtin_prefetch(s + at);
}

static uint64_t count_words(const struct forward_passage *p)
{
    uint64_t n = 0;

    for (const uint8_t *s = p->words; s < p->words_end; s++)
        n += *s >= LAST;
    return n;
}

/* Adds the others of a passage whose first word stands at position start. *last is the position
 * of the pair before. */
static void add_others(struct buf *out, const struct forward_passage *p, uint64_t start,
                       uint64_t *last)
{
    uint64_t position = start;

    for (const uint8_t *s = p->words_end; s < p->others_end;) {
        position += forward_read(&s, p->others_end);
        forward_number(out, position - *last);
        forward_number(out, forward_read(&s, p->others_end));
        *last = position;
    }
}

bool forward_join(struct buf *room, const struct forward_passage *first,
                  const struct forward_passage *second, struct forward_passage *out)
{
    uint64_t last = 0;
    size_t words;
    const uint8_t *all;

    room->len = 0;
    buf_add(room, first->words, (size_t)(first->words_end - first->words));
    buf_add(room, second->words, (size_t)(second->words_end - second->words));
    words = room->len;
    add_others(room, first, 0, &last);
    add_others(room, second, count_words(first), &last);
    all = (const uint8_t *)room->data;
    if (room->failed)
        return false;
    *out = (struct forward_passage){all, all + words, all + room->len, all + room->len};
    return true;
}

void forward_passage_encode(struct buf *out, const struct buf *words, const struct buf *others,
                            const struct buf *technical)
{
    forward_number(out, words->len);
    forward_number(out, others->len);
    buf_add(out, words->data, words->len);
    buf_add(out, others->data, others->len);
    buf_add(out, technical->data, technical->len);
}

/* ---- pairs ---- */

uint16_t pairs_slice(uint64_t first, uint64_t second, unsigned n)
{
    uint64_t hash = (first * UINT64_C(0x9E3779B97F4A7C15) ^ second) * UINT64_C(0xC2B2AE3D27D4EB4F);

    hash = (hash ^ hash >> 32) * UINT64_C(0x9E3779B97F4A7C15);
    return (uint16_t)(hash >> (55 - 9 * n) & (PAIR_SLICES - 1));
}

/* ---- rows ---- */

bool forward_row_read(const void *row, size_t len, struct forward_bytes v[FORWARD_DOCUMENTS])
{
    const uint8_t *s = row;
    struct forward_passage p;

    for (unsigned i = 0; i < FORWARD_DOCUMENTS; i++) {
        if (!forward_find(row, len, i, &p))
            return false;
        v[i].bytes = s + OFFSETS + offset_of(s, i);
        v[i].len = offset_of(s, i + 1) - offset_of(s, i);
    }
    return true;
}

void forward_row_write(const struct forward_bytes v[FORWARD_DOCUMENTS], struct buf *out)
{
    size_t offset = 0, start = out->len;

    for (unsigned i = 0; i <= FORWARD_DOCUMENTS; i++) {
        for (unsigned shift = 0; shift < 32; shift += 8)
            buf_char(out, (char)(offset >> shift));
        offset += i < FORWARD_DOCUMENTS ? v[i].len : 0;
    }
    for (unsigned i = 0; i < FORWARD_DOCUMENTS; i++)
        buf_add(out, v[i].bytes, v[i].len);
    if (offset == 0)
        out->len = start;
}

/* ---- phrases ---- */

/* Which byte passages have least often: one of a long number, as the commonest words have short
 * ones, else the largest, as words that come late are rare. */
static size_t rarest_byte(const uint8_t *bytes, size_t len)
{
    size_t rarest = 0;

    for (size_t i = 0; i < len; i++) {
        if (bytes[i] < LAST)
            return i;
        if (bytes[i] > bytes[rarest])
            rarest = i;
    }
    return rarest;
}

bool forward_phrase_init(struct arena *a, const struct forward_choice *v, size_t n,
                         struct forward_phrase *out)
{
    struct buf bytes;
    uint16_t *slices;

    *out = (struct forward_phrase){.v = v, .n = n};
    slices = arena_array(a, n * PAIR_HASHES, sizeof *slices);
    if (!slices)
        return false;
    for (unsigned turn = 0; turn < PAIR_HASHES; turn++)
        for (size_t i = 0; i + 1 < n; i++)
            if (v[i].n == 1 && v[i + 1].n == 1)
                slices[out->slice_count++] = pairs_slice(v[i].ids[0], v[i + 1].ids[0], turn);
    out->slices = slices;
    for (size_t i = 0; i < n; i++)
        if (v[i].n != 1)
            return true;
    buf_init(&bytes);
    for (size_t i = 0; i < n; i++)
        forward_number(&bytes, v[i].ids[0]);
    if (!bytes.failed) {
        out->bytes = arena_strndup(a, bytes.data, bytes.len);
        out->len = bytes.len;
        out->rarest = rarest_byte((const uint8_t *)bytes.data, bytes.len);
    }
    buf_finish(&bytes);
    return out->bytes;
}

static bool has(const struct forward_choice *choice, uint64_t id)
{
    size_t low = 0, high = choice->n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (choice->ids[middle] < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < choice->n && choice->ids[low] == id;
}

/* The others of a passage, read along with its words. */
struct others {
    const uint8_t *s, *end;
    uint64_t position; /* of the pair before s */
};

/* Whether one of the others at a position is a choice. */
static bool other_fits(struct others others, uint64_t position, const struct forward_choice *choice)
{
    while (others.s < others.end && others.position <= position) {
        others.position += forward_read(&others.s, others.end);
        uint64_t id = forward_read(&others.s, others.end);

        if (others.position == position && has(choice, id))
            return true;
    }
    return false;
}

static bool stands_at(const struct forward_phrase *phrase, const uint8_t *s, const uint8_t *end,
                      struct others others, uint64_t position)
{
    for (size_t i = 0; i < phrase->n; i++) {
        if (s >= end)
            return false;
        if (!has(&phrase->v[i], forward_read(&s, end)) &&
            !other_fits(others, position + i, &phrase->v[i]))
            return false;
    }
    return true;
}

/* Moves on to the first pair at a position or behind it. */
static void skip_others(struct others *others, uint64_t position)
{
    struct others next = *others;

    while (next.s < next.end) {
        next.position += forward_read(&next.s, next.end);
        (void)forward_read(&next.s, next.end);
        if (next.position >= position)
            return;
        *others = next;
    }
}

static unsigned count_slowly(const struct forward_phrase *phrase, const struct forward_passage *p)
{
    struct others others = {p->words_end, p->others_end, 0};
    const uint8_t *s = p->words;
    unsigned count = 0;

    for (uint64_t position = 0; s < p->words_end; position++) {
        skip_others(&others, position);
        count += stands_at(phrase, s, p->words_end, others, position);
        (void)forward_read(&s, p->words_end);
    }
    return count;
}

/* Whether one of the others is a word of the phrase. */
static bool others_matter(const struct forward_phrase *phrase, const struct forward_passage *p)
{
    for (const uint8_t *s = p->words_end; s < p->others_end;) {
        (void)forward_read(&s, p->others_end);
        uint64_t id = forward_read(&s, p->others_end);

        for (size_t i = 0; i < phrase->n; i++)
            if (has(&phrase->v[i], id))
                return true;
    }
    return false;
}

/* Passages are searched for the phrase's rarest byte, which the C library does many bytes at a
 * time. */
static unsigned count_bytes(const struct forward_phrase *phrase, const struct forward_passage *p)
{
    const uint8_t *s = p->words + phrase->rarest, *end = p->words_end;
    unsigned count = 0;

    if ((size_t)(end - p->words) < phrase->len)
        return 0;
    end -= phrase->len - 1 - phrase->rarest;
    while ((s = memchr(s, (uint8_t)phrase->bytes[phrase->rarest], (size_t)(end - s)))) {
        const uint8_t *start = s++ - phrase->rarest;

        if (memcmp(start, phrase->bytes, phrase->len) == 0)
            count += start == p->words || start[-1] >= LAST;
    }
    return count;
}

unsigned forward_count(const struct forward_phrase *phrase, const struct forward_passage *p)
{
    unsigned count = phrase->bytes && !others_matter(phrase, p) ? count_bytes(phrase, p)
                                                                : count_slowly(phrase, p);

    return count < UINT8_MAX ? count : UINT8_MAX;
}
