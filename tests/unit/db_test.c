/* Handles, transactions and statements. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "db.h"
#include "folder.h"
#include "search.h"

/* Last: its macro fail would hide ours. */
#include <cmocka.h>
#include <sqlite3.h>

static char wal[80], shm[80];

static int setup(void **state)
{
    (void)state;
    snprintf(wal, sizeof wal, "%s-wal", path);
    snprintf(shm, sizeof shm, "%s-shm", path);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    unlink(path);
    unlink(wal);
    unlink(shm);
    return 0;
}

static unsigned syncs;

/* What SQLite calls in its place; a test needs nothing on the disk. */
int fdatasync(int fd)
{
    (void)fd;
    syncs++;
    return 0;
}

static enum err try_open(struct db **db, bool writable, struct failure *f)
{
    struct db_options options = {.path = path, .writable = writable};

    return db_open(db, &options, f);
}

static struct db *open_db(bool writable)
{
    struct failure f = {0};
    struct db *db;

    if (try_open(&db, writable, &f))
        fail_msg("%s", f.message);
    return db;
}

/* Runs SQL on a plain connection, as another program would. */
static void run_raw(const char *sql)
{
    sqlite3 *connection;

    assert_int_equal(sqlite3_open(path, &connection), SQLITE_OK);
    assert_int_equal(sqlite3_exec(connection, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(connection);
}

static void put_revision(struct db *db, const char *revision)
{
    struct db_stmt *s = db_statement(db, SQL_LIBRARY_REVISION_PUT);

    db_bind_text(s, 1, revision);
    assert_int_equal(db_run(s, NULL), OK);
}

static void change(struct db *db, const char *revision)
{
    assert_int_equal(db_begin_write(db, NULL), OK);
    put_revision(db, revision);
    assert_int_equal(db_commit(db, NULL), OK);
    db_end(db);
}

/* In the caller's transaction. */
static void assert_revision(struct db *db, const char *expected)
{
    struct db_stmt *s = db_statement(db, SQL_LIBRARY_REVISION_GET);
    bool row;

    assert_int_equal(db_step(s, &row, NULL), OK);
    assert_true(row);
    assert_string_equal(db_column_text(s, 0), expected);
    assert_int_equal(db_step(s, &row, NULL), OK);
    assert_false(row);
}

static void assert_committed(struct db *db, const char *expected)
{
    assert_int_equal(db_begin_read(db, NULL), OK);
    assert_revision(db, expected);
    db_end(db);
}

/* ---- whose file it is ---- */

static void a_new_file_is_created_and_opens_again(void **state)
{
    struct db *db;

    (void)state;
    db = open_db(true);
    change(db, "one");
    db_close(db);
    db = open_db(true);
    assert_committed(db, "one");
    db_close(db);
    db = open_db(false);
    assert_committed(db, "one");
    db_close(db);
}

static void other_files_are_refused_and_left_alone(void **state)
{
    static const struct {
        const char *sql;
        bool writable;
        const char *says;
    } cases[] = {
        {"CREATE TABLE recipe (name TEXT)", true, "not a database of episoded"},
        {"CREATE TABLE recipe (name TEXT)", false, "not a database of episoded"},
        {"PRAGMA application_id = 77", true, "not a database of episoded"},
        {"PRAGMA user_version = 3", true, "not a database of episoded"},
        {"PRAGMA application_id = 1701865843; PRAGMA user_version = 9999", true, "newer episoded"},
        {"PRAGMA application_id = 1701865843; PRAGMA user_version = 9999", false, "newer episoded"},
        {"PRAGMA application_id = 1701865843; PRAGMA user_version = 0", false, "older episoded"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct failure f = {0};
        struct db *db;

        run_raw(cases[i].sql);
        assert_int_equal(try_open(&db, cases[i].writable, &f), ERR_DATABASE);
        assert_null(db);
        assert_non_null(strstr(f.message, cases[i].says));
        assert_int_not_equal(access(wal, F_OK), 0);
        teardown(state);
    }
}

static void what_is_no_database_is_refused(void **state)
{
    static const char text[] = "Only a shopping list: apples, pears, a loaf of rye bread.\n";
    struct failure f = {0};
    char read_back[sizeof text] = "";
    struct db *db;
    FILE *file = fopen(path, "w");

    (void)state;
    fputs(text, file);
    fclose(file);
    assert_int_equal(try_open(&db, true, &f), ERR_DATABASE);
    assert_non_null(strstr(f.message, "is not a database"));
    file = fopen(path, "r");
    assert_int_equal(fread(read_back, 1, sizeof text, file), sizeof text - 1);
    fclose(file);
    assert_string_equal(read_back, text);
}

static void a_missing_file_is_not_created_for_reading(void **state)
{
    struct failure f = {0};
    struct db *db;

    (void)state;
    assert_int_equal(try_open(&db, false, &f), ERR_DATABASE);
    assert_non_null(strstr(f.message, "No such file"));
    assert_int_not_equal(access(path, F_OK), 0);
}

/* Opens the file in a new process, as soon as the pipe's other end is closed. */
static void open_in_child(const int gate[2])
{
    struct failure f = {0};
    struct db *db;
    char byte;

    if (fork() != 0)
        return;
    close(gate[1]);
    if (read(gate[0], &byte, 1) != 0 || try_open(&db, true, &f))
        _exit(1);
    db_close(db);
    _exit(0);
}

static void many_processes_may_create_one_file(void **state)
{
    for (int round = 0; round < 15; round++) {
        int gate[2], status;

        assert_int_equal(pipe(gate), 0);
        for (int i = 0; i < 3; i++)
            open_in_child(gate);
        close(gate[0]);
        close(gate[1]);
        for (int i = 0; i < 3; i++) {
            assert_true(wait(&status) > 0);
            assert_int_equal(status, 0);
        }
        teardown(state);
    }
}

/* ---- a folder that can't be written ---- */

/* Opens a file as somebody who may read it, but not write in its folder: root may always. */
static enum err open_in_closed_folder(struct db **db, const char *file, bool writable,
                                      struct failure *f)
{
    struct db_options options = {.path = file, .writable = writable};
    bool root = geteuid() == 0;
    enum err failed;

    assert_int_equal(chmod(folder, 0555), 0);
    assert_true(!root || seteuid(65534) == 0);
    failed = db_open(db, &options, f);
    assert_true(!root || seteuid(0) == 0);
    assert_int_equal(chmod(folder, 0700), 0);
    return failed;
}

static void a_file_in_a_closed_folder_can_be_read(void **state)
{
    char odd[96];
    struct failure f = {0};
    struct db *db = open_db(true);

    (void)state;
    snprintf(odd, sizeof odd, "%s/50%%25? #1.db", folder);
    change(db, "closed");
    db_close(db);
    assert_int_equal(rename(path, odd), 0);
    assert_int_equal(open_in_closed_folder(&db, odd, false, &f), OK);
    assert_committed(db, "closed");
    db_close(db);
    assert_int_equal(rename(odd, path), 0);
}

static void what_a_closed_folder_does_not_allow_is_said(void **state)
{
    struct failure f = {0};
    struct db *db;

    (void)state;
    db_close(open_db(true));
    assert_int_equal(open_in_closed_folder(&db, path, true, &f), ERR_DATABASE);
    assert_non_null(strstr(f.message, "its folder can't be"));
    fclose(fopen(wal, "w")); /* left behind by a writer */
    assert_int_equal(open_in_closed_folder(&db, path, false, &f), ERR_DATABASE);
    assert_non_null(strstr(f.message, "there is a -wal beside it"));
}

/* ---- transactions ---- */

static void uncommitted_writes_are_undone(void **state)
{
    struct db *db = open_db(true);

    (void)state;
    change(db, "kept");
    assert_int_equal(db_begin_write(db, NULL), OK);
    put_revision(db, "undone");
    assert_revision(db, "undone");
    db_end(db);
    assert_committed(db, "kept");
    db_close(db);
}

/* Whoever is told of a commit may lose power then. */
static void what_is_committed_is_on_the_disk(void **state)
{
    struct db *db = open_db(true);

    (void)state;
    change(db, "first");
    syncs = 0;
    change(db, "second");
    assert_int_equal(syncs, 1);
    db_close(db);
}

static void a_reader_sees_one_state_until_its_end(void **state)
{
    struct db *writer = open_db(true);
    struct db *reader = open_db(false);

    (void)state;
    change(writer, "old");
    assert_int_equal(db_begin_read(reader, NULL), OK);
    assert_revision(reader, "old");
    assert_int_equal(db_begin_write(writer, NULL), OK);
    put_revision(writer, "new");
    assert_revision(reader, "old");
    assert_int_equal(db_commit(writer, NULL), OK);
    db_end(writer);
    assert_revision(reader, "old");
    db_end(reader);
    assert_committed(reader, "new");
    db_close(reader);
    db_close(writer);
}

static void the_data_version_tells_of_others_commits(void **state)
{
    struct db *writer = open_db(true);
    struct db *reader = open_db(false);
    uint32_t before = db_data_version(reader);

    (void)state;
    assert_int_not_equal(before, 0);
    assert_int_equal(db_data_version(reader), before);
    change(writer, "another");
    assert_int_not_equal(db_data_version(reader), before);
    db_close(reader);
    db_close(writer);
}

static void a_half_read_statement_does_not_outlive_its_transaction(void **state)
{
    struct db *writer = open_db(true);
    struct db *reader = open_db(false);
    struct stat status;
    bool row;

    (void)state;
    change(writer, "old");
    assert_int_equal(db_begin_read(reader, NULL), OK);
    assert_int_equal(db_step(db_statement(reader, SQL_LIBRARY_REVISION_GET), &row, NULL), OK);
    db_end(reader);
    change(writer, "new");
    assert_int_equal(db_optimize(writer, NULL), OK);
    assert_int_equal(stat(wal, &status), 0);
    assert_int_equal(status.st_size, 0);
    assert_committed(reader, "new");
    db_close(reader);
    db_close(writer);
}

static void the_budget_ends_statements(void **state)
{
    const struct timespec pause = {.tv_nsec = 5000000};
    struct db *db = open_db(true);
    struct failure f = {0};
    bool row;

    (void)state;
    db_set_budget(db, 1);
    nanosleep(&pause, NULL);
    assert_int_equal(db_step(db_statement(db, SQL_LIBRARY_REVISION_GET), &row, &f), ERR_BUSY);
    assert_int_not_equal(db_data_version(db), 0);
    db_set_budget(db, 0);
    assert_committed(db, "");
    db_close(db);
}

static void half_a_budget_leaves_the_other_half(void **state)
{
    const struct timespec pause = {.tv_sec = 1, .tv_nsec = 600000000};
    struct db *db = open_db(true);
    struct db_stmt *s = db_statement(db, SQL_LIBRARY_REVISION_GET);
    struct failure f = {0};
    bool row;

    (void)state;
    db_take_half(db); /* of no budget */
    assert_int_equal(db_step(s, &row, &f), OK);
    db_take_whole(db);
    db_set_budget(db, 3000);
    db_take_half(db);
    nanosleep(&pause, NULL);
    assert_int_equal(db_step(s, &row, &f), ERR_BUSY);
    db_take_whole(db);
    assert_int_equal(db_step(s, &row, &f), OK);
    db_set_budget(db, 0);
    db_close(db);
}

/* ---- statements ---- */

static void values_come_back_as_they_were_bound(void **state)
{
    struct db *db = open_db(true);
    struct db_stmt *s;
    size_t len;
    bool row;

    (void)state;
    assert_int_equal(db_begin_write(db, NULL), OK);
    s = db_statement(db, SQL_PART_PUT);
    for (int i = 1; i <= 7; i++)
        db_bind_int(s, i, INT64_C(5000000000) + i);
    db_bind_text_n(s, 8, "Lantern Oil & Co", 11);
    db_bind_int(s, 9, 0);
    assert_int_equal(db_run(s, NULL), OK);
    assert_int_equal(db_last_key(db), INT64_C(5000000001));
    db_bind_int(s, 1, INT64_C(5000000002));
    db_bind_text(s, 8, NULL);
    assert_int_equal(db_run(s, NULL), OK);

    s = db_statement(db, SQL_PART_RANGE);
    db_bind_int(s, 1, 0);
    db_bind_int(s, 2, INT64_MAX);
    assert_int_equal(db_step(s, &row, NULL), OK);
    assert_int_equal(db_column_int(s, 0), INT64_C(5000000003));
    assert_true(db_column_double(s, 1) == 5000000005.0);
    assert_string_equal(db_column_text(s, 4), "Lantern Oil");
    assert_memory_equal(db_column_blob(s, 4, &len), "Lantern Oil", 11);
    assert_int_equal(len, 11);
    assert_false(db_column_is_null(s, 4));
    assert_int_equal(db_step(s, &row, NULL), OK);
    assert_true(db_column_is_null(s, 4));
    assert_null(db_column_text(s, 4));
    db_end(db);
    db_close(db);
}

static void a_bad_binding_shows_at_the_step_and_once(void **state)
{
    struct db *db = open_db(true);
    struct db_stmt *s = db_statement(db, SQL_LIBRARY_REVISION_PUT);
    struct failure f = {0};

    (void)state;
    db_bind_int(s, 99, 1);
    assert_int_equal(db_run(s, &f), ERR_DATABASE);
    change(db, "fine");
    assert_committed(db, "fine");
    db_close(db);
}

static void failures_keep_their_sql_to_the_log(void **state)
{
    struct db *db = open_db(true);
    struct db_stmt *s;
    struct failure f = {0};

    (void)state;
    assert_int_equal(db_begin_write(db, NULL), OK);
    s = db_statement(db, SQL_LIBRARY_REVISION_PUT);
    db_bind_text(s, 1, NULL);
    assert_int_equal(db_run(s, &f), ERR_DATABASE);
    assert_null(strstr(f.message, "library"));
    assert_null(strstr(f.message, "NULL"));
    db_end(db);
    db_close(db);
}

static void tidying_empties_and_deletes_the_wal(void **state)
{
    struct db *writer = open_db(true);
    struct db *reader = open_db(false);

    (void)state;
    change(writer, "all of it");
    assert_committed(reader, "all of it");
    db_close(writer);
    db_tidy(path);
    assert_int_equal(access(wal, F_OK), 0);
    db_close(reader);
    assert_int_equal(access(wal, F_OK), 0);
    db_tidy(path);
    assert_int_not_equal(access(wal, F_OK), 0);
    reader = open_db(false);
    assert_committed(reader, "all of it");
    db_close(reader);
}

static void tidying_creates_nothing(void **state)
{
    (void)state;
    db_tidy(path);
    assert_int_not_equal(access(path, F_OK), 0);
}

static void closing_nothing_is_allowed(void **state)
{
    (void)state;
    db_close(NULL);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_new_file_is_created_and_opens_again),
        TEST(other_files_are_refused_and_left_alone),
        TEST(what_is_no_database_is_refused),
        TEST(a_missing_file_is_not_created_for_reading),
        TEST(many_processes_may_create_one_file),
        TEST(a_file_in_a_closed_folder_can_be_read),
        TEST(what_a_closed_folder_does_not_allow_is_said),
        TEST(uncommitted_writes_are_undone),
        TEST(what_is_committed_is_on_the_disk),
        TEST(a_reader_sees_one_state_until_its_end),
        TEST(the_data_version_tells_of_others_commits),
        TEST(a_half_read_statement_does_not_outlive_its_transaction),
        TEST(the_budget_ends_statements),
        TEST(half_a_budget_leaves_the_other_half),
        TEST(values_come_back_as_they_were_bound),
        TEST(a_bad_binding_shows_at_the_step_and_once),
        TEST(failures_keep_their_sql_to_the_log),
        TEST(tidying_empties_and_deletes_the_wal),
        TEST(tidying_creates_nothing),
        TEST(closing_nothing_is_allowed),
    };

    umask(022); /* some tests become another user, who may read what they made */
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
