/* SQLite's FTS5 as it comes, ranked by its own bm25: what episoded's search is measured against.
 *
 *   fts5_search index DATABASE PASSAGES              one passage a line; prints the seconds
 *   fts5_search ask DATABASE QUERIES SECONDS COUNT   see queries.h
 *
 * The table keeps no text. All passages go in in one transaction, FTS5's best case. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "queries.h"

static void run(sqlite3 *db, const char *sql)
{
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        bench_die(sql, sqlite3_errmsg(db));
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *statement;

    if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK)
        bench_die(sql, sqlite3_errmsg(db));
    return statement;
}

/* ---- index ---- */

static void insert_all(sqlite3 *db, FILE *passages)
{
    sqlite3_stmt *insert = prepare(db, "INSERT INTO passage (rowid, text) VALUES (?1, ?2)");
    char *line = NULL;
    size_t capacity = 0;
    ssize_t len;

    for (int n = 1; (len = getline(&line, &capacity, passages)) > 0; n++) {
        sqlite3_bind_int(insert, 1, n);
        sqlite3_bind_text(insert, 2, line, (int)len - 1, SQLITE_STATIC);
        if (sqlite3_step(insert) != SQLITE_DONE)
            bench_die("insert", sqlite3_errmsg(db));
        sqlite3_reset(insert);
    }
    free(line);
    sqlite3_finalize(insert);
}

static void make_index(sqlite3 *db, const char *path)
{
    FILE *passages = fopen(path, "r");
    double start = bench_now();

    if (!passages)
        bench_die(path, "can't be read");
    /* As server/db/db.c opens a writer. */
    run(db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -4096");
    run(db, "CREATE VIRTUAL TABLE passage USING fts5 (text, content = '',"
            " tokenize = 'porter unicode61')");
    run(db, "BEGIN");
    insert_all(db, passages);
    run(db, "COMMIT; PRAGMA wal_checkpoint(TRUNCATE)");
    printf("%.3f\n", (bench_now() - start) / 1e6);
    fclose(passages);
}

/* ---- ask ---- */

static void ask(void *engine, const struct bench_query *query, struct bench_answer *out)
{
    sqlite3_stmt *select = engine;
    int rc;

    sqlite3_bind_text(select, 1, query->text, -1, SQLITE_STATIC);
    while ((rc = sqlite3_step(select)) == SQLITE_ROW) {
        bench_hit(out, sqlite3_column_int64(select, 0), -sqlite3_column_double(select, 1));
        out->total++;
    }
    if (rc != SQLITE_DONE)
        bench_die(query->text, sqlite3_errmsg(sqlite3_db_handle(select)));
    out->at_least = out->total == 10;
    sqlite3_reset(select);
}

static void ask_all(sqlite3 *db, const char *path, struct bench_rounds rounds)
{
    struct bench_queries queries = bench_read(path);
    sqlite3_stmt *select;

    /* As server/db/db.c opens a reader. */
    run(db, "PRAGMA mmap_size = 268435456; PRAGMA cache_size = -1024");
    select = prepare(db, "SELECT rowid, rank FROM passage WHERE passage MATCH ?1"
                         " ORDER BY rank LIMIT 10");
    bench_measure(&queries, rounds, ask, select);
    sqlite3_finalize(select);
    bench_finish(&queries);
}

int main(int argc, char **argv)
{
    sqlite3 *db;
    double start = bench_now();

    if (argc < 4 || sqlite3_open(argv[2], &db) != SQLITE_OK)
        bench_die("usage", "fts5_search index|ask DATABASE FILE [SECONDS COUNT]");
    if (argc == 4 && strcmp(argv[1], "index") == 0) {
        make_index(db, argv[3]);
    } else if (argc == 6 && strcmp(argv[1], "ask") == 0) {
        printf("open\t%.3f\n", bench_now() - start);
        ask_all(db, argv[3], bench_rounds_of(argv[4], argv[5]));
    } else {
        bench_die(argv[1], "not known, or too few arguments");
    }
    sqlite3_close(db);
    return 0;
}
