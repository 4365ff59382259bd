#include "../../server/search/rank/query.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* The terms as a person would write them: | for an alternative, [] around what stands in a row
 * unquoted, = before what it is as one word. */
static const char *written(struct arena *a, const struct query *q)
{
    const char *text = "";

    for (size_t i = 0; i < q->n; i++) {
        const struct query_term *t = &q->v[i];
        bool several = t->words.n > 1 && !t->quoted;

        text = arena_printf(a, "%s%s%s%s%s", text, i > 0 ? " " : "", t->without ? "-" : "",
                            t->either ? "|" : "",
                            t->quoted ? "\""
                            : several ? "["
                                      : "");
        for (size_t k = 0; k < t->words.n; k++)
            text = arena_printf(a, "%s%s%s", text, k > 0 ? " " : "", t->words.v[k].text);
        text = arena_printf(a, "%s%s%s%s%s", text,
                            t->quoted ? "\""
                            : several ? "]"
                                      : "",
                            t->prefix ? "*" : "", t->joined ? "=" : "", t->joined ? t->joined : "");
    }
    return text;
}

static void check(const char *text, const char *expected)
{
    struct arena *a = arena_create();
    struct failure f;
    struct query q;

    assert_non_null(a);
    assert_int_equal(query_parse(a, text, &q, &f), OK);
    assert_string_equal(written(a, &q), expected);
    arena_destroy(a);
}

static void test_terms(void **state)
{
    static const struct {
        const char *text, *terms;
    } cases[] = {
        {"tide", "tide"},
        {"  Tide\t\nCLOCK ", "tide clock"},
        {"\"tide clock\"", "\"tide clock\""},
        {"\"tide clock", "\"tide clock\""},
        {"\u201ctide clock\u201d bell", "\"tide clock\" bell"},
        {"\"tide\"clock", "\"tide\" clock"},
        {"clo*", "clo*"},
        {"clo***", "clo*"},
        {"\"tide clo\"*", "\"tide clo\"*"},
        {"\"clo*\"", "\"clo\""},
        {"well-known", "[well known]=wellknown"},
        {"state-of-the-art", "[state of the art]"},
        {"\"well-known\"", "\"well known\""},
        {"tide,moon;sun,,bell, ,", "tide moon sun bell"},
        {"tide 1,000 3,5 1,x", "tide 1000 [3 5] 1 x"},
        {"tide -moon,sun clo*,x", "tide -[moon sun] clo* x"},
        {"won't won\u2019t wont", "wont wont wont"},
        {"Stra\u00dfe", "strasse"},
        {"tide -moon", "tide -moon"},
        {"-moon tide --\"red sun\"", "-moon tide -\"red sun\""},
        {"a b OR c d", "a b |c d"},
        {"a OR b OR c", "a |b |c"},
        {"a OR OR b", "a |b"},
        {"a OR & b", "a |b"},
        {"OR a", "a"},
        {"a OR", "a"},
        {"a OR -b", "a -b"},
        {"-a OR b", "-a b"},
        {"a or b", "a or b"},
        {"\"OR\"", "\"or\""},
        {"& tide - *", "tide"},
        {"twenty five tides", "25 tides"},
        {"twenty-five", "25"},
        {"twenty OR five", "twenty |five"},
        {"\"twenty five\"", "\"twenty five\""},
        {"-twenty five", "-twenty five"},
        {"a hundred", "100"},
        {"50%", "[50 percent]"},
        {"ten per cent", "ten percent"},
        {"\u6771\u4eac", "[\u6771 \u4eac]"},
        {"NEAR(a b)", "[near a] b"},
        {"text:tide", "[text tide]"},
        {"^tide", "tide"},
        {"(tide) AND {clock}", "tide and clock"},
        {"'; DROP TABLE part; --", "drop table part"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check(cases[i].text, cases[i].terms);
}

static void refuse(const char *text, const char *message)
{
    struct arena *a = arena_create();
    struct failure f;
    struct query q;

    assert_non_null(a);
    assert_int_equal(query_parse(a, text, &q, &f), ERR_PARAMETER);
    assert_int_equal(f.code, ERR_PARAMETER);
    assert_non_null(strstr(f.message, message));
    arena_destroy(a);
}

static void test_refused(void **state)
{
    static const struct {
        const char *text, *message;
    } cases[] = {
        {NULL, "no word"},
        {"", "no word"},
        {" \t", "no word"},
        {"\"", "no word"},
        {"\"\"", "no word"},
        {"*", "no word"},
        {"-", "no word"},
        {"OR", "no word"},
        {"(((", "no word"},
        {"-x", "leave out"},
        {"-x -\"y z\"", "leave out"},
        {"abc \xff", "at byte 5"},
        {"\xed\xa0\x80", "at byte 1"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        refuse(cases[i].text, cases[i].message);
}

static void repeat(char *out, const char *piece, size_t count)
{
    size_t len = strlen(piece);

    for (size_t i = 0; i < count; i++)
        memcpy(out + i * len, piece, len);
    out[count * len] = '\0';
}

static void test_limits(void **state)
{
    char text[10 * QUERY_BYTES + 1];

    (void)state;
    repeat(text, "(", 10 * QUERY_BYTES);
    refuse(text, "20000 bytes");
    repeat(text, "(", QUERY_BYTES);
    refuse(text, "no word");
    repeat(text, "ab ", QUERY_TERMS + 1);
    refuse(strcat(text, "\"cd\""), "64 terms");
    repeat(text, "ab* ", QUERY_PREFIXES + 1);
    refuse(text, "8 words");
}

static void test_long_question(void **state)
{
    char text[QUERY_BYTES + 1];
    struct arena *a = arena_create();
    struct failure f;
    struct query q;

    (void)state;
    assert_non_null(a);
    repeat(text, "ab ", QUERY_TERMS);
    assert_int_equal(query_parse(a, text, &q, &f), OK);
    assert_false(q.cut);
    assert_int_equal(query_parse(a, strcat(text, "twenty five"), &q, &f), OK);
    assert_true(q.cut);
    assert_int_equal(q.n, QUERY_TERMS);
    assert_int_equal(q.wanted, QUERY_TERMS);
    assert_string_equal(q.v[QUERY_TERMS - 1].words.v[0].text, "ab");
    arena_destroy(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_terms),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_long_question),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
