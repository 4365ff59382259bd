#include "../../server/analysis/names.h"

#include "ingested.h"

static void test_likeness(void **state)
{
    static const struct {
        const char *a, *b;
        enum likeness likeness;
    } cases[] = {
        {"Mirela Okonvar", "mirela  okonvar", NAMES_SAME},
        {"Dr. Mirela Okonvar", "Mirela Okonvar", NAMES_SAME},
        {"Mirela Okonvar", "Mirelaokonvar", NAMES_FUSED},
        {"Mirelaokanvar", "Mirela Okonvar", NAMES_FUSED},
        {"Mirela T. Okonvar", "Mirela Okonvar", NAMES_MIDDLE},
        {"M. Okonvar", "Mirela Okonvar", NAMES_MIDDLE},
        {"Mirela Jane Okonvar", "Mirela J. Okonvar", NAMES_MIDDLE},
        {"Mirela Okonvar", "Mirella Okanvarr", NAMES_LIKE},
        {"John Pfister", "Jon Fister", NAMES_LIKE},
        {"Eric St Varro", "Erik St. Varro", NAMES_LIKE},
        {"Tom Okonvar", "Tomas Okonver", NAMES_SHORT},
        {"Okonvar", "Mirela Okonvar", NAMES_LAST},
        {"Mirela Okonvar", "Mirela", NAMES_FIRST},
        {"Okanvar", "Mirela Okonvar", NAMES_FIRST_LIKE},
        /* other people */
        {"Tony Okonvar", "Tori Okonvar", NAMES_DIFFER},
        {"Mirela Okonvar", "Mirela Brandt", NAMES_DIFFER},
        {"Anna Okonvar", "Peter Okonvar", NAMES_DIFFER},
        {"Dan", "Don", NAMES_DIFFER},
        {"Ian", "Mirela Ann", NAMES_DIFFER},
        {"", "Mirela", NAMES_DIFFER},
        {"!", "?", NAMES_DIFFER},
        /* past the words a name may have, only the very same text */
        {"a b c d e f g h i j", "a b c d e f g h i j", NAMES_SAME},
        {"a b c d e f g h i j", "a b c d e f g h i", NAMES_DIFFER},
        /* other scripts are compared by their letters */
        {"Мирела Оконвар", "Мирела Оконвар", NAMES_SAME},
        {"Мирела", "Мирела Оконвар", NAMES_FIRST},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct name a, b;
        assert_true(name_read(*state, cases[i].a, &a));
        assert_true(name_read(*state, cases[i].b, &b));
        if (names_compare(&a, &b) != cases[i].likeness ||
            names_compare(&b, &a) != cases[i].likeness)
            fail_msg("%s / %s: %d, %d back", cases[i].a, cases[i].b, names_compare(&a, &b),
                     names_compare(&b, &a));
    }
}

static void test_reason(void **state)
{
    assert_string_equal(likeness_reason(*state, NAMES_FIRST, "Mirela Okonvar"),
                        "the first name of Mirela Okonvar, and of nobody else");
    assert_string_equal(likeness_reason(*state, NAMES_FUSED, "Mirela Okonvar"),
                        "Mirela Okonvar written as one word");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_likeness, with_arena, without_arena),
        cmocka_unit_test_setup_teardown(test_reason, with_arena, without_arena),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
