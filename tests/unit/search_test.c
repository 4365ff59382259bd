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

enum { HOST = 1, GUEST, SPONSOR };

/* One turn of one paragraph; '|' stands for the blank before a part of kind ad. */
struct line {
    unsigned speaker;
    enum part_kind kind;
    const char *text;
};

static const struct line harbour[] = {
    {HOST, PART_CONTENT,
     "Welcome back. My guest is Anselm Kowaltschik, who won't leave the harbour."},
    {GUEST, PART_CONTENT,
     "Thank you. The Stra\u00dfe to the caf\u00e9 is long, and the tide is early."},
    {HOST, PART_CONTENT,
     "Anselm Kovalchik keeps the tide clock. The tide turns twice, and a tide waits "
     "for nobody."},
    {GUEST, PART_CONTENT, "I keep it.|Lanternly sells a lamp for every tide."},
    {SPONSOR, PART_AD, "Lanternly: a lamp that floats."},
    {HOST, PART_PROMO, "Subscribe to our floats newsletter."},
    {GUEST, PART_CONTENT, "\uff26\uff55\uff4c\uff4c width, and \u6771\u4eac\u5854 as well."},
    {0, PART_CONTENT, "Nobody knows who says anselmkovalchik here."},
};

static const struct line orchard[] = {
    {HOST, PART_CONTENT, "A book by Kovalchik about apples."},
    {GUEST, PART_CONTENT, "Apples again: the early apple and the late one."},
    {GUEST, PART_CONTENT, "Apples again: the early apple and the late one."},
};

static struct spelling guest_spellings[] = {
    {.text = "Anselm Kowaltschik"},
    {.text = "Anselm Kovalchik"},
    {.text = "Anselmkovalchik"},
    {.text = "Captain Kovalchik"},
};

static struct speaker harbour_speakers[] = {
    {.id = "mira-okono", .name = "Mira Okono", .role = ROLE_HOST, .role_reason = "asks"},
    {.id = "anselm-kowaltschik",
     .name = "Anselm Kowaltschik",
     .role = ROLE_GUEST,
     .role_reason = "answers",
     .spellings = guest_spellings,
     .spelling_count = 4},
    {.id = "lanternly", .name = "Lanternly", .role = ROLE_SPONSOR, .role_reason = "sells"},
};

static struct speaker orchard_speakers[] = {
    {.id = "mira-okono", .name = "Mira Okono", .role = ROLE_HOST, .role_reason = "asks"},
    {.id = "jo-lind", .name = "Jo Lind", .role = ROLE_GUEST, .role_reason = "answers"},
};

static struct quote harbour_quote = {.text = "The tide is early.", .speaker = GUEST};
static struct quote orchard_quote = {.text = "A tide of apples.", .speaker = GUEST};

struct fixture {
    struct arena *arena;
    struct db *db;
    struct episode harbour, orchard;
    int64_t harbour_part, orchard_part;
    struct search_result result;
    struct failure failure;
};

static void make_parts(struct arena *a, const struct line *line, struct paragraph *p)
{
    const char *bar = strchr(line->text, '|');
    size_t len = strlen(line->text), split = bar ? (size_t)(bar - line->text) + 1 : len;
    char *text = arena_strdup(a, line->text);

    if (bar)
        text[split - 1] = ' ';
    p->text = text;
    p->part_count = bar ? 2 : 1;
    p->parts = arena_array(a, 2, sizeof *p->parts);
    p->parts[0] = (struct part){.kind = line->kind, .start = 0, .end = split};
    p->parts[1] = (struct part){.kind = PART_AD, .start = split, .end = len};
}

static void make_episode(struct arena *a, struct episode *e, const struct line *lines, size_t n)
{
    e->turns.v = arena_array(a, n, sizeof *e->turns.v);
    e->paragraphs.v = arena_array(a, n, sizeof *e->paragraphs.v);
    e->turns.n = e->paragraphs.n = n;
    for (size_t i = 0; i < n; i++) {
        unsigned number = (unsigned)(i + 1);

        e->turns.v[i] =
            (struct turn){.label = "", .first = number, .count = 1, .speaker = lines[i].speaker};
        e->paragraphs.v[i].turn = number;
        make_parts(a, &lines[i], &e->paragraphs.v[i]);
    }
}

static void add(struct fixture *x, const struct episode *e, int64_t *first_part)
{
    const struct store_source source = {"", 0, "digest", 1};

    assert_int_equal(store_next_part(x->db, first_part, &x->failure), OK);
    assert_int_equal(store_put(x->db, e, &source, *first_part, &x->failure), OK);
    assert_int_equal(search_add(x->db, x->arena, e, *first_part, &x->failure), OK);
    assert_int_equal(search_flush(x->db, &x->failure), OK);
}

static int set_up(void **state)
{
    static struct fixture fixture;
    const struct db_options options = {":memory:", true};
    struct fixture *x = &fixture;

    *x = (struct fixture){.arena = arena_create()};
    assert_int_equal(db_open(&x->db, &options, &x->failure), OK);
    make_episode(x->arena, &x->harbour, harbour, sizeof harbour / sizeof *harbour);
    make_episode(x->arena, &x->orchard, orchard, sizeof orchard / sizeof *orchard);
    x->harbour.meta.id = "harbour";
    x->harbour.meta.title = "The harbour";
    x->harbour.primary_topic = "Harbour";
    x->harbour.quotes = (struct quote_list){&harbour_quote, 1};
    x->orchard.quotes = (struct quote_list){&orchard_quote, 1};
    x->harbour.speakers = (struct speaker_list){harbour_speakers, 3};
    x->orchard.meta.id = "orchard";
    x->orchard.speakers = (struct speaker_list){orchard_speakers, 2};
    assert_int_equal(db_begin_write(x->db, &x->failure), OK);
    add(x, &x->harbour, &x->harbour_part);
    add(x, &x->orchard, &x->orchard_part);
    assert_int_equal(db_commit(x->db, &x->failure), OK);
    assert_int_equal(db_begin_read(x->db, &x->failure), OK);
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

static const struct search_result *ask(struct fixture *x, struct search_request request)
{
    if (!request.limit)
        request.limit = 50;
    assert_int_equal(search_run_query(x->db, x->arena, &request, &x->result, &x->failure), OK);
    return &x->result;
}

static size_t total(struct fixture *x, const char *text)
{
    return ask(x, (struct search_request){.text = text, .exact = true})->total;
}

/* The runs of a snippet, marked ones in brackets. */
static const char *snippet(struct fixture *x, const struct search_hit *hit)
{
    const char *text = "";

    for (size_t i = 0; i < hit->snippet_runs; i++)
        text = arena_printf(x->arena, hit->snippet[i].mark ? "%s[%s]" : "%s%s", text,
                            hit->snippet[i].text);
    return text;
}

static void check_snippet(struct fixture *x, const char *query, const char *expected)
{
    const struct search_result *r = ask(x, (struct search_request){.text = query, .exact = true});

    assert_int_not_equal(r->hit_count, 0);
    assert_string_equal(snippet(x, &r->hits[0]), expected);
}

/* ---- tests ---- */

static void test_matching(void **state)
{
    static const struct {
        const char *query;
        size_t total;
    } cases[] = {
        {"tide", 3},
        {"TIDE", 3},
        {"wont", 1},
        {"won't", 1},
        {"won\u2019t", 1},
        {"strasse", 1},
        {"STRA\u00dfE", 1},
        {"cafe", 1},
        {"caf\u00e9", 1},
        {"full", 1},
        {"\uff46\uff55\uff4c\uff4c", 1},
        {"\u6771\u4eac", 1},
        {"\u4eac\u6771", 0},
        {"tide early", 1},
        {"early tide", 1},
        {"\"the tide is early\"", 1},
        {"\"early tide\"", 0},
        {"ti*", 3},
        {"\"tide cl\"*", 1},
        {"i*", 3},
        {"tide -clock", 2},
        {"tide -\"tide clock\" -lamp", 1},
        {"early apple OR clock", 2},
        {"clock OR early", 4},
        {"clock OR early tide", 2},
        {"clock OR early -tide", 2},
        {"absent", 0},
        {"keep OR keeps tide", 1},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (total(*state, cases[i].query) != cases[i].total)
            fail_msg("%s: %zu", cases[i].query, total(*state, cases[i].query));
}

static void test_hit(void **state)
{
    struct fixture *x = *state;
    const struct search_hit *hit = ask(x, (struct search_request){.text = "strasse"})->hits;

    assert_string_equal(hit->episode, "harbour");
    assert_string_equal(hit->title, "The harbour");
    assert_int_equal(hit->paragraph, 2);
    assert_string_equal(hit->speaker_id, "anselm-kowaltschik");
    assert_string_equal(hit->speaker_name, "Anselm Kowaltschik");
    assert_int_equal(hit->kind, PART_CONTENT);
    assert_true(hit->score > 0);
    hit = ask(x, (struct search_request){.text = "apples book"})->hits;
    assert_null(hit->title);
    hit = ask(x, (struct search_request){.text = "nobody knows"})->hits;
    assert_null(hit->speaker_id);
}

static void test_order_and_ties(void **state)
{
    struct fixture *x = *state;
    const struct search_result *r = ask(x, (struct search_request){.text = "tide"});

    assert_int_equal(r->hit_count, 3);
    assert_int_equal(r->hits[0].paragraph, 3); /* says it three times */
    assert_true(r->hits[0].score >= r->hits[1].score && r->hits[1].score >= r->hits[2].score);
    r = ask(x, (struct search_request){.text = "again"});
    assert_int_equal(r->hit_count, 2);
    assert_true(r->hits[0].score >= r->hits[1].score && r->hits[1].score >= r->hits[0].score);
    assert_int_equal(r->hits[0].paragraph, 2);
    assert_int_equal(r->hits[1].paragraph, 3);
}

static void test_paging(void **state)
{
    struct fixture *x = *state;
    unsigned whole[3];

    for (size_t i = 0; i < 3; i++)
        whole[i] = ask(x, (struct search_request){.text = "tide"})->hits[i].paragraph;
    for (size_t i = 0; i < 3; i++) {
        const struct search_result *r =
            ask(x, (struct search_request){.text = "tide", .limit = 1, .after = i});

        assert_int_equal(r->total, 3);
        assert_int_equal(r->hit_count, 1);
        assert_int_equal(r->hits[0].paragraph, whole[i]);
    }
    ask(x, (struct search_request){.text = "tide", .after = 3});
    assert_int_equal(x->result.total, 3);
    assert_int_equal(x->result.hit_count, 0);
    ask(x, (struct search_request){.text = "tide", .limit = SIZE_MAX, .after = SIZE_MAX});
    assert_int_equal(x->result.total, 3);
    assert_int_equal(x->result.hit_count, 0);
}

/* What is remembered of the best of all sections is not taken for that of one. */
static void test_sections_in_turn(void **state)
{
    struct fixture *x = *state;
    const struct search_request everywhere = {
        .text = "harbour", .sections = (1u << (SEARCH_ABOUT + 1)) - 1, .limit = 1};

    for (int i = 0; i < 2; i++) {
        assert_int_equal(ask(x, everywhere)->hit_count, 1);
        assert_int_equal(x->result.hits[0].section, SEARCH_ABOUT);
        ask(x, (struct search_request){.text = "harbour", .limit = 1});
        assert_int_equal(x->result.hit_count, 1);
        assert_int_equal(x->result.hits[0].section, SEARCH_TRANSCRIPT);
    }
}

static void test_filters(void **state)
{
    static const struct {
        struct search_request request;
        size_t total;
    } cases[] = {
        {{.text = "early", .episode = "harbour"}, 1},
        {{.text = "early", .episode = "orchard"}, 2},
        {{.text = "early", .speaker = "jo-lind"}, 2},
        {{.text = "kovalchik", .speaker = "mira-okono"}, 3},
        {{.text = "kovalchik", .speaker = "mira-okono", .episode = "orchard"}, 1},
        {{.text = "early", .speaker = "nobody", .episode = "orchard"}, 0},
        {{.text = "tide", .kinds = 1u << PART_CONTENT}, 2},
        {{.text = "tide", .kinds = 1u << PART_AD}, 1},
        {{.text = "floats", .kinds = 1u << PART_AD | 1u << PART_PROMO}, 2},
        {{.text = "floats", .kinds = 1u << PART_CONTENT}, 0},
        {{.text = "floats", .speaker = "mira-okono"}, 1},
        {{.text = "lanternly", .speaker = "lanternly"}, 1},
        {{.text = "tide", .speaker = "anselm-kowaltschik"}, 1}, /* the ad in his turn is not his */
    };
    struct fixture *x = *state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (ask(x, cases[i].request)->total != cases[i].total)
            fail_msg("%zu: %s: %zu", i, cases[i].request.text, x->result.total);
    ask(x, (struct search_request){.text = "every", .kinds = 1u << PART_AD});
    assert_null(x->result.hits[0].speaker_id);
    assert_int_equal(search_run_query(x->db, x->arena,
                                      &(struct search_request){.text = "a", .episode = "no"},
                                      &x->result, &x->failure),
                     ERR_NOT_FOUND);
    assert_int_equal(
        search_run_query(x->db, x->arena,
                         &(struct search_request){.text = "early", .speaker = "nobody"}, &x->result,
                         &x->failure),
        ERR_NOT_FOUND);
}

static void test_partial(void **state)
{
    struct fixture *x = *state;

    ask(x, (struct search_request){.text = "clock apples"});
    assert_int_equal(x->result.match, MATCH_PARTIAL);
    assert_int_equal(x->result.total, 4);
    ask(x, (struct search_request){.text = "clock apples -early"});
    assert_int_equal(x->result.match, MATCH_PARTIAL);
    assert_int_equal(x->result.total, 2);
    ask(x, (struct search_request){.text = "clock apples", .exact = true});
    assert_int_equal(x->result.match, MATCH_ALL);
    assert_int_equal(x->result.total, 0);
    ask(x, (struct search_request){.text = "absent missing"});
    assert_int_equal(x->result.match, MATCH_ALL);
    ask(x, (struct search_request){.text = "tide clock"});
    assert_int_equal(x->result.match, MATCH_ALL);
    /* A page behind the last is no reason for partial matches. */
    ask(x, (struct search_request){.text = "tide clock", .after = 10});
    assert_int_equal(x->result.match, MATCH_ALL);
}

static void check_count(const struct search_count *c, const char *id, const char *episode,
                        size_t count)
{
    assert_string_equal(c->id, id);
    assert_int_equal(c->count, count);
    if (episode)
        assert_string_equal(c->episode, episode);
    else
        assert_null(c->episode);
}

static void test_counts(void **state)
{
    struct fixture *x = *state;
    const struct search_result *r =
        ask(x, (struct search_request){.text = "early OR tide OR floats",
                                       .count_speakers = true,
                                       .count_episodes = true,
                                       .limit = 1});

    assert_int_equal(r->total, 7);
    assert_int_equal(r->episodes.n, 2);
    check_count(&r->episodes.v[0], "harbour", NULL, 5);
    check_count(&r->episodes.v[1], "orchard", NULL, 2);
    assert_string_equal(r->episodes.v[0].name, "The harbour");
    assert_null(r->episodes.v[1].name);
    assert_int_equal(r->speakers.n, 4);
    check_count(&r->speakers.v[0], "mira-okono", "harbour", 2);
    check_count(&r->speakers.v[1], "jo-lind", "orchard", 2);
    check_count(&r->speakers.v[2], "anselm-kowaltschik", "harbour", 1);
    check_count(&r->speakers.v[3], "lanternly", "harbour", 1);
    assert_string_equal(r->speakers.v[3].name, "Lanternly");
    r = ask(x, (struct search_request){.text = "tide"});
    assert_int_equal(r->speakers.n + r->episodes.n, 0);
}

/* A quote is its speaker's as what was said is, and content. */
static void test_quotes(void **state)
{
    enum { EVERYWHERE = (1u << SEARCH_SECTIONS) - 1, QUOTES = 1u << SEARCH_QUOTES };
    struct fixture *x = *state;
    const struct search_result *r = ask(
        x, (struct search_request){.text = "tide", .sections = EVERYWHERE, .count_speakers = true});

    assert_int_equal(r->total, 5);
    assert_int_equal(r->speakers.n, 3);
    check_count(&r->speakers.v[0], "anselm-kowaltschik", "harbour", 2);
    check_count(&r->speakers.v[1], "mira-okono", "harbour", 1);
    check_count(&r->speakers.v[2], "jo-lind", "orchard", 1);
    r = ask(x, (struct search_request){
                   .text = "tide", .sections = QUOTES, .speaker = "anselm-kowaltschik"});
    assert_int_equal(r->total, 1);
    assert_string_equal(r->hits[0].speaker_id, "anselm-kowaltschik");
    ask(x, (struct search_request){.text = "tide", .sections = QUOTES, .kinds = 1u << PART_AD});
    assert_int_equal(x->result.total, 0);
    ask(x,
        (struct search_request){.text = "tide", .sections = QUOTES, .kinds = 1u << PART_CONTENT});
    assert_int_equal(x->result.total, 2);
}

static void check_near(struct fixture *x, const char *text, unsigned paragraph)
{
    const struct search_result *r = ask(x, (struct search_request){.text = text});

    assert_int_equal(r->match, MATCH_NEAR);
    assert_int_equal(r->total, 1);
    assert_string_equal(r->hits[0].episode, "harbour");
    assert_int_equal(r->hits[0].match, MATCH_NEAR);
    assert_int_equal(r->hits[0].paragraph, paragraph);
    assert_int_equal(r->hits[0].through, paragraph + 1);
    assert_int_equal(ask(x, (struct search_request){.text = text, .exact = true})->total, 0);
}

static void test_near(void **state)
{
    struct fixture *x = *state;
    const struct search_result *r;

    check_near(x, "guest strasse", 1);
    check_near(x, "\"the harbour thank you\"", 1); /* goes on behind the paragraph's end */
    check_near(x, "harbourthank", 1);              /* a word that is split there */
    check_near(x, "guest harbourthank", 1);
    /* The halves are marked where partial matches follow, too. */
    r = ask(x, (struct search_request){.text = "guest harbourthank strasse early"});
    assert_int_equal(r->hits[0].match, MATCH_NEAR);
    assert_int_equal(r->hits[1].match, MATCH_PARTIAL);
    assert_string_equal(
        snippet(x, &r->hits[0]),
        "Welcome back. My [guest] is Anselm Kowaltschik, who won't leave the [harbour.\n"
        "Thank] you. The [Stra\u00dfe] to the caf\u00e9 is long, and the tide is [early].");
    /* The end of one episode and the beginning of another are no neighbours. */
    assert_int_equal(ask(x, (struct search_request){.text = "nobody apples"})->match,
                     MATCH_PARTIAL);
    /* What a filter keeps out is nobody's neighbour. */
    assert_int_equal(
        ask(x, (struct search_request){.text = "guest strasse", .speaker = "mira-okono"})->match,
        MATCH_PARTIAL);
}

static void test_snippets(void **state)
{
    check_snippet(
        *state, "strasse early",
        "Thank you. The [Stra\u00dfe] to the caf\u00e9 is long, and the tide is [early].");
    check_snippet(*state, "every -clock", "Lanternly sells a lamp for [every] tide.");
}

static void test_aliases(void **state)
{
    struct fixture *x = *state;

    /* The orchard's Kovalchik has one spelling alone. */
    assert_int_equal(total(x, "kovalchik"), 4);
    assert_int_equal(total(x, "kowaltschik"), 3);
    assert_int_equal(total(x, "\"anselm kowaltschik\""), 2);
    assert_int_equal(total(x, "anselm kovalchik"), 3);
    assert_int_equal(total(x, "anselmkovalchik"), 3);
    /* A title in the place of a name is no spelling of it. */
    assert_int_equal(total(x, "captain"), 0);
    check_snippet(x, "kowaltschik clock",
                  "Anselm [Kovalchik] keeps the tide [clock]. The tide turns twice, and a tide "
                  "waits for nobody.");
}

/* The harbour leaves the index while its rows are still there: what stayed would show. */
static void test_removal(void **state)
{
    static const char *const gone[] = {"tide", "kowaltschik", "anselmkovalchik", "anselm",
                                       "lanternly"};
    struct fixture *x = *state;

    db_end(x->db);
    assert_int_equal(db_begin_write(x->db, &x->failure), OK);
    assert_int_equal(search_remove(x->db, "harbour", &x->failure), OK);
    assert_int_equal(search_flush(x->db, &x->failure), OK);
    for (size_t i = 0; i < sizeof gone / sizeof *gone; i++)
        assert_int_equal(total(x, gone[i]), 0);
    assert_int_equal(total(x, "t*"), 2);
    assert_int_equal(total(x, "kovalchik"), 1);
    assert_int_equal(store_remove(x->db, "harbour", &x->failure), OK);
    add(x, &x->harbour, &x->harbour_part);
    assert_int_equal(total(x, "kowaltschik"), 3);
    assert_int_equal(total(x, "tide"), 3);
    assert_int_equal(db_commit(x->db, &x->failure), OK);
    assert_int_equal(db_begin_read(x->db, &x->failure), OK);
}

/* Nothing a query holds is an error of the database. */
static void test_adversarial(void **state)
{
    static const char *const queries[] = {
        "\"",         "*",           "\"\"\"",   "NEAR(tide clock, 2)",
        "text:tide",  "{text}:tide", "^tide",    "tide*",
        "tide + end", "NOT tide",    "tide NOT", "AND",
        "tide AND",   "- -",         "-\"tide",  "OR OR OR",
        "tide\\\"x",  "'tide'",      "\x01tide", "a\"*",
        "tide\n--",   "%s%n",        "\xc3\x28", "\u0301\u0301",
    };
    struct fixture *x = *state;

    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        const struct search_request request = {
            .text = queries[i], .count_speakers = true, .count_episodes = true, .limit = 3};
        enum err e = search_run_query(x->db, x->arena, &request, &x->result, &x->failure);

        if (e != OK && e != ERR_PARAMETER)
            fail_msg("%s: %s", queries[i], x->failure.message);
    }
}

static void test_damage(void **state)
{
    static const char *const damages[] = {
        "UPDATE part SET start = 1000, end_ = 1001",
        "UPDATE part SET start = -1",
        "UPDATE part SET end_ = 1000",
        "UPDATE part SET start = 3, end_ = 2",
        "UPDATE part SET kind = 3",
    };
    struct search_request request = {.text = "strasse", .limit = 10};
    struct fixture *x = *state;

    db_end(x->db);
    for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
        assert_int_equal(db_begin_write(x->db, &x->failure), OK);
        assert_int_equal(sqlite3_exec(x->db->connection, damages[i], NULL, NULL, NULL), 0);
        assert_int_equal(search_run_query(x->db, x->arena, &request, &x->result, &x->failure),
                         ERR_DATABASE);
        db_end(x->db);
    }
    assert_int_equal(db_begin_read(x->db, &x->failure), OK);
    assert_int_equal(total(x, "strasse"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_matching, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_hit, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_damage, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_order_and_ties, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_paging, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_sections_in_turn, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_filters, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_partial, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_counts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_quotes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_near, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_snippets, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_aliases, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_removal, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_adversarial, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
