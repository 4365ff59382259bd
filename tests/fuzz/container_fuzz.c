/* Any bytes as a container of postings, or, behind an 'r', as a row of passages, or, behind a 'p',
 * as a term's peaks: refused, or read as they are written. */
#include "../../server/search/index/container.h"
#include "../../server/search/index/forward.h"
#include "../../server/search/index/peaks.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static void check(bool holds)
{
    if (!holds)
        abort();
}

/* ---- containers ---- */

static void check_container(const struct container *c, const struct postings *p)
{
    static uint16_t lengths[CHUNK_DOCUMENTS];
    const struct norms norms = {0.3F, 0.05F, lengths, NULL};
    const struct weights *w = c->weights;
    struct cursor cursor = {c, 0};
    uint8_t top = 0;

    container_weigh(c, &norms);
    check(c->n == p->n && (p->n > SPARSE_MOST) == (c->bits != NULL));
    for (size_t i = 0; i < p->n; i++) {
        uint16_t d = p->v[i].document;
        uint8_t impact = container_impact(&norms, c->counts[i], d);

        check(i == 0 || d > p->v[i - 1].document);
        check(cursor_find(&cursor, d) == (int32_t)i);
        check(c->counts[i] == p->v[i].count && c->counts[i] > 0 && impact > 0);
        check(w->impacts ? w->impacts[i] == impact : w->best[d / BLOCK_DOCUMENTS] >= impact);
        top = impact > top ? impact : top;
    }
    check(w->top == top);
}

/* What was written is read as it was. */
static void check_written(const struct postings *p)
{
    struct postings again = {NULL, 0, 0};
    struct buf bytes;

    buf_init(&bytes);
    postings_encode(p, &bytes);
    check(postings_decode(&again, bytes.data, bytes.len) && again.n == p->n);
    for (size_t i = 0; i < p->n; i++)
        check(again.v[i].document == p->v[i].document && again.v[i].count == p->v[i].count);
    postings_finish(&again);
    buf_finish(&bytes);
}

static void fuzz_container(const uint8_t *data, size_t size)
{
    struct postings p = {NULL, 0, 0};
    bool accepted = postings_decode(&p, data, size), damaged;
    struct container *c = container_create(data, size, &damaged);

    check(accepted == !damaged && accepted == (c != NULL));
    if (accepted) {
        check_container(c, &p);
        check_written(&p);
    }
    container_destroy(c);
    postings_finish(&p);
}

/* ---- rows ---- */

static size_t length_of(const struct forward_passage *p)
{
    return (size_t)(p->end - p->words);
}

/* Whether its words are numbers as forward_number writes them. */
static bool is_written_so(const struct forward_passage *p)
{
    struct buf bytes;
    bool same;

    buf_init(&bytes);
    for (const uint8_t *s = p->words; s < p->words_end;)
        forward_number(&bytes, forward_read(&s, p->words_end));
    same = bytes.len == (size_t)(p->words_end - p->words) &&
           (bytes.len == 0 || memcmp(bytes.data, p->words, bytes.len) == 0);
    buf_finish(&bytes);
    return same;
}

/* The first two words of one passage as a phrase in another. */
static void check_phrase(struct arena *a, const struct forward_passage *from,
                         const struct forward_passage *in)
{
    const uint8_t *s = from->words;
    uint64_t ids[2];
    struct forward_choice choices[2] = {{&ids[0], 1}, {&ids[1], 1}};
    struct forward_phrase phrase;
    unsigned count;

    ids[0] = forward_read(&s, from->words_end);
    ids[1] = forward_read(&s, from->words_end);
    if (ids[0] == 0 || ids[1] == 0)
        return;
    check(forward_phrase_init(a, choices, 2, &phrase));
    count = forward_count(&phrase, in);
    phrase.bytes = NULL; /* word by word */
    if (is_written_so(in))
        check(forward_count(&phrase, in) == count);
}

static void check_passages(struct arena *a, const uint8_t *row, size_t len)
{
    struct forward_passage first, second, both;
    struct buf room;

    buf_init(&room);
    for (unsigned i = 0; i + 1 < FORWARD_DOCUMENTS; i++) {
        check(forward_find(row, len, i, &first) && forward_find(row, len, i + 1, &second));
        check(forward_join(&room, &first, &second, &both));
        check(both.words_end - both.words ==
              first.words_end - first.words + (second.words_end - second.words));
        check_phrase(a, &first, &first);
        check_phrase(a, &first, &second);
        check_phrase(a, &second, &both);
    }
    buf_finish(&room);
}

static void check_row_written(const struct forward_bytes *v, const uint8_t *bytes, size_t len)
{
    struct forward_passage was, is;
    struct buf out;
    bool any = false;

    for (unsigned i = 0; i < FORWARD_DOCUMENTS; i++)
        any |= v[i].len > 0;
    buf_init(&out);
    forward_row_write(v, &out);
    for (unsigned i = 0; i < FORWARD_DOCUMENTS && any; i++) {
        check(forward_find(bytes, len, i, &was) && forward_find(out.data, out.len, i, &is));
        check(length_of(&was) == length_of(&is));
        check(length_of(&was) == 0 || memcmp(was.words, is.words, length_of(&was)) == 0);
    }
    check(any || out.len == 0);
    buf_finish(&out);
}

static void fuzz_row(struct arena *a, const uint8_t *data, size_t size)
{
    struct forward_bytes v[FORWARD_DOCUMENTS];

    if (forward_row_read(data, size, v)) {
        check_passages(a, data, size);
        check_row_written(v, data, size);
    }
}

/* ---- peaks ---- */

static void fuzz_peaks(const uint8_t *data, size_t size)
{
    const float average = 40;
    struct peaks p = {.v = NULL}, again = {.v = NULL};
    struct buf bytes;
    bool damaged;

    buf_init(&bytes);
    if (peaks_decode(&p, data, size, average, &damaged)) {
        peaks_encode(&p, &bytes);
        check(peaks_decode(&again, bytes.data, bytes.len, average, &damaged) && again.n == p.n);
    }
    for (size_t i = 0; i < again.n; i++) {
        const struct peak *a = &p.v[i], *b = &again.v[i];

        check(a->chunk == b->chunk && a->n == b->n && a->count == b->count &&
              a->length == b->length && a->is_bound == b->is_bound);
        check(a->count > 0 && a->n > 0 && (i == 0 || a->chunk > p.v[i - 1].chunk));
    }
    buf_finish(&bytes);
    peaks_finish(&again);
    peaks_finish(&p);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct arena *arena;

    if (!arena)
        arena = arena_create();
    if (!arena)
        abort();
    arena_reset(arena);
    if (size > 0 && data[0] == 'r')
        fuzz_row(arena, data + 1, size - 1);
    else if (size > 0 && data[0] == 'p')
        fuzz_peaks(data + 1, size - 1);
    else
        fuzz_container(data, size);
    return 0;
}
