/* What another binary has stored: analysed anew, and its search index made anew. */
#include <stdio.h>

#include "analysis.h"
#include "library_internal.h"
#include "log.h"
#include "search.h"

/* ---- analysing anew ---- */

enum { JOBS = 256 }; /* stored at once, at most */

struct upgrading {
    struct db *db;
    struct arena *arena; /* emptied behind each batch */
    char last[128];      /* the episode that was looked at last; an id has at most 100 bytes */
    bool at_end;         /* there is none behind it */
    struct library_job *jobs[JOBS];
    size_t n, bytes; /* jobs, and how much they are to load */
    struct failure *failure;
};

/* What is stored of the next episode behind the last that is to be analysed anew; meta->id is NULL
 * where there is none. The metadata stands for that of the load: what was given then has won
 * over the document's, and wins again. */
static enum err next_outdated(struct upgrading *u, struct store_source *source,
                              struct episode_meta *meta)
{
    const char *id = u->last;
    struct episode e = {0};
    enum err failed = db_begin_read(u->db, u->failure);

    if (failed)
        return failed;
    failed = store_next_outdated(u->db, u->arena, ANALYSIS_VERSION, &id, u->failure);
    if (!failed && id)
        failed = store_get(u->db, u->arena, id, STORE_META, &e, NULL, u->failure);
    if (!failed && id)
        failed = store_get_source(u->db, u->arena, id, source, u->failure);
    db_end(u->db);
    *meta = e.meta;
    return failed;
}

/* Prepares the next one. A source that ingest no longer understands is left as it is stored, and
 * said. */
static enum err prepare_next(struct upgrading *u)
{
    struct store_source source;
    struct episode_meta meta;
    struct failure why;
    enum err failed = next_outdated(u, &source, &meta);

    u->at_end = !failed && !meta.id;
    if (failed || u->at_end)
        return failed;
    snprintf(u->last, sizeof u->last, "%s", meta.id);
    failed = library_prepare_anew(u->db, u->arena, &source, &meta, &u->jobs[u->n], &why);
    if (failed == ERR_INPUT) {
        log_error("episode '%s' stays as it is: %s", meta.id, why.message);
        return OK;
    }
    if (failed)
        return fail(u->failure, failed, "%s", why.message);
    u->n++;
    u->bytes += source.len;
    return OK;
}

static enum err store_batch(struct upgrading *u, size_t *count)
{
    enum err failed = library_store(u->db, u->jobs, u->n, u->failure);

    for (size_t i = 0; i < u->n && !failed; i++)
        *count += !library_is_gone(u->jobs[i]);
    u->n = u->bytes = 0;
    arena_reset(u->arena);
    return failed;
}

static enum err upgrade(struct upgrading *u, size_t *count)
{
    enum err failed = OK;

    while (!failed && !u->at_end) {
        failed = prepare_next(u);
        if (!failed && (u->at_end || u->n == JOBS || u->bytes >= LIBRARY_BATCH_BYTES))
            failed = store_batch(u, count);
    }
    return failed;
}

/* ---- indexing anew ---- */

/* Adds the next episode behind last to an index that was emptied; last gets its id, "" where there
 * is none. */
static enum err index_next(struct db *db, struct arena *a, char last[128], struct failure *f)
{
    struct store_list list;
    struct episode e;
    int64_t first;
    size_t count;
    enum err failed =
        store_list(db, a, &(struct store_list_request){.after = last, .limit = 1}, &list, f);

    if (!failed && list.n == 0)
        last[0] = '\0';
    if (failed || list.n == 0)
        return failed;
    snprintf(last, 128, "%s", list.v[0].id);
    failed = store_get(db, a, last, STORE_ALL, &e, NULL, f);
    if (!failed)
        failed = store_parts(db, last, &first, &count, f);
    return failed ? failed : search_add(db, a, &e, first, f);
}

/* All in one transaction: there is no half of an index. What is gathered in memory is written now
 * and then. */
static enum err index_all(struct db *db, struct arena *a, struct failure *f)
{
    enum { AT_ONCE = 100 };
    char last[128] = ""; /* an id has at most 100 bytes */
    enum err failed = search_clear(db, f);
    size_t n;

    for (n = 1; !failed; n++) {
        failed = index_next(db, a, last, f);
        arena_reset(a);
        if (failed || !last[0])
            break;
        if (n % AT_ONCE == 0)
            failed = search_flush(db, f);
    }
    return failed || n == 1 ? failed : store_touch_library(db, f);
}

static enum err renew_outdated(struct db *db, struct failure *f)
{
    bool outdated = false;
    enum err failed = search_is_outdated(db, &outdated, f);
    struct arena *a;

    if (failed || !outdated)
        return failed;
    a = arena_create();
    failed = a ? index_all(db, a, f) : fail(f, ERR_MEMORY, "out of memory");
    arena_destroy(a);
    return failed;
}

enum err library_enter(struct db *db, struct failure *f)
{
    enum err failed = db_begin_write(db, f);

    if (failed)
        return failed;
    failed = renew_outdated(db, f);
    return failed ? library_leave(db, failed, f) : OK;
}

enum err library_upgrade(struct db *db, size_t *count, struct failure *f)
{
    struct upgrading u = {.db = db, .arena = arena_create(), .failure = f};
    enum err failed = u.arena ? library_enter(db, f) : fail(f, ERR_MEMORY, "out of memory");

    *count = 0;
    if (!failed)
        failed = library_leave(db, OK, f);
    if (!failed)
        failed = upgrade(&u, count);
    arena_destroy(u.arena);
    return failed;
}
