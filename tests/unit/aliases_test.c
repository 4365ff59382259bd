#include "../../server/search/aliases.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { NAMES = 6 };

/* The table as "word>other word>other". */
static const char *aliases(struct arena *a, const struct spelled_name *names)
{
    const char *text = "";
    struct alias_table table;
    size_t count = 0;

    while (count < NAMES && names[count].text)
        count++;
    assert_true(aliases_of(a, names, count, &table));
    for (size_t i = 0; i < table.n; i++)
        text = arena_printf(a, "%s%s%s>%s", text, i ? " " : "", table.v[i].word, table.v[i].other);
    return text;
}

static void test_tables(void **state)
{
    static const struct {
        struct spelled_name names[NAMES];
        const char *table;
    } cases[] = {
        {{{1, "Anselm Kovalchik"}}, ""},
        {{{1, "Anselm Kovalchik"}, {1, "ANSELM KOVALCHIK"}}, ""},
        {{{1, "Anselm Kovalchik"}, {1, "Anselm Kovalczyk"}},
         "kovalchik>kovalczyk kovalczyk>kovalchik"},
        {{{1, "Bari Kova"}, {1, "Barry Kova"}}, "bari>barry barry>bari"},
        {{{1, "Alex Kova"}, {1, "Alexander Kova"}}, "alex>alexander alexander>alex"},
        /* a fused spelling stands for each word */
        {{{1, "Mira Okono"}, {1, "Miraokono"}},
         "mira>miraokono miraokono>mira miraokono>okono okono>miraokono"},
        /* a lone name stands for the one it resembles */
        {{{1, "Mira Okono"}, {1, "Okonno"}}, "okonno>okono okono>okonno"},
        {{{1, "Amy Rodriguez"}, {1, "Rodriguez"}}, ""},
        /* titles are no names, short words too common */
        {{{1, "Senator Kova"}, {1, "Mira Kova"}}, ""},
        {{{1, "Jo Kova"}, {1, "Ja Kova"}}, ""},
        /* two people are never one */
        {{{1, "Anna Kova"}, {1, "Ana Kova"}, {2, "Anna Lind"}}, ""},
        {{{1, "Anna Kova"}, {2, "Ana Kowa"}}, ""},
        {{{1, "Anna Kova"}, {1, "Ana Kova"}, {2, "Mira Kova"}}, "ana>anna anna>ana"},
        {{{1, ""}, {1, "&"}, {1, "Mira"}}, ""},
        {{{1, "one two three four five six seven eight nine"},
          {1, "one two three four five six seven eight nines"}},
         ""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena *a = arena_create();

        assert_non_null(a);
        assert_string_equal(aliases(a, cases[i].names), cases[i].table);
        arena_destroy(a);
    }
}

static void test_find(void **state)
{
    struct alias pairs[] = {{"b", "x"}, {"b", "y"}, {"d", "z"}};
    const struct alias_table table = {pairs, 3}, empty = {NULL, 0};
    size_t n;

    (void)state;
    assert_ptr_equal(aliases_find(&table, "b", &n), pairs);
    assert_int_equal(n, 2);
    assert_ptr_equal(aliases_find(&table, "d", &n), pairs + 2);
    assert_int_equal(n, 1);
    assert_null(aliases_find(&table, "a", &n));
    assert_null(aliases_find(&table, "c", &n));
    assert_null(aliases_find(&table, "e", &n));
    assert_null(aliases_find(&empty, "b", &n));
    assert_int_equal(n, 0);
}

static void test_kept(void **state)
{
    static const struct spelled_name names[] = {
        {1, "Mira Okono"}, {1, "Miraokono"}, {2, "Bari Kova"}, {2, "Barry Kova"}};
    struct arena *a = arena_create();
    struct alias_table table, kept;

    (void)state;
    assert_true(aliases_of(a, names, 4, &table));
    assert_int_equal(table.n, 6);
    assert_true(aliases_read(a, arena_strdup(a, aliases_write(a, &table)), &kept));
    assert_int_equal(kept.n, table.n);
    for (size_t i = 0; i < table.n; i++) {
        assert_string_equal(kept.v[i].word, table.v[i].word);
        assert_string_equal(kept.v[i].other, table.v[i].other);
    }
    assert_string_equal(aliases_write(a, &(struct alias_table){NULL, 0}), "");
    assert_true(aliases_read(a, arena_strdup(a, ""), &kept));
    assert_int_equal(kept.n, 0);
    arena_destroy(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tables),
        cmocka_unit_test(test_kept),
        cmocka_unit_test(test_find),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
