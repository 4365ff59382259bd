/* Loading, replacing, skipping, analysing anew: whole or not at all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../server/db/db_internal.h"
#include "analysis.h"
#include "folder.h"
#include "library.h"
#include "search.h"
#include "store.h"

/* Last: its macro fail would hide ours. */
#include <cmocka.h>
#include <sqlite3.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const char page_old[] = "Primary Topic:\nLighthouses\n\n"
                               "Main Takeaways:\n1. Lamps need oil.\n2. Fog is loud.\n\n"
                               "Episode Chapters:\n1: The lamp\nHow it burns.\n"
                               "Maren Oake: \"The lamp burned all night.\"\n\n"
                               "Guest Name(s):\nMaren Oake\n\n"
                               "Books:\n\"Slow Water\" by A. Writer\n\n"
                               "Transcript:\nHost\nWelcome to the lighthouse.\n\n"
                               "Maren Oake\nThe lamp burned all night, and nobody slept.\n"
                               "We trimmed the wick before dawn.\n";
static const char page_new[] = "Primary Topic:\nFoghorns\n\n"
                               "Transcript:\nHost\nWelcome to the foghorn.\n";
static const char page_bad[] = "Primary Topic:\nNothing was said\n";

static const struct episode_meta light = {.id = "light", .title = "The Lamp"};

static struct db *db;
static struct arena *arena;

static int setup(void **state)
{
    struct failure f = {0};

    (void)state;
    arena = arena_create();
    if (library_open(&db, path, true, &f))
        fail_msg("%s", f.message);
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

static void run_raw(const char *sql)
{
    assert_int_equal(sqlite3_exec(db->connection, sql, NULL, NULL, NULL), SQLITE_OK);
}

static enum err load(const char *text, const struct episode_meta *meta,
                     enum library_outcome *outcome, struct failure *f)
{
    return library_load(db, arena, text, strlen(text), meta, outcome, NULL, f);
}

static void assert_load(const char *text, const struct episode_meta *meta,
                        enum library_outcome expected)
{
    enum library_outcome outcome;
    struct failure f = {0};

    if (load(text, meta, &outcome, &f))
        fail_msg("%s", f.message);
    assert_int_equal(outcome, expected);
}

/* The hits of a word, and that each leads to a passage which holds it. */
static size_t hits(struct db *from, const char *word)
{
    struct search_request request = {.text = word, .exact = true, .limit = 10};
    struct search_result result;

    assert_int_equal(db_begin_read(from, NULL), OK);
    assert_int_equal(search_run_query(from, arena, &request, &result, NULL), OK);
    db_end(from);
    assert_int_equal(result.total, result.hit_count);
    return result.total;
}

static struct episode get(struct db *from, const char *id)
{
    struct episode e;

    assert_int_equal(db_begin_read(from, NULL), OK);
    assert_int_equal(store_get(from, arena, id, STORE_ALL, &e, NULL, NULL), OK);
    db_end(from);
    return e;
}

static const char *revision(void)
{
    const char *text;

    assert_int_equal(db_begin_read(db, NULL), OK);
    assert_int_equal(store_library_revision(db, arena, &text, NULL), OK);
    db_end(db);
    return text;
}

/* page_old under the id light is there whole, and page_new is not. */
static void assert_old(struct db *from)
{
    struct episode e = get(from, "light");

    assert_string_equal(e.meta.title, "The Lamp");
    assert_string_equal(e.primary_topic, "Lighthouses");
    assert_int_equal(e.takeaways.n, 2);
    assert_int_equal(e.chapters.n, 1);
    assert_int_equal(e.quotes.n, 1);
    assert_int_equal(e.books.n, 1);
    assert_int_equal(e.turns.n, 2);
    assert_int_equal(e.paragraphs.n, 3);
    assert_string_equal(e.paragraphs.v[2].text, "We trimmed the wick before dawn.");
    assert_int_equal(hits(from, "lighthouse"), 1);
    assert_int_equal(hits(from, "foghorn"), 0);
}

static void assert_new(struct db *from)
{
    assert_string_equal(get(from, "light").primary_topic, "Foghorns");
    assert_int_equal(hits(from, "lighthouse"), 0);
    assert_int_equal(hits(from, "foghorn"), 1);
}

/* ---- loading ---- */

static void a_load_stores_skips_and_replaces(void **state)
{
    struct episode_meta retitled = {.id = "light", .title = "The Wick"};
    const char *before;

    (void)state;
    assert_load(page_old, &light, LIBRARY_LOADED);
    assert_old(db);
    before = revision();
    assert_load(page_old, &light, LIBRARY_UNCHANGED);
    assert_string_equal(revision(), before);
    assert_load(page_old, &retitled, LIBRARY_REPLACED);
    assert_string_equal(get(db, "light").meta.title, "The Wick");
    assert_load(page_new, &light, LIBRARY_REPLACED);
    assert_new(db);
    assert_load(page_new, &light, LIBRARY_UNCHANGED);
}

static void a_load_gives_what_it_understood(void **state)
{
    enum library_outcome outcome;
    struct episode e;

    (void)state;
    for (int round = 0; round < 2; round++) {
        assert_int_equal(
            library_load(db, arena, page_old, strlen(page_old), &light, &outcome, &e, NULL), OK);
        assert_string_equal(e.meta.id, "light");
        assert_int_equal(e.paragraphs.n, round == 0 ? 3 : 0);
        assert_int_equal(outcome, round == 0 ? LIBRARY_LOADED : LIBRARY_UNCHANGED);
    }
}

static void metadata_is_told_apart_field_by_field(void **state)
{
    struct episode_meta one = {.id = "light", .title = "Lamp"};
    struct episode_meta other = {.id = "light", .show = "Lamp"};
    struct episode_meta spoken = {.id = "light", .show = "Lamp", .language = "de"};

    (void)state;
    assert_load(page_old, &one, LIBRARY_LOADED);
    assert_load(page_old, &other, LIBRARY_REPLACED);
    assert_null(get(db, "light").meta.title);
    assert_string_equal(get(db, "light").meta.show, "Lamp");
    assert_null(get(db, "light").meta.language);
    assert_load(page_old, &spoken, LIBRARY_REPLACED);
    assert_string_equal(get(db, "light").meta.language, "de");
}

static void a_document_brings_its_own_id(void **state)
{
    static const char document[] =
        "{\"format\": \"episoded/episode\", \"version\": 1, \"id\": \"light\",\n"
        "\"title\": \"The Lamp\", \"show\": null, \"published\": null, \"link\": null, "
        "\"language\": \"nb\",\n"
        "\"turns\": [{\"n\": 1, \"label\": \"Host\", \"paragraphs\": "
        "[{\"n\": 1, \"text\": \"Good evening.\"}]}]}";
    static const struct episode_meta other = {.id = "other", .show = "Night"};

    (void)state;
    assert_load(document, NULL, LIBRARY_LOADED);
    assert_string_equal(get(db, "light").meta.title, "The Lamp");
    assert_load(document, NULL, LIBRARY_UNCHANGED);
    assert_load(document, &other, LIBRARY_LOADED);
    assert_string_equal(get(db, "other").meta.title, "The Lamp");
    assert_string_equal(get(db, "other").meta.show, "Night");
    assert_string_equal(get(db, "other").meta.language, "nb");
}

static void understanding_stores_nothing(void **state)
{
    struct store_list list;
    struct episode e;

    (void)state;
    assert_int_equal(library_understand(arena, page_old, strlen(page_old), NULL, &e, NULL), OK);
    assert_null(e.meta.id);
    assert_int_equal(e.paragraphs.n, 3);
    assert_true(e.paragraphs.v[0].part_count >= 1);
    assert_int_equal(db_begin_read(db, NULL), OK);
    assert_int_equal(store_list(db, arena, &(struct store_list_request){.limit = 10}, &list, NULL),
                     OK);
    db_end(db);
    assert_int_equal(list.total, 0);
}

/* ---- what fails leaves the old episode ---- */

static void bad_input_stores_nothing(void **state)
{
    static const struct episode_meta no_slug = {.id = "No Slug"};
    static const struct episode_meta no_date = {.id = "light", .published = "yesterday"};
    static const struct episode_meta no_language = {.id = "light", .language = "English"};
    const struct {
        const char *text;
        const struct episode_meta *meta;
    } cases[] = {
        {page_bad, &light}, {"", &light},         {"\xff\xfe", &light}, {"{\"a\": 1}", &light},
        {page_new, NULL},   {page_new, &no_slug}, {page_new, &no_date}, {page_new, &no_language},
    };

    (void)state;
    assert_load(page_old, &light, LIBRARY_LOADED);
    for (size_t i = 0; i < COUNT(cases); i++) {
        enum library_outcome outcome;
        struct failure f = {0};

        assert_int_equal(load(cases[i].text, cases[i].meta, &outcome, &f), ERR_INPUT);
        assert_true(f.message[0] != '\0');
        assert_old(db);
    }
}

/* Each of the tables that a load writes fails in its turn. */
static void a_failure_midway_leaves_the_old_episode(void **state)
{
    static const char *const faults[] = {
        "BEFORE DELETE ON part",      "BEFORE DELETE ON episode",  "BEFORE INSERT ON episode",
        "BEFORE INSERT ON paragraph", "BEFORE INSERT ON part",     "BEFORE INSERT ON turn",
        "BEFORE INSERT ON speaker",   "BEFORE INSERT ON spelling", "BEFORE INSERT ON source",
        "BEFORE UPDATE ON library",
    };
    struct db *reader;
    struct failure f = {0};
    enum library_outcome outcome;

    (void)state;
    assert_load(page_old, &light, LIBRARY_LOADED);
    assert_int_equal(library_open(&reader, path, false, &f), OK);
    for (size_t i = 0; i < COUNT(faults); i++) {
        char sql[160];

        snprintf(sql, sizeof sql,
                 "CREATE TEMP TRIGGER fault %s BEGIN SELECT RAISE(ABORT, 'fault'); END", faults[i]);
        run_raw(sql);
        assert_int_equal(load(page_new, &light, &outcome, &f), ERR_DATABASE);
        assert_null(strstr(f.message, "fault"));
        run_raw("DROP TRIGGER fault");
        assert_old(db);
        assert_old(reader);
    }
    assert_load(page_new, &light, LIBRARY_REPLACED);
    assert_new(reader);
    db_close(reader);
}

/* page_new with many more lines; the caller frees it. */
static char *large_page(void)
{
    size_t len = strlen(page_new), lines = 3000;
    char *page = malloc(len + lines * 24 + 1);

    memcpy(page, page_new, len + 1);
    for (size_t i = 0; i < lines; i++)
        len += (size_t)sprintf(page + len, "More fog, number %zu.\n", i);
    return page;
}

/* The disk fills up at one point of the load after the other, the commit among them. */
static void a_full_disk_leaves_the_old_episode(void **state)
{
    char *page = large_page();
    enum library_outcome outcome;
    int failures = 0;

    (void)state;
    assert_load(page_old, &light, LIBRARY_LOADED);
    for (int pages = 1; pages < 1000; pages += 6) {
        struct failure f = {0};
        char sql[64];

        snprintf(sql, sizeof sql, "PRAGMA max_page_count = %d", pages);
        run_raw(sql);
        if (load(page, &light, &outcome, &f) == OK)
            break;
        assert_int_equal(f.code, ERR_DISK);
        assert_non_null(strstr(f.message, "full"));
        assert_old(db);
        failures++;
    }
    assert_true(failures > 10);
    assert_new(db);
    free(page);
}

static void a_reader_keeps_its_state_while_an_episode_is_replaced(void **state)
{
    struct db *reader;
    struct episode e;

    (void)state;
    assert_load(page_old, &light, LIBRARY_LOADED);
    assert_int_equal(library_open(&reader, path, false, NULL), OK);
    assert_int_equal(db_begin_read(reader, NULL), OK);
    assert_int_equal(store_get(reader, arena, "light", STORE_META, &e, NULL, NULL), OK);
    assert_load(page_new, &light, LIBRARY_REPLACED);
    assert_int_equal(store_get(reader, arena, "light", STORE_ALL, &e, NULL, NULL), OK);
    assert_string_equal(e.primary_topic, "Lighthouses");
    assert_int_equal(e.paragraphs.n, 3);
    db_end(reader);
    assert_new(reader);
    db_close(reader);
}

/* ---- analysing anew ---- */

static void an_upgrade_analyses_what_is_stored(void **state)
{
    static const struct episode_meta horn = {.id = "horn", .language = "nb"};
    size_t count;

    (void)state;
    assert_load(page_old, &light, LIBRARY_LOADED);
    assert_load(page_new, &horn, LIBRARY_LOADED);
    assert_int_equal(library_upgrade(db, &count, NULL), OK);
    assert_int_equal(count, 0);
    run_raw("UPDATE source SET analysis_version = 0; UPDATE turn SET speaker = NULL;"
            "UPDATE quote SET speaker = NULL; DELETE FROM speaker; DELETE FROM spelling");
    assert_int_equal(library_upgrade(db, &count, NULL), OK);
    assert_int_equal(count, 2);
    assert_string_equal(get(db, "light").meta.title, "The Lamp");
    assert_string_equal(get(db, "horn").meta.language, "nb");
    assert_true(get(db, "light").speakers.n >= 1);
    assert_load(page_old, &light, LIBRARY_UNCHANGED);
    assert_load(page_new, &horn, LIBRARY_UNCHANGED);
    assert_int_equal(hits(db, "lighthouse"), 1);
    assert_int_equal(hits(db, "foghorn"), 1);
}

static void a_load_renews_what_another_version_analysed(void **state)
{
    (void)state;
    assert_load(page_old, &light, LIBRARY_LOADED);
    run_raw("UPDATE source SET analysis_version = 0");
    assert_load(page_old, &light, LIBRARY_REPLACED);
    assert_load(page_old, &light, LIBRARY_UNCHANGED);
}

static void an_upgrade_leaves_what_it_does_not_understand(void **state)
{
    size_t count;

    (void)state;
    assert_load(page_old, &light, LIBRARY_LOADED);
    run_raw("UPDATE source SET analysis_version = 0, bytes = x'00'");
    assert_int_equal(library_upgrade(db, &count, NULL), OK);
    assert_int_equal(count, 0);
    assert_old(db);
}

/* What somebody else does to the episode, just before the first write transaction of db. */
static const char *other_page; /* NULL: removes it */

static int interfere(unsigned type, void *unused, void *statement, void *sql)
{
    enum library_outcome outcome;
    struct db *other;

    (void)type, (void)unused, (void)statement;
    if (strncmp(sql, "BEGIN IMMEDIATE", 15) != 0)
        return 0;
    sqlite3_trace_v2(db->connection, 0, NULL, NULL);
    assert_int_equal(library_open(&other, path, true, NULL), OK);
    if (other_page) {
        assert_int_equal(library_load(other, arena, other_page, strlen(other_page), &light,
                                      &outcome, NULL, NULL),
                         OK);
    } else {
        assert_int_equal(sqlite3_exec(other->connection, "DELETE FROM episode", NULL, NULL, NULL),
                         SQLITE_OK);
    }
    db_close(other);
    return 0;
}

static void upgrade_beside(const char *page)
{
    size_t count;

    assert_load(page_old, &light, LIBRARY_LOADED);
    run_raw("UPDATE source SET analysis_version = 0");
    other_page = page;
    sqlite3_trace_v2(db->connection, SQLITE_TRACE_STMT, interfere, NULL);
    assert_int_equal(library_upgrade(db, &count, NULL), OK);
    assert_int_equal(count, 0);
}

static void an_upgrade_keeps_what_was_loaded_meanwhile(void **state)
{
    (void)state;
    upgrade_beside(page_new);
    assert_new(db);
    assert_load(page_new, &light, LIBRARY_UNCHANGED);
}

static void an_upgrade_brings_nothing_back(void **state)
{
    struct episode e;

    (void)state;
    upgrade_beside(NULL);
    assert_int_equal(db_begin_read(db, NULL), OK);
    assert_int_equal(store_get(db, arena, "light", STORE_META, &e, NULL, NULL), ERR_NOT_FOUND);
    db_end(db);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

/* ---- corrections ---- */

static void correct(struct correction c)
{
    struct failure f = {0};
    struct episode e;

    if (library_correct(db, arena, "light", &c, &e, &f))
        fail_msg("%s", f.message);
}

static enum err refuse(struct correction c)
{
    struct failure f = {0};
    struct episode e;
    enum err err = library_correct(db, arena, "light", &c, &e, &f);

    assert_true(*f.message);
    return err;
}

static const struct correction an_ad = {.type = CORRECTION_KIND, .kind = PART_AD, .paragraph = 3};

static void a_correction_is_stored_and_indexed(void **state)
{
    struct search_request ads = {
        .text = "wick", .exact = true, .kinds = 1u << PART_AD, .limit = 10};
    struct search_result result;
    struct correction undone;
    const char *first;

    (void)state;
    assert_load(page_old, &light, LIBRARY_LOADED);
    first = revision();
    correct(an_ad);
    assert_string_not_equal(revision(), first);
    assert_true(get(db, "light").paragraphs.v[2].parts[0].corrected);
    assert_int_equal(db_begin_read(db, NULL), OK);
    assert_int_equal(search_run_query(db, arena, &ads, &result, NULL), OK);
    db_end(db);
    assert_int_equal(result.total, 1);
    assert_old(db);
    assert_load(page_old, &light, LIBRARY_UNCHANGED);
    assert_int_equal(library_undo(db, arena, "light", 0, &undone, NULL), OK);
    assert_int_equal(undone.paragraph, 3);
    assert_int_equal(get(db, "light").corrections.n, 0);
    assert_int_equal(hits(db, "wick"), 1);
}

static void corrections_outlive_a_replacement_and_an_upgrade(void **state)
{
    static const char longer[] = "Transcript:\nHost\nFirst of all, this.\nMaren Oake\nNothing.\n"
                                 "Nothing more.\nWe trimmed the wick before dawn.\n";
    struct episode e;
    size_t count;

    (void)state;
    assert_load(page_old, &light, LIBRARY_LOADED);
    correct(an_ad);
    correct((struct correction){.type = CORRECTION_ROLE, .name = "Host", .role = ROLE_CLIP});
    assert_load(longer, &light, LIBRARY_REPLACED);
    e = get(db, "light");
    assert_int_equal(e.corrections.v[0].paragraph, 4);
    assert_true(e.paragraphs.v[3].parts[0].corrected);
    assert_load(page_new, &light, LIBRARY_REPLACED);
    e = get(db, "light");
    assert_true(e.corrections.v[0].orphaned);
    assert_false(e.corrections.v[1].orphaned);
    assert_load(page_old, &light, LIBRARY_REPLACED);
    run_raw("UPDATE source SET analysis_version = 0");
    assert_int_equal(library_upgrade(db, &count, NULL), OK);
    assert_int_equal(count, 1);
    e = get(db, "light");
    assert_int_equal(e.corrections.n, 2);
    assert_int_equal(e.corrections.v[0].paragraph, 3);
    assert_true(e.paragraphs.v[2].parts[0].corrected);
    assert_int_equal(e.speakers.v[0].role, ROLE_CLIP);
}

static void what_is_not_there_can_not_be_corrected(void **state)
{
    static const struct correction wrong[] = {
        {.type = CORRECTION_MERGE, .name = "Maren Oake", .other = "Nobody At All"},
        {.type = CORRECTION_MERGE, .name = "Host", .other = "Host"},
        {.type = CORRECTION_SPLIT, .name = "Horst"},
        {.type = CORRECTION_ROLE, .name = "Horst", .role = ROLE_HOST},
        {.type = CORRECTION_KIND, .kind = PART_AD, .paragraph = 0},
        {.type = CORRECTION_KIND, .kind = PART_AD, .paragraph = 4},
        {.type = CORRECTION_KIND, .kind = PART_AD, .paragraph = 3, .start = 0, .end = 33},
        {.type = CORRECTION_KIND, .kind = PART_AD, .paragraph = 3, .start = 2, .end = 3},
        {.type = CORRECTION_QUOTE, .quote = 2, .paragraph = 2},
        {.type = CORRECTION_QUOTE, .quote = 1, .paragraph = 4},
        {.type = CORRECTION_QUOTE, .quote = 1, .paragraph = 3},
    };
    struct correction undone;
    const char *first;

    (void)state;
    assert_int_equal(refuse(an_ad), ERR_NOT_FOUND);
    assert_load(page_old, &light, LIBRARY_LOADED);
    first = revision();
    for (size_t i = 0; i < COUNT(wrong); i++)
        assert_int_equal(refuse(wrong[i]), ERR_INPUT);
    assert_int_equal(library_undo(db, arena, "light", 0, &undone, NULL), ERR_INPUT);
    assert_int_equal(library_undo(db, arena, "light", 1, &undone, NULL), ERR_INPUT);
    assert_int_equal(library_undo(db, arena, "dark", 0, &undone, NULL), ERR_NOT_FOUND);
    assert_string_equal(revision(), first);
    assert_old(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_load_stores_skips_and_replaces),
        TEST(a_load_gives_what_it_understood),
        TEST(metadata_is_told_apart_field_by_field),
        TEST(a_document_brings_its_own_id),
        TEST(understanding_stores_nothing),
        TEST(bad_input_stores_nothing),
        TEST(a_failure_midway_leaves_the_old_episode),
        TEST(a_full_disk_leaves_the_old_episode),
        TEST(a_reader_keeps_its_state_while_an_episode_is_replaced),
        TEST(an_upgrade_analyses_what_is_stored),
        TEST(a_load_renews_what_another_version_analysed),
        TEST(an_upgrade_leaves_what_it_does_not_understand),
        TEST(an_upgrade_keeps_what_was_loaded_meanwhile),
        TEST(an_upgrade_brings_nothing_back),
        TEST(a_correction_is_stored_and_indexed),
        TEST(corrections_outlive_a_replacement_and_an_upgrade),
        TEST(what_is_not_there_can_not_be_corrected),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
