/* A range of paragraphs, read by itself. */
#include "../../server/db/db_internal.h"
#include "store_sample.h"

#include <sqlite3.h>

static enum err read_range(const char *id, unsigned first, unsigned last,
                           struct store_paragraph_list *out)
{
    static struct store_range range;
    enum err e;

    range = (struct store_range){id, first, last};
    assert_int_equal(db_begin_read(db, NULL), OK);
    e = store_get_paragraphs(db, arena, &range, out, NULL);
    db_end(db);
    return e;
}

static void test_whole(void **state)
{
    struct store_paragraph_list list;

    (void)state;
    load("other");
    load("one");
    assert_int_equal(read_range("one", 1, 3, &list), OK);
    assert_int_equal(list.n, COUNT(paragraphs));
    for (unsigned i = 0; i < list.n; i++) {
        const struct paragraph *p = &list.v[i].paragraph, *its = &paragraphs[i];

        assert_string_equal(list.v[i].episode, "one");
        assert_int_equal(list.v[i].n, i + 1);
        assert_string_equal(p->text, its->text);
        assert_int_equal(p->turn, its->turn);
        assert_int_equal(p->line, its->line);
        assert_int_equal(p->column, its->column);
        assert_int_equal(p->part_count, its->part_count);
        for (size_t k = 0; k < p->part_count; k++) {
            assert_int_equal(p->parts[k].kind, its->parts[k].kind);
            assert_int_equal(p->parts[k].start, its->parts[k].start);
            assert_int_equal(p->parts[k].end, its->parts[k].end);
        }
    }
    assert_null(list.v[0].speaker_id);
    assert_string_equal(list.v[1].speaker_id, "maren-oake");
    assert_string_equal(list.v[1].speaker_name, "Maren Oake");
    assert_string_equal(list.v[1].paragraph.parts[1].sponsor, "Lantern Oil");
}

static void test_ranges(void **state)
{
    static const struct {
        const char *id;
        unsigned first, last, from, n;
    } cases[] = {
        {"one", 2, 2, 2, 1},  {"one", 3, 3, 3, 1},    {"one", 2, 99, 2, 2},
        {"one", 4, 99, 0, 0}, {"nobody", 1, 3, 0, 0}, {"one", 3, 1, 0, 0},
    };

    (void)state;
    load("one");
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct store_paragraph_list list;

        assert_int_equal(read_range(cases[i].id, cases[i].first, cases[i].last, &list), OK);
        assert_int_equal(list.n, cases[i].n);
        for (unsigned k = 0; k < list.n; k++) {
            assert_int_equal(list.v[k].n, cases[i].from + k);
            assert_int_equal(list.v[k].paragraph.part_count,
                             paragraphs[cases[i].from + k - 1].part_count);
        }
    }
}

static void test_damage(void **state)
{
    static const char *const damages[] = {
        "UPDATE part SET end_ = 1000 WHERE paragraph = 2",
        "UPDATE part SET kind = 7 WHERE paragraph = 2",
        "DELETE FROM part WHERE paragraph = 2",
        "DELETE FROM paragraph WHERE n = 2",
        "UPDATE paragraph SET turn = 9 WHERE n = 2",
    };

    (void)state;
    load("one");
    for (size_t i = 0; i < COUNT(damages); i++) {
        const struct store_range range = {"one", 1, 3};
        struct store_paragraph_list list;

        assert_int_equal(db_begin_write(db, NULL), OK);
        assert_int_equal(sqlite3_exec(db->connection, damages[i], NULL, NULL, NULL), 0);
        assert_int_equal(store_get_paragraphs(db, arena, &range, &list, NULL), ERR_DATABASE);
        db_end(db);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_whole),
        TEST(test_ranges),
        TEST(test_damage),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
