/* What loads, corrections and upgrades share: from bytes to an episode, and its place in the
 * database. */
#include <string.h>

#include "analysis.h"
#include "ingest.h"
#include "library_internal.h"
#include "search.h"

enum err library_open(struct db **out, const char *path, bool writable, struct failure *f)
{
    struct db_options options = {.path = path, .writable = writable};

    return db_open(out, &options, f);
}

/* ---- bytes to an episode ---- */

bool library_is_document(const void *bytes, size_t len)
{
    return ingest_is_document(bytes, len);
}

enum err library_check_meta(const struct episode_meta *meta, struct failure *f)
{
    return ingest_check_meta(meta, f);
}

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

/* ---- storing ---- */

enum err library_take_away(struct db *db, const char *id, int64_t *first, size_t *count,
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
    enum err failed = library_take_away(db, e->meta.id, &first, &free_count, f);

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

enum err library_leave(struct db *db, enum err failed, struct failure *f)
{
    if (!failed)
        failed = search_flush(db, f);
    if (!failed)
        failed = db_commit(db, f);
    if (failed)
        search_discard(db);
    db_end(db);
    return failed;
}
