#include "analysed.h"

#define PAGE                                                                                       \
    "Episode Chapters\n"                                                                           \
    "1: The Yard\nA ruin. Mirela Okonvar: \"Nobody had asked me to do it, but somebody must.\"\n"  \
    "2: The Bank\nMoney. Ines Varro: \"Well, I was asked three times by a bank.\"\n"               \
    "3: The Winter\nRope. Olga Brandt: \"The yard was a ruin.\"\n"                                 \
    "4: The Lake\nA lie. \"My grandmother taught me sailing on a Norwegian lake.\"\n"              \
    "People\nInes Varro, Mirela Okonvar\nTranscript\n"                                             \
    "Ines Varro\nHow did you begin? I mean, the yard was a ruin.\n"                                \
    "Mirela Okonvarr\nWith a broom.\nNobody had asked me to\ndo it, but somebody must. We must.\n" \
    "Ines Varro\nThat's right. I was already asked three times by the bank. We must.\n"

static struct quote located(struct arena *a, const struct episode *e, const char *name,
                            const char *text)
{
    struct quote claim = {.text = text, .attributed_to = name};

    assert_int_equal(analyse_claim(a, e, &claim, NULL), OK);
    return claim;
}

static void assert_same(const struct quote *x, const struct quote *y)
{
    assert_int_equal(x->verdict, y->verdict);
    assert_true(x->similarity == y->similarity);
    assert_int_equal(x->attribution, y->attribution);
    assert_int_equal(x->speaker, y->speaker);
    assert_int_equal(x->places.n, y->places.n);
    for (size_t i = 0; i < x->places.n; i++) {
        assert_int_equal(x->places.v[i].paragraph, y->places.v[i].paragraph);
        assert_int_equal(x->places.v[i].start, y->places.v[i].start);
        assert_int_equal(x->places.v[i].end, y->places.v[i].end);
    }
    assert_int_equal(x->diff.n, y->diff.n);
    for (size_t i = 0; i < x->diff.n; i++) {
        assert_int_equal(x->diff.v[i].op, y->diff.v[i].op);
        assert_string_equal(x->diff.v[i].text, y->diff.v[i].text);
    }
}

static void test_a_quote_of_the_page(void **state)
{
    struct episode e = analysed(*state, PAGE);

    assert_int_equal(e.quotes.n, 4);
    for (size_t i = 0; i < e.quotes.n; i++) {
        const struct quote *q = &e.quotes.v[i];
        struct quote claim = located(*state, &e, q->attributed_to, q->text);
        assert_same(&claim, q);
    }
}

/* A correction of the page's first quote says nothing of a claim. */
static void test_corrected_page(void **state)
{
    static const char told[] = "do it, but somebody must. We must.";
    struct correction c = {.type = CORRECTION_QUOTE, .quote = 1, .paragraph = 4};
    struct episode e = read_text(*state, PAGE);
    char digest[CORRECTION_DIGEST_SIZE];
    struct quote claim;

    correction_digest(told, digest);
    c.digest = digest;
    c.text = e.quotes.v[0].text;
    e.corrections = (struct correction_list){&c, 1};
    assert_int_equal(analyse(*state, &e, NULL), OK);
    assert_true(e.quotes.v[0].corrected);
    claim = located(*state, &e, NULL, "With a broom.");
    assert_false(claim.corrected);
    assert_int_equal(claim.verdict, VERDICT_EXACT);
    assert_false(c.orphaned);
}

static void test_names(void **state)
{
    static const struct {
        const char *name, *speaker;
        enum attribution attribution;
    } cases[] = {
        {"Mirela Okonvar", "mirela-okonvar", ATTRIBUTION_SAME},
        {"Mirela Okonvarr", "mirela-okonvar", ATTRIBUTION_SAME},
        {"MIRELA", "mirela-okonvar", ATTRIBUTION_SAME},
        {"Okonvar", "mirela-okonvar", ATTRIBUTION_SAME},
        {"Ines Varro", "ines-varro", ATTRIBUTION_DIFFERS},
        /* fits nobody, so it was somebody else's */
        {"Gustav Lindqvist", NULL, ATTRIBUTION_DIFFERS},
        {NULL, NULL, ATTRIBUTION_UNKNOWN},
    };
    struct episode e = analysed(*state, PAGE);
    size_t speakers = e.speakers.n;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct quote q = located(*state, &e, cases[i].name, "With a broom.");
        assert_int_equal(q.verdict, VERDICT_EXACT);
        assert_int_equal(q.attribution, cases[i].attribution);
        assert_int_equal(q.speaker != 0, cases[i].speaker != NULL);
        if (q.speaker != 0)
            assert_string_equal(e.speakers.v[q.speaker - 1].id, cases[i].speaker);
    }
    assert_int_equal(e.speakers.n, speakers);
    assert_int_equal(e.quotes.n, 4);
}

/* A name that fits two people equally well is neither's. */
static void test_name_of_two(void **state)
{
    struct episode e = analysed(*state, "People\nIda Moen, Tom Moen\nTranscript\n"
                                        "Ida Moen\nThe river moves its bed.\n"
                                        "Tom Moen\nWhy does it wander?\n");
    struct quote q = located(*state, &e, "Moen", "The river moves its bed.");

    assert_int_equal(q.speaker, 0);
    assert_int_equal(q.attribution, ATTRIBUTION_UNKNOWN);
}

/* What stands several times is placed where the one said it whose words it is claimed to be. */
static void test_place_of_its_speaker(void **state)
{
    struct episode e = analysed(*state, PAGE);
    struct quote ines = located(*state, &e, "Ines Varro", "We must.");
    struct quote mirela = located(*state, &e, "Mirela Okonvar", "We must.");

    assert_int_equal(ines.attribution, ATTRIBUTION_SAME);
    assert_int_equal(mirela.attribution, ATTRIBUTION_SAME);
    assert_true(ines.places.v[0].paragraph > mirela.places.v[0].paragraph);
}

static void test_no_transcript(void **state)
{
    struct episode e = {0};
    struct quote q = located(*state, &e, "Ines Varro", "We must.");

    assert_int_equal(q.verdict, VERDICT_NOT_FOUND);
    assert_int_equal(q.places.n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_quote_of_the_page, with_arena, without_arena),
        cmocka_unit_test_setup_teardown(test_corrected_page, with_arena, without_arena),
        cmocka_unit_test_setup_teardown(test_names, with_arena, without_arena),
        cmocka_unit_test_setup_teardown(test_name_of_two, with_arena, without_arena),
        cmocka_unit_test_setup_teardown(test_place_of_its_speaker, with_arena, without_arena),
        cmocka_unit_test_setup_teardown(test_no_transcript, with_arena, without_arena),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
