/* Parameters, percent escapes, and the Accept header. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "../../server/api/accept.h"
#include "../../server/api/params.h"
#include "../../server/api/urls.h"
#include "episode.h"

/* Last: its macro fail would hide ours. */
#include <cmocka.h>

static int setup(void **state)
{
    *state = arena_create();
    return *state ? 0 : -1;
}

static int teardown(void **state)
{
    arena_destroy(*state);
    return 0;
}

static struct request request_of(struct arena *a, const char *query)
{
    return (struct request){.method = "GET", .path = "/", .query = query, .arena = a, .self = "/x"};
}

static void test_decoding(void **state)
{
    static const struct {
        const char *query, *value; /* NULL: refused */
    } cases[] = {
        {"q=a+b", "a b"},
        {"q=a%20b", "a b"},
        {"q=%2B", "+"},
        {"q", ""},
        {"q=", ""},
        {"&&q=1&", "1"},
        {"q=a=b", "a=b"},
        {"q=%C3%A9", "\xC3\xA9"},
        {"%71=x", "x"},
        {"q=%c3%a9", "\xC3\xA9"},
        {"q=%", NULL},
        {"q=%4", NULL},
        {"q=%zz", NULL},
        {"q=%00", NULL},
        {"q=%C3", NULL},
        {"q=\xFF", NULL},
        {"q=%C0%80", NULL},
        {"q=%ED%A0%80", NULL},
        {"q=\xC3\xA9", "\xC3\xA9"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct request rq = request_of(*state, cases[i].query);
        enum err err = params_parse(&rq);
        if (cases[i].value) {
            assert_int_equal(err, OK);
            assert_string_equal(param_text(&rq, "q"), cases[i].value);
        } else {
            assert_int_equal(err, ERR_PARAMETER);
        }
    }
}

static void test_unknown_and_doubled_are_refused(void **state)
{
    static const struct {
        const char *query, *parameter; /* NULL: fine */
    } cases[] = {
        {NULL, NULL},     {"", NULL},         {"q=1&limit=2", NULL},
        {"pretty", NULL}, {"lmit=2", "lmit"}, {"kind=ad", "kind"},
        {"q=1&q=1", "q"}, {"=x", ""},         {"pretty=2", "pretty"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct request rq = request_of(*state, cases[i].query);
        enum err err;
        assert_int_equal(params_parse(&rq), OK);
        err = params_check(&rq, Q | LIMIT);
        assert_int_equal(err, cases[i].parameter ? ERR_PARAMETER : OK);
        if (cases[i].parameter) {
            assert_string_equal(rq.parameter, cases[i].parameter);
            assert_non_null(rq.accepts);
        }
    }
}

static void test_unknown_names_what_is_accepted(void **state)
{
    struct request rq = request_of(*state, "lmit=2");

    assert_int_equal(params_parse(&rq), OK);
    assert_int_equal(params_check(&rq, Q | LIMIT), ERR_PARAMETER);
    assert_string_equal(rq.accepts, "q, limit, pretty");
}

static void test_limit(void **state)
{
    static const struct {
        const char *query;
        size_t value; /* 0: refused */
    } cases[] = {
        {"", 50},
        {"limit=1", 1},
        {"limit=1000", 1000},
        {"limit=0007", 7},
        {"limit=0", 0},
        {"limit=1001", 0},
        {"limit=-1", 0},
        {"limit=", 0},
        {"limit=1e2", 0},
        {"limit= 1", 0},
        {"limit=99999999999999999999999", 0},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct request rq = request_of(*state, cases[i].query);
        size_t limit;
        enum err err;
        assert_int_equal(params_parse(&rq), OK);
        err = param_limit(&rq, DEFAULT_LIMIT, &limit);
        assert_int_equal(err, cases[i].value ? OK : ERR_PARAMETER);
        if (cases[i].value)
            assert_int_equal(limit, cases[i].value);
        else
            assert_string_equal(rq.accepts, "a whole number from 1 to 1000");
    }
}

static void test_kinds(void **state)
{
    static const struct {
        const char *query;
        unsigned bits; /* 0: refused */
    } cases[] = {
        {"kind=ad", 1 << PART_AD},
        {"kind=ad,content,ad", 1 << PART_AD | 1 << PART_CONTENT},
        {"kind=", 0},
        {"kind=ad,", 0},
        {"kind=ads", 0},
        {"kind=AD", 0},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct request rq = request_of(*state, cases[i].query);
        unsigned bits = 0;
        assert_int_equal(params_parse(&rq), OK);
        assert_int_equal(param_kinds(&rq, &bits), cases[i].bits ? OK : ERR_PARAMETER);
        assert_int_equal(bits, cases[i].bits);
    }
}

static void test_numbers_in_paths(void **state)
{
    static const struct {
        const char *segment;
        unsigned value;
    } cases[] = {{"1", 1}, {"40", 40}, {"41", 0}, {"0", 0},  {"01", 0},
                 {"", 0},  {"abc", 0}, {"+1", 0}, {"1 ", 0}, {"18446744073709551617", 0}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(path_number(cases[i].segment, 40), cases[i].value);
}

static void test_next_keeps_the_other_parameters(void **state)
{
    struct request rq = request_of(*state, "q=a+%22b%22&after=3&exact&limit=2");

    assert_int_equal(params_parse(&rq), OK);
    assert_string_equal(url_of_request(&rq, "5"), "/x?q=a%20%22b%22&exact&limit=2&after=5");
    assert_string_equal(url_of_request(&rq, NULL), "/x?q=a%20%22b%22&after=3&exact&limit=2");
}

static void test_address_of_a_long_id(void **state)
{
    char id[101], expected[128];

    memset(id, 'x', 100);
    id[100] = '\0';
    snprintf(expected, sizeof expected, "/v1/episodes/e/%s", id);
    assert_string_equal(url_of_episode(*state, "e", "/%s", id), expected);
}

static void test_accept(void **state)
{
    enum { NONE = -1, ALL = FORM(API_JSON) | FORM(API_TEXT) | FORM(API_MARKDOWN) | FORM(API_HTML) };
    static const struct {
        const char *accept;
        int form;
    } cases[] = {
        {NULL, API_JSON},
        {"", API_JSON},
        {"*/*", API_JSON},
        {"application/json", API_JSON},
        {"text/plain", API_TEXT},
        {"TEXT/Markdown;q=1", API_MARKDOWN},
        {"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", API_HTML},
        {"text/*", API_TEXT},
        {"text/*;q=0.5, text/html", API_HTML},
        {"text/html;q=0.2, application/json;q=0.3", API_JSON},
        {"text/html;q=0, */*", API_JSON},
        {"application/json;q=0, text/plain;q=0.001", API_TEXT},
        {"text/html; level=1; q=0.4, text/plain;q=0.5", API_TEXT},
        {"application/json;q=0, */*;q=0.1", API_TEXT},
        {"image/png", NONE},
        {"application/json;q=0", NONE},
        {"text/htmlx", NONE},
        {",, ,text/html", API_HTML},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        enum api_form form;
        bool found = accept_choose(cases[i].accept, ALL, &form);
        assert_int_equal(found, cases[i].form != NONE);
        if (found)
            assert_int_equal(form, cases[i].form);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_decoding),
        cmocka_unit_test(test_unknown_and_doubled_are_refused),
        cmocka_unit_test(test_unknown_names_what_is_accepted),
        cmocka_unit_test(test_limit),
        cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_numbers_in_paths),
        cmocka_unit_test(test_next_keeps_the_other_parameters),
        cmocka_unit_test(test_address_of_a_long_id),
        cmocka_unit_test(test_accept),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
