/* What a handle keeps of what it has read, and what it drops first. */
#include "../../server/search/index/held.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { EACH = 1000, MOST = 1 << 20 };

/* Asks for the containers of keys from first on; returns how many of them are held. */
static size_t ask(struct held_table *t, uint64_t first, size_t n)
{
    static struct posting one[EACH];
    const struct postings p = {one, EACH, EACH};
    size_t found = 0;

    for (size_t i = 0; i < EACH; i++)
        one[i] = (struct posting){(uint16_t)i, 1};
    for (size_t i = 0; i < n; i++) {
        bool fresh;
        struct held *h = held_find(t, first + i, &fresh);

        assert_non_null(h);
        found += !fresh;
        if (!fresh)
            continue;
        h->container = container_of(&p);
        assert_non_null(h->container);
        held_keep(t, h, first + i, 0);
        if (t->bytes > MOST)
            held_shrink(t, MOST / 2);
    }
    return found;
}

static void test_holds_what_has_room(void **state)
{
    struct held_table t = {0};

    (void)state;
    assert_int_equal(ask(&t, 1, 100), 0);
    assert_int_equal(ask(&t, 1, 100), 100);
    held_shrink(&t, MOST);
    assert_int_equal(ask(&t, 1, 100), 100);
    held_finish(&t);
}

/* What is asked for often outlives what is asked for once. */
static void test_keeps_what_is_asked_for(void **state)
{
    struct held_table t = {0};
    size_t found = 0;

    (void)state;
    for (uint64_t i = 0; i < 100; i++) {
        found += ask(&t, 1, 20);
        (void)ask(&t, 1000 + 50 * i, 50);
    }
    assert_true(found > 90 * 20);
    held_finish(&t);
}

/* Half as much again as there is room for, in turn: some of it is found each time. */
static void test_finds_some_of_too_much(void **state)
{
    struct held_table t = {0};
    size_t n = 3 * MOST / 2 / (4 * EACH), found = 0;

    (void)state;
    for (int i = 0; i < 20; i++) {
        found += ask(&t, 1, n);
        assert_in_range(t.bytes, 0, MOST);
    }
    assert_true(found > 20 * n / 20);
    held_finish(&t);
}

static void test_shrinks_to_nothing(void **state)
{
    struct held_table t = {0};

    (void)state;
    (void)ask(&t, 1, 200);
    for (int i = 0; i < 300; i++)
        (void)ask(&t, 1, 3); /* as often as is counted */
    held_shrink(&t, 0);
    assert_int_equal(t.n, 0);
    assert_int_equal(t.bytes, 0);
    assert_int_equal(ask(&t, 1, 200), 0);
    held_finish(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_holds_what_has_room),
        cmocka_unit_test(test_keeps_what_is_asked_for),
        cmocka_unit_test(test_finds_some_of_too_much),
        cmocka_unit_test(test_shrinks_to_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
