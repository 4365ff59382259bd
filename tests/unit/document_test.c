/* The document: its keys and their order, code points, and that it stays the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "document.h"

/* Last: its macro fail would hide ours. */
#include <cmocka.h>
#include <jansson.h>

#define TEXT "Café hours are over. Buy the Kettle now."

/* A small episode, made by hand. */
struct made {
    struct episode e;
    struct part parts[2];
    struct paragraph paragraph;
    struct turn turn;
    struct spelling spelling;
    struct doubt doubt;
    struct speaker speaker;
    struct place place;
    struct diff_run run;
    struct quote quotes[2];
    struct evidence evidence;
    struct takeaway takeaway;
    struct chapter chapter;
    struct item item;
    struct book book;
};

static void make_transcript(struct made *m)
{
    size_t ad = strlen("Café hours are over. ");

    m->parts[0] = (struct part){.kind = PART_CONTENT, .end = ad};
    m->parts[1] = (struct part){PART_AD, ad, strlen(TEXT), "Kettle", false};
    m->paragraph = (struct paragraph){TEXT, 1, 12, 1, m->parts, 2};
    m->turn = (struct turn){"Ann", 11, 1, 1, 1};
    m->spelling = (struct spelling){"Ann", SPELLING_LABEL, 11, 1, NULL};
    m->doubt = (struct doubt){0, "Anne", "spelled alike"};
    m->speaker = (struct speaker){.id = "ann",
                                  .name = "Ann",
                                  .role = ROLE_HOST,
                                  .role_reason = "asks",
                                  .spellings = &m->spelling,
                                  .spelling_count = 1,
                                  .turns = 1,
                                  .words = 4,
                                  .doubts = &m->doubt,
                                  .doubt_count = 1};
}

static void make_claims(struct made *m)
{
    m->place = (struct place){1, 0, strlen("Café hours")};
    m->run = (struct diff_run){DIFF_SAME, "Café hours"};
    m->quotes[0] = (struct quote){.text = "Café hours",
                                  .attributed_to = "Ann",
                                  .chapter = 1,
                                  .line = 5,
                                  .speaker = 1,
                                  .verdict = VERDICT_EXACT,
                                  .similarity = 1,
                                  .attribution = ATTRIBUTION_SAME,
                                  .places = {&m->place, 1},
                                  .diff = {&m->run, 1}};
    m->quotes[1] = (struct quote){.text = "Nothing", .line = 6, .verdict = VERDICT_NOT_FOUND};
    m->evidence = (struct evidence){1, 1, 2.0 / 3};
    m->takeaway = (struct takeaway){"Close early", 3, {&m->evidence, 1}};
    m->chapter = (struct chapter){4, "Hours", NULL, 4, {&m->evidence, 1}};
    m->item = (struct item){"Ann / Bob \"B\"", 7};
    m->book = (struct book){"Tea", {&m->item, 1}, 8};
}

static void make(struct made *m)
{
    memset(m, 0, sizeof *m);
    make_transcript(m);
    make_claims(m);
    m->e = (struct episode){.meta = {.id = "cafe", .show = "Hours"},
                            .takeaways = {&m->takeaway, 1},
                            .chapters = {&m->chapter, 1},
                            .quotes = {m->quotes, 2},
                            .people = {&m->item, 1},
                            .books = {&m->book, 1},
                            .turns = {&m->turn, 1},
                            .paragraphs = {&m->paragraph, 1},
                            .speakers = {&m->speaker, 1}};
}

static json_t *read_back(struct arena *a, const char **text)
{
    struct made m;
    json_t *json;

    make(&m);
    *text = document_of(a, &m.e);
    assert_non_null(*text);
    json = json_loads(*text, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(json);
    return json;
}

static json_t *at(json_t *json, const char *key, size_t i)
{
    json_t *item = json_array_get(json_object_get(json, key), i);

    assert_non_null(item);
    return item;
}

static void test_keys_in_order(void **state)
{
    static const char *const keys[] = {"format",
                                       "version",
                                       "id",
                                       "title",
                                       "show",
                                       "published",
                                       "link",
                                       "language",
                                       "primary_topic",
                                       "overview",
                                       "takeaways",
                                       "chapters",
                                       "quotes",
                                       "actionable_advice",
                                       "about",
                                       "people",
                                       "companies",
                                       "books",
                                       "guests",
                                       "content_warnings",
                                       "speakers",
                                       "turns",
                                       "corrections"};
    struct arena *a = arena_create();
    const char *text, *key;
    json_t *value, *json = read_back(a, &text);
    size_t i = 0;

    (void)state;
    json_object_foreach(json, key, value)
    {
        assert_true(i < sizeof keys / sizeof keys[0]);
        assert_string_equal(key, keys[i++]);
    }
    assert_int_equal(i, sizeof keys / sizeof keys[0]);
    assert_true(json_is_null(json_object_get(json, "title")));
    assert_int_equal(json_array_size(json_object_get(json, "guests")), 0);
    json_decref(json);
    arena_destroy(a);
}

static void test_positions_are_code_points(void **state)
{
    struct arena *a = arena_create();
    const char *text;
    json_t *json = read_back(a, &text);
    json_t *place = at(at(json, "quotes", 0), "places", 0);
    json_t *paragraph = at(at(json, "turns", 0), "paragraphs", 0);
    json_t *ad = at(paragraph, "parts", 1);

    (void)state;
    assert_int_equal(json_integer_value(json_object_get(place, "end")), 10);
    assert_string_equal(json_string_value(json_object_get(place, "text")), "Café hours");
    assert_int_equal(json_integer_value(json_object_get(place, "line")), 12);
    assert_int_equal(json_integer_value(json_object_get(ad, "start")), 21);
    assert_int_equal(json_integer_value(json_object_get(ad, "end")), 40);
    assert_string_equal(json_string_value(json_object_get(ad, "sponsor")), "Kettle");
    assert_null(json_object_get(at(paragraph, "parts", 0), "sponsor"));
    json_decref(json);
    arena_destroy(a);
}

static void test_unknown_is_null(void **state)
{
    struct arena *a = arena_create();
    const char *text;
    json_t *json = read_back(a, &text);
    json_t *quote = at(json, "quotes", 1);

    (void)state;
    assert_true(json_is_null(json_object_get(quote, "chapter")));
    assert_true(json_is_null(json_object_get(quote, "speaker")));
    assert_true(json_is_null(json_object_get(quote, "attributed_to")));
    assert_true(json_is_null(json_object_get(at(json, "chapters", 0), "summary")));
    json_decref(json);
    arena_destroy(a);
}

/* A reader that writes what it read gets the same text, scores included. */
static void test_writing_is_stable(void **state)
{
    struct arena *a = arena_create();
    const char *text;
    json_t *json = read_back(a, &text);
    char *again = json_dumps(json, JSON_INDENT(2) | JSON_REAL_PRECISION(15));

    (void)state;
    assert_non_null(strstr(text, "\"score\": 0.6667\n"));
    assert_non_null(strstr(text, "Ann / Bob \\\"B\\\""));
    assert_int_equal(strlen(text), strlen(again) + 1);
    assert_int_equal(text[strlen(text) - 1], '\n');
    assert_memory_equal(text, again, strlen(again));
    free(again);
    json_decref(json);
    arena_destroy(a);
}

/* ---- memory that runs out ---- */

static long left, held;

static void *scarce(size_t size)
{
    if (left-- <= 0)
        return NULL;
    held++;
    return malloc(size);
}

static void give_back(void *p)
{
    held -= p != NULL;
    free(p);
}

/* Whichever allocation fails, the document is whole or NULL, and nothing leaks. */
static void test_out_of_memory(void **state)
{
    struct arena *a = arena_create();
    const char *text = NULL;
    struct made m;
    long failures = -1;

    (void)state;
    make(&m);
    json_set_alloc_funcs(scarce, give_back);
    for (long enough = 0; !text; enough++) {
        left = enough;
        held = 0;
        text = document_of(a, &m.e);
        assert_int_equal(held, 0);
        failures++;
    }
    json_set_alloc_funcs(malloc, free);
    assert_true(failures > 100);
    arena_destroy(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keys_in_order),   cmocka_unit_test(test_positions_are_code_points),
        cmocka_unit_test(test_unknown_is_null), cmocka_unit_test(test_writing_is_stable),
        cmocka_unit_test(test_out_of_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
