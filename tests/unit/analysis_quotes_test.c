#include "analysed.h"

#define TALK                                                                                       \
    "Ines Varro\nHow did you begin? I mean, the yard was a ruin.\n"                                \
    "Mirela Okonvar\nWith a broom. And the first thing I did was to sweep out the whole shed.\n"   \
    "Nobody had asked me to\ndo it, but somebody must. You can't sell a boat, you can only find "  \
    "it a new captain.\n"                                                                          \
    "Ines Varro\nThat's right. I was already asked three times by the bank. The only way, as I "   \
    "see it, to keep such a harbour open for all of us is to bring the small boats back into "     \
    "it, whatever the board says about money.\n"                                                   \
    "Mirela Okonvar\nThis episode is brought to you by Caulkwell. A dry boat is a happy boat. "    \
    "Use "                                                                                         \
    "promo code KEEL at caulkwell.com and get 20%% off your first order.\n"                        \
    "Ines Varro\nSo what was the hardest part of that winter? I think it was the rope.\n"

static struct episode with_quote(struct arena *a, const char *name, const char *quote)
{
    return analysed(a, arena_printf(a,
                                    "Episode Chapters\n1: The Yard\nA ruin. %s%s\"%s\"\nPeople\n"
                                    "Ines Varro, Mirela Okonvar\nTranscript\n" TALK,
                                    name, *name ? ": " : "", quote));
}

static void test_verdicts(void **state)
{
    static const struct {
        const char *name, *quote, *verdict, *attribution, *place;
    } cases[] = {
        {"Mirela Okonvar", "The first thing I did was to sweep out the whole shed.", "exact",
         "same", "the first thing I did was to sweep out the whole shed"},
        {"Ines Varro", "You cant sell a boat; you can only find it a new captain!", "exact",
         "differs", "You can't sell a boat, you can only find it a new captain"},
        {"Mirela Okonvar", "I was asked three times by a bank.", "near", "differs",
         "I was already asked three times by the bank"},
        {"Ines Varro", "The only way to keep the harbour open is to bring small boats back.",
         "condensed", "same",
         "The only way, as I see it, to keep such a harbour open for all of us is to bring the "
         "small boats back into it, whatever the board says about money"},
        /* words that stand everywhere */
        {"Ines Varro", "You know, the first of the lot was what I had to be.", "not_found",
         "unknown", NULL},
        {"Mirela Okonvar", "My grandmother taught me sailing on a Norwegian lake.", "not_found",
         "unknown", NULL},
        /* an ad is no place for a quote */
        {"Mirela Okonvar", "A dry boat is a happy boat.", "not_found", "unknown", NULL},
        /* nobody on the page, and nothing to find */
        {"Olga Brandt", "The yard was a ruin.", "exact", "differs", "the yard was a ruin"},
        {"Ines Varro", "Zzyzx qwfp?", "not_found", "unknown", NULL},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct episode e = with_quote(*state, cases[i].name, cases[i].quote);
        assert_int_equal(e.quotes.n, 1);
        const struct quote *q = &e.quotes.v[0];
        if (strcmp(verdict_names[q->verdict], cases[i].verdict) != 0)
            fail_msg("%s: %s, %g", cases[i].quote, verdict_names[q->verdict], q->similarity);
        assert_string_equal(attribution_names[q->attribution], cases[i].attribution);
        assert_int_equal(q->places.n > 0, cases[i].place != NULL);
        if (cases[i].place != NULL)
            assert_string_equal(place_text(*state, &e, &q->places.v[0]), cases[i].place);
        assert_true(q->similarity >= 0 && q->similarity <= 1);
        assert_int_equal(q->similarity == 1, q->verdict == VERDICT_EXACT);
    }
}

static void test_across_paragraphs(void **state)
{
    struct episode e =
        with_quote(*state, "Mirela Okonvar", "Nobody had asked me to do it, but somebody must.");
    const struct quote *q = &e.quotes.v[0];

    assert_int_equal(q->verdict, VERDICT_EXACT);
    assert_int_equal(q->attribution, ATTRIBUTION_SAME);
    assert_int_equal(q->places.n, 2);
    assert_string_equal(place_text(*state, &e, &q->places.v[0]), "Nobody had asked me to");
    assert_string_equal(place_text(*state, &e, &q->places.v[1]), "do it, but somebody must");
    assert_int_equal(q->diff.n, 1);
    assert_string_equal(q->diff.v[0].text, "Nobody had asked me to do it, but somebody must");
}

static void test_diff(void **state)
{
    static const struct {
        enum diff_op op;
        const char *text;
    } runs[] = {
        {DIFF_ADDED, "Well"},      {DIFF_SAME, "I was"},
        {DIFF_DROPPED, "already"}, {DIFF_SAME, "asked three times by"},
        {DIFF_DROPPED, "the"},     {DIFF_ADDED, "a"},
        {DIFF_SAME, "bank"},
    };
    struct episode e = with_quote(*state, "Ines Varro", "Well, I was asked three times by a bank.");
    const struct diff *d = &e.quotes.v[0].diff;

    assert_int_equal(d->n, sizeof runs / sizeof *runs);
    for (size_t i = 0; i < d->n; i++) {
        assert_int_equal(d->v[i].op, runs[i].op);
        assert_string_equal(d->v[i].text, runs[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_verdicts, with_arena, without_arena),
        cmocka_unit_test_setup_teardown(test_across_paragraphs, with_arena, without_arena),
        cmocka_unit_test_setup_teardown(test_diff, with_arena, without_arena),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
