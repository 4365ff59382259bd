#include "../../server/db/db_internal.h"
#include "../../server/search/index/index.h"
#include "../../server/search/spelling.h"
#include "store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "buf.h"

/* The words of a small library, and in how many passages they stand; what stands next to each
 * other is told by phrases. */
static const struct {
    const char *word;
    size_t df;
} words[] = {
    {"the", 30},         {"tide", 10},
    {"tied", 3},         {"clock", 20},
    {"click", 9},        {"harbour", 12},
    {"open", 16},        {"ai", 6},
    {"opening", 15},     {"postgres", 29},
    {"post", 11},        {"gres", 1},
    {"kubernetes", 7},   {"language", 17},
    {"market", 28},      {"merit", 27},
    {"java", 10},        {"script", 8},
    {"javascript", 16},  {"phone", 5},
    {"gonne", 2},        {"\u043f\u0440\u0438\u0432\u0435\u0442", 2},
    {"int", 5},          {"resting", 5},
    {"interesting", 12}, {"h264", 3},
    {"eight", 2},        {"tollaksund", 2},
    {"marit", 2},        {"email", 2},
    {"things", 64},      {"thugs", 1},
    {"thinking", 50},    {"think", 40},
    {"in", 40},          {"web", 30},
    {"assembly", 30},    {"some", 40},
    {"time", 50},        {"sometime", 35},
    {"sharp", 3},        {"rsharp", 64},
    {"use", 30},         {"r", 30},
    {"user", 60},        {"webassembly", 40},
    {"source", 10},      {"opensource", 1},
    {"side", 30},        {"inside", 60},
    {"concur", 8},       {"concurrency", 60},
    {"police", 5},       {"policies", 40},
    {"seperate", 1},     {"separated", 110},
    {"rich", 10},        {"hickey", 2},
    {"hacky", 9},        {"talk", 10},
};

enum { MOST = 128 };

static const char *const phrases[] = {"open ai",      "the tide",    "steady tide", "think in",
                                      "web assembly", "open source", "rich hickey", "hickey talk"};

static struct speaker speakers[] = {
    {.id = "marit-tollaksund", .name = "Marit Tollaksund", .role_reason = ""},
    {.id = "mariit-clack", .name = "Mariit Clack", .role_reason = ""}, /* nobody says it */
};

struct fixture {
    struct arena *arena;
    struct db *db;
    struct index *index;
    struct failure failure;
};

static void add_episode(struct fixture *x, const char *id, const char *const *texts, size_t n)
{
    struct turn *turn = arena_alloc(x->arena, sizeof *turn);
    struct paragraph *paragraphs = arena_array(x->arena, n, sizeof *paragraphs);
    struct part *parts = arena_array(x->arena, n, sizeof *parts);
    const struct store_source source = {"", 0, "digest", 1};
    const struct episode e = {.meta.id = id,
                              .primary_topic = "Rain", /* is no passage of the transcript */
                              .turns = {turn, 1},
                              .paragraphs = {paragraphs, n},
                              .speakers = {speakers, 2}};
    int64_t first;

    *turn = (struct turn){.label = "", .first = 1, .count = (unsigned)n, .speaker = 1};
    for (size_t i = 0; i < n; i++) {
        parts[i] = (struct part){.end = strlen(texts[i])};
        paragraphs[i] =
            (struct paragraph){.text = texts[i], .turn = 1, .parts = &parts[i], .part_count = 1};
    }
    assert_int_equal(db_begin_write(x->db, &x->failure), OK);
    assert_int_equal(store_next_part(x->db, &first, &x->failure), OK);
    assert_int_equal(store_put(x->db, &e, &source, first, &x->failure), OK);
    assert_int_equal(search_add(x->db, x->arena, &e, first, &x->failure), OK);
    assert_int_equal(search_flush(x->db, &x->failure), OK);
    assert_int_equal(db_commit(x->db, &x->failure), OK);
}

/* Each passage has the words that stand in so many; a number keeps them apart. */
static void add_words(struct fixture *x)
{
    enum { PHRASES = sizeof phrases / sizeof *phrases };
    const char *texts[MOST + PHRASES];

    for (size_t i = 0; i < MOST; i++) {
        texts[i] = "0";
        for (size_t k = 0; k < sizeof words / sizeof *words; k++)
            if (i < words[k].df)
                texts[i] = arena_printf(x->arena, "%s %s 0", texts[i], words[k].word);
    }
    for (size_t i = 0; i < PHRASES; i++)
        texts[MOST + i] = phrases[i];
    add_episode(x, "all", texts, MOST + PHRASES);
}

static int set_up(void **state)
{
    static struct fixture fixture;
    const struct db_options options = {":memory:", true};
    struct fixture *x = &fixture;

    *x = (struct fixture){.arena = arena_create()};
    assert_int_equal(db_open(&x->db, &options, &x->failure), OK);
    add_words(x);
    assert_int_equal(sqlite3_exec(x->db->connection, "UPDATE word SET df = 0 WHERE text = 'gone'",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    assert_int_equal(index_of(x->db, &x->index, &x->failure), OK);
    *state = x;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *x = *state;

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
    if (term->joined)
        buf_printf(b, "=%s", term->joined);
}

/* The query as it is corrected, then what was changed: a phrase's words are joined by '_',
 * behind '=' stands what they are as one. */
static const char *corrected(struct fixture *x, const char *text)
{
    struct spelling_result r;
    struct query q;
    struct buf b;
    const char *copy;

    buf_init(&b);
    assert_int_equal(query_parse(x->arena, text, &q, &x->failure), OK);
    assert_int_equal(index_refresh(x->index, &x->failure), OK);
    assert_int_equal(spelling_correct(x->index, x->arena, &q, &r, &x->failure), OK);
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

static void check(struct fixture *x, const char *const cases[][2], size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const char *text = corrected(x, cases[i][0]);

        if (strcmp(text, cases[i][1]) != 0)
            print_error("%s: %s\n", cases[i][0], text);
        assert_string_equal(text, cases[i][1]);
    }
}

static void test_corrections(void **state)
{
    static const char *const cases[][2] = {
        /* known words stay, whatever they are like */
        {"tied click", "tied click"},
        {"java script", "java script"},
        {"clocks opened", "clocks opened"},
        {"e-mail", "e_mail=email"},
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
        /* the much more common of two that are nearly as near */
        {"thigs", "things; thigs: things"},
        {"tihngs", "things; tihngs: things"},
        {"htings", "things; htings: things"},
        {"thinkin", "thinking; thinkin: thinking"},
        /* by sound, two edits away */
        {"fone", "phone; fone: phone"},
        {"ayt", "ayt"},
        /* a short word only if its letters are swapped, it sounds the same, or by its neighbour */
        {"bime", "bime"},
        {"tiem", "time; tiem: time"},
        {"fome", "fome"},
        {"uze", "uze"},
        {"ues", "use; ues: use"},
        {"eus", "eus"},
        {"mari", "marit; mari: marit"}, /* a name may be shorter by one edit */
        {"mar", "mar"},
        {"ric hickey", "rich hickey; ric: rich"},
        /* a longer one by one edit in five letters */
        {"postgrez", "postgres; postgrez: postgres"},
        {"thunkin", "thunkin"},
        /* others of its family are said */
        {"concurency", "concurency"},
        /* the one that stands next to the same word */
        {"hicky", "hacky; hicky: hacky"},
        {"rich hicky", "rich hickey; hicky: hickey"},
        {"hicky talk", "hickey talk; hicky: hickey"},
        {"hicky OR talk", "hacky |talk; hicky: hacky"},
        {"-rich hicky", "-rich hacky; hicky: hacky"},
        /* a name first, though others are more common */
        {"marrit", "marit; marrit: marit"},
        {"tolaxund", "tollaksund; tolaxund: tollaksund"},
        /* of a name that nobody says: another name at most */
        {"clack", "clack"},
        {"mariit clack", "marit clack; mariit: marit"},
        /* too far */
        {"zebra", "zebra"},
        {"harbrxyz", "harbrxyz"},
        /* never to what is no word: that the speaker is marit-tollaksund is a term, too */
        {"xsmarittollaksund", "xsmarittollaksund"},
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
        {"gone", "gonne; gone: gonne"},
        /* split where the two stand together */
        {"openai", "open_ai; openai: open ai"},
        {"\"the openai clock\"", "the_open_ai_clock; openai: open ai"},
        {"intresting", "interesting; intresting: interesting"},
        {"posttide", "posttide"},
        /* fused */
        {"post grez", "post gres; grez: gres"},
        {"post gres", "post_gres=postgres; post gres: postgres"},
        {"java scrip", "java script; scrip: script"},
        {"kuber netes", "kuber_netes=kubernetes; kuber netes: kubernetes"},
        {"\"a kuber netes clock\"", "a_kubernetes_clock; kuber netes: kubernetes"},
        /* common words that stand next to each other in one passage, and as one in more */
        {"web assembly", "web_assembly=webassembly; web assembly: webassembly"},
        {"\"web assembly\"", "web_assembly"},
        {"open source", "open source"}, /* as one only once */
        {"some time", "some time"},     /* more have both */
        {"use r", "use r"},
        {"r sharp", "r_sharp=rsharp; r sharp: rsharp"}, /* R# */
        {"thigs#", "things; thigs: things"},
        {"j#", "jsharp"}, /* nobody typed jsharp */
        {"in side", "in side"},
        {"kuber -netes", "kuber -netes"},
        {"kuber OR netes", "kuber |netes"},
        {"kuber netes OR clock", "kuber netes |clock"},
        {"kuber nete*", "kuber nete*"},
    };

    check(*state, cases, sizeof cases / sizeof *cases);
}

/* In a large library nearly every word is in every form: one that is not may be a slip. */
static void test_large_library(void **state)
{
    static const char *const cases[][2] = {
        {"concurency", "concurrency; concurency: concurrency"},
        {"concured", "concured"},
        {"bime", "time; bime: time"},
        {"thunkin", "thinking; thunkin: thinking"},
        {"polices", "polices"},                           /* police is as like it */
        {"seperated", "separated; seperated: separated"}, /* so is seperate, but once */
    };
    enum { PASSAGES = 65536 };
    struct fixture *x = *state;
    const char **texts = arena_array(x->arena, PASSAGES, sizeof *texts);

    assert_non_null(texts);
    for (size_t i = 0; i < PASSAGES; i++)
        texts[i] = "0";
    add_episode(x, "rain", texts, PASSAGES);
    check(x, cases, sizeof cases / sizeof *cases);
}

static void test_new_words_are_seen(void **state)
{
    static const char *const texts[] = {"lantern"};
    struct fixture *x = *state;

    assert_string_equal(corrected(x, "lantren"), "lantren");
    add_episode(x, "lantern", texts, 1);
    assert_string_equal(corrected(x, "lantren"), "lantern; lantren: lantern");
}

/* What a small memory does not hold is read from the database, to the same end. */
static void test_bounded_memory(void **state)
{
    struct fixture *x = *state;

    lexicon_finish(&x->index->lexicon);
    lexicon_init(&x->index->lexicon, x->db, 100);
    assert_string_equal(corrected(x, "kuberntes"), "kubernetes; kuberntes: kubernetes");
    assert_true(x->index->lexicon.records.len < 200);
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
        snprintf(wrong, sizeof wrong, "\"%.*sq%s\"", (int)at, word, word + at);
        assert_non_null(strstr(corrected(x, wrong), ": kubernetes"));
        if (word[at] == '\0')
            break;
        snprintf(wrong, sizeof wrong, "\"%.*s%s\"", (int)at, word, word + at + 1);
        assert_non_null(strstr(corrected(x, wrong), ": kubernetes"));
        snprintf(wrong, sizeof wrong, "\"%.*sq%s\"", (int)at, word, word + at + 1);
        assert_non_null(strstr(corrected(x, wrong), ": kubernetes"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_corrections, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_large_library, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_new_words_are_seen, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_bounded_memory, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_filter_loses_nothing, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
