/* Any bytes as what is typed: completions whose runs are their text, or ERR_PARAMETER. */
#include "search.h"
#include "store.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static struct spelling spellings[] = {{.text = "Anselm Kovalchik"}, {.text = "Anselmkovalchik"}};

static struct speaker speakers[] = {
    {.id = "anselm-kowaltschik",
     .name = "Anselm Kowaltschik",
     .role = ROLE_GUEST,
     .role_reason = "answers",
     .spellings = spellings,
     .spelling_count = 2},
};

static struct item companies[] = {{"O\u2019Brien & \"S\u00f6ns\"", 1},
                                  {"\uff26\uff55\uff4c\uff4c \ufb01n", 1}};
static struct chapter chapters[] = {{.number = 1, .title = "\u6771\u4eac\u5854 \U0001F468\u200D"}};

static const char text[] = "We wind the Tide Clock, and nobody owns the Tide Clock, Stra\u00dfe "
                           "or caf\u00e9; \u0928\u092e\u0938\u094d\u0924\u0947 to all.";

static void add_episode(struct db *db, struct arena *a)
{
    static struct turn turn = {.label = "", .first = 1, .count = 1, .speaker = 1};
    static struct part part = {.end = sizeof text - 1};
    static struct paragraph paragraph = {.text = text, .turn = 1, .parts = &part, .part_count = 1};
    const struct store_source source = {"", 0, "digest", 1};
    struct episode e = {.meta = {.id = "tide", .title = "The tide, e\u0301 and all"},
                        .primary_topic = "Tides",
                        .turns = {&turn, 1},
                        .paragraphs = {&paragraph, 1},
                        .companies = {companies, 2},
                        .chapters = {chapters, 1},
                        .speakers = {speakers, 1}};

    if (db_begin_write(db, NULL) || store_put(db, &e, &source, 1, NULL) ||
        search_add(db, a, &e, 1, NULL) || search_flush(db, NULL) || db_commit(db, NULL))
        abort();
}

static struct db *open_library(struct arena *a)
{
    const struct db_options options = {":memory:", true};
    struct db *db;

    if (db_open(&db, &options, NULL))
        abort();
    add_episode(db, a);
    return db;
}

/* The runs are the text, some of it marked. */
static void check_runs(const struct suggestion *s)
{
    const char *at = s->text;
    bool mark = false;

    for (size_t i = 0; i < s->run_count; i++) {
        size_t len = strlen(s->runs[i].text);

        if (len == 0 || strncmp(at, s->runs[i].text, len) != 0)
            abort();
        at += len;
        mark = mark || s->runs[i].mark;
    }
    if (*at || !mark || !*s->query)
        abort();
}

static void complete(struct db *db, struct arena *a, const char *typed, const char *episode)
{
    const struct suggest_request request = {typed, episode, 10};
    struct suggest_result result;
    enum err e;

    if (db_begin_read(db, NULL))
        abort();
    e = search_suggest(db, a, &request, &result, NULL);
    if ((e != OK && e != ERR_PARAMETER) || (e == OK && result.n > 10))
        abort();
    for (size_t i = 0; e == OK && i < result.n; i++)
        check_runs(&result.v[i]);
    db_end(db);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct arena *arena;
    static struct db *db;
    const char *typed;

    if (!arena)
        arena = arena_create();
    if (!arena)
        abort();
    if (!db)
        db = open_library(arena);
    arena_reset(arena);
    typed = arena_strndup(arena, (const char *)data, size);
    if (!typed)
        abort();
    complete(db, arena, typed, NULL);
    complete(db, arena, typed, "tide");
    return 0;
}
