#include "analysed.h"

static const char page[] =
    "Main Takeaways\n- Tar keeps the planks of old boats dry for many winters.\n"
    "- Any child can learn to splice a rope.\n"
    "- Astronauts praise freeze-dried strawberries.\n"
    "Episode Chapters\n1: Planks and Tar\nWhy tar matters for planks.\n"
    "2: Splicing\nChildren learn to splice. Mirela Okonvar: \"Every child can splice a rope in a "
    "week.\"\n"
    "3: Zebras\nGiraffes and zebras.\n"
    "People\nInes Varro, Mirela Okonvar\nTranscript\n"
    "Ines Varro\nWelcome to the yard. It is raining, and we stand under a roof.\n"
    "Mirela Okonvar\nThese planks were cut before my time.\n"
    "The tar keeps planks dry. An old boat with good tar sees many winters.\n"
    "Ines Varro\nAnd the smell of tar stays with you.\n"
    "Mirela Okonvar\nFor ever. My coat has it, my dog has it.\n"
    "Ines Varro\nHow about the mornings here?\n"
    "Mirela Okonvar\nThey are quiet. Coffee first, then the radio.\n"
    "And then the ferry comes in, and the day has begun.\n"
    "Ines Varro\nWhat would you teach in schools?\n"
    "Mirela Okonvar\nSplicing. Every child can splice a rope in a week, and no child forgets it.\n"
    "Ines Varro\nI never learned it.\n"
    "Mirela Okonvar\nThen sit down here, it takes ten minutes.\n";

static void test_takeaways(void **state)
{
    struct episode e = analysed(*state, page);
    const struct takeaway *t = e.takeaways.v;

    assert_true(t[0].evidence.n > 0 && t[0].evidence.n <= 5);
    assert_int_equal(t[0].evidence.v[0].first, 3);
    assert_int_equal(t[1].evidence.v[0].first, 10);
    assert_int_equal(t[2].evidence.n, 0);
    for (size_t i = 0; i < 2; i++)
        for (size_t k = 0; k < t[i].evidence.n; k++) {
            const struct evidence *v = &t[i].evidence.v[k];
            assert_int_equal(v->first, v->last);
            assert_true(v->score > 0 && v->score <= 1);
            assert_true(k == 0 || v[-1].score >= v->score);
        }
}

static void test_chapters(void **state)
{
    struct episode e = analysed(*state, page);
    const struct chapter *c = e.chapters.v;

    assert_true(c[0].places.n > 0);
    assert_in_range(c[0].places.v[0].first, 1, 3);
    assert_in_range(c[0].places.v[0].last, 3, 6);
    assert_in_range(c[1].places.v[0].first, 8, 10);
    assert_in_range(c[1].places.v[0].last, 10, 12);
    assert_int_equal(c[2].places.n, 0);
}

/* What is sold supports nothing. */
static void test_ads_support_nothing(void **state)
{
    struct episode e = analysed(
        *state,
        "Main Takeaways\n- Caulkwell tar keeps planks dry.\nPeople\nInes Varro\nTranscript\n"
        "Ines Varro\nIt rained that day. We were under the roof, I think.\n"
        "This episode is brought to you by Caulkwell. Caulkwell tar keeps planks dry. Use "
        "promo code KEEL at caulkwell.com and get 20% off your first order.\n"
        "I was telling you about the rain. It was cold.\nWe had tea.\nThe dog had none.\n");

    assert_int_equal(e.paragraphs.v[1].parts[0].kind, PART_AD);
    assert_int_equal(e.takeaways.v[0].evidence.n, 0);
}

static void test_empty(void **state)
{
    struct episode e = analysed(*state, "Main Takeaways\n- One.\nTranscript\n...\n");

    assert_int_equal(e.takeaways.v[0].evidence.n, 0);
    assert_int_equal(e.speakers.n, 0);
    assert_int_equal(e.paragraphs.v[0].part_count, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_takeaways, with_arena, without_arena),
        cmocka_unit_test_setup_teardown(test_chapters, with_arena, without_arena),
        cmocka_unit_test_setup_teardown(test_ads_support_nothing, with_arena, without_arena),
        cmocka_unit_test_setup_teardown(test_empty, with_arena, without_arena),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
