/* Every answer of the index against an exhaustive scan, while random episodes come, change and
 * go: which passages match, the ten best, their scores, and what is stored of the words. */
#include "../../server/db/db_internal.h"
#include "search.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Last: its macro fail would hide ours. */
#include <cmocka.h>
#include <sqlite3.h>

#include "random_library.h"

enum { HITS = 10, CHUNK = 65536 };

/* ---- what is stored ---- */

__attribute__((format(printf, 2, 3))) static double number(struct library *l, const char *sql, ...)
{
    sqlite3_stmt *s;
    double found = 0;
    char text[200];
    va_list v;

    va_start(v, sql);
    vsnprintf(text, sizeof text, sql, v);
    va_end(v);
    assert_int_equal(sqlite3_prepare_v2(l->reader->connection, text, -1, &s, NULL), SQLITE_OK);
    if (sqlite3_step(s) == SQLITE_ROW)
        found = sqlite3_column_double(s, 0);
    sqlite3_finalize(s);
    return found;
}

static double count_passages(const struct library *l, const struct counted *c, bool page)
{
    double n = 0;

    for (size_t i = 0; i < l->scan.n; i++)
        if ((l->scan.v[i].section != SEARCH_TRANSCRIPT) == page)
            n += count_words(c, &l->scan.v[i]) > 0;
    return n;
}

/* In how many passages each word and each stem stands. */
static void check_words(struct library *l)
{
    for (unsigned w = 0; w < VOCABULARY; w++) {
        const char *text = vocabulary[w].text, *stem = vocabulary[w].stem;
        struct counted word = {.once = true}, forms = {.once = true};

        word.of[w] = true;
        for (unsigned k = 0; k < VOCABULARY; k++)
            forms.of[k] = same_stem(w, k);
        assert_true(number(l, "SELECT df FROM word WHERE text = '%s'", text) ==
                    count_passages(l, &word, false) + count_passages(l, &word, true));
        assert_true(number(l, "SELECT df FROM term WHERE text = '%s'", stem) ==
                    count_passages(l, &forms, false));
        assert_true(number(l, "SELECT page_df FROM term WHERE text = '%s'", stem) ==
                    count_passages(l, &forms, true));
    }
}

/* How many passages and words there are, as stored; *average is taken over, which may lag by a
 * tenth. */
static void check_space(struct library *l, const char *columns, bool page, double *average)
{
    double documents = 0, words = 0;

    for (size_t i = 0; i < l->scan.n; i++) {
        const struct passage *p = &l->scan.v[i];

        if ((p->section != SEARCH_TRANSCRIPT) == page) {
            documents += p->words > 0;
            words += (double)p->words;
        }
    }
    assert_true(number(l, "SELECT %sdocuments FROM index_state", columns) == documents);
    assert_true(number(l, "SELECT %swords FROM index_state", columns) == words);
    *average = number(l, "SELECT %saverage FROM index_state", columns);
    assert_true(fabs(*average * documents - words) <= words / 10);
}

static void check_stored(struct library *l)
{
    check_words(l);
    check_space(l, "", false, &l->scan.average[0]);
    check_space(l, "page_", true, &l->scan.average[1]);
    assert_true(number(l, "SELECT count(*) FROM indexed") ==
                number(l, "SELECT count(*) FROM episode"));
}

/* ---- questions ---- */

static void random_term(struct library *l, struct asked_term *t)
{
    *t = (struct asked_term){.n = 1, .quoted = one_in(l, 4)};
    if (t->quoted)
        t->n = 1 + below(l, TERM_WORDS);
    for (size_t i = 0; i < t->n; i++)
        t->v[i] = one_in(l, 3) ? (uint8_t)below(l, VOCABULARY) : random_word(l);
    if (one_in(l, 4))
        t->letters = 1 + below(l, (unsigned)strlen(vocabulary[t->v[t->n - 1]].text));
}

/* A phrase that stands somewhere, which a random one hardly does. */
static void copy_phrase(struct library *l, struct asked_term *t)
{
    const struct passage *p = &l->scan.v[below(l, (unsigned)l->scan.n)];
    size_t at = p->words > t->n ? below(l, (unsigned)(p->words - t->n)) : 0;

    for (size_t i = 0; i < t->n && at + i < p->words; i++)
        t->v[i] = p->v[at + i];
}

static void random_question(struct library *l, struct asked *q)
{
    bool plain = true;

    *q = (struct asked){.n = 1 + below(l, one_in(l, 4) ? ASKED_TERMS : 3), .exact = one_in(l, 4)};
    for (size_t i = 0; i < q->n; i++) {
        struct asked_term *t = &q->v[i];

        random_term(l, t);
        if (t->n > 1 && !one_in(l, 4))
            copy_phrase(l, t);
        t->letters =
            t->letters && t->letters > strlen(vocabulary[t->v[t->n - 1]].text) ? 1 : t->letters;
        t->without = i > 0 && one_in(l, 6);
        t->either = i > 0 && !t->without && !q->v[i - 1].without && one_in(l, 3);
        plain = plain && !t->quoted && !t->letters && !t->without && !t->either;
    }
    q->exact |= plain && q->n > 3; /* a question gets more than what matches */
    if (one_in(l, 6))              /* often the one that was put last */
        q->episode =
            l->scan.v[one_in(l, 2) ? l->scan.n - 1 : below(l, (unsigned)l->scan.n)].episode;
    q->speaker = one_in(l, 6) ? 1 + below(l, SPEAKERS) : 0;
    q->kinds = one_in(l, 6) ? below(l, 1 << PART_KINDS) : 0;
    if (!q->kinds && one_in(l, 3))
        q->sections = 1 << SEARCH_ABOUT | below(l, 1 << SEARCH_ABOUT);
}

static const char *text_of_question(struct library *l, const struct asked *q)
{
    const char *text = "";

    for (size_t i = 0; i < q->n; i++) {
        const struct asked_term *t = &q->v[i];
        const char *last = vocabulary[t->v[t->n - 1]].text;

        text = arena_printf(l->arena, "%s%s%s%s", text, i ? " " : "", t->either ? "OR " : "",
                            t->without ? "-" : "");
        text = arena_printf(l->arena, "%s%s", text, t->quoted ? "\"" : "");
        for (size_t k = 0; k + 1 < t->n; k++)
            text = arena_printf(l->arena, "%s%s ", text, vocabulary[t->v[k]].text);
        text = arena_printf(l->arena, "%s%.*s%s%s", text,
                            (int)(t->letters ? t->letters : strlen(last)), last,
                            t->quoted ? "\"" : "", t->letters ? "*" : "");
    }
    return text;
}

/* ---- answers ---- */

struct match {
    const struct passage *passage;
    double score;
};

struct matches {
    struct match *v;
    size_t n;
};

static int better(const void *a, const void *b)
{
    const struct match *x = a, *y = b;

    if (x->score < y->score || x->score > y->score)
        return x->score > y->score ? -1 : 1;
    return (x->passage->document > y->passage->document) -
           (x->passage->document < y->passage->document);
}

/* All that matches, best first. */
static struct matches scan(struct library *l, const struct asked *q, const struct sought *terms)
{
    struct matches m = {arena_array(l->arena, l->scan.n, sizeof *m.v), 0};

    for (size_t i = 0; i < l->scan.n; i++) {
        m.v[m.n].passage = &l->scan.v[i];
        m.n += score(&l->scan, q, terms, &l->scan.v[i], &m.v[m.n].score);
    }
    if (m.n > 0)
        qsort(m.v, m.n, sizeof *m.v, better);
    return m;
}

static bool is_of(const struct passage *p, const struct search_hit *hit)
{
    return strcmp(p->episode, hit->episode) == 0 && p->section == hit->section &&
           p->n == (hit->section == SEARCH_TRANSCRIPT ? hit->paragraph : hit->n);
}

static bool close_to(double a, double b)
{
    return fabs(a - b) <= 1e-5 * b;
}

/* Whether another passage, of another length or score, scores all but the same as the match at a
 * rank: then it is not told which of them comes first, nor where those alike stand. */
static bool is_close_race(const struct matches *m, size_t rank)
{
    const struct match *at = &m->v[rank];

    for (size_t i = 0; i < m->n; i++)
        if (close_to(m->v[i].score, at->score) &&
            (m->v[i].score < at->score || m->v[i].score > at->score ||
             m->v[i].passage->words != at->passage->words))
            return true;
    return false;
}

/* Whether a hit is the match at its rank: that one, or one of a close race. */
static bool is_right(const struct matches *m, size_t rank, const struct search_hit *hit)
{
    if (!close_to(hit->score, m->v[rank].score))
        return false;
    for (size_t i = 0; i < m->n; i++)
        if (is_of(m->v[i].passage, hit) && close_to(hit->score, m->v[i].score))
            return i == rank || hit->section == SEARCH_ABOUT || is_close_race(m, rank);
    return false;
}

static void check_episodes(const struct matches *m, const struct search_counts *counts)
{
    size_t sum = 0;

    for (size_t i = 0; i < counts->n; i++) {
        size_t n = 0;

        for (size_t k = 0; k < m->n; k++)
            n += strcmp(m->v[k].passage->episode, counts->v[i].id) == 0;
        assert_int_equal(counts->v[i].count, n);
        sum += n;
    }
    assert_int_equal(sum, m->n);
}

static bool has_one(const struct sought *terms, size_t n, const struct passage *p)
{
    for (size_t i = 0; i < n; i++)
        if (!terms[i].term->without && count_term(&terms[i], p) > 0)
            return true;
    return false;
}

static void check_all(const struct matches *m, const struct search_request *r,
                      const struct search_result *got)
{
    size_t here = m->n > r->after ? m->n - r->after : 0;
    size_t shown = here < r->limit ? here : r->limit;

    if (got->total != (m->n < SEARCH_COUNTED ? m->n : SEARCH_COUNTED))
        fail_msg("%s: %zu instead of %zu", r->text, got->total, m->n);
    assert_int_equal(got->at_least, m->n > SEARCH_COUNTED);
    assert_true(got->hit_count == shown || (got->hit_count > shown && got->total_partial > 0));
    for (size_t i = shown; i < got->hit_count; i++)
        assert_int_equal(got->hits[i].match, MATCH_PARTIAL);
    for (size_t i = 0; i < shown; i++)
        if (!is_right(m, r->after + i, &got->hits[i]))
            fail_msg("%s: hit %zu is paragraph %u of %s with %.9f instead of %.9f", r->text,
                     r->after + i, got->hits[i].paragraph, got->hits[i].episode, got->hits[i].score,
                     m->v[r->after + i].score);
    if (r->count_episodes)
        check_episodes(m, &got->episodes);
}

static bool has_mark(const struct search_hit *hit)
{
    for (size_t i = 0; i < hit->snippet_runs; i++)
        if (hit->snippet[i].mark)
            return true;
    return false;
}

/* What is found where no passage has all, or few have: something of the query at least, or what
 * sounds like it. */
static void check_some(const struct library *l, const struct asked *q, const struct sought *terms,
                       const struct search_result *got)
{
    for (size_t i = 0; i < got->hit_count; i++)
        for (size_t k = 0; k < l->scan.n && got->hits[i].match == MATCH_PARTIAL; k++)
            if (is_of(&l->scan.v[k], &got->hits[i]) && got->hits[i].section != SEARCH_ABOUT)
                assert_true(is_wanted(q, &l->scan.v[k]) &&
                            (has_one(terms, q->n, &l->scan.v[k]) || has_mark(&got->hits[i])));
}

/* Whether a speaker is heard somewhere. */
static bool is_heard(const struct scan *s, unsigned speaker)
{
    for (size_t i = 0; i < s->n; i++)
        if (s->v[i].speaker == speaker)
            return true;
    return false;
}

/* Asks one question; false where the library has not all of its words, so that others were put in
 * their place. */
static bool ask(struct library *l, const struct asked *q)
{
    struct search_request r = {.text = text_of_question(l, q),
                               .episode = q->episode,
                               .speaker = q->speaker ? speakers[q->speaker - 1].id : NULL,
                               .kinds = q->kinds,
                               .sections = q->sections,
                               .exact = q->exact,
                               .count_episodes = one_in(l, 5),
                               .limit = one_in(l, 3) ? 1 + below(l, 3) : HITS,
                               .after = one_in(l, 5) ? below(l, 30) : 0};
    struct sought terms[ASKED_TERMS];
    struct search_result got;
    struct failure f = {0};
    struct matches m;

    if (r.speaker && !r.episode && !is_heard(&l->scan, q->speaker)) {
        assert_int_equal(search_run_query(l->reader, l->arena, &r, &got, &f), ERR_NOT_FOUND);
        return false;
    }
    if (search_run_query(l->reader, l->arena, &r, &got, &f))
        fail_msg("%s: %s", r.text, f.message);
    if (got.correction_count > 0)
        return false;
    seek(&l->scan, q, terms);
    m = scan(l, q, terms);
    if (got.match == MATCH_ALL)
        check_all(&m, &r, &got);
    else
        assert_int_equal(m.n, 0);
    check_some(l, q, terms, &got);
    return true;
}

static void check(struct library *l, size_t questions)
{
    struct asked q;
    size_t asked = 0;

    assert_int_equal(db_begin_read(l->reader, NULL), OK);
    check_stored(l);
    for (size_t i = 0; i < questions && l->scan.n > 0; i++) {
        random_question(l, &q);
        asked += ask(l, &q);
        arena_reset(l->arena);
    }
    assert_true(asked >= questions / 2 || l->scan.n < 100);
    db_end(l->reader);
}

/* ---- tests ---- */

static struct library library;

static int tear_down(void **state)
{
    (void)state;
    close_library(&library);
    return 0;
}

/* Small episodes, one to four of which change in a transaction. */
static void test_small(void **state)
{
    const size_t memories[] = {1, 20000, search_memory(1)}; /* for nothing, for some, for all */
    struct library *l = &library;

    (void)state;
    for (uint64_t seed = 1; seed <= 12; seed++) {
        open_library(l, seed, memories[seed % 3]);
        for (int step = 0; step < 12; step++) {
            begin(l);
            for (unsigned i = 0, n = 1 + below(l, 4); i < n; i++)
                if (one_in(l, 4))
                    remove_episode(l, ids[below(l, EPISODES)]);
                else
                    put_episode(l, ids[below(l, EPISODES)], below(l, 50), 0);
            commit(l);
            check(l, 30);
        }
        close_library(l);
    }
}

/* Each word alone. */
static void check_each_word(struct library *l)
{
    assert_int_equal(db_begin_read(l->reader, NULL), OK);
    for (unsigned w = 0; w < VOCABULARY; w++) {
        const struct asked q = {.n = 1, .v = {{.n = 1, .v = {(uint8_t)w}}}};

        (void)ask(l, &q);
        arena_reset(l->arena);
    }
    db_end(l->reader);
}

/* Small episodes in many chunks, some across a border, so that most chunks lack most words, and
 * lose the last passage that has one. */
static void test_scattered(void **state)
{
    const size_t memories[] = {1, 20000, search_memory(1)};
    struct library *l = &library;

    (void)state;
    for (uint64_t seed = 1; seed <= 9; seed++) {
        open_library(l, 1000 + seed, memories[seed % 3]);
        for (int step = 0; step < 10; step++) {
            begin(l);
            l->long_passages = one_in(l, 4);
            for (unsigned i = 0, n = 1 + below(l, 15); i < n; i++) {
                unsigned e = below(l, EPISODES), size = below(l, 15);
                int64_t chunk = (int64_t)CHUNK * (3 * e + below(l, 2));

                if (one_in(l, 5))
                    remove_episode(l, ids[e]);
                else
                    put_episode(l, ids[e], size,
                                chunk + (one_in(l, 3) ? CHUNK - below(l, size + 1)
                                                      : 1 + below(l, CHUNK - size)));
            }
            commit(l);
            check(l, 40);
            check_each_word(l);
        }
        close_library(l);
    }
}

/* What was undone has left nothing behind. */
static void test_undone(void **state)
{
    struct library *l = &library;

    (void)state;
    open_library(l, 77, search_memory(1));
    begin(l);
    put_episode(l, ids[0], 40, 0);
    put_episode(l, ids[1], 40, 0);
    commit(l);
    for (int i = 0; i < 4; i++) {
        struct scan kept = l->scan;

        kept.v = malloc(kept.n * sizeof *kept.v);
        memcpy(kept.v, l->scan.v, kept.n * sizeof *kept.v);
        begin(l);
        put_episode(l, ids[2], 30, 0);
        put_episode(l, ids[1], 20, 0);
        if (i % 2)
            assert_int_equal(search_flush(l->writer, NULL), OK);
        search_discard(l->writer);
        db_end(l->writer);
        free(l->scan.v);
        l->scan = kept;
        l->capacity = kept.n;
        arena_reset(l->arena);
        check(l, 20);
        begin(l);
        put_episode(l, ids[3 + i % 3], 25, 0);
        commit(l);
        check(l, 20);
    }
}

/* Thousands of passages, across the border of two chunks and with gaps: words in bitmaps, episodes
 * that share a block, more matches than are counted, and in the end an average that changes what
 * is held of other chunks. */
static void test_large(void **state)
{
    static const struct {
        const char *id;
        unsigned paragraphs;
        int64_t first;
        bool long_passages;
    } steps[] = {
        {"first", 6000, 1, false},      {"second", 7000, 61000, false},
        {"third", 1500, 6001, false},   {"fourth", 500, 131072 - 60, false},
        {"first", 5000, 1, false},      {"second", 0, 0, false},
        {"second", 2000, 64000, false}, {"fifth", 3, 0, false},
        {"sixth", 3000, 200000, true},
    };
    struct library *l = &library;

    (void)state;
    open_library(l, 4711, search_memory(1));
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        begin(l);
        l->long_passages = steps[i].long_passages;
        put_episode(l, steps[i].id, steps[i].paragraphs, steps[i].first);
        commit(l);
        check(l, 60);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_small, tear_down),
        cmocka_unit_test_teardown(test_scattered, tear_down),
        cmocka_unit_test_teardown(test_undone, tear_down),
        cmocka_unit_test_teardown(test_large, tear_down),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
