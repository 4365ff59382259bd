/* What `episoded load` is measured against: the lines of the same transcripts, put into a plain
 * FTS5 table and nothing else.
 *
 *   fts5_insert DATABASE each|one PAGE...
 *
 * each: one transaction a page, as load does; one: a single transaction for all of them. Lines
 * that hold only a name are put in too: without the whole of ingest they can't be told from
 * speech. They are some hundredths of the text. */
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static void die(const char *what, const char *why)
{
    fprintf(stderr, "fts5_insert: %s: %s\n", what, why);
    exit(1);
}

static void run(sqlite3 *db, const char *sql)
{
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        die(sql, sqlite3_errmsg(db));
}

static bool opens_transcript(const char *line)
{
    return strncasecmp(line, "transcript", 10) == 0 &&
           line[10 + strspn(line + 10, ": \t\r\n")] == 0;
}

static void insert(sqlite3 *db, sqlite3_stmt *statement, const char *line, size_t len)
{
    sqlite3_bind_text(statement, 1, line, (int)len, SQLITE_STATIC);
    if (sqlite3_step(statement) != SQLITE_DONE)
        die("insert", sqlite3_errmsg(db));
    sqlite3_reset(statement);
}

static void insert_page(sqlite3 *db, sqlite3_stmt *statement, const char *path)
{
    FILE *page = fopen(path, "r");
    char *line = NULL;
    size_t capacity = 0;
    ssize_t len;
    bool inside = false;

    if (!page)
        die(path, "can't be read");
    while ((len = getline(&line, &capacity, page)) > 0) {
        while (len > 0 && strchr(" \t\r\n", line[len - 1]))
            line[--len] = '\0';
        if (inside && len > 0)
            insert(db, statement, line, (size_t)len);
        inside = inside || opens_transcript(line);
    }
    free(line);
    fclose(page);
}

int main(int argc, char **argv)
{
    sqlite3 *db;
    sqlite3_stmt *statement;
    bool each;

    if (argc < 4 || (strcmp(argv[2], "each") != 0 && strcmp(argv[2], "one") != 0))
        die("usage", "fts5_insert DATABASE each|one PAGE...");
    each = strcmp(argv[2], "each") == 0;
    if (sqlite3_open(argv[1], &db) != SQLITE_OK)
        die(argv[1], sqlite3_errmsg(db));
    /* As server/db/db.c opens a writer. */
    run(db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -4096");
    run(db, "CREATE VIRTUAL TABLE line USING fts5 (text, tokenize = 'unicode61')");
    if (sqlite3_prepare_v2(db, "INSERT INTO line VALUES (?1)", -1, &statement, NULL) != SQLITE_OK)
        die("insert", sqlite3_errmsg(db));
    for (int i = 3; i < argc; i++) {
        if (each || i == 3)
            run(db, "BEGIN IMMEDIATE");
        insert_page(db, statement, argv[i]);
        if (each || i == argc - 1)
            run(db, "COMMIT");
    }
    sqlite3_finalize(statement);
    run(db, "PRAGMA wal_checkpoint(TRUNCATE)");
    sqlite3_close(db);
    return 0;
}
