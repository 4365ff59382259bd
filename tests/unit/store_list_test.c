/* Revisions, and the library as a list. */
#include "store_sample.h"

static const char *library_revision(void)
{
    const char *revision;

    assert_int_equal(store_library_revision(db, arena, &revision, NULL), OK);
    return revision;
}

static const char *episode_revision(const char *id)
{
    const char *revision;
    struct episode e;

    assert_int_equal(store_get(db, arena, id, STORE_META, &e, &revision, NULL), OK);
    return revision;
}

/* ---- revisions ---- */

static void an_episodes_revision_follows_its_source(void **state)
{
    const struct store_source other_bytes = {"other", 5, "d2", 3},
                              other_analysis = {"b", 1, "d1", 4};
    const char *first, *second, *third;

    (void)state;
    assert_int_equal(db_begin_write(db, NULL), OK);
    assert_int_equal(put("a", &plain, NULL), OK);
    assert_int_equal(put("b", &other_bytes, NULL), OK);
    assert_int_equal(put("c", &other_analysis, NULL), OK);
    first = episode_revision("a");
    second = episode_revision("b");
    third = episode_revision("c");
    assert_string_not_equal(first, second);
    assert_string_not_equal(first, third);
    assert_string_not_equal(second, third);
    assert_int_equal(store_remove(db, "a", NULL), OK);
    assert_int_equal(put("a", &plain, NULL), OK);
    assert_string_equal(episode_revision("a"), first);
    db_end(db);
}

static void the_librarys_revision_never_comes_back(void **state)
{
    const char *seen[9];
    size_t n = 0;

    (void)state;
    assert_int_equal(db_begin_write(db, NULL), OK);
    seen[n++] = library_revision();
    for (int round = 0; round < 2; round++) {
        assert_int_equal(put("a", &plain, NULL), OK);
        seen[n++] = library_revision();
        assert_int_equal(put("b", &plain, NULL), OK);
        seen[n++] = library_revision();
        assert_int_equal(store_remove(db, "a", NULL), OK);
        seen[n++] = library_revision();
        assert_int_equal(store_remove(db, "b", NULL), OK);
        seen[n++] = library_revision();
    }
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(seen[i], seen[j]);
    db_end(db);
}

/* ---- the list ---- */

static enum err list_them(struct store_list_request request, struct store_list *out)
{
    return store_list(db, arena, &request, out, NULL);
}

static void the_list_is_filtered_by_words(void **state)
{
    static const struct {
        const char *filter;
        size_t matches;
    } cases[] = {
        {NULL, 2},           {"", 2},
        {"--", 2},           {"tide", 2},
        {"TIDE clock", 2},   {"cafe", 2},
        {"cafè harbour", 2}, {"water", 2},
        {"first", 1},        {"tide fi", 1},
        {"overview", 0},     {"tide nothing", 0},
        {"\"'%_", 2},        {"tide clock first-one", 1},
    };
    struct store_list list;

    (void)state;
    load("first-one");
    load("second-one");
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_int_equal(
            list_them((struct store_list_request){.words = cases[i].filter, .limit = 10}, &list),
            OK);
        assert_int_equal(list.n, cases[i].matches);
        assert_int_equal(list.total, cases[i].matches);
        assert_false(list.more);
    }
}

static void a_listed_episode_has_its_counts(void **state)
{
    struct store_list list;

    (void)state;
    load("tides");
    assert_int_equal(list_them((struct store_list_request){.limit = 10}, &list), OK);
    assert_int_equal(list.n, 1);
    assert_string_equal(list.v[0].id, "tides");
    assert_string_equal(list.v[0].title, "The Tide Clock");
    assert_string_equal(list.v[0].show, "Café Harbour");
    assert_string_equal(list.v[0].published, "2024-05-01");
    assert_string_equal(list.v[0].language, "en-GB");
    assert_string_equal(list.v[0].primary_topic, "Clocks of water");
    assert_int_equal(list.v[0].turns, 3);
    assert_int_equal(list.v[0].paragraphs, 3);
    assert_int_equal(list.v[0].words, SAMPLE_WORDS);
    assert_int_equal(list.v[0].chapters, 2);
    assert_int_equal(list.v[0].quotes, 2);
    assert_string_equal(list.v[0].revision, episode_revision("tides"));
    assert_string_equal(list.revision, library_revision());
}

static void the_list_is_paged_by_id(void **state)
{
    static const struct {
        const char *after;
        size_t limit, n;
        bool more;
        const char *first;
    } cases[] = {
        {NULL, 2, 2, true, "a"},  {"b", 2, 1, false, "c"},  {"a", 2, 2, false, "b"},
        {"bb", 5, 1, false, "c"}, {"c", 2, 0, false, NULL}, {NULL, 3, 3, false, "a"},
    };
    struct store_list list;

    (void)state;
    load("c");
    load("a");
    load("b");
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_int_equal(
            list_them((struct store_list_request){"tide", NULL, cases[i].after, cases[i].limit},
                      &list),
            OK);
        assert_int_equal(list.n, cases[i].n);
        assert_int_equal(list.total, 3);
        assert_int_equal(list.more, cases[i].more);
        if (cases[i].first)
            assert_string_equal(list.v[0].id, cases[i].first);
    }
}

static void the_budget_ends_a_long_statement(void **state)
{
    static char filter[4 << 20];
    struct store_list list;

    (void)state;
    load("tides");
    memset(filter, ' ', sizeof filter - 1);
    for (size_t i = 0; i + 1 < sizeof filter; i += 2)
        filter[i] = 't';
    db_set_budget(db, 1);
    assert_int_equal(list_them((struct store_list_request){.words = filter, .limit = 10}, &list),
                     ERR_BUSY);
    db_set_budget(db, 0);
    assert_int_equal(list_them((struct store_list_request){.words = filter, .limit = 10}, &list),
                     OK);
    assert_int_equal(list.total, 1);
}

static void outdated_episodes_are_found_in_order(void **state)
{
    const struct store_source current = {"x", 1, "d", 5};
    const char *id = NULL;

    (void)state;
    assert_int_equal(db_begin_write(db, NULL), OK);
    assert_int_equal(put("c", &plain, NULL), OK);
    assert_int_equal(put("b", &current, NULL), OK);
    assert_int_equal(put("a", &plain, NULL), OK);
    assert_int_equal(store_next_outdated(db, arena, 5, &id, NULL), OK);
    assert_string_equal(id, "a");
    assert_int_equal(store_next_outdated(db, arena, 5, &id, NULL), OK);
    assert_string_equal(id, "c");
    assert_int_equal(store_next_outdated(db, arena, 5, &id, NULL), OK);
    assert_null(id);
    db_end(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_episodes_revision_follows_its_source),
        TEST(the_librarys_revision_never_comes_back),
        TEST(the_list_is_filtered_by_words),
        TEST(a_listed_episode_has_its_counts),
        TEST(the_list_is_paged_by_id),
        TEST(the_budget_ends_a_long_statement),
        TEST(outdated_episodes_are_found_in_order),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
