#include "../../server/search/query.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void check(const char *text, bool any, const char *expected)
{
    struct arena *a = arena_create();
    struct failure f;
    struct query q;

    assert_non_null(a);
    assert_int_equal(query_parse(a, text, &q, &f), OK);
    assert_string_equal(query_expression(a, &q, any), expected);
    arena_destroy(a);
}

static void test_expressions(void **state)
{
    static const struct {
        const char *text, *expression;
    } cases[] = {
        {"tide", "((\"tide\"))"},
        {"  Tide\t\nCLOCK ", "((\"tide\") AND (\"clock\"))"},
        {"\"tide clock\"", "((\"tide clock\"))"},
        {"\"tide clock", "((\"tide clock\"))"},
        {"\u201ctide clock\u201d bell", "((\"tide clock\") AND (\"bell\"))"},
        {"\"tide\"clock", "((\"tide\") AND (\"clock\"))"},
        {"clo*", "((\"clo\" *))"},
        {"clo***", "((\"clo\" *))"},
        {"\"tide clo\"*", "((\"tide clo\" *))"},
        {"\"clo*\"", "((\"clo\"))"},
        {"well-known", "((\"well known\"))"},
        {"won't won\u2019t wont", "((\"wont\") AND (\"wont\") AND (\"wont\"))"},
        {"Stra\u00dfe", "((\"strasse\"))"},
        {"tide -moon", "((\"tide\")) NOT (\"moon\")"},
        {"-moon tide --\"red sun\"", "((\"tide\")) NOT (\"moon\" OR \"red sun\")"},
        {"a b OR c d", "((\"a\") AND (\"b\" OR \"c\") AND (\"d\"))"},
        {"a OR b OR c", "((\"a\" OR \"b\" OR \"c\"))"},
        {"a OR OR b", "((\"a\" OR \"b\"))"},
        {"a OR & b", "((\"a\" OR \"b\"))"},
        {"OR a", "((\"a\"))"},
        {"a OR", "((\"a\"))"},
        {"a OR -b", "((\"a\")) NOT (\"b\")"},
        {"-a OR b", "((\"b\")) NOT (\"a\")"},
        {"a or b", "((\"a\") AND (\"or\") AND (\"b\"))"},
        {"\"OR\"", "((\"or\"))"},
        {"& tide - *", "((\"tide\"))"},
        {"NEAR(a b)", "((\"near a\") AND (\"b\"))"},
        {"text:tide", "((\"text tide\"))"},
        {"^tide", "((\"tide\"))"},
        {"(tide) AND {clock}", "((\"tide\") AND (\"and\") AND (\"clock\"))"},
        {"'; DROP TABLE part; --", "((\"drop\") AND (\"table\") AND (\"part\"))"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check(cases[i].text, false, cases[i].expression);
}

static void test_any(void **state)
{
    (void)state;
    check("a \"b c\" d OR e -f", true, "((\"a\" OR \"b c\" OR \"d\" OR \"e\")) NOT (\"f\")");
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
    refuse(text, "10000 bytes");
    repeat(text, "(", QUERY_BYTES);
    refuse(text, "no word");
    repeat(text, "ab ", QUERY_TERMS + 1);
    refuse(text, "64 terms");
    repeat(text, "ab* ", QUERY_PREFIXES + 1);
    refuse(text, "8 words");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_expressions),
        cmocka_unit_test(test_any),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_limits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
