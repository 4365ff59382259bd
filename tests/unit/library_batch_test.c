/* Many loads in one transaction: all or none, and nothing is left of one that was undone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../server/db/db_internal.h"
#include "folder.h"
#include "library.h"
#include "search.h"
#include "store.h"

/* Last: its macro fail would hide ours. */
#include <cmocka.h>
#include <sqlite3.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const char lamp[] = "Transcript:\nMaren Oake\nThe lamp burned all night.\n";
static const char foghorn[] = "Transcript:\nMaren Oake\nThe foghorn was heard at noon.\n";
static const char poison[] = "Transcript:\nMaren Oake\nThe poison stood on a shelf.\n";

static struct db *db;
static struct arena *arena;

static int setup(void **state)
{
    struct failure f = {0};

    (void)state;
    arena = arena_create();
    if (library_open(&db, path, true, &f))
        fail_msg("%s", f.message);
    return arena ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    arena_destroy(arena);
    db_end(db); /* of a test that failed */
    db_close(db);
    return unlink(path);
}

static void run_raw(const char *sql)
{
    assert_int_equal(sqlite3_exec(db->connection, sql, NULL, NULL, NULL), SQLITE_OK);
}

static struct library_job *prepare(const char *id, const char *page)
{
    struct episode_meta meta = {.id = id};
    struct library_job *job;
    struct failure f = {0};

    if (library_prepare(db, arena, page, strlen(page), &meta, &job, &f))
        fail_msg("%s", f.message);
    return job;
}

static void assert_stored(struct library_job **jobs, size_t n)
{
    struct failure f = {0};

    if (library_store(db, jobs, n, &f))
        fail_msg("%s", f.message);
}

static void load(const char *id, const char *page)
{
    struct library_job *job = prepare(id, page);

    assert_stored(&job, 1);
}

/* A word is found in that many passages. */
static void assert_hits(const char *word, size_t expected)
{
    struct search_request request = {.text = word, .exact = true, .limit = 10};
    struct search_result found;

    assert_int_equal(db_begin_read(db, NULL), OK);
    assert_int_equal(search_run_query(db, arena, &request, &found, NULL), OK);
    db_end(db);
    assert_int_equal(found.total, expected);
    assert_int_equal(found.hit_count, expected);
}

static const char *revision(void)
{
    const char *text;

    assert_int_equal(db_begin_read(db, NULL), OK);
    assert_int_equal(store_library_revision(db, arena, &text, NULL), OK);
    db_end(db);
    return text;
}

static void many_are_stored_at_once(void **state)
{
    struct library_job *jobs[4];
    struct episode e;

    (void)state;
    load("a", lamp);
    load("b", lamp);
    jobs[0] = prepare("a", lamp);
    jobs[1] = prepare("b", foghorn);
    jobs[2] = prepare("c", foghorn);
    jobs[3] = prepare("d", poison);
    assert_hits("foghorn", 0);
    assert_stored(jobs, COUNT(jobs));
    assert_int_equal(library_outcome_of(jobs[0], NULL), LIBRARY_UNCHANGED);
    assert_int_equal(library_outcome_of(jobs[1], NULL), LIBRARY_REPLACED);
    assert_int_equal(library_outcome_of(jobs[2], NULL), LIBRARY_LOADED);
    assert_int_equal(library_outcome_of(jobs[3], &e), LIBRARY_LOADED);
    assert_string_equal(e.meta.id, "d");
    assert_int_equal(e.paragraphs.n, 1);
    assert_hits("lamp", 1);
    assert_hits("foghorn", 2);
    assert_hits("poison", 1);
}

static void the_later_of_two_with_one_id_stays(void **state)
{
    struct library_job *jobs[] = {prepare("a", lamp), prepare("a", foghorn)};

    (void)state;
    assert_stored(jobs, COUNT(jobs));
    assert_int_equal(library_outcome_of(jobs[1], NULL), LIBRARY_REPLACED);
    assert_hits("lamp", 0);
    assert_hits("foghorn", 1);
}

/* Among the rows of one episode, among those of the index, and behind all of them. */
static const char *const faults[] = {
    "BEFORE INSERT ON paragraph WHEN NEW.text LIKE '%poison%'",
    "BEFORE INSERT ON word WHEN NEW.text = 'poison'",
    "BEFORE UPDATE ON index_state",
};

static void break_by(const char *fault)
{
    char sql[200];

    snprintf(sql, sizeof sql,
             "CREATE TEMP TRIGGER fault %s BEGIN SELECT RAISE(ABORT, 'fault'); END", fault);
    run_raw(sql);
}

static void nothing_is_left_of_what_is_undone(void **state)
{
    const char *before;
    struct failure f;

    (void)state;
    load("a", lamp);
    before = revision();
    for (size_t i = 0; i < COUNT(faults); i++) {
        struct library_job *jobs[] = {prepare("a", foghorn), prepare("b", foghorn),
                                      prepare("c", poison), prepare("d", lamp)};

        break_by(faults[i]);
        assert_int_equal(library_store(db, jobs, COUNT(jobs), &f), ERR_DATABASE);
        run_raw("DROP TRIGGER fault");
        assert_false(db_in_transaction(db));
        assert_string_equal(revision(), before);
        assert_hits("lamp", 1);
        assert_hits("foghorn", 0);
        assert_hits("poison", 0);
    }
}

/* Searched in between, so that what the handle remembers of the index is put to the test. */
static void what_was_undone_can_be_stored_one_by_one(void **state)
{
    struct library_job *jobs[] = {prepare("a", foghorn), prepare("b", poison), prepare("c", lamp)};
    struct failure f;

    (void)state;
    load("a", lamp);
    break_by(faults[0]);
    assert_int_equal(library_store(db, jobs, COUNT(jobs), &f), ERR_DATABASE);
    assert_hits("lamp", 1);
    assert_stored(&jobs[0], 1);
    assert_hits("lamp", 0);
    assert_int_equal(library_store(db, &jobs[1], 1, &f), ERR_DATABASE);
    assert_hits("foghorn", 1);
    assert_stored(&jobs[2], 1);
    assert_int_equal(library_outcome_of(jobs[0], NULL), LIBRARY_REPLACED);
    assert_int_equal(library_outcome_of(jobs[2], NULL), LIBRARY_LOADED);
    assert_hits("lamp", 1);
    assert_hits("foghorn", 1);
    assert_hits("poison", 0);
}

static void a_correction_made_meanwhile_is_kept(void **state)
{
    struct library_job *job;
    struct correction c = {.type = CORRECTION_ROLE, .name = "Maren Oake", .role = ROLE_CLIP};
    struct episode e = {0};
    struct failure f = {0};

    (void)state;
    load("a", lamp);
    job = prepare("a", foghorn);
    if (library_correct(db, arena, "a", &c, &e, &f))
        fail_msg("%s", f.message);
    assert_stored(&job, 1);
    library_outcome_of(job, &e);
    assert_int_equal(e.corrections.n, 1);
    assert_int_equal(e.speakers.v[0].role, ROLE_CLIP);
    assert_hits("lamp", 0);
    assert_hits("foghorn", 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(many_are_stored_at_once),
        TEST(the_later_of_two_with_one_id_stays),
        TEST(nothing_is_left_of_what_is_undone),
        TEST(what_was_undone_can_be_stored_one_by_one),
        TEST(a_correction_made_meanwhile_is_kept),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
