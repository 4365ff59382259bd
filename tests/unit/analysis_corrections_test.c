/* What corrections change in the analysis, and when they follow or lose their text. */
#include "analysed.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define TOLD "told by a correction"

static const char page[] = "Episode Chapters:\n1: The kiln\nHow it burns.\n"
                           "Ann Ember: \"The kiln was cold when I opened it.\"\n\n"
                           "People:\nAnn Ember\n\n"
                           "Transcript:\n"
                           "Ann Ember\nWelcome to the pottery hour.\n"
                           "Bo\nThe kiln was cold when she opened it, I think.\n"
                           "Ann\nBuy clay. The kiln was warm once. And dry.\n"
                           "Robert Clay\nI fired the kiln and slept.\n"
                           "Bo\nThat is all we know of kilns.\n";

static struct arena *arena;

static int setup(void **state)
{
    (void)state;
    arena = arena_create();
    return arena ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    arena_destroy(arena);
    return 0;
}

static const char *digest(const char *text)
{
    char *out = arena_alloc(arena, CORRECTION_DIGEST_SIZE);

    assert_non_null(out);
    correction_digest(text, out);
    return out;
}

/* The page analysed with count corrections, which are left as the analysis leaves them. */
static struct episode corrected(const char *text, struct correction *c, size_t count)
{
    struct failure f = {.message = ""};
    struct episode e = read_text(arena, text);

    e.corrections = (struct correction_list){c, count};
    if (analyse(arena, &e, &f) != OK)
        fail_msg("%s", f.message);
    return e;
}

/* ---- speakers ---- */

static void merged_spellings_are_one_speaker_of_that_name(void **state)
{
    struct correction c = {.type = CORRECTION_MERGE, .name = "Bo", .other = "Robert Clay"};
    struct episode e = corrected(page, &c, 1);
    const struct speaker *bo = speaker_of(&e, "bo");

    (void)state;
    assert_false(c.orphaned);
    assert_non_null(bo);
    assert_true(bo->corrected);
    assert_int_equal(bo->turns, 3);
    assert_string_equal(spelling_of(bo, "Robert Clay")->reason, TOLD);
    assert_null(speaker_of(&e, "robert-clay"));
    assert_int_equal(e.turns.v[1].speaker, e.turns.v[3].speaker);
    assert_false(speaker_of(&e, "ann-ember")->corrected);
}

static void a_split_spelling_is_a_speaker_of_its_own(void **state)
{
    struct correction c = {.type = CORRECTION_SPLIT, .name = "Ann"};
    struct episode before = analysed(arena, page), e = corrected(page, &c, 1);

    (void)state;
    assert_int_equal(before.turns.v[0].speaker, before.turns.v[2].speaker);
    assert_false(c.orphaned);
    assert_int_not_equal(e.turns.v[0].speaker, e.turns.v[2].speaker);
    assert_true(speaker_of(&e, "ann")->corrected);
    assert_true(speaker_of(&e, "ann-ember")->corrected);
    assert_null(spelling_of(speaker_of(&e, "ann-ember"), "Ann"));
}

static void the_name_itself_can_be_split_off(void **state)
{
    struct correction c = {.type = CORRECTION_SPLIT, .name = "Ann Ember"};
    struct episode e = corrected(page, &c, 1);

    (void)state;
    assert_string_equal(e.speakers.v[e.turns.v[0].speaker - 1].name, "Ann Ember");
    assert_string_equal(e.speakers.v[e.turns.v[2].speaker - 1].name, "Ann");
    assert_string_equal(e.speakers.v[e.quotes.v[0].speaker - 1].name, "Ann Ember");
}

/* Whichever of the two is split off, each has again what the page gave them. */
static void a_split_parts_what_a_merge_joined(void **state)
{
    struct episode before = analysed(arena, page);

    (void)state;
    for (int other = 0; other < 2; other++) {
        struct correction c[] = {
            {.type = CORRECTION_MERGE, .name = "Ann Ember", .other = "Robert Clay"},
            {.type = CORRECTION_SPLIT, .name = other ? "Robert Clay" : "Ann Ember"},
        };
        struct episode e = corrected(page, c, COUNT(c));
        assert_int_equal(e.speakers.n, before.speakers.n);
        for (size_t i = 0; i < e.speakers.n; i++) {
            const struct speaker *s = &e.speakers.v[i], *was = speaker_of(&before, s->id);
            assert_non_null(was);
            assert_string_equal(s->name, was->name);
            assert_int_equal(s->turns, was->turns);
            assert_int_equal(s->spelling_count, was->spelling_count);
            for (size_t k = 0; k < s->spelling_count; k++)
                assert_true(s->spellings[k].reason == NULL ||
                            strcmp(s->spellings[k].reason, TOLD) != 0);
        }
    }
}

/* ... and what is parted then may be split further. */
static void a_split_after_that_takes_the_spelling_alone(void **state)
{
    struct correction c[] = {
        {.type = CORRECTION_MERGE, .name = "Ann Ember", .other = "Robert Clay"},
        {.type = CORRECTION_SPLIT, .name = "Ann Ember"},
        {.type = CORRECTION_SPLIT, .name = "Ann"},
    };
    struct episode e = corrected(page, c, COUNT(c));

    (void)state;
    assert_string_equal(e.speakers.v[e.turns.v[0].speaker - 1].name, "Ann Ember");
    assert_string_equal(e.speakers.v[e.turns.v[2].speaker - 1].name, "Ann");
    assert_string_equal(e.speakers.v[e.turns.v[3].speaker - 1].name, "Robert Clay");
}

/* A spelling that no merge names is split off alone, and what was merged stays. */
static void a_split_of_another_spelling_leaves_the_merge(void **state)
{
    struct correction c[] = {
        {.type = CORRECTION_MERGE, .name = "Ann Ember", .other = "Robert Clay"},
        {.type = CORRECTION_SPLIT, .name = "Ann"},
    };
    struct episode e = corrected(page, c, COUNT(c));

    (void)state;
    assert_string_equal(e.speakers.v[e.turns.v[0].speaker - 1].name, "Ann Ember");
    assert_string_equal(e.speakers.v[e.turns.v[2].speaker - 1].name, "Ann");
    assert_int_equal(speaker_of(&e, "ann")->spelling_count, 1);
    assert_string_equal(e.speakers.v[e.turns.v[3].speaker - 1].name, "Ann Ember");
}

static void names_are_corrected_in_order(void **state)
{
    struct correction c[] = {
        {.type = CORRECTION_SPLIT, .name = "Ann"},
        {.type = CORRECTION_MERGE, .name = "Bo", .other = "Ann"},
        {.type = CORRECTION_ROLE, .name = "Ann", .role = ROLE_CLIP},
    };
    struct episode e = corrected(page, c, COUNT(c));
    const struct speaker *bo = speaker_of(&e, "bo");

    (void)state;
    assert_int_equal(e.turns.v[1].speaker, e.turns.v[2].speaker);
    assert_non_null(spelling_of(bo, "Ann"));
    assert_int_equal(bo->role, ROLE_CLIP);
    assert_string_equal(bo->role_reason, TOLD);
}

static size_t count_doubts(const struct episode *e)
{
    size_t n = 0;

    for (size_t i = 0; i < e->speakers.n; i++)
        n += e->speakers.v[i].doubt_count;
    return n;
}

static void a_settled_doubt_ends(void **state)
{
    static const char turns[] = "Transcript\nJon Clay\nHello.\nJohn Clay\nHello.\n"
                                "Jon Clay\nYes.\nJohn Clay\nNo.\nOlga\nSo.\n";
    static const char several[] = "People\nAnn Clay, Ann Ember\nTranscript\n"
                                  "Ann\nHello.\nOlga\nHello.\n";
    static const struct {
        const char *page;
        enum correction_type type;
        const char *name, *other;
        size_t left;
    } cases[] = {
        {turns, CORRECTION_ROLE, "Olga", NULL, 2},
        {turns, CORRECTION_MERGE, "Jon Clay", "Olga", 2},
        {turns, CORRECTION_MERGE, "Jon Clay", "John Clay", 0},
        {turns, CORRECTION_SPLIT, "Jon Clay", NULL, 0},
        {turns, CORRECTION_SPLIT, "John Clay", NULL, 0},
        {several, CORRECTION_SPLIT, "Olga", NULL, 2},
        {several, CORRECTION_SPLIT, "Ann Clay", NULL, 2},
        {several, CORRECTION_SPLIT, "Ann", NULL, 0},
        {several, CORRECTION_MERGE, "Ann Ember", "Ann", 0},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct correction c = {
            .type = cases[i].type, .name = cases[i].name, .other = cases[i].other};
        struct episode e = corrected(cases[i].page, &c, 1);
        assert_false(c.orphaned);
        assert_int_equal(count_doubts(&e), cases[i].left);
    }
}

static void a_name_that_is_gone_orphans(void **state)
{
    struct correction c[] = {
        {.type = CORRECTION_MERGE, .name = "Bo", .other = "Nobody"},
        {.type = CORRECTION_MERGE, .name = "Nobody", .other = "Bo"},
        {.type = CORRECTION_SPLIT, .name = "Nobody"},
        {.type = CORRECTION_ROLE, .name = "Nobody", .role = ROLE_HOST},
    };
    struct episode e = corrected(page, c, COUNT(c));

    (void)state;
    for (size_t i = 0; i < COUNT(c); i++)
        assert_true(c[i].orphaned);
    for (size_t i = 0; i < e.speakers.n; i++)
        assert_false(e.speakers.v[i].corrected);
}

/* ---- parts ---- */

#define TEXT_3 "Buy clay. The kiln was warm once. And dry."

static struct correction kind_of(enum part_kind kind, const char *words)
{
    struct correction c = {.type = CORRECTION_KIND, .kind = kind, .paragraph = 3, .text = words};

    c.digest = digest(TEXT_3);
    c.start = (size_t)(strstr(TEXT_3, words) - TEXT_3);
    c.end = c.start + strlen(words);
    return c;
}

static void words_become_a_part_of_their_own(void **state)
{
    static const struct {
        const char *words, *parts;
    } cases[] = {
        {TEXT_3, "ad[" TEXT_3 "]"},
        {"Buy clay.", "ad[Buy clay. ]content[The kiln was warm once. And dry.]"},
        {"The kiln was warm once.",
         "content[Buy clay. ]ad[The kiln was warm once. ]content[And dry.]"},
        {"And dry.", "content[Buy clay. The kiln was warm once. ]ad[And dry.]"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct correction c = kind_of(PART_AD, cases[i].words);
        struct episode e = corrected(page, &c, 1);
        size_t told = 0;

        assert_string_equal(parts_of(arena, &e, 3), cases[i].parts);
        for (size_t k = 0; k < e.paragraphs.v[2].part_count; k++)
            told += e.paragraphs.v[2].parts[k].corrected;
        assert_int_equal(told, 1);
    }
}

static void of_two_kinds_the_last_holds(void **state)
{
    struct correction c[] = {kind_of(PART_AD, TEXT_3), kind_of(PART_PROMO, "And dry."),
                             kind_of(PART_CONTENT, "Buy clay.")};
    struct episode e = corrected(page, c, COUNT(c));

    (void)state;
    assert_string_equal(parts_of(arena, &e, 3),
                        "content[Buy clay. ]ad[The kiln was warm once. ]promo[And dry.]");
}

static void words_follow_their_paragraph_and_then_themselves(void **state)
{
    static const struct {
        const char *transcript;
        unsigned paragraph; /* 0: orphaned */
        size_t start;
    } cases[] = {
        {"Bo\nOne.\nTwo.\nThree.\nFour.\n" TEXT_3 "\n", 5, 34},
        {TEXT_3 "\n", 1, 34},
        {TEXT_3 "\nBo\nOne.\nAnn\nTwo.\n" TEXT_3 "\n", 4, 34}, /* the nearer one */
        {"Bo\nIt was \u00fcber. And dry. So it was.\n", 1, 13},
        {"Bo\nAnd dry. And dry.\n", 0, 0}, /* which of them? */
        {"Bo\nAnd wet.\n", 0, 0},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct correction c = kind_of(PART_PROMO, "And dry.");
        struct episode e =
            corrected(arena_printf(arena, "Transcript:\n%s", cases[i].transcript), &c, 1);

        assert_int_equal(c.orphaned, cases[i].paragraph == 0);
        if (c.orphaned)
            continue;
        assert_int_equal(c.paragraph, cases[i].paragraph);
        assert_int_equal(c.start, cases[i].start);
        assert_non_null(strstr(parts_of(arena, &e, c.paragraph), "promo[And dry."));
    }
}

/* As a document may carry it: the right paragraph, but a range that is not of its words. */
static void a_range_of_other_words_gives_way_to_the_words(void **state)
{
    static const struct {
        const char *words;
        size_t start, end;
        bool orphaned;
    } cases[] = {
        {"And dry.", 0, 9, false},  {"And dry.", 34, 1000000, false},
        {"And dry.", 9, 2, false},  {"And dry.", 1000000, 1000008, false},
        {"And wet.", 34, 42, true}, {"And dry. And more.", 34, 52, true},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct correction c = kind_of(PART_PROMO, "And dry.");
        struct episode e;

        c.text = cases[i].words;
        c.start = cases[i].start;
        c.end = cases[i].end;
        e = corrected(page, &c, 1);
        assert_int_equal(c.orphaned, cases[i].orphaned);
        assert_int_equal(strstr(parts_of(arena, &e, 3), "promo[And dry.]") == NULL, c.orphaned);
        if (c.orphaned)
            continue;
        assert_int_equal(c.start, 34);
        assert_int_equal(c.end, 42);
    }
}

/* ---- quotes ---- */

#define TEXT_2 "The kiln was cold when she opened it, I think."

static void a_quote_stands_where_it_is_told(void **state)
{
    struct correction c = {.type = CORRECTION_QUOTE,
                           .quote = 7, /* followed by its text */
                           .paragraph = 2,
                           .digest = digest(TEXT_2),
                           .text = "The kiln was cold when I opened it."};
    struct episode e = corrected(page, &c, 1);

    (void)state;
    assert_int_equal(c.quote, 1);
    assert_true(e.quotes.v[0].corrected);
    assert_int_equal(e.quotes.v[0].verdict, VERDICT_NEAR);
    assert_string_equal(place_text(arena, &e, &e.quotes.v[0].places.v[0]),
                        "The kiln was cold when she opened it");
    assert_int_equal(e.quotes.v[0].attribution, ATTRIBUTION_DIFFERS);
}

static void the_verdict_is_that_of_the_place(void **state)
{
    struct correction c = {.type = CORRECTION_QUOTE,
                           .quote = 1,
                           .paragraph = 5,
                           .digest = digest("That is all we know of kilns."),
                           .text = "The kiln was cold when I opened it."};
    struct episode e = corrected(page, &c, 1), free = analysed(arena, page);

    (void)state;
    assert_true(c.orphaned);
    assert_false(e.quotes.v[0].corrected);
    assert_int_equal(e.quotes.v[0].verdict, free.quotes.v[0].verdict);
    assert_int_equal(e.quotes.v[0].places.v[0].paragraph, free.quotes.v[0].places.v[0].paragraph);
}

static void a_quote_or_paragraph_that_is_gone_orphans(void **state)
{
    struct correction c[] = {
        {.type = CORRECTION_QUOTE, .quote = 1, .paragraph = 2, .text = "Never claimed."},
        {.type = CORRECTION_QUOTE, .quote = 1, .paragraph = 2},
    };
    struct episode e;

    (void)state;
    c[0].digest = digest(TEXT_2);
    c[1].digest = digest("Something else was said here.");
    c[1].text = "The kiln was cold when I opened it.";
    e = corrected(page, c, COUNT(c));
    assert_true(c[0].orphaned && c[1].orphaned);
    assert_false(e.quotes.v[0].corrected);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(merged_spellings_are_one_speaker_of_that_name),
        TEST(a_split_spelling_is_a_speaker_of_its_own),
        TEST(the_name_itself_can_be_split_off),
        TEST(a_split_parts_what_a_merge_joined),
        TEST(a_split_after_that_takes_the_spelling_alone),
        TEST(a_split_of_another_spelling_leaves_the_merge),
        TEST(names_are_corrected_in_order),
        TEST(a_settled_doubt_ends),
        TEST(a_name_that_is_gone_orphans),
        TEST(words_become_a_part_of_their_own),
        TEST(of_two_kinds_the_last_holds),
        TEST(words_follow_their_paragraph_and_then_themselves),
        TEST(a_range_of_other_words_gives_way_to_the_words),
        TEST(a_quote_stands_where_it_is_told),
        TEST(the_verdict_is_that_of_the_place),
        TEST(a_quote_or_paragraph_that_is_gone_orphans),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
