/* For the tests of analysis/: the episode of a page, analysed, and its parts by name. */
#ifndef EPISODED_TESTS_ANALYSED_H
#define EPISODED_TESTS_ANALYSED_H

#include "analysis.h"
#include "ingested.h"

static inline struct episode analysed(struct arena *a, const char *page)
{
    struct failure f = {.message = ""};
    struct episode e = read_text(a, page);

    if (analyse(a, &e, &f) != OK)
        fail_msg("%s", f.message);
    return e;
}

/* The speaker with this id, or NULL. */
static inline const struct speaker *speaker_of(const struct episode *e, const char *id)
{
    for (size_t i = 0; i < e->speakers.n; i++)
        if (strcmp(e->speakers.v[i].id, id) == 0)
            return &e->speakers.v[i];
    return NULL;
}

/* A speaker's spelling, or NULL. */
static inline const struct spelling *spelling_of(const struct speaker *s, const char *text)
{
    for (size_t i = 0; i < s->spelling_count; i++)
        if (strcmp(s->spellings[i].text, text) == 0)
            return &s->spellings[i];
    return NULL;
}

/* The parts of paragraph n as "kind[text]kind[text]". */
static inline const char *parts_of(struct arena *a, const struct episode *e, unsigned n)
{
    const struct paragraph *p = &e->paragraphs.v[n - 1];
    const char *out = "";

    for (size_t i = 0; i < p->part_count; i++)
        out = arena_printf(a, "%s%s[%.*s]", out, part_kind_names[p->parts[i].kind],
                           (int)(p->parts[i].end - p->parts[i].start), p->text + p->parts[i].start);
    return out;
}

/* The text of a place. */
static inline const char *place_text(struct arena *a, const struct episode *e,
                                     const struct place *p)
{
    return arena_strndup(a, e->paragraphs.v[p->paragraph - 1].text + p->start, p->end - p->start);
}

#endif
