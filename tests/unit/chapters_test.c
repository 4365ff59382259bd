#include "ingested.h"

/* The chapters and their quotes: "N Title (summary) [name: text]...". */
static const char *shown(struct arena *a, const struct episode *e)
{
    const char *out = "";

    for (size_t c = 0; c < e->chapters.n; c++) {
        const struct chapter *chapter = &e->chapters.v[c];

        out = arena_printf(a, "%s%s%u %s", out, c ? " / " : "", chapter->number, chapter->title);
        if (chapter->summary)
            out = arena_printf(a, "%s (%s)", out, chapter->summary);
        for (size_t q = 0; q < e->quotes.n; q++) {
            const struct quote *quote = &e->quotes.v[q];
            const char *name = quote->attributed_to ? quote->attributed_to : "?";

            if (quote->chapter == c + 1)
                out = arena_printf(a, "%s [%s: %s]", out, name, quote->text);
        }
    }
    return out;
}

static void headings(void **state)
{
    static const struct {
        const char *body, *shown;
    } cases[] = {
        {"", ""},
        {"None", ""},
        {"1: Salt", "1 Salt"},
        {"1. Salt\n2. Gulls", "1 Salt / 2 Gulls"},
        {"1) Salt\n2) Gulls", "1 Salt / 2 Gulls"},
        {"- 1: Salt", "1 Salt"},
        {"1:\tSalt", "1 Salt"},
        {"1: Salt\nWhat goes wrong.", "1 Salt (What goes wrong.)"},
        {"1: Salt\nWhat goes\nwrong.", "1 Salt (What goes wrong.)"},
        {"1: Salt: A History", "1 Salt: A History"},
        {"1: Salt\n10:30 is when it rang.", "1 Salt (10:30 is when it rang.)"},
        {"1: Salt\n2.5 metres of it.", "1 Salt (2.5 metres of it.)"},
        {"1: Salt\n12345: no chapter.", "1 Salt (12345: no chapter.)"},
        {"1: Salt\n2:", "1 Salt (2:)"},
        {"1:\xC2\xA0Salt", "1 Salt"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct episode e = read_section(*state, "Episode Chapters", cases[i].body);

        assert_string_equal(shown(*state, &e), cases[i].shown);
        assert_int_equal(e.warnings.n, 0);
    }
}

static void quotes(void **state)
{
    static const struct {
        const char *body, *shown;
    } cases[] = {
        {"Ada Reed: \"It rang.\"", "1 T [Ada Reed: It rang.]"},
        {"A summary. Ada Reed: \"It rang.\"", "1 T (A summary.) [Ada Reed: It rang.]"},
        {"A summary.\nAda Reed: \"It rang.\"", "1 T (A summary.) [Ada Reed: It rang.]"},
        {"Ada Reed: \"It rang.\" And so on.", "1 T (And so on.) [Ada Reed: It rang.]"},
        {"Ada Reed: \"It rang.\" Bo Lund: \"It did.\"",
         "1 T [Ada Reed: It rang.] [Bo Lund: It did.]"},
        {"One. Ada Reed: \"It rang.\" Two. Bo Lund: \"It did.\" Three.",
         "1 T (One. Two. Three.) [Ada Reed: It rang.] [Bo Lund: It did.]"},
        {"Ada Reed: \"It rang\".", "1 T [Ada Reed: It rang]"},
        {"Ada Reed : \"It rang.\"", "1 T [Ada Reed: It rang.]"},
        {"Ada Reed: \xE2\x80\x9CIt rang.\xE2\x80\x9D", "1 T [Ada Reed: It rang.]"},
        {"A summary! Ada Reed: \xE2\x80\x9EIt rang.\xE2\x80\x9C",
         "1 T (A summary!) [Ada Reed: It rang.]"},
        {"\xC3\x81"
         "d\xC3\xA1m Nagy: \"It rang.\"",
         "1 T [\xC3\x81"
         "d\xC3\xA1m Nagy: It rang.]"},
        {"\"It rang all night.\"", "1 T [?: It rang all night.]"},
        {"A summary. \"It rang all night.\"", "1 T (A summary.) [?: It rang all night.]"},
        {"Ada Reed: \"They said \"no\" to me.\"", "1 T [Ada Reed: They said \"no\" to me.]"},
        {"Ada Reed: \"He said, \"Go.\"\"", "1 T [Ada Reed: He said, \"Go.\"]"},
        {"The end. Erik St. Something: \"It rang.\"",
         "1 T (The end.) [Erik St. Something: It rang.]"},
        {"The end. J. R. Reed: \"It rang.\"", "1 T (The end.) [J. R. Reed: It rang.]"},
        {"What the \"silent hour\" is.", "1 T (What the \"silent hour\" is.)"},
        {"It is \"odd\".", "1 T (It is \"odd\".)"},
        {"Why he calls the long pier a thing of the past: \"It rang.\"",
         "1 T (Why he calls the long pier a thing of the past:) [?: It rang.]"},
        {"they say: \"It rang.\"", "1 T (they say:) [?: It rang.]"},
        {"Ada Reed: \"It never ends", "1 T (Ada Reed: \"It never ends)"},
        {"Ada Reed: \"\"", "1 T (Ada Reed: \"\")"},
        {"Ada Reed: \" \"", "1 T (Ada Reed: \" \")"},
        {"Ada Reed: \" It rang. \"", "1 T [Ada Reed: It rang.]"},
        {"A summary.\tAda Reed: \"It rang.\"\tMore.",
         "1 T (A summary. More.) [Ada Reed: It rang.]"},
        {"\"", "1 T (\")"},
        {": \"It rang.\"", "1 T (:) [?: It rang.]"},
        {"Ada: \"It rang.\", Bo: \"It did.\"", "1 T [Ada: It rang.] [Bo: It did.]"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *body = arena_printf(*state, "1: T\n%s", cases[i].body);
        struct episode e = read_section(*state, "Episode Chapters", body);

        assert_string_equal(shown(*state, &e), cases[i].shown);
        assert_int_equal(e.warnings.n, 0);
    }
}

static void marks_of_other_kinds(void **state)
{
    static const struct {
        const char *body, *shown;
    } cases[] = {
        {"Ada Reed: »Es schlug.«", "1 T [Ada Reed: Es schlug.]"},
        {"A summary. Ada: »Es schlug.« Bo: »Nein!« More.",
         "1 T (A summary. More.) [Ada: Es schlug.] [Bo: Nein!]"},
        {"»Es schlug die ganze Nacht.«", "1 T [?: Es schlug die ganze Nacht.]"},
        {"Ada: ›Es schlug.‹", "1 T [Ada: Es schlug.]"},
        {"Ada: ‹ Il sonna. ›", "1 T [Ada: Il sonna.]"},
        {"Ada: »Er rief ›nein‹ und ging.«", "1 T [Ada: Er rief ›nein‹ und ging.]"},
        {"Ada: ”Den ringde.”", "1 T [Ada: Den ringde.]"},
        {"Ada: 「鳴った。」", "1 T [Ada: 鳴った。]"},
        {"Ada: 「鳴った」。", "1 T [Ada: 鳴った]"},
        {"Ada: 「『鐘』が鳴った」 Bo: 『本当に』", "1 T [Ada: 『鐘』が鳴った] [Bo: 本当に]"},
        {"Ada: 「鐘」について", "1 T (Ada: 「鐘」について)"},
        {"Ada: ‘It’s the dogs’ bell.’", "1 T [Ada: It’s the dogs’ bell.]"},
        {"Ada: ‘It rang.’ And so on.", "1 T (And so on.) [Ada: It rang.]"},
        {"Ada: ‚Es schlug.‘ Bo: ‚Nein.’", "1 T [Ada: Es schlug.] [Bo: Nein.]"},
        {"Ada: 'It's the dogs' bell. It rang.'", "1 T [Ada: It's the dogs' bell. It rang.]"},
        {"Ada: 'It rang.' Bo: 'It didn't!'", "1 T [Ada: It rang.] [Bo: It didn't!]"},
        {"Ada: 'It rang'.", "1 T [Ada: It rang]"},
        /* Apostrophes, and marks that nothing closes. */
        {"'Twas a bell that rang. 'Twas ours.'", "1 T ('Twas a bell that rang. 'Twas ours.')"},
        {"The time: 'twas the dogs' hour", "1 T (The time: 'twas the dogs' hour)"},
        {"Rock 'n' roll, the dogs' and ours'", "1 T (Rock 'n' roll, the dogs' and ours')"},
        {"Ada: »It never ends", "1 T (Ada: »It never ends)"},
        {"Ada: ‘It’s never over", "1 T (Ada: ‘It’s never over)"},
        {"Ada: 「It never ends", "1 T (Ada: 「It never ends)"},
        {"Ada: »It never ends. Bo: \"It does.\"", "1 T (Ada: »It never ends.) [Bo: It does.]"},
        {"Ada: 'It rang. Bo: \"It rang.\"", "1 T (Ada: 'It rang.) [Bo: It rang.]"},
        {"all of this: 'so it rang'", "1 T (all of this: 'so it rang')"},
        {"Two ideas: 'it rang' and 'it did'", "1 T (Two ideas: 'it rang' and 'it did')"},
        {"Ada de Lund: 'It rang.'", "1 T [Ada de Lund: It rang.]"},
        /* Blanks inside the marks, and none behind them. */
        {"Ada: « Il sonna. » Bo: « Non. » Et puis.", "1 T (Et puis.) [Ada: Il sonna.] [Bo: Non.]"},
        {"李: 「鳴った。」鈴木：「はい。」", "1 T [李: 鳴った。] [鈴木: はい。]"},
        {"李: 「鐘」と言った。鈴木: 「はい」", "1 T (李: 「鐘」と言った。) [鈴木: はい]"},
        {"Ada: »«", "1 T (Ada: »«)"},
        {"Ada: ''", "1 T (Ada: '')"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *body = arena_printf(*state, "1: T\n%s", cases[i].body);
        struct episode e = read_section(*state, "Episode Chapters", body);

        assert_string_equal(shown(*state, &e), cases[i].shown);
        assert_int_equal(e.warnings.n, 0);
    }
}

static void what_is_odd_is_noted(void **state)
{
    static const struct {
        const char *body, *shown;
        unsigned line;
    } cases[] = {
        {"1: Salt\n3: Gulls", "1 Salt / 3 Gulls", 3},
        {"1: Salt\n1: Gulls", "1 Salt / 1 Gulls", 3},
        {"0: Salt", "0 Salt", 2},
        {"Lost line.\n1: Salt", "1 Salt", 2},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct episode e = read_section(*state, "Episode Chapters", cases[i].body);

        assert_string_equal(shown(*state, &e), cases[i].shown);
        assert_int_equal(e.warnings.n, 1);
        assert_int_equal(e.warnings.v[0].line, cases[i].line);
        assert_int_equal(e.warnings.v[0].column, 1);
    }
}

static void lines_are_those_of_the_source(void **state)
{
    struct episode e = read_section(*state, "Episode Chapters",
                                    "1: Salt\n\nAda Reed: \"It rang.\"\n2: Gulls\nBo: \"It did.\"");

    assert_int_equal(e.chapters.v[0].line, 2);
    assert_int_equal(e.chapters.v[1].line, 5);
    assert_int_equal(e.quotes.v[0].line, 4);
    assert_int_equal(e.quotes.v[1].line, 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(headings),
        cmocka_unit_test(quotes),
        cmocka_unit_test(marks_of_other_kinds),
        cmocka_unit_test(what_is_odd_is_noted),
        cmocka_unit_test(lines_are_those_of_the_source),
    };

    return cmocka_run_group_tests(tests, with_arena, without_arena);
}
