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
    struct db_options options = {.path = path, .writable = writable, .extend = search_extend};

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

static enum err is_unchanged(struct db *db, struct arena *a, const char *id,
                             const struct store_source *source, bool *unchanged, struct failure *f)
{
    struct store_source stored;
    enum err failed = db_begin_read(db, f);

    *unchanged = false;
    if (failed)
        return failed;
    failed = store_get_digest(db, a, id, &stored, f);
    db_end(db);
    if (failed)
        return failed == ERR_NOT_FOUND ? OK : failed;
    *unchanged = stored.analysis_version == source->analysis_version &&
                 strcmp(stored.digest, source->digest) == 0;
    return OK;
}

/* ---- storing ---- */

/* Takes away what is stored under the id, if anything is. */
static enum err remove_old(struct db *db, struct arena *a, const char *id, bool *was_there,
                           struct failure *f)
{
    struct episode old;
    int64_t first_part;
    enum err failed = store_get(db, a, id, STORE_ALL, &old, NULL, f);

    *was_there = !failed;
    if (failed)
        return failed == ERR_NOT_FOUND ? OK : failed;
    failed = store_first_part(db, id, &first_part, f);
    if (!failed)
        failed = search_remove(db, a, &old, first_part, f);
    return failed ? failed : store_remove(db, id, f);
}

enum err library_replace(struct db *db, struct arena *a, const struct episode *e,
                         const struct store_source *source, bool *was_there, struct failure *f)
{
    int64_t first_part = 0;
    enum err failed = remove_old(db, a, e->meta.id, was_there, f);

    if (!failed)
        failed = store_put(db, e, source, &first_part, f);
    if (!failed)
        failed = search_add(db, a, e, first_part, f);
    return failed ? failed : db_commit(db, f);
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
    enum err failed = db_begin_read(job->db, f);

    if (failed)
        return failed;
    failed = store_get_corrections(job->db, job->a, job->e.meta.id, &job->kept, f);
    db_end(job->db);
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
    enum err failed = db_begin_write(job->db, f);

    if (failed)
        return failed;
    failed = look_if_gone(job, f);
    if (!failed)
        failed = store_get_corrections(job->db, job->a, job->e.meta.id, &now, f);
    *stale = !failed && !job->gone && !corrections_equal(&now, &job->kept);
    if (!failed && !job->gone && !*stale)
        failed = library_replace(job->db, job->a, &job->e, job->source, &job->was_there, f);
    db_end(job->db);
    return failed;
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
    arena_destroy(a);
    return failed;
}
