/* What the files of db/ share. */
#ifndef EPISODED_DB_INTERNAL_H
#define EPISODED_DB_INTERNAL_H

#include <sqlite3.h>
#include <stdint.h>

#include "db.h"

struct db_stmt {
    sqlite3_stmt *raw;
    struct db *db;
    const char *name; /* for the log */
    int bind_error;   /* of the first binding that failed, or SQLITE_OK */
    bool is_stepped;  /* it is in the handle's list */
    struct db_stmt *next;
};

/* The handle's own statements, beside those of schema/. */
enum own_statement { OWN_BEGIN_READ, OWN_BEGIN_WRITE, OWN_COMMIT, OWN_ROLLBACK, OWN_VERSION, OWNS };

struct db {
    sqlite3 *connection;
    bool writable;
    void *attached; /* see db_attach */
    void (*destroy_attached)(void *state);
    int64_t deadline;        /* on the monotonic clock, nanoseconds; 0: none */
    int64_t whole_deadline;  /* the same, of all that was given */
    struct db_stmt *stepped; /* what may be in the middle of its rows */
    struct db_stmt own[OWNS];
    struct db_stmt statements[SQL_COUNT]; /* raw is NULL for those of a set that is not open */
};

/* Logs what SQLite says of its last failure, code rc, and describes it in *f without
 * SQLite's words. what names the doing, for the log. ERR_BUSY where the time is up or another
 * process holds the file, ERR_MEMORY, ERR_DISK where no other try would go better, else
 * ERR_DATABASE. */
enum err db_fail(struct failure *f, sqlite3 *connection, int rc, const char *what);

/* True once the handle's budget is used up. */
bool db_over_budget(const struct db *db);

/* Runs SQL text that gives no rows. */
enum err db_exec(sqlite3 *connection, const char *sql, const char *what, struct failure *f);

/* Refuses a file that is not ours or too new, or too old to be read without migrating it. A
 * new, empty file passes where it is writable. */
enum err db_check_identity(struct db *db, const char *path, struct failure *f);

/* Brings the schema of a writable handle up to this binary's, in one transaction. */
enum err db_migrate(struct db *db, struct failure *f);

#endif
