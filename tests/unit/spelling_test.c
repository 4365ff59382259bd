#include "../../server/search/spelling.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "buf.h"

/* The words of a small library; what stands next to each other is told by phrases. */
static const struct {
    const char *word;
    int df;
} words[] = {
    {"the", 900},        {"tide", 40},
    {"tied", 3},         {"clock", 60},
    {"click", 9},        {"harbour", 30},
    {"open", 80},        {"ai", 20},
    {"opening", 50},     {"postgres", 90},
    {"post", 40},        {"gres", 1},
    {"kubernetes", 7},   {"language", 70},
    {"tollaksund", 4},   {"marit", 9},
    {"market", 300},     {"merit", 200},
    {"java", 50},        {"script", 40},
    {"javascript", 80},  {"na\u00efve", 0},
    {"phone", 5},        {"gone", 0},
    {"gong", 2},         {"\u043f\u0440\u0438\u0432\u0435\u0442", 2},
    {"int", 5},          {"resting", 5},
    {"interesting", 30}, {"h264", 3},
    {"steady", 5},       {"steddy", 1},
    {"eight", 2},
};

static const char *const phrases[] = {"open ai", "the tide", "steady tide"};
static const char *const names[] = {"marit", "tollaksund"};

struct fixture {
    struct arena *arena;
    struct db *db;
    struct speller speller;
    struct failure failure;
};

static void run(struct fixture *x, const char *format, const char *text, int number)
{
    char *sql = sqlite3_mprintf(format, text, number);

    assert_int_equal(sqlite3_exec(db_connection(x->db), sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_free(sql);
}

static void add_word(struct fixture *x, const char *word, int df)
{
    run(x, "INSERT INTO word (text, term, df) VALUES (%Q, 1, %d)", word, df);
}

static int set_up(void **state)
{
    static struct fixture fixture;
    const struct db_options options = {":memory:", true, search_extend};
    struct fixture *x = &fixture;

    *x = (struct fixture){.arena = arena_create()};
    assert_int_equal(db_open(&x->db, &options, &x->failure), OK);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        add_word(x, words[i].word, words[i].df);
    for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++)
        run(x, "INSERT INTO passage_index (text, rowid) VALUES (%Q, %d)", phrases[i], (int)i + 1);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        run(x, "INSERT INTO name_word VALUES (%Q, %d)", names[i], 1);
    spelling_init(&x->speller, x->db);
    *state = x;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *x = *state;

    spelling_finish(&x->speller);
    db_end(x->db);
    db_close(x->db);
    arena_destroy(x->arena);
    return 0;
}

static void write_term(struct buf *b, const struct query_term *term)
{
    buf_str(b, term->without ? "-" : term->either ? "|" : "");
    for (size_t i = 0; i < term->words.n; i++) {
        buf_str(b, i > 0 ? "_" : "");
        buf_str(b, term->words.v[i].text);
    }
    buf_str(b, term->prefix ? "*" : "");
}

/* The query as it is corrected, then what was changed: a phrase's words are joined by '_'. */
static const char *corrected(struct fixture *x, const char *text)
{
    struct spelling_result r;
    struct query q;
    struct buf b;
    const char *copy;

    buf_init(&b);
    assert_int_equal(query_parse(x->arena, text, &q, &x->failure), OK);
    assert_int_equal(spelling_correct(&x->speller, x->arena, &q, &r, &x->failure), OK);
    assert_true(r.count > 0 || r.query.n == q.n);
    for (size_t i = 0; i < r.query.n; i++) {
        buf_str(&b, i > 0 ? " " : "");
        write_term(&b, &r.query.v[i]);
    }
    for (size_t i = 0; i < r.count; i++)
        buf_printf(&b, "; %s: %s", r.corrections[i].from, r.corrections[i].to);
    copy = arena_strdup(x->arena, b.data);
    buf_finish(&b);
    return copy;
}

static void test_corrections(void **state)
{
    static const char *const cases[][2] = {
        /* known words stay, whatever they are like */
        {"tied click", "tied click"},
        {"java script", "java script"},
        /* letters dropped, added, changed, swapped */
        {"harbur", "harbour; harbur: harbour"},
        {"clocck", "clock; clocck: clock"},
        {"langauge", "language; langauge: language"},
        {"kuberntes", "kubernetes; kuberntes: kubernetes"},
        {"kubrenetis", "kubernetes; kubrenetis: kubernetes"},
        {"Harbur -clocck", "harbour -clocck; harbur: harbour"},
        {"harbur OR clocck tide", "harbour |clock tide; harbur: harbour; clocck: clock"},
        {"\"the tyde harbur\"", "the_tide_harbour; tyde: tide; harbur: harbour"},
        /* the more common of two that are as near */
        {"clxck", "clock; clxck: clock"},
        /* by sound, two edits away */
        {"fone", "phone; fone: phone"},
        {"ayt", "ayt"},
        /* a name first, though others are more common */
        {"marrit", "marit; marrit: marit"},
        {"tolaxund", "tollaksund; tolaxund: tollaksund"},
        /* too far */
        {"zebra", "zebra"},
        {"harbrxyz", "harbrxyz"},
        /* never corrected */
        {"th", "th"},
        {"2024", "2024"},
        {"h246", "h246"},
        {"harbu*", "harbu*"},
        {"\"the harbur clocc\"*", "the_harbour_clocc*; harbur: harbour"},
        {"\u98ce\u7b5d", "\u98ce_\u7b5d"},
        /* by letters, not bytes */
        {"\u043f\u0440\u0435\u0432\u0435\u0442",
         "\u043f\u0440\u0438\u0432\u0435\u0442; "
         "\u043f\u0440\u0435\u0432\u0435\u0442: \u043f\u0440\u0438\u0432\u0435\u0442"},
        /* a word that is gone */
        {"gone", "gong; gone: gong"},
        /* split where the two stand together */
        {"openai", "open_ai; openai: open ai"},
        {"\"the openai clock\"", "the_open_ai_clock; openai: open ai"},
        {"intresting", "interesting; intresting: interesting"},
        {"posttide", "posttide"},
        /* fused */
        {"post grez", "post gres; grez: gres"},
        {"post gres", "postgres; post gres: postgres"},
        {"java scrip", "java script; scrip: script"},
        {"kuber netes", "kubernetes; kuber netes: kubernetes"},
        {"\"a kuber netes clock\"", "a_kubernetes_clock; kuber netes: kubernetes"},
        {"kuber -netes", "kuber -netes"},
        {"kuber OR netes", "kuber |netes"},
        {"kuber netes OR clock", "kuber netes |clock"},
        {"kuber nete*", "kuber nete*"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *text = corrected(*state, cases[i][0]);

        if (strcmp(text, cases[i][1]) != 0)
            print_error("%s: %s\n", cases[i][0], text);
        assert_string_equal(text, cases[i][1]);
    }
}

static void test_new_words_are_seen(void **state)
{
    struct fixture *x = *state;

    assert_string_equal(corrected(x, "lantren"), "lantren");
    add_word(x, "lantern", 1);
    assert_string_equal(corrected(x, "lantren"), "lantern; lantren: lantern");
}

/* What a small memory does not hold is read from the database, to the same end. */
static void test_bounded_memory(void **state)
{
    struct fixture *x = *state;

    spelling_finish(&x->speller);
    lexicon_init(&x->speller.words, x->db, 100);
    assert_string_equal(corrected(x, "kuberntes"), "kubernetes; kuberntes: kubernetes");
    assert_true(x->speller.words.records.len < 200);
    assert_string_equal(corrected(x, "tyde"), "tide; tyde: tide");
    assert_string_equal(corrected(x, "\u043f\u0440\u0435\u0432\u0435\u0442 -x"),
                        "\u043f\u0440\u0438\u0432\u0435\u0442 -x; \u043f\u0440\u0435\u0432\u0435"
                        "\u0442: \u043f\u0440\u0438\u0432\u0435\u0442");
    assert_string_equal(corrected(x, "zzz"), "zzz");
}

/* Every word that is likely is found: an edit has many forms. */
static void test_filter_loses_nothing(void **state)
{
    static const char word[] = "kubernetes";
    struct fixture *x = *state;
    char wrong[32];

    for (size_t at = 0; at < sizeof word; at++) {
        snprintf(wrong, sizeof wrong, "%.*sq%s", (int)at, word, word + at);
        assert_non_null(strstr(corrected(x, wrong), ": kubernetes"));
        if (word[at] == '\0')
            break;
        snprintf(wrong, sizeof wrong, "%.*s%s", (int)at, word, word + at + 1);
        assert_non_null(strstr(corrected(x, wrong), ": kubernetes"));
        snprintf(wrong, sizeof wrong, "%.*sq%s", (int)at, word, word + at + 1);
        assert_non_null(strstr(corrected(x, wrong), ": kubernetes"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_corrections, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_new_words_are_seen, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_bounded_memory, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_filter_loses_nothing, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
