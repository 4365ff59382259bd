/* Prepared statements: bindings, steps, columns. */
#include "db_internal.h"

#include <assert.h>

struct db_stmt *db_statement(struct db *db, enum sql_id id)
{
    struct db_stmt *s = &db->statements[id];

    assert(s->raw);
    db_reset(s);
    sqlite3_clear_bindings(s->raw);
    return s;
}

static void note(struct db_stmt *s, int rc)
{
    if (s->bind_error == SQLITE_OK)
        s->bind_error = rc;
}

void db_bind_int(struct db_stmt *s, int parameter, int64_t value)
{
    note(s, sqlite3_bind_int64(s->raw, parameter, value));
}

void db_bind_double(struct db_stmt *s, int parameter, double value)
{
    note(s, sqlite3_bind_double(s->raw, parameter, value));
}

void db_bind_text(struct db_stmt *s, int parameter, const char *text)
{
    note(s, sqlite3_bind_text(s->raw, parameter, text, -1, SQLITE_STATIC));
}

void db_bind_text_n(struct db_stmt *s, int parameter, const char *text, size_t len)
{
    note(s, sqlite3_bind_text64(s->raw, parameter, text, len, SQLITE_STATIC, SQLITE_UTF8));
}

void db_bind_blob(struct db_stmt *s, int parameter, const void *bytes, size_t len)
{
    /* A NULL pointer would bind NULL in place of an empty blob. */
    note(s, sqlite3_bind_blob64(s->raw, parameter, bytes ? bytes : "", len, SQLITE_STATIC));
}

/* What keeps a statement from being stepped at all, or SQLITE_OK. The clock is read where a
 * statement begins; within one, the progress handler reads it. */
static int hindrance(const struct db_stmt *s)
{
    if (s->bind_error != SQLITE_OK)
        return s->bind_error;
    if (!sqlite3_stmt_busy(s->raw) && db_over_budget(s->db))
        return SQLITE_INTERRUPT;
    return SQLITE_OK;
}

static void list(struct db_stmt *s)
{
    if (s->is_stepped)
        return;
    s->is_stepped = true;
    s->next = s->db->stepped;
    s->db->stepped = s;
}

enum err db_step(struct db_stmt *s, bool *row, struct failure *f)
{
    int rc = hindrance(s);
    enum err failed;

    *row = false;
    list(s);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(s->raw);
    if (rc == SQLITE_ROW) {
        *row = true;
        return OK;
    }
    failed = rc == SQLITE_DONE ? OK : db_fail(f, s->db->connection, rc, s->name);
    db_reset(s);
    return failed;
}

enum err db_run(struct db_stmt *s, struct failure *f)
{
    bool row;
    enum err failed = db_step(s, &row, f);

    assert(failed || !row);
    return failed;
}

enum err db_number(struct db_stmt *s, int64_t *number, struct failure *f)
{
    bool row;
    enum err failed = db_step(s, &row, f);

    if (row)
        *number = db_column_int(s, 0);
    db_reset(s);
    return failed;
}

void db_reset(struct db_stmt *s)
{
    sqlite3_reset(s->raw); /* its code repeats the step's */
    s->bind_error = SQLITE_OK;
}

int64_t db_column_int(struct db_stmt *s, int column)
{
    return sqlite3_column_int64(s->raw, column);
}

double db_column_double(struct db_stmt *s, int column)
{
    return sqlite3_column_double(s->raw, column);
}

const char *db_column_text(struct db_stmt *s, int column)
{
    return (const char *)sqlite3_column_text(s->raw, column);
}

const void *db_column_blob(struct db_stmt *s, int column, size_t *len)
{
    const void *bytes = sqlite3_column_blob(s->raw, column);

    *len = (size_t)sqlite3_column_bytes(s->raw, column);
    return bytes;
}

bool db_column_is_null(struct db_stmt *s, int column)
{
    return sqlite3_column_type(s->raw, column) == SQLITE_NULL;
}
