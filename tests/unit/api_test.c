/* Requests to answers, over a small library. What analysis finds in it is not tested here. */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../server/api/speakers.h"
#include "api.h"
#include "library.h"

/* Last: its macro fail would hide ours. */
#include <cmocka.h>
#include <jansson.h>

static const char page[] =
    "Primary Topic\n"
    "Bread\n\n"
    "Main Takeaways\n"
    "1. Salt slows the dough down a little.\n\n"
    "Episode Chapters\n"
    "1: The starter\n"
    "How to keep one alive.\n"
    "Olga Brandt: \"I feed it every morning before breakfast.\"\n"
    "2: The oven\n"
    "Why steam matters.\n\n"
    "Books\n"
    "None\n\n"
    "Guest Name(s)\n"
    "Olga Brandt\n\n"
    "Transcript\n"
    "Peter Lindqvist\n"
    "Welcome to the kitchen. Today we talk about bread & <butter>.\n"
    "What do you do with your starter?\n"
    "Olga Brandt\n"
    "I feed it every morning before breakfast, flour and water in equal parts.\n"
    "Peter Lindqvist\n"
    "And salt? Does it slow the dough?\n"
    "Olga Brandt\n"
    "Salt slows the dough down a little. The oven needs steam.\n";

#define DESCRIBED "</v1/openapi.yaml>; rel=\"describedby\""

static char folder[] = "/tmp/episoded-api-XXXXXX";
static char database[64];
static struct api_options with_default = {.database = database, .default_episode = "bread"};
static struct api_options without_default = {.database = database};
static struct api_options with_missing_default = {.database = database, .default_episode = "cake"};

static void load(struct db *db, const char *id, const char *title)
{
    struct episode_meta meta = {.id = id, .title = title};
    struct arena *a = arena_create();
    enum library_outcome outcome;
    struct failure f;

    assert_int_equal(library_load(db, a, page, strlen(page), &meta, &outcome, NULL, &f), OK);
    arena_destroy(a);
}

static int setup(void **state)
{
    struct failure f;
    struct db *db;

    (void)state;
    if (!mkdtemp(folder))
        return -1;
    snprintf(database, sizeof database, "%s/test.db", folder);
    if (library_open(&db, database, true, &f) != OK)
        return -1;
    load(db, "bread", "On bread");
    load(db, "toast", NULL);
    db_close(db);
    return 0;
}

static int teardown(void **state)
{
    static const char *const ends[] = {"", "-wal", "-shm"};
    char path[80];

    (void)state;
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        snprintf(path, sizeof path, "%s%s", database, ends[i]);
        unlink(path);
    }
    return rmdir(folder);
}

/* One request and its answer. */
struct exchange {
    struct api_worker *worker;
    struct arena *arena;
    struct request rq;
    struct response rs;
    json_t *json; /* NULL where the answer is none */
};

static struct exchange ask_with(const struct api_options *options, const char *method,
                                const char *target, const char *accept)
{
    struct exchange x = {0};
    struct failure f;
    const char *query = strchr(target, '?');

    assert_int_equal(api_worker_create(&x.worker, options, &f), OK);
    x.arena = arena_create();
    x.rq.method = method;
    x.rq.path = arena_strndup(x.arena, target, query ? (size_t)(query - target) : strlen(target));
    x.rq.query = query ? query + 1 : NULL;
    x.rq.accept = accept;
    api_handle(x.worker, x.arena, &x.rq, &x.rs);
    if (x.rs.content_type && strstr(x.rs.content_type, "json"))
        x.json = json_loadb(x.rs.body, x.rs.body_len, JSON_REJECT_DUPLICATES, NULL);
    return x;
}

static struct exchange ask(const char *target)
{
    return ask_with(&with_default, "GET", target, NULL);
}

static void done(struct exchange *x)
{
    json_decref(x->json);
    api_worker_destroy(x->worker);
    arena_destroy(x->arena);
}

/* The member that a path of keys and indexes leads to, as in "items/0/id". */
static json_t *member(json_t *json, const char *path)
{
    char key[64];

    while (json && *path) {
        size_t len = strcspn(path, "/");
        snprintf(key, sizeof key, "%.*s", (int)len, path);
        json = json_is_array(json) ? json_array_get(json, (size_t)atoi(key))
                                   : json_object_get(json, key);
        path += len + (path[len] == '/');
    }
    return json;
}

static const char *text_at(const struct exchange *x, const char *path)
{
    const char *text = json_string_value(member(x->json, path));

    return text ? text : "(none)";
}

static long number_at(const struct exchange *x, const char *path)
{
    return (long)json_integer_value(member(x->json, path));
}

static const char *header(const struct exchange *x, const char *name)
{
    for (size_t i = 0; i < x->rs.header_count; i++)
        if (strcmp(x->rs.headers[i].name, name) == 0)
            return x->rs.headers[i].value;
    return "(none)";
}

static void test_statuses(void **state)
{
    static const struct {
        const char *target;
        unsigned status;
    } cases[] = {
        {"/", 200},
        {"/v1", 200},
        {"/v1/episodes", 200},
        {"/v1/episodes?q=bread", 200},
        {"/v1/episodes/bread", 200},
        {"/v1/episodes/%62read", 200},
        {"/v1/episodes/bread/summary", 200},
        {"/v1/episodes/bread/chapters/2", 200},
        {"/v1/episodes/bread/speakers", 200},
        {"/v1/episodes/bread/speakers/olga-brandt", 200},
        {"/v1/episodes/bread/quotes?verdict=exact,near&chapter=1&speaker=olga-brandt", 200},
        {"/v1/episodes/bread/quotes/1", 200},
        {"/v1/episodes/bread/transcript?kind=content,ad,promo", 200},
        {"/v1/episodes/bread/transcript.txt", 200},
        {"/v1/episodes/bread/turns?limit=2", 200},
        {"/v1/episodes/bread/paragraphs/3?context=20", 200},
        {"/v1/episodes/bread/document", 200},
        {"/v1/episodes/bread/source", 200},
        {"/v1/episodes/bread/search?q=oven", 200},
        {"/v1/search?q=oven&speaker=olga-brandt&counts=speakers,episodes&exact", 200},
        {"/v1/search?q=oven&in=transcript,chapters,takeaways,quotes,about&context=10", 200},
        {"/v1/search?q=oven&after=10000", 200},
        {"/v1/openapi.yaml", 200},
        {"/livez", 200},
        {"/readyz", 200},
        {"/v1/episodes/bread/speakers/Olga%20Brandt", 308},
        {"/v1/", 404},
        {"//", 404},
        {"", 404},
        {"v1", 404},
        {"/v1/episodes/", 404},
        {"/v1/episodes/cake", 404},
        {"/v1/episodes/bread/nothing", 404},
        {"/v1/episodes/bread%2Fsummary", 404},
        {"/v1/episodes/bread/chapters/0", 404},
        {"/v1/episodes/bread/chapters/01", 404},
        {"/v1/episodes/bread/chapters/3", 404},
        {"/v1/episodes/bread/chapters/x", 404},
        {"/v1/episodes/bread/quotes/2", 404},
        {"/v1/episodes/bread/paragraphs/99999999999999999999", 404},
        {"/v1/episodes/bread/speakers/nobody", 404},
        {"/a/b/c/d/e/f/g/h/i/j/k", 404},
        {"/v1/episodes/%00", 400},
        {"/v1/episodes/%FF", 400},
        {"/v1/episodes/%4", 400},
        {"/v1/episodes?limit=0", 400},
        {"/v1/episodes?offset=1", 400},
        {"/v1/episodes?q=a&q=b", 400},
        {"/v1/episodes/bread/quotes?verdict=maybe", 400},
        {"/v1/episodes/bread/transcript?speaker=nobody", 400},
        {"/v1/episodes/bread/speakers?after=nobody", 400},
        {"/v1/episodes/bread/paragraphs/3?context=21", 400},
        {"/v1/search", 400},
        {"/v1/search?q=-x", 400},
        {"/v1/search?q=oven&in=pages", 400},
        {"/v1/search?q=oven&context=11", 400},
        {"/v1/search?q=oven&after=10001", 400},
        {"/v1/search?q=oven&episode=cake", 400},
        {"/v1/episodes/bread/search?q=oven&episode=bread", 400},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct exchange x = ask(cases[i].target);
        if (x.rs.status != cases[i].status)
            print_error("%s: %s\n", cases[i].target, x.rs.body);
        assert_int_equal(x.rs.status, cases[i].status);
        assert_int_equal(x.rs.body[x.rs.body_len - 1], '\n');
        if (strstr(x.rs.content_type, "json"))
            assert_non_null(x.json);
        done(&x);
    }
}

static void test_problem(void **state)
{
    struct exchange x = ask("/v1/episodes/bread/turns?limit=many");

    (void)state;
    assert_string_equal(x.rs.content_type, "application/problem+json");
    assert_string_equal(text_at(&x, "type"), "urn:episoded:problem:invalid-parameter");
    assert_int_equal(number_at(&x, "status"), 400);
    assert_string_equal(text_at(&x, "parameter"), "limit");
    assert_string_equal(text_at(&x, "accepts"), "a whole number from 1 to 1000");
    assert_string_equal(text_at(&x, "instance"), "/v1/episodes/bread/turns");
    assert_int_equal(x.rs.depends, API_NOTHING);
    done(&x);
}

static void test_methods(void **state)
{
    static const struct {
        const char *method;
        unsigned status;
    } cases[] = {{"GET", 200}, {"HEAD", 200},    {"POST", 405}, {"DELETE", 405},
                 {"get", 405}, {"OPTIONS", 204}, {"", 405}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct exchange x =
            ask_with(&with_default, cases[i].method, "/v1/episodes/bread/turns", NULL);
        assert_int_equal(x.rs.status, cases[i].status);
        assert_string_equal(header(&x, "Allow"),
                            x.rs.status == 200 ? "(none)" : "GET, HEAD, OPTIONS");
        done(&x);
    }
}

/* A short route gives what the long one gives, in another layout. */
static void test_short_routes(void **state)
{
    static const char *const paths[] = {"/summary",
                                        "/chapters",
                                        "/chapters/1",
                                        "/speakers",
                                        "/speakers/olga-brandt",
                                        "/quotes",
                                        "/quotes/1",
                                        "/turns",
                                        "/transcript?limit=2&kind=content",
                                        "/transcript.md",
                                        "/paragraphs/2",
                                        "/search?q=oven"};

    (void)state;
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        char path[128];
        struct exchange brief = ask(paths[i]), whole;
        snprintf(path, sizeof path, "/v1/episodes/bread%s", paths[i]);
        whole = ask(path);
        assert_int_equal(brief.rs.status, 200);
        assert_int_equal(json_equal(brief.json, whole.json), brief.json != NULL);
        assert_string_equal(header(&brief, "Content-Location"), path);
        assert_string_equal(header(&whole, "Content-Location"), "(none)");
        if (brief.json)
            assert_memory_equal(brief.rs.body, "{\n  \"", 5);
        done(&brief);
        done(&whole);
    }
}

static void test_pretty(void **state)
{
    struct exchange plain = ask("/v1/episodes/bread/summary");
    struct exchange pretty = ask("/v1/episodes/bread/summary?pretty");
    struct exchange brief = ask("/summary?pretty=0");

    (void)state;
    assert_memory_equal(plain.rs.body, "{\"episode\"", 10);
    assert_memory_equal(pretty.rs.body, "{\n  \"episode\"", 12);
    assert_memory_equal(brief.rs.body, "{\"episode\"", 10);
    done(&plain);
    done(&pretty);
    done(&brief);
}

static void test_no_default_lists_the_episodes(void **state)
{
    struct exchange x = ask_with(&without_default, "GET", "/quotes/1", NULL);

    (void)state;
    assert_int_equal(x.rs.status, 404);
    assert_string_equal(text_at(&x, "type"), "urn:episoded:problem:no-default-episode");
    assert_string_equal(text_at(&x, "episodes/0"), "/v1/episodes/bread/quotes/1");
    assert_string_equal(text_at(&x, "episodes/1"), "/v1/episodes/toast/quotes/1");
    done(&x);
}

static void test_missing_default_says_so(void **state)
{
    struct exchange x = ask_with(&with_missing_default, "GET", "/summary", NULL);

    (void)state;
    assert_int_equal(x.rs.status, 404);
    assert_non_null(strstr(text_at(&x, "detail"), "default episode 'cake'"));
    assert_string_equal(header(&x, "Content-Location"), "(none)");
    done(&x);
}

static void test_paging(void **state)
{
    static const char *const lists[] = {"/v1/episodes?q=bread&limit=1",
                                        "/v1/episodes/bread/chapters?limit=1",
                                        "/v1/episodes/bread/speakers?limit=1",
                                        "/v1/episodes/bread/turns?limit=1",
                                        "/v1/episodes/bread/transcript?kind=content&limit=1",
                                        "/v1/search?q=dough&limit=1"};

    (void)state;
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        char target[256], link[400];
        long total = 0, pages = 0;
        snprintf(target, sizeof target, "%s", lists[i]);
        while (*target) {
            struct exchange x = ask(target);
            assert_int_equal(x.rs.status, 200);
            assert_int_equal(json_array_size(member(x.json, "items")), 1);
            assert_string_equal(text_at(&x, "revision"), x.rs.revision);
            total = number_at(&x, "total");
            pages++;
            assert_true(pages <= total);
            if (json_is_null(member(x.json, "next"))) {
                assert_ptr_equal(strstr(header(&x, "Link"), DESCRIBED), header(&x, "Link"));
                *target = '\0';
            } else {
                snprintf(target, sizeof target, "%s", text_at(&x, "next"));
                snprintf(link, sizeof link, "<%s>; rel=\"next\", " DESCRIBED, target);
                assert_ptr_equal(strstr(header(&x, "Link"), link), header(&x, "Link"));
            }
            done(&x);
        }
        assert_true(total > 1);
        assert_int_equal(pages, total);
    }
}

static void test_behind_the_last(void **state)
{
    struct exchange x = ask("/v1/episodes/bread/turns?after=1000");

    (void)state;
    assert_int_equal(json_array_size(member(x.json, "items")), 0);
    assert_int_equal(number_at(&x, "total"), 4);
    assert_true(json_is_null(member(x.json, "next")));
    done(&x);
}

static void test_paragraph_and_neighbours(void **state)
{
    struct exchange x = ask("/v1/episodes/bread/paragraphs/2?context=1");

    (void)state;
    assert_string_equal(text_at(&x, "paragraph/text"), "What do you do with your starter?");
    assert_string_equal(text_at(&x, "paragraph/self"), "/v1/episodes/bread/paragraphs/2");
    assert_int_equal(number_at(&x, "paragraph/turn"), 1);
    assert_int_equal(number_at(&x, "before/0/n"), 1);
    assert_int_equal(number_at(&x, "after/0/n"), 3);
    assert_int_equal(json_array_size(member(x.json, "after")), 1);
    done(&x);
}

static void test_forms(void **state)
{
    static const struct {
        const char *target, *accept, *type, *part;
    } cases[] = {
        {"/v1/episodes/bread/transcript", "text/plain", "text/plain; charset=utf-8",
         "Peter Lindqvist\nWelcome to the kitchen. Today we talk about bread & <butter>.\nWhat do "
         "you do with your starter?\n\nOlga Brandt\nI feed"},
        {"/v1/episodes/bread/transcript", "text/markdown", "text/markdown; charset=utf-8",
         "**Peter Lindqvist**\n\nWelcome to the kitchen. Today we talk about bread \\& "
         "\\<butter\\>.\n\nWhat do you"},
        {"/v1/episodes/bread/transcript.html", "text/plain", "text/html; charset=utf-8",
         "<cite>Peter Lindqvist:</cite>\n<p id=\"p1\" dir=\"auto\">Welcome to the kitchen. Today "
         "we "
         "talk about bread &amp; &lt;butter&gt;.</p>\n<p id=\"p2\" dir=\"auto\">What"},
        {"/v1/episodes/bread", "text/plain", "text/plain; charset=utf-8",
         "\nMain Takeaways\n- 1. Salt slows the dough down a little. ("},
        {"/page.md", NULL, "text/markdown; charset=utf-8",
         "\n## Main Takeaways\n\n- 1\\. Salt slows"},
        {"/v1/episodes/bread/transcript", "*/*", "application/json", "\"items\":"},
        {"/v1/episodes/bread/transcript.txt?after=3", NULL, "text/plain; charset=utf-8",
         "Olga Brandt\nSalt slows"},
        {"/v1/episodes/bread/source", NULL, "text/plain; charset=utf-8", page},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct exchange x = ask_with(&with_default, "GET", cases[i].target, cases[i].accept);
        assert_int_equal(x.rs.status, 200);
        assert_string_equal(x.rs.content_type, cases[i].type);
        assert_non_null(memmem(x.rs.body, x.rs.body_len, cases[i].part, strlen(cases[i].part)));
        done(&x);
    }
}

static void test_not_acceptable(void **state)
{
    struct exchange x =
        ask_with(&with_default, "GET", "/v1/episodes/bread/transcript", "image/png");

    (void)state;
    assert_int_equal(x.rs.status, 406);
    done(&x);
}

static void test_spelling_redirects(void **state)
{
    struct exchange x = ask("/v1/episodes/bread/speakers/OLGA%20brandt");
    struct exchange brief = ask("/speakers/OLGA%20brandt");

    (void)state;
    assert_string_equal(header(&x, "Location"), "/v1/episodes/bread/speakers/olga-brandt");
    assert_string_equal(header(&brief, "Location"),
                        "/v1/episodes/bread/speakers/olga-brandt?pretty");
    assert_string_equal(header(&brief, "Content-Location"), "(none)");
    done(&x);
    done(&brief);
}

/* A name without a Latin letter has no slug to be found by. */
static void test_finds_name_in_another_script(void **state)
{
    struct spelling spelled[] = {{.text = "Иван Петров"}, {.text = "Петров"}};
    struct speaker speakers[] = {{.id = "speaker", .name = "Анна", .spellings = NULL},
                                 {.id = "speaker-2", .spellings = spelled, .spelling_count = 2}};
    struct episode e = {.speakers = {speakers, 2}};
    struct request rq = {.arena = arena_create()};
    unsigned speaker;

    (void)state;
    assert_int_equal(speaker_find(&rq, &e, "Петров", &speaker), OK);
    assert_int_equal(speaker, 2);
    assert_int_equal(speaker_find(&rq, &e, "speaker", &speaker), OK);
    assert_int_equal(speaker, 1);
    assert_int_equal(speaker_find(&rq, &e, "Ольга", &speaker), OK);
    assert_int_equal(speaker, 0);
    assert_int_equal(speaker_find(&rq, &e, "", &speaker), OK);
    assert_int_equal(speaker, 0);
    arena_destroy(rq.arena);
}

static void test_search_by_name(void **state)
{
    struct exchange x = ask("/v1/search?q=steam&speaker=Olga+Brandt");

    (void)state;
    assert_int_equal(number_at(&x, "total"), 2);
    done(&x);
}

static void test_search(void **state)
{
    struct exchange x =
        ask("/v1/episodes/bread/search?q=steam&counts=episodes&speaker=Olga+Brandt");

    (void)state;
    assert_int_equal(number_at(&x, "total"), 1);
    assert_string_equal(text_at(&x, "query/text"), "steam");
    assert_string_equal(text_at(&x, "items/0/episode/title"), "On bread");
    assert_string_equal(text_at(&x, "items/0/url"), "/v1/episodes/bread/paragraphs/5");
    assert_string_equal(text_at(&x, "items/0/speaker/id"), "olga-brandt");
    assert_non_null(strstr(text_at(&x, "items/0/snippet_html"), "<mark>steam</mark>"));
    assert_string_equal(text_at(&x, "counts/episodes/0/id"), "bread");
    assert_null(member(x.json, "counts/speakers"));
    done(&x);
}

static void test_what_answers_depend_on(void **state)
{
    struct exchange episode = ask("/summary"), library = ask("/v1/search?q=oven");
    struct exchange nothing = ask("/livez");

    (void)state;
    assert_int_equal(episode.rs.depends, API_EPISODE);
    assert_int_equal(library.rs.depends, API_LIBRARY);
    assert_int_equal(nothing.rs.depends, API_NOTHING);
    assert_non_null(episode.rs.revision);
    assert_non_null(library.rs.revision);
    assert_string_not_equal(episode.rs.revision, library.rs.revision);
    done(&episode);
    done(&library);
    done(&nothing);
}

static bool is_current(const struct exchange *x)
{
    return api_is_current(x->worker, x->arena, x->rs.depends, x->rs.episode, x->rs.revision);
}

static void test_answer_is_current_until_what_it_depends_on_changes(void **state)
{
    struct exchange changed = ask("/v1/episodes/toast/summary"), other = ask("/summary");
    struct exchange library = ask("/v1/episodes"), program = ask("/v1");
    struct failure f;
    struct db *db;

    (void)state;
    assert_true(is_current(&changed) && is_current(&other) && is_current(&library));
    assert_false(is_current(&program));
    assert_int_equal(library_open(&db, database, true, &f), OK);
    load(db, "toast", "On toast");
    assert_true(is_current(&other));
    assert_false(is_current(&changed) || is_current(&library));
    load(db, "toast", NULL);
    assert_true(is_current(&changed));
    assert_false(is_current(&library));
    db_close(db);
    changed.rs.episode = "gone";
    assert_false(is_current(&changed));
    done(&changed);
    done(&other);
    done(&library);
    done(&program);
}

static void test_index_lists_every_route(void **state)
{
    struct exchange x = ask("/");
    json_t *routes = member(x.json, "routes");
    bool found = false;

    (void)state;
    for (size_t i = 0; i < json_array_size(routes); i++) {
        json_t *route = json_array_get(routes, i);
        if (strcmp(json_string_value(json_object_get(route, "path")),
                   "/v1/episodes/{id}/quotes/{n}") == 0)
            found = strcmp(json_string_value(json_object_get(route, "short")), "/quotes/{n}") == 0;
    }
    assert_true(found);
    assert_string_equal(text_at(&x, "default_episode"), "/v1/episodes/bread");
    done(&x);
}

static long left;

static void *scarce(size_t size)
{
    return left-- > 0 ? malloc(size) : NULL;
}

/* Where an allocation of the JSON fails, the answer is the whole one or a problem. */
static void test_out_of_memory(void **state)
{
    static const char *const targets[] = {"/v1/search?q=dough&counts=speakers,episodes&limit=1",
                                          "/v1/episodes/bread", "/v1/episodes/bread/chapters",
                                          "/v1/episodes/bread/transcript?limit=1", "/nothing"};

    (void)state;
    for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++) {
        struct exchange whole = ask(targets[i]);
        bool same = false;
        for (long enough = 0; !same; enough += 7) { /* each failure is logged: not too many */
            struct exchange x;
            left = enough;
            json_set_alloc_funcs(scarce, free);
            x = ask(targets[i]);
            left = LONG_MAX;
            same = x.rs.status == whole.rs.status && x.rs.body_len == whole.rs.body_len;
            if (same)
                assert_memory_equal(x.rs.body, whole.rs.body, x.rs.body_len);
            else
                assert_int_equal(x.rs.status, 500);
            done(&x);
            json_set_alloc_funcs(malloc, free);
        }
        done(&whole);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_statuses),
        cmocka_unit_test(test_problem),
        cmocka_unit_test(test_methods),
        cmocka_unit_test(test_short_routes),
        cmocka_unit_test(test_pretty),
        cmocka_unit_test(test_no_default_lists_the_episodes),
        cmocka_unit_test(test_missing_default_says_so),
        cmocka_unit_test(test_paging),
        cmocka_unit_test(test_behind_the_last),
        cmocka_unit_test(test_paragraph_and_neighbours),
        cmocka_unit_test(test_forms),
        cmocka_unit_test(test_not_acceptable),
        cmocka_unit_test(test_spelling_redirects),
        cmocka_unit_test(test_finds_name_in_another_script),
        cmocka_unit_test(test_search_by_name),
        cmocka_unit_test(test_search),
        cmocka_unit_test(test_what_answers_depend_on),
        cmocka_unit_test(test_answer_is_current_until_what_it_depends_on_changes),
        cmocka_unit_test(test_index_lists_every_route),
        cmocka_unit_test(test_out_of_memory),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
