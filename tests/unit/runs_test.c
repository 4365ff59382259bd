/* Passages by the runs of words that they share with a sentence, beside a scan of all. */
#include "../../server/search/rank/runs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "random_library.h"

/* FEW: of those that have none of the words in a row, but seem to, there are less. */
enum { WORDS = 9, ALL = 4000, FEW = 60, SENTENCES = 300 };

static int set_up(void **state)
{
    static struct library library;
    /* the last two in chunks of their own, not those next to each other */
    const int64_t first[EPISODES] = {0, 0, 0, 0, CHUNK_DOCUMENTS, 3 * CHUNK_DOCUMENTS};

    assert_int_equal(make_folder(state), 0);
    open_library(&library, 7, 1 << 20);
    begin(&library);
    for (unsigned i = 0; i < EPISODES; i++) {
        library.long_passages = i % 2;
        put_episode(&library, ids[i], 300, first[i]);
    }
    commit(&library);
    *state = &library;
    return 0;
}

static int tear_down(void **state)
{
    close_library(*state);
    return remove_folder(state);
}

/* The query of a sentence's pairs. */
static struct query pairs_of(struct library *l, const uint8_t *sentence)
{
    struct query q = {
        .v = arena_array(l->arena, WORDS - 1, sizeof *q.v), .n = WORDS - 1, .wanted = WORDS - 1};

    for (size_t i = 0; i + 1 < WORDS; i++) {
        const char *both = arena_printf(l->arena, "%s %s", vocabulary[sentence[i]].text,
                                        vocabulary[sentence[i + 1]].text);
        q.v[i].quoted = true;
        assert_true(query_words(l->arena, both, strlen(both), &q.v[i].words));
    }
    return q;
}

static bool has_pair(const struct passage *p, const uint8_t *pair)
{
    for (size_t i = 0; i + 1 < p->words; i++)
        if (p->v[i] == pair[0] && p->v[i + 1] == pair[1])
            return true;
    return false;
}

/* What a passage should score. */
static double expected(const struct plan *plan, const struct passage *p, const uint8_t *sentence)
{
    double score = 0;

    if (p->section != SEARCH_TRANSCRIPT || p->kind != PART_CONTENT)
        return 0;
    for (size_t i = 0; i + 1 < WORDS; i++)
        score += has_pair(p, &sentence[i]) ? plan->groups[i].leaves[0].weight : 0;
    return score;
}

static double score_in(const struct ranking *r, int64_t document)
{
    for (size_t i = 0; i < r->n; i++)
        if (r->v[i].document == document)
            return r->v[i].score;
    return 0;
}

static void run(struct library *l, const uint8_t *sentence, size_t most, struct plan *plan,
                struct ranking *out)
{
    const struct search_request request = {.kinds = 1U << PART_CONTENT};
    struct query query = pairs_of(l, sentence);
    struct index *x;
    double whole, sum = 0;

    assert_int_equal(index_of(l->reader, &x, NULL), OK);
    assert_int_equal(index_refresh(x, NULL), OK);
    assert_int_equal(plan_make(x, l->arena, &request, &query, plan, NULL), OK);
    *out = (struct ranking){.most = most};
    assert_int_equal(runs_rank(x, l->arena, plan, out, &whole, NULL), OK);
    for (size_t i = 0; i + 1 < WORDS; i++)
        sum += plan->groups[i].leaves[0].weight;
    assert_true(fabs(sum - whole) < 1e-6);
}

static void test_scores_are_those_of_a_scan(void **state)
{
    struct library *l = *state;
    struct ranking all, few;
    struct plan plan;
    uint8_t sentence[WORDS];

    for (int i = 0; i < SENTENCES; i++) {
        double best = 0;

        for (size_t w = 0; w < WORDS; w++)
            sentence[w] = random_word(l);
        assert_int_equal(db_begin_read(l->reader, NULL), OK);
        run(l, sentence, ALL, &plan, &all);
        run(l, sentence, FEW, &plan, &few);
        db_end(l->reader);
        for (size_t p = 0; p < l->scan.n; p++) {
            double score = expected(&plan, &l->scan.v[p], sentence);

            assert_true(fabs(score - score_in(&all, l->scan.v[p].document)) < 1e-6);
            best = score > best ? score : best;
        }
        assert_int_equal(few.n > 0, best > 0);
        assert_true(best <= 0 || (few.n <= FEW && fabs(few.v[0].score - best) < 1e-6));
        arena_reset(l->arena);
    }
}

static void test_no_words_of_the_library(void **state)
{
    static const char text[] = "zeppelin over";
    struct library *l = *state;
    struct query_term term = {.quoted = true};
    const struct query query = {.v = &term, .n = 1, .wanted = 1};
    const struct search_request request = {.kinds = 1U << PART_CONTENT};
    struct ranking out = {.most = FEW};
    struct plan plan;
    struct index *x;
    double whole;

    assert_true(query_words(l->arena, text, strlen(text), &term.words));
    assert_int_equal(db_begin_read(l->reader, NULL), OK);
    assert_int_equal(index_of(l->reader, &x, NULL), OK);
    assert_int_equal(plan_make(x, l->arena, &request, &query, &plan, NULL), OK);
    assert_int_equal(runs_rank(x, l->arena, &plan, &out, &whole, NULL), OK);
    db_end(l->reader);
    assert_int_equal(out.n, 0);
    assert_true(fabs(whole - plan.groups[0].leaves[0].weight) < 1e-6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scores_are_those_of_a_scan),
        cmocka_unit_test(test_no_words_of_the_library),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
