/* The sections that are lists: sentences, names, books. */
#include "ingested.h"

static void sentences_with_and_without_bullets(void **state)
{
    static const struct {
        const char *body, *items;
        size_t warnings;
    } cases[] = {
        {"", "", 0},
        {"None", "", 0},
        {"none.", "", 0},
        {"- NONE", "", 0},
        {"Nonetheless", "Nonetheless", 0},
        {"One.\nTwo.", "One.|Two.", 0},
        {"- One.\n- Two.", "One.|Two.", 0},
        {"* One.\n+ Two.\n\xE2\x80\xA2 Three.\n\xE2\x80\x93 Four.\n\xE2\x80\x94\tFive.",
         "One.|Two.|Three.|Four.|Five.", 0},
        {"- One\ngoes on\nand on.\n- Two.", "One goes on and on.|Two.", 2},
        {"First without.\n- Second with.", "First without.|Second with.", 0},
        {"-5 degrees.\n-7 degrees.", "-5 degrees.|-7 degrees.", 0},
        {"-", "-", 0},
        {"- \xC2\xA0One.", "One.", 0}, /* a no-break space */
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct episode e = read_section(*state, "Actionable Advice", cases[i].body);

        assert_string_equal(join_items(*state, &e.advice), cases[i].items);
        assert_int_equal(e.warnings.n, cases[i].warnings);
    }
}

static void names_between_commas(void **state)
{
    static const struct {
        const char *body, *names;
    } cases[] = {
        {"", ""},
        {"None", ""},
        {"Ada Reed", "Ada Reed"},
        {"Ada Reed, Bo Lund", "Ada Reed|Bo Lund"},
        {"Ada Reed,Bo Lund ,  Cy Hale,", "Ada Reed|Bo Lund|Cy Hale"},
        {"Ada Reed; Bo Lund", "Ada Reed|Bo Lund"},
        {"Ada Reed\nBo Lund, Cy Hale", "Ada Reed|Bo Lund|Cy Hale"},
        {"- Ada Reed\n- Bo Lund", "Ada Reed|Bo Lund"},
        {"Ada Reed, Jr., Bo Lund", "Ada Reed, Jr.|Bo Lund"},
        {"Lamp Works, Inc., Bell & Sons, Ltd.", "Lamp Works, Inc.|Bell & Sons, Ltd."},
        {"Ada Reed, Ph.D., Bo Lund, III", "Ada Reed, Ph.D.|Bo Lund, III"},
        {"Ada Reed, M.D. , Bo Lund", "Ada Reed, M.D.|Bo Lund"},
        {", ,;", ""},
        {"Ada Reed, \xC2\xA0, Bo Lund", "Ada Reed|Bo Lund"},
        {"Ada Reed,\xC2\xA0"
         "Bo Lund",
         "Ada Reed|Bo Lund"},
        {"\xE6\x9D\x8E\xE5\xA8\x9C, Jos\xC3\xA9 \xC3\x81lvarez",
         "\xE6\x9D\x8E\xE5\xA8\x9C|Jos\xC3\xA9 \xC3\x81lvarez"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct episode e = read_section(*state, "People", cases[i].body);

        assert_string_equal(join_items(*state, &e.people), cases[i].names);
    }
}

static void books(void **state)
{
    static const struct {
        const char *line, *title, *authors;
    } cases[] = {
        {"\"The Long Pier\" by Ada Reed", "The Long Pier", "Ada Reed"},
        {"The Long Pier by Ada Reed", "The Long Pier", "Ada Reed"},
        {"- \"The Long Pier\" by Ada Reed", "The Long Pier", "Ada Reed"},
        {"\xE2\x80\x9CThe Long Pier\xE2\x80\x9D by Ada Reed", "The Long Pier", "Ada Reed"},
        {"\xE2\x80\x9E"
         "Der Steg\xE2\x80\x9C by Ada Reed",
         "Der Steg", "Ada Reed"},
        {"\"The Long Pier\"", "The Long Pier", ""},
        {"The Long Pier", "The Long Pier", ""},
        {"\"Saved by the Bell\" by Ada Reed", "Saved by the Bell", "Ada Reed"},
        {"\"Saved by the Bell\"", "Saved by the Bell", ""},
        {"\"Say \"No\" Now\" by Ada Reed", "Say \"No\" Now", "Ada Reed"},
        {"\"The Long Pier\" by Ada Reed and Bo Lund", "The Long Pier", "Ada Reed|Bo Lund"},
        {"\"The Long Pier\" by Ada Reed, Bo Lund, and Cy Hale", "The Long Pier",
         "Ada Reed|Bo Lund|Cy Hale"},
        {"\"The Long Pier\" by Ada Reed & Bo Lund", "The Long Pier", "Ada Reed|Bo Lund"},
        {"\"The Long Pier\" by  Ada Reed ,  Bo Lund", "The Long Pier", "Ada Reed|Bo Lund"},
        {"\"The Long Pier\"  by Ada Reed", "The Long Pier", "Ada Reed"},
        {"The Long Pier  by Ada Reed", "The Long Pier", "Ada Reed"},
        {"\"The Long Pier\" by Ada Reed, Jr. and Bo Lund", "The Long Pier",
         "Ada Reed, Jr.|Bo Lund"},
        {"\"The Long Pier by Ada Reed", "The Long Pier", "Ada Reed"},
        {"\"The Long Pier", "The Long Pier", ""},
        {"\"The Long Pier\" by Sandy Anderson", "The Long Pier", "Sandy Anderson"},
        {"\"The Long Pier\" by and and and", "The Long Pier", "and|and"},
        {"\"The Long Pier\" by , &", "The Long Pier", ""},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct episode e = read_section(*state, "Books", cases[i].line);

        assert_int_equal(e.books.n, 1);
        assert_string_equal(e.books.v[0].title, cases[i].title);
        assert_string_equal(join_items(*state, &e.books.v[0].authors), cases[i].authors);
        assert_int_equal(e.warnings.n, !*cases[i].authors);
    }
}

static void a_book_needs_a_title(void **state)
{
    static const char *const lines[] = {"\"\" by Ada Reed", "\"\"", "\"", "\" \" by Ada Reed"};

    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct episode e = read_section(*state, "Books", lines[i]);

        assert_int_equal(e.books.n, 0);
        assert_int_equal(e.warnings.n, 1);
        assert_int_equal(e.warnings.v[0].line, 2);
    }
}

static void texts_keep_their_lines(void **state)
{
    struct episode e = read_section(*state, "Episode Summary", "One.\n\n  Two. \nNone\nThree.");

    assert_string_equal(e.overview, "One.\nTwo.\nThree.");
    assert_null(e.primary_topic);
    e = read_section(*state, "Primary Topic", "None");
    assert_null(e.primary_topic);
}

static void items_know_their_lines(void **state)
{
    struct episode e = read_section(*state, "Main Takeaways", "- One\ngoes on.\n\n- Two.");

    assert_int_equal(e.takeaways.n, 2);
    assert_int_equal(e.takeaways.v[0].line, 2);
    assert_int_equal(e.takeaways.v[1].line, 5);
    assert_int_equal(e.warnings.v[0].line, 3);
    e = read_section(*state, "Companies", "Lamp Works,\nBell & Sons");
    assert_int_equal(e.companies.v[1].line, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sentences_with_and_without_bullets),
        cmocka_unit_test(names_between_commas),
        cmocka_unit_test(books),
        cmocka_unit_test(a_book_needs_a_title),
        cmocka_unit_test(texts_keep_their_lines),
        cmocka_unit_test(items_know_their_lines),
    };

    return cmocka_run_group_tests(tests, with_arena, without_arena);
}
