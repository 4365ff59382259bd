#include "../../server/search/phrases.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* The phrases of paragraphs of one part each, as "text count" joined by "; ". */
static const char *phrases(struct arena *a, const char *const *texts, size_t n, enum part_kind kind)
{
    struct paragraph *paragraphs = arena_array(a, n, sizeof *paragraphs);
    struct part *parts = arena_array(a, n, sizeof *parts);
    struct episode e = {.paragraphs = {paragraphs, n}};
    struct phrase_list found;
    const char *all = "";

    for (size_t i = 0; i < n; i++) {
        parts[i] = (struct part){.kind = kind, .start = 0, .end = strlen(texts[i])};
        paragraphs[i] = (struct paragraph){.text = texts[i], .parts = &parts[i], .part_count = 1};
    }
    assert_true(phrases_of(a, &e, &found));
    for (size_t i = 0; i < found.n; i++)
        all = arena_printf(a, "%s%s%s %u", all, i ? "; " : "", found.v[i].text, found.v[i].count);
    return all;
}

static void check(const char *text, const char *expected)
{
    struct arena *a = arena_create();

    assert_string_equal(phrases(a, &text, 1, PART_CONTENT), expected);
    arena_destroy(a);
}

static void test_what_is_a_phrase(void **state)
{
    static const char *const cases[][2] = {
        {"", ""},
        {"I use Visual Studio Code. We all use Visual Studio Code.", "Visual Studio Code 2"},
        {"I use Visual Studio Code here.", ""},
        {"And then I'll Google it, and now I'd Google it, as I'll Google it and I'd Google it.",
         ""},
        {"we saw New York and new york, then New York.", "New York 2"},
        /* each run as long as it goes */
        {"the Tide Clock and the Old Tide Clock and a Tide Clock and an Old Tide Clock",
         "Old Tide Clock 2; Tide Clock 2"},
        /* what begins a sentence is no sign of a name */
        {"Tide Clock is old. Tide Clock is new.", ""},
        {"the end. The Tide Clock stands. Here The Tide Clock stands. See The Tide Clock.",
         "The Tide Clock 2"},
        /* other signs part, a hyphen does not */
        {"in Oslo, Norway and in Oslo, Norway", ""},
        {"a Coca-Cola, the Coca Cola", "Coca-Cola 2"},
        {"so I Think that, as I Think", ""},
        {"from Dunnock Mutual's house to Dunnock Mutual", "Dunnock Mutual 2"},
        {"from Dunnock Mutual\u2019s house to Dunnock Mutual", "Dunnock Mutual 2"},
        {"bei \u00c5sa \u00d6berg und \u00c5sa \u00d6berg", "\u00c5sa \u00d6berg 2"},
        {"it was A B C D E and A B C D E", "A B C D E 2"},
        {"it was A B C D E F and A B C D E F", ""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check(cases[i][0], cases[i][1]);
}

static void test_paragraphs_and_kinds(void **state)
{
    static const char *const texts[] = {"on the Tide Clock", "by the Tide Clock", "no TIDE CLOCK"};
    struct arena *a = arena_create();

    (void)state;
    assert_string_equal(phrases(a, texts, 3, PART_CONTENT), "Tide Clock 3");
    assert_string_equal(phrases(a, texts, 3, PART_AD), "");
    assert_string_equal(phrases(a, texts, 1, PART_CONTENT), "");
    arena_destroy(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_a_phrase),
        cmocka_unit_test(test_paragraphs_and_kinds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
