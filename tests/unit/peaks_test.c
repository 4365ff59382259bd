#include "../../server/search/index/peaks.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../server/search/index/index.h"

/* Last: its macro fail would hide ours. */
#include <cmocka.h>

enum { DOCUMENTS = 400, LENGTH_MOST = 300, COUNT_MOST = 255 };

static const double averages[] = {0, 1, 12.5, 40, 44, 48.4, 500, 65535};

enum { AVERAGES = sizeof averages / sizeof *averages };

static uint16_t lengths[CHUNK_DOCUMENTS];

static struct peaks make(double average, const struct peak *v, size_t n)
{
    struct peaks p = {.average = (float)average};

    for (size_t i = 0; i < n; i++)
        assert_true(peaks_put(&p, &v[i]));
    return p;
}

/* Reads what was written, under an average. */
static struct peaks again(const struct peaks *p, double average)
{
    struct peaks read = {.v = NULL};
    struct buf bytes;
    bool damaged;

    buf_init(&bytes);
    peaks_encode(p, &bytes);
    assert_true(peaks_decode(&read, bytes.data, bytes.len, (float)average, &damaged));
    buf_finish(&bytes);
    return read;
}

static void assert_same(const struct peak *a, const struct peak *b)
{
    assert_int_equal(a->chunk, b->chunk);
    assert_int_equal(a->n, b->n);
    assert_int_equal(a->count, b->count);
    assert_int_equal(a->length, b->length);
    assert_int_equal(a->is_bound, b->is_bound);
}

static void test_bytes(void **state)
{
    static const struct peak v[] = {{0, 1, 7, 1, false},
                                    {3, CHUNK_DOCUMENTS, UINT16_MAX, UINT8_MAX, true},
                                    {PAGE_CHUNK - 1, 500, 0, 200, false}};
    struct peaks written = make(41.5, v, 3), read = again(&written, 41.5);

    (void)state;
    assert_int_equal(read.n, 3);
    for (size_t i = 0; i < 3; i++)
        assert_same(&read.v[i], &v[i]);
    peaks_finish(&read);
    peaks_finish(&written);
}

static void test_put(void **state)
{
    static const struct peak steps[] = {{5, 9, 1, 1, false}, {2, 8, 2, 2, false},
                                        {7, 7, 3, 3, false}, {5, 6, 4, 4, false},
                                        {2, 0, 0, 0, false}, {4, 0, 0, 0, false}};
    struct peaks p = make(10, steps, 6);

    (void)state;
    assert_int_equal(p.n, 2);
    assert_same(&p.v[0], &steps[3]);
    assert_same(&p.v[1], &steps[2]);
    peaks_finish(&p);
}

static uint16_t random_below(uint64_t *seed, unsigned below)
{
    *seed = *seed * UINT64_C(6364136223846793005) + 1442695040888963407;
    return (uint16_t)((*seed >> 33) % below);
}

/* Some documents of a chunk, most of them short and with a word once or twice. */
static struct postings some_postings(uint64_t *seed)
{
    struct postings p = {NULL, 0, 0};

    assert_true(postings_reserve(&p, DOCUMENTS));
    for (uint16_t i = 0; i < DOCUMENTS; i++) {
        unsigned most = random_below(seed, 4) ? 4 : COUNT_MOST;
        uint8_t count = (uint8_t)(1 + random_below(seed, most));

        lengths[i] =
            (uint16_t)(count + random_below(seed, random_below(seed, 3) ? 20 : LENGTH_MOST));
        if (random_below(seed, 8) == 0)
            p.v[p.n++] = (struct posting){i, count};
    }
    return p;
}

static double best_share(const struct postings *p, double average)
{
    const struct norms norms = norms_for(average, lengths, NULL);
    double best = 0;

    for (size_t i = 0; i < p->n; i++) {
        double share = share_of(&norms, p->v[i].count, lengths[p->v[i].document]);
        best = share > best ? share : best;
    }
    return best;
}

static double share_of_peak(const struct peak *p, double average)
{
    const struct norms norms = norms_for(average, NULL, NULL);

    return share_of(&norms, p->count, p->length);
}

/* The peak of random documents is their best one; under other averages no document is better, nor
 * under the first one again. */
static void test_averages(void **state)
{
    uint64_t seed = 42;

    (void)state;
    for (size_t i = 0; i < 40 * AVERAGES; i++) {
        double average = averages[i % AVERAGES];
        struct postings p = some_postings(&seed);
        struct norms norms = norms_for(average, lengths, NULL);
        struct peak peak = peak_of(3, &p, &norms);
        struct peaks written = make(average, &peak, p.n > 0);

        if (p.n > 0)
            assert_true(share_of_peak(&peak, average) == best_share(&p, average));
        assert_int_equal(peak.n, p.n);
        assert_false(peak.is_bound);
        for (size_t k = 0; k < AVERAGES && p.n > 0; k++) {
            struct peaks other = again(&written, averages[k]), back = again(&other, average);

            assert_true(share_of_peak(&other.v[0], averages[k]) >= best_share(&p, averages[k]));
            assert_true(share_of_peak(&back.v[0], average) >= best_share(&p, average));
            assert_int_equal(other.v[0].is_bound, k != i % AVERAGES);
            assert_int_equal(other.v[0].n, p.n);
            peaks_finish(&other);
            peaks_finish(&back);
        }
        peaks_finish(&written);
        postings_finish(&p);
    }
}

/* A tenth more or less, the step that the average changes by, tells nearly as much as before. */
static void test_close(void **state)
{
    const struct peak peak = {0, 1, 30, 3, false};
    struct peaks written = make(40, &peak, 1), more = again(&written, 44),
                 less = again(&written, 36);

    (void)state;
    assert_true(share_of_peak(&more.v[0], 44) < share_of_peak(&peak, 44) + 0.02);
    assert_true(share_of_peak(&less.v[0], 36) < share_of_peak(&peak, 36) + 0.02);
    peaks_finish(&written);
    peaks_finish(&more);
    peaks_finish(&less);
}

static void test_damaged(void **state)
{
    static const struct {
        const char *bytes;
        size_t len;
    } cases[] = {
        {"\0\0\xC0\x7F", 4},                          /* no number as an average */
        {"\0\0", 2},                                  /* no average */
        {"\0\0\0\0\x80\x82\x81\x81", 8},              /* a chunk twice */
        {"\0\0\0\0\x81\x80\x81\x81", 8},              /* no documents */
        {"\0\0\0\0\x81\x01\x00\x10\x81\x81\x81", 11}, /* more than a chunk has */
        {"\0\0\0\0\x81\x82\x80\x81", 8},              /* a count of 0 */
        {"\0\0\0\0\x81\x82\x00\x82\x81", 9},          /* one of 256 */
        {"\0\0\0\0\x81\x82", 6},                      /* the end is missing */
        {"\0\0\0\0\x81\x82\x81\x00\x00\x84", 10},     /* a length of 65,536 */
        {"\0\0\0\0\x01\x00\x00\xC0\x82\x81\x81", 11}, /* a chunk of the rest of the pages */
    };
    struct peaks p = {.v = NULL};
    bool damaged;

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_false(peaks_decode(&p, cases[i].bytes, cases[i].len, 1, &damaged));
        assert_true(damaged);
        assert_int_equal(p.n, 0);
    }
    assert_true(peaks_decode(&p, NULL, 0, 1, &damaged));
    peaks_finish(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bytes),    cmocka_unit_test(test_put),
        cmocka_unit_test(test_averages), cmocka_unit_test(test_close),
        cmocka_unit_test(test_damaged),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
