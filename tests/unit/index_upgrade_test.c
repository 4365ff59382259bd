/* The index of another binary, or none: what library_upgrade and the writes make of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "../../server/db/db_internal.h"
#include "folder.h"
#include "library.h"
#include "search.h"
#include "store.h"

/* Last: its macro fail would hide ours. */
#include <cmocka.h>

/* The last version of the schema that had an index of FTS5's. */
enum { OF_FTS5 = 4 };

static struct db *db;
static struct arena *arena;

static void open_db(void)
{
    struct failure f = {0};

    if (library_open(&db, path, true, &f))
        fail_msg("%s", f.message);
}

static int set_up(void **state)
{
    (void)state;
    arena = arena_create();
    open_db();
    return arena ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    arena_destroy(arena);
    db_end(db); /* of a test that failed */
    db_close(db);
    return unlink(path);
}

static void run_raw(sqlite3 *connection, const char *sql)
{
    assert_int_equal(sqlite3_exec(connection, sql, NULL, NULL, NULL), SQLITE_OK);
}

static int64_t number(const char *sql)
{
    sqlite3_stmt *s;
    int64_t found;

    assert_int_equal(sqlite3_prepare_v2(db->connection, sql, -1, &s, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(s), SQLITE_ROW);
    found = sqlite3_column_int64(s, 0);
    sqlite3_finalize(s);
    return found;
}

static void load(const char *id, const char *said)
{
    const struct episode_meta meta = {.id = id};
    const char *text = arena_printf(
        arena, "Main Takeaways:\n1. %s of all.\n\nTranscript:\nMaren Oake\n%s\n", said, said);
    enum library_outcome outcome;

    assert_int_equal(library_load(db, arena, text, strlen(text), &meta, &outcome, NULL, NULL), OK);
}

static size_t total(const char *text)
{
    const struct search_request request = {.text = text, .exact = true, .sections = 5, .limit = 1};
    struct search_result result;

    assert_int_equal(db_begin_read(db, NULL), OK);
    assert_int_equal(search_run_query(db, arena, &request, &result, NULL), OK);
    db_end(db);
    return result.total;
}

/* Nothing is searched by an index of another version. */
static void assert_not_ready(void)
{
    const struct search_request request = {.text = "old", .sections = 5, .limit = 1};
    struct search_result result;
    struct failure f = {0};

    assert_int_equal(db_begin_read(db, NULL), OK);
    assert_int_equal(search_run_query(db, arena, &request, &result, &f), ERR_NOT_READY);
    db_end(db);
    assert_non_null(strstr(f.message, "made anew"));
}

static void upgrade(void)
{
    size_t count;

    assert_int_equal(library_upgrade(db, &count, NULL), OK);
}

/* ---- an index of FTS5's ---- */

/* Drops the tables that later migrations make, and the index on one that was there before. */
static void drop_tables(sqlite3 *connection)
{
    static const char create[] = "\nCREATE TABLE ";

    run_raw(connection, "DROP INDEX episode_filter");
    for (int i = OF_FTS5; i < sql_migration_count; i++)
        for (const char *at = sql_migrations[i]; (at = strstr(at, create));) {
            at += strlen(create);
            run_raw(connection, arena_printf(arena, "DROP TABLE %.*s", (int)strcspn(at, " "), at));
        }
}

/* Makes the file what it was when its index was a virtual table, of a tokenizer that is no more. */
static void go_back(void)
{
    sqlite3 *connection;

    db_close(db);
    assert_int_equal(sqlite3_open(path, &connection), SQLITE_OK);
    drop_tables(connection);
    run_raw(connection, "CREATE VIRTUAL TABLE passage_index USING fts5 (text, content = '')");
    run_raw(connection, "INSERT INTO passage_index (rowid, text) VALUES (1, 'the old lamp')");
    run_raw(connection, "PRAGMA writable_schema = ON;"
                        "UPDATE sqlite_schema SET sql = 'CREATE VIRTUAL TABLE passage_index USING "
                        "fts5 (text, content = '''', tokenize = ''gone'')' "
                        "WHERE name = 'passage_index'");
    run_raw(connection, "PRAGMA user_version = 4");
    sqlite3_close(connection);
    open_db();
}

static void test_from_fts5(void **state)
{
    (void)state;
    load("lamp", "The old lamp");
    load("rope", "An old rope");
    go_back();
    assert_int_equal(number("SELECT count(*) FROM sqlite_schema WHERE name LIKE 'passage_index%'"),
                     0);
    assert_int_equal(number("SELECT count(*) FROM pragma_integrity_check WHERE "
                            "integrity_check = 'ok'"),
                     1);
    assert_not_ready();
    upgrade();
    assert_int_equal(total("old"), 4);
    assert_int_equal(total("\"old lamp\""), 2);
}

/* A load makes the index anew before it adds to it. */
static void test_from_fts5_by_a_load(void **state)
{
    (void)state;
    load("lamp", "The old lamp");
    load("rope", "An old rope");
    go_back();
    load("bell", "Some old bell");
    assert_int_equal(total("old"), 6);
    load("lamp", "That old lamp");
    assert_int_equal(total("old"), 6);
    assert_int_equal(total("bell"), 2);
    assert_int_equal(total("the"), 0);
}

/* ---- an index of another version ---- */

static const char *library_revision(void)
{
    const char *revision;

    assert_int_equal(db_begin_read(db, NULL), OK);
    assert_int_equal(store_library_revision(db, arena, &revision, NULL), OK);
    db_end(db);
    return revision;
}

/* As if the words of a text had been others. */
static void make_outdated(void)
{
    run_raw(db->connection,
            "UPDATE index_state SET made_by = 99, version = version + 1;"
            "UPDATE word SET text = text || 'x'; UPDATE term SET text = text || 'x'");
}

static void assert_made_by_this(void)
{
    assert_int_equal(number("SELECT count(*) FROM word WHERE text LIKE '%x'"), 0);
    assert_int_equal(number("SELECT count(*) FROM term WHERE text LIKE '%x'"), 0);
    assert_int_equal(number("SELECT made_by FROM index_state"), SEARCH_VERSION);
}

/* Words get the numbers that they would in a new file: large ones would take more room in each
 * passage. */
static void test_renewed(void **state)
{
    const char *before;
    int64_t last_word, last_term;

    (void)state;
    load("lamp", "The old lamp");
    load("rope", "An old rope");
    last_word = number("SELECT max(id) FROM word");
    last_term = number("SELECT max(id) FROM term");
    make_outdated();
    assert_not_ready();
    before = library_revision();
    upgrade();
    assert_int_equal(total("old"), 4);
    assert_string_not_equal(library_revision(), before);
    assert_int_equal(number("SELECT max(id) FROM word"), last_word);
    assert_int_equal(number("SELECT max(id) FROM term"), last_term);
    load("rope", "Another rope");
    assert_int_equal(total("old"), 2);
    assert_made_by_this();
}

static void test_renewed_by_each_write(void **state)
{
    struct correction c = {.type = CORRECTION_ROLE, .name = "Maren Oake", .role = ROLE_CLIP};
    struct episode e;

    (void)state;
    load("lamp", "The old lamp");
    load("rope", "An old rope");
    make_outdated();
    load("bell", "Some old bell");
    assert_int_equal(total("old"), 6);
    assert_made_by_this();
    make_outdated();
    assert_int_equal(library_remove(db, "bell", NULL, NULL), OK);
    assert_int_equal(total("old"), 4);
    assert_made_by_this();
    make_outdated();
    assert_int_equal(library_correct(db, arena, "lamp", &c, &e, NULL), OK);
    assert_int_equal(total("old"), 4);
    assert_made_by_this();
}

/* It is made anew once. */
static void test_not_renewed(void **state)
{
    const char *revision;
    int64_t version;

    (void)state;
    upgrade();
    load("lamp", "The old lamp");
    load("rope", "An old rope");
    version = number("SELECT version FROM index_state");
    revision = library_revision();
    upgrade();
    assert_string_equal(library_revision(), revision);
    assert_int_equal(number("SELECT version FROM index_state"), version);
    assert_int_equal(total("old"), 4);
}

/* So is one that was filled and never upgraded. */
static void test_new_file(void **state)
{
    int64_t version;

    (void)state;
    load("lamp", "The old lamp");
    load("rope", "An old rope");
    version = number("SELECT version FROM index_state");
    upgrade();
    assert_int_equal(number("SELECT version FROM index_state"), version);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_from_fts5),   TEST(test_from_fts5_by_a_load),
        TEST(test_renewed),     TEST(test_renewed_by_each_write),
        TEST(test_not_renewed), TEST(test_new_file),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
