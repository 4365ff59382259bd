/* A handle: opening, closing, transactions. */
#include "db_internal.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "buf.h"

#define BUSY_TIMEOUT_MS 5000
#define PROGRESS_OPERATIONS 1000 /* of SQLite's machine between two looks at the clock */

static const char *const own_texts[OWNS] = {
    [OWN_BEGIN_READ] = "BEGIN",  [OWN_BEGIN_WRITE] = "BEGIN IMMEDIATE", [OWN_COMMIT] = "COMMIT",
    [OWN_ROLLBACK] = "ROLLBACK", [OWN_VERSION] = "PRAGMA data_version",
};

enum err db_exec(sqlite3 *connection, const char *sql, const char *what, struct failure *f)
{
    int rc = sqlite3_exec(connection, sql, NULL, NULL, NULL);

    return rc == SQLITE_OK ? OK : db_fail(f, connection, rc, what);
}

static int64_t now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

bool db_over_budget(const struct db *db)
{
    return db->deadline && now() >= db->deadline;
}

static int on_progress(void *context)
{
    return db_over_budget(context);
}

/* A statement that is left in the middle of its rows keeps its state of the database alive,
 * and the WAL from being emptied, transaction or not. (Most statements were not stepped, and
 * are not in the processor's cache.) */
static void reset_stepped(struct db *db)
{
    for (; db->stepped; db->stepped = db->stepped->next) {
        db_reset(db->stepped);
        db->stepped->is_stepped = false;
    }
}

void db_set_budget(struct db *db, unsigned milliseconds)
{
    db->deadline = milliseconds ? now() + (int64_t)milliseconds * 1000000 : 0;
    sqlite3_progress_handler(db->connection, milliseconds ? PROGRESS_OPERATIONS : 0, on_progress,
                             db);
}

void db_take_half(struct db *db)
{
    db->whole_deadline = db->deadline;
    if (db->deadline)
        db->deadline -= (db->deadline - now()) / 2;
}

void db_take_whole(struct db *db)
{
    db->deadline = db->whole_deadline;
    reset_stepped(db);
}

enum err db_check_budget(struct db *db, struct failure *f)
{
    return db_over_budget(db) ? db_fail(f, db->connection, SQLITE_INTERRUPT, "the budget") : OK;
}

/* ---- opening ---- */

/* SQLite counts its memory behind one lock that all threads share; nobody reads the count. */
static void configure_library(void)
{
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

/* Why no file can be made beside this one; 0 where one can, or where there is no folder. */
static int why_closed(const char *path)
{
    const char *slash = strrchr(path, '/');
    char folder[4096];

    snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - path + 1) : 1,
             slash ? path : ".");
    if (access(folder, F_OK) != 0 || faccessat(AT_FDCWD, folder, W_OK, AT_EACCESS) == 0)
        return 0;
    return errno;
}

/* The error number behind a failed open. SQLite tries again read-only where it may not write,
 * and then tells of that second try. */
static int why_not_opened(const struct db *db, const char *path)
{
    int number = sqlite3_system_errno(db->connection);
    int closed = db->writable && number == ENOENT ? why_closed(path) : 0;

    return closed ? closed : number;
}

/* Another process holds the lock; 0 gives up. In short steps: SQLite's own handler, which comes to
 * look every 100 ms only, misses the moments between the writes of a server that is kept busy. */
static int wait_for_lock(void *unused, int tries)
{
    enum { STEP_MS = 2 };

    (void)unused;
    sqlite3_sleep(STEP_MS);
    return tries < BUSY_TIMEOUT_MS / STEP_MS;
}

static enum err connect_file(struct db *db, const char *path, int flags, struct failure *f)
{
    int rc = sqlite3_open_v2(path, &db->connection, flags | SQLITE_OPEN_NOMUTEX, NULL);

    if (!db->connection)
        return fail(f, ERR_MEMORY, "out of memory");
    if (rc != SQLITE_OK)
        return fail(f, ERR_DATABASE, "the database %s can't be %s: %s", path,
                    db->writable ? "opened or created" : "opened",
                    strerror(why_not_opened(db, path)));
    sqlite3_extended_result_codes(db->connection, 1);
    sqlite3_busy_handler(db->connection, wait_for_lock, NULL);
    return OK;
}

/* Opens it once more, as a file that nobody changes. */
static enum err connect_immutable(struct db *db, const char *path, struct failure *f)
{
    enum err failed;
    struct buf uri;

    sqlite3_close(db->connection);
    db->connection = NULL;
    buf_init(&uri);
    buf_str(&uri, *path == '/' ? "file://" : "file:");
    for (const char *s = path; *s; s++)
        buf_printf(&uri, strchr("%?#", *s) ? "%%%02X" : "%c", *s);
    buf_str(&uri, "?immutable=1");
    failed = uri.failed ? fail(f, ERR_MEMORY, "out of memory")
                        : connect_file(db, uri.data, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, f);
    buf_finish(&uri);
    return failed;
}

/* Even to read one in WAL mode, SQLite makes files beside it, and could not: in a folder that can't
 * be written, what has no WAL is read as it stands
 * (https://www.sqlite.org/wal.html#read_only_databases). Nobody who writes has it open then, but
 * may later: so this is for what is read once. */
static enum err connect_beside_nothing(struct db *db, const char *path, struct failure *f)
{
    const char *file = sqlite3_db_filename(db->connection, "main");

    if (!why_closed(file))
        return fail(f, ERR_DATABASE, "the database %s can't be opened: %s", path,
                    strerror(sqlite3_system_errno(db->connection)));
    if (db->writable)
        return fail(f, ERR_DATABASE,
                    "%s can't be written, as its folder can't be: search and export can read it, "
                    "and a copy elsewhere can be written",
                    path);
    if (access(sqlite3_filename_wal(file), F_OK) == 0)
        return fail(f, ERR_DATABASE,
                    "%s can't be read, as there is a -wal beside it and its folder can't be "
                    "written: copy both to where you may write",
                    path);
    return connect_immutable(db, path, f);
}

/* Reads, so that the file is really opened. */
static enum err connect(struct db *db, const char *path, struct failure *f)
{
    int flags = db->writable ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
    enum err failed = connect_file(db, path, flags, f);
    int rc;

    if (failed)
        return failed;
    rc = sqlite3_exec(db->connection, "SELECT count(*) FROM sqlite_schema", NULL, NULL, NULL);
    if (rc == SQLITE_READONLY_DIRECTORY || (rc & 0xff) == SQLITE_CANTOPEN)
        return connect_beside_nothing(db, path, f);
    return OK;
}

/* Beside another process that is doing the same SQLite gives up at once, without asking its busy
 * handler. */
static enum err enter_wal(struct db *db, struct failure *f)
{
    int rc, tries = 0;

    do
        rc = sqlite3_exec(db->connection, "PRAGMA journal_mode = WAL", NULL, NULL, NULL);
    while ((rc & 0xff) == SQLITE_BUSY && wait_for_lock(NULL, tries++));
    return rc == SQLITE_OK ? OK : db_fail(f, db->connection, rc, "turning to a WAL");
}

/* Readers map the file, up to what SQLite allows (SQLITE_MAX_MMAP_SIZE): they share one copy of
 * each page, so that a small cache does. The writer rewrites many of the index's pages again with
 * each load: they stay in its cache, and in the WAL (of 16 MB, before it is emptied into the file),
 * for some loads. What it has committed is told as safe: it is synced then (FULL). */
static enum err configure(struct db *db, struct failure *f)
{
    static const char writer[] = "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
                                 "PRAGMA cache_size = -32768; PRAGMA wal_autocheckpoint = 4096";
    static const char reader[] = "PRAGMA mmap_size = 2147418112; PRAGMA cache_size = -1024";
    enum err failed = db->writable ? enter_wal(db, f) : OK;

    if (failed)
        return failed;
    return db_exec(db->connection, db->writable ? writer : reader, "setting up a connection", f);
}

static enum err prepare(struct db *db, struct db_stmt *s, const char *name, const char *text,
                        struct failure *f)
{
    int rc = sqlite3_prepare_v3(db->connection, text, -1, SQLITE_PREPARE_PERSISTENT, &s->raw, NULL);

    s->db = db;
    s->name = name;
    return rc == SQLITE_OK ? OK : db_fail(f, db->connection, rc, name);
}

static enum err prepare_all(struct db *db, struct failure *f)
{
    enum err failed = OK;

    for (int i = 0; !failed && i < OWNS; i++)
        failed = prepare(db, &db->own[i], own_texts[i], own_texts[i], f);
    for (int i = 0; !failed && i < SQL_COUNT; i++) {
        const struct sql_statement *sql = &sql_statements[i];

        if (db->writable || !sql->write)
            failed = prepare(db, &db->statements[i], sql->name, sql->text, f);
    }
    return failed;
}

static enum err open_into(struct db *db, const struct db_options *options, struct failure *f)
{
    enum err failed = connect(db, options->path, f);

    if (!failed)
        failed = db_check_identity(db, options->path, f);
    if (!failed)
        failed = configure(db, f);
    if (!failed && db->writable)
        failed = db_migrate(db, f);
    if (!failed)
        failed = prepare_all(db, f);
    return failed;
}

enum err db_open(struct db **out, const struct db_options *options, struct failure *f)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    struct db *db = calloc(1, sizeof *db);
    enum err failed;

    *out = NULL;
    pthread_once(&once, configure_library);
    if (!db)
        return fail(f, ERR_MEMORY, "out of memory");
    db->writable = options->writable;
    failed = open_into(db, options, f);
    if (failed) {
        db_close(db);
        return failed;
    }
    *out = db;
    return OK;
}

void db_close(struct db *db)
{
    if (!db)
        return;
    if (db->attached)
        db->destroy_attached(db->attached);
    for (int i = 0; i < OWNS; i++)
        sqlite3_finalize(db->own[i].raw);
    for (int i = 0; i < SQL_COUNT; i++)
        sqlite3_finalize(db->statements[i].raw);
    if (db->connection) {
        assert(sqlite3_get_autocommit(db->connection));
        sqlite3_close(db->connection);
    }
    free(db);
}

/* A connection that has read something is one that closes the WAL. */
void db_tidy(const char *path)
{
    sqlite3 *connection;

    if (sqlite3_open_v2(path, &connection, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) ==
        SQLITE_OK)
        (void)sqlite3_exec(connection, "SELECT count(*) FROM sqlite_schema", NULL, NULL, NULL);
    sqlite3_close(connection);
}

/* ---- transactions ---- */

enum err db_begin_read(struct db *db, struct failure *f)
{
    return db_run(&db->own[OWN_BEGIN_READ], f);
}

enum err db_begin_write(struct db *db, struct failure *f)
{
    return db_run(&db->own[OWN_BEGIN_WRITE], f);
}

enum err db_commit(struct db *db, struct failure *f)
{
    reset_stepped(db);
    return db_run(&db->own[OWN_COMMIT], f);
}

bool db_in_transaction(const struct db *db)
{
    return !sqlite3_get_autocommit(db->connection);
}

void db_end(struct db *db)
{
    struct db_stmt *rollback = &db->own[OWN_ROLLBACK];

    reset_stepped(db);
    /* SQLite has ended the transaction itself after some failures, as of a full disk. */
    if (!sqlite3_get_autocommit(db->connection)) {
        sqlite3_step(rollback->raw);
        sqlite3_reset(rollback->raw);
    }
    assert(sqlite3_get_autocommit(db->connection));
}

/* Whatever the budget: this is asked between requests. */
uint32_t db_data_version(struct db *db)
{
    sqlite3_stmt *s = db->own[OWN_VERSION].raw;
    uint32_t version = 0;

    if (sqlite3_step(s) == SQLITE_ROW)
        version = (uint32_t)sqlite3_column_int64(s, 0);
    sqlite3_reset(s);
    return version;
}

enum err db_optimize(struct db *db, struct failure *f)
{
    enum err failed = db_exec(db->connection, "PRAGMA analysis_limit = 400; PRAGMA optimize",
                              "refreshing statistics", f);

    if (failed)
        return failed;
    return db_exec(db->connection, "PRAGMA wal_checkpoint(TRUNCATE)", "emptying the WAL", f);
}

int64_t db_last_key(struct db *db)
{
    return sqlite3_last_insert_rowid(db->connection);
}

void db_attach(struct db *db, void *state, void (*destroy)(void *state))
{
    assert(!db->attached);
    db->attached = state;
    db->destroy_attached = destroy;
}

void *db_attached(const struct db *db)
{
    return db->attached;
}
