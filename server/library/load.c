/* Loading: ingest and analysis first, then one write transaction, so that other writers wait only
 * for the rows, and readers for nothing. */
#include <sha256.h>
#include <string.h>

#include "analysis.h"
#include "library_internal.h"

struct library_job {
    struct arena *arena;
    struct store_source source;
    struct episode_meta meta;    /* that wins over what a document says */
    struct episode episode;      /* as it is understood in the end */
    struct correction_list kept; /* the corrections that were there when it was analysed */
    bool anew;       /* the source is the stored one: its own corrections were taken before */
    bool understood; /* with the corrections of kept */
    bool unchanged;  /* all is stored as it is */
    bool was_there;  /* an episode of this id */
    bool gone;       /* anew: somebody has removed or replaced the source meanwhile */
    const struct library_condition *condition; /* or NULL */
    const char *revision;                      /* that it is stored with */
};

/* ---- what decides whether a load is skipped ---- */

/* Over the metadata that was given and the bytes, in the arena. A mark tells a text from none.
 * NULL when out of memory. */
static const char *digest_of(struct arena *a, const struct episode_meta *m, const void *bytes,
                             size_t len)
{
    const char *const texts[] = {m->id, m->title, m->show, m->published, m->link, m->language};
    char *hex = arena_alloc(a, SHA256_DIGEST_STRING_LENGTH);
    SHA2_CTX context;

    if (!hex)
        return NULL;
    SHA256Init(&context);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        SHA256Update(&context, (const uint8_t *)(texts[i] ? "+" : "-"), 1);
        if (texts[i])
            SHA256Update(&context, (const uint8_t *)texts[i], strlen(texts[i]) + 1);
    }
    SHA256Update(&context, bytes, len);
    return SHA256End(&context, hex);
}

/* What is stored, as this transaction sees it: the same, or what is to be analysed anew no longer.
 */
static enum err compare(struct db *db, struct library_job *job, struct failure *f)
{
    struct store_source stored;
    enum err failed = store_get_digest(db, job->arena, job->meta.id, &stored, f);
    bool same = !failed && strcmp(stored.digest, job->source.digest) == 0;

    job->gone = job->anew && !same;
    job->unchanged = !job->anew && same && stored.analysis_version == job->source.analysis_version;
    return failed == ERR_NOT_FOUND ? OK : failed;
}

static enum err is_unchanged(struct db *db, struct library_job *job, struct failure *f)
{
    enum err failed = db_begin_read(db, f);

    if (failed)
        return failed;
    failed = compare(db, job, f);
    db_end(db);
    return failed;
}

/* Whether all is stored as it is. Where the id is given, that is known before anything is
 * parsed; a document that carries its own has to be read for it. */
static enum err look_up(struct db *db, struct library_job *job, struct failure *f)
{
    struct episode e = {0};
    enum err failed = OK;

    if (!job->meta.id)
        failed = library_read(job->arena, &job->source, &job->meta, &e, f);
    if (!failed && !job->meta.id)
        job->meta.id = e.meta.id;
    if (!failed && !job->meta.id)
        failed = fail(f, ERR_INPUT, "the episode has no id of its own: give it one with --id");
    return failed ? failed : is_unchanged(db, job, f);
}

/* ---- understanding ---- */

/* With the corrections that are kept. */
static enum err understand(struct library_job *job, struct failure *f)
{
    const struct correction_list none = {0};
    struct correction_list own;
    enum err failed = library_read(job->arena, &job->source, &job->meta, &job->episode, f);

    if (failed)
        return failed;
    own = job->anew ? none : job->episode.corrections;
    if (!corrections_join(job->arena, &job->kept, &own, &job->episode.corrections))
        return fail(f, ERR_MEMORY, "out of memory");
    failed = analyse(job->arena, &job->episode, f);
    job->understood = !failed;
    return failed;
}

static enum err read_kept(struct db *db, struct library_job *job, struct failure *f)
{
    enum err failed = db_begin_read(db, f);

    if (failed)
        return failed;
    failed = store_get_corrections(db, job->arena, job->meta.id, &job->kept, f);
    db_end(db);
    return failed;
}

/* A new job; NULL when out of memory. */
static struct library_job *create(struct arena *a, const struct store_source *source,
                                  const struct episode_meta *meta)
{
    struct library_job *job = arena_alloc(a, sizeof *job);

    if (!job)
        return NULL;
    job->arena = a;
    job->source = *source;
    job->source.analysis_version = ANALYSIS_VERSION;
    if (meta)
        job->meta = *meta;
    if (!job->source.digest)
        job->source.digest = digest_of(a, &job->meta, source->bytes, source->len);
    return job->source.digest ? job : NULL;
}

enum err library_prepare(struct db *db, struct arena *a, const void *bytes, size_t len,
                         const struct episode_meta *meta, struct library_job **out,
                         struct failure *f)
{
    const struct store_source source = {.bytes = bytes, .len = len};
    struct library_job *job = *out = create(a, &source, meta);
    enum err failed;

    if (!job)
        return fail(f, ERR_MEMORY, "out of memory");
    failed = look_up(db, job, f);
    if (failed)
        return failed;
    job->episode.meta.id = job->meta.id;
    if (job->unchanged)
        return OK;
    failed = read_kept(db, job, f);
    return failed ? failed : understand(job, f);
}

enum err library_prepare_anew(struct db *db, struct arena *a, const struct store_source *source,
                              const struct episode_meta *meta, struct library_job **out,
                              struct failure *f)
{
    struct library_job *job = *out = create(a, source, meta);
    enum err failed;

    if (!job)
        return fail(f, ERR_MEMORY, "out of memory");
    job->anew = true;
    failed = read_kept(db, job, f);
    return failed ? failed : understand(job, f);
}

/* ---- storing ---- */

/* Analyses where that was not done, or once more where somebody has corrected the episode since. */
static enum err renew(struct db *db, struct library_job *job, struct failure *f)
{
    struct correction_list now;
    enum err failed = store_get_corrections(db, job->arena, job->meta.id, &now, f);

    if (failed || (job->understood && corrections_equal(&now, &job->kept)))
        return failed;
    job->kept = now;
    return understand(job, f);
}

/* Whoever had a condition gets told what it holds for. */
static enum err read_back(struct db *db, struct library_job *job, struct failure *f)
{
    if (!job->condition)
        return OK;
    job->understood = false;
    return store_get(db, job->arena, job->meta.id, STORE_ALL, &job->episode, &job->revision, f);
}

/* What was prepared is looked at once more: another process may have written since. */
static enum err store(struct db *db, struct library_job *job, struct failure *f)
{
    enum err failed = library_check(db, job->arena, job->meta.id, job->condition, f);

    if (!failed)
        failed = compare(db, job, f);
    if (failed || job->gone)
        return failed;
    if (job->unchanged)
        return read_back(db, job, f);
    failed = renew(db, job, f);
    if (!failed)
        failed = library_replace(db, job->arena, &job->episode, &job->source, &job->was_there, f);
    return failed ? failed : store_revision(db, job->arena, job->meta.id, &job->revision, f);
}

/* Whether any of them needs a transaction. */
static bool any_to_do(struct library_job **jobs, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!jobs[i]->unchanged || jobs[i]->condition)
            return true;
    return false;
}

enum err library_store(struct db *db, struct library_job **jobs, size_t n, struct failure *f)
{
    enum err failed = OK;

    if (!any_to_do(jobs, n))
        return OK;
    failed = library_enter(db, f);
    if (failed)
        return failed;
    for (size_t i = 0; i < n && !failed; i++)
        failed = store(db, jobs[i], f);
    return library_leave(db, failed, f);
}

void library_require(struct library_job *job, const struct library_condition *condition)
{
    job->condition = condition;
}

/* ---- what was done ---- */

enum library_outcome library_outcome_of(const struct library_job *job, struct episode *e)
{
    if (e)
        *e = job->episode;
    if (job->unchanged)
        return LIBRARY_UNCHANGED;
    return job->was_there ? LIBRARY_REPLACED : LIBRARY_LOADED;
}

const char *library_revision_of(const struct library_job *job)
{
    return job->revision;
}

bool library_is_gone(const struct library_job *job)
{
    return job->gone;
}

enum err library_load(struct db *db, struct arena *a, const void *bytes, size_t len,
                      const struct episode_meta *meta, enum library_outcome *outcome,
                      struct episode *e, struct failure *f)
{
    struct library_job *job;
    enum err failed = library_prepare(db, a, bytes, len, meta, &job, f);

    if (!failed)
        failed = library_store(db, &job, 1, f);
    if (!failed)
        *outcome = library_outcome_of(job, e);
    return failed;
}
