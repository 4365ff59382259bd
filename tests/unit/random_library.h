/* A library of random episodes, in the index and in a scan alike. To be included behind <cmocka.h>.
 */
#ifndef EPISODED_TESTS_RANDOM_LIBRARY_H
#define EPISODED_TESTS_RANDOM_LIBRARY_H

#include <stdio.h>
#include <stdlib.h>

#include "../../server/search/index/index.h"
#include "folder.h"
#include "scan.h"
#include "store.h"

enum { EPISODES = 6, PAGES = 2, SPEAKERS = 3 };

static const char *const ids[EPISODES] = {"first", "second", "third", "fourth", "fifth", "sixth"};

static struct speaker speakers[SPEAKERS] = {
    {.id = "mira-okono", .name = "Mira Okono", .role_reason = ""},
    {.id = "jo-lind", .name = "Jo Lind", .role_reason = ""},
    {.id = "sellers", .name = "Sellers", .role = ROLE_SPONSOR, .role_reason = ""},
};

struct library {
    struct db *writer, *reader;
    struct arena *arena;
    struct scan scan;
    size_t capacity;
    uint64_t random;
    bool long_passages; /* those that are made from now on */
};

/* ---- chance ---- */

/* xorshift64*; a test is the same each time it runs. */
static inline uint64_t next_random(struct library *l)
{
    l->random ^= l->random >> 12;
    l->random ^= l->random << 25;
    l->random ^= l->random >> 27;
    return l->random * UINT64_C(0x2545F4914F6CDD1D);
}

static inline unsigned below(struct library *l, unsigned n)
{
    return (unsigned)((next_random(l) >> 32) % n);
}

static inline bool one_in(struct library *l, unsigned n)
{
    return below(l, n) == 0;
}

/* A word, the first ones far more often than the last. */
static inline uint8_t random_word(struct library *l)
{
    double u = (double)below(l, 1 << 20) / (1 << 20);

    return (uint8_t)(VOCABULARY * u * u * u * u * u);
}

/* ---- episodes ---- */

static inline struct passage *add_passage(struct library *l, const char *episode)
{
    struct scan *s = &l->scan;

    if (s->n == l->capacity) {
        l->capacity = l->capacity ? 2 * l->capacity : 1024;
        s->v = realloc(s->v, l->capacity * sizeof *s->v);
        assert_non_null(s->v);
    }
    s->v[s->n] = (struct passage){.episode = episode};
    return &s->v[s->n++];
}

static inline void fill(struct library *l, struct passage *p)
{
    p->words = l->long_passages ? 40 + below(l, 40)
               : one_in(l, 50)  ? below(l, 90)
               : one_in(l, 40)  ? 0
                                : 1 + below(l, 20);
    for (size_t i = 0; i < p->words; i++)
        p->v[i] = random_word(l);
    if (one_in(l, 3000)) /* more than a byte counts */
        for (p->words = 0; p->words < PASSAGE_WORDS; p->words++)
            p->v[p->words] = 6;
}

static const char *text_of(struct library *l, const struct passage *p)
{
    char text[PASSAGE_WORDS * 10] = "-", *end = text + 1;

    for (size_t i = 0; i < p->words; i++)
        end += sprintf(end, " %s", vocabulary[p->v[i]].text);
    return arena_strdup(l->arena, text);
}

/* Where the passages of the next page go. */
static inline int64_t next_page_document(const struct library *l)
{
    int64_t last = PAGE_DOCUMENT - 1;

    for (size_t i = 0; i < l->scan.n; i++)
        if (l->scan.v[i].document > last)
            last = l->scan.v[i].document;
    return last + 1;
}

static inline void set_paragraph(struct library *l, struct episode *e, const struct passage *p)
{
    struct paragraph *paragraph = &e->paragraphs.v[p->n - 1];

    e->turns.v[p->n - 1] =
        (struct turn){.label = "", .first = p->n, .count = 1, .speaker = p->speaker};
    paragraph->text = text_of(l, p);
    paragraph->turn = p->n;
    paragraph->part_count = 1;
    paragraph->parts = arena_alloc(l->arena, sizeof *paragraph->parts);
    *paragraph->parts = (struct part){.kind = p->kind, .end = strlen(paragraph->text)};
}

/* An episode of random passages, and its place in the scan. */
static inline void make_episode(struct library *l, const char *id, unsigned paragraphs,
                                int64_t first, struct episode *e)
{
    int64_t page = next_page_document(l);

    *e = (struct episode){.meta.id = id, .speakers = {speakers, SPEAKERS}};
    e->turns.v = arena_array(l->arena, paragraphs, sizeof *e->turns.v);
    e->paragraphs.v = arena_array(l->arena, paragraphs, sizeof *e->paragraphs.v);
    e->takeaways.v = arena_array(l->arena, PAGES, sizeof *e->takeaways.v);
    e->about.v = arena_array(l->arena, PAGES, sizeof *e->about.v);
    e->turns.n = e->paragraphs.n = paragraphs;
    e->takeaways.n = e->about.n = PAGES;
    for (unsigned i = 0; i < paragraphs + 2 * PAGES; i++) {
        struct passage *p = add_passage(l, id);

        fill(l, p);
        if (i < paragraphs) {
            p->kind = one_in(l, 5) ? (enum part_kind)below(l, PART_KINDS) : PART_CONTENT;
            p->speaker = p->kind == PART_AD ? SPEAKERS : below(l, SPEAKERS);
            p->n = i + 1;
            p->document = first + i;
            set_paragraph(l, e, p);
        } else if (i < paragraphs + PAGES) {
            p->section = SEARCH_TAKEAWAYS;
            p->n = i + 1 - paragraphs;
            p->document = page++;
            e->takeaways.v[p->n - 1].text = text_of(l, p);
        } else {
            p->section = SEARCH_ABOUT;
            p->document = page++;
            e->about.v[i - paragraphs - PAGES].text = text_of(l, p);
        }
    }
}

static inline bool forget(struct library *l, const char *id)
{
    struct scan *s = &l->scan;
    size_t n = 0, before = s->n;

    for (size_t i = 0; i < s->n; i++)
        if (s->v[i].episode != id)
            s->v[n++] = s->v[i];
    s->n = n;
    return n < before;
}

static inline void remove_episode(struct library *l, const char *id)
{
    if (!forget(l, id))
        return;
    assert_int_equal(search_remove(l->writer, id, NULL), OK);
    assert_int_equal(store_remove(l->writer, id, NULL), OK);
}

/* first: its first document; 0: behind all others. */
static inline void put_episode(struct library *l, const char *id, unsigned paragraphs,
                               int64_t first)
{
    const struct store_source source = {"", 0, "digest", 1};
    struct episode e;

    remove_episode(l, id);
    if (first == 0)
        assert_int_equal(store_next_part(l->writer, &first, NULL), OK);
    make_episode(l, id, paragraphs, first, &e);
    assert_int_equal(store_put(l->writer, &e, &source, first, NULL), OK);
    assert_int_equal(search_add(l->writer, l->arena, &e, first, NULL), OK);
}

static inline void begin(struct library *l)
{
    assert_int_equal(db_begin_write(l->writer, NULL), OK);
}

static inline void commit(struct library *l)
{
    assert_int_equal(search_flush(l->writer, NULL), OK);
    assert_int_equal(db_commit(l->writer, NULL), OK);
    arena_reset(l->arena);
}

/* ---- from an empty file to none ---- */

/* memory: that the reader may keep. */
static inline void open_library(struct library *l, uint64_t seed, size_t memory)
{
    const struct db_options writing = {path, true}, reading = {path, false};

    *l = (struct library){.arena = arena_create(), .random = seed};
    assert_int_equal(db_open(&l->writer, &writing, NULL), OK);
    assert_int_equal(db_open(&l->reader, &reading, NULL), OK);
    assert_int_equal(search_set_memory(l->reader, memory, NULL), OK);
}

static inline void close_library(struct library *l)
{
    struct db *const handles[] = {l->reader, l->writer};

    for (size_t i = 0; i < 2; i++) {
        if (handles[i])
            db_end(handles[i]); /* of a test that failed */
        db_close(handles[i]);
    }
    free(l->scan.v);
    arena_destroy(l->arena);
    *l = (struct library){0};
    unlink(path);
}

#endif
