/* /metrics: what the server counts, and how large the library is. */
#include <sys/stat.h>

#include "answer.h"
#include "handlers.h"
#include "store.h"

void api_count_load(struct api_loads *loads, enum api_load what)
{
    if (loads)
        atomic_fetch_add_explicit(&loads->counts[what], 1, memory_order_relaxed);
}

void api_begin_metric(struct buf *out, const char *name, const char *type, const char *what)
{
    buf_printf(out, "# HELP %s %s\n# TYPE %s %s\n", name, what, name, type);
}

static void write_loads(struct buf *out, const struct api_loads *loads)
{
    static const char *const outcomes[API_LOAD_KINDS] = {"loaded", "replaced", "unchanged",
                                                         "failed", "removed"};

    api_begin_metric(out, "episoded_loads_total", "counter",
                     "Episodes loaded at the start or by PUT, and removed by DELETE.");
    for (size_t i = 0; i < API_LOAD_KINDS; i++)
        buf_printf(out, "episoded_loads_total{outcome=\"%s\"} %zu\n", outcomes[i],
                   atomic_load_explicit(&loads->counts[i], memory_order_relaxed));
}

/* Left out where the database can't be read: the rest is what tells of that. */
static void write_episodes(struct request *rq, struct buf *out)
{
    struct store_list list;
    enum err err;

    db_set_budget(rq->db, rq->options->budget_ms);
    err = db_begin_read(rq->db, NULL);
    if (err == OK)
        err = store_list(rq->db, rq->arena, &(struct store_list_request){0}, &list, NULL);
    db_end(rq->db);
    db_set_budget(rq->db, 0);
    if (err != OK)
        return;
    api_begin_metric(out, "episoded_episodes", "gauge", "Episodes in the library.");
    buf_printf(out, "episoded_episodes %zu\n", list.total);
}

static void write_file(struct buf *out, const char *path, const char *name)
{
    struct stat st;

    if (path && stat(path, &st) == 0)
        buf_printf(out, "episoded_database_bytes{file=\"%s\"} %lld\n", name, (long long)st.st_size);
}

static void write_sizes(struct request *rq, struct buf *out)
{
    const char *path = rq->options->database;

    api_begin_metric(out, "episoded_database_bytes", "gauge",
                     "Size of the database's file, and of what is yet to go into it.");
    write_file(out, path, "database");
    write_file(out, arena_printf(rq->arena, "%s-wal", path), "wal");
}

enum err operations_metrics(struct request *rq, struct response *rs)
{
    const struct api_options *options = rq->options;
    struct buf out;

    if (!options->metrics)
        return fail(&rq->failure, ERR_NOT_FOUND, "nothing is counted here");
    buf_init(&out);
    options->metrics(options->metrics_of, &out);
    if (options->loads)
        write_loads(&out, options->loads);
    write_episodes(rq, &out);
    write_sizes(rq, &out);
    return answer_text(rq, rs, "text/plain; version=0.0.4; charset=utf-8", &out);
}
