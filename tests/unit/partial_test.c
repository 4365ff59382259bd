/* The order of passages that have a part of a query. */
#include "search.h"
#include "store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { MOST = 64 };

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

/* Adds an episode of paragraphs, up to a NULL. */
static void add(struct library *x, const char *id, const char *const *texts)
{
    const struct store_source source = {"", 0, "digest", 1};
    struct episode e = {.meta.id = arena_strdup(x->arena, id)};
    struct turn turn = {.label = "", .first = 1};
    struct part *parts;
    struct paragraph *paragraphs;
    int64_t first;
    size_t n = 0;

    while (texts[n])
        n++;
    parts = arena_array(x->arena, n, sizeof *parts);
    paragraphs = arena_array(x->arena, n, sizeof *paragraphs);
    assert_non_null(parts);
    assert_non_null(paragraphs);
    for (; turn.count < n; turn.count++) {
        char *text = arena_strdup(x->arena, texts[turn.count]);

        parts[turn.count] = (struct part){.kind = PART_CONTENT, .end = strlen(text)};
        paragraphs[turn.count] = (struct paragraph){
            .turn = 1, .text = text, .parts = &parts[turn.count], .part_count = 1};
    }
    e.turns.v = &turn;
    e.turns.n = 1;
    e.paragraphs.v = paragraphs;
    e.paragraphs.n = turn.count;
    assert_int_equal(db_begin_write(x->db, &x->failure), OK);
    assert_int_equal(store_next_part(x->db, &first, &x->failure), OK);
    assert_int_equal(store_put(x->db, &e, &source, first, &x->failure), OK);
    assert_int_equal(search_add(x->db, x->arena, &e, first, &x->failure), OK);
    assert_int_equal(search_flush(x->db, &x->failure), OK);
    assert_int_equal(db_commit(x->db, &x->failure), OK);
}

static struct search_result run(struct library *x, struct search_request request)
{
    struct search_result result;

    assert_int_equal(db_begin_read(x->db, &x->failure), OK);
    assert_int_equal(search_run_query(x->db, x->arena, &request, &result, &x->failure), OK);
    db_end(x->db);
    return result;
}

/* Asks for partial matches. */
static struct search_result ask(struct library *x, const char *query, size_t after, size_t limit)
{
    struct search_result result =
        run(x, (struct search_request){.text = query, .after = after, .limit = limit});

    assert_int_equal(result.match, MATCH_PARTIAL);
    return result;
}

static void add_one(struct library *x, const char *id, const char *text)
{
    add(x, id, (const char *const[]){text, NULL});
}

/* The hits that a query has, as "episode paragraph", the best first, joined by commas. */
static const char *order_of(struct library *x, const char *query)
{
    struct search_result result = ask(x, query, 0, MOST);
    const char *order = "";

    for (size_t i = 0; i < result.hit_count; i++)
        order = arena_printf(x->arena, "%s%s%s %u", order, i ? ", " : "", result.hits[i].episode,
                             result.hits[i].paragraph);
    return order;
}

/* ---- tests ---- */

static void test_what_is_asked_about_counts(void **state)
{
    struct library *x = *state;

    add_one(x, "a", "Who would have thought of this.");
    add_one(x, "b", "Lamps are sold here.");
    add_one(x, "c", "Some bread.");
    assert_string_equal(order_of(x, "who would like this: lamps"), "b 1, a 1");
}

/* The name of something is asked for; the layer's name is asked about. */
static void test_nouns_that_ask(void **state)
{
    struct library *x = *state;

    add_one(x, "a", "A name is given.");
    add_one(x, "b", "Layers are made.");
    add_one(x, "c", "Layers were hidden.");
    assert_string_equal(order_of(x, "layer name zebra"), "a 1, b 1, c 1");
    assert_string_equal(order_of(x, "name of zebra layer"), "b 1, c 1, a 1");
}

static void test_long_question(void **state)
{
    struct library *x = *state;
    const char *text = "lamps";

    add_one(x, "a", "Bread.");
    add_one(x, "b", "Lamps.");
    for (int i = 0; i < 100; i++)
        text = arena_printf(x->arena, "%s word", text);
    assert_string_equal(order_of(x, text), "b 1");
}

/* Fills up a library with passages of other words, so that those of a query are rare. */
static void add_others(struct library *x)
{
    static const char *const texts[] = {"Bread and butter.", "A kettle boils.", "The cat sleeps.",
                                        "Rain again.",       "Nobody came.",    NULL};

    add(x, "others-1", texts);
    add(x, "others-2", texts);
    add(x, "others-3", texts);
}

/* Twenty-four words, and none of them asked for. */
#define ASIDE                                                                                      \
    " one may say this and that of it before coming round to what was really meant when all of "   \
    "it began so long ago "

static void test_words_that_stand_close(void **state)
{
    struct library *x = *state;

    add_others(x);
    add_one(x, "a", "The harbour" ASIDE "lantern.");
    add_one(x, "b", "The harbour, a lantern" ASIDE ".");
    assert_string_equal(order_of(x, "harbour lantern zeppelin"), "b 1, a 1");
}

static void test_pairs_of_the_query(void **state)
{
    struct library *x = *state;

    add_others(x);
    add_one(x, "a", "Clock tide keeps.");
    add_one(x, "b", "Tides, a clock keeps.");
    add_one(x, "c", "Keeps tide clock.");
    assert_string_equal(order_of(x, "tides clock zeppelin"), "c 1, a 1, b 1");
}

static void test_what_is_said_around(void **state)
{
    static const char *const texts[] = {"A lantern hangs.", NULL};
    static const char *const harbour[] = {"By the harbour.", "It rains.", "A lantern hangs.", NULL};
    struct library *x = *state;

    add_others(x);
    add(x, "a", texts);
    add(x, "b", harbour);
    assert_string_equal(order_of(x, "lantern harbour zeppelin"), "b 1, b 3, a 1");
}

/* What the next episode begins with is not around. */
static void test_episodes_are_apart(void **state)
{
    struct library *x = *state;
    struct search_result r;

    add_others(x);
    add_one(x, "a", "A lantern hangs.");
    add_one(x, "b", "By the harbour.");
    add_one(x, "c", "It rains.");
    add_one(x, "d", "A lantern hangs.");
    assert_string_equal(order_of(x, "lantern harbour zeppelin"), "b 1, a 1, d 1");
    r = ask(x, "lantern harbour zeppelin", 0, MOST);
    assert_true(r.hits[1].score <= r.hits[2].score);
}

/* In a library of some size a word that hardly any passage has may have been heard wrong in others;
 * in a small one nearly every word is rare. */
static void test_words_that_sound_alike(void **state)
{
    enum { MANY = 520 };
    const char *texts[41] = {NULL};
    struct library *x = *state;

    for (int i = 0; i < 40; i++)
        texts[i] = "Bread and butter.";
    add_one(x, "a", "Then Kovalchik came.");
    add_one(x, "b", "Kowalchik, of course.");
    add_one(x, "c", "Kowalchiks!");
    assert_string_equal(order_of(x, "kovalchik zeppelin"), "a 1");
    for (int i = 0; i < MANY; i += 40)
        add(x, arena_printf(x->arena, "d%d", i), texts);
    assert_string_equal(order_of(x, "kovalchik zeppelin"), "a 1, b 1, c 1");
}

/* The form that was asked for counts more than others of its stem. */
static void test_form_that_was_asked_for(void **state)
{
    struct library *x = *state;

    add_others(x);
    add_one(x, "a", "Some clocks.");
    add_one(x, "b", "Some clock.");
    assert_string_equal(order_of(x, "clock zeppelin"), "b 1, a 1");
    assert_string_equal(order_of(x, "clocks zeppelin"), "a 1, b 1");
}

/* What was heard as other words, where the library has the word elsewhere. */
static void test_words_that_were_heard_wrong(void **state)
{
    struct library *x = *state;

    add_others(x);
    add_one(x, "a", "A harbour of cup per pan.");
    add_one(x, "b", "A harbour of nor mun tea.");
    add_one(x, "c", "Normandy has a long coast and many a beach, of sand and of stone.");
    assert_string_equal(order_of(x, "harbour normandy zeppelin"), "b 1, a 1, c 1");
}

/* A word that the library does not have need not be a slip. */
static void test_corrections_that_may_be_wrong(void **state)
{
    struct library *x = *state;

    add_others(x);
    add_one(x, "a", "The charity was founded by an artificial man.");
    add_one(x, "b", "The glass was founded by another man.");
    add_one(x, "c", "Some more glass was founded here by a third man.");
    assert_string_equal(order_of(x, "clarity glass"), "b 1, c 1, a 1");
    assert_string_equal(order_of(x, "artifical glass"), "a 1, b 1, c 1");
    assert_int_equal(ask(x, "clarity glass", 0, MOST).correction_count, 1);
    assert_string_equal(order_of(x, "mxn zeppelin"), "b 1, a 1, c 1"); /* man */
}

/* However many others are as like it, it is looked for. */
static void test_what_was_corrected(void **state)
{
    struct library *x = *state;

    add_others(x);
    add_one(x, "a", "Some grace is here.");
    add_one(x, "b", "A grade is here.");
    add_one(x, "c", "Another grape is here.");
    for (int i = 0; i < 3; i++)
        add_one(x, arena_printf(x->arena, "d%d", i), "The grave.");
    assert_string_equal(order_of(x, "grane zeppelin"), "d0 1, d1 1, d2 1, a 1, b 1, c 1");
}

static void test_words_of_a_family(void **state)
{
    struct library *x = *state;

    add_others(x);
    add_one(x, "a", "Some glass for the kitchen.");
    add_one(x, "b", "Some glass for the physician.");
    assert_string_equal(order_of(x, "glass physics zeppelin"), "b 1, a 1");
}

/* Passages of more words than are listened to, and of more forms than are kept. */
static void test_many_forms(void **state)
{
    enum { EPISODES = 6, WORDS = 1500 };
    struct library *x = *state;

    add_others(x);
    for (int e = 0; e < EPISODES; e++) {
        const char *text = e == EPISODES - 1 ? "Glass of an inventor" : "Glass of a kitchen";

        for (int i = 0; i < WORDS; i++)
            text = arena_printf(x->arena, "%s q%c%c%c%c", text, 'a' + e, 'a' + i % 26,
                                'a' + i / 26 % 26, 'a' + i / 676);
        add_one(x, arena_printf(x->arena, "e%d", e), text);
    }
    assert_string_equal(order_of(x, "glass invention zeppelin"),
                        "e5 1, e0 1, e1 1, e2 1, e3 1, e4 1");
}

/* Sixty-four words, and what sounds like the last of them. */
static void test_long_question_of_a_rare_word(void **state)
{
    enum { MANY = 520 };
    const char *texts[41] = {NULL}, *question = "";
    struct library *x = *state;

    for (int i = 0; i < 40; i++)
        texts[i] = "Bread and butter.";
    for (int i = 0; i < MANY; i += 40)
        add(x, arena_printf(x->arena, "d%d", i), texts);
    add_one(x, "a", "Then Kovalchik came.");
    add_one(x, "b", "Kowalchik, of course.");
    for (int i = 0; i < 63; i++)
        question = arena_printf(x->arena, "%sxq ", question);
    assert_string_equal(order_of(x, arena_printf(x->arena, "%skovalchik", question)), "a 1, b 1");
}

/* Each page continues the one before, also behind what is ranked again. */
static void test_pages(void **state)
{
    enum { EPISODES = 20, EACH = 40 };
    const char *texts[EACH + 1] = {NULL};
    struct library *x = *state;
    struct search_result all;

    for (int i = 0; i < EPISODES; i++) {
        for (int k = 0; k < EACH; k++)
            texts[k] = arena_printf(x->arena, "The %s %d by the %s.", k % 3 ? "tide" : "clock", k,
                                    (i + k) % 5 ? "sea" : "clock");
        add(x, arena_printf(x->arena, "e%d", i), texts);
    }
    all = ask(x, "tide clock zeppelin", 0, EPISODES * EACH);
    assert_true(all.hit_count > 500);
    for (size_t after = 0; after < all.hit_count; after += 70) {
        struct search_result page = ask(x, "tide clock zeppelin", after, 70);

        for (size_t i = 0; i < page.hit_count; i++) {
            assert_string_equal(page.hits[i].episode, all.hits[after + i].episode);
            assert_int_equal(page.hits[i].paragraph, all.hits[after + i].paragraph);
            assert_true(after + i == 0 ||
                        all.hits[after + i].score <= all.hits[after + i - 1].score);
        }
    }
}

/* Three passages have all of the question, and five an important part of it. */
static void add_answers(struct library *x)
{
    static const char *const all[] = {"The keeper of the tower lit a lantern.",
                                      "The tower's keeper.",
                                      "Lantern and tower, a keeper lit them.",
                                      "A keeper who lit the lantern, and a tower.", NULL};
    static const char *const some[] = {"A lantern, lit at last.", "The keeper lit it.",
                                       "Towers of a town.", "The old lantern.", NULL};

    add_others(x);
    add(x, "some", some);
    add(x, "all", all);
}

static void test_partial_matches_follow_few(void **state)
{
    struct library *x = *state;
    struct search_request request = {
        .text = "keeper lit tower lantern", .limit = MOST, .count_episodes = true};
    struct search_result found, page;

    add_answers(x);
    found = run(x, request);
    assert_int_equal(found.match, MATCH_ALL);
    assert_int_equal(found.total, 3);
    assert_int_equal(found.total_partial, 5);
    assert_int_equal(found.hit_count, 8);
    for (size_t i = 0; i < 8; i++)
        assert_int_equal(found.hits[i].match, i < 3 ? MATCH_ALL : MATCH_PARTIAL);
    for (size_t i = 0; i < 8; i++)
        for (size_t k = 0; k < i; k++)
            assert_false(found.hits[i].paragraph == found.hits[k].paragraph &&
                         strcmp(found.hits[i].episode, found.hits[k].episode) == 0);
    assert_int_equal(found.episodes.n, 1); /* of those with all */
    assert_int_equal(found.episodes.v[0].count, 3);
    request.limit = 2;
    for (request.after = 0; request.after < 8; request.after += 2) {
        page = run(x, request);
        assert_int_equal(page.match, MATCH_ALL);
        assert_int_equal(page.total, 3);
        assert_int_equal(page.total_partial, 5);
        assert_int_equal(page.hit_count, 2);
        for (size_t i = 0; i < 2; i++)
            assert_string_equal(page.hits[i].episode, found.hits[request.after + i].episode);
    }
}

static void test_nothing_follows(void **state)
{
    static const struct search_request requests[] = {
        {.text = "keeper lit tower lantern", .exact = true, .limit = MOST},
        {.text = "keeper lit tower lantern", .whole = true, .limit = MOST},
        {.text = "keeper lit \"tower\" lantern", .limit = MOST},
        {.text = "keeper lit tower lanter*", .limit = MOST},
        {.text = "keeper lit tower lantern -zebra", .limit = MOST},
        {.text = "keeper lit tower lantern OR lamp", .limit = MOST},
    };
    struct library *x = *state;

    add_answers(x);
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
        struct search_result found = run(x, requests[i]);

        assert_int_equal(found.match, MATCH_ALL);
        assert_int_equal(found.total, found.hit_count);
        assert_int_equal(found.total, 3);
        assert_int_equal(found.total_partial, 0);
    }
}

/* What stands behind it was hardly meant to be found in a row. */
static void test_quotation_mark_that_nothing_closes(void **state)
{
    struct library *x = *state;
    struct search_request request = {.text = "keeper \"tower lit lantern", .limit = MOST};

    add_answers(x);
    assert_int_equal(run(x, request).match, MATCH_PARTIAL);
    assert_int_equal(run(x, request).total, 8);
    request.text = "keeper \"tower lit lantern\"";
    assert_true(run(x, request).total < 8);
    request.text = "keeper \"lit the lantern";
    assert_int_equal(run(x, request).match, MATCH_ALL);
    assert_int_equal(run(x, request).total, 1);
}

/* A quotation of four words and more that nobody said so; fewer are looked for as they stand. */
static void test_quotation_that_nobody_said_so(void **state)
{
    struct library *x = *state;
    struct search_request request = {.text = "\"keeper tower lit lantern\"", .limit = MOST};

    add_answers(x);
    assert_int_equal(run(x, request).match, MATCH_PARTIAL);
    assert_int_equal(run(x, request).total, 8);
    request.exact = true;
    assert_int_equal(run(x, request).total, 0);
    request = (struct search_request){.text = "\"tower lit lantern\"", .limit = MOST};
    assert_int_equal(run(x, request).total, 0);
}

static void test_what_follows_two_words(void **state)
{
    struct library *x = *state;
    struct search_result found;

    add_answers(x);
    found = run(x, (struct search_request){.text = "town tower", .limit = MOST});
    assert_int_equal(found.match, MATCH_ALL);
    assert_int_equal(found.total, 1);
    assert_int_equal(found.total_partial, 4);
    assert_int_equal(found.hit_count, 5);
    assert_int_equal(found.hits[1].match, MATCH_PARTIAL);
}

/* Checks how many passages have all of a query, and how many follow. */
static void check_totals(struct library *x, struct search_request request, size_t total,
                         size_t partial)
{
    struct search_result found = run(x, request);

    assert_int_equal(found.match, MATCH_ALL);
    assert_int_equal(found.total, total);
    assert_int_equal(found.total_partial, partial);
}

/* Ten passages are no few. */
static void test_nothing_follows_many(void **state)
{
    static const char *const texts[] = {"Keeper, lit, tower, lantern.",
                                        "Tower, lantern, keeper, lit.", NULL};
    struct library *x = *state;

    add_answers(x);
    for (int i = 0; i < 3; i++)
        add(x, arena_printf(x->arena, "more-%d", i), texts);
    check_totals(x, (struct search_request){.text = "keeper lit tower lantern"}, 9, 5);
    add(x, "last", (const char *const[]){"Tower: lantern, keeper, lit.", NULL});
    check_totals(x, (struct search_request){.text = "keeper lit tower lantern"}, 10, 0);
}

/* In an archive they follow few words, what is asked as a question, and within one episode. */
static void test_what_follows_in_an_archive(void **state)
{
    enum { PASSAGES = 65536 };
    struct library *x = *state;
    const char **texts = arena_array(x->arena, PASSAGES + 1, sizeof *texts);
    static const char *const asked[] = {"keeper lit tower lantern keepers lit?",
                                        "keeper lit tower lantern keepers lit ？",
                                        "keeper lit tower lantern keepers lit؟"};
    struct search_request request = {.text = "keeper lit tower lantern keepers lit", .limit = MOST};

    assert_non_null(texts);
    for (size_t i = 0; i < PASSAGES; i++)
        texts[i] = "Rain.";
    add_answers(x);
    add(x, "rain", texts);
    check_totals(x, request, 3, 0);
    request.text = "keeper lit tower lantern lit";
    check_totals(x, request, 3, 5);
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        request.text = asked[i];
        check_totals(x, request, 3, 5);
    }
    add(x, "asked", (const char *const[]){"What keeper lit a lantern in the tower?", NULL});
    request.text = "What keeper lit tower lantern lit";
    check_totals(x, request, 1, 8);
    request.text = "keeper lit what tower lantern lit";
    check_totals(x, request, 1, 0);
    add(x, "colours", (const char *const[]){"My favourite colours, keeper: lantern.", NULL});
    add(x, "colors", (const char *const[]){"A favorite color.", NULL});
    add(x, "near", (const char *const[]){"Zebras graze.", "Yaks sleep, keepers lit towers.", NULL});
    request.text = "zebra yak graze keeper lit tower"; /* no passage has all */
    assert_int_equal(run(x, request).match, MATCH_NEAR);
    assert_true(run(x, request).total_partial > 0);
    request.text = "favourite colour keeper lantern"; /* other ways to write them are no words */
    check_totals(x, request, 1, 10);
    request.text = "keeper lit tower lantern keepers lit";
    request.episode = "all";
    check_totals(x, request, 3, 1);
    /* a hyphen's words, and what they are as one; a letter is none */
    add(x, "mail", (const char *const[]){"An e-mail.", "E is a letter.", "Mail it.", NULL});
    request = (struct search_request){.text = "e-mail xylophones", .limit = MOST};
    assert_int_equal(run(x, request).match, MATCH_PARTIAL);
    assert_int_equal(run(x, request).total, 2);
    request = (struct search_request){.text = "keeper rain tower lantern", .limit = MOST};
    assert_int_equal(run(x, request).match, MATCH_PARTIAL);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_what_is_asked_about_counts),
        TEST(test_nouns_that_ask),
        TEST(test_long_question),
        TEST(test_words_that_stand_close),
        TEST(test_pairs_of_the_query),
        TEST(test_what_is_said_around),
        TEST(test_episodes_are_apart),
        TEST(test_words_that_sound_alike),
        TEST(test_form_that_was_asked_for),
        TEST(test_words_that_were_heard_wrong),
        TEST(test_corrections_that_may_be_wrong),
        TEST(test_what_was_corrected),
        TEST(test_words_of_a_family),
        TEST(test_many_forms),
        TEST(test_long_question_of_a_rare_word),
        TEST(test_pages),
        TEST(test_partial_matches_follow_few),
        TEST(test_nothing_follows),
        TEST(test_quotation_mark_that_nothing_closes),
        TEST(test_quotation_that_nobody_said_so),
        TEST(test_what_follows_two_words),
        TEST(test_nothing_follows_many),
        TEST(test_what_follows_in_an_archive),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
