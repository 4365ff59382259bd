/* Writes: what is refused by its head, what is done, and what is told of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "api.h"
#include "folder.h"
#include "library.h"
#include "search.h"

/* Last: its macro fail would hide ours. */
#include <cmocka.h>
#include <jansson.h>

#define TOKEN "correct-horse-battery"
#define BREAD "/v1/episodes/bread"

static const char page[] = "Primary Topic\nBread\n\n"
                           "Episode Chapters\n1: The starter\nHow to keep one alive.\n"
                           "Olga Brandt: \"Nobody ever said this about any loaf at all.\"\n\n"
                           "Guest Name(s)\nOlga Brandt\n\n"
                           "Transcript\nOlga Brandt\nI feed it every morning before breakfast.\n";
static const char other_page[] = "Primary Topic\nToast\n\nTranscript\nOlga Brandt\nWe toast it.\n";

static struct api_options options = {.database = path, .token = TOKEN, .max_bytes = 10000};
static struct api_worker *writer, *reader;
static struct arena *arena;
static struct request rq;
static struct response rs;
static json_t *json; /* the last answer's, or NULL */

static int setup(void **state)
{
    struct failure f;

    (void)state;
    arena = arena_create();
    json = NULL;
    return arena && api_writer_create(&writer, &options, &f) == OK &&
                   api_worker_create(&reader, &options, &f) == OK
               ? 0
               : -1;
}

static int teardown(void **state)
{
    (void)state;
    json_decref(json);
    arena_destroy(arena);
    api_worker_destroy(reader);
    api_worker_destroy(writer);
    return unlink(path);
}

static void handle(struct api_worker *worker)
{
    json_decref(json);
    api_handle(worker, arena, &rq, &rs);
    json = rs.content_type && strstr(rs.content_type, "json")
               ? json_loadb(rs.body, rs.body_len, JSON_REJECT_DUPLICATES, NULL)
               : NULL;
}

static struct request request(const char *method, const char *target)
{
    const char *query = strchr(target, '?');

    return (struct request){
        .method = method,
        .path = query ? arena_strndup(arena, target, (size_t)(query - target)) : target,
        .query = query ? query + 1 : NULL,
        .authorization = "Bearer " TOKEN,
    };
}

static struct request put(const char *target, const char *body)
{
    struct request made = request("PUT", target);

    made.body = body;
    made.body_len = body ? strlen(body) : 0;
    return made;
}

static unsigned write_now(struct request made)
{
    rq = made;
    handle(writer);
    return rs.status;
}

/* What a reading worker says of it: 0 where it may go on. */
static unsigned look(struct request made)
{
    rq = made;
    handle(reader);
    return rs.status;
}

static const char *header(const char *name)
{
    for (size_t i = 0; i < rs.header_count; i++)
        if (strcmp(rs.headers[i].name, name) == 0)
            return rs.headers[i].value;
    return NULL;
}

static const char *text(const char *member)
{
    return json_string_value(json_object_get(json, member));
}

static unsigned get(const char *target)
{
    rq = request("GET", target);
    rq.authorization = NULL;
    handle(reader);
    return rs.status;
}

/* ---- who may write ---- */

static void only_the_token_opens(void **state)
{
    static const char *const wrong[] = {NULL,
                                        "",
                                        "Bearer",
                                        "Bearer ",
                                        "Bearer correct",
                                        "Basic x",
                                        "Bearer " TOKEN "x",
                                        TOKEN,
                                        "BearerX " TOKEN};
    struct request made = put(BREAD, page);

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        made.authorization = wrong[i];
        assert_int_equal(look(made), 401);
        assert_int_equal(write_now(made), 401);
        assert_string_equal(text("type"), "urn:episoded:problem:unauthorized");
        assert_non_null(strstr(header("WWW-Authenticate"), "Bearer realm="));
    }
    made.authorization = "bearer  " TOKEN; /* the scheme's case, and the blanks, say nothing */
    assert_int_equal(look(made), 0);
}

static void a_challenge_tells_a_wrong_token_from_none(void **state)
{
    struct request made = request("DELETE", BREAD);

    (void)state;
    made.authorization = NULL;
    look(made);
    assert_null(strstr(header("WWW-Authenticate"), "error"));
    made.authorization = "Bearer wrong";
    look(made);
    assert_non_null(strstr(header("WWW-Authenticate"), "error=\"invalid_token\""));
}

static void without_a_token_nobody_writes(void **state)
{
    (void)state;
    options.token = NULL;
    assert_int_equal(look(put(BREAD, page)), 403);
    assert_int_equal(write_now(put(BREAD, page)), 403);
    assert_int_equal(write_now(request("DELETE", BREAD)), 403);
    options.token = TOKEN;
    assert_int_equal(get(BREAD), 404);
}

/* ---- what is taken ---- */

static void types_that_are_taken(void **state)
{
    static const struct {
        const char *type;
        unsigned status;
    } types[] = {{NULL, 0},
                 {"text/plain", 0},
                 {"Text/Plain; charset=UTF-8", 0},
                 {"text/plain;charset=\"utf-8\"", 0},
                 {"text/plain; charset=us-ascii; format=flowed", 0},
                 {"application/json", 0},
                 {"text/plain; charset=iso-8859-1", 415},
                 {"text/plain; charset=utf-80", 415},
                 {"text/html", 415},
                 {"text/plainer", 415},
                 {"application/x-www-form-urlencoded", 415},
                 {"", 415}};
    struct request made = put(BREAD, page);

    (void)state;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        made.content_type = types[i].type;
        assert_int_equal(look(made), types[i].status);
        if (types[i].status)
            assert_string_equal(header("Accept"), "text/plain, application/json");
    }
}

static void bodies_that_are_not_taken(void **state)
{
    struct request made = put(BREAD, page);

    (void)state;
    made.content_encoding = "gzip";
    assert_int_equal(look(made), 415);
    made.content_encoding = "identity";
    assert_int_equal(look(made), 0);
    made.content_range = "bytes 0-9/100";
    assert_int_equal(look(made), 400);
    made = put(BREAD, "");
    made.body = NULL;
    made.body_len = options.max_bytes;
    assert_int_equal(look(made), 0);
    made.body_len++;
    assert_int_equal(look(made), 413);
    assert_int_equal(write_now(made), 413);
}

static void a_body_is_what_it_is_sent_as(void **state)
{
    struct request made = put(BREAD, page);

    (void)state;
    made.content_type = "application/json";
    assert_int_equal(write_now(made), 400);
    made = put(BREAD, "{}");
    made.content_type = "text/plain";
    assert_int_equal(write_now(made), 400);
    assert_int_equal(get(BREAD), 404);
}

static void bad_input_is_told_with_its_place(void **state)
{
    (void)state;
    assert_int_equal(write_now(put(BREAD, page)), 201);
    assert_int_equal(write_now(put(BREAD, "Transcript\nOlga Brandt\nBro\xff")), 400);
    assert_string_equal(text("type"), "urn:episoded:problem:invalid-input");
    assert_int_equal(json_integer_value(json_object_get(json, "line")), 3);
    assert_int_equal(json_integer_value(json_object_get(json, "column")), 4);
    assert_int_equal(write_now(put(BREAD, "")), 400);
    assert_int_equal(get(BREAD "/summary"), 200);
    assert_string_equal(text("primary_topic"), "Bread");
}

/* By a worker that has not seen the body yet. */
static void bad_metadata_is_told_before_the_body(void **state)
{
    static const struct {
        const char *target, *parameter;
    } cases[] = {
        {BREAD "?title=", "title"},       {BREAD "?published=yesterday", "published"},
        {BREAD "?link=foo", "link"},      {BREAD "?language=e+n", "language"},
        {"/v1/episodes/No%20slug", "id"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(look(put(cases[i].target, NULL)), 400);
        assert_string_equal(text("type"), "urn:episoded:problem:invalid-parameter");
        assert_string_equal(text("parameter"), cases[i].parameter);
        assert_non_null(text("accepts"));
        assert_int_equal(write_now(put(cases[i].target, page)), 400);
    }
    assert_int_equal(get(BREAD), 404);
}

/* ---- what is done ---- */

static void a_reading_worker_writes_nothing(void **state)
{
    (void)state;
    assert_int_equal(look(put(BREAD, page)), 0);
    assert_int_equal(get(BREAD), 404);
    assert_int_equal(write_now(put(BREAD, page)), 201);
    assert_int_equal(look(request("DELETE", BREAD)), 0);
    assert_int_equal(get(BREAD), 200);
}

/* The member episode of the last answer is what GET answers. */
static void assert_told(void)
{
    json_t *told = json_incref(json_object_get(json, "episode"));

    assert_int_equal(get(BREAD), 200);
    assert_true(json_equal(told, json));
    json_decref(told);
}

static void a_put_loads_replaces_and_skips(void **state)
{
    (void)state;
    assert_int_equal(write_now(put(BREAD "?title=On+bread", page)), 201);
    assert_string_equal(text("outcome"), "loaded");
    assert_string_equal(header("Location"), BREAD);
    assert_told();
    assert_string_equal(text("title"), "On bread");
    assert_int_equal(write_now(put(BREAD "?title=On+bread", page)), 200);
    assert_string_equal(text("outcome"), "unchanged");
    assert_int_equal(json_array_size(json_object_get(json, "warnings")), 1);
    assert_told();
    assert_int_equal(write_now(put(BREAD, other_page)), 200);
    assert_string_equal(text("outcome"), "replaced");
    assert_null(header("Location"));
    assert_told();
    assert_string_equal(text("primary_topic"), "Toast");
    assert_null(text("title"));
}

static void warnings_are_those_of_check(void **state)
{
    json_t *warning;

    (void)state;
    write_now(put(BREAD, page));
    warning = json_array_get(json_object_get(json, "warnings"), 0);
    assert_int_equal(json_integer_value(json_object_get(warning, "line")), 7);
    assert_string_equal(json_string_value(json_object_get(warning, "message")),
                        "quote 1 does not stand in the transcript");
}

static void a_document_comes_back(void **state)
{
    struct request made;

    (void)state;
    write_now(put(BREAD "?title=On+bread", page));
    assert_int_equal(get(BREAD "/document"), 200);
    made = put("/v1/episodes/copy", arena_strndup(arena, rs.body, rs.body_len));
    made.content_type = "application/json";
    assert_int_equal(write_now(made), 201);
    assert_int_equal(get("/v1/episodes/copy"), 200);
    assert_string_equal(text("title"), "On bread");
}

static void a_delete_removes(void **state)
{
    (void)state;
    assert_int_equal(write_now(request("DELETE", BREAD)), 404);
    write_now(put(BREAD, page));
    assert_int_equal(write_now(request("DELETE", BREAD)), 204);
    assert_null(rs.content_type);
    assert_int_equal(rs.body_len, 0);
    assert_int_equal(get(BREAD), 404);
}

/* ---- conditions ---- */

/* A tag as http makes them of the episode's revision. */
static const char *tag_now(const char *before)
{
    assert_int_equal(get(BREAD), 200);
    return arena_printf(arena, "%s\"%s-0123\"", before, text("revision"));
}

static unsigned put_if(const char *match, const char *none_match, const char *body)
{
    struct request made = put(BREAD, body);
    unsigned looked, status;

    made.if_match = match;
    made.if_none_match = none_match;
    looked = look(made);
    status = write_now(made);
    assert_int_equal(looked, status == 412 ? 412 : 0);
    return status;
}

static void if_match(void **state)
{
    const char *first;

    (void)state;
    assert_int_equal(put_if("*", NULL, page), 412);
    assert_int_equal(put_if("\"0123\"", NULL, page), 412);
    assert_int_equal(put_if(NULL, NULL, page), 201);
    first = tag_now("");
    assert_int_equal(put_if("\"x\"", NULL, other_page), 412);
    assert_int_equal(put_if("x", NULL, other_page), 412);
    assert_int_equal(put_if("", NULL, other_page), 412);
    assert_int_equal(put_if(tag_now("W/"), NULL, other_page), 412);
    assert_int_equal(put_if(arena_printf(arena, "\"a, b\" ,W/\"c\", %s", first), NULL, other_page),
                     200);
    assert_int_equal(put_if(first, NULL, page), 412);
    assert_int_equal(put_if("*", NULL, page), 200);
    assert_int_equal(put_if(first, NULL, page), 200); /* what it was made from is there again */
}

static void if_none_match(void **state)
{
    (void)state;
    assert_int_equal(put_if(NULL, "*", page), 201);
    assert_int_equal(put_if(NULL, "*", page), 412);
    assert_int_equal(put_if(NULL, tag_now("W/"), other_page), 412);
    assert_int_equal(put_if(NULL, "\"x", other_page), 412);
    assert_int_equal(put_if(NULL, "\"x\"", other_page), 200);
}

static void a_delete_may_have_a_condition(void **state)
{
    struct request made = request("DELETE", BREAD);

    (void)state;
    write_now(put(BREAD, page));
    made.if_match = "\"x\"";
    assert_int_equal(write_now(made), 412);
    made.if_match = tag_now("");
    assert_int_equal(write_now(made), 204);
    assert_int_equal(write_now(made), 412);
}

static void writes_are_told_from_the_rest(void **state)
{
    (void)state;
    assert_true(api_is_write(arena, "PUT", BREAD));
    assert_true(api_is_write(arena, "DELETE", BREAD));
    assert_false(api_is_write(arena, "GET", BREAD));
    assert_false(api_is_write(arena, "PUT", BREAD "/summary"));
    assert_false(api_is_write(arena, "POST", "/v1/verify"));
    assert_int_equal(write_now(put(BREAD "/summary", page)), 405);
    assert_int_equal(write_now(put(BREAD "?colour=brown", page)), 400);
    assert_int_equal(write_now(request("POST", BREAD)), 405);
    assert_string_equal(header("Allow"), "GET, HEAD, PUT, DELETE, OPTIONS");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(only_the_token_opens),
        TEST(a_challenge_tells_a_wrong_token_from_none),
        TEST(without_a_token_nobody_writes),
        TEST(types_that_are_taken),
        TEST(bodies_that_are_not_taken),
        TEST(a_body_is_what_it_is_sent_as),
        TEST(bad_input_is_told_with_its_place),
        TEST(bad_metadata_is_told_before_the_body),
        TEST(a_reading_worker_writes_nothing),
        TEST(a_put_loads_replaces_and_skips),
        TEST(warnings_are_those_of_check),
        TEST(a_document_comes_back),
        TEST(a_delete_removes),
        TEST(if_match),
        TEST(if_none_match),
        TEST(a_delete_may_have_a_condition),
        TEST(writes_are_told_from_the_rest),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
