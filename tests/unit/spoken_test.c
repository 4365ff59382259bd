#include "spoken.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* The forms of a number, joined by commas. */
static const char *forms_of(struct arena *a, const char *word)
{
    const char *forms[SPOKEN_FORMS], *out = "";
    size_t n;

    assert_true(spoken_number(a, word, forms, &n));
    assert_true(n <= SPOKEN_FORMS);
    for (size_t i = 0; i < n; i++)
        out = arena_printf(a, "%s%s%s", out, i ? ", " : "", forms[i]);
    return out;
}

static void test_numbers(void **state)
{
    static const struct {
        const char *word, *forms;
    } cases[] = {
        {"101", "one hundred one, one hundred and one"},
        {"141", "one hundred forty one, one hundred and forty one"},
        {"200", "two hundred"},
        {"1000", "one thousand"},
        {"1050", "one thousand fifty, one thousand and fifty"},
        {"1066", "one thousand sixty six, one thousand and sixty six"},
        {"1100", "eleven hundred, one thousand one hundred"},
        {"1905", "nineteen oh five"},
        {"1940", "nineteen forty"},
        {"1968", "nineteen sixty eight"},
        {"2000", "two thousand"},
        {"2009", "two thousand nine, two thousand and nine"},
        {"2010", "twenty ten, two thousand ten, two thousand and ten"},
        {"2021", "twenty twenty one, two thousand twenty one, two thousand and twenty one"},
        {"9999", "nine thousand nine hundred ninety nine, "
                 "nine thousand nine hundred and ninety nine"},
        {"1920s", "nineteen twenties"},
        {"80s", "eighties"},
        {"1st", "first"},
        {"12th", "twelfth"},
        {"13th", "thirteenth"},
        {"20th", "twentieth"},
        {"21st", "twenty first"},
        {"42nd", "forty second"},
        {"93rd", "ninety third"},
        /* What has digits as its stem, what nobody says so, what is no number. */
        {"0", ""},
        {"100", ""},
        {"0s", ""},
        {"10s", ""},
        {"85s", ""},
        {"180s", ""},
        {"0th", ""},
        {"100th", ""},
        {"10000", ""},
        {"99999999999999999999", ""},
        {"mp3", ""},
        {"3d", ""},
        {"twenty", ""},
        {"", ""},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(forms_of(*state, cases[i].word), cases[i].forms);
}

/* None is without a form. */
static void test_every_number(void **state)
{
    for (int value = 101; value < 10000; value++) {
        const char *forms = forms_of(*state, arena_printf(*state, "%d", value));

        assert_true(*forms != '\0');
        assert_null(strstr(forms, "  "));
        assert_null(strstr(forms, "zero"));
        assert_null(strstr(forms, "null"));
    }
    for (int value = 1; value < 100; value++)
        assert_true(*forms_of(*state, arena_printf(*state, "%dth", value)) != '\0');
}

static void test_letters(void **state)
{
    static const char *const none[] = {"",   "n", "abcdef", "mp3", "na\u00efve", "\u6771\u4eac",
                                       "a b"};
    char letters[SPOKEN_LETTERS];

    (void)state;
    assert_true(spoken_letters("eu", letters));
    assert_string_equal(letters, "e u");
    assert_true(spoken_letters("abcde", letters));
    assert_string_equal(letters, "a b c d e");
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_false(spoken_letters(none[i], letters));
}

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_every_number),
        cmocka_unit_test(test_letters),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
