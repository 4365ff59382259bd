#include "analysed.h"

#define BEFORE                                                                                     \
    "People\nInes Varro, Mirela Okonvar\nGuest Name(s):\nMirela Okonvar\nTranscript\n"             \
    "Ines Varro\nThe yard was empty that winter. We were looking at the keel, and it was gone. "   \
    "I think the tide had it.\n"
#define AFTER                                                                                      \
    "Ines Varro\nSo what did you do then? I mean, you had no keel.\n"                              \
    "Mirela Okonvar\nI went home and drew a new one. It was the best winter that I had.\n"

/* The parts of the paragraph in the middle, said under label. */
static const char *middle(struct arena *a, const char *label, const char *text)
{
    struct episode e = analysed(a, arena_printf(a, BEFORE "%s\n%s\n" AFTER, label, text));

    assert_string_equal(e.paragraphs.v[0].parts[0].sponsor ? "sponsor" : "", "");
    assert_int_equal(e.paragraphs.v[0].part_count, 1);
    assert_int_equal(e.paragraphs.v[0].parts[0].kind, PART_CONTENT);
    return parts_of(a, &e, 2);
}

static void test_kinds(void **state)
{
    static const struct {
        const char *text, *parts;
    } cases[] = {
        {"It was a cold day. We had tea on the slip.",
         "content[It was a cold day. We had tea on the slip.]"},
        {"This episode is brought to you by Caulkwell. Whether you're mending a dinghy or a barge, "
         "Caulkwell has everything you need. Go to caulkwell.com and use code KEEL for 20% off.",
         "ad[This episode is brought to you by Caulkwell. Whether you're mending a dinghy or a "
         "barge, Caulkwell has everything you need. Go to caulkwell.com and use code KEEL for 20% "
         "off.]"},
        /* in the middle of talk */
        {"It was a cold day. This show is sponsored by Caulkwell. Get 20% off your first order at "
         "caulkwell.com with promo code KEEL. I was telling you about the tea we had.",
         "content[It was a cold day. ]ad[This show is sponsored by Caulkwell. Get 20% off your "
         "first order at caulkwell.com with promo code KEEL. ]content[I was telling you about the "
         "tea we had.]"},
        {"We'll be right back.", "promo[We'll be right back.]"},
        {"Please rate and review the show on Apple Podcasts, and follow us on Instagram.",
         "promo[Please rate and review the show on Apple Podcasts, and follow us on Instagram.]"},
        /* tempting, but talk */
        {"I think the code was free software. They had a website, and people used it.",
         "content[I think the code was free software. They had a website, and people used it.]"},
        {"The research project was sponsored by the harbour board, I think.",
         "content[The research project was sponsored by the harbour board, I think.]"},
        {"If you want to plane a board, you need to find the grain first. You can feel it with "
         "your "
         "thumb, and you get a clean edge if you follow it. You'll never fight your own wood then.",
         "content[If you want to plane a board, you need to find the grain first. You can feel it "
         "with your thumb, and you get a clean edge if you follow it. You'll never fight your own "
         "wood then.]"},
        {"This was not sponsored by Caulkwell, by the way. They had a good year.",
         "content[This was not sponsored by Caulkwell, by the way. They had a good year.]"},
        /* introduced without a credit */
        {"Let me tell you about a product called Caulkwell. Caulkwell is a service that helps "
         "people keep their boats dry. Visit caulkwell.com/keel to get started.",
         "ad[Let me tell you about a product called Caulkwell. Caulkwell is a service that helps "
         "people keep their boats dry. Visit caulkwell.com/keel to get started.]"},
        /* the address tells whose copy it was that began without a sign */
        {"Caulkwell came in a tin the size of a loaf, and my father opened it with a spoon. It "
         "does not crack in the frost. Get 20% off your first order at caulkwellpaint.com.",
         "ad[Caulkwell came in a tin the size of a loaf, and my father opened it with a spoon. It "
         "does not crack in the frost. Get 20% off your first order at caulkwellpaint.com.]"},
        /* the end inside a paragraph, before talk to "you" */
        {"This episode is brought to you by Caulkwell. Get 20% off your first order at "
         "caulkwell.com. Having a small yard really helps you when your boats are small.",
         "ad[This episode is brought to you by Caulkwell. Get 20% off your first order at "
         "caulkwell.com. ]content[Having a small yard really helps you when your boats are "
         "small.]"},
        /* a joke at the start of it */
        {"Caulkwell Paint stood by the bath. The bath was not amused. Nobody was. "
         "Go to caulkwellpaint.com and use promo code KEEL for 20% off.",
         "ad[Caulkwell Paint stood by the bath. The bath was not amused. Nobody "
         "was. Go to caulkwellpaint.com and use promo code KEEL for 20% off.]"},
        {"They wrote it in ASP.NET and .NET, you know, as one did then.",
         "content[They wrote it in ASP.NET and .NET, you know, as one did then.]"},
        {"...", "content[...]"},
        /* an address, praise or a figure of speech alone sell nothing */
        {"The best way to begin is to go to boatclub.com and look. The best way to help a Boat "
         "Club "
         "is to go to boatclub.com.",
         "content[The best way to begin is to go to boatclub.com and look. The best way to help a "
         "Boat Club is to go to boatclub.com.]"},
        {"It was all done over the keel-talk@boats.org mailing list. It was a copy of the mailing "
         "list.",
         "content[It was all done over the keel-talk@boats.org mailing list. It was a copy of the "
         "mailing list.]"},
        {"The tide took it right back out. So we went right back to the slip.",
         "content[The tide took it right back out. So we went right back to the slip.]"},
        {"She lives on Patreon, more or less. I find their Patreon slow.",
         "content[She lives on Patreon, more or less. I find their Patreon slow.]"},
        {"What is the best way to get started with a keel? You can read the plans. That's all, and "
         "you can get started. Look at keelplans.com.",
         "content[What is the best way to get started with a keel? You can read the plans. That's "
         "all, and you can get started. Look at keelplans.com.]"},
        {"We use flag code on the slip. I use flag code. They use flag code at sea, too.",
         "content[We use flag code on the slip. I use flag code. They use flag code at sea, too.]"},
        {"With two masts you could ship it using code that somebody else wrote.",
         "content[With two masts you could ship it using code that somebody else wrote.]"},
        /* credits that name nobody: quoted, of plain nouns, of pronouns */
        {"He wrote \"The keel, brought to you by thieves\" on the wall. The paint was red.",
         "content[He wrote \"The keel, brought to you by thieves\" on the wall. The paint was "
         "red.]"},
        {"It says \xE2\x80\x9Csponsored by Caulkwell\xE2\x80\x9D over the slip. The slip is old.",
         "content[It says \xE2\x80\x9Csponsored by Caulkwell\xE2\x80\x9D over the slip. The slip "
         "is "
         "old.]"},
        {"The slip was essentially sponsored by donations. So it was a yard sponsored by "
         "donations.",
         "content[The slip was essentially sponsored by donations. So it was a yard sponsored by "
         "donations.]"},
        {"This tale is brought to you by a Dinghy right now. A Dinghy has one sail, because two "
         "are too many.",
         "content[This tale is brought to you by a Dinghy right now. A Dinghy has one sail, "
         "because "
         "two are too many.]"},
        {"This show is sponsored, by the way. The tide was out.",
         "content[This show is sponsored, by the way. The tide was out.]"},
        {"They print \"sponsored by\" whoever. The tide was out.",
         "content[They print \"sponsored by\" whoever. The tide was out.]"},
        {"These days I use a tool called scraper.io, which a friend made. Scrapers are little "
         "blades that take old tar away. A scraper works everywhere.",
         "content[These days I use a tool called scraper.io, which a friend made. Scrapers are "
         "little "
         "blades that take old tar away. A scraper works everywhere.]"},
        /* names without a capital, where something is sold, or that are addresses */
        {"This episode is brought to you by caulkwell tar. It holds in the frost. Use promo code "
         "KEEL at checkout.",
         "ad[This episode is brought to you by caulkwell tar. It holds in the frost. Use promo "
         "code "
         "KEEL at checkout.]"},
        {"The tide was out. Presented by caulkwell.com.",
         "content[The tide was out. ]ad[Presented by caulkwell.com.]"},
        {"This episode is brought to you by eCaulk.",
         "ad[This episode is brought to you by eCaulk.]"},
        /* names that other words stand before, or begin with one that is none */
        {"This episode is brought to you by my friends at Caulkwell.",
         "ad[This episode is brought to you by my friends at Caulkwell.]"},
        {"This episode is brought to you by Who Keeps A Keel.",
         "ad[This episode is brought to you by Who Keeps A Keel.]"},
        {"This episode is brought to you by the makers of Caulkwell.",
         "ad[This episode is brought to you by the makers of Caulkwell.]"},
        {"This episode is brought to you by the all-new Caulkwell Marine.",
         "ad[This episode is brought to you by the all-new Caulkwell Marine.]"},
        {"This episode is brought to you by a company that I love, Caulkwell.",
         "ad[This episode is brought to you by a company that I love, Caulkwell.]"},
        {"\"This episode is brought to you by Caulkwell. Go to caulkwell.com.\"",
         "ad[\"This episode is brought to you by Caulkwell. Go to caulkwell.com.\"]"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(middle(*state, "Mirela Okonvar", cases[i].text), cases[i].parts);
}

static void test_sponsors(void **state)
{
    struct episode e = analysed(
        *state, BEFORE
        "Mirela Okonvar\nThis episode is brought to you by Caulkwell. Caulkwell keeps your boat "
        "dry, and you get free shipping at caulkwell.com. This episode is brought to you by our "
        "friends at Tar & Feather. Learn more at tarandfeather.com, and get 10% off your first "
        "order.\n"
        "Caulkwell\nCaulkwell is the easiest way to seal your boat. Terms and conditions "
        "apply.\n" AFTER);
    const struct paragraph *p = &e.paragraphs.v[1];

    assert_int_equal(p->part_count, 2);
    assert_int_equal(p->parts[0].kind, PART_AD);
    assert_string_equal(p->parts[0].sponsor, "Caulkwell");
    assert_int_equal(p->parts[1].kind, PART_AD);
    assert_string_equal(p->parts[1].sponsor, "Tar & Feather");
    assert_int_equal(p->parts[1].end, strlen(p->text));
    assert_int_equal(speaker_of(&e, "caulkwell")->role, ROLE_SPONSOR);
    assert_int_equal(speaker_of(&e, "caulkwell")->words, 0);
    /* the guest's label over an ad is in doubt; the sponsor's is not */
    assert_int_equal(e.turns.v[1].speaker, 0);
    assert_string_equal(e.speakers.v[e.turns.v[2].speaker - 1].id, "caulkwell");
}

/* A transcript without capitals has none for names. */
static void test_no_capitals(void **state)
{
    struct episode e =
        analysed(*state, "Transcript\nInes Varro\nit was a cold day and we had tea on the slip\n"
                         "this episode is brought to you by caulkwell it makes the best tar there "
                         "is go to caulkwell dot com slash keel\n"
                         "the tide was out and nobody came before noon\n");

    assert_int_equal(e.paragraphs.v[0].parts[0].kind, PART_CONTENT);
    assert_int_equal(e.paragraphs.v[1].parts[0].kind, PART_AD);
    assert_int_equal(e.paragraphs.v[2].parts[0].kind, PART_CONTENT);
}

/* A sponsor's label says nothing of who speaks behind the ad; nobody's label of whose the ad is. */
static void test_label_over_ad_and_talk(void **state)
{
    struct episode e = analysed(
        *state, BEFORE
        "Caulkwell\nThis episode is brought to you by Caulkwell. Get 20% off your first order at "
        "caulkwell.com. I was telling you about the tea we had.\n"
        "Ines Varro\nThis episode is brought to you by Caulkwell. Get 20% off your first order at "
        "caulkwell.com. I was cold.\n" AFTER);
    static const enum part_kind kinds[] = {PART_AD, PART_CONTENT};
    static const char *const heard[2][2] = {{"caulkwell", NULL}, {NULL, "ines-varro"}};

    for (size_t p = 0; p < 2; p++)
        for (size_t i = 0; i < 2; i++) {
            const struct part *part = &e.paragraphs.v[p + 1].parts[i];
            struct place place = {(unsigned)p + 2, part->start + 5, part->end};
            unsigned n = place_speaker(&e, &place);
            assert_int_equal(part->kind, kinds[i]);
            assert_int_equal(n > 0, heard[p][i] != NULL);
            if (n > 0)
                assert_string_equal(e.speakers.v[n - 1].id, heard[p][i]);
        }
    assert_int_equal(speaker_of(&e, "caulkwell")->words, 0);
    assert_int_equal(speaker_of(&e, "caulkwell")->turns, 0);
}

/* An ending 's is no part of the name; the byte before another s may well be a curly
 * apostrophe's last one. */
static void test_possessive(void **state)
{
    static const struct {
        const char *said, *sponsor;
    } cases[] = {
        {"Caulkwell's new tar", "Caulkwell"},
        {"Caulkwell\xE2\x80\x99s new tar", "Caulkwell"},
        {"\xC4\x99s", "\xC4\x99s"},
        {"\xD0\x99s", "\xD0\x99s"},
        {"\xC5\xBB\xC4\x99s", "\xC5\xBB\xC4\x99s"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *page = arena_printf(
            *state, BEFORE "Caulkwell\nThis episode is brought to you by %s. Get 20%% off.\n" AFTER,
            cases[i].said);
        struct episode e = analysed(*state, page);
        const struct part *part = e.paragraphs.v[1].parts;

        assert_int_equal(part->kind, PART_AD);
        assert_string_equal(part->sponsor, cases[i].sponsor);
    }
}

/* What is said to the guest between two reads of one sponsor is talk. */
static void test_guest_between_reads(void **state)
{
    struct episode e = analysed(
        *state, BEFORE
        "Ines Varro\nThis episode is brought to you by Caulkwell. Go to caulkwell.com and use code "
        "KEEL for 20% off.\n"
        "Mirela, you are building a boat in the old yard. Can you tell how it goes?\n"
        "Mirela Okonvar\nIt goes well. The ribs are up.\n"
        "Ines Varro\nMirela, any closing thoughts from you on Caulkwell, the yard, the ribs?\n"
        "Mirela Okonvar\nThe tar is warm.\n"
        "Ines Varro\nMirela, thanks so much for this walk. The yard is a lovely place.\n"
        "Go to caulkwell.com and use code KEEL for 20% off.\n" AFTER);

    assert_int_equal(e.paragraphs.v[1].parts[0].kind, PART_AD);
    for (size_t p = 2; p < 7; p++) {
        assert_int_equal(e.paragraphs.v[p].part_count, 1);
        assert_int_equal(e.paragraphs.v[p].parts[0].kind, PART_CONTENT);
    }
    assert_int_equal(e.paragraphs.v[7].parts[0].kind, PART_AD);
}

static void test_parts_cover(void **state)
{
    struct episode e = analysed(
        *state, BEFORE "Mirela Okonvar\nYes. Today's show is brought to you by Caulkwell. Use "
                       "promo code KEEL at checkout. We'll be right back. I was cold. \n" AFTER);

    for (size_t i = 0; i < e.paragraphs.n; i++) {
        const struct paragraph *p = &e.paragraphs.v[i];
        assert_true(p->part_count > 0);
        assert_int_equal(p->parts[0].start, 0);
        assert_int_equal(p->parts[p->part_count - 1].end, strlen(p->text));
        for (size_t k = 1; k < p->part_count; k++)
            assert_int_equal(p->parts[k].start, p->parts[k - 1].end);
    }
}

/* The name before an address may be cut by a paragraph's end: half of it is no brand. */
static void test_brand_across_paragraphs(void **state)
{
    struct episode e = analysed(
        *state, "Transcript\nThis episode is brought to you by our friends at Rope\n"
                "Line and you know them. Go to ropeline.com today for ten percent off your first "
                "order, and use the promo code BELL at checkout.\n" AFTER);

    assert_int_equal(e.paragraphs.v[1].parts[e.paragraphs.v[1].part_count - 1].kind, PART_AD);
}

/* A label whose words stand in two paragraphs is nowhere said in a row. */
static void test_label_across_paragraphs(void **state)
{
    struct episode e = analysed(
        *state, "Transcript\nBo Lund\n"
                "The finest rope there is, said a man who climbs a lot, and he meant that of Bo.\n"
                "Lund is where it is made. Go to ropeline.com today for ten percent off your first "
                "order, and use the promo code BELL at checkout. Welcome back to the show.\n");

    assert_int_equal(e.paragraphs.n, 2);
    assert_int_equal(e.paragraphs.v[1].parts[0].kind, PART_AD);
}

static void test_repeated_copy(void **state)
{
    struct episode e = analysed(
        *state, BEFORE "Mirela Okonvar\nThis episode is brought to you by Caulkwell. A dry boat is "
                       "a happy boat, said the old man by the sea.\n" AFTER
                       "Mirela Okonvar\nThis episode is brought to you by Caulkwell. A dry boat is "
                       "a happy boat, said the old man by the sea.\n" AFTER);

    assert_int_equal(e.paragraphs.v[1].part_count, 1);
    assert_int_equal(e.paragraphs.v[1].parts[0].kind, PART_AD);
    assert_int_equal(e.paragraphs.v[4].parts[0].kind, PART_AD);
    assert_int_equal(e.paragraphs.v[5].parts[0].kind, PART_CONTENT);
}

/* A host's jokes between two signs of one sponsor. */
static void test_jokes_in_a_read(void **state)
{
    struct episode e = analysed(
        *state,
        BEFORE "Mirela Okonvar\nNext up, we've got caulkwell.com. It smells like my grandfather. "
               "He was a good man. Is that a compliment? No. The cat loves it. Nobody asked the "
               "cat. Dude, it sticks to everything. Go to caulkwell.com, and enter promo code KEEL "
               "for 20% off.\n" AFTER);

    assert_int_equal(e.paragraphs.v[1].part_count, 1);
    assert_int_equal(e.paragraphs.v[1].parts[0].kind, PART_AD);
}

/* A teaser that is heard again in the talk is no copy. */
static void test_teaser(void **state)
{
    static const char *const teaser = "Ines Varro\nYou have to know your own harbour, or you lose "
                                      "your boat in the first storm.\n";
    struct episode e =
        analysed(*state, arena_printf(*state, "Transcript\n%s" AFTER "%s" AFTER, teaser, teaser));

    for (size_t i = 0; i < e.paragraphs.n; i++)
        assert_int_equal(e.paragraphs.v[i].parts[0].kind, PART_CONTENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_kinds, with_arena, without_arena),
        cmocka_unit_test_setup_teardown(test_sponsors, with_arena, without_arena),
        cmocka_unit_test_setup_teardown(test_no_capitals, with_arena, without_arena),
        cmocka_unit_test_setup_teardown(test_label_over_ad_and_talk, with_arena, without_arena),
        cmocka_unit_test_setup_teardown(test_possessive, with_arena, without_arena),
        cmocka_unit_test_setup_teardown(test_guest_between_reads, with_arena, without_arena),
        cmocka_unit_test_setup_teardown(test_parts_cover, with_arena, without_arena),
        cmocka_unit_test_setup_teardown(test_brand_across_paragraphs, with_arena, without_arena),
        cmocka_unit_test_setup_teardown(test_label_across_paragraphs, with_arena, without_arena),
        cmocka_unit_test_setup_teardown(test_repeated_copy, with_arena, without_arena),
        cmocka_unit_test_setup_teardown(test_jokes_in_a_read, with_arena, without_arena),
        cmocka_unit_test_setup_teardown(test_teaser, with_arena, without_arena),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
