/* For the tests of ingest/: an arena a test, and pages read from strings. */
#ifndef EPISODED_TESTS_INGESTED_H
#define EPISODED_TESTS_INGESTED_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "arena.h"
#include "episode.h"
#include "ingest.h"

#include <cmocka.h> /* last: it makes fail a macro */

static inline int with_arena(void **state)
{
    *state = arena_create();
    return *state ? 0 : -1;
}

static inline int without_arena(void **state)
{
    arena_destroy(*state);
    return 0;
}

/* The episode of a page or a document that must be fine. */
static inline struct episode read_text(struct arena *a, const char *text)
{
    struct failure f = {.message = ""};
    struct episode e;

    if (ingest(a, text, strlen(text), &e, &f) != OK)
        fail_msg("%u:%u: %s in: %s", f.line, f.column, f.message, text);
    return e;
}

/* The episode of a page that has this section and a transcript of one paragraph. */
static inline struct episode read_section(struct arena *a, const char *heading, const char *body)
{
    return read_text(a, arena_printf(a, "%s\n%s\nTranscript\nThe bell rang.\n", heading, body));
}

/* Items joined by '|'. */
static inline const char *join_items(struct arena *a, const struct item_list *list)
{
    const char *out = "";

    for (size_t i = 0; i < list->n; i++)
        out = arena_printf(a, "%s%s%s", out, i ? "|" : "", list->v[i].text);
    return out;
}

#endif
