/* Whose file it is, and its schema's version.
 *
 * application_id tells episoded's files from other SQLite files; user_version counts the
 * migrations of schema/ that a file has seen. */
#include "db_internal.h"

#include <inttypes.h>
#include <stdio.h>

#define APPLICATION_ID 0x65706973 /* "epis" */

/* The one number that a statement gives. */
static int query_number(sqlite3 *connection, const char *sql, int64_t *number)
{
    sqlite3_stmt *s;
    int rc = sqlite3_prepare_v2(connection, sql, -1, &s, NULL);

    if (rc != SQLITE_OK)
        return rc;
    rc = sqlite3_step(s);
    if (rc == SQLITE_ROW)
        *number = sqlite3_column_int64(s, 0);
    sqlite3_finalize(s);
    return rc == SQLITE_ROW ? SQLITE_OK : rc;
}

/* In one transaction: another process may be creating the file now. */
static int read_identity(sqlite3 *connection, int64_t *application, int64_t *version,
                         int64_t *objects)
{
    int rc = sqlite3_exec(connection, "BEGIN", NULL, NULL, NULL);

    if (rc == SQLITE_OK)
        rc = query_number(connection, "PRAGMA application_id", application);
    if (rc == SQLITE_OK)
        rc = query_number(connection, "PRAGMA user_version", version);
    if (rc == SQLITE_OK)
        rc = query_number(connection, "SELECT count(*) FROM sqlite_schema", objects);
    if (!sqlite3_get_autocommit(connection))
        sqlite3_exec(connection, "COMMIT", NULL, NULL, NULL);
    return rc;
}

enum err db_check_identity(struct db *db, const char *path, struct failure *f)
{
    int64_t application = 0, version = 0, objects = 0;
    int rc = read_identity(db->connection, &application, &version, &objects);

    if (rc == SQLITE_NOTADB)
        return fail(f, ERR_DATABASE, "%s is not a database", path);
    if (rc != SQLITE_OK)
        return db_fail(f, db->connection, rc, "reading the file's identity");
    if (db->writable && application == 0 && version == 0 && objects == 0)
        return OK;
    if (application != APPLICATION_ID)
        return fail(f, ERR_DATABASE, "%s is not a database of episoded", path);
    if (version > sql_migration_count)
        return fail(f, ERR_DATABASE,
                    "%s was written by a newer episoded (schema %" PRId64
                    ", this one knows %d): use that, or another --db",
                    path, version, sql_migration_count);
    if (version < sql_migration_count && !db->writable)
        return fail(f, ERR_DATABASE,
                    "%s was written by an older episoded (schema %" PRId64
                    ", this one needs %d): open it once for writing, with load or serve",
                    path, version, sql_migration_count);
    return OK;
}

/* In a write transaction: another process may have migrated while this one waited for it. */
static enum err migrate_locked(struct db *db, struct failure *f)
{
    int64_t version = 0;
    char marks[96];
    int rc = query_number(db->connection, "PRAGMA user_version", &version);
    enum err failed = OK;

    if (rc != SQLITE_OK)
        return db_fail(f, db->connection, rc, "reading the schema's version");
    for (int64_t i = version; !failed && i < sql_migration_count; i++)
        failed = db_exec(db->connection, sql_migrations[i], "a migration", f);
    if (failed)
        return failed;
    snprintf(marks, sizeof marks, "PRAGMA application_id = %d; PRAGMA user_version = %d",
             APPLICATION_ID, sql_migration_count);
    return db_exec(db->connection, marks, "marking the file", f);
}

enum err db_migrate(struct db *db, struct failure *f)
{
    int64_t version = 0;
    int rc = query_number(db->connection, "PRAGMA user_version", &version);
    enum err failed;

    if (rc != SQLITE_OK)
        return db_fail(f, db->connection, rc, "reading the schema's version");
    if (version >= sql_migration_count)
        return OK;
    failed = db_exec(db->connection, "BEGIN IMMEDIATE", "beginning to migrate", f);
    if (failed)
        return failed;
    failed = migrate_locked(db, f);
    if (!failed)
        failed = db_exec(db->connection, "COMMIT", "committing a migration", f);
    if (failed && !sqlite3_get_autocommit(db->connection))
        sqlite3_exec(db->connection, "ROLLBACK", NULL, NULL, NULL);
    return failed;
}
