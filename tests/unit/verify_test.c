/* POST /v1/verify without a socket, and the episodes that it is looked for in. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "api.h"
#include "library.h"
#include "search.h"

/* Last: its macro fail would hide ours. */
#include <cmocka.h>
#include <jansson.h>

enum { COPIES = SEARCH_CANDIDATES + 2 };

static char folder[] = "/tmp/episoded-verify-XXXXXX";
static char database[64];
static struct api_options options = {.database = database};

struct fixture {
    struct db *db;
    struct arena *arena;
    struct api_worker *worker;
    struct response rs;
    json_t *json;
};

static void load(struct fixture *x, const char *id, const char *talk)
{
    struct episode_meta meta = {.id = id};
    const char *page = arena_printf(x->arena, "Transcript\n%s\n", talk);
    enum library_outcome outcome;

    assert_int_equal(library_load(x->db, x->arena, page, strlen(page), &meta, &outcome, NULL, NULL),
                     OK);
}

static int setup(void **state)
{
    static struct fixture fixture;
    struct fixture *x = &fixture;
    struct failure f;

    if (!mkdtemp(folder))
        return -1;
    snprintf(database, sizeof database, "%s/test.db", folder);
    x->arena = arena_create();
    if (!x->arena || library_open(&x->db, database, true, &f) != OK)
        return -1;
    load(x, "bread",
         "Olga Brandt\nI feed the sourdough every morning before breakfast.\n"
         "The oven needs\nsteam above all else.\n"
         "Peter Lind\nThis episode is brought to you by Crumbly. Crumbly bakes the softest "
         "rolls. Use promo code DOUGH at crumbly.com and get 20% off your first order.\n");
    load(x, "toast", "Peter Lind\nMorning toast. We like the oven hot.\n");
    for (int i = 0; i < COPIES; i++)
        load(x, arena_printf(x->arena, "copy-%d", COPIES - 1 - i),
             "Ida Moen\nA river moves its bed a little each spring.\n");
    *state = x;
    return api_worker_create(&x->worker, &options, &f) == OK ? 0 : -1;
}

static int teardown(void **state)
{
    static const char *const ends[] = {"", "-wal", "-shm"};
    struct fixture *x = *state;
    char path[80];

    api_worker_destroy(x->worker);
    db_close(x->db);
    arena_destroy(x->arena);
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        snprintf(path, sizeof path, "%s%s", database, ends[i]);
        unlink(path);
    }
    return rmdir(folder);
}

static void ask(struct fixture *x, const char *type, const char *body, size_t len)
{
    struct request rq = {.method = "POST",
                         .path = "/v1/verify",
                         .content_type = type,
                         .body = len > API_MAX_BODY ? NULL : body,
                         .body_len = len};

    api_handle(x->worker, x->arena, &rq, &x->rs);
    json_decref(x->json);
    x->json = json_loadb(x->rs.body, x->rs.body_len, 0, NULL);
    assert_non_null(x->json);
}

static const char *text_of(const struct fixture *x, const char *name)
{
    const char *text = json_string_value(json_object_get(x->json, name));

    return text ? text : "(none)";
}

static int finish(void **state)
{
    struct fixture *x = *state;

    json_decref(x->json);
    x->json = NULL;
    return 0;
}

static void test_answers(void **state)
{
    static const struct {
        const char *body, *verdict, *episode;
        size_t places;
    } cases[] = {
        {"{\"text\":\"i feed the sourdough every morning\"}", "exact", "bread", 1},
        {"{\"text\":\"The oven needs steam above all.\"}", "exact", "bread", 2},
        {"{\"text\":\"I feed the sourdough each morning before breakfast\"}", "near", "bread", 1},
        {"{\"text\":\"Crumbly bakes the softest rolls.\"}", "not_found", "(none)", 0},
        {"{\"text\":\"we like it hot\",\"episode\":\"bread\"}", "not_found", "bread", 0},
        {"{\"text\":\"morning toast\",\"episode\":null}", "exact", "toast", 1},
        {"{\"text\":\"A river moves its bed\"}", "exact", "copy-2", 1},
        {"{\"text\":\"!\"}", "not_found", "(none)", 0},
    };
    struct fixture *x = *state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ask(x, "application/json", cases[i].body, strlen(cases[i].body));
        assert_int_equal(x->rs.status, 200);
        assert_string_equal(text_of(x, "verdict"), cases[i].verdict);
        assert_string_equal(text_of(x, "episode"), cases[i].episode);
        assert_int_equal(json_array_size(json_object_get(x->json, "places")), cases[i].places);
        assert_int_equal(x->rs.depends, API_BODY);
    }
}

static void test_refusals(void **state)
{
    static const struct {
        const char *type, *body;
        size_t len; /* 0: of the body */
        unsigned status;
        const char *parameter;
    } cases[] = {
        {NULL, "{\"text\":\"a\"}", 0, 415, "(none)"},
        {"text/json", "{\"text\":\"a\"}", 0, 415, "(none)"},
        {"application/json", NULL, API_MAX_BODY + 1, 413, "(none)"},
        {"application/json", "", 0, 400, "(none)"},
        {"application/json", "[{}]", 0, 400, "(none)"},
        {"application/json", "{\"text\":\"a\",\"text\":\"a\"}", 0, 400, "(none)"},
        {"application/json", "{}", 0, 400, "text"},
        {"application/json", "{\"text\":7}", 0, 400, "text"},
        {"application/json", "{\"text\":\"\\t\"}", 0, 400, "text"},
        {"application/json", "{\"text\":\"a\",\"who\":\"b\"}", 0, 400, "who"},
        {"application/json", "{\"text\":\"a\",\"episode\":\"cake\"}", 0, 400, "episode"},
        {"application/json", "{\"text\":\"a\",\"attributed_to\":{}}", 0, 400, "attributed_to"},
    };
    struct fixture *x = *state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t len = cases[i].len ? cases[i].len : strlen(cases[i].body);
        ask(x, cases[i].type, cases[i].body, len);
        assert_int_equal(x->rs.status, cases[i].status);
        assert_string_equal(text_of(x, "parameter"), cases[i].parameter);
        assert_string_equal(x->rs.content_type, "application/problem+json");
    }
}

static void test_place_of_broken_json(void **state)
{
    static const char body[] = "{\"text\":\n  \"a\" \"b\"}";
    struct fixture *x = *state;

    ask(x, "application/json", body, strlen(body));
    assert_string_equal(text_of(x, "type"), "urn:episoded:problem:invalid-body");
    assert_int_equal(json_integer_value(json_object_get(x->json, "line")), 2);
    assert_int_equal(json_integer_value(json_object_get(x->json, "column")), 9);
}

static void test_who_takes_a_body(void **state)
{
    static const struct {
        const char *method, *path;
        bool takes;
    } cases[] = {
        {"POST", "/v1/verify", true},
        {"POST", "/v1/verif%79", true},
        {"GET", "/v1/verify", false},
        {"HEAD", "/v1/verify", false},
        {"PUT", "/v1/verify", false},
        {"POST", "/v1/verify/", false},
        {"POST", "/v1/search", false},
        {"POST", "/v1/%ff", false},
        {"POST", "v1/verify", false},
        {"", "", false},
        {"POST", "/a/b/c/d/e/f/g/h/i/j/k", false},
    };
    struct fixture *x = *state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(api_takes_body(x->arena, cases[i].method, cases[i].path), cases[i].takes);
}

/* The ids of the candidates, joined by blanks. */
static const char *candidates(struct fixture *x, const char *text)
{
    struct search_candidates found;
    const char *list = "";

    assert_int_equal(db_begin_read(x->db, NULL), OK);
    assert_int_equal(search_candidates(x->db, x->arena, text, &found, NULL), OK);
    db_end(x->db);
    for (size_t i = 0; i < found.n; i++)
        list = arena_printf(x->arena, "%s%s%s", list, i > 0 ? " " : "", found.v[i]);
    return list;
}

static void test_candidates(void **state)
{
    static const struct {
        const char *text, *expected;
    } cases[] = {
        /* of alike ones those that were loaded first, told by id */
        {"a river moves its bed", "copy-2 copy-3 copy-4 copy-5 copy-6 copy-7 copy-8 copy-9"},
        {"I feed the sourdough every morning", "bread"},
        {"oven", "bread toast"},
        {"oven needs steam", "bread"}, /* over two paragraphs */
        {"softest crumbly rolls", ""}, /* an ad */
        {"zeppelin", ""},
        {"?", ""},
        {"", ""},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(candidates(*state, cases[i].text), cases[i].expected);
}

/* A wrong word is the rarest of a sentence, and others have more of the rest, in another order. */
static void test_wrong_words(void **state)
{
    static const char *const cases[] = {
        "so they had all of it done in the wombat that the town wanted",
        "so they all of it done in the way that the town wanted",
        "so wombat had all of it done in the way that the wombat wanted",
        "wombat they had all of it done in the way that the town",
    };
    struct fixture *x = *state;

    load(x, "town", "Ida Moen\nSo they had all of it done in the way that the town wanted.\n");
    for (int i = 0; i < COPIES; i++)
        load(x, arena_printf(x->arena, "wombat-%d", i),
             "Ida Moen\nA wombat wanted it, the town had that way, so all done they of in.\n");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(candidates(x, cases[i]), "town");
}

static double bits_of(struct fixture *x, const char *text)
{
    struct search_rarity rarity;

    assert_int_equal(db_begin_read(x->db, NULL), OK);
    assert_int_equal(search_rarity(x->db, x->arena, text, &rarity, NULL), OK);
    db_end(x->db);
    assert_int_equal(rarity.episodes, 2 + COPIES + 1 + COPIES);
    return rarity.bits;
}

static void test_rarity(void **state)
{
    double once = bits_of(*state, "sourdough"), often = bits_of(*state, "wombat");

    assert_true(once > 4 && once < 6); /* one of some 30 passages */
    assert_true(often > 1 && often < 2);
    assert_true(fabs(bits_of(*state, "wombat sourdough; Wombat!") - once - often) < 1e-9);
    assert_true(bits_of(*state, "zeppelin") >= once);
    assert_true(bits_of(*state, "?") <= 0);
}

/* What is as good as chance among many episodes is something in one that was named. */
static void test_chance(void **state)
{
    static const char *const bodies[] = {
        "{\"text\":\"the town had that river and no bridge\"}",
        "{\"text\":\"the town had that river and no bridge\",\"episode\":\"wombat-0\"}",
        "{\"text\":\"I feed the oven and the sourdough before a late breakfast\"}",
    };
    static const char *const verdicts[] = {"not_found", "condensed", "condensed"};
    struct fixture *x = *state;

    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        ask(x, "application/json", bodies[i], strlen(bodies[i]));
        assert_string_equal(text_of(x, "verdict"), verdicts[i]);
        assert_int_equal(json_array_size(json_object_get(x->json, "places")), i > 0);
        assert_int_equal(json_array_size(json_object_get(x->json, "diff")) > 0, i > 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_answers, finish),
        cmocka_unit_test_teardown(test_refusals, finish),
        cmocka_unit_test_teardown(test_place_of_broken_json, finish),
        cmocka_unit_test(test_who_takes_a_body),
        cmocka_unit_test(test_candidates),
        /* these load more, and the last two need it */
        cmocka_unit_test(test_wrong_words),
        cmocka_unit_test(test_rarity),
        cmocka_unit_test_teardown(test_chance, finish),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
