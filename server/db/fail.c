/* SQLite's failures in our words. */
#include "db_internal.h"

#include "log.h"

static const char *words_for(int primary)
{
    switch (primary) {
    case SQLITE_FULL:
        return "the disk, or the database, is full";
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return "the database may not be written";
    case SQLITE_IOERR:
        return "reading or writing the database file failed";
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return "the database file is damaged";
    case SQLITE_TOOBIG:
        return "a text is too long for the database";
    default:
        return "the database failed";
    }
}

static enum err code_for(int primary)
{
    return primary == SQLITE_FULL || primary == SQLITE_IOERR ? ERR_DISK : ERR_DATABASE;
}

/* What SQLite says of rc, and not of what was done since. */
static const char *said_of(sqlite3 *connection, int rc)
{
    return sqlite3_extended_errcode(connection) == rc ? sqlite3_errmsg(connection)
                                                      : sqlite3_errstr(rc);
}

enum err db_fail(struct failure *f, sqlite3 *connection, int rc, const char *what)
{
    switch (rc & 0xff) {
    case SQLITE_INTERRUPT:
        return fail(f, ERR_BUSY, "the time budget is used up");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return fail(f, ERR_BUSY, "another process is writing to the database");
    case SQLITE_NOMEM:
        return fail(f, ERR_MEMORY, "out of memory");
    default:
        log_error("database: %s: %s (%d)", what, said_of(connection, rc), rc);
        return fail(f, code_for(rc & 0xff), "%s", words_for(rc & 0xff));
    }
}
