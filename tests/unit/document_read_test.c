/* Documents: what is taken from them, and what is refused. */
#include "ingested.h"

#include "document.h"

#define HEAD "\"format\": \"episoded/episode\", \"version\": 1"
#define TURNS                                                                                      \
    "\"turns\": [{\"n\": 1, \"label\": \"Ada Reed\", \"line\": 9, \"paragraphs\": "                \
    "[{\"n\": 1, \"line\": 10, \"column\": 3, \"text\": \"It rang.\"}]}]"

static void the_least_document(void **state)
{
    struct episode e = read_text(*state, " \n{" HEAD ", " TURNS "}");

    assert_null(e.meta.id);
    assert_null(e.primary_topic);
    assert_int_equal(e.turns.n, 1);
    assert_string_equal(e.turns.v[0].label, "Ada Reed");
    assert_int_equal(e.turns.v[0].line, 9);
    assert_int_equal(e.turns.v[0].first, 1);
    assert_int_equal(e.turns.v[0].count, 1);
    assert_int_equal(e.paragraphs.n, 1);
    assert_int_equal(e.paragraphs.v[0].turn, 1);
    assert_int_equal(e.paragraphs.v[0].line, 10);
    assert_int_equal(e.paragraphs.v[0].column, 3);
    assert_string_equal(e.paragraphs.v[0].text, "It rang.");
    assert_int_equal(e.chapters.n + e.quotes.n + e.people.n + e.takeaways.n, 0);
}

static void strings_lose_the_blanks_at_their_ends(void **state)
{
    struct episode e = read_text(
        *state,
        "{" HEAD ", \"id\": \"tide\", \"title\": \" \", \"show\": \" Ebb \", "
        "\"primary_topic\": \"\", \"overview\": \"\\u00a0a\\nb\\n\", "
        "\"books\": [{\"title\": \" T \", \"authors\": [\" Ada \"], \"line\": 4}], " TURNS "}");

    assert_string_equal(e.meta.id, "tide");
    assert_null(e.meta.title);
    assert_string_equal(e.meta.show, "Ebb");
    assert_null(e.primary_topic);
    assert_string_equal(e.overview, "a\nb");
    assert_string_equal(e.books.v[0].title, "T");
    assert_string_equal(e.books.v[0].authors.v[0].text, "Ada");
    assert_int_equal(e.books.v[0].authors.v[0].line, 4);
}

/* What the analysis found is made anew, so it is not read, however odd it is. */
static void findings_are_left_out(void **state)
{
    struct episode e = read_text(
        *state, "{" HEAD ", \"speakers\": [{\"id\": \"x\"}], \"chapters\": [{\"number\": 0, "
                "\"title\": \"T\", \"places\": 7}], \"quotes\": [{\"chapter\": 1, \"text\": \"It "
                "rang.\", \"verdict\": \"sure\", \"places\": [{\"paragraph\": 99}]}], " TURNS "}");

    assert_int_equal(e.speakers.n, 0);
    assert_int_equal(e.chapters.v[0].number, 0);
    assert_int_equal(e.chapters.v[0].places.n, 0);
    assert_int_equal(e.quotes.v[0].chapter, 1);
    assert_int_equal(e.quotes.v[0].places.n, 0);
}

/* The warnings' messages, one a line. */
static const char *warnings(struct arena *a, const struct episode *e)
{
    const char *out = "";

    for (size_t i = 0; i < e->warnings.n; i++) {
        out = arena_printf(a, "%s%s%s", out, i ? "\n" : "", e->warnings.v[i].message);
        assert_int_equal(e->warnings.v[i].line, 0);
    }
    return out;
}

static void unknown_fields_are_warned_of(void **state)
{
    static const struct {
        const char *text, *warnings;
    } cases[] = {
        {"{" HEAD ", " TURNS "}", ""},
        {"{" HEAD ", \"titel\": \"x\", " TURNS "}",
         "the field 'titel' is not known here and is left out; did you mean 'title'?"},
        {"{" HEAD ", \"\": 1, \"sponsors\": [{}], " TURNS "}",
         "the field '' is not known here and is left out\n"
         "the field 'sponsors' is not known here and is left out"},
        {"{" HEAD ", \"guests\": [{\"text\": \"Ada\"}, {\"text\": \"Bo\", \"rank\": 1}], " TURNS
         "}",
         "the field 'guests[1].rank' is not known here and is left out"},
        /* once for all of a list */
        {"{" HEAD
         ", \"turns\": [{\"n\": 1, \"paragraphs\": [{\"n\": 1, \"text\": \"a\", \"start\": 0}, "
         "{\"n\": 2, \"text\": \"b\", \"start\": 7}]}]}",
         "the field 'turns[0].paragraphs[0].start' is not known here and is left out"},
        /* what the analysis makes, and what a book's author may be called */
        {"{" HEAD ", \"speakers\": [{\"odd\": 1}], \"takeaways\": [{\"n\": 1, \"text\": \"x\", "
         "\"evidence\": [{\"odd\": 1}]}], \"corrections\": [{\"n\": 1, \"type\": \"split\", "
         "\"name\": \"Bo\", \"orphaned\": true}], " TURNS "}",
         ""},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct episode e = read_text(*state, cases[i].text);

        assert_string_equal(warnings(*state, &e), cases[i].warnings);
    }
}

static void no_more_unknown_fields_are_told_than_anybody_reads(void **state)
{
    const char *text = "{" HEAD;
    const char *name = "\xC3\xA4";
    struct episode e;

    for (int i = 0; i < 8; i++)
        name = arena_printf(*state, "%s%s", name, name);
    text = arena_printf(*state, "%s, \"%s\": 1", text, name); /* is cut between code points */
    for (int i = 0; i < 50; i++)
        text = arena_printf(*state, "%s, \"key %d\": 1", text, i);
    e = read_text(*state, arena_printf(*state, "%s, " TURNS "}", text));
    assert_int_equal(e.warnings.n, 21);
    assert_int_equal(strlen(e.warnings.v[0].message),
                     strlen("the field '' is not known here and is left out") +
                         60 * strlen("\xC3\xA4"));
    assert_string_equal(e.warnings.v[20].message,
                        "more fields are not known here and are left out");
}

static void what_is_wrong_is_named(void **state)
{
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"{}", "format: this JSON is no episode document: \"format\" is not \"episoded/episode\""},
        {"{\"format\": 7}",
         "format: this JSON is no episode document: \"format\" is not \"episoded/episode\""},
        {"{\"format\": \"episoded/episode\"}",
         "version: it is missing; the one that is known here is 1"},
        {"{\"format\": \"episoded/episode\", \"version\": 2}",
         "version: this version of the document format is not known here"},
        {"{" HEAD "}", "turns: a document needs a transcript: turns with paragraphs"},
        {"{" HEAD ", \"turns\": []}",
         "turns: a document needs a transcript: turns with paragraphs"},
        {"{" HEAD ", \"turns\": {}}", "turns: must be a list"},
        {"{" HEAD ", \"turns\": [7]}",
         "turns: a document needs a transcript: turns with paragraphs"},
        {"{" HEAD ", \"turns\": [7, {\"paragraphs\": [{}]}]}", "turns[0]: must be an object"},
        {"{" HEAD ", \"turns\": [{\"n\": 1, \"paragraphs\": [\"It rang.\"]}]}",
         "turns[0].paragraphs[0]: must be an object"},
        {"{" HEAD ", \"turns\": [{\"n\": 1, \"paragraphs\": [{\"n\": 1, \"text\": \" \"}]}]}",
         "turns[0].paragraphs[0].text: must not be empty"},
        {"{" HEAD ", \"turns\": [{\"n\": 1, \"paragraphs\": [{\"n\": 1}]}]}",
         "turns[0].paragraphs[0].text: a string is needed here"},
        {"{" HEAD ", \"turns\": [{\"n\": 1}, {\"n\": 2, \"paragraphs\": [{\"n\": 1, \"text\": "
         "\"x\"}, {\"n\": 2, \"text\": 7}]}]}",
         "turns[1].paragraphs[1].text: a string is needed here"},
        {"{" HEAD ", \"turns\": [{\"n\": 1, \"paragraphs\": [{\"n\": 2, \"text\": \"x\"}]}]}",
         "turns[0].paragraphs[0].n: must count the paragraphs from 1 through the episode"},
        {"{" HEAD ", \"turns\": [{\"n\": 2, \"paragraphs\": [{\"n\": 1, \"text\": \"x\"}]}]}",
         "turns[0].n: must count the turns from 1"},
        {"{" HEAD ", \"turns\": [{\"n\": 1, \"label\": 7, \"paragraphs\": [{}]}]}",
         "turns[0].label: must be a string or null"},
        {"{" HEAD ", \"turns\": [{\"n\": 1, \"line\": -1, \"paragraphs\": [{}]}]}",
         "turns[0].line: must be a number from 0 to 1000000000"},
        {"{" HEAD ", \"turns\": [{\"n\": 1, \"line\": 1.5, \"paragraphs\": [{}]}]}",
         "turns[0].line: must be a number from 0 to 1000000000"},
        {"{" HEAD ", \"turns\": [{\"n\": 1, \"line\": 99999999999, \"paragraphs\": [{}]}]}",
         "turns[0].line: must be a number from 0 to 1000000000"},
        {"{" HEAD ", \"people\": \"Ada\", " TURNS "}", "people: must be a list"},
        {"{" HEAD ", \"people\": [\"Ada\"], " TURNS "}", "people[0]: must be an object"},
        {"{" HEAD ", \"people\": [{\"text\": null}], " TURNS "}",
         "people[0].text: a string is needed here"},
        {"{" HEAD ", \"chapters\": [{\"number\": \"1\", \"title\": \"T\"}], " TURNS "}",
         "chapters[0].number: must be a number from 0 to 1000000000"},
        {"{" HEAD ", \"quotes\": [{\"chapter\": 1, \"text\": \"x\"}], " TURNS "}",
         "quotes[0].chapter: names a chapter that is not there"},
        {"{" HEAD ", \"books\": [{\"title\": \"T\", \"authors\": [7]}], " TURNS "}",
         "books[0].authors[0]: must be a name"},
        {"{" HEAD ", \"books\": [{\"title\": \"T\", \"authors\": [\"Ada\", \" \"]}], " TURNS "}",
         "books[0].authors[1]: must be a name"},
        {"{" HEAD ", \"books\": [{\"title\": \"T\", \"authors\": 7}], " TURNS "}",
         "books[0].authors: must be a list"},
        {"{" HEAD ", \"corrections\": [{\"type\": \"swap\"}], " TURNS "}",
         "corrections[0].type: this word is not known here"},
        {"{" HEAD ", \"primary_topic\": [], " TURNS "}", "primary_topic: must be a string or null"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct failure f = {.line = 7};
        struct episode e;

        assert_int_equal(ingest(*state, cases[i].text, strlen(cases[i].text), &e, &f), ERR_INPUT);
        assert_string_equal(f.message, cases[i].message);
        assert_int_equal(f.line, 0);
    }
}

static void a_page_survives_the_way_through_a_document(void **state)
{
    static const char page[] =
        "Primary Topic\nBells\nMain Takeaways\n- They ring.\nEpisode Chapters\n1: Salt\nIt "
        "hurts. Ada: \"It rang.\" And \"so\" on.\n2) Gulls\nBooks\n\"T\" by Ada and Bo\nGuest "
        "Name\nAda Reed, Jr.\nTranscript\nHush.\nAda Reed, Jr.\n\tIt rang.\nTwice.\n";
    struct episode first = read_text(*state, page), second;
    const char *document = document_of(*state, &first);

    assert_non_null(document);
    second = read_text(*state, document);
    assert_string_equal(document_of(*state, &second), document);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_least_document),
        cmocka_unit_test(strings_lose_the_blanks_at_their_ends),
        cmocka_unit_test(findings_are_left_out),
        cmocka_unit_test(unknown_fields_are_warned_of),
        cmocka_unit_test(no_more_unknown_fields_are_told_than_anybody_reads),
        cmocka_unit_test(what_is_wrong_is_named),
        cmocka_unit_test(a_page_survives_the_way_through_a_document),
    };

    return cmocka_run_group_tests(tests, with_arena, without_arena);
}
