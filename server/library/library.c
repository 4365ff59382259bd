/* Loading and analysing anew: ingest and analysis first, then one write transaction, so that
 * other writers wait only for the rows, and readers for nothing. */
#include "library.h"

#include <sha256.h>
#include <stdio.h>
#include <string.h>

#include "analysis.h"
#include "ingest.h"
#include "log.h"
#include "search.h"
#include "store.h"

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

static enum err read_input(struct arena *a, const void *bytes, size_t len,
                           const struct episode_meta *meta, struct episode *e, struct failure *f)
{
    enum err failed = meta ? ingest_check_meta(meta, f) : OK;

    if (!failed)
        failed = ingest(a, bytes, len, e, f);
    if (failed || !meta)
        return failed;
    override(&e->meta.id, meta->id);
    override(&e->meta.title, meta->title);
    override(&e->meta.show, meta->show);
    override(&e->meta.published, meta->published);
    override(&e->meta.link, meta->link);
    return OK;
}

enum err library_understand(struct arena *a, const void *bytes, size_t len,
                            const struct episode_meta *meta, struct episode *e, struct failure *f)
{
    enum err failed = read_input(a, bytes, len, meta, e, f);

    return failed ? failed : analyse(a, e, f);
}

/* ---- what decides whether a load is skipped ---- */

/* Over the metadata that was given and the bytes. A mark tells a text from none. */
static void digest_of(const struct episode_meta *m, const void *bytes, size_t len,
                      char hex[SHA256_DIGEST_STRING_LENGTH])
{
    const char *const texts[] = {m->id, m->title, m->show, m->published, m->link};
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

static enum err replace(struct db *db, struct arena *a, const struct episode *e,
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

/* Stores a whole episode in a transaction of its own. */
static enum err store_whole(struct db *db, struct arena *a, const struct episode *e,
                            const struct store_source *source, bool *was_there, struct failure *f)
{
    enum err failed = db_begin_write(db, f);

    if (failed)
        return failed;
    failed = replace(db, a, e, source, was_there, f);
    db_end(db);
    return failed;
}

static enum err analyse_and_store(struct db *db, struct arena *a, struct episode *e,
                                  const struct store_source *source, enum library_outcome *outcome,
                                  struct failure *f)
{
    bool was_there = false;
    enum err failed = analyse(a, e, f);

    if (!failed)
        failed = store_whole(db, a, e, source, &was_there, f);
    *outcome = was_there ? LIBRARY_REPLACED : LIBRARY_LOADED;
    return failed;
}

/* Where the id is given, an unchanged input is known before anything is parsed; a document
 * that carries its own has to be read for it. */
enum err library_load(struct db *db, struct arena *a, const void *bytes, size_t len,
                      const struct episode_meta *meta, enum library_outcome *outcome,
                      struct episode *e, struct failure *f)
{
    char digest[SHA256_DIGEST_STRING_LENGTH];
    struct store_source source = {bytes, len, digest, ANALYSIS_VERSION};
    struct episode_meta given = meta ? *meta : (struct episode_meta){0};
    struct episode own = {.meta.id = given.id};
    bool unchanged = false;
    enum err failed = OK;

    digest_of(&given, bytes, len, digest);
    if (given.id)
        failed = is_unchanged(db, a, given.id, &source, &unchanged, f);
    if (!failed && !unchanged)
        failed = read_input(a, bytes, len, &given, &own, f);
    if (!failed && !own.meta.id)
        failed = fail(f, ERR_INPUT, "the episode has no id of its own: give it one with --id");
    if (!failed && !given.id)
        failed = is_unchanged(db, a, own.meta.id, &source, &unchanged, f);
    if (!failed && !unchanged)
        failed = analyse_and_store(db, a, &own, &source, outcome, f);
    if (failed)
        return failed;
    if (unchanged) {
        *outcome = LIBRARY_UNCHANGED;
        own = (struct episode){.meta.id = own.meta.id};
    }
    if (e)
        *e = own;
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
    struct episode e = {0};
    struct failure why;
    bool was_there;
    enum err failed = library_understand(a, source->bytes, source->len, meta, &e, &why);

    anew.analysis_version = ANALYSIS_VERSION;
    if (failed == ERR_INPUT) {
        log_error("episode '%s' stays as it is: %s", meta->id, why.message);
        return OK;
    }
    if (failed)
        return fail(f, failed, "%s", why.message);
    failed = store_whole(db, a, &e, &anew, &was_there, f);
    if (!failed)
        ++*count;
    return failed;
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
