#include "ingested.h"

/* The turns: "label> paragraph | paragraph / label> ...". */
static const char *shown(struct arena *a, const struct episode *e)
{
    const char *out = "";

    for (size_t t = 0; t < e->turns.n; t++) {
        const struct turn *turn = &e->turns.v[t];

        out = arena_printf(a, "%s%s%s>", out, t ? " / " : "", turn->label);
        for (unsigned n = turn->first; n < turn->first + turn->count; n++)
            out = arena_printf(a, "%s%s%s", out, n > turn->first ? " | " : " ",
                               e->paragraphs.v[n - 1].text);
    }
    return out;
}

static void labels_and_speech(void **state)
{
    static const struct {
        const char *lines, *shown;
    } cases[] = {
        {"Ada Reed\nIt rang.", "Ada Reed> It rang."},
        {"Ada Reed\nIt rang.\nTwice.\nBo Lund\nIt did.",
         "Ada Reed> It rang. | Twice. / Bo Lund> It did."},
        {"It rang.\nBo Lund\nIt did.", "> It rang. / Bo Lund> It did."},
        {"Ada\nIt rang.", "Ada> It rang."},
        {"Ada Reed\nIt rang.\nAda Reed\nIt did.", "Ada Reed> It rang. / Ada Reed> It did."},
        /* names */
        {"Jan van der Meer\nIt rang.", "Jan van der Meer> It rang."},
        {"Abd al-Rahman bin Said\nIt rang.", "Abd al-Rahman bin Said> It rang."},
        {"J. R. Reed\nIt rang.", "J. R. Reed> It rang."},
        {"Ada O'Hare\nIt rang.", "Ada O'Hare> It rang."},
        {"Ada O\xE2\x80\x99Hare\nIt rang.", "Ada O\xE2\x80\x99Hare> It rang."},
        {"Ada Reed Jr.\nIt rang.", "Ada Reed Jr.> It rang."},
        {"Speaker 1\nIt rang.", "Speaker 1> It rang."},
        {"Bell & Sons\nIt rang.", "Bell & Sons> It rang."},
        {"\xC3\x81"
         "d\xC3\xA1m\nIt rang.",
         "\xC3\x81"
         "d\xC3\xA1m> It rang."},
        {"\xE6\x9D\x8E\xE5\xA8\x9C\nIt rang.", "\xE6\x9D\x8E\xE5\xA8\x9C> It rang."},
        {"\xE3\x82\xA2\xE3\x83\x80\xE3\x83\xBB\xE3\x83\xAA\xE3\x83\xBC\xE3\x83\x89\nIt rang.",
         "\xE3\x82\xA2\xE3\x83\x80\xE3\x83\xBB\xE3\x83\xAA\xE3\x83\xBC\xE3\x83\x89> It rang."},
        /* speech */
        {"Ada Reed\nYes\nIt rang.", "Ada Reed> Yes | It rang."},
        {"Ada Reed\nRight\nThank You\nIt rang.", "Ada Reed> Right | Thank You | It rang."},
        {"Ada Reed\nWell Be Right Back.\nIt rang.", "Ada Reed> Well Be Right Back. | It rang."},
        {"Ada Reed\nBo Lund?\nIt rang.", "Ada Reed> Bo Lund? | It rang."},
        {"Ada Reed\nBo Lund, Sr\nIt rang.", "Ada Reed> Bo Lund, Sr | It rang."},
        {"Ada Reed\nthe bell\nIt rang.", "Ada Reed> the bell | It rang."},
        {"Ada Reed\nThe bell\nIt rang.", "Ada Reed> The bell | It rang."},
        {"Ada Reed\n1984\nIt rang.", "Ada Reed> 1984 | It rang."},
        {"Ada Reed\nOne Two Three Four Five Six\nIt rang.",
         "Ada Reed> One Two Three Four Five Six | It rang."},
        {"Ada Reed\nBo-\nIt rang.", "Ada Reed> Bo- | It rang."},
        /* a name opens a turn only where speech follows it */
        {"Ada Reed\nIt rang.\nBo Lund", "Ada Reed> It rang. | Bo Lund"},
        {"Ada Reed\nBo Lund\nIt rang.", "> Ada Reed / Bo Lund> It rang."},
        {"Ada Reed", "> Ada Reed"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct episode e =
            read_text(*state, arena_printf(*state, "Transcript\n%s", cases[i].lines));

        assert_string_equal(shown(*state, &e), cases[i].shown);
    }
}

/* What the page itself names is a label, whatever it looks like. */
static void names_of_the_page_are_asked_first(void **state)
{
    static const struct {
        const char *people, *label;
    } cases[] = {
        {"Hello", "Hello"}, {"bell hooks", "bell hooks"}, {"Lamp Works Inc.", "Lamp Works Inc."}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct episode e = read_text(
            *state, arena_printf(*state, "Guest Name\n%s\nTranscript\nIt rang.\n%s\nIt did.\n",
                                 cases[i].people, cases[i].label));

        assert_int_equal(e.turns.n, 2);
        assert_string_equal(e.turns.v[1].label, cases[i].label);
    }
}

/* A name that the page lists is a label before what may be another that it does not. */
static void names_of_the_page_before_what_is_like_one(void **state)
{
    static const struct {
        const char *lines, *shown;
    } cases[] = {
        {"Ada Reed\nAye Mate\nBo Lund\nIt did.", "Ada Reed> Aye Mate / Bo Lund> It did."},
        {"Ada Reed\nAye Mate\nIt rang.", "Ada Reed> Aye Mate | It rang."},
        {"Ada Reed\nAye Mate\nCy Oak\nIt rang.", "Ada Reed> Aye Mate / Cy Oak> It rang."},
        {"Ada Reed\nBo Lund\nIt rang.", "> Ada Reed / Bo Lund> It rang."},
        {"Cy Oak\nAye Mate\nIt rang.", "> Cy Oak / Aye Mate> It rang."},
        {"สมชาย ใจดี\nเมืองเก่า\nแม่น้ำ\nAda Reed\nIt did.",
         "สมชาย ใจดี> เมืองเก่า | แม่น้ำ / Ada Reed> It did."},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct episode e = read_text(
            *state, arena_printf(*state, "People\nAda Reed, Bo Lund, สมชาย ใจดี\nTranscript\n%s",
                                 cases[i].lines));

        assert_string_equal(shown(*state, &e), cases[i].shown);
    }
}

/* A colon behind a name that the page lists makes it no other; where most of them have one, the
 * names that it does not list may have theirs. */
static void labels_with_a_colon(void **state)
{
    static const struct {
        const char *lines, *shown;
    } cases[] = {
        {"Ada Reed:\nIt rang.", "Ada Reed> It rang."},
        {"Ada Reed :\nIt rang.\nBo Lund:\nIt did.", "Ada Reed> It rang. / Bo Lund> It did."},
        {"李娜：\nIt rang.", "李娜> It rang."},
        {"Ada Reed:\nIt rang.\nHost:\nTwice?\nBo Lund\nIt did.\nAda Reed:\nSo?",
         "Ada Reed> It rang. / Host> Twice? / Bo Lund> It did. / Ada Reed> So?"},
        {"Ada Reed\nI made a list.\nBo Lund:\nIt is.\nPros:\nIt rings.\nBo Lund\nOk.",
         "Ada Reed> I made a list. / Bo Lund> It is. | Pros: | It rings. / Bo Lund> Ok."},
        {"Host:\nIt rang?\nAda Reed:\nIt did.", "Host> It rang? / Ada Reed> It did."},
        {"Ada Reed:\nYes:\nFor one thing:\nIt rang.", "Ada Reed> Yes: | For one thing: | It rang."},
        {"Ada Reed:\nBo Lund:\nIt rang.", "> Ada Reed: / Bo Lund> It rang."},
        {"Ada Reed:\nIt rang.\nBo Lund:", "Ada Reed> It rang. | Bo Lund:"},
        {"Ada Reed\nIt rang.\nHost:\nTwice?", "Ada Reed> It rang. | Host: | Twice?"},
        {"Ada Reed\nIt rang.\n:\nTwice?", "Ada Reed> It rang. | : | Twice?"},
        {"Reed:\nIt rang.", "> Reed: | It rang."},
        {"Cy:\nIt rang.", "Cy:> It rang."}, /* as it is listed */
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct episode e = read_text(
            *state, arena_printf(*state, "People\nAda Reed, Bo Lund, 李娜, Cy:\nTranscript\n%s",
                                 cases[i].lines));

        assert_string_equal(shown(*state, &e), cases[i].shown);
    }
}

static void places(void **state)
{
    struct episode e =
        read_text(*state, "Transcript\n\n  Ada Reed\n\t\xC2\xA0It rang.\n\nTwice. \n");

    assert_int_equal(e.turns.v[0].line, 3);
    assert_int_equal(e.turns.v[0].first, 1);
    assert_int_equal(e.turns.v[0].count, 2);
    assert_int_equal(e.paragraphs.v[0].turn, 1);
    assert_int_equal(e.paragraphs.v[0].line, 4);
    assert_int_equal(e.paragraphs.v[0].column, 3);
    assert_string_equal(e.paragraphs.v[0].text, "It rang.");
    assert_int_equal(e.paragraphs.v[1].line, 6);
    assert_int_equal(e.paragraphs.v[1].column, 1);
}

static void speech_beside_the_heading(void **state)
{
    struct episode e = read_text(*state, "Transcript: It rang.\nTwice.");

    assert_string_equal(shown(*state, &e), "> It rang. | Twice.");
    assert_int_equal(e.paragraphs.v[0].line, 1);
    assert_int_equal(e.paragraphs.v[0].column, 13);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(labels_and_speech),
        cmocka_unit_test(names_of_the_page_are_asked_first),
        cmocka_unit_test(names_of_the_page_before_what_is_like_one),
        cmocka_unit_test(labels_with_a_colon),
        cmocka_unit_test(places),
        cmocka_unit_test(speech_beside_the_heading),
    };

    return cmocka_run_group_tests(tests, with_arena, without_arena);
}
