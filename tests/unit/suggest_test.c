#include "../../server/db/db_internal.h"
#include "search.h"
#include "store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <sqlite3.h>

/* ---- a small library ---- */

static struct spelling spellings[] = {{.text = "Marit Tolaksund"}};

static struct speaker clock_speakers[] = {
    {.id = "marit-tollaksund",
     .name = "Marit Tollaksund",
     .role_reason = "",
     .spellings = spellings,
     .spelling_count = 1,
     .turns = 7},
    {.id = "nuala-ofarrell", .name = "Nuala O\u2019Farrell", .role_reason = "", .turns = 3},
};

static struct speaker kite_speakers[] = {
    {.id = "tobias-renn", .name = "Tobias Renn", .role_reason = ""},
    {.id = "marit-tollaksund", .name = "MARIT TOLLAKSUND", .role_reason = ""},
};

static struct item clock_people[] = {{"Marit Tollaksund", 1}, {"Zo\u00eb \u00c5ngstr\u00f6m", 1}};
static struct item clock_companies[] = {{"Dunnock Mutual", 1}};
static struct item kite_companies[] = {{"Tollgate & \"Sons\"", 1}};
static struct item clock_authors[] = {{"Wilf Nankerrow", 1}};
static struct book clock_books[] = {{"The Sea, the Sea", {clock_authors, 1}, 1}};
static struct chapter clock_chapters[] = {{.number = 1, .title = "The wheel of 59"},
                                          {.number = 2, .title = "A sea captain"}};

static const char clock_text[] =
    "We wind the Tide Clock when the moon is new. Nobody owns the Tide Clock, or the moon. "
    "It is a moonlit employee of the sea.";
static const char kite_text[] = "We fly by the Tide Clock. No employer knows the Tide Clock, moon "
                                "or not; employees do.";

struct fixture {
    struct arena *arena;
    struct db *db;
    struct episode clock, kite;
    struct suggest_result result;
    struct failure failure;
};

static void make_episode(struct arena *a, struct episode *e, const char *text)
{
    struct turn *turn = arena_alloc(a, sizeof *turn);
    struct paragraph *paragraph = arena_alloc(a, sizeof *paragraph);
    struct part *part = arena_alloc(a, sizeof *part);

    *part = (struct part){.end = strlen(text)};
    *paragraph = (struct paragraph){.text = text, .turn = 1, .parts = part, .part_count = 1};
    *turn = (struct turn){.label = "", .first = 1, .count = 1, .speaker = 1};
    e->turns = (struct turn_list){turn, 1};
    e->paragraphs = (struct paragraph_list){paragraph, 1};
}

static void make_library(struct fixture *x)
{
    make_episode(x->arena, &x->clock, clock_text);
    x->clock.meta.id = "clock";
    x->clock.meta.title = "The Tide Clock";
    x->clock.primary_topic = "Keeping time by the sea\nOld wheels";
    x->clock.speakers = (struct speaker_list){clock_speakers, 2};
    x->clock.people = (struct item_list){clock_people, 2};
    x->clock.companies = (struct item_list){clock_companies, 1};
    x->clock.books = (struct book_list){clock_books, 1};
    x->clock.chapters = (struct chapter_list){clock_chapters, 2};
    make_episode(x->arena, &x->kite, kite_text);
    x->kite.meta.id = "kite";
    x->kite.speakers = (struct speaker_list){kite_speakers, 2};
    x->kite.companies = (struct item_list){kite_companies, 1};
}

static void add(struct fixture *x, const struct episode *e)
{
    const struct store_source source = {"", 0, "digest", 1};
    int64_t first_part;

    assert_int_equal(store_next_part(x->db, &first_part, &x->failure), OK);
    assert_int_equal(store_put(x->db, e, &source, first_part, &x->failure), OK);
    assert_int_equal(search_add(x->db, x->arena, e, first_part, &x->failure), OK);
    assert_int_equal(search_flush(x->db, &x->failure), OK);
}

static void take_away(struct fixture *x, const struct episode *e)
{
    assert_int_equal(search_remove(x->db, e->meta.id, &x->failure), OK);
    assert_int_equal(search_flush(x->db, &x->failure), OK);
    assert_int_equal(store_remove(x->db, e->meta.id, &x->failure), OK);
}

static int set_up(void **state)
{
    static struct fixture fixture;
    const struct db_options options = {":memory:", true};
    struct fixture *x = &fixture;

    *x = (struct fixture){.arena = arena_create()};
    assert_int_equal(db_open(&x->db, &options, &x->failure), OK);
    make_library(x);
    assert_int_equal(db_begin_write(x->db, &x->failure), OK);
    add(x, &x->clock);
    add(x, &x->kite);
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

/* ---- what a test asks ---- */

static const struct suggest_result *ask(struct fixture *x, const char *text, const char *episode,
                                        size_t limit)
{
    const struct suggest_request request = {text, episode, limit};

    assert_int_equal(search_suggest(x->db, x->arena, &request, &x->result, &x->failure), OK);
    return &x->result;
}

/* The completions with what is marked in brackets, and their kinds; plain words if words. */
static const char *written(struct fixture *x, const struct suggest_result *r, bool words)
{
    const char *all = r->alike ? "like: " : "", *between = "";

    for (size_t i = 0; i < r->n; i++) {
        const struct suggestion *s = &r->v[i];
        const char *whole = "";

        if ((s->kind == SUGGEST_WORD) != words)
            continue;
        all = arena_printf(x->arena, "%s%s", all, between);
        between = "; ";
        for (size_t k = 0; k < s->run_count; k++) {
            all = arena_printf(x->arena, s->runs[k].mark ? "%s[%s]" : "%s%s", all, s->runs[k].text);
            whole = arena_printf(x->arena, "%s%s", whole, s->runs[k].text);
        }
        assert_string_equal(whole, s->text);
        all = arena_printf(x->arena, "%s %s", all, suggest_kind_names[s->kind]);
    }
    return all;
}

static void check(struct fixture *x, const char *text, const char *episode, const char *expected)
{
    const char *all = written(x, ask(x, text, episode, 10), false);

    if (strcmp(all, expected) != 0)
        print_error("%s\n", text);
    assert_string_equal(all, expected);
}

static void check_words(struct fixture *x, const char *text, const char *episode,
                        const char *expected)
{
    assert_string_equal(written(x, ask(x, text, episode, 10), true), expected);
}

/* ---- tests ---- */

static void test_names(void **state)
{
    static const char *const cases[][2] = {
        {"", ""},
        {" \"-* ", ""},
        {"toll", "Marit [Toll]aksund speaker; [Toll]gate & \"Sons\" company"},
        {"TOLL", "Marit [Toll]aksund speaker; [Toll]gate & \"Sons\" company"},
        {"mar tol", "[Mar]it [Tol]laksund speaker"},
        {"marit to", "[Marit] [To]llaksund speaker"},
        {"\"marit", "[Marit] Tollaksund speaker"},
        {"nuala of", "[Nuala] [O\u2019F]arrell speaker"},
        {"o'fa", "Nuala [O\u2019Fa]rrell speaker"},
        /* another spelling of a name is the name */
        {"tolak", "Marit [Tollaksund] speaker"},
        {"marit tola", "[Marit] [Tollaksund] speaker"},
        {"zoe", "[Zo\u00eb] \u00c5ngstr\u00f6m person"},
        {"\u00e5ng", "Zo\u00eb [\u00c5ng]str\u00f6m person"},
        {"dun", "[Dun]nock Mutual company"},
        {"nanker", "Wilf [Nanker]row person"},
        /* titles, phrases and topics, each word of them; once, whatever it is too */
        {"tide", "The [Tide] Clock title; [Tide] Clock phrase"},
        {"sea", "The [Sea], the Sea book; Keeping time by the [sea] topic; "
                "A [sea] captain chapter"},
        {"the s", "[The] [S]ea, the Sea book; Keeping time by [the] [s]ea topic"},
        {"wheel", "Old [wheel]s topic; The [wheel] of 59 chapter"},
        {"the wheel of 59 and", ""},
        {"tol mar", ""},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check(*state, cases[i][0], NULL, cases[i][1]);
}

static void test_misspelt(void **state)
{
    static const char *const cases[][2] = {
        {"marrit tol", "like: [Marit] [Tollaksund] speaker"},
        {"tollaxund", "like: Marit [Tollaksund] speaker"},
        {"dunnok m", "like: [Dunnock] [Mutual] company"},
        {"mrt", ""},
        {"wheal", ""}, /* names alone */
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check(*state, cases[i][0], NULL, cases[i][1]);
}

static void test_of_one_episode(void **state)
{
    struct fixture *x = *state;
    const struct suggestion *s;

    check(x, "toll", "clock", "Marit [Toll]aksund speaker");
    check(x, "toll", "kite", "MARIT [TOLL]AKSUND speaker; [Toll]gate & \"Sons\" company");
    check(x, "renn", "clock", "");
    check(x, "tide", "kite", "[Tide] Clock phrase");
    check_words(x, "tide", "kite", "[tide] word");
    check(x, "marrit", "kite", "like: [MARIT] TOLLAKSUND speaker");
    s = ask(x, "tide c", "kite", 1)->v;
    assert_int_equal(s->count, 2);
    assert_string_equal(s->episode, "kite");
    s = ask(x, "marit", "clock", 1)->v;
    assert_int_equal(s->count, 7);
    assert_string_equal(s->episode, "clock");
    assert_string_equal(s->speaker, "marit-tollaksund");
    assert_int_equal(search_suggest(x->db, x->arena, &(struct suggest_request){"a", "no", 1},
                                    &x->result, &x->failure),
                     ERR_NOT_FOUND);
}

static void check_first(struct fixture *x, const char *text, const char *query, size_t count,
                        const char *episode)
{
    const struct suggestion *s = ask(x, text, NULL, 1)->v;

    assert_int_equal(x->result.n, 1);
    assert_string_equal(s->query, query);
    assert_int_equal(s->count, count);
    if (episode)
        assert_string_equal(s->episode, episode);
    else
        assert_null(s->episode);
}

static void test_what_comes_with_it(void **state)
{
    struct fixture *x = *state;

    check_first(x, "marit", "\"Marit Tollaksund\"", 2, NULL);
    assert_null(x->result.v[0].speaker);
    check_first(x, "nuala", "\"Nuala O\u2019Farrell\"", 1, "clock");
    assert_string_equal(x->result.v[0].speaker, "nuala-ofarrell");
    assert_int_equal(x->result.v[0].chapter, 0);
    check_first(x, "tollg", "\"Tollgate & Sons\"", 1, "kite");
    check_first(x, "the tide", "the tide clock", 1, "clock");
    check_first(x, "capt", "a sea captain", 1, "clock");
    assert_int_equal(x->result.v[0].chapter, 2);
}

static void test_the_most_common_first(void **state)
{
    struct fixture *x = *state;

    /* Two speakers begin with T or M; one of them is in both episodes. */
    check(x, "t", NULL,
          "Marit [T]ollaksund speaker; [T]obias Renn speaker; [T]ollgate & \"Sons\" company; "
          "[T]he Sea, the Sea book; [T]he Tide Clock title; [T]ide Clock phrase; "
          "Keeping [t]ime by the sea topic; [T]he wheel of 59 chapter");
    assert_int_equal(ask(x, "t", NULL, 3)->n, 3);
    assert_int_equal(x->result.v[2].kind, SUGGEST_COMPANY);
}

static void test_words(void **state)
{
    struct fixture *x = *state;

    check_words(x, "moo", NULL, "[moo]n word; [moo]nlit word");
    assert_int_equal(x->result.v[0].count, 2);
    assert_string_equal(x->result.v[0].query, "moon");
    check_words(x, "mutu", NULL, ""); /* on the page alone */
    check_words(x, "moo", "kite", "[moo]n word");
    /* with other words: those that passages have together */
    check_words(x, "Moon  emp", NULL, "[Moon]  [emp]loyee word; [Moon]  [emp]loyer word");
    assert_string_equal(x->result.v[0].query, "moon employee");
    check_words(x, "-fly \"moonlit e", NULL, "");
    check_words(x, "-sea \"moonlit e", NULL, "[sea] \"[moonlit] [e]mployee word");
    assert_string_equal(x->result.v[0].query, "sea moonlit employee"); /* signs are passed over */
    check_words(x, "-moo", NULL, "[moo]n word; [moo]nlit word");
    assert_string_equal(x->result.v[0].query, "moon");
}

static void add_spoken(struct fixture *x, const char *id, const char *text)
{
    struct episode e = {.meta.id = id, .speakers = {kite_speakers, 1}};

    make_episode(x->arena, &e, text);
    add(x, &e);
}

/* The most common form of a word stands for all of them. */
static void test_forms(void **state)
{
    struct fixture *x = *state;

    add_spoken(x, "one", "They mend lanterns. A lantern hums.");
    add_spoken(x, "two", "The lanterns of the harbour, some lanterns and more lanterns.");
    add_spoken(x, "three", "Two lanterns.");
    check_words(x, "lant", NULL, "[lant]erns word");
    assert_int_equal(x->result.v[0].count, 3);
    check_words(x, "harbour lant", NULL, "[harbour] [lant]erns word");
    check_words(x, "lant", "one", "[lant]ern word");
    check_words(x, "lanterns", NULL, "[lanterns] word");
    check_words(x, "lantern", NULL, "[lantern]s word");
}

/* As the transcript has them, and not as they are looked for. */
static void test_words_as_written(void **state)
{
    struct fixture *x = *state;

    add_spoken(x, "one", "Don't say C#, Moon-based café 1,000.");
    add_spoken(x, "two", "A moon based one; an E-mail, an Email.");
    check_words(x, "don", NULL, "[don]'t word");
    check_words(x, "c#", NULL, "[c#] word");
    check_words(x, "caf", NULL, "[caf]é word");
    check_words(x, "100", NULL, "[1,000] word");
    check_words(x, "ema", NULL, "[ema]il word");
    check_words(x, "moonb", NULL, "[moon]-based word");
    assert_int_equal(x->result.v[0].count, 2); /* what the query finds */
    assert_string_equal(x->result.v[0].query, "moon-based");
}

/* As many as a search finds with all its help. */
static void test_counts_of_words(void **state)
{
    struct fixture *x = *state;

    add_spoken(x, "one", "The UK, they say.");
    add_spoken(x, "two", "The U.K. by the sea.");
    check_words(x, "uk", NULL, "[uk] word");
    assert_int_equal(x->result.v[0].count, 2);
    add_spoken(x, "three", "The UK in 1968, and nineteen sixty eight.");
    add_spoken(x, "four", "The U.K. in nineteen sixty eight.");
    check_words(x, "uk 196", NULL, "[uk] [196]8 word");
    assert_int_equal(x->result.v[0].count, 2);
}

/* However many names there are. */
static void test_places_of_words(void **state)
{
    struct fixture *x = *state;

    add_spoken(x, "one", "A marital marigold.");
    assert_int_equal(ask(x, "mar", NULL, 4)->n, 3);
    assert_int_equal(x->result.v[0].kind, SUGGEST_SPEAKER);
    assert_int_equal(x->result.v[1].kind, SUGGEST_WORD);
    assert_int_equal(ask(x, "tid", NULL, 2)->n, 2);
    assert_int_equal(x->result.v[1].kind, SUGGEST_PHRASE);
    assert_int_equal(ask(x, "the", NULL, 4)->n, 4);
    assert_int_equal(x->result.v[2].kind, SUGGEST_TOPIC);
    assert_int_equal(x->result.v[3].kind, SUGGEST_WORD);
    assert_int_equal(ask(x, "th", NULL, 4)->n, 4); /* hardly a word yet */
    assert_int_equal(x->result.v[3].kind, SUGGEST_CHAPTER);
    assert_int_equal(ask(x, "toll", NULL, 4)->n, 2); /* nobody says it */
}

/* What begins so comes before what has it somewhere, unless it is a name. */
static void test_what_begins_so(void **state)
{
    static struct chapter chapters[] = {{.number = 1, .title = "The wharf by night"},
                                        {.number = 2, .title = "Wharfs and piers"}};
    static struct item companies[] = {{"Old Wharf Ales", 1}, {"Wharfside", 1}};
    struct fixture *x = *state;
    struct episode e = x->kite;

    e.meta.id = "wharf";
    e.chapters = (struct chapter_list){chapters, 2};
    e.companies = (struct item_list){companies, 2};
    add(x, &e);
    check(x, "wha", NULL,
          "Old [Wha]rf Ales company; [Wha]rfside company; [Wha]rfs and piers chapter; "
          "The [wha]rf by night chapter");
    ask(x, "wha", NULL, 3);
    assert_string_equal(x->result.v[2].text, "Wharfs and piers");
    ask(x, "wha", "wharf", 3);
    assert_string_equal(x->result.v[2].text, "Wharfs and piers");
}

/* A name, a title and a word are one where they read the same. */
/* An episode that has a word as the title of a chapter, too, behind the names of six people. */
static void add_mole(struct fixture *x, const char *word, const char *title)
{
    static struct item people[] = {{"Mola Aa", 1}, {"Mola Bb", 1}, {"Mola Cc", 1},
                                   {"Mola Dd", 1}, {"Mola Ee", 1}, {"Mola Ff", 1}};
    struct chapter chapter = {.number = 1, .title = title};
    struct episode e = {.meta.id = "mole", .speakers = {kite_speakers, 1}};

    make_episode(x->arena, &e, arena_printf(x->arena, "We saw the %s there, a %s.", word, word));
    e.people = (struct item_list){people, 6};
    e.chapters = (struct chapter_list){&chapter, 1};
    add(x, &e);
}

static void test_once(void **state)
{
    struct fixture *x = *state;

    add_mole(x, "mole", "Mole");
    assert_int_equal(ask(x, "mol", NULL, 8)->n, 7);
    assert_int_equal(ask(x, "mol", "mole", 8)->n, 7);
    assert_int_equal(ask(x, "mol", NULL, 4)->n, 4);
    assert_string_equal(x->result.v[3].text, "mole");
}

/* However it is written. */
static void test_once_with_an_accent(void **state)
{
    struct fixture *x = *state;

    add_mole(x, "mol\u00e9", "Mol\u00e9");
    assert_int_equal(ask(x, "mol", NULL, 8)->n, 7);
}

/* What one episode added and took away again leaves nothing. */
static void test_removal(void **state)
{
    static const char *const empty[] = {"suggestion", "suggestion_word", "suggestion_place",
                                        "name_word"};
    struct fixture *x = *state;

    take_away(x, &x->clock);
    check(x, "nuala", NULL, "");
    check(x, "tide", NULL, "[Tide] Clock phrase");
    check(x, "marit", NULL, "[MARIT] TOLLAKSUND speaker");
    check_first(x, "marit", "\"MARIT TOLLAKSUND\"", 1, "kite");
    add(x, &x->clock);
    check_first(x, "marit", "\"MARIT TOLLAKSUND\"", 2, NULL);
    take_away(x, &x->kite);
    take_away(x, &x->clock);
    for (size_t i = 0; i < sizeof empty / sizeof *empty; i++) {
        sqlite3_stmt *s;
        char *sql = sqlite3_mprintf("SELECT count(*) FROM %s", empty[i]);

        assert_int_equal(sqlite3_prepare_v2(x->db->connection, sql, -1, &s, NULL), SQLITE_OK);
        assert_int_equal(sqlite3_step(s), SQLITE_ROW);
        assert_int_equal(sqlite3_column_int(s, 0), 0);
        sqlite3_finalize(s);
        sqlite3_free(sql);
    }
}

/* Many episodes move a name from rank to rank, up and down again. */
static void test_ranks(void **state)
{
    enum { MANY = 20 };
    struct fixture *x = *state;
    struct episode e[MANY];

    for (size_t i = 0; i < MANY; i++) {
        e[i] = x->kite;
        e[i].meta.id = arena_printf(x->arena, "kite-%zu", i);
        e[i].speakers = (struct speaker_list){kite_speakers, 1};
        add(x, &e[i]);
        check_first(x, "t", "\"Tobias Renn\"", i + 2, NULL);
    }
    for (size_t i = MANY; i > 2; i--)
        take_away(x, &e[i - 1]);
    check_first(x, "t", "\"Tobias Renn\"", 3, NULL);
    take_away(x, &e[1]);
    take_away(x, &e[0]);
    check_first(x, "r", "\"Tobias Renn\"", 1, "kite");
}

static void test_refused(void **state)
{
    struct fixture *x = *state;
    char text[2200];

    memset(text, 'a', sizeof text);
    text[sizeof text - 1] = '\0';
    assert_int_equal(search_suggest(x->db, x->arena, &(struct suggest_request){text, NULL, 5},
                                    &x->result, &x->failure),
                     ERR_PARAMETER);
    assert_int_equal(search_suggest(x->db, x->arena, &(struct suggest_request){"\xc3(", NULL, 5},
                                    &x->result, &x->failure),
                     ERR_PARAMETER);
    assert_int_equal(ask(x, NULL, NULL, 5)->n, 0);
    assert_int_equal(ask(x, "a b c d e f g h i j k l m n o p q", NULL, 5)->n, 0);
    assert_true(ask(x, "t", NULL, 1000)->n > 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_names, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_misspelt, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_of_one_episode, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_what_comes_with_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_the_most_common_first, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_words, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_forms, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_words_as_written, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_counts_of_words, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_places_of_words, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_what_begins_so, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_once_with_an_accent, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_removal, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_ranks, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_refused, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
