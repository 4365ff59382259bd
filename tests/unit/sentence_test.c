#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "arena.h"
#include "sentence.h"

#include <cmocka.h> /* last: it makes fail a macro */

static int with_arena(void **state)
{
    *state = arena_create();
    return *state ? 0 : -1;
}

static int without_arena(void **state)
{
    arena_destroy(*state);
    return 0;
}

/* Everything between the sentences must be blank. */
static void assert_covers(const char *text, const struct sentence_list *list)
{
    size_t pos = 0;

    for (size_t i = 0; i < list->n; i++) {
        assert_in_range(list->v[i].start, pos, strlen(text));
        assert_int_equal(strspn(text + pos, " \t\r\n") >= list->v[i].start - pos, 1);
        assert_true(list->v[i].end > list->v[i].start);
        assert_null(strchr(" \t\r\n", text[list->v[i].start]));
        assert_null(strchr(" \t\r\n", text[list->v[i].end - 1]));
        pos = list->v[i].end;
    }
    assert_int_equal(strspn(text + pos, " \t\r\n"), strlen(text + pos));
}

/* Sentences of the text without the bars, which stand where it must break. */
static void assert_breaks(struct arena *a, const char *barred)
{
    char *text = arena_strdup(a, barred);
    size_t breaks[16], count = 0, len = 0;
    struct sentence_list list;

    for (const char *at = barred; *at; at++) {
        if (*at == '|')
            breaks[count++] = len;
        else
            text[len++] = *at;
    }
    text[len] = '\0';
    assert_true(sentences_of(a, text, len, &list));
    assert_covers(text, &list);
    if (list.n != count + 1)
        fail_msg("%zu sentences in: %s", list.n, barred);
    for (size_t i = 0; i < count; i++)
        if (list.v[i].end != breaks[i])
            fail_msg("sentence %zu ends at byte %zu of: %s", i + 1, list.v[i].end, barred);
}

static void sentences(void **state)
{
    static const char *const texts[] = {
        "One sentence",
        "One.| Two?| Three!| Four",
        "  Blanks.| \t at both ends. \n",
        /* titles, initials, abbreviations */
        "Mr. Reed met Dr. Lund and Mrs. Hale.| They talked.",
        "Is St. Ives far?| No.",
        "J. R. Hartley wrote it.| John F. Kennedy did not.",
        "J.R. Hartley wrote it.",
        "It was plan B.| The rest is history.| Yes.",
        "The U.S. Army came.| The U.S. and Canada agreed.",
        "He moved to the U.S.| The rest stayed.",
        "At 9 a.m. the door opened.| It was 5 p.m. when it closed.",
        "We met at 9 a.m.| Everybody was late.",
        "Some tools, e.g. a file, i.e. a flat one, are cheap.",
        "At 5 p.m. and at 6 p.m. it rang.",
        "So am I.| You know that.",
        /* numbers, hosts */
        "It costs 3.50 or so.| Version 2.0 is out.",
        "Go to tideclock.com today.| Or to www.example.org/x.html instead.",
        "Go to tideclock.com.| Then buy one.",
        /* ellipses */
        "Wait... what is that?| Hmm...| Then it fell.",
        "Wait\xE2\x80\xA6 what is that?| Hmm\xE2\x80\xA6| Then it fell.",
        "What?! no.| What?!| No.",
        /* quotes and brackets */
        "\"Go.\"| She went.",
        "He said \"Go now!\"| Then he left.",
        "\xE2\x80\x9CGo.\xE2\x80\x9D| She went.",
        "(It rained.)| We stayed in.",
        /* glued by the transcript */
        "We went home.| Nobody came.",
        "We went home.|Nobody came.",
        "We took the No.5 tram.",
        /* scripts with marks of their own */
        "\xE4\xBB\x8A\xE6\x97\xA5\xE3\x80\x82|\xE6\x98\x8E\xE6\x97\xA5\xE3\x80\x82",
        "\xE6\x9C\xAC\xEF\xBC\x9F|\xE6\x98\xAF\xEF\xBC\x81|\xE5\xA5\xBD",
        "\xE3\x80\x8C\xE6\x9C\xAC\xE3\x80\x82\xE3\x80\x8D|\xE6\x98\xAF\xE3\x80\x82",
        "यह घर है।| वह बड़ा है।",               /* danda */
        "\u0645\u0646\u061F| \u0647\u0648.", /* the question mark of Arabic */
        "Caf\xC3\xA9.| \xC3\x89lan.",
        "...",
        "?",
    };

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_breaks(*state, texts[i]);
}

static void nothing_has_no_sentences(void **state)
{
    static const char *const texts[] = {"", " ", " \t\r\n "};

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct sentence_list list = {(struct sentence *)1, 1};

        assert_true(sentences_of(*state, texts[i], strlen(texts[i]), &list));
        assert_null(list.v);
        assert_int_equal(list.n, 0);
    }
}

/* Marks, closers, blanks, capitals and a character of several bytes, in every order. */
static void any_text_is_covered(void **state)
{
    static const char *const pieces[] = {".", "?", "\xE2\x80\xA6", "\"", " ", "A", "m", "\xC3\xA9"};
    enum { PIECES = sizeof pieces / sizeof *pieces, LENGTH = 5 };
    unsigned combinations = 1;

    for (int i = 0; i < LENGTH; i++)
        combinations *= PIECES;
    for (unsigned n = 0; n < combinations; n++) {
        struct sentence_list list;
        char text[LENGTH * 4] = "";

        for (unsigned left = n, i = 0; i < LENGTH; i++, left /= PIECES)
            strcat(text, pieces[left % PIECES]);
        assert_true(sentences_of(*state, text, strlen(text), &list));
        assert_covers(text, &list);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sentences),
        cmocka_unit_test(nothing_has_no_sentences),
        cmocka_unit_test(any_text_is_covered),
    };

    return cmocka_run_group_tests(tests, with_arena, without_arena);
}
