/* episoded's own search, inside the process.
 *
 *   search_bench ask DATABASE QUERIES SECONDS COUNT   see queries.h
 *   search_bench index DATABASE NEW                   the index alone of the stored episodes, made
 *                                                     in a new database, an episode a transaction
 *                                                     as load does; prints its seconds
 */
#include <stdio.h>
#include <string.h>

#include "library.h"
#include "queries.h"
#include "search.h"
#include "store.h"

struct engine {
    struct db *db;
    struct arena *arena;
};

static struct db *open_database(const char *path, bool writable)
{
    struct failure f;
    struct db *db;

    if (library_open(&db, path, writable, &f))
        bench_die(path, f.message);
    return db;
}

static struct arena *make_arena(void)
{
    struct arena *a = arena_create();

    if (!a)
        bench_die("memory", "none left");
    return a;
}

/* ---- ask ---- */

static void note(const struct search_result *result, struct bench_answer *out)
{
    char document[160];

    out->total = result->total;
    out->at_least = result->at_least;
    for (size_t i = 0; i < result->hit_count; i++) {
        const struct search_hit *hit = &result->hits[i];

        snprintf(document, sizeof document, "%s/%u", hit->episode, hit->paragraph);
        bench_hit(out, document, hit->score);
    }
}

static void ask(void *engine, const struct bench_query *query, struct bench_answer *out)
{
    struct engine *e = engine;
    struct search_request request = {.text = query->text, .limit = 10};
    struct search_result result;
    struct failure f;

    if (db_begin_read(e->db, &f) || search_run_query(e->db, e->arena, &request, &result, &f))
        bench_die(query->text, f.message);
    note(&result, out);
    db_end(e->db);
    arena_reset(e->arena);
}

static void ask_all(const char *path, const char *queries_path, struct bench_rounds rounds)
{
    struct bench_queries queries = bench_read(queries_path);
    double start = bench_now();
    struct engine engine = {open_database(path, false), make_arena()};

    printf("open\t%.3f\n", bench_now() - start);
    bench_measure(&queries, rounds, ask, &engine);
    arena_destroy(engine.arena);
    db_close(engine.db);
    bench_finish(&queries);
}

/* ---- index ---- */

static void read_episode(struct db *db, struct arena *a, const char *id, struct episode *e,
                         int64_t *first_part)
{
    struct failure f;

    if (db_begin_read(db, &f) || store_get(db, a, id, STORE_ALL, e, NULL, &f) ||
        store_first_part(db, id, first_part, &f))
        bench_die(id, f.message);
    db_end(db);
}

/* Microseconds of adding one episode. */
static double add(struct db *db, struct arena *a, const struct episode *e, int64_t first_part)
{
    double start = bench_now();
    struct failure f;

    if (db_begin_write(db, &f) || search_add(db, a, e, first_part, &f) || db_commit(db, &f))
        bench_die(e->meta.id, f.message);
    db_end(db);
    return bench_now() - start;
}

/* Moves after on to the next episode behind it; false at the end. */
static bool next_id(struct db *db, struct arena *a, char after[128])
{
    struct store_list list;
    struct failure f;

    if (db_begin_read(db, &f) || store_list(db, a, NULL, after, 1, &list, &f))
        bench_die("list", f.message);
    if (list.n > 0)
        snprintf(after, 128, "%s", list.v[0].id);
    db_end(db);
    return list.n > 0;
}

static void make_index(const char *from, const char *to)
{
    struct db *source = open_database(from, false), *target = open_database(to, true);
    struct arena *a = make_arena();
    double microseconds = 0, start;
    struct episode e;
    struct failure f;
    int64_t first_part;
    char id[128] = "";

    while (next_id(source, a, id)) {
        read_episode(source, a, id, &e, &first_part);
        microseconds += add(target, a, &e, first_part);
        arena_reset(a);
    }
    start = bench_now();
    if (db_optimize(target, &f))
        bench_die(to, f.message);
    printf("%.3f\n", (microseconds + bench_now() - start) / 1e6);
    arena_destroy(a);
    db_close(source);
    db_close(target);
}

int main(int argc, char **argv)
{
    if (argc == 6 && strcmp(argv[1], "ask") == 0)
        ask_all(argv[2], argv[3], bench_rounds_of(argv[4], argv[5]));
    else if (argc == 4 && strcmp(argv[1], "index") == 0)
        make_index(argv[2], argv[3]);
    else
        bench_die("usage", "search_bench ask DATABASE QUERIES SECONDS COUNT | index DATABASE NEW");
    return 0;
}
