/* Words that are found as they were said. */
#include "search.h"
#include "store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { MOST = 16 };

struct library {
    struct arena *arena;
    struct db *db;
    struct failure failure;
};

static int set_up(void **state)
{
    static struct library library;
    const struct db_options options = {":memory:", true};

    library = (struct library){.arena = arena_create()};
    assert_non_null(library.arena);
    assert_int_equal(db_open(&library.db, &options, &library.failure), OK);
    *state = &library;
    return 0;
}

static int tear_down(void **state)
{
    struct library *x = *state;

    db_close(x->db);
    arena_destroy(x->arena);
    return 0;
}

/* Adds an episode of one paragraph, with a topic or NULL. */
static void add_about(struct library *x, const char *id, const char *text, const char *topic)
{
    const struct store_source source = {"", 0, "digest", 1};
    struct part part = {.kind = PART_CONTENT, .end = strlen(text)};
    struct paragraph paragraph = {
        .turn = 1, .text = arena_strdup(x->arena, text), .parts = &part, .part_count = 1};
    struct turn turn = {.label = "", .first = 1, .count = 1};
    struct item person = {"Mira d'Ambra", 1};
    struct episode e = {
        .meta.id = arena_strdup(x->arena, id), .primary_topic = topic, .people = {&person, 1}};
    int64_t first;

    e.turns.v = &turn;
    e.paragraphs.v = &paragraph;
    e.turns.n = e.paragraphs.n = 1;
    assert_int_equal(db_begin_write(x->db, &x->failure), OK);
    assert_int_equal(store_next_part(x->db, &first, &x->failure), OK);
    assert_int_equal(store_put(x->db, &e, &source, first, &x->failure), OK);
    assert_int_equal(search_add(x->db, x->arena, &e, first, &x->failure), OK);
    assert_int_equal(search_flush(x->db, &x->failure), OK);
    assert_int_equal(db_commit(x->db, &x->failure), OK);
}

static void add(struct library *x, const char *id, const char *text)
{
    add_about(x, id, text, NULL);
}

static struct search_result answer(struct library *x, struct search_request request)
{
    struct search_result result;

    request.limit = MOST;

    assert_int_equal(db_begin_read(x->db, &x->failure), OK);
    assert_int_equal(search_run_query(x->db, x->arena, &request, &result, &x->failure), OK);
    db_end(x->db);
    return result;
}

static struct search_result ask(struct library *x, const char *query, bool exact)
{
    return answer(x, (struct search_request){.text = query, .exact = exact});
}

/* The hits that have all of a query, with what is marked: "episode[mark][mark] ...". */
static const char *marked(struct library *x, const char *query, bool exact)
{
    struct search_result result = ask(x, query, exact);
    const char *out = "";

    assert_int_equal(result.match, MATCH_ALL);
    assert_true(result.hit_count >= result.total);
    for (size_t i = 0; i < result.total; i++) {
        const struct search_hit *hit = &result.hits[i];

        out = arena_printf(x->arena, "%s%s%s", out, i ? " " : "", hit->episode);
        for (size_t k = 0; k < hit->snippet_runs; k++)
            if (hit->snippet[k].mark)
                out = arena_printf(x->arena, "%s[%s]", out, hit->snippet[k].text);
    }
    return out;
}

static void check(struct library *x, const char *query, const char *expected)
{
    assert_string_equal(marked(x, query, false), expected);
}

/* ---- tests ---- */

static void test_numbers(void **state)
{
    struct library *x = *state;

    add(x, "a", "The harbour froze in nineteen sixty-eight.");
    add(x, "b", "It froze in 2009, and a hundred and forty one boats with it.");
    add(x, "c", "The twentieth boat; the nineteen twenties, nineteen of sixty eight.");
    check(x, "1968 harbour", "a[harbour][nineteen sixty-eight]");
    check(x, "2009", "b[2009]");
    check(x, "20th boats", "c[twentieth][boat]");
    check(x, "1920s", "c[nineteen twenties]");
    check(x, "1968 OR 2009", "a[nineteen sixty-eight] b[2009]");
    check(x, "1968 -harbour", "");
}

/* The other way round: what is said in words finds the digits, as they do themselves. */
static void test_numbers_in_words(void **state)
{
    struct library *x = *state;

    add(x, "a", "In 2014 the tide went out; of 341 boats one came.");
    add(x, "b", "It came in twenty fourteen, in 1905 and in two thousand and nine.");
    add(x, "c", "Twenty boats came at fourteen, nineteen of them from the north.");
    check(x, "twenty fourteen", "a[2014] b[twenty fourteen]");
    check(x, "twenty fourteen tide", "a[2014][tide]");
    check(x, "three hundred and forty-one boats", "a[341][boats]");
    check(x, "three hundred forty one boats", "a[341][boats]");
    check(x, "nineteen oh five", "b[1905]");
    check(x, "the north OR twenty fourteen", "c[the][north] a[2014][the]");
    check(x, "twenty fourteen OR 1905 came", "b[came][twenty fourteen][1905] a[2014][came]");
    check(x, "-boats fourteen", "b[fourteen]");
    assert_string_equal(marked(x, "twenty fourteen", true),
                        "c[Twenty][fourteen] b[twenty][fourteen]");
}

/* Digits that nobody wrote are nothing to look for. */
static void test_numbers_only_in_words(void **state)
{
    struct library *x = *state;

    add(x, "a", "Two thousand boats or nine.");
    check(x, "two thousand nine", "a[Two][thousand][nine]");
}

/* Said more often than there are passages in what is searched: that weighs little, but not less
 * than nothing. */
static void test_said_elsewhere(void **state)
{
    struct library *x = *state;
    struct search_result result;

    for (int i = 0; i < 5; i++)
        add(x, (const char[]){(char)('a' + i), '\0'}, "It froze in nineteen sixty eight.");
    add_about(x, "f", "It froze.", "Nineteen sixty eight");
    result = answer(x, (struct search_request){.text = "1968", .sections = 1U << SEARCH_ABOUT});
    assert_int_equal(result.hit_count, 1);
    assert_true(result.hits[0].score > 0);
}

/* A number that the library lacks is no other word that is written wrong. */
static void test_numbers_are_not_corrected(void **state)
{
    struct library *x = *state;

    add(x, "a", "The tide went out at four, in the sixth night.");
    assert_int_equal(ask(x, "twenty", false).correction_count, 0);
    assert_int_equal(ask(x, "six tides", false).correction_count, 0);
}

/* Both are found, and the word as it is written is worth no less. */
static void test_written_and_said(void **state)
{
    struct library *x = *state;
    struct search_result result;

    add(x, "a", "The year of 1968.");
    add(x, "b", "Two thousand nine or two thousand and nine, or 2009.");
    add(x, "c", "The year was nineteen sixty eight.");
    check(x, "1968", "a[1968] c[nineteen sixty eight]");
    check(x, "2009", "b[Two thousand nine][two thousand and nine][2009]");
    result = ask(x, "1968", false);
    assert_true(result.hits[0].score >= result.hits[1].score);
}

static void test_letters(void **state)
{
    struct library *x = *state;

    add(x, "a", "The champions of the n f c that year.");
    check(x, "nfl", "");
    add(x, "b", "Every n f l team; the nfl.");
    add(x, "c", "We hear that a s the tide comes.");
    check(x, "NFC champion", "a[champions][n f c]");
    check(x, "nfl", "b[n f l][nfl]");
    check(x, "as", "");
    assert_int_equal(ask(x, "NFC", false).correction_count, 0);
}

/* A word that many passages have is no initials. */
static void test_letters_of_a_common_word(void **state)
{
    struct library *x = *state;

    add(x, "z", "The c a t scan.");
    for (int i = 0; i < 10; i++)
        add(x, arena_printf(x->arena, "n%d", i), "A cat.");
    assert_int_equal(ask(x, "cat", false).total, 11);
    add(x, "last", "A cat.");
    assert_int_equal(ask(x, "cat", false).total, 11);
}

static void test_words_in_short(void **state)
{
    struct library *x = *state;

    add(x, "a", "Tabs versus spaces, doctor, okay?");
    add(x, "b", "Tabs vs. spaces, Dr. Tab, OK?");
    check(x, "tabs vs spaces", "b[Tabs][vs][spaces][Tab] a[Tabs][versus][spaces]");
    assert_int_equal(ask(x, "doctor versus", false).total, 2);
    assert_int_equal(ask(x, "okay", false).total, 2);
    assert_int_equal(ask(x, "ok", true).total, 1);
}

static void test_roman_numerals(void **state)
{
    struct library *x = *state;

    add(x, "a", "World War II began.");
    add(x, "b", "World War two ended.");
    add(x, "c", "The world war of 2.");
    check(x, "world war ii", "a[World][War][II] b[World][War][two] c[world][war][2]");
    assert_int_equal(ask(x, "world war 2", false).total, 3);
    assert_int_equal(ask(x, "world war two", false).total, 3);
    assert_int_equal(ask(x, "world war ii", true).total, 1);
}

static void test_spellings(void **state)
{
    struct library *x = *state;
    struct search_result result;

    add(x, "a", "The colour of an organised theatre.");
    add(x, "b", "The colors of organizing a theater.");
    check(x, "colour organise", "a[colour][organised] b[colors][organizing]");
    check(x, "Theaters", "a[theatre] b[theater]");
    assert_int_equal(ask(x, "colour", true).total, 1);
    check(x, "\"colors\"", "b[colors]");
    assert_int_equal(ask(x, "color", false).correction_count, 0);
    result = ask(x, "theatre", false); /* the rarer one is no better than the other */
    assert_true(result.hits[0].score <= result.hits[1].score);
    assert_true(result.hits[0].score >= result.hits[1].score);
}

static void test_versions(void **state)
{
    struct library *x = *state;

    add(x, "a", "We moved to Vue 3 and to Node 18.");
    add(x, "b", "Node18, and three of Vue two.");
    check(x, "vue3", "a[Vue 3]");
    check(x, "node18", "b[Node18] a[Node 18]");
    assert_int_equal(ask(x, "vue3", true).total, 0);
    assert_int_equal(ask(x, "vue4", false).total, 0);
}

static void test_elided_articles(void **state)
{
    struct library *x = *state;

    add(x, "a", "La couleur de l'eau, c'est bleu.");
    add(x, "b", "Une eau froide de l’hiver, une école.");
    check(x, "eau", "a[l'eau] b[eau]");
    check(x, "l'eau", "a[l'eau] b[eau]");
    check(x, "d’école", "b[école]");
    check(x, "\"l'eau\"", "a[l'eau]");
    check(x, "\"eau froide\"", "b[eau froide]");
    check(x, "hiver", "b[l’hiver]");
    assert_int_equal(ask(x, "l'eau", true).total, 1);
    assert_int_equal(ask(x, "eau -d'eau", false).total, 2); /* nobody says it so */
    add(x, "c", "D'Ambra likes ambra.");
    add(x, "d", "Ambra is a stone.");
    assert_int_equal(ask(x, "d'ambra", false).total, 1); /* a name is nothing without */
    assert_int_equal(ask(x, "ambra", false).total, 2);
}

/* However common the word is. */
static void test_initials(void **state)
{
    struct library *x = *state;

    add(x, "a", "The U.K. is a kingdom.");
    add(x, "b", "The u s is no kingdom.");
    for (int i = 0; i < 12; i++)
        add(x, arena_printf(x->arena, "n%d", i), "Tell us why.");
    add(x, "c", "The UK is one, and so is the uk.");
    add(x, "d", "The U.S. is none.");
    check(x, "UK", "c[UK][uk] a[U.K]");
    check(x, "uk", "c[UK][uk] a[U.K]");
    check(x, "U.K.", "a[U.K] c[UK][uk]");
    check(x, "U.K", "a[U.K] c[UK][uk]");
    check(x, "u.k.", "a[U.K] c[UK][uk]");
    check(x, "U.S.", "d[U.S] b[u s]");
    assert_int_equal(ask(x, "US", false).total, 14);
    assert_int_equal(ask(x, "us", false).total, 12);
    check(x, "(U.K.)?", "a[U.K] c[UK][uk]");
    check(x, "Kingdom: US?", "b[u s][kingdom]");
    check(x, "kingdom -UK", "a[kingdom] b[kingdom]");
    check(x, "kingdom -U.K.", "b[kingdom]");
    assert_int_equal(ask(x, "one -U.K.", false).total, 1);
    assert_int_equal(ask(x, "U.K.*", false).total, 1);
    assert_int_equal(ask(x, "U.K.", true).total, 1);
    assert_int_equal(ask(x, "UK", true).total, 1);
    assert_int_equal(ask(x, "Tell US", false).total, 12);
}

static void test_no_initials(void **state)
{
    struct library *x = *state;

    for (int i = 0; i < 60; i++)
        add(x, arena_printf(x->arena, "n%d", i), "I'd tell us.");
    add(x, "a", "Her I.D. was lost.");
    add(x, "b", "A, I say, i i.");
    add(x, "c", "The ai and the ii.");
    for (int i = 0; i < 12; i++)
        add(x, arena_printf(x->arena, "m%d", i), "An ai.");
    add(x, "d", "The u s.");
    check(x, "I.D.", "a[I.D]");
    assert_int_equal(ask(x, "AI", false).total, 13);
    assert_int_equal(ask(x, "II", false).total, 1);
    assert_int_equal(ask(x, "Tell US", false).total, 60);
    assert_int_equal(ask(x, "THE US", false).match, MATCH_PARTIAL);
    check(x, "the US", "d[The][u s]");
    add(x, "e", "The u s in 1968.");
    check(x, "US 1968", "e[u s][1968]");
}

/* Of what is common, a word that hardly ever is its letters. */
static void test_letters_of_some(void **state)
{
    struct library *x = *state;

    for (int i = 0; i < 16; i++)
        add(x, arena_printf(x->arena, "n%d", i), "An api.");
    add(x, "a", "One a p i.");
    assert_int_equal(ask(x, "api", false).total, 16);
    assert_int_equal(ask(x, "API", false).total, 17);
    add(x, "b", "Another a p i.");
    assert_int_equal(ask(x, "api", false).total, 18);
}

static void test_what_is_meant_literally(void **state)
{
    struct library *x = *state;

    add(x, "a", "In nineteen sixty eight the n f c.");
    assert_string_equal(marked(x, "1968", true), "");
    assert_string_equal(marked(x, "nfc", true), "");
    check(x, "\"1968\"", "");
    check(x, "\"nfc\"", "");
    check(x, "196*", "");
}

/* What is said so makes a question of several words no other query. */
static void test_partial_matches(void **state)
{
    struct library *x = *state;
    struct search_result result;

    add(x, "a", "A lantern of 1968.");
    add(x, "b", "1968 lantern, of a.");
    add(x, "c", "Of nineteen sixty eight.");
    for (int i = 0; i < 10; i++)
        add(x, arena_printf(x->arena, "n%d", i), "Bread and butter.");
    result = ask(x, "1968 lantern zeppelin", false);
    assert_int_equal(result.match, MATCH_PARTIAL);
    assert_int_equal(result.hit_count, 3);
    assert_string_equal(result.hits[0].episode, "b"); /* for the pair, of two words of the query */
    assert_string_equal(result.hits[2].episode, "c");
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_numbers),
        TEST(test_numbers_in_words),
        TEST(test_numbers_only_in_words),
        TEST(test_said_elsewhere),
        TEST(test_numbers_are_not_corrected),
        TEST(test_written_and_said),
        TEST(test_letters),
        TEST(test_letters_of_a_common_word),
        TEST(test_words_in_short),
        TEST(test_roman_numerals),
        TEST(test_spellings),
        TEST(test_versions),
        TEST(test_elided_articles),
        TEST(test_initials),
        TEST(test_no_initials),
        TEST(test_letters_of_some),
        TEST(test_what_is_meant_literally),
        TEST(test_partial_matches),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
