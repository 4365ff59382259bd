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

/* Splits what has one blank between words; returns how many. */
static size_t split(struct arena *a, const char *text, const char *words[16])
{
    size_t n = 0;

    for (char *s = arena_strdup(a, text), *word; (word = strsep(&s, " ")) != NULL;)
        words[n++] = word;
    return n;
}

/* What a number is in words is read as that number. */
static void test_values(void **state)
{
    for (int value = 101; value < 10000; value++) {
        const char *forms[SPOKEN_FORMS], *words[16];
        size_t n;

        assert_true(spoken_number(*state, arena_printf(*state, "%d", value), forms, &n));
        for (size_t i = 0; i < n; i++) {
            const char *form = forms[i];
            size_t count = split(*state, form, words);
            int read;

            /* forty one comes as one word */
            if (value % 100 > 20 && value % 10 > 0)
                words[--count - 1] = arena_printf(*state, "%d", value % 100);
            assert_int_equal(spoken_value(words, count, &read), count);
            assert_int_equal(read, value);
        }
    }
}

static void test_values_of_other_words(void **state)
{
    static const struct {
        const char *words;
        size_t used;
        int value;
    } cases[] = {
        {"twenty fourteen people", 2, 2014},
        {"nineteen oh five", 3, 1905},
        {"nineteen hundred and", 2, 1900},
        {"nineteen hundred people", 2, 1900},
        {"nineteen o five", 0, 0},
        {"nineteen hundred and five", 0, 0},
        {"one thousand nine hundred and sixty", 0, 0},
        {"two thousand and", 2, 2000},
        {"two thousand two hundred and three four", 6, 2203},
        {"100 and five", 3, 105},
        {"100 people", 0, 0},
        {"twenty", 0, 0},
        {"twenty people", 0, 0},
        {"ten twenty", 0, 0},
        {"twenty one", 0, 0},
        {"thirty fourteen", 0, 0},
        {"20 14", 0, 0},
        {"zero hundred", 0, 0},
        {"twelve thousand", 0, 0},
        {"nineteen oh", 0, 0},
        {"people of twenty", 0, 0},
    };
    const char *words[16];

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int value;
        size_t n = split(*state, cases[i].words, words);

        assert_int_equal(spoken_value(words, n, &value), cases[i].used);
        if (cases[i].used > 0)
            assert_int_equal(value, cases[i].value);
    }
    assert_int_equal(spoken_value(words, 0, &(int){0}), 0);
    assert_true(spoken_is_number("hundred"));
    assert_true(spoken_is_number("zero"));
    assert_false(spoken_is_number("twentieth"));
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

static void test_short(void **state)
{
    (void)state;
    assert_string_equal(spoken_short("vs"), "versus");
    assert_string_equal(spoken_short("versus"), "vs");
    assert_string_equal(spoken_short("okay"), "ok");
    assert_null(spoken_short("verse"));
    assert_null(spoken_short(""));
    assert_string_equal(spoken_roman("ii"), "2");
    assert_string_equal(spoken_roman("2"), "ii");
    assert_string_equal(spoken_roman("eight"), "viii");
    assert_null(spoken_roman("vi")); /* an editor */
    assert_null(spoken_roman("1"));
}

static const char *spelling(void **state, const char *word)
{
    const char *other;

    assert_true(spoken_spelling(*state, word, &other));
    return other ? other : "";
}

static void test_spelling(void **state)
{
    assert_string_equal(spelling(state, "organising"), "organizing");
    assert_string_equal(spelling(state, "organizing"), "organising");
    assert_string_equal(spelling(state, "colours"), "colors");
    assert_string_equal(spelling(state, "defense"), "defence");
    assert_string_equal(spelling(state, "license"), "licence");
    assert_string_equal(spelling(state, "fence"), "");
    assert_string_equal(spelling(state, "color"), "colour");
    assert_string_equal(spelling(state, "analyse"), "analyze");
    assert_string_equal(spelling(state, "dialog"), "dialogue");
    assert_string_equal(spelling(state, "centre"), "center");
    assert_string_equal(spelling(state, "for"), "");
    assert_string_equal(spelling(state, "fibre"), "fiber");
    assert_string_equal(spelling(state, "kilometers"), "kilometres");
    assert_string_equal(spelling(state, "meter"), "metre");
    assert_string_equal(spelling(state, "prise"), "");
    assert_string_equal(spelling(state, "timbre"), "");
    assert_string_equal(spelling(state, "prolog"), "");
    assert_string_equal(spelling(state, "clock"), "");
    assert_string_equal(spelling(state, ""), "");
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
        cmocka_unit_test(test_numbers),  cmocka_unit_test(test_every_number),
        cmocka_unit_test(test_values),   cmocka_unit_test(test_values_of_other_words),
        cmocka_unit_test(test_letters),  cmocka_unit_test(test_short),
        cmocka_unit_test(test_spelling),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
