/* Loading and analysing anew: ingest and analysis first, then one write transaction, so that
 * other writers wait only for the rows, and readers for nothing. */
#include <sha256.h>
#include <stdio.h>
#include <string.h>

#include "analysis.h"
#include "ingest.h"
#include "library_internal.h"
#include "log.h"
#include "search.h"

enum err library_open(struct db **out, const char *path, bool writable, struct failure *f)
{
    struct db_options options = {.path = path, .writable = writable};

    return db_open(out, &options, f);
}

/* ---- bytes to an episode ---- */

static void override(const char **value, const char *given)
{
    if (given)
        *value = given;
}

enum err library_read(struct arena *a, const struct store_source *source,
                      const struct episode_meta *meta, struct episode *e, struct failure *f)
{
    enum err failed = meta ? ingest_check_meta(meta, f) : OK;

    if (!failed)
        failed = ingest(a, source->bytes, source->len, e, f);
    if (failed || !meta)
        return failed;
    override(&e->meta.id, meta->id);
    override(&e->meta.title, meta->title);
    override(&e->meta.show, meta->show);
    override(&e->meta.published, meta->published);
    override(&e->meta.link, meta->link);
    override(&e->meta.language, meta->language);
    return OK;
}

enum err library_understand(struct arena *a, const void *bytes, size_t len,
                            const struct episode_meta *meta, struct episode *e, struct failure *f)
{
    struct store_source source = {.bytes = bytes, .len = len};
    enum err failed = library_read(a, &source, meta, e, f);

    return failed ? failed : analyse(a, e, f);
}

/* ---- what decides whether a load is skipped ---- */

/* Over the metadata that was given and the bytes. A mark tells a text from none. */
static void digest_of(const struct episode_meta *m, const void *bytes, size_t len,
                      char hex[SHA256_DIGEST_STRING_LENGTH])
{
    const char *const texts[] = {m->id, m->title, m->show, m->published, m->link, m->language};
    SHA2_CTX context;

    SHA256Init(&context);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        SHA256Update(&context, (const uint8_t *)(texts[i] ? "+" : "-"), 1);
        if (texts[i])
            SHA256Update(&context, (const uint8_t *)texts[i], strlen(texts[i]) + 1);
    }
    SHA256Update(&context, bytes, len);
    SHA256End(&context, hex);
}

/* ---- storing ---- */

/* Takes away what is stored under the id, if anything is. *first and *count get the parts that are
 * free then. */
static enum err remove_old(struct db *db, const char *id, int64_t *first, size_t *count,
                           struct failure *f)
{
    enum err failed = store_parts(db, id, first, count, f);

    if (failed)
        return failed;
    failed = search_remove(db, id, f);
    return failed ? failed : store_remove(db, id, f);
}

static size_t count_parts(const struct episode *e)
{
    size_t n = 0;

    for (size_t i = 0; i < e->paragraphs.n; i++)
        n += e->paragraphs.v[i].part_count;
    return n;
}

/* Where the parts go: into the place of the old ones, if they fit, else behind all others. */
static enum err place_parts(struct db *db, size_t count, size_t free_count, int64_t *first,
                            struct failure *f)
{
    int64_t next;
    enum err failed;

    if (count <= free_count)
        return OK;
    failed = store_next_part(db, &next, f);
    *first = search_place(next, count);
    return failed;
}

enum err library_replace(struct db *db, struct arena *a, const struct episode *e,
                         const struct store_source *source, bool *was_there, struct failure *f)
{
    int64_t first = 0;
    size_t free_count = 0;
    enum err failed = remove_old(db, e->meta.id, &first, &free_count, f);

    *was_there = !failed;
    if (failed == ERR_NOT_FOUND)
        failed = OK;
    if (!failed)
        failed = place_parts(db, count_parts(e), free_count, &first, f);
    if (!failed)
        failed = store_put(db, e, source, first, f);
    return failed ? failed : search_add(db, a, e, first, f);
}

/* ---- transactions ---- */

enum err library_enter(struct db *db, bool *own, struct failure *f)
{
    *own = !db_in_transaction(db);
    return *own ? db_begin_write(db, f) : OK;
}

enum err library_leave(struct db *db, bool own, enum err failed, struct failure *f)
{
    if (!own)
        return failed;
    if (!failed)
        failed = search_flush(db, f);
    if (!failed)
        failed = db_commit(db, f);
    if (failed)
        search_discard(db);
    db_end(db);
    return failed;
}

enum err library_begin_batch(struct db *db, struct failure *f)
{
    return db_begin_write(db, f);
}

enum err library_end_batch(struct db *db, bool keep, struct failure *f)
{
    enum err failed = library_leave(db, true, keep ? OK : ERR_INPUT, f);

    return keep ? failed : OK;
}

/* Begins to read, unless a batch has begun a transaction. */
static enum err enter_reading(struct db *db, bool *own, struct failure *f)
{
    *own = !db_in_transaction(db);
    return *own ? db_begin_read(db, f) : OK;
}

static void leave_reading(struct db *db, bool own)
{
    if (own)
        db_end(db);
}

/* What one load is about. */
struct job {
    struct db *db;
    struct arena *a;
    const struct store_source *source;
    const struct episode_meta *meta;
    bool anew;        /* the source is the stored one: its own corrections were taken before */
    struct episode e; /* as it is understood in the end */
    struct correction_list kept; /* the corrections that were there when it was analysed */
    bool was_there;              /* an episode of this id */
    bool gone;                   /* anew: somebody has removed or replaced the source meanwhile */
};

static enum err read_kept(struct job *job, struct failure *f)
{
    bool own;
    enum err failed = enter_reading(job->db, &own, f);

    if (failed)
        return failed;
    failed = store_get_corrections(job->db, job->a, job->e.meta.id, &job->kept, f);
    leave_reading(job->db, own);
    return failed;
}

static enum err understand(struct job *job, struct failure *f)
{
    const struct correction_list none = {0};
    struct correction_list own;
    enum err failed = library_read(job->a, job->source, job->meta, &job->e, f);

    if (!failed && !job->e.meta.id)
        failed = fail(f, ERR_INPUT, "the episode has no id of its own: give it one with --id");
    if (!failed)
        failed = read_kept(job, f);
    if (failed)
        return failed;
    own = job->anew ? none : job->e.corrections;
    if (!corrections_join(job->a, &job->kept, &own, &job->e.corrections))
        return fail(f, ERR_MEMORY, "out of memory");
    return analyse(job->a, &job->e, f);
}

/* Whether what is to be analysed anew is no longer what is stored. */
static enum err look_if_gone(struct job *job, struct failure *f)
{
    struct store_source stored;
    enum err failed;

    if (!job->anew)
        return OK;
    failed = store_get_digest(job->db, job->a, job->e.meta.id, &stored, f);
    job->gone =
        failed == ERR_NOT_FOUND || (!failed && strcmp(stored.digest, job->source->digest) != 0);
    return failed == ERR_NOT_FOUND ? OK : failed;
}

/* Stores in a transaction of its own, unless the source is gone or the corrections have changed
 * meanwhile. */
static enum err store_whole(struct job *job, bool *stale, struct failure *f)
{
    struct correction_list now;
    bool own;
    enum err failed = library_enter(job->db, &own, f);

    if (failed)
        return failed;
    failed = look_if_gone(job, f);
    if (!failed)
        failed = store_get_corrections(job->db, job->a, job->e.meta.id, &now, f);
    *stale = !failed && !job->gone && !corrections_equal(&now, &job->kept);
    if (!failed && !job->gone && !*stale)
        failed = library_replace(job->db, job->a, &job->e, job->source, &job->was_there, f);
    return library_leave(job->db, own, failed, f);
}

/* Analyses before the transaction, so that other writers do not wait for that; and once more
 * where one of them has corrected the episode. */
static enum err run(struct job *job, struct failure *f)
{
    bool stale = true;
    enum err failed = OK;

    while (!failed && stale) {
        failed = understand(job, f);
        if (!failed)
            failed = store_whole(job, &stale, f);
    }
    return failed;
}

static enum err is_unchanged(struct db *db, struct arena *a, const char *id,
                             const struct store_source *source, bool *unchanged, struct failure *f)
{
    struct store_source stored;
    bool own;
    enum err failed = enter_reading(db, &own, f);

    *unchanged = false;
    if (failed)
        return failed;
    failed = store_get_digest(db, a, id, &stored, f);
    leave_reading(db, own);
    if (failed)
        return failed == ERR_NOT_FOUND ? OK : failed;
    *unchanged = stored.analysis_version == source->analysis_version &&
                 strcmp(stored.digest, source->digest) == 0;
    return OK;
}

/* Whether all is stored as it is. Where the id is given, that is known before anything is
 * parsed; a document that carries its own has to be read for it. */
static enum err look_up(struct db *db, struct arena *a, const struct store_source *source,
                        struct episode_meta *meta, bool *unchanged, struct failure *f)
{
    struct episode e = {0};
    enum err failed = OK;

    *unchanged = false;
    if (!meta->id)
        failed = library_read(a, source, meta, &e, f);
    if (!failed && !meta->id)
        meta->id = e.meta.id;
    if (failed || !meta->id)
        return failed;
    return is_unchanged(db, a, meta->id, source, unchanged, f);
}

enum err library_load(struct db *db, struct arena *a, const void *bytes, size_t len,
                      const struct episode_meta *meta, enum library_outcome *outcome,
                      struct episode *e, struct failure *f)
{
    char digest[SHA256_DIGEST_STRING_LENGTH];
    struct store_source source = {bytes, len, digest, ANALYSIS_VERSION};
    struct episode_meta given = meta ? *meta : (struct episode_meta){0};
    struct job job = {.db = db, .a = a, .source = &source, .meta = &given};
    bool unchanged;
    enum err failed;

    digest_of(&given, bytes, len, digest);
    failed = look_up(db, a, &source, &given, &unchanged, f);
    if (!failed && !unchanged)
        failed = run(&job, f);
    if (failed)
        return failed;
    *outcome = unchanged ? LIBRARY_UNCHANGED : job.was_there ? LIBRARY_REPLACED : LIBRARY_LOADED;
    if (unchanged)
        job.e = (struct episode){.meta.id = given.id};
    if (e)
        *e = job.e;
    return OK;
}

/* ---- analysing anew ---- */

/* What is stored of the next episode behind last that is to be analysed anew; meta->id is NULL
 * where there is none. The metadata stands for that of the load: what was given then has won
 * over the document's, and wins again. */
static enum err next_outdated(struct db *db, struct arena *a, const char *last,
                              struct store_source *source, struct episode_meta *meta,
                              struct failure *f)
{
    const char *id = last;
    struct episode e = {0};
    enum err failed = db_begin_read(db, f);

    if (failed)
        return failed;
    failed = store_next_outdated(db, a, ANALYSIS_VERSION, &id, f);
    if (!failed && id)
        failed = store_get(db, a, id, STORE_META, &e, NULL, f);
    if (!failed && id)
        failed = store_get_source(db, a, id, source, f);
    db_end(db);
    *meta = e.meta;
    return failed;
}

/* A source that ingest no longer understands is left as it is stored, and said. */
static enum err upgrade(struct db *db, struct arena *a, const struct store_source *source,
                        const struct episode_meta *meta, size_t *count, struct failure *f)
{
    struct store_source anew = *source;
    struct job job = {.db = db, .a = a, .source = &anew, .meta = meta, .anew = true};
    struct failure why;
    enum err failed;

    anew.analysis_version = ANALYSIS_VERSION;
    failed = run(&job, &why);
    if (failed == ERR_INPUT) {
        log_error("episode '%s' stays as it is: %s", meta->id, why.message);
        return OK;
    }
    if (failed)
        return fail(f, failed, "%s", why.message);
    *count += !job.gone;
    return OK;
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
    enum err failed = store_list(db, a, NULL, last, 1, &list, f);

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

    for (size_t n = 1; !failed; n++) {
        failed = index_next(db, a, last, f);
        arena_reset(a);
        if (failed || !last[0])
            break;
        if (n % AT_ONCE == 0)
            failed = search_flush(db, f);
    }
    return failed;
}

static enum err renew_index(struct db *db, struct arena *a, struct failure *f)
{
    bool outdated = false, own;
    enum err failed = library_enter(db, &own, f);

    if (failed)
        return failed;
    failed = search_is_outdated(db, &outdated, f);
    if (!failed && outdated)
        failed = index_all(db, a, f);
    return library_leave(db, own, failed, f);
}

enum err library_upgrade(struct db *db, size_t *count, struct failure *f)
{
    struct arena *a = arena_create();
    struct store_source source;
    struct episode_meta meta;
    char last[128] = ""; /* an id has at most 100 bytes */
    enum err failed = a ? OK : fail(f, ERR_MEMORY, "out of memory");

    *count = 0;
    while (!failed) {
        failed = next_outdated(db, a, last, &source, &meta, f);
        if (failed || !meta.id)
            break;
        failed = upgrade(db, a, &source, &meta, count, f);
        snprintf(last, sizeof last, "%s", meta.id);
        arena_reset(a);
    }
    if (!failed)
        failed = renew_index(db, a, f);
    arena_destroy(a);
    return failed;
}
