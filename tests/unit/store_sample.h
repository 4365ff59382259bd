/* An episode with something in every field, and a database for each test. */
#ifndef EPISODED_STORE_SAMPLE_H
#define EPISODED_STORE_SAMPLE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "folder.h"
#include "search.h"
#include "store.h"

/* Last: its macro fail would hide ours. */
#include <cmocka.h>

#define SAMPLE_PARTS 5
#define SAMPLE_WORDS 7 /* of its content */

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ---- an episode with something in every field ---- */

static struct evidence evidence[] = {{2, 2, 0.75}, {1, 1, 0.5}, {3, 3, 0.25}};
static struct takeaway takeaways[] = {
    {"Tides are slow clocks.", 4, {evidence, 2}},
    {"Nobody winds them.", 5, {NULL, 0}},
    {"Rust is patient.", 6, {evidence + 2, 1}},
};
static struct chapter chapters[] = {
    {1, "The harbour", "How it began.", 9, {NULL, 0}},
    {7, "The bell", NULL, 12, {evidence, 3}},
};
static struct place places[] = {{2, 3, 9}, {3, 0, 4}};
static struct diff_run diff[] = {
    {DIFF_SAME, "the bell"}, {DIFF_DROPPED, "always"}, {DIFF_ADDED, "rang"}};
static struct quote quotes[] = {
    {"The bell rang.",
     "Maren Oake",
     1,
     10,
     1,
     VERDICT_NEAR,
     0.875,
     ATTRIBUTION_SAME,
     {places, 2},
     {diff, 3},
     true},
    {"Never said.",
     NULL,
     0,
     13,
     0,
     VERDICT_NOT_FOUND,
     0,
     ATTRIBUTION_UNKNOWN,
     {NULL, 0},
     {NULL, 0},
     false},
};
static struct item advice[] = {{"Look at the sea.", 20}, {"Write it down.", 21}};
static struct item about[] = {{"A talk.", 23}};
static struct item people[] = {{"Maren Oake", 25}};
static struct item companies[] = {{"Harbour Works", 27}};
static struct item guests[] = {{"Maren Oake", 30}};
static struct item warnings[] = {{"Mild peril", 32}};
static struct item authors[] = {{"A. Writer", 28}, {"B. Writer", 28}};
static struct book books[] = {{"Slow Water", {authors, 2}, 28}, {"Anonymous", {NULL, 0}, 29}};
static struct part parts_1[] = {{PART_CONTENT, 0, 8, NULL, false}};
static struct part parts_2[] = {{PART_CONTENT, 0, 9, NULL, false},
                                {PART_AD, 9, 24, "Lantern Oil", true},
                                {PART_PROMO, 24, 31, NULL, false}};
static struct part parts_3[] = {{PART_CONTENT, 0, 13, NULL, false}};
static struct paragraph paragraphs[] = {
    {"Welcome.", 1, 40, 1, parts_1, 1},
    {"It is so. Buy lantern oil. Bye all", 2, 42, 3, parts_2, 3},
    {"Straße am Méer", 2, 43, 1, parts_3, 1},
};
static struct turn turns[] = {{"", 39, 1, 1, 0}, {"Maren", 41, 2, 2, 1}, {"Nobody", 44, 4, 0, 2}};
static struct spelling spellings[] = {
    {"Maren Oake", SPELLING_GUESTS, 30, 1, NULL},
    {"Maren", SPELLING_LABEL, 41, 1, "the first name of one guest alone"},
};
static struct spelling other_spellings[] = {{"Nobody", SPELLING_LABEL, 44, 1, NULL}};
static struct doubt doubts[] = {{1, "Maren Oake", "spelled alike"}, {0, "Noboddy", "listed"}};
static struct speaker speakers[] = {
    {"maren-oake", "Maren Oake", ROLE_GUEST, "named as guest", spellings, 2, 1, 5, true, NULL, 0},
    {"nobody", "Nobody", ROLE_OTHER, NULL, other_spellings, 1, 0, 0, false, doubts, 2},
};

static struct correction corrections[] = {
    {.type = CORRECTION_MERGE, .name = "Maren Oake", .other = "Maren"},
    {.type = CORRECTION_ROLE, .name = "Nobody", .role = ROLE_OTHER, .orphaned = true},
    {.type = CORRECTION_KIND,
     .kind = PART_AD,
     .paragraph = 2,
     .start = 9,
     .end = 24,
     .digest = "d2",
     .text = "Buy lantern oil."},
    {.type = CORRECTION_QUOTE,
     .quote = 1,
     .paragraph = 2,
     .digest = "d2",
     .text = "The bell rang."},
};

static struct episode sample(const char *id)
{
    return (struct episode){
        .meta = {id, "The Tide Clock", "Café Harbour", "2024-05-01", "https://example.org/1",
                 "en-GB"},
        .primary_topic = "Clocks of water",
        .overview = "Two lines\nof overview",
        .takeaways = {takeaways, COUNT(takeaways)},
        .chapters = {chapters, COUNT(chapters)},
        .quotes = {quotes, COUNT(quotes)},
        .advice = {advice, COUNT(advice)},
        .about = {about, COUNT(about)},
        .people = {people, COUNT(people)},
        .companies = {companies, COUNT(companies)},
        .guests = {guests, COUNT(guests)},
        .content_warnings = {warnings, COUNT(warnings)},
        .books = {books, COUNT(books)},
        .turns = {turns, COUNT(turns)},
        .paragraphs = {paragraphs, COUNT(paragraphs)},
        .speakers = {speakers, COUNT(speakers)},
        .words = SAMPLE_WORDS,
        .corrections = {corrections, COUNT(corrections)},
    };
}

/* ---- a database for each test ---- */

static struct db *db;
static struct arena *arena;

static struct db *open_db(bool writable)
{
    struct db_options options = {.path = path, .writable = writable};
    struct failure f = {0};
    struct db *opened;

    if (db_open(&opened, &options, &f))
        fail_msg("%s", f.message);
    return opened;
}

static int setup(void **state)
{
    (void)state;
    db = open_db(true);
    arena = arena_create();
    return arena ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    arena_destroy(arena);
    db_end(db); /* of a test that failed */
    db_close(db);
    return unlink(path);
}

static const struct store_source plain = {"bytes", 5, "d1", 3};

/* In the caller's transaction. */
static enum err put(const char *id, const struct store_source *source, int64_t *first_part)
{
    struct episode e = sample(id);
    int64_t key = 0;
    enum err failed = store_next_part(db, &key, NULL);

    if (first_part)
        *first_part = key;
    return failed ? failed : store_put(db, &e, source, key, NULL);
}

static void load(const char *id)
{
    assert_int_equal(db_begin_write(db, NULL), OK);
    assert_int_equal(put(id, &plain, NULL), OK);
    assert_int_equal(db_commit(db, NULL), OK);
    db_end(db);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

#endif
