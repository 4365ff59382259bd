/* A database handle with its prepared statements. One handle belongs to one thread at a time.
 *
 * Statements are named in the SQL files of schema/ and embedded at build time; enum sql_id
 * (generated sql.h) has one entry each. All of a handle's set are prepared when it opens, so that
 * bad SQL fails at start. */
#ifndef EPISODED_DB_H
#define EPISODED_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "sql.h" /* generated: enum sql_id */

struct db;
struct db_stmt;

struct db_options {
    const char *path;
    bool writable; /* creates and migrates the file, WAL, prepares the write statements too */
};

/* Opens a handle. A file that is no episoded database, or newer than this binary, is
 * refused with a message that says so. To be read, one without a WAL in a folder that can't be
 * written is taken for a file that nobody changes. */
enum err db_open(struct db **out, const struct db_options *options, struct failure *f);

/* Closes; NULL is allowed. Asserts that no transaction is open. */
void db_close(struct db *db);

/* Empties the WAL into the file and deletes it, unless somebody has the database open: SQLite does
 * so itself only where the last handle to close may write. Creates no file; a failure leaves
 * everything as it is. */
void db_tidy(const char *path);

/* Transactions. A read transaction sees one state of the database until db_end. */
enum err db_begin_read(struct db *db, struct failure *f);
enum err db_begin_write(struct db *db, struct failure *f);
enum err db_commit(struct db *db, struct failure *f);
/* Whether one is open. */
bool db_in_transaction(const struct db *db);
/* Ends whatever is open, undoing writes that were not committed; resets every statement. */
void db_end(struct db *db);

/* Statements run after this fail with ERR_BUSY once milliseconds have passed; 0: no limit. */
void db_set_budget(struct db *db, unsigned milliseconds);

/* For work that may be left out: half of the time that is left is all there is, until
 * db_take_whole. That resets every statement, wherever the work was when its time was up. */
void db_take_half(struct db *db);
void db_take_whole(struct db *db);

/* ERR_BUSY once they have passed: for work that runs no statements. */
enum err db_check_budget(struct db *db, struct failure *f);

/* Changes whenever another connection has committed (PRAGMA data_version); 0 on failure. */
uint32_t db_data_version(struct db *db);

/* Empties the WAL into the file and lets SQLite refresh its statistics; for the end of a
 * bulk load. */
enum err db_optimize(struct db *db, struct failure *f);

/* The statement of that name, reset and without bindings. Never NULL for a statement of the
 * handle's set. Valid until the handle closes; one use at a time. */
struct db_stmt *db_statement(struct db *db, enum sql_id id);

/* Parameters count from 1. Text and blobs must live until the statement is reset or bound
 * again; a NULL text binds NULL. */
void db_bind_int(struct db_stmt *s, int parameter, int64_t value);
void db_bind_double(struct db_stmt *s, int parameter, double value);
void db_bind_text(struct db_stmt *s, int parameter, const char *text);
void db_bind_text_n(struct db_stmt *s, int parameter, const char *text, size_t len);
void db_bind_blob(struct db_stmt *s, int parameter, const void *bytes, size_t len);

/* Steps to the next row: *row tells whether there is one; at the end the statement is reset.
 * A binding that failed shows here. ERR_BUSY past the budget, ERR_DISK for a full or failing
 * disk, else ERR_DATABASE. */
enum err db_step(struct db_stmt *s, bool *row, struct failure *f);

/* Runs a statement that gives no rows, to its end. */
enum err db_run(struct db_stmt *s, struct failure *f);

/* Runs a statement for the first column of its first row: a number, that *number becomes; it stays
 * as it is where there is no row. */
enum err db_number(struct db_stmt *s, int64_t *number, struct failure *f);

/* Gives up the rest of a statement's rows. */
void db_reset(struct db_stmt *s);

/* Columns count from 0 and are valid until the next step. Text is NULL for NULL. */
int64_t db_column_int(struct db_stmt *s, int column);
double db_column_double(struct db_stmt *s, int column);
const char *db_column_text(struct db_stmt *s, int column);
const void *db_column_blob(struct db_stmt *s, int column, size_t *len);
bool db_column_is_null(struct db_stmt *s, int column);

/* The key of the row that was inserted last. */
int64_t db_last_key(struct db *db);

/* What another room keeps beside a handle: given away to it, and destroyed before it closes. NULL
 * where nothing was attached. */
void db_attach(struct db *db, void *state, void (*destroy)(void *state));
void *db_attached(const struct db *db);

#endif
