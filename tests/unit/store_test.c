/* Episodes into tables and back. */
#include "../../server/db/db_internal.h"
#include "store_sample.h"

#include <sqlite3.h>

/* ---- comparing episodes ---- */

static void same_text(const char *a, const char *b)
{
    if (a && b)
        assert_string_equal(a, b);
    else
        assert_ptr_equal(a, b);
}

static void same_items(const struct item_list *a, const struct item_list *b)
{
    assert_int_equal(a->n, b->n);
    for (size_t i = 0; i < a->n; i++) {
        same_text(a->v[i].text, b->v[i].text);
        assert_int_equal(a->v[i].line, b->v[i].line);
    }
}

static void same_evidence(const struct evidence_list *a, const struct evidence_list *b)
{
    assert_int_equal(a->n, b->n);
    for (size_t i = 0; i < a->n; i++) {
        assert_int_equal(a->v[i].first, b->v[i].first);
        assert_int_equal(a->v[i].last, b->v[i].last);
        assert_true(a->v[i].score == b->v[i].score);
    }
}

static void same_sections(const struct episode *a, const struct episode *b)
{
    assert_int_equal(a->takeaways.n, b->takeaways.n);
    for (size_t i = 0; i < a->takeaways.n; i++) {
        same_text(a->takeaways.v[i].text, b->takeaways.v[i].text);
        assert_int_equal(a->takeaways.v[i].line, b->takeaways.v[i].line);
        same_evidence(&a->takeaways.v[i].evidence, &b->takeaways.v[i].evidence);
    }
    same_items(&a->advice, &b->advice);
    same_items(&a->about, &b->about);
    same_items(&a->people, &b->people);
    same_items(&a->companies, &b->companies);
    same_items(&a->guests, &b->guests);
    same_items(&a->content_warnings, &b->content_warnings);
    assert_int_equal(a->books.n, b->books.n);
    for (size_t i = 0; i < a->books.n; i++) {
        same_text(a->books.v[i].title, b->books.v[i].title);
        assert_int_equal(a->books.v[i].line, b->books.v[i].line);
        same_items(&a->books.v[i].authors, &b->books.v[i].authors);
    }
}

static void same_chapters(const struct episode *a, const struct episode *b)
{
    assert_int_equal(a->chapters.n, b->chapters.n);
    for (size_t i = 0; i < a->chapters.n; i++) {
        const struct chapter *x = &a->chapters.v[i], *y = &b->chapters.v[i];

        assert_int_equal(x->number, y->number);
        same_text(x->title, y->title);
        same_text(x->summary, y->summary);
        assert_int_equal(x->line, y->line);
        same_evidence(&x->places, &y->places);
    }
}

static void same_findings(const struct quote *a, const struct quote *b)
{
    assert_int_equal(a->places.n, b->places.n);
    for (size_t i = 0; i < a->places.n; i++) {
        assert_int_equal(a->places.v[i].paragraph, b->places.v[i].paragraph);
        assert_int_equal(a->places.v[i].start, b->places.v[i].start);
        assert_int_equal(a->places.v[i].end, b->places.v[i].end);
    }
    assert_int_equal(a->diff.n, b->diff.n);
    for (size_t i = 0; i < a->diff.n; i++) {
        assert_int_equal(a->diff.v[i].op, b->diff.v[i].op);
        same_text(a->diff.v[i].text, b->diff.v[i].text);
    }
}

static void same_quotes(const struct episode *a, const struct episode *b)
{
    assert_int_equal(a->quotes.n, b->quotes.n);
    for (size_t i = 0; i < a->quotes.n; i++) {
        const struct quote *x = &a->quotes.v[i], *y = &b->quotes.v[i];

        same_text(x->text, y->text);
        same_text(x->attributed_to, y->attributed_to);
        assert_int_equal(x->chapter, y->chapter);
        assert_int_equal(x->line, y->line);
        assert_int_equal(x->speaker, y->speaker);
        assert_int_equal(x->verdict, y->verdict);
        assert_true(x->similarity == y->similarity);
        assert_int_equal(x->attribution, y->attribution);
        assert_int_equal(x->corrected, y->corrected);
        same_findings(x, y);
    }
}

static void same_parts(const struct paragraph *a, const struct paragraph *b)
{
    assert_int_equal(a->part_count, b->part_count);
    for (size_t i = 0; i < a->part_count; i++) {
        assert_int_equal(a->parts[i].kind, b->parts[i].kind);
        assert_int_equal(a->parts[i].start, b->parts[i].start);
        assert_int_equal(a->parts[i].end, b->parts[i].end);
        same_text(a->parts[i].sponsor, b->parts[i].sponsor);
        assert_int_equal(a->parts[i].corrected, b->parts[i].corrected);
    }
}

static void same_turns(const struct episode *a, const struct episode *b)
{
    assert_int_equal(a->turns.n, b->turns.n);
    for (size_t i = 0; i < a->turns.n; i++) {
        same_text(a->turns.v[i].label, b->turns.v[i].label);
        assert_int_equal(a->turns.v[i].line, b->turns.v[i].line);
        assert_int_equal(a->turns.v[i].first, b->turns.v[i].first);
        assert_int_equal(a->turns.v[i].count, b->turns.v[i].count);
        assert_int_equal(a->turns.v[i].speaker, b->turns.v[i].speaker);
    }
    assert_int_equal(a->paragraphs.n, b->paragraphs.n);
    for (size_t i = 0; i < a->paragraphs.n; i++) {
        assert_int_equal(a->paragraphs.v[i].turn, b->paragraphs.v[i].turn);
        assert_int_equal(a->paragraphs.v[i].line, b->paragraphs.v[i].line);
        assert_int_equal(a->paragraphs.v[i].column, b->paragraphs.v[i].column);
    }
}

static void same_texts(const struct episode *a, const struct episode *b)
{
    assert_int_equal(a->paragraphs.n, b->paragraphs.n);
    for (size_t i = 0; i < a->paragraphs.n; i++) {
        same_text(a->paragraphs.v[i].text, b->paragraphs.v[i].text);
        same_parts(&a->paragraphs.v[i], &b->paragraphs.v[i]);
    }
}

static void same_spellings(const struct speaker *a, const struct speaker *b)
{
    assert_int_equal(a->spelling_count, b->spelling_count);
    for (size_t i = 0; i < a->spelling_count; i++) {
        same_text(a->spellings[i].text, b->spellings[i].text);
        assert_int_equal(a->spellings[i].where, b->spellings[i].where);
        assert_int_equal(a->spellings[i].line, b->spellings[i].line);
        assert_int_equal(a->spellings[i].count, b->spellings[i].count);
        same_text(a->spellings[i].reason, b->spellings[i].reason);
    }
}

static void same_doubts(const struct speaker *a, const struct speaker *b)
{
    assert_int_equal(a->doubt_count, b->doubt_count);
    for (size_t i = 0; i < a->doubt_count; i++) {
        assert_int_equal(a->doubts[i].speaker, b->doubts[i].speaker);
        same_text(a->doubts[i].name, b->doubts[i].name);
        same_text(a->doubts[i].reason, b->doubts[i].reason);
    }
}

static void same_speakers(const struct episode *a, const struct episode *b)
{
    assert_int_equal(a->speakers.n, b->speakers.n);
    for (size_t i = 0; i < a->speakers.n; i++) {
        const struct speaker *x = &a->speakers.v[i], *y = &b->speakers.v[i];

        same_text(x->id, y->id);
        same_text(x->name, y->name);
        assert_int_equal(x->role, y->role);
        same_text(x->role_reason, y->role_reason);
        assert_int_equal(x->turns, y->turns);
        assert_int_equal(x->words, y->words);
        assert_int_equal(x->corrected, y->corrected);
        same_spellings(x, y);
        same_doubts(x, y);
    }
}

static void same_meta(const struct episode *a, const struct episode *b)
{
    same_text(a->meta.id, b->meta.id);
    same_text(a->meta.title, b->meta.title);
    same_text(a->meta.show, b->meta.show);
    same_text(a->meta.published, b->meta.published);
    same_text(a->meta.link, b->meta.link);
    same_text(a->meta.language, b->meta.language);
    same_text(a->primary_topic, b->primary_topic);
    same_text(a->overview, b->overview);
}

static void same_corrections(const struct episode *a, const struct episode *b)
{
    assert_int_equal(a->corrections.n, b->corrections.n);
    for (size_t i = 0; i < a->corrections.n; i++) {
        const struct correction *x = &a->corrections.v[i], *y = &b->corrections.v[i];

        assert_int_equal(x->type, y->type);
        same_text(x->name, y->name);
        same_text(x->other, y->other);
        assert_int_equal(x->role, y->role);
        assert_int_equal(x->kind, y->kind);
        assert_int_equal(x->quote, y->quote);
        assert_int_equal(x->paragraph, y->paragraph);
        assert_int_equal(x->start, y->start);
        assert_int_equal(x->end, y->end);
        same_text(x->digest, y->digest);
        same_text(x->text, y->text);
        assert_int_equal(x->orphaned, y->orphaned);
    }
}

/* Compares what the store_part bits ask for; the rest of b must be empty. */
static void same_episode(struct episode a, const struct episode *b, unsigned parts)
{
    static const struct episode empty;

    same_meta(&a, b);
    same_sections(parts & STORE_SECTIONS ? &a : &empty, b);
    same_chapters(parts & STORE_CHAPTERS ? &a : &empty, b);
    same_quotes(parts & STORE_QUOTES ? &a : &empty, b);
    same_speakers(parts & STORE_SPEAKERS ? &a : &empty, b);
    same_turns(parts & (STORE_TURNS | STORE_TEXT) ? &a : &empty, b);
    if (parts & STORE_TEXT)
        same_texts(&a, b);
    same_corrections(parts & STORE_CORRECTIONS ? &a : &empty, b);
}

static void assert_stored(struct db *from, const char *id, unsigned parts)
{
    struct episode e;

    assert_int_equal(store_get(from, arena, id, parts, &e, NULL, NULL), OK);
    same_episode(sample(id), &e, parts);
}

/* ---- there and back ---- */

static void an_episode_comes_back_whole_and_in_parts(void **state)
{
    (void)state;
    load("other");
    load("tides");
    for (unsigned parts = 0; parts <= STORE_ALL; parts++)
        assert_stored(db, "tides", parts);
    assert_stored(db, "other", STORE_ALL);
}

static void an_episode_may_be_bare(void **state)
{
    struct part part = {.end = 3};
    struct paragraph paragraph = {"Hm.", 1, 1, 1, &part, 1};
    struct turn turn = {.label = "", .first = 1, .count = 1};
    struct episode bare = {.meta.id = "bare", .turns = {&turn, 1}, .paragraphs = {&paragraph, 1}};
    struct store_source source = {NULL, 0, "d", 1};
    struct store_source back;
    struct episode e;

    (void)state;
    assert_int_equal(db_begin_write(db, NULL), OK);
    assert_int_equal(store_put(db, &bare, &source, 1, NULL), OK);
    assert_int_equal(store_get(db, arena, "bare", STORE_ALL, &e, NULL, NULL), OK);
    same_episode(bare, &e, STORE_ALL);
    assert_int_equal(store_get_source(db, arena, "bare", &back, NULL), OK);
    assert_int_equal(back.len, 0);
    db_end(db);
}

/* As it is told beside the episode and by itself. */
static const char *revision_of(const char *id)
{
    const char *alone;
    const char *revision;
    struct episode e;

    assert_int_equal(store_get(db, arena, id, STORE_META, &e, &revision, NULL), OK);
    assert_int_equal(store_revision(db, arena, id, &alone, NULL), OK);
    assert_string_equal(alone, revision);
    return revision;
}

static void corrections_outlive_their_episode_and_change_its_revision(void **state)
{
    struct episode e = sample("tides");
    struct correction_list kept;
    const char *first;

    (void)state;
    load("tides");
    assert_int_equal(db_begin_write(db, NULL), OK);
    first = revision_of("tides");
    assert_int_equal(store_remove(db, "tides", NULL), OK);
    assert_int_equal(store_get_corrections(db, arena, "tides", &kept, NULL), OK);
    assert_int_equal(kept.n, COUNT(corrections));
    assert_int_equal(store_get_corrections(db, arena, "other", &kept, NULL), OK);
    assert_int_equal(kept.n, 0);
    for (size_t n = e.corrections.n; n-- > 0;) {
        const char *revision;

        e.corrections.n = n;
        assert_int_equal(store_put(db, &e, &plain, 1, NULL), OK);
        revision = revision_of("tides");
        assert_string_not_equal(revision, first);
        first = revision;
        assert_int_equal(store_get_corrections(db, arena, "tides", &kept, NULL), OK);
        assert_int_equal(kept.n, n);
        assert_int_equal(store_remove(db, "tides", NULL), OK);
    }
    db_end(db);
}

static void the_source_comes_back_byte_for_byte(void **state)
{
    static const char bytes[] = "one\0two\xff\r\n";
    struct store_source source = {bytes, sizeof bytes, "abc", 42}, back;

    (void)state;
    assert_int_equal(db_begin_write(db, NULL), OK);
    assert_int_equal(put("tides", &source, NULL), OK);
    assert_int_equal(store_get_source(db, arena, "tides", &back, NULL), OK);
    assert_int_equal(back.len, sizeof bytes);
    assert_memory_equal(back.bytes, bytes, sizeof bytes);
    assert_string_equal(back.digest, "abc");
    assert_int_equal(back.analysis_version, 42);
    assert_int_equal(store_get_digest(db, arena, "tides", &back, NULL), OK);
    assert_string_equal(back.digest, "abc");
    assert_int_equal(back.analysis_version, 42);
    assert_null(back.bytes);
    db_end(db);
}

static void what_is_not_there_is_not_found(void **state)
{
    struct store_source source;
    struct failure f = {0};
    struct episode e;
    int64_t first_part;
    size_t count;

    (void)state;
    load("tides");
    assert_int_equal(db_begin_write(db, NULL), OK);
    assert_int_equal(store_get(db, arena, "x", STORE_ALL, &e, NULL, &f), ERR_NOT_FOUND);
    assert_non_null(strstr(f.message, "'x'"));
    assert_int_equal(store_get_source(db, arena, "x", &source, NULL), ERR_NOT_FOUND);
    assert_int_equal(store_get_digest(db, arena, "x", &source, NULL), ERR_NOT_FOUND);
    assert_int_equal(store_parts(db, "x", &first_part, &count, NULL), ERR_NOT_FOUND);
    assert_int_equal(store_remove(db, "x", NULL), ERR_NOT_FOUND);
    db_end(db);
}

static void parts_have_keys_in_a_row(void **state)
{
    int64_t first, second, found;
    size_t count;

    (void)state;
    assert_int_equal(db_begin_write(db, NULL), OK);
    assert_int_equal(put("b", &plain, &first), OK);
    assert_int_equal(put("a", &plain, &second), OK);
    assert_int_equal(second, first + SAMPLE_PARTS);
    assert_int_equal(store_parts(db, "a", &found, &count, NULL), OK);
    assert_int_equal(found, second);
    assert_int_equal(count, SAMPLE_PARTS);
    assert_int_equal(store_remove(db, "b", NULL), OK);
    assert_stored(db, "a", STORE_ALL);
    assert_int_equal(put("b", &plain, &first), OK);
    assert_int_equal(first, second + SAMPLE_PARTS);
    db_end(db);
}

/* ---- removing, and what fails ---- */

static int count_rows(void *total, int columns, char **values, char **names)
{
    (void)columns;
    (void)names;
    *(int *)total += atoi(values[0]);
    return 0;
}

static int add_count(void *sql, int columns, char **values, char **names)
{
    size_t len = strlen(sql);

    (void)columns;
    (void)names;
    snprintf((char *)sql + len, 4096 - len, "SELECT count(*) FROM \"%s\";", values[0]);
    return 0;
}

static void removing_leaves_only_corrections(void **state)
{
    static const char tables[] = "SELECT name FROM sqlite_schema WHERE type = 'table' "
                                 "AND name NOT IN ('library', 'correction', 'index_state') "
                                 "AND name NOT LIKE 'sqlite_%'";
    sqlite3 *raw = db->connection;
    char counts[4096] = "";
    int rows = 0;

    (void)state;
    load("tides");
    assert_int_equal(sqlite3_exec(raw, tables, add_count, counts, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_exec(raw, counts, count_rows, &rows, NULL), SQLITE_OK);
    assert_true(rows > 40);
    assert_int_equal(db_begin_write(db, NULL), OK);
    assert_int_equal(store_remove(db, "tides", NULL), OK);
    assert_int_equal(db_commit(db, NULL), OK);
    db_end(db);
    rows = 0;
    assert_int_equal(sqlite3_exec(raw, counts, count_rows, &rows, NULL), SQLITE_OK);
    assert_int_equal(rows, 0);
}

static void an_id_is_stored_once(void **state)
{
    (void)state;
    load("tides");
    assert_int_equal(db_begin_write(db, NULL), OK);
    assert_int_equal(put("tides", &plain, NULL), ERR_DATABASE);
    db_end(db);
    assert_stored(db, "tides", STORE_ALL);
}

static void a_full_disk_undoes_everything(void **state)
{
    static char large[1 << 20];
    const struct store_source source = {large, sizeof large, "d2", 3};
    struct failure f = {0};
    struct episode e = sample("tides");

    (void)state;
    load("tides");
    sqlite3_exec(db->connection, "PRAGMA max_page_count = 60", NULL, NULL, NULL);
    assert_int_equal(db_begin_write(db, NULL), OK);
    assert_int_equal(store_remove(db, "tides", NULL), OK);
    assert_int_equal(store_put(db, &e, &source, 1, &f), ERR_DISK);
    assert_non_null(strstr(f.message, "full"));
    assert_int_not_equal(db_commit(db, NULL), OK);
    db_end(db);
    assert_stored(db, "tides", STORE_ALL);
}

static void readers_see_the_old_episode_until_the_commit(void **state)
{
    struct db *reader = open_db(false);
    struct episode e;

    (void)state;
    load("tides");
    assert_int_equal(db_begin_write(db, NULL), OK);
    assert_int_equal(store_remove(db, "tides", NULL), OK);
    assert_int_equal(db_begin_read(reader, NULL), OK);
    assert_stored(reader, "tides", STORE_ALL);
    assert_int_equal(db_commit(db, NULL), OK);
    db_end(db);
    assert_stored(reader, "tides", STORE_ALL);
    db_end(reader);
    assert_int_equal(db_begin_read(reader, NULL), OK);
    assert_int_equal(store_get(reader, arena, "tides", STORE_META, &e, NULL, NULL), ERR_NOT_FOUND);
    db_end(reader);
    db_close(reader);
}

static void a_damaged_number_is_a_failure_and_no_crash(void **state)
{
    static const char *const damages[] = {
        "UPDATE part SET paragraph = 99 WHERE paragraph = 3",
        "UPDATE part SET kind = 9",
        "UPDATE quote SET verdict = -1",
        "UPDATE diff_run SET quote = 0 WHERE n = 1",
        "UPDATE spelling SET speaker = 3 WHERE speaker = 2",
        "UPDATE doubt SET speaker = 3",
        "UPDATE doubt SET other = 3",
        "UPDATE evidence SET n = 1000 WHERE claim = 1 AND rank = 1",
        "UPDATE section_item SET section = 7 WHERE section = 6",
        "UPDATE part SET end_ = 1000000 WHERE paragraph = 2 AND n = 3",
        "UPDATE part SET start = 10, end_ = 9 WHERE paragraph = 2 AND n = 2",
        "UPDATE part SET start = 3 WHERE paragraph = 2 AND n = 3",
        "UPDATE part SET start = -1, end_ = -1 WHERE paragraph = 1",
        "UPDATE part SET paragraph = 1, start = 8, end_ = 8 WHERE paragraph = 3",
        "UPDATE quote_place SET paragraph = 4 WHERE n = 2",
        "UPDATE quote_place SET paragraph = 0 WHERE n = 2",
        "UPDATE quote_place SET end_ = 1000 WHERE n = 2",
        "UPDATE quote_place SET start = 5 WHERE n = 2",
        "UPDATE turn SET first = 0 WHERE n = 1",
        "UPDATE turn SET count = 3 WHERE n = 2",
        "UPDATE turn SET count = -1 WHERE n = 2",
        "UPDATE turn SET speaker = 3 WHERE n = 2",
        "UPDATE quote SET speaker = -1 WHERE n = 1",
        "UPDATE paragraph SET turn = 0 WHERE n = 1",
        "UPDATE paragraph SET turn = 4 WHERE n = 1",
    };
    struct episode e;

    (void)state;
    load("tides");
    for (size_t i = 0; i < COUNT(damages); i++) {
        assert_int_equal(db_begin_write(db, NULL), OK);
        assert_int_equal(sqlite3_exec(db->connection, damages[i], NULL, NULL, NULL), 0);
        assert_int_equal(store_get(db, arena, "tides", STORE_ALL, &e, NULL, NULL), ERR_DATABASE);
        db_end(db);
    }
    assert_stored(db, "tides", STORE_ALL);
}

static void run_raw(const char *sql)
{
    assert_int_equal(sqlite3_exec(db->connection, sql, NULL, NULL, NULL), SQLITE_OK);
}

static void a_text_that_is_gone_is_a_failure_and_no_crash(void **state)
{
    static const char *const damages[] = {
        "UPDATE speaker SET name = NULL",      "UPDATE speaker SET id = NULL WHERE n = 2",
        "UPDATE spelling SET text = NULL",     "UPDATE turn SET label = NULL",
        "UPDATE paragraph SET text = NULL",    "UPDATE quote SET text = NULL",
        "UPDATE diff_run SET text = NULL",     "UPDATE chapter SET title = NULL",
        "UPDATE section_item SET text = NULL", "UPDATE episode SET corrections = NULL",
        "UPDATE source SET digest = NULL",
    };
    struct store_list list;
    const char *revision;
    struct episode e;

    (void)state;
    load("tides");
    run_raw("PRAGMA writable_schema = ON;"
            "UPDATE sqlite_schema SET sql = replace(sql, 'TEXT NOT NULL', 'TEXT');"
            "PRAGMA writable_schema = RESET");
    for (size_t i = 0; i < COUNT(damages); i++) {
        assert_int_equal(db_begin_write(db, NULL), OK);
        run_raw(damages[i]);
        assert_int_equal(store_get(db, arena, "tides", STORE_ALL, &e, &revision, NULL),
                         ERR_DATABASE);
        assert_int_equal(
            store_list(db, arena, &(struct store_list_request){.limit = 10}, &list, NULL), OK);
        db_end(db);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_episode_comes_back_whole_and_in_parts),
        TEST(an_episode_may_be_bare),
        TEST(corrections_outlive_their_episode_and_change_its_revision),
        TEST(the_source_comes_back_byte_for_byte),
        TEST(what_is_not_there_is_not_found),
        TEST(parts_have_keys_in_a_row),
        TEST(removing_leaves_only_corrections),
        TEST(an_id_is_stored_once),
        TEST(a_full_disk_undoes_everything),
        TEST(readers_see_the_old_episode_until_the_commit),
        TEST(a_damaged_number_is_a_failure_and_no_crash),
        TEST(a_text_that_is_gone_is_a_failure_and_no_crash),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
