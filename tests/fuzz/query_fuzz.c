/* Any bytes as a query, with and without help, of the transcript and of the whole page: an answer
 * or ERR_PARAMETER, never a failure of the database. */
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

static const char *const texts[] = {
    "Anselm Kovalchik won't wait: the tide or the tide clock, and near the end a NOT.",
    "Stra\u00dfe, caf\u00e9, \uff26\uff55\uff4c\uff4c, \u6771\u4eac\u5854, \u0e19\u0e33, "
    "\u0928\u092e\u0938\u094d\u0924\u0947 and 1,000 lamps \U0001F468\u200D\U0001F469.",
};

enum { PARAGRAPHS = sizeof texts / sizeof *texts };

static void add_episode(struct db *db, struct arena *a)
{
    static struct turn turn = {.label = "", .first = 1, .count = PARAGRAPHS, .speaker = 1};
    static struct paragraph paragraphs[PARAGRAPHS];
    static struct part parts[PARAGRAPHS];
    static struct takeaway takeaway = {.text = "A lamp is a tide clock's only friend."};
    static struct item about = {.text = "How 25 lamps were kept, by Anselm."};
    const struct store_source source = {"", 0, "digest", 1};
    struct episode e = {.meta.id = "tide",
                        .turns = {&turn, 1},
                        .paragraphs = {paragraphs, PARAGRAPHS},
                        .speakers = {speakers, 1},
                        .takeaways = {&takeaway, 1},
                        .about = {&about, 1}};

    for (int i = 0; i < PARAGRAPHS; i++) {
        parts[i] = (struct part){.start = 0, .end = strlen(texts[i])};
        paragraphs[i] =
            (struct paragraph){.text = texts[i], .turn = 1, .parts = &parts[i], .part_count = 1};
    }
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

static void check_hits(const struct search_result *r)
{
    if (r->hit_count > r->total + r->total_partial)
        abort();
    for (size_t i = 0; i < r->hit_count; i++) {
        size_t marks = 0;

        for (size_t k = 0; k < r->hits[i].snippet_runs; k++)
            marks += r->hits[i].snippet[k].mark;
        if (marks == 0)
            abort();
    }
}

static void ask(struct db *db, struct arena *a, const struct search_request *request)
{
    struct search_result result;
    struct failure f;
    enum err e = search_run_query(db, a, request, &result, &f);

    if (e != OK && e != ERR_PARAMETER)
        abort();
    if (e == OK && request->exact && result.match != MATCH_ALL)
        abort();
    if (e == OK)
        check_hits(&result);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct arena *arena;
    static struct db *db;
    const char *text;
    struct failure f;

    if (!arena)
        arena = arena_create();
    if (!arena)
        abort();
    if (!db)
        db = open_library(arena);
    arena_reset(arena);
    text = arena_strndup(arena, (const char *)data, size);
    if (!text || db_begin_read(db, &f))
        abort();
    for (int i = 0; i < 4; i++) {
        const struct search_request request = {.text = text,
                                               .exact = i & 1,
                                               .sections = i & 2 ? (1U << SEARCH_SECTIONS) - 1 : 0,
                                               .count_speakers = true,
                                               .count_episodes = true,
                                               .limit = 5};
        ask(db, arena, &request);
    }
    db_end(db);
    return 0;
}
