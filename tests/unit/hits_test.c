/* Hits as JSON, whatever the search engine finds. */
#include "../../server/api/hits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

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

static struct search_run runs[] = {{"a < \"b\"\n", false}, {"c\nd", true}};

/* A hit in section, with what it has there. */
static json_t *of(struct arena *a, enum search_section section, unsigned n, unsigned paragraph,
                  unsigned through)
{
    const struct search_hit hit = {
        .episode = "tide",
        .section = section,
        .match = through > paragraph ? MATCH_NEAR : MATCH_ALL,
        .n = n,
        .paragraph = paragraph,
        .through = through,
        .kind = PART_AD,
        .score = 1.5,
        .snippet = runs,
        .snippet_runs = 2,
    };
    json_t *json = hit_json(a, &hit);

    assert_non_null(json);
    return json;
}

static const char *text(json_t *json, const char *key)
{
    const char *value = json_string_value(json_object_get(json, key));

    return value ? value : "(none)";
}

static void test_sections(void **state)
{
    static const struct {
        enum search_section section;
        unsigned n;
        const char *in, *url;
    } cases[] = {
        {SEARCH_CHAPTERS, 3, "chapters", "/v1/episodes/tide/chapters/3"},
        {SEARCH_TAKEAWAYS, 2, "takeaways", "/v1/episodes/tide/summary"},
        {SEARCH_QUOTES, 4, "quotes", "/v1/episodes/tide/quotes/4"},
        {SEARCH_ABOUT, 0, "about", "/v1/episodes/tide/summary"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        json_t *json = of(*state, cases[i].section, cases[i].n, 0, 0);

        assert_string_equal(text(json, "in"), cases[i].in);
        assert_string_equal(text(json, "url"), cases[i].url);
        assert_int_equal(json_integer_value(json_object_get(json, "n")), cases[i].n);
        assert_int_equal(!json_object_get(json, "n"), cases[i].n == 0);
        assert_true(json_is_null(json_object_get(json, "paragraph")));
        assert_true(json_is_null(json_object_get(json, "kind")));
        assert_null(json_object_get(json, "through"));
        json_decref(json);
    }
}

static void test_transcript(void **state)
{
    json_t *one = of(*state, SEARCH_TRANSCRIPT, 0, 7, 7),
           *two = of(*state, SEARCH_TRANSCRIPT, 0, 7, 8);

    assert_string_equal(text(one, "in"), "transcript");
    assert_string_equal(text(one, "match"), "all");
    assert_string_equal(text(one, "kind"), "ad");
    assert_string_equal(text(one, "url"), "/v1/episodes/tide/paragraphs/7");
    assert_int_equal(json_integer_value(json_object_get(one, "paragraph")), 7);
    assert_null(json_object_get(one, "through"));
    assert_null(json_object_get(one, "n"));
    assert_true(json_is_null(json_object_get(one, "speaker")));
    assert_string_equal(text(two, "match"), "near");
    assert_string_equal(text(two, "url"), "/v1/episodes/tide/paragraphs/7");
    assert_int_equal(json_integer_value(json_object_get(two, "through")), 8);
    json_decref(one);
    json_decref(two);
}

static void test_snippet(void **state)
{
    json_t *json = of(*state, SEARCH_TRANSCRIPT, 0, 1, 2),
           *snippet = json_object_get(json, "snippet");

    assert_string_equal(text(json, "snippet_html"), "a &lt; &quot;b&quot;<br><mark>c<br>d</mark>");
    assert_int_equal(json_array_size(snippet), 2);
    assert_string_equal(text(json_array_get(snippet, 0), "text"), "a < \"b\"\n");
    assert_null(json_object_get(json_array_get(snippet, 0), "mark"));
    assert_true(json_is_true(json_object_get(json_array_get(snippet, 1), "mark")));
    json_decref(json);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_sections, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_transcript, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_snippet, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
