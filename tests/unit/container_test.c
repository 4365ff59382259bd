#include "../../server/search/index/container.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static uint16_t lengths[CHUNK_DOCUMENTS];
static uint8_t impacts[IMPACT_COUNTS * IMPACT_LENGTHS];
static const struct norms norms = {0.3F, 0.075F, lengths, impacts};
static const struct norms computed = {0.3F, 0.075F, lengths, NULL};

static int set_up(void **state)
{
    (void)state;
    for (size_t i = 0; i < CHUNK_DOCUMENTS; i++)
        lengths[i] = (uint16_t)(i % 50 < 49 ? i % 50 : 40 * (i % 50));
    container_impacts(&norms, impacts);
    return 0;
}

/* Every step-th document, n of them; the counts go from 1 to counts. */
static void make(struct postings *p, size_t n, unsigned step, unsigned counts)
{
    *p = (struct postings){NULL, 0, 0};
    assert_true(postings_reserve(p, n));
    for (size_t i = 0; i < n; i++)
        p->v[p->n++] = (struct posting){(uint16_t)(i * step + step - 1), (uint8_t)(i % counts + 1)};
}

static void check_container(const struct container *c, const struct postings *p)
{
    struct cursor cursor = {c, 0};
    size_t at = 0;

    assert_int_equal(c->n, p->n);
    for (uint32_t d = 0; d < CHUNK_DOCUMENTS; d++) {
        int32_t found = cursor_find(&cursor, (uint16_t)d);

        if (at == p->n || p->v[at].document != d) {
            assert_int_equal(found, -1);
            continue;
        }
        assert_int_equal(found, at);
        assert_int_equal(c->counts[at], p->v[at].count);
        at++;
    }
}

static void check_impacts(const struct container *c, const struct postings *p)
{
    const struct weights *w = c->weights;

    assert_false(w->made);
    container_weigh(c, &norms);
    assert_true(w->made);
    for (size_t i = 0; i < p->n; i++) {
        uint16_t d = p->v[i].document;
        double k = (double)norms.fixed + (double)norms.per_word * (double)lengths[d];
        double share = p->v[i].count / (p->v[i].count + k) * 255;
        uint8_t impact = container_impact(&norms, p->v[i].count, d);

        /* A bound, and no more than one above what it bounds. */
        assert_true(impact >= share - 1e-3 && impact < share + 1 + 1e-3);
        assert_int_equal(impact, container_impact(&computed, p->v[i].count, d));
        assert_true(impact <= w->top);
        if (w->impacts)
            assert_int_equal(w->impacts[i], impact);
        else
            assert_true(impact <= w->best[d / BLOCK_DOCUMENTS]);
    }
}

/* As it was, through bytes of that size. */
static void check_bytes(const struct postings *p, size_t size)
{
    struct postings again = {NULL, 0, 0};
    struct container *c;
    struct buf bytes;
    bool damaged;

    buf_init(&bytes);
    postings_encode(p, &bytes);
    assert_int_equal(bytes.len, size);
    assert_true(postings_decode(&again, bytes.data, bytes.len));
    assert_int_equal(again.n, p->n);
    for (size_t i = 0; i < p->n; i++)
        assert_true(again.v[i].document == p->v[i].document && again.v[i].count == p->v[i].count);
    c = container_create(bytes.data, bytes.len, &damaged);
    assert_non_null(c);
    check_container(c, p);
    check_impacts(c, p);
    container_destroy(c);
    postings_finish(&again);
    buf_finish(&bytes);
}

static void test_forms(void **state)
{
    enum { BITMAP = CHUNK_DOCUMENTS / 8 };
    static const struct {
        size_t n;
        unsigned step, counts;
        size_t size;
    } cases[] = {
        {1, 1, 1, 3},
        {1, 65536, 255, 3},
        {300, 7, 1, 1 + 600},
        {300, 7, 3, 1 + 900},
        {SPARSE_MOST, 16, 1, 1 + 2 * SPARSE_MOST},
        {SPARSE_MOST + 1, 15, 1, 1 + BITMAP},
        {SPARSE_MOST + 1, 1, 255, 1 + BITMAP + SPARSE_MOST + 1},
        {CHUNK_DOCUMENTS, 1, 2, 1 + BITMAP + CHUNK_DOCUMENTS},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct postings p;
        struct container *c;

        make(&p, cases[i].n, cases[i].step, cases[i].counts);
        check_bytes(&p, cases[i].size);
        c = container_of(&p);
        assert_non_null(c);
        check_container(c, &p);
        check_impacts(c, &p);
        container_destroy(c);
        postings_finish(&p);
    }
}

static void test_damage(void **state)
{
    static const struct {
        const char *bytes;
        size_t len;
    } cases[] = {
        {"", 0},
        {"\1", 1},
        {"\0\1\0", 3},             /* of neither form */
        {"\3\1\0", 3},             /* of both */
        {"\x11\1\0", 3},           /* and of one that is not known */
        {"\1\1\0\2", 4},           /* half a document */
        {"\1\2\0\1\0", 5},         /* not ascending */
        {"\1\2\0\2\0", 5},         /* twice the same */
        {"\5\1\0\0", 4},           /* never there */
        {"\5\1\0\2\0\1", 6},       /* a count too few */
        {"\2\xff\xff\xff\xff", 5}, /* a cut bitmap */
    };
    struct postings p = {NULL, 0, 0};
    uint8_t few[1 + CHUNK_DOCUMENTS / 8] = {2, 1};
    bool damaged;

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_false(postings_decode(&p, cases[i].bytes, cases[i].len));
        assert_int_equal(p.n, 0);
        assert_null(container_create(cases[i].bytes, cases[i].len, &damaged));
        assert_true(damaged);
    }
    /* A bitmap of what should be a list. */
    assert_false(postings_decode(&p, few, sizeof few));
    postings_finish(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forms),
        cmocka_unit_test(test_damage),
    };

    return cmocka_run_group_tests(tests, set_up, NULL);
}
