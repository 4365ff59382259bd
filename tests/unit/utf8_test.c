#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "utf8.h"

#include <cmocka.h> /* last: it makes fail a macro */

static void code_points(void **state)
{
    static const struct {
        const char *bytes;
        size_t len, size; /* size 0: not valid */
        int32_t cp;
    } cases[] = {
        {"a", 1, 1, 'a'},
        {"\0", 1, 1, 0},
        {"\x7F", 1, 1, 0x7F},
        {"\xC3\x9F", 2, 2, 0xDF},
        {"\xE2\x82\xAC!", 4, 3, 0x20AC},
        {"\xEF\xBF\xBF", 3, 3, 0xFFFF},
        {"\xF0\x9F\x95\xB0", 4, 4, 0x1F570},
        {"\xF4\x8F\xBF\xBF", 4, 4, 0x10FFFF},
        {"\x80", 1, 0, 0},             /* a continuation alone */
        {"\xC3", 1, 0, 0},             /* cut off */
        {"\xE2\x82", 2, 0, 0},         /* cut off */
        {"\xF0\x9F\x95", 3, 0, 0},     /* cut off */
        {"\xC3(", 2, 0, 0},            /* not continued */
        {"\xC0\x80", 2, 0, 0},         /* overlong */
        {"\xC1\xBF", 2, 0, 0},         /* overlong */
        {"\xE0\x80\xAF", 3, 0, 0},     /* overlong */
        {"\xF0\x80\x80\xAF", 4, 0, 0}, /* overlong */
        {"\xED\xA0\x80", 3, 0, 0},     /* a surrogate */
        {"\xED\xBF\xBF", 3, 0, 0},     /* a surrogate */
        {"\xF4\x90\x80\x80", 4, 0, 0}, /* over U+10FFFF */
        {"\xF5\x80\x80\x80", 4, 0, 0},
        {"\xFF", 1, 0, 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int32_t cp = 0;
        size_t bad = 99;

        assert_int_equal(utf8_decode(cases[i].bytes, cases[i].len, &cp), cases[i].size);
        if (cases[i].size)
            assert_int_equal(cp, cases[i].cp);
        assert_int_equal(utf8_valid(cases[i].bytes, cases[i].len, &bad), cases[i].size > 0);
        assert_int_equal(bad, cases[i].size ? 99 : 0);
    }
}

static void the_first_bad_byte_is_found(void **state)
{
    static const struct {
        const char *s;
        size_t bad;
    } cases[] = {{"abc\xFF", 3},
                 {"\xC3\xA4\xC3\xB6\xC3", 4},
                 {"\xE6\x97\xA5\xE6\x97", 3},
                 {"x\xED\xA0\x80y\xFF", 1}};
    size_t bad;

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_false(utf8_valid(cases[i].s, strlen(cases[i].s), &bad));
        assert_int_equal(bad, cases[i].bad);
    }
    assert_true(utf8_valid("", 0, &bad));
    assert_true(utf8_valid("a\0b", 3, &bad));
}

static void positions(void **state)
{
    static const char text[] = "a\xC3\x9F\xE6\x97\xA5\xF0\x9F\x95\xB0z"; /* 1 + 2 + 3 + 4 + 1 */
    static const size_t offsets[] = {0, 1, 3, 6, 10, 11, 11};
    const size_t len = sizeof text - 1;

    (void)state;
    assert_int_equal(utf8_count(text, len), 5);
    assert_int_equal(utf8_count(text, 0), 0);
    for (size_t i = 0; i < sizeof offsets / sizeof *offsets; i++) {
        assert_int_equal(utf8_offset(text, len, i), offsets[i]);
        if (i <= 5)
            assert_int_equal(utf8_count(text, offsets[i]), i);
    }
    assert_int_equal(utf8_offset("", 0, 0), 0);
}

static void columns(void **state)
{
    (void)state;
    assert_int_equal(utf8_columns('a'), 1);
    assert_int_equal(utf8_columns(0xDF), 1);
    assert_int_equal(utf8_columns(0x65E5), 2);  /* Han */
    assert_int_equal(utf8_columns(0x1F570), 1); /* a clock, narrow unless told otherwise */
    assert_int_equal(utf8_columns(0x1F600), 2);
    assert_int_equal(utf8_columns(0x0301), 0); /* an accent */
    assert_int_equal(utf8_columns(0x1B), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(code_points),
        cmocka_unit_test(the_first_bad_byte_is_found),
        cmocka_unit_test(positions),
        cmocka_unit_test(columns),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
