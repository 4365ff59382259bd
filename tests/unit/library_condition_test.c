/* Writes that go on only if what is stored is what their caller takes it for; and removing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "folder.h"
#include "library.h"
#include "search.h"
#include "store.h"

/* Last: its macro fail would hide ours. */
#include <cmocka.h>

static const char page_old[] = "Transcript:\nHost\nWelcome to the lighthouse.\n";
static const char page_new[] = "Transcript:\nHost\nWelcome to the foghorn.\n";
static const struct episode_meta light = {.id = "light"};

static struct db *db;
static struct arena *arena;

static int setup(void **state)
{
    struct failure f = {0};

    (void)state;
    arena = arena_create();
    return arena && library_open(&db, path, true, &f) == OK ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    arena_destroy(arena);
    db_end(db); /* of a test that failed */
    db_close(db);
    return unlink(path);
}

/* The revision of the episode, or NULL. */
static const char *revision_now(void)
{
    const char *revision = NULL;
    struct episode e;

    assert_int_equal(db_begin_read(db, NULL), OK);
    if (store_get(db, arena, light.id, STORE_META, &e, &revision, NULL) != OK)
        revision = NULL;
    db_end(db);
    return revision;
}

static size_t hits(const char *word)
{
    struct search_request request = {.text = word, .exact = true, .limit = 10};
    struct search_result result;

    assert_int_equal(db_begin_read(db, NULL), OK);
    assert_int_equal(search_run_query(db, arena, &request, &result, NULL), OK);
    db_end(db);
    return result.total;
}

/* Holds where the revision is the wanted one; both may be NULL. */
static bool is_wanted(void *wanted, const char *revision)
{
    if (!wanted || !revision)
        return wanted == revision;
    return strcmp(wanted, revision) == 0;
}

/* Loads only if the revision is the wanted one. */
static enum err load_if(const char *text, const char *wanted)
{
    const struct library_condition condition = {is_wanted, (void *)wanted};
    struct library_job *job;
    struct failure f;

    assert_int_equal(library_prepare(db, arena, text, strlen(text), &light, &job, &f), OK);
    library_require(job, &condition);
    return library_store(db, &job, 1, &f);
}

static enum err remove_if(const char *wanted)
{
    const struct library_condition condition = {is_wanted, (void *)wanted};
    struct failure f;

    return library_remove(db, light.id, &condition, &f);
}

static void a_load_may_have_a_condition(void **state)
{
    const char *first;

    (void)state;
    assert_int_equal(load_if(page_old, "something else"), ERR_CONDITION);
    assert_null(revision_now());
    assert_int_equal(load_if(page_old, NULL), OK);
    first = revision_now();
    assert_int_equal(load_if(page_new, NULL), ERR_CONDITION);
    assert_string_equal(revision_now(), first);
    assert_int_equal(hits("lighthouse"), 1);
    assert_int_equal(load_if(page_new, first), OK);
    assert_string_not_equal(revision_now(), first);
    assert_int_equal(load_if(page_old, first), ERR_CONDITION);
    assert_int_equal(hits("foghorn"), 1);
}

static void a_load_that_changes_nothing_has_its_condition_too(void **state)
{
    const char *first;

    (void)state;
    assert_int_equal(load_if(page_old, NULL), OK);
    first = revision_now();
    assert_int_equal(load_if(page_old, "something else"), ERR_CONDITION);
    assert_int_equal(load_if(page_old, first), OK);
    assert_string_equal(revision_now(), first);
}

/* ---- another process, between the look and the write ---- */

static bool always(void *context, const char *revision)
{
    (void)context;
    (void)revision;
    return true;
}

/* What becomes of a load where page_old is, if another handle does something once all was looked
 * up. text: what that loads, or NULL: it removes the episode. */
static enum library_outcome load_beside(const char *mine, const char *text)
{
    const struct library_condition condition = {always, NULL};
    enum library_outcome outcome;
    struct library_job *job;
    struct episode e;
    struct db *other;
    struct failure f;

    assert_int_equal(load_if(page_old, NULL), OK);
    assert_int_equal(library_prepare(db, arena, mine, strlen(mine), &light, &job, &f), OK);
    library_require(job, &condition);
    assert_int_equal(library_open(&other, path, true, &f), OK);
    if (text)
        assert_int_equal(library_load(other, arena, text, strlen(text), &light, &outcome, NULL, &f),
                         OK);
    else
        assert_int_equal(library_remove(other, light.id, NULL, &f), OK);
    db_close(other);
    assert_int_equal(library_store(db, &job, 1, &f), OK);
    assert_string_equal(library_revision_of(job), revision_now());
    outcome = library_outcome_of(job, &e);
    assert_int_equal(e.paragraphs.n, 1);
    return outcome;
}

static void what_another_has_replaced_is_stored_again(void **state)
{
    (void)state;
    assert_int_equal(load_beside(page_old, page_new), LIBRARY_REPLACED);
    assert_int_equal(hits("lighthouse"), 1);
    assert_int_equal(hits("foghorn"), 0);
}

static void what_another_has_removed_is_stored_again(void **state)
{
    (void)state;
    assert_int_equal(load_beside(page_old, NULL), LIBRARY_LOADED);
    assert_int_equal(hits("lighthouse"), 1);
}

static void what_another_has_stored_is_unchanged(void **state)
{
    (void)state;
    assert_int_equal(load_beside(page_new, page_new), LIBRARY_UNCHANGED);
    assert_int_equal(hits("foghorn"), 1);
}

static void what_is_removed_is_gone(void **state)
{
    struct failure f;

    (void)state;
    assert_int_equal(library_remove(db, light.id, NULL, &f), ERR_NOT_FOUND);
    assert_int_equal(load_if(page_old, NULL), OK);
    assert_int_equal(hits("lighthouse"), 1);
    assert_int_equal(library_remove(db, light.id, NULL, &f), OK);
    assert_null(revision_now());
    assert_int_equal(hits("lighthouse"), 0);
    assert_int_equal(library_remove(db, light.id, NULL, &f), ERR_NOT_FOUND);
    assert_int_equal(load_if(page_old, NULL), OK);
    assert_int_equal(hits("lighthouse"), 1);
}

static void a_removal_may_have_a_condition(void **state)
{
    (void)state;
    assert_int_equal(remove_if("something else"), ERR_CONDITION);
    assert_int_equal(load_if(page_old, NULL), OK);
    assert_int_equal(remove_if("something else"), ERR_CONDITION);
    assert_int_equal(hits("lighthouse"), 1);
    assert_int_equal(remove_if(revision_now()), OK);
    assert_null(revision_now());
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_load_may_have_a_condition),
        TEST(a_load_that_changes_nothing_has_its_condition_too),
        TEST(what_another_has_replaced_is_stored_again),
        TEST(what_another_has_removed_is_stored_again),
        TEST(what_another_has_stored_is_unchanged),
        TEST(what_is_removed_is_gone),
        TEST(a_removal_may_have_a_condition),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
