#include "analysed.h"

#define TALK                                                                                       \
    "Ines Varro\nWelcome to the yard. Today we look at boats that nobody wants.\n"                 \
    "Mirela Okanvarr\nThank you. The old ones are the best, and the tar keeps them dry.\n"         \
    "Ines Varro\nHow do you begin with a boat like that one over there?\n"                         \
    "Mirela Okanvarr\nWith a broom, and after that with a long look at the keel.\n"                \
    "Ines Varro\nThat was our hour in the yard. Goodbye.\n"

static void test_one_guest_of_many_spellings(void **state)
{
    struct episode e = analysed(
        *state, "Primary Topic\nMirela Okonwar mends boats. Okonwar has done so for long.\n"
                "Episode Chapters\n1: Tar\nHow tar helps. Mirela Okonvar: \"The old ones "
                "are the best.\"\n"
                "People\nMirela Okonvar, Ines Varro\nGuest Name(s):\nMirela Okonvar\n"
                "Transcript\nInes Varro\nMirelaokonvar is here, and Okonvars boats too.\n"
                "Mirela's yard is near.\n" TALK);
    const struct speaker *s = speaker_of(&e, "mirela-okonvar");

    assert_non_null(s);
    assert_int_equal(e.speakers.n, 2);
    assert_string_equal(e.speakers.v[0].name, "Ines Varro");
    assert_string_equal(s->name, "Mirela Okonvar");
    assert_int_equal(s->role, ROLE_GUEST);
    assert_int_equal(e.speakers.v[0].role, ROLE_HOST);
    assert_int_equal(s->turns, 2);
    assert_int_equal(s->words, 27);
    assert_null(spelling_of(s, "Mirela Okonvar")->reason);
    assert_int_equal(spelling_of(s, "Mirela Okonvar")->where, SPELLING_GUESTS);
    assert_int_equal(spelling_of(s, "Mirela Okanvarr")->where, SPELLING_LABEL);
    assert_int_equal(spelling_of(s, "Mirela Okanvarr")->count, 2);
    assert_non_null(spelling_of(s, "Mirela Okanvarr")->reason);
    assert_int_equal(spelling_of(s, "Mirela Okonwar")->where, SPELLING_PAGE);
    assert_non_null(spelling_of(s, "Okonwar"));
    assert_int_equal(spelling_of(s, "Mirelaokonvar")->where, SPELLING_SPEECH);
    assert_int_equal(spelling_of(s, "Mirelaokonvar")->line, 12);
    assert_non_null(spelling_of(s, "Okonvars"));
    assert_non_null(spelling_of(s, "Mirela"));
    assert_null(spelling_of(s, "Mirela's"));
    assert_int_equal(e.quotes.v[0].speaker, 2);
    assert_int_equal(e.turns.v[0].speaker, 1);
    assert_int_equal(e.turns.v[2].speaker, 2);
}

/* The ids of all speakers, joined by blanks. */
static const char *ids(struct arena *a, const char *lists, const char *transcript)
{
    const char *out = "";
    struct episode e = analysed(a, arena_printf(a, "%s\nTranscript\n%s", lists, transcript));

    for (size_t i = 0; i < e.speakers.n; i++)
        out = arena_printf(a, "%s%s%s", out, i ? " " : "", e.speakers.v[i].id);
    return out;
}

static void test_who_is_who(void **state)
{
    static const struct {
        const char *lists, *transcript, *ids;
    } cases[] = {
        /* a first name alone, unambiguous */
        {"People\nInes Varro, Tomas Brandt", "Ines\nHello there.\nTomas\nHello to you.\n",
         "ines-varro tomas-brandt"},
        {"People\nNone", "Ines Maria Varro\nHello there.\nTom Brandt\nYes.\nInes\nSo I said.\n",
         "ines-maria-varro tom-brandt"},
        /* ... and a first name that two bear */
        {"People\nInes Varro, Ines Brandt", "Ines\nHello there.\nTomas\nHello to you.\n",
         "ines tomas"},
        /* side by side in a list: two people, however alike */
        {"Guest Name(s):\nTony Varro, Tonny Varro", "Tony Varro\nHello.\nTonny Varro\nHello.\n",
         "tony-varro tonny-varro"},
        /* labels that alternate are two people */
        {"People\nNone",
         "Jon Varro\nHello.\nJohn Varro\nHello.\nJon Varro\nYes.\nJohn Varro\nNo.\n",
         "jon-varro john-varro"},
        /* labels alike that never meet are one */
        {"People\nNone",
         "Jon Varro\nHello.\nInes\nHello.\nJohn Varro\nYes.\nInes\nNo.\nJon Varro\nSo.\n",
         "jon-varro ines"},
        /* other people on the page are no speakers; guests are */
        {"People\nInes Varro, Olga Brandt\nGuest Name(s):\nPiet Hahn", "Ines Varro\nHello.\n",
         "ines-varro piet-hahn"},
        /* two names, one slug */
        {"People\nNone", "Ines\nHello.\nTom\nHello.\nInes!\nYes.\nTom\nNo.\n", "ines tom"},
        {"People\nNone", "Hello there, nobody says who speaks here.\n", ""},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(ids(*state, cases[i].lists, cases[i].transcript), cases[i].ids);
}

/* The doubts of all speakers, a line for each. */
static const char *doubts(struct arena *a, const struct episode *e)
{
    const char *out = "";

    for (size_t i = 0; i < e->speakers.n; i++) {
        const struct speaker *s = &e->speakers.v[i];
        for (size_t k = 0; k < s->doubt_count; k++)
            out = arena_printf(a, "%s%u %s (%u): %s\n", out, (unsigned)i + 1, s->doubts[k].name,
                               s->doubts[k].speaker, s->doubts[k].reason);
    }
    return out;
}

static void test_doubts(void **state)
{
    static const struct {
        const char *lists, *transcript, *doubts;
    } cases[] = {
        /* labels alike that take turns: a doubt of both */
        {"People\nNone",
         "Jon Varro\nHello.\nJohn Varro\nHello.\nJon Varro\nYes.\nJohn Varro\nNo.\n",
         "1 John Varro (2): spelled alike, but the two take turns\n"
         "2 Jon Varro (1): spelled alike, but the two take turns\n"},
        {"Guest Name(s):\nInes Varro",
         "Ines Varro\nHello.\nInes\nHello.\nInes Varro\nYes.\nInes\nNo.\n",
         "1 Ines (2): one may be a part of the other's name, but the two take turns\n"
         "2 Ines Varro (1): one may be a part of the other's name, but the two take turns\n"},
        /* side by side in a list */
        {"Guest Name(s):\nTony Varro, Tonny Varro", "Tony Varro\nHello.\nTonny Varro\nHello.\n",
         "1 Tonny Varro (2): spelled alike, but one list has both\n"
         "2 Tony Varro (1): spelled alike, but one list has both\n"},
        /* ... where one of them never speaks */
        {"People\nTony Varro, Tonny Varro", "Tony Varro\nHello.\nInes\nHello.\n",
         "1 Tonny Varro (0): spelled alike, but one list has both\n"},
        /* a name of two, who themselves are in no doubt */
        {"People\nInes Varro, Ines Brandt", "Ines\nHello there.\nInes Brandt\nHello.\n",
         "1 Ines Varro (0): a first name that fits Ines Varro and Ines Brandt\n"
         "1 Ines Brandt (2): a first name that fits Ines Varro and Ines Brandt\n"},
        {"People\nNone", "Olga Varro\nHello.\nInes Varro\nHello.\nVarro\nYes.\n",
         "3 Olga Varro (1): a last name that fits Olga Varro and Ines Varro\n"
         "3 Ines Varro (2): a last name that fits Olga Varro and Ines Varro\n"},
        /* who is told apart, or joined, for sure */
        {"People\nInes Varro, Tomas Brandt", "Ines\nHello there.\nTomas\nHello to you.\n", ""},
        {"People\nNone",
         "Jon Varro\nHello.\nInes\nHello.\nJohn Varro\nYes.\nInes\nNo.\nJon Varro\nSo.\n", ""},
        {"People\nNone", "Speaker 1\nHello.\nSpeaker 2\nYes.\nSpeaker 1\nNo.\nSpeaker 2\nSo.\n",
         ""},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct episode e = analysed(*state, arena_printf(*state, "%s\nTranscript\n%s",
                                                         cases[i].lists, cases[i].transcript));
        assert_string_equal(doubts(*state, &e), cases[i].doubts);
    }
}

static void test_roles(void **state)
{
    struct episode e =
        analysed(*state, "People\nInes Varro, Old Captain\nGuest Name(s):\nNone\nTranscript\n" TALK
                         "Old Captain\nA boat is a hole in the water.\n" TALK TALK);

    assert_int_equal(speaker_of(&e, "ines-varro")->role, ROLE_HOST);
    assert_int_equal(speaker_of(&e, "old-captain")->role, ROLE_CLIP);
    assert_string_equal(speaker_of(&e, "old-captain")->role_reason,
                        "a person with a single turn, and not most of the words");
}

/* News are read in one turn, and may well have a clip behind it. */
static void test_role_of_a_monologue(void **state)
{
    struct episode e = analysed(
        *state, "People\nNone\nTranscript\n"
                "Ines Varro\nHere are the news of the yard. The keel is laid, and the ribs "
                "are up. The tar came late.\n"
                "Old Captain\nA boat is a hole in the water.\n");
    const struct speaker *ines = speaker_of(&e, "ines-varro");

    assert_int_equal(ines->role, ROLE_HOST);
    assert_string_equal(ines->role_reason, "speaks a good part of the episode and is no guest");
    assert_int_equal(speaker_of(&e, "old-captain")->role, ROLE_CLIP);
}

static void test_speech_names_nobody_by_common_words(void **state)
{
    struct episode e =
        analysed(*state, "People\nWill Varro, Ines Brandt\nTranscript\n"
                         "Will Varro\nI will go, and you will go. Will it rain? It will.\n"
                         "Ines Brandt\nInes Okonvar says so. Will Smithson too.\n");
    const struct speaker *will = speaker_of(&e, "will-varro");
    const struct speaker *ines = speaker_of(&e, "ines-brandt");

    assert_null(spelling_of(will, "Will"));
    assert_int_equal(will->spelling_count, 1);
    assert_int_equal(ines->spelling_count, 1);
}

static void test_many_labels(void **state)
{
    struct arena *a = *state;
    size_t len = 0;
    char *page = arena_alloc(a, 400000);

    memcpy(page, "Transcript\n", 11);
    for (int i = 0; i < 3000; i++)
        len = strlen(strcat(page + len,
                            arena_printf(a, "Speaker %c%c%c\nHello there.\n", 'A' + i / 676,
                                         'A' + i / 26 % 26, 'A' + i % 26))) +
              len;
    struct episode e = analysed(a, page);
    assert_int_equal(e.turns.n, 3000);
    assert_true(e.speakers.n > 2000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_one_guest_of_many_spellings, with_arena,
                                        without_arena),
        cmocka_unit_test_setup_teardown(test_who_is_who, with_arena, without_arena),
        cmocka_unit_test_setup_teardown(test_doubts, with_arena, without_arena),
        cmocka_unit_test_setup_teardown(test_roles, with_arena, without_arena),
        cmocka_unit_test_setup_teardown(test_role_of_a_monologue, with_arena, without_arena),
        cmocka_unit_test_setup_teardown(test_speech_names_nobody_by_common_words, with_arena,
                                        without_arena),
        cmocka_unit_test_setup_teardown(test_many_labels, with_arena, without_arena),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
