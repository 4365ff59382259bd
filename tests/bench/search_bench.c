/* episoded's own search, inside the process.
 *
 *   search_bench ask DATABASE QUERIES SECONDS COUNT   see queries.h
 *   search_bench index DATABASE                       makes the index of what is stored anew, in
 *                                                     one transaction; prints the seconds of that
 *                                                     alone, without reading the episodes
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

static void ask(void *engine, const struct bench_query *query, struct bench_answer *out)
{
    struct engine *e = engine;
    struct search_request request = {.text = query->text, .limit = 10};
    struct search_ranked *ranked;
    struct failure f;
    size_t n;

    if (db_begin_read(e->db, &f) ||
        search_rank(e->db, e->arena, &request, &ranked, &n, &out->total, &f))
        bench_die(query->text, f.message);
    out->at_least = out->total >= SEARCH_COUNTED;
    for (size_t i = 0; i < n; i++)
        bench_hit(out, ranked[i].document, ranked[i].score);
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

/* Reads the next episode behind id, which becomes its own; false at the end. */
static bool read_next(struct db *db, struct arena *a, char id[128], struct episode *e,
                      int64_t *first_part)
{
    struct store_list list;
    struct failure f;
    size_t count;

    if (store_list(db, a, &(struct store_list_request){.after = id, .limit = 1}, &list, &f))
        bench_die("list", f.message);
    if (list.n == 0)
        return false;
    snprintf(id, 128, "%s", list.v[0].id);
    if (store_get(db, a, id, STORE_ALL, e, NULL, &f) || store_parts(db, id, first_part, &count, &f))
        bench_die(id, f.message);
    return true;
}

/* Adds an episode, and writes what was gathered with every AT_ONCE-th, as load does; returns the
 * microseconds. */
static double add(struct db *db, struct arena *a, const struct episode *e, int64_t first_part)
{
    enum { AT_ONCE = 100 };
    static unsigned n;
    double start = bench_now();
    struct failure f;

    if (search_add(db, a, e, first_part, &f) || (++n % AT_ONCE == 0 && search_flush(db, &f)))
        bench_die(e->meta.id, f.message);
    return bench_now() - start;
}

static void make_index(const char *path)
{
    struct db *db = open_database(path, true);
    struct arena *a = make_arena();
    double microseconds = 0, start;
    struct episode e;
    struct failure f;
    int64_t first_part;
    char id[128] = "";

    if (db_begin_write(db, &f) || search_clear(db, &f))
        bench_die(path, f.message);
    while (read_next(db, a, id, &e, &first_part)) {
        microseconds += add(db, a, &e, first_part);
        arena_reset(a);
    }
    start = bench_now();
    if (search_flush(db, &f) || db_commit(db, &f))
        bench_die(path, f.message);
    printf("%.3f\n", (microseconds + bench_now() - start) / 1e6);
    db_end(db);
    arena_destroy(a);
    db_close(db);
}

int main(int argc, char **argv)
{
    if (argc == 6 && strcmp(argv[1], "ask") == 0)
        ask_all(argv[2], argv[3], bench_rounds_of(argv[4], argv[5]));
    else if (argc == 3 && strcmp(argv[1], "index") == 0)
        make_index(argv[2]);
    else
        bench_die("usage", "search_bench ask DATABASE QUERIES SECONDS COUNT | index DATABASE");
    return 0;
}
