/* Corrections: what they hang on is looked up on the page, the analysis tells whether it found
 * them there, and then the episode is stored as after any load. */
#include <string.h>

#include "analysis.h"
#include "library_internal.h"

/* ---- lists ---- */

static bool same_text(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static bool is_same(const struct correction *a, const struct correction *b)
{
    return a->type == b->type && same_text(a->name, b->name) && same_text(a->other, b->other) &&
           a->role == b->role && a->kind == b->kind && a->quote == b->quote &&
           a->paragraph == b->paragraph && a->start == b->start && a->end == b->end &&
           same_text(a->digest, b->digest) && same_text(a->text, b->text);
}

static bool has(const struct correction_list *list, const struct correction *c)
{
    for (size_t i = 0; i < list->n; i++)
        if (is_same(&list->v[i], c))
            return true;
    return false;
}

bool corrections_equal(const struct correction_list *a, const struct correction_list *b)
{
    for (size_t i = 0; i < a->n && i < b->n; i++)
        if (!is_same(&a->v[i], &b->v[i]))
            return false;
    return a->n == b->n;
}

bool corrections_join(struct arena *a, const struct correction_list *first,
                      const struct correction_list *more, struct correction_list *out)
{
    struct correction_list all = {arena_array(a, first->n + more->n, sizeof *all.v), 0};

    if (!all.v)
        return false;
    for (size_t i = 0; i < first->n; i++)
        all.v[all.n++] = first->v[i];
    for (size_t i = 0; i < more->n; i++)
        if (!has(&all, &more->v[i]))
            all.v[all.n++] = more->v[i];
    *out = all;
    return true;
}

/* ---- storing ---- */

/* The episode as it was loaded, with its corrections and nothing else of the analysis. */
static enum err read_stored(struct db *db, struct arena *a, const char *id,
                            struct store_source *source, struct episode *e, struct failure *f)
{
    struct episode stored = {0};
    enum err failed = store_get(db, a, id, STORE_CORRECTIONS, &stored, NULL, f);

    if (!failed)
        failed = store_get_source(db, a, id, source, f);
    if (!failed)
        failed = library_read(a, source, &stored.meta, e, f);
    e->corrections = stored.corrections;
    source->analysis_version = ANALYSIS_VERSION;
    return failed;
}

/* Puts a correction last; the same one made before makes room for it. */
static enum err add(struct arena *a, struct correction_list *list, const struct correction *c,
                    struct failure *f)
{
    struct correction_list all = {arena_array(a, list->n + 1, sizeof *all.v), 0};

    if (!all.v)
        return fail(f, ERR_MEMORY, "out of memory");
    for (size_t i = 0; i < list->n; i++)
        if (!is_same(&list->v[i], c))
            all.v[all.n++] = list->v[i];
    all.v[all.n++] = *c;
    *list = all;
    return OK;
}

static enum err correct(struct db *db, struct arena *a, struct correction *c, struct episode *e,
                        struct failure *f)
{
    struct store_source source;
    bool was_there;
    enum err failed = read_stored(db, a, e->meta.id, &source, e, f);

    if (!failed)
        failed = correction_anchor(a, e, c, f);
    if (!failed)
        failed = add(a, &e->corrections, c, f);
    if (!failed)
        failed = analyse(a, e, f);
    if (failed)
        return failed;
    *c = e->corrections.v[e->corrections.n - 1];
    if (c->orphaned)
        return correction_explain(a, e, c, f);
    return library_replace(db, a, e, &source, &was_there, f);
}

enum err library_correct(struct db *db, struct arena *a, const char *id, struct correction *c,
                         struct episode *e, struct failure *f)
{
    enum err failed = library_enter(db, f);

    if (failed)
        return failed;
    *e = (struct episode){.meta.id = id};
    return library_leave(db, correct(db, a, c, e, f), f);
}

static enum err take(struct correction_list *list, size_t n, struct correction *undone,
                     struct failure *f)
{
    if (list->n == 0)
        return fail(f, ERR_INPUT, "this episode has no corrections");
    if (n > list->n)
        return fail(f, ERR_INPUT, "no correction %zu: this episode has %zu, numbered from 1", n,
                    list->n);
    n = n ? n : list->n;
    *undone = list->v[n - 1];
    memmove(&list->v[n - 1], &list->v[n], (list->n - n) * sizeof *list->v);
    list->n--;
    return OK;
}

static enum err undo(struct db *db, struct arena *a, const char *id, size_t n,
                     struct correction *undone, struct failure *f)
{
    struct store_source source;
    struct episode e;
    bool was_there;
    enum err failed = read_stored(db, a, id, &source, &e, f);

    if (!failed)
        failed = take(&e.corrections, n, undone, f);
    if (!failed)
        failed = analyse(a, &e, f);
    return failed ? failed : library_replace(db, a, &e, &source, &was_there, f);
}

enum err library_undo(struct db *db, struct arena *a, const char *id, size_t n,
                      struct correction *undone, struct failure *f)
{
    enum err failed = library_enter(db, f);

    return failed ? failed : library_leave(db, undo(db, a, id, n, undone, f), f);
}
