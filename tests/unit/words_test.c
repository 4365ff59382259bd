#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "arena.h"
#include "words.h"

#include <cmocka.h> /* last: it makes fail a macro */

struct words_case {
    const char *text, *words;
};

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

/* The words of text divided by '|', each with what it is together with the next behind '+'. */
static const char *listed(struct arena *a, const char *text)
{
    struct word_list list;
    const char *out = "";

    assert_true(words_of(a, text, strlen(text), &list));
    for (size_t i = 0; i < list.n; i++) {
        const struct word *w = &list.v[i];

        assert_int_equal(strlen(w->token.text), w->token.len);
        out = arena_printf(a, "%s%s%s", out, i ? "|" : "", w->token.text);
        if (w->bare)
            out = arena_printf(a, "%s'%s", out, w->bare);
        if (w->joined)
            out = arena_printf(a, "%s+%s", out, w->joined);
    }
    return out;
}

static void check_words(struct arena *a, const struct words_case *cases, size_t n)
{
    for (size_t i = 0; i < n; i++)
        assert_string_equal(listed(a, cases[i].text), cases[i].words);
}

#define CHECK_WORDS(a, cases) check_words(a, cases, sizeof(cases) / sizeof *(cases))

static void plain_words(void **state)
{
    static const struct words_case cases[] = {
        {"", ""},
        {" .,;!? - % ", ""},
        {"The tide, the clock.", "the|tide|the|clock"},
        {"won't wont won\u2019t", "wont|wont|wont"},
        {"Caf\u00e9 cafe\u0301 Stra\u00dfe", "cafe|cafe|strasse"},
        {"\ufb01nd o\ufb03ce", "find|office"},                /* ligatures */
        {"\uff21\uff22\uff23 \uff11\uff12\uff13", "abc|123"}, /* full-width */
        {"\u0419\u043e\u0434 \u03a3\u03af\u03c3\u03c5\u03c6\u03bf\u03c2",
         "\u0439\u043e\u0434|\u03c3\u03b9\u03c3\u03c5\u03c6\u03bf\u03c3"},
    };

    CHECK_WORDS(*state, cases);
}

static void elided_articles(void **state)
{
    static const struct words_case cases[] = {
        {"l'eau L\u2019\u00c9cole d'hiver", "leau'eau|lecole'ecole|dhiver'hiver"},
        {"qu'elle jusqu'ici c'est", "quelle'elle|jusquici'ici|cest'est"},
        {"dell'acqua un'amica", "dellacqua'acqua|unamica'amica"},
        {"D'Angelo l'a-t-on", "dangelo'angelo|la+lat|t+ton|on"},
        {"leau don't l'x d' o'clock he'll can't quell", "leau|dont|lx|d|oclock|he'll|cant|quell"},
    };

    CHECK_WORDS(*state, cases);
}

/* Particles of Korean; suffixes that Turkish sets behind an apostrophe. */
static void endings(void **state)
{
    static const struct words_case cases[] = {
        {"\uC11C\uC6B8\uC5D0\uC11C", "\u1109\u1165\u110B\u116E\u11AF\u110B\u1166\u1109\u1165'"
                                     "\u1109\u1165\u110B\u116E\u11AF"},
        {"\uBB3C\uC774 \uBB3C", "\u1106\u116E\u11AF\u110B\u1175'\u1106\u116E\u11AF|"
                                "\u1106\u116E\u11AF"},
        {"\uC5D0\uC11C", "\u110B\u1166\u1109\u1165"}, /* nothing but a particle */
        {"T\u00FCrkiye'nin Ankara\u2019da", "turkiyenin'turkiye|ankarada'ankara"},
        {"Bolu'da Bolu\u2019da Van\u02BCda", "boluda'bolu|boluda'bolu|vanda'van"},
        {"\u0640\u0640'da \u3164\u3164'da", "da|da"}, /* behind signs that are no letter */
        {"don't they're Shi'ite Qur'anda it's Tom's", "dont|theyre|shiite|quranda|its|toms"},
    };

    CHECK_WORDS(*state, cases);
}

static void hyphens(void **state)
{
    static const struct words_case cases[] = {
        {"e-mail", "e+email|mail"},
        {"E\u2010Mail", "e+email|mail"},
        {"e\u2011mail", "e+email|mail"},
        {"e\uff0dmail", "e+email|mail"},             /* full-width */
        {"co\u00adoperate", "co+cooperate|operate"}, /* soft */
        {"state-of-the-art", "state+stateof|of+ofthe|the+theart|art"},
        {"covid-19", "covid+covid19|19"},
        {"C-A-R-Y x-ray", "c|a|r|y|x+xray|ray"},
        {"A-I, F-1 A-B-C d-e-f2", "a+ai|i|f+f1|1|a|b|c|d+de|e+ef2|f2"},
        {"\u041a-\u041e-\u0422", "\u043a|\u043e|\u0442"},
        {"9-11", "9+911|11"},
        {"caf\u00e9-bar", "cafe+cafebar|bar"},
        {"we -- well", "we|well"},
        {"we - well", "we|well"},
        {"we- well -done", "we|well|done"},
        {"we--well", "we|well"},
        {"we\u2013well we\u2014well", "we|well|we|well"}, /* dashes join nothing */
        {"we/well we_well we.well", "we|well|we|well|we|well"},
        {"-we-", "we"},
    };

    CHECK_WORDS(*state, cases);
}

static void numbers_of_two_words(void **state)
{
    static const struct words_case cases[] = {
        {"twenty five", "twenty+25|five"},
        {"Twenty-Five", "twenty+25|five"},
        {"twenty\u2011one", "twenty+21|one"},
        {"ninety\u00a0nine", "ninety+99|nine"},
        {"forty\n two", "forty+42|two"},
        {"one hundred", "one+100|hundred"},
        {"a hundred", "a+100|hundred"},
        {"one-hundred", "one+100|hundred"},
        {"thirty forty five", "thirty|forty+45|five"},
        {"one hundred and twenty one", "one+100|hundred|and|twenty+21|one"},
        /* What is no number of two words, or none up to a hundred. */
        {"twenty. Five", "twenty|five"},
        {"twenty, five", "twenty|five"},
        {"twenty ten", "twenty|ten"},
        {"twenty zero", "twenty|zero"},
        {"twenty hundred", "twenty|hundred"},
        {"ten five", "ten|five"},
        {"hundred one", "hundred|one"},
        {"two hundred", "two|hundred"},
        {"a five", "a|five"},
        {"one two", "one|two"},
        {"20 five", "20|five"},
        {"twentyfive", "twentyfive"},
        {"ten-five", "ten+tenfive|five"},
        {"twenty-fifth", "twenty+twentyfifth|fifth"},
    };

    CHECK_WORDS(*state, cases);
}

static void percent(void **state)
{
    static const struct words_case cases[] = {
        {"50%", "50|percent"},
        {"50 %", "50|percent"},
        {"50\u202f%", "50|percent"},
        {"\uff15\uff10\uff05", "50|percent"}, /* full-width */
        {"3.5% up", "3|5|percent|up"},
        {"50%%", "50|percent"},
        {"5-10%", "5+510|10|percent"},
        {"50 percent, 50 per cent", "50|percent|50|per+percent|cent"},
        {"50 per-cent", "50|per+percent|cent"},
        {"per se, cent", "per|se|cent"},
        {"per, cent", "per|cent"},
        /* A sign that tells no share. */
        {"50  %", "50"},
        {"% 50", "50"},
        {"a% of 50s%", "a|of|50s"},
        {"50.% $50", "50|50"},
    };

    CHECK_WORDS(*state, cases);
}

static void scripts_without_blanks(void **state)
{
    static const struct words_case cases[] = {
        {"\u6771\u4eac\u5854", "\u6771+\u6771\u4eac|\u4eac+\u4eac\u5854|\u5854"}, /* Han: pairs */
        {"\u6771\u4eac\u3002\u5854", "\u6771+\u6771\u4eac|\u4eac|\u5854"},
        {"\u6771 \u4eac", "\u6771|\u4eac"},
        {"\u304b\u306a\u30ab", "\u304b+\u304b\u306a|\u306a+\u306a\u30ab|\u30ab"}, /* kana */
        {"\uff76\uff85", "\u30ab+\u30ab\u30ca|\u30ca"},                   /* half-width kana */
        {"\u0e01\u0e34\u0e19", "\u0e01\u0e34+\u0e01\u0e34\u0e19|\u0e19"}, /* Thai */
        {"iPhone\u624b\u673a5", "iphone|\u624b+\u624b\u673a|\u673a|5"},
        {"\u624b5\u673a", "\u624b|5|\u673a"},
        {"5%\u624b", "5|percent|\u624b"},
        {"\ud55c\uad6d \uc0ac\ub78c", /* Hangul has blanks */
         "\u1112\u1161\u11ab\u1100\u116e\u11a8|\u1109\u1161\u1105\u1161\u11b7"},
    };

    CHECK_WORDS(*state, cases);
}

static void places_are_bytes_of_the_text(void **state)
{
    static const char text[] = "\u201cAn e\u2011mail: caf\u00e9s, 50\u202f%!\u201d";
    static const char *const spans[] = {"An", "e", "mail", "caf\u00e9s", "50", "%"};
    struct word_list list;

    assert_true(words_of(*state, text, strlen(text), &list));
    assert_int_equal(list.n, 6);
    for (size_t i = 0; i < list.n; i++) {
        const struct token *token = &list.v[i].token;

        assert_int_equal(token->end - token->start, strlen(spans[i]));
        assert_memory_equal(text + token->start, spans[i], strlen(spans[i]));
    }
}

static void a_text_ends_where_it_is_said_to(void **state)
{
    struct word_list list = {(struct word *)1, 1};

    assert_true(words_of(*state, "50%", 2, &list));
    assert_int_equal(list.n, 1);
    assert_true(words_of(*state, "twenty-five", 7, &list));
    assert_int_equal(list.n, 1);
    assert_null(list.v[0].joined);
    assert_true(words_of(*state, "...", 3, &list));
    assert_null(list.v);
    assert_int_equal(list.n, 0);
}

/* What would be longer than a token may be is not put together. */
static void joined_words_are_no_longer_than_tokens(void **state)
{
    char text[2 * TOKEN_MAX];
    struct word_list list;

    memset(text, 'x', sizeof text);
    text[TOKEN_MAX / 2] = '-';
    assert_true(words_of(*state, text, TOKEN_MAX + 1, &list));
    assert_int_equal(list.n, 2);
    assert_non_null(list.v[0].joined);
    assert_int_equal(strlen(list.v[0].joined), TOKEN_MAX);
    assert_true(words_of(*state, text, TOKEN_MAX + 2, &list));
    assert_int_equal(list.n, 2);
    assert_null(list.v[0].joined);
}

/* ---- stems ---- */

struct stem_case {
    const char *word, *stem;
};

static void check_stems(const char *language, const struct stem_case *cases, size_t n)
{
    struct stemmer *s = stemmer_create(language);

    assert_non_null(s);
    for (size_t i = 0; i < n; i++)
        assert_string_equal(stemmer_stem(s, cases[i].word, strlen(cases[i].word)), cases[i].stem);
    stemmer_destroy(s);
}

#define CHECK_STEMS(language, cases) check_stems(language, cases, sizeof(cases) / sizeof *(cases))

static void english_stems(void **state)
{
    static const struct stem_case cases[] = {
        {"clock", "clock"},
        {"clocks", "clock"},
        {"running", "run"},
        {"runs", "run"},
        {"happily", "happili"},
        {"generously", "generous"},
        {"wont", "wont"},
        {"percent", "percent"},
        {"a", "a"},
        {"cafes", "cafe"},
        {"x", "x"},
        {"stateof", "stateof"},
        {"mp3s", "mp3s"},
        {"50s", "50s"},
        {"25", "25"},
        {"\u0447\u0430\u0441\u044b", "\u0447\u0430\u0441\u044b"}, /* no Latin script */
        {"\u6771\u4eac", "\u6771\u4eac"},
    };

    (void)state;
    CHECK_STEMS("en", cases);
    CHECK_STEMS("en-GB", cases);
    CHECK_STEMS("ENG", cases);
}

static void english_numbers(void **state)
{
    static const struct stem_case cases[] = {
        {"zero", "0"},      {"one", "1"},        {"two", "2"},         {"three", "3"},
        {"four", "4"},      {"five", "5"},       {"six", "6"},         {"seven", "7"},
        {"eight", "8"},     {"nine", "9"},       {"ten", "10"},        {"eleven", "11"},
        {"twelve", "12"},   {"thirteen", "13"},  {"fourteen", "14"},   {"fifteen", "15"},
        {"sixteen", "16"},  {"seventeen", "17"}, {"eighteen", "18"},   {"nineteen", "19"},
        {"twenty", "20"},   {"thirty", "30"},    {"forty", "40"},      {"fifty", "50"},
        {"sixty", "60"},    {"seventy", "70"},   {"eighty", "80"},     {"ninety", "90"},
        {"hundred", "100"}, {"fives", "five"},   {"fourth", "fourth"}, {"thousand", "thousand"},
    };

    (void)state;
    CHECK_STEMS("en", cases);
}

static void english_stems_begin_as_their_words(void **state)
{
    static const char *const words[] = {"skies", "dying", "yes", "ease", "uses", "inning", "25th"};
    struct stemmer *english = stemmer_create("en"), *german = stemmer_create("de");

    (void)state;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        const char *stem = stemmer_stem(english, words[i], strlen(words[i]));

        assert_true(stem[0] == words[i][0] || !stemmer_keeps_first(english, stem));
    }
    assert_true(stemmer_keeps_first(english, "sky"));
    assert_false(stemmer_keeps_first(english, "5")); /* of five */
    assert_false(stemmer_keeps_first(german, "uhr"));
    assert_true(stemmer_keeps_first(NULL, "sky"));
    stemmer_destroy(english);
    stemmer_destroy(german);
}

static void other_languages(void **state)
{
    static const struct stem_case german[] = {{"uhren", "de:uhr"},    {"uhr", "de:uhr"},
                                              {"hauser", "de:haus"},  {"six", "de:six"},
                                              {"clocks", "de:clock"}, {"90s", "90s"}};
    static const struct stem_case portuguese[] = {
        {"relogios", "pt:relogi"}, {"relogio", "pt:relogi"}, {"ten", "pt:ten"}};
    static const struct stem_case russian[] = {
        {"\u0447\u0430\u0441\u044b", "ru:\u0447\u0430\u0441"},
        {"\u0447\u0430\u0441\u043e\u0432", "ru:\u0447\u0430\u0441"},
        {"clocks", "ru:clocks"},
    };
    static const struct stem_case norwegian[] = {{"klokkene", "no:klokk"}, {"klokker", "no:klokk"}};

    (void)state;
    CHECK_STEMS("de", german);
    CHECK_STEMS("pt-BR", portuguese);
    CHECK_STEMS("ru", russian);
    CHECK_STEMS("no", norwegian);
    CHECK_STEMS("nb-NO", norwegian);
    CHECK_STEMS("nn", norwegian);
}

static void without_a_stemmer_words_are_their_stems(void **state)
{
    static const char word[] = "clocks";

    (void)state;
    assert_ptr_equal(stemmer_stem(NULL, word, strlen(word)), word);
    assert_string_equal(stemmer_stem(NULL, "five", 4), "five");
}

static void languages_with_a_stemmer(void **state)
{
    static const char *const known[] = {"en", "EN-us", "pt-BR", "de", "deu", "fr-CA", "nb"};
    static const char *const unknown[] = {"",   "e",       "-",      "-en",   "ja",       "zh-Hans",
                                          "xx", "english", "porter", "en_US", "e\xC3\xA9"};

    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        assert_true(stemmer_knows(known[i]));
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
        assert_false(stemmer_knows(unknown[i]));
        assert_null(stemmer_create(unknown[i]));
    }
    stemmer_destroy(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_words),
        cmocka_unit_test(elided_articles),
        cmocka_unit_test(endings),
        cmocka_unit_test(hyphens),
        cmocka_unit_test(numbers_of_two_words),
        cmocka_unit_test(percent),
        cmocka_unit_test(scripts_without_blanks),
        cmocka_unit_test(places_are_bytes_of_the_text),
        cmocka_unit_test(a_text_ends_where_it_is_said_to),
        cmocka_unit_test(joined_words_are_no_longer_than_tokens),
        cmocka_unit_test(english_stems),
        cmocka_unit_test(english_numbers),
        cmocka_unit_test(english_stems_begin_as_their_words),
        cmocka_unit_test(other_languages),
        cmocka_unit_test(without_a_stemmer_words_are_their_stems),
        cmocka_unit_test(languages_with_a_stemmer),
    };

    return cmocka_run_group_tests(tests, with_arena, without_arena);
}
