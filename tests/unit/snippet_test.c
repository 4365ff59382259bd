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
static const char *stemmed_runs(struct arena *a, const char *query, const char *text,
                                struct stemmer *stemmer)
{
    static struct alias pairs[] = {{"kovalchik", "kowaltschik"}, {"kowaltschik", "kovalchik"}};
    const struct alias_table aliases = {pairs, 2};
    const struct snippet_passage passage = {text, strlen(text), &aliases, stemmer};
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

static const char *runs(struct arena *a, const char *query, const char *text)
{
    return stemmed_runs(a, query, text, NULL);
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

static void test_stemmed_marks(void **state)
{
    static const struct {
        const char *query, *text, *runs;
    } cases[] = {
        {"clock", "Two clocks.", "Two |[clocks]|."},
        {"clocks", "the clock's hand", "the |[clock's]| hand"},
        {"\"clock\"", "clocks, a clock", "clocks, a |[clock]"},
        {"\"the clock\"", "the clocks, the clock, clock", "the clocks, |[the clock]|, clock"},
        {"-clock hand", "a clock's hands", "a clock's |[hands]"},
        {"cloc*", "clocked", "[clocked]"},
        {"clocking*", "clocks", "clocks"},
        {"25", "twenty five men", "[twenty five]| men"},
        {"twenty-five", "25 men, twenty five, twenty", "[25]| men, |[twenty five]|, twenty"},
        {"twenty five", "25 men", "[25]| men"},
        {"twenty OR five", "25 men", "25 men"},
        {"twenty -five", "25 men", "25 men"},
        {"\"twenty five\"", "25, twenty-five", "25, |[twenty-five]"},
        {"five", "5 men", "[5]| men"},
        {"email", "an e-mail.", "an |[e-mail]|."},
        {"e-mail", "an email, e-mails", "an |[email]|, |[e-mails]"},
        {"percent", "10% and ten per cent", "10|[%]| and ten |[per cent]"},
        {"per cent", "10% less", "10|[%]| less"},
        {"kowaltschiks", "Mr. Kovalchik", "Mr. |[Kovalchik]"},
        {"two clock", "Two\nClocks", "[Two]|\n|[Clocks]"},
    };
    struct stemmer *english = stemmer_create("en");

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(stemmed_runs(*state, cases[i].query, cases[i].text, english),
                            cases[i].runs);
    stemmer_destroy(english);
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

/* More different terms come before more marks, near ones before distant ones. */
static void test_best_window(void **state)
{
    struct arena *a = *state;
    const char *hay = repeated(a, "hay ", 40);
    const char *many =
        runs(a, "red green", arena_printf(a, "red red red %sred hay green %s", hay, hay));
    const char *near =
        runs(a, "red green", arena_printf(a, "red hay hay green %sred, green. %s", hay, hay));
    const char *most = runs(a, "red", arena_printf(a, "red! %sred red? %s", hay, hay));
    const char *whole =
        runs(a, "\"red green\" blue", arena_printf(a, "blue %sblue red green. %s", hay, hay));

    const char *either = runs(a, "red OR blue green",
                              arena_printf(a, "red hay blue %sred hay hay green. %s", hay, hay));

    assert_non_null(strstr(either, "[red]| hay hay |[green]|."));
    assert_non_null(strstr(many, "[red]| hay |[green]"));
    assert_non_null(strstr(near, "[red]|, |[green]|."));
    assert_non_null(strstr(most, "[red]| |[red]|?"));
    assert_non_null(strstr(whole, "[blue]| |[red green]|."));
}

/* It begins with a sentence where that leaves room for what is marked. */
static void test_sentence_start(void **state)
{
    struct arena *a = *state;
    const char *hay = repeated(a, "hay ", 40);
    const char *far = arena_printf(a, "%send. Far %sneedle. %s", hay, repeated(a, "hay ", 29), hay);

    assert_string_equal(
        runs(a, "needle", arena_printf(a, "%send. \u201cHere is a needle. %s", hay, hay)),
        arena_printf(a, "\u2026|\u201cHere is a |[needle]|. %shay|\u2026",
                     repeated(a, "hay ", 25)));
    /* one that is too far, and one that leaves too little */
    assert_string_equal(runs(a, "needle", far),
                        arena_printf(a, "\u2026|%s|[needle]|. %shay|\u2026",
                                     repeated(a, "hay ", 14), repeated(a, "hay ", 14)));
    assert_string_equal(runs(a, "needle", arena_printf(a, "%send. A needle.", hay)),
                        arena_printf(a, "\u2026|%send. A |[needle]|.", repeated(a, "hay ", 27)));
    /* the text's own beginning is one */
    assert_string_equal(
        runs(a, "needle", arena_printf(a, "Here is a needle %s", hay)),
        arena_printf(a, "Here is a |[needle]| %shay|\u2026", repeated(a, "hay ", 25)));
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
        cmocka_unit_test_setup_teardown(test_stemmed_marks, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_best_window, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_sentence_start, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_window, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_window_without_blanks, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
