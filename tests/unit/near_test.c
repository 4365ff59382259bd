/* Two neighbouring paragraphs that together have what no passage has alone. */
#include "search.h"
#include "store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Last: its macro fail would hide ours. */
#include <cmocka.h>

enum { MOST = 8 };

/* Each text is a paragraph; 1 and 2 speak in turns, an ad is the sponsor's. */
static const struct told {
    const char *id, *texts[MOST];
} told[] = {
    {"lamps",
     {"We kept the old lamp", "burning in the tower", "and a gull slept", "under the long stair",
      "of the old lamp tower"}},
    {"ropes",
     {"Nobody will burn it", "tide after tide the rope", "was wet", "the rope of a bell",
      "rang at the tide", "and the bell"}},
    {"bells", {"harbour ends", "here begins the heron"}},
    {"clocks", {"an owl", "ticks", "for an owl that is old and never sleeps by day"}},
};

enum { EPISODES = sizeof told / sizeof *told };

static struct speaker speakers[] = {
    {.id = "mira-okono", .name = "Mira Okono", .role_reason = ""},
    {.id = "jo-lind", .name = "Jo Lind", .role_reason = ""},
};

static struct arena *arena;
static struct db *db;
static struct search_result result;

static void add(const struct told *t)
{
    const struct store_source source = {"", 0, "digest", 1};
    struct episode e = {.meta.id = t->id, .speakers = {speakers, 2}};
    int64_t first;

    e.turns.v = arena_array(arena, MOST, sizeof *e.turns.v);
    e.paragraphs.v = arena_array(arena, MOST, sizeof *e.paragraphs.v);
    for (unsigned i = 0; i < MOST && t->texts[i]; i++) {
        struct part *part = arena_alloc(arena, sizeof *part);

        part->end = strlen(t->texts[i]);
        e.turns.v[i] =
            (struct turn){.label = "", .first = i + 1, .count = 1, .speaker = i / 2 % 2 + 1};
        e.paragraphs.v[i] =
            (struct paragraph){.text = t->texts[i], .turn = i + 1, .parts = part, .part_count = 1};
        e.turns.n = e.paragraphs.n = i + 1;
    }
    assert_int_equal(store_next_part(db, &first, NULL), OK);
    assert_int_equal(store_put(db, &e, &source, first, NULL), OK);
    assert_int_equal(search_add(db, arena, &e, first, NULL), OK);
}

static int set_up(void **state)
{
    const struct db_options options = {":memory:", true};

    (void)state;
    arena = arena_create();
    assert_int_equal(db_open(&db, &options, NULL), OK);
    assert_int_equal(db_begin_write(db, NULL), OK);
    for (size_t i = 0; i < EPISODES; i++)
        add(&told[i]);
    assert_int_equal(search_flush(db, NULL), OK);
    assert_int_equal(db_commit(db, NULL), OK);
    assert_int_equal(db_begin_read(db, NULL), OK);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    db_end(db);
    db_close(db);
    arena_destroy(arena);
    return 0;
}

/* What is found in two paragraphs, as "episode first-last" joined by blanks, in order; "" where
 * that is nothing. */
static const char *near(struct search_request request)
{
    const char *all = "";

    request.limit = 10;
    request.whole = true;
    assert_int_equal(search_run_query(db, arena, &request, &result, NULL), OK);
    for (size_t i = 0; i < result.hit_count && result.match == MATCH_NEAR; i++) {
        const struct search_hit *hit = &result.hits[i];

        assert_int_equal(hit->match, MATCH_NEAR);
        all = arena_printf(arena, "%s%s%s %u-%u", all, *all ? " " : "", hit->episode,
                           hit->paragraph, hit->through);
    }
    return all;
}

static void test_windows(void **state)
{
    static const struct {
        struct search_request request;
        const char *found;
    } cases[] = {
        {{.text = "kept tower"}, "lamps 1-2"},
        {{.text = "kept towers burned"}, "lamps 1-2"},
        {{.text = "kept gull"}, ""},                 /* two paragraphs apart */
        {{.text = "lamp nobody"}, ""},               /* not of one episode */
        {{.text = "\"lamp burning\""}, "lamps 1-2"}, /* across the paragraph's end */
        {{.text = "\"old lamp burning in\" tower"}, "lamps 1-2"},
        {{.text = "\"tower nobody\""}, ""}, /* ... but not the episode's */
        {{.text = "\"burning lamp\""}, ""},
        {{.text = "slept long -stair"}, ""},
        {{.text = "slept long -rope"}, "lamps 3-4"},
        {{.text = "slept -\"slept under\" long"}, ""},
        {{.text = "kept bur*"}, "lamps 1-2"},
        {{.text = "kept OR nothing tower"}, "lamps 1-2"},
        {{.text = "kept tower", .exact = true}, ""},
        {{.text = "kept tower", .episode = "lamps"}, "lamps 1-2"},
        {{.text = "kept tower", .episode = "ropes"}, ""},
        {{.text = "kept tower", .speaker = "mira-okono"}, "lamps 1-2"},
        {{.text = "burning gull"}, "lamps 2-3"},
        {{.text = "burning gull", .speaker = "mira-okono"}, ""}, /* one of them is the other's */
        {{.text = "kept tower", .kinds = 1U << PART_AD}, ""},
        {{.text = "kept tower", .sections = 1U << SEARCH_CHAPTERS}, ""},
        {{.text = "bell wet"}, "ropes 3-4"},
        {{.text = "old tower lamp"}, ""}, /* one has all of it */
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (strcmp(near(cases[i].request), cases[i].found) != 0)
            fail_msg("%s, case %zu: %s", cases[i].request.text, i, near(cases[i].request));
}

/* Paragraphs 4 and 5 have a bell that rang, and so have 5 and 6, which say it shorter. */
static void test_overlap(void **state)
{
    (void)state;
    assert_string_equal(near((struct search_request){.text = "bell rang"}), "ropes 5-6");
    assert_int_equal(result.total, 1);
    assert_string_equal(near((struct search_request){.text = "owl ticks"}), "clocks 1-2");
    assert_int_equal(result.total, 1);
}

static void test_snippet(void **state)
{
    static const char *const queries[] = {"\"lamp burning\"", "lampburning"};

    (void)state;
    for (size_t q = 0; q < sizeof queries / sizeof *queries; q++) {
        const char *marked = "";

        assert_string_equal(near((struct search_request){.text = queries[q]}), "lamps 1-2");
        for (size_t i = 0; i < result.hits[0].snippet_runs; i++)
            if (result.hits[0].snippet[i].mark)
                marked = arena_printf(arena, "%s[%s]", marked, result.hits[0].snippet[i].text);
        assert_true(strstr(marked, "lamp") && strstr(marked, "burning"));
    }
}

static void test_counts(void **state)
{
    (void)state;
    near((struct search_request){.text = "kept tower", .count_episodes = true});
    assert_int_equal(result.episodes.n, 1);
    assert_string_equal(result.episodes.v[0].id, "lamps");
    assert_int_equal(result.episodes.v[0].count, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_windows),
        cmocka_unit_test(test_overlap),
        cmocka_unit_test(test_snippet),
        cmocka_unit_test(test_counts),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
