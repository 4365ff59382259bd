/* Corrections: what they hang on is looked up on the page, the analysis tells whether it found
 * them there, and then the episode is stored as after any load. */
#include <string.h>

#include "analysis.h"
#include "distance.h"
#include "ingest.h"
#include "library_internal.h"
#include "utf8.h"

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

/* ---- the names of a page ---- */

/* What merge and split take. */
struct names {
    const char **v;
    size_t n;
};

static void add_name(struct names *names, const char *name)
{
    for (size_t i = 0; i < names->n; i++)
        if (strcmp(names->v[i], name) == 0)
            return;
    names->v[names->n++] = name;
}

static bool read_names(struct arena *a, const struct episode *e, struct names *names)
{
    const struct item_list *lists[] = {&e->guests, &e->people};

    names->n = 0;
    names->v =
        arena_array(a, e->turns.n + e->guests.n + e->people.n + e->quotes.n, sizeof *names->v);
    if (!names->v)
        return false;
    for (size_t i = 0; i < e->turns.n; i++)
        if (*e->turns.v[i].label)
            add_name(names, e->turns.v[i].label);
    for (size_t k = 0; k < 2; k++)
        for (size_t i = 0; i < lists[k]->n; i++)
            add_name(names, lists[k]->v[i].text);
    for (size_t i = 0; i < e->quotes.n; i++)
        if (e->quotes.v[i].attributed_to)
            add_name(names, e->quotes.v[i].attributed_to);
    return true;
}

/* The name that a person may have meant, or NULL. */
static const char *nearest(const struct names *names, const char *name)
{
    size_t len = strlen(name), best = len / 3 + 2;
    const char *found = NULL;

    for (size_t i = 0; i < names->n; i++) {
        size_t d = edit_distance(name, len, names->v[i], strlen(names->v[i]), best);
        if (d < best) {
            best = d;
            found = names->v[i];
        }
    }
    return found;
}

static enum err unknown_name(struct arena *a, const struct names *names, const char *name,
                             struct failure *f)
{
    const char *near = nearest(names, name), *all = "";

    if (near)
        return fail(f, ERR_INPUT, "nobody is called '%.100s' here; did you mean '%.200s'?", name,
                    near);
    for (size_t i = 0; i < names->n && all; i++)
        all = arena_printf(a, "%s%s'%s'", all, i ? ", " : "", names->v[i]);
    return fail(f, ERR_INPUT, "nobody is called '%.100s' here; there are %s", name,
                all ? all : "others");
}

static enum err check_names(struct arena *a, const struct episode *e, const struct correction *c,
                            struct failure *f)
{
    const char *const wanted[] = {c->name, c->other};
    struct names names;

    if (!read_names(a, e, &names))
        return fail(f, ERR_MEMORY, "out of memory");
    for (size_t k = 0; k < 2 && wanted[k]; k++) {
        size_t i = 0;
        while (i < names.n && strcmp(names.v[i], wanted[k]) != 0)
            i++;
        if (i == names.n)
            return unknown_name(a, &names, wanted[k], f);
    }
    if (same_text(c->name, c->other))
        return fail(f, ERR_INPUT, "'%.100s' is one speaker already; give two spellings", c->name);
    return OK;
}

/* ---- what a correction hangs on ---- */

static enum err check_number(const char *what, unsigned n, size_t count, struct failure *f)
{
    if (n >= 1 && n <= count)
        return OK;
    if (count == 0)
        return fail(f, ERR_INPUT, "this episode has no %s", what);
    return fail(f, ERR_INPUT, "no %s %u: this episode has %zu, numbered from 1", what, n, count);
}

/* The words from start to end, without the blanks around them. */
static enum err anchor_words(struct arena *a, const char *text, struct correction *c,
                             struct failure *f)
{
    size_t len = strlen(text), count = utf8_count(text, len), from, to;

    if (c->start == 0 && c->end == 0)
        c->end = count;
    if (c->start >= c->end || c->end > count)
        return fail(f, ERR_INPUT, "paragraph %u has the characters 0-%zu, and no range %zu-%zu",
                    c->paragraph, count, c->start, c->end);
    from = utf8_offset(text, len, c->start);
    to = utf8_offset(text, len, c->end);
    for (; from < to && text[from] == ' '; from++)
        c->start++;
    for (; to > from && text[to - 1] == ' '; to--)
        c->end--;
    if (from == to)
        return fail(f, ERR_INPUT, "no words stand there");
    c->text = arena_strndup(a, text + from, to - from);
    return c->text ? OK : fail(f, ERR_MEMORY, "out of memory");
}

static enum err anchor_paragraph(struct arena *a, const struct episode *e, struct correction *c,
                                 struct failure *f)
{
    char digest[CORRECTION_DIGEST_SIZE];
    const char *text;
    enum err failed = check_number("paragraph", c->paragraph, e->paragraphs.n, f);

    if (failed)
        return failed;
    text = e->paragraphs.v[c->paragraph - 1].text;
    correction_digest(text, digest);
    c->digest = arena_strdup(a, digest);
    if (!c->digest)
        return fail(f, ERR_MEMORY, "out of memory");
    if (c->type == CORRECTION_KIND)
        return anchor_words(a, text, c, f);
    c->text = e->quotes.v[c->quote - 1].text;
    return OK;
}

static enum err anchor(struct arena *a, const struct episode *e, struct correction *c,
                       struct failure *f)
{
    enum err failed = OK;

    switch (c->type) {
    case CORRECTION_MERGE:
    case CORRECTION_SPLIT:
        return check_names(a, e, c, f);
    case CORRECTION_QUOTE:
        failed = check_number("quote", c->quote, e->quotes.n, f);
        return failed ? failed : anchor_paragraph(a, e, c, f);
    case CORRECTION_KIND:
        return anchor_paragraph(a, e, c, f);
    default: /* any spelling of a speaker has a role: the analysis knows them */
        return OK;
    }
}

/* Why the analysis did not find what a correction is about. */
static enum err explain(struct arena *a, const struct episode *e, const struct correction *c,
                        struct failure *f)
{
    enum err failed;

    if (c->type == CORRECTION_QUOTE)
        return fail(f, ERR_INPUT, "quote %u does not stand in paragraph %u, not even reworded",
                    c->quote, c->paragraph);
    failed = check_names(a, e, c, f);
    return failed ? failed
                  : fail(f, ERR_INPUT, "'%.100s' stands on the page, but never speaks", c->name);
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
        failed = anchor(a, e, c, f);
    if (!failed)
        failed = add(a, &e->corrections, c, f);
    if (!failed)
        failed = analyse(a, e, f);
    if (failed)
        return failed;
    *c = e->corrections.v[e->corrections.n - 1];
    if (c->orphaned)
        return explain(a, e, c, f);
    return library_replace(db, a, e, &source, &was_there, f);
}

enum err library_correct(struct db *db, struct arena *a, const char *id, struct correction *c,
                         struct episode *e, struct failure *f)
{
    enum err failed = db_begin_write(db, f);

    if (failed)
        return failed;
    *e = (struct episode){.meta.id = id};
    failed = correct(db, a, c, e, f);
    db_end(db);
    return failed;
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
    enum err failed = db_begin_write(db, f);

    if (failed)
        return failed;
    failed = undo(db, a, id, n, undone, f);
    db_end(db);
    return failed;
}
