/* The order of passages that have a part of a query. */
#include "search.h"
#include "store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { MOST = 64 };

struct library {
    struct arena *arena;
    struct db *db;
    struct failure failure;
};

static int set_up(void **state)
{
    static struct library library;
    const struct db_options options = {":memory:", true};

    library = (struct library){.arena = arena_create()};
    assert_non_null(library.arena);
    assert_int_equal(db_open(&library.db, &options, &library.failure), OK);
    *state = &library;
    return 0;
}

static int tear_down(void **state)
{
    struct library *x = *state;

    db_close(x->db);
    arena_destroy(x->arena);
    return 0;
}

/* Adds an episode of paragraphs, up to a NULL. */
static void add(struct library *x, const char *id, const char *const *texts)
{
    const struct store_source source = {"", 0, "digest", 1};
    struct episode e = {.meta.id = arena_strdup(x->arena, id)};
    struct part parts[MOST];
    struct paragraph paragraphs[MOST];
    struct turn turn = {.label = "", .first = 1};
    int64_t first;

    for (; texts[turn.count]; turn.count++) {
        char *text = arena_strdup(x->arena, texts[turn.count]);

        assert_true(turn.count < MOST);
        parts[turn.count] = (struct part){.kind = PART_CONTENT, .end = strlen(text)};
        paragraphs[turn.count] = (struct paragraph){
            .turn = 1, .text = text, .parts = &parts[turn.count], .part_count = 1};
    }
    e.turns.v = &turn;
    e.turns.n = 1;
    e.paragraphs.v = paragraphs;
    e.paragraphs.n = turn.count;
    assert_int_equal(db_begin_write(x->db, &x->failure), OK);
    assert_int_equal(store_next_part(x->db, &first, &x->failure), OK);
    assert_int_equal(store_put(x->db, &e, &source, first, &x->failure), OK);
    assert_int_equal(search_add(x->db, x->arena, &e, first, &x->failure), OK);
    assert_int_equal(search_flush(x->db, &x->failure), OK);
    assert_int_equal(db_commit(x->db, &x->failure), OK);
}

/* Asks for partial matches. */
static struct search_result ask(struct library *x, const char *query, size_t after, size_t limit)
{
    const struct search_request request = {.text = query, .after = after, .limit = limit};
    struct search_result result;

    assert_int_equal(db_begin_read(x->db, &x->failure), OK);
    assert_int_equal(search_run_query(x->db, x->arena, &request, &result, &x->failure), OK);
    db_end(x->db);
    assert_int_equal(result.match, MATCH_PARTIAL);
    return result;
}

static unsigned first_of(struct library *x, const char *query)
{
    struct search_result result = ask(x, query, 0, 1);

    assert_int_equal(result.hit_count, 1);
    return result.hits[0].paragraph;
}

/* ---- tests ---- */

static void test_what_is_asked_about_counts(void **state)
{
    static const char *const texts[] = {"Who would have thought of this.", "Lamps are sold here.",
                                        "Some bread.", NULL};
    struct library *x = *state;

    add(x, "a", texts);
    assert_int_equal(first_of(x, "who would like this: lamps"), 2);
}

static void test_long_question(void **state)
{
    static const char *const texts[] = {"Bread.", "Lamps.", NULL};
    struct library *x = *state;
    const char *text = "lamps";

    add(x, "a", texts);
    for (int i = 0; i < 100; i++)
        text = arena_printf(x->arena, "%s word", text);
    assert_int_equal(first_of(x, text), 2);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_what_is_asked_about_counts),
        TEST(test_long_question),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
