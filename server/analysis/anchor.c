/* What a correction that a person makes hangs on, looked up on the page. */
#include <string.h>

#include "analysis.h"
#include "distance.h"
#include "utf8.h"

/* ---- the names of a page ---- */

/* What merge and split take. */
struct names {
    const char **v;
    size_t n;
};

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
            names->v[names->n++] = e->turns.v[i].label;
    for (size_t k = 0; k < 2; k++)
        for (size_t i = 0; i < lists[k]->n; i++)
            names->v[names->n++] = lists[k]->v[i].text;
    for (size_t i = 0; i < e->quotes.n; i++)
        if (e->quotes.v[i].attributed_to)
            names->v[names->n++] = e->quotes.v[i].attributed_to;
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

/* The first distinct names, for a message. */
static const char *some_names(struct arena *a, const struct names *names)
{
    enum { SHOWN = 8 };
    const char *shown[SHOWN], *all = "";
    size_t n = 0;

    for (size_t i = 0; i < names->n && n < SHOWN && all; i++) {
        if (name_index(shown, n, names->v[i]) >= 0)
            continue;
        all = arena_printf(a, "%s%s'%.40s'", all, n ? ", " : "", names->v[i]);
        shown[n++] = names->v[i];
    }
    return all;
}

static enum err unknown_name(struct arena *a, const struct names *names, const char *name,
                             struct failure *f)
{
    const char *near = nearest(names, name);
    const char *some = near ? NULL : some_names(a, names);

    if (near)
        return fail(f, ERR_INPUT, "nobody is called '%.100s' here; did you mean '%.200s'?", name,
                    near);
    return fail(f, ERR_INPUT, "nobody is called '%.100s' here; there are %s", name,
                some && *some ? some : "no names");
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
    if (c->name && c->other && strcmp(c->name, c->other) == 0)
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

enum err correction_anchor(struct arena *a, const struct episode *e, struct correction *c,
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

enum err correction_explain(struct arena *a, const struct episode *e, const struct correction *c,
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
