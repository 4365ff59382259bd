#include "../../server/search/snippet.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static int set_up(void **state)
{
    *state = arena_create();
    return *state ? 0 : -1;
}

static int tear_down(void **state)
{
    arena_destroy(*state);
    return 0;
}

/* The runs of the snippet in one text, marked ones in brackets, parted by '|'. */
static const char *runs(struct arena *a, const char *query, const char *text)
{
    static struct alias pairs[] = {{"kovalchik", "kowaltschik"}, {"kowaltschik", "kovalchik"}};
    const struct alias_table aliases = {pairs, 2};
    const struct snippet_passage passage = {text, strlen(text), &aliases};
    struct search_hit hit;
    struct failure f;
    struct query q;
    const char *all = "";

    assert_int_equal(query_parse(a, query, &q, &f), OK);
    assert_true(snippet_make(a, &q, &passage, &hit));
    for (size_t i = 0; i < hit.snippet_runs; i++)
        all = arena_printf(a, hit.snippet[i].mark ? "%s%s[%s]" : "%s%s%s", all, i ? "|" : "",
                           hit.snippet[i].text);
    return all;
}

static void test_marks(void **state)
{
    static const struct {
        const char *query, *text, *runs;
    } cases[] = {
        {"tide", "The tide.", "The |[tide]|."},
        {"tide", "Tide", "[Tide]"},
        {"wont", "He won\u2019t go. ", "He |[won\u2019t]| go."},
        {"strasse", "Die Stra\u00dfe", "Die |[Stra\u00dfe]"},
        {"ti*", "tin time tide it", "[tin]| |[time]| |[tide]| it"},
        {"\"the tide\"", "the tide, the clock", "[the tide]|, the clock"},
        {"\"the ti\"*", "the tide, the clock", "[the tide]|, the clock"},
        {"the tide", "the tide", "[the]| |[tide]"},
        {"a OR b", "b a", "[b]| |[a]"},
        {"the -tide", "the tide", "[the]| tide"},
        {"\"a a\"", "a a a b", "[a a a]| b"},
        {"kowaltschik", "Mr. Kovalchik", "Mr. |[Kovalchik]"},
        {"kow*", "Mr. Kovalchik", "Mr. |[Kovalchik]"},
        {"\u6771\u4eac", "\u6771\u4eac\u5854", "[\u6771\u4eac]|\u5854"},
        /* a vowel sign that is a token of its own belongs to the letter before it */
        {"\u0e19", "\u0e19\u0e33 x", "[\u0e19\u0e33]| x"},
        {"tides", "tide\u0301s", "[tide\u0301s]"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(runs(*state, cases[i].query, cases[i].text), cases[i].runs);
}

static const char *repeated(struct arena *a, const char *piece, size_t count)
{
    const char *text = "";

    for (size_t i = 0; i < count; i++)
        text = arena_printf(a, "%s%s", text, piece);
    return text;
}

static void test_window(void **state)
{
    struct arena *a = *state;
    const char *hay = repeated(a, "hay ", 60);

    /* where the marks stand closest, in the middle, with the signs of its words */
    assert_string_equal(
        runs(a, "needle", arena_printf(a, "Needle. %s(needle) \"needle,\" %sneedle.", hay, hay)),
        arena_printf(a, "\u2026|%s(|[needle]|) \"|[needle]|,\" %shay|\u2026",
                     repeated(a, "hay ", 14), repeated(a, "hay ", 13)));
    /* at the ends */
    assert_string_equal(runs(a, "needle", arena_printf(a, "\"Needle\" %s", hay)),
                        arena_printf(a, "\"|[Needle]|\" %shay|\u2026", repeated(a, "hay ", 28)));
    assert_string_equal(runs(a, "needle", arena_printf(a, "%sneedle!", hay)),
                        arena_printf(a, "\u2026|%s|[needle]|!", repeated(a, "hay ", 29)));
}

/* Words without blanks between them are cut between words, and never within a grapheme. */
static void test_window_without_blanks(void **state)
{
    struct arena *a = *state;
    const char *letters = repeated(a, "\u0e19\u0e33", 40);
    const char *shown = runs(a, "needle", arena_printf(a, "%s needle %s", letters, letters));

    assert_non_null(strstr(shown, "\u2026|\u0e19\u0e33"));
    assert_non_null(strstr(shown, "\u0e19\u0e33|\u2026"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_marks, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_window, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_window_without_blanks, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
