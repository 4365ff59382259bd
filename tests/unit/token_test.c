#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "arena.h"
#include "token.h"

#include <cmocka.h> /* last: it makes fail a macro */

static int with_arena(void **state)
{
    *state = arena_create();
    return *state ? 0 : -1;
}

static int without_arena(void **state)
{
    arena_destroy(*state);
    return 0;
}

/* The tokens of text, joined by '|'. */
static const char *joined(struct arena *a, const char *text)
{
    struct token_list list;
    const char *out = "";

    assert_true(tokens_of(a, text, strlen(text), &list));
    for (size_t i = 0; i < list.n; i++) {
        assert_int_equal(strlen(list.v[i].text), list.v[i].len);
        out = arena_printf(a, "%s%s%s", out, i ? "|" : "", list.v[i].text);
    }
    return out;
}

static void words(void **state)
{
    static const struct {
        const char *text, *tokens;
    } cases[] = {
        {"", ""},
        {" .,;!? -- ", ""},
        {"One two-three", "one|two|three"},
        {"won't", "wont"},
        {"won\xE2\x80\x99t wont WON'T", "wont|wont|wont"},
        {"rock'n'roll", "rocknroll"},
        {"I'll, ill She\u2019ll shell we'd WE'LL he'll's",
         "i'll|ill|she'll|shell|we'd|we'll|hells"},
        {"C#, c# F#; C++ (c++) C++.", "csharp|csharp|fsharp|cplusplus|cplusplus|cplusplus"},
        {"C+ C+++ C ++ C#x abc# 4# C++11 #1", "c|cplusplus|c|c|x|abc|4|cplusplus|11|1"},
        {"1,000 12,345,678 999,999.", "1000|12345678|999999"},
        {"1,00 1,0000 1234,567 1,000a a1,000 1, 000 1,000,00 ,000",
         "1|00|1|0000|1234|567|1|000a|a1|000|1|000|1000|00|000"},
        {"'tis the dogs' 'quoted'", "tis|the|dogs|quoted"},
        {"a''b", "a|b"},
        {"' ", ""},
        {"Stra\xC3\x9F"
         "e STRASSE STRA\xE1\xBA\x9E"
         "E",
         "strasse|strasse|strasse"},
        {"\xEF\xBC\xA1\xEF\xBD\x82\xEF\xBC\x91", "ab1"},            /* full-width Ab1 */
        {"Caf\xC3\xA9 cafe\xCC\x81 CAF\xC3\x89", "cafe|cafe|cafe"}, /* composed, combining */
        {"e\xCC\x81'a", "ea"},
        {"\xEF\xAC\x81sh o\xEF\xAC\x83"
         "ce",
         "fish|office"}, /* ligatures */
        {"\xC5\x81\xC3\xB3"
         "d\xC5\xBA \xC3\x98re \xC3\x86sir \xC3\x9Eor",
         "lodz|ore|aesir|thor"},
        {"\xC4\xB0stanbul Diyarbak\xC4\xB1r", "istanbul|diyarbakir"},
        {"\xCE\xA3\xCE\xAF\xCF\x83\xCF\x85\xCF\x86\xCE\xBF\xCF\x82",
         "\xCF\x83\xCE\xB9\xCF\x83\xCF\x85\xCF\x86\xCE\xBF\xCF\x83"}, /* Greek, final sigma */
        {"\xD0\x98\xD0\xBB\xD1\x8C\xD1\x8F", "\xD0\xB8\xD0\xBB\xD1\x8C\xD1\x8F"},
        {"3.14 2024", "3|14|2024"},
        /* With and without the Hebrew points, Arabic vowel signs, hamza, lengthening. */
        {"\u05E1\u05B5\u05E4\u05B6\u05E8 \u05E1\u05E4\u05E8 "
         "\u05D4\u05B7\u05D9\u05B6\u05BC\u05DC\u05B6\u05D3",
         "\u05E1\u05E4\u05E8|\u05E1\u05E4\u05E8|\u05D4\u05D9\u05DC\u05D3"},
        {"\u0643\u064E\u062A\u064E\u0628\u064E \u0643\u062A\u0628 "
         "\u0627\u0644\u0639\u0631\u0628\u064A\u0640\u0640\u0640\u0629 \u0625\u0646 \u0623\u0646 "
         "\u0627\u0646",
         "\u0643\u062A\u0628|\u0643\u062A\u0628|\u0627\u0644\u0639\u0631\u0628\u064A\u0629|"
         "\u0627\u0646|\u0627\u0646|\u0627\u0646"},
        {"\u06A9\u062A\u0627\u0628 \u0643\u062A\u0627\u0628 \u0639\u0644\u06CC \u0639\u0644\u064A",
         "\u0643\u062A\u0627\u0628|\u0643\u062A\u0627\u0628|\u0639\u0644\u064A|\u0639\u0644\u064A"},
        {"बाज़ार बाजार गाँव गांव", "बाजार|बाजार|गांव|गांव"},
        {"Войной мой йод моей Ё", "войной|мой|йод|моей|е"},
        {"\u0967\u0968:\u0969\u0966 \u0664\u0665\u0666 \u06F7\u06F8 \u0E51\u0E52 \U0001D7D7x",
         "12|30|456|78|12|9x"},
        {"\xE2\x85\xA7", "viii"}, /* a Roman numeral */
        {"snake_case @handle #tag", "snake|case|handle|tag"},
        {"\xCC\x81 \xCC\x81x", "x"}, /* marks with nothing to stand on */
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(joined(*state, cases[i].text), cases[i].tokens);
}

static void scripts_without_blanks(void **state)
{
    static const struct {
        const char *text, *tokens;
    } cases[] = {
        {"\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E", "\xE6\x97\xA5|\xE6\x9C\xAC|\xE8\xAA\x9E"},
        {"\xE3\x81\x8B\xE3\x81\xAA\xE3\x82\xAB", "\xE3\x81\x8B|\xE3\x81\xAA|\xE3\x82\xAB"},
        {"iPhone\xE6\x89\x8B\xE6\x9C\xBA"
         "5",
         "iphone|\xE6\x89\x8B|\xE6\x9C\xBA|5"},
        {"\xE6\x97\xA5\xE3\x80\x82\xE6\x9C\xAC", "\xE6\x97\xA5|\xE6\x9C\xAC"},
        {"人々", "人|々"},
        {"\xEF\xBD\xB6", "\xE3\x82\xAB"},                          /* half-width kana */
        {"\xE0\xB8\x81\xE0\xB8\x82", "\xE0\xB8\x81|\xE0\xB8\x82"}, /* Thai */
        /* A Thai vowel sign stays with its consonant. */
        {"\xE0\xB8\x81\xE0\xB8\xB4\xE0\xB8\x99", "\xE0\xB8\x81\xE0\xB8\xB4|\xE0\xB8\x99"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(joined(*state, cases[i].text), cases[i].tokens);
}

/* Spellings that differ in bytes alone are one token. */
static void forms_of_one_word(void **state)
{
    static const char *const pairs[][2] = {
        {"\xED\x95\x9C", "\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB"}, /* Hangul: syllable, letters */
        {"\xE3\x81\x8C", "\xE3\x81\x8B\xE3\x82\x99"},             /* kana with a voicing mark */
        {"\xE3\x82\xAC", "\xEF\xBD\xB6\xEF\xBE\x9E"},             /* the same, half-width */
        {"\xE0\xA5\x98", "\xE0\xA4\x95\xE0\xA4\xBC"},             /* Devanagari with nukta */
        {"\xE2\x84\xAB", "\xC3\x85"},                             /* Angstrom sign, A with ring */
    };

    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        const char *first = joined(*state, pairs[i][0]);

        assert_string_equal(first, joined(*state, pairs[i][1]));
        assert_null(strchr(first, '|'));
    }
}

/* Wherever in a long word it stands. */
static void each_ascii_character_is_of_a_word_or_none(void **state)
{
    for (int c = 1; c < 0x80; c++)
        for (size_t at = 1; at < 20; at++) {
            char text[] = "ZZZZZZZZZZZZZZZZZZZZZ", expected[sizeof text];

            text[at] = (char)c;
            for (size_t i = 0; i < sizeof text; i++)
                expected[i] = (char)tolower(text[i]);
            if (c == '\'')
                memmove(expected + at, expected + at + 1, sizeof text - at - 1);
            else if (!isalnum(c))
                expected[at] = '|';
            assert_string_equal(joined(*state, text), expected);
        }
}

static void places_are_bytes_of_the_text(void **state)
{
    static const char text[] = "'Don\xE2\x80\x99t' stop\xE2\x80\xA6 caf\xC3\xA9!";
    static const char *const spans[] = {"Don\xE2\x80\x99t", "stop", "caf\xC3\xA9"};
    struct token_list list;

    assert_true(tokens_of(*state, text, strlen(text), &list));
    assert_int_equal(list.n, 3);
    for (size_t i = 0; i < list.n; i++) {
        size_t len = list.v[i].end - list.v[i].start;

        assert_int_equal(len, strlen(spans[i]));
        assert_memory_equal(text + list.v[i].start, spans[i], len);
    }
}

static void no_words_no_list(void **state)
{
    struct token_list list = {(struct token *)1, 1};

    assert_true(tokens_of(*state, "...", 3, &list));
    assert_null(list.v);
    assert_int_equal(list.n, 0);
}

/* However long a word is, it is one token, and its text is cut at TOKEN_MAX between code
 * points. */
static void long_words_are_cut(void **state)
{
    static const char *const letters[] = {"x",        "\xC3\xA9",         "\xD0\xB8",
                                          "\xC3\x9F", "\xF0\x90\x90\xA8", "\xEF\xB7\xBA"};
    char text[4096];

    (void)state;
    for (size_t i = 0; i < sizeof letters / sizeof *letters; i++) {
        size_t size = strlen(letters[i]), len = 0;
        struct tokenizer t;
        struct token token;

        while (len + size <= sizeof text - 4) {
            memcpy(text + len, letters[i], size);
            len += size;
        }
        memcpy(text + len, " ok", 4);
        tokenizer_init(&t, text, len + 3);
        assert_true(tokenizer_next(&t, &token));
        assert_int_equal(token.start, 0);
        assert_int_equal(token.end, len);
        assert_in_range(token.len, TOKEN_MAX - 8, TOKEN_MAX);
        assert_int_equal(strlen(token.text), token.len);
        assert_true(tokenizer_next(&t, &token));
        assert_string_equal(token.text, "ok");
        assert_false(tokenizer_next(&t, &token));
        assert_false(tokenizer_next(&t, &token));
    }
}

static void slugs(void **state)
{
    static const char longest[] = "abcdefghi-abcdefghi-abcdefghi-abcdefghi-abcdefghi-"
                                  "abcdefghi-abcdefghi-abcdefghi-abcdefghi-abcdefghi";
    const struct {
        const char *text, *slug;
    } cases[] = {
        {"The Tide Clock", "the-tide-clock"},
        {"  --Episode #42: Won't Stop!  ", "episode-42-wont-stop"},
        {"Fran\xC3\xA7ois Stra\xC3\x9F"
         "e",
         "francois-strasse"},
        {"C++ and C# at 1,000: I'll", "c-and-c-at-1-000-ill"}, /* ids stay */
        {"", ""},
        {"...", ""},
        {"\xE6\x97\xA5\xE6\x9C\xAC", ""},
        {"\xE6\x97\xA5 two \xE6\x9C\xAC", "two"},
        {"one \xE6\x97\xA5 two", "one-two"},
        {"\u0661\u0662 and 3", "and-3"},
        {"the-tide-clock", "the-tide-clock"},
        {longest, longest},
        {arena_printf(*state, "%s x", longest), longest},
        {arena_printf(*state, "%s1 tail", longest), arena_printf(*state, "%s1", longest)},
        {arena_printf(*state, "%s12", longest), "abcdefghi-abcdefghi-abcdefghi-abcdefghi-abcdefghi-"
                                                "abcdefghi-abcdefghi-abcdefghi-abcdefghi"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(slug_of(*state, cases[i].text), cases[i].slug);
}

static void one_long_word_is_cut_in_a_slug(void **state)
{
    char text[301];
    const char *slug;

    memset(text, 'q', 300);
    text[300] = '\0';
    slug = slug_of(*state, text);
    assert_int_equal(strlen(slug), 100);
    assert_string_equal(slug_of(*state, slug), slug);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words),
        cmocka_unit_test(scripts_without_blanks),
        cmocka_unit_test(forms_of_one_word),
        cmocka_unit_test(each_ascii_character_is_of_a_word_or_none),
        cmocka_unit_test(places_are_bytes_of_the_text),
        cmocka_unit_test(no_words_no_list),
        cmocka_unit_test(long_words_are_cut),
        cmocka_unit_test(slugs),
        cmocka_unit_test(one_long_word_is_cut_in_a_slug),
    };

    return cmocka_run_group_tests(tests, with_arena, without_arena);
}
