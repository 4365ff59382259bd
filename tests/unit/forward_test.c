#include "../../server/search/index/forward.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* Passages are told as lists of ids that end with 0, others as pairs of a position and an id. Ids
 * of one byte, of two and of three; 600 has that of 4 as its last byte. */
enum { MOST = 12 };

struct told {
    uint64_t words[MOST];
    struct {
        uint64_t position, id;
    } others[MOST];
};

static const struct told passages[] = {
    {{5, 600, 4, 9, 600, 4, 0}, {{0, 0}}}, {{4, 600, 9, 0}, {{0, 7}, {1, 8}, {1, 100000}}},
    {{100000, 600, 4, 0}, {{2, 7}}},       {{0}, {{0, 0}}},
    {{9, 9, 9, 9, 0}, {{0, 0}}},           {{600, 100000, 100001, 100002, 0}, {{0, 0}}},
};

enum { PASSAGES = sizeof passages / sizeof *passages };

static struct arena *arena;
static struct buf row;

static void encode(const struct told *t, struct buf *out)
{
    struct buf words, others, technical;
    uint64_t last = 0;

    buf_init(&words);
    buf_init(&others);
    buf_init(&technical);
    for (size_t i = 0; i < MOST && t->words[i]; i++)
        forward_number(&words, t->words[i]);
    for (size_t i = 0; i < MOST && t->others[i].id; i++) {
        forward_number(&others, t->others[i].position - last);
        forward_number(&others, t->others[i].id);
        last = t->others[i].position;
    }
    forward_number(&technical, 4); /* stands nowhere */
    forward_passage_encode(out, &words, &others, &technical);
    buf_finish(&words);
    buf_finish(&others);
    buf_finish(&technical);
}

/* The passages stand from slot 10 on. */
static int set_up(void **state)
{
    struct forward_bytes v[FORWARD_DOCUMENTS] = {{NULL, 0}};
    struct buf bytes[PASSAGES];

    (void)state;
    arena = arena_create();
    buf_init(&row);
    forward_row_write(v, &row);
    assert_int_equal(row.len, 0);
    for (size_t i = 0; i < PASSAGES; i++) {
        buf_init(&bytes[i]);
        encode(&passages[i], &bytes[i]);
        v[10 + i] = (struct forward_bytes){bytes[i].data, bytes[i].len};
    }
    forward_row_write(v, &row);
    for (size_t i = 0; i < PASSAGES; i++)
        buf_finish(&bytes[i]);
    return arena ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    buf_finish(&row);
    arena_destroy(arena);
    return 0;
}

static struct forward_passage passage(unsigned i)
{
    struct forward_passage p;

    assert_true(forward_find(row.data, row.len, 10 + i, &p));
    return p;
}

/* How often ids, which end with 0, stand in a row in a passage. */
static unsigned count(const struct forward_passage *p, const uint64_t *ids)
{
    struct forward_choice choices[MOST];
    struct forward_phrase phrase;
    size_t n = 0;

    for (; ids[n]; n++)
        choices[n] = (struct forward_choice){&ids[n], 1};
    assert_true(forward_phrase_init(arena, choices, n, &phrase));
    assert_non_null(phrase.bytes);
    return forward_count(&phrase, p);
}

static void test_numbers(void **state)
{
    static const uint64_t numbers[] = {0, 1, 127, 128, 16383, 16384, 1U << 31, UINT64_C(1) << 56};

    (void)state;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        struct buf b;
        const uint8_t *s;

        buf_init(&b);
        forward_number(&b, numbers[i]);
        s = (const uint8_t *)b.data;
        assert_int_equal(forward_read(&s, s + b.len), numbers[i]);
        assert_ptr_equal(s, b.data + b.len);
        s = (const uint8_t *)b.data;
        if (b.len > 1) /* cut off */
            assert_int_equal(forward_read(&s, s + b.len - 1), 0);
        buf_finish(&b);
    }
}

static void test_phrases(void **state)
{
    static const struct {
        unsigned passage;
        uint64_t ids[MOST];
        unsigned count;
    } cases[] = {
        {0, {600, 4, 0}, 2},
        {0, {4, 9, 0}, 1},
        {0, {4, 4, 0}, 0},
        {0, {4, 0}, 2}, /* not the end of 600, and not the technical one */
        {0, {5, 600, 4, 9, 600, 4, 0}, 1},
        {0, {4, 5, 0}, 0},
        {0, {600, 4, 4, 0}, 0},
        {1, {7, 600, 0}, 1},
        {1, {7, 8, 9, 0}, 1},
        {1, {4, 100000, 9, 0}, 1},
        {1, {8, 600, 0}, 0},
        {1, {7, 8, 7, 0}, 0},
        {2, {600, 7, 0}, 1},
        {2, {600, 4, 0}, 1},
        {2, {7, 4, 0}, 0},
        {3, {4, 0}, 0},
        {4, {9, 9, 0}, 3},
        {4, {9, 9, 9, 9, 9, 0}, 0},
        {5, {600, 100000, 100001, 0}, 1}, /* of eight bytes */
        {5, {4, 100000, 100001, 0}, 0},
        {5, {100000, 100001, 100002, 0}, 1}, /* of more */
        {5, {4, 100000, 100001, 100002, 0}, 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct forward_passage p = passage(cases[i].passage);

        if (count(&p, cases[i].ids) != cases[i].count)
            fail_msg("case %zu: %u", i, count(&p, cases[i].ids));
    }
}

static void test_choices(void **state)
{
    static const uint64_t first[] = {5, 9, 100000}, second[] = {600, 700};
    const struct forward_choice choices[] = {{first, 3}, {second, 2}};
    static const unsigned counts[] = {2, 0, 1, 0, 0, 0};
    struct forward_phrase phrase;

    (void)state;
    assert_true(forward_phrase_init(arena, choices, 2, &phrase));
    assert_null(phrase.bytes);
    for (unsigned i = 0; i < PASSAGES; i++) {
        struct forward_passage p = passage(i);

        assert_int_equal(forward_count(&phrase, &p), counts[i]);
    }
}

/* A word nobody has is in no phrase. */
static void test_no_choice(void **state)
{
    static const uint64_t nine = 9;
    const struct forward_choice choices[] = {{&nine, 1}, {NULL, 0}};
    struct forward_passage p = passage(4);
    struct forward_phrase phrase;

    (void)state;
    assert_true(forward_phrase_init(arena, choices, 2, &phrase));
    assert_int_equal(forward_count(&phrase, &p), 0);
}

/* Two passages in a row: phrases across, and others that stand where they stood. */
static void test_joined(void **state)
{
    static const struct {
        uint64_t ids[MOST];
        unsigned count;
    } cases[] = {
        {{9, 100000, 600, 0}, 1}, {{7, 8, 9, 100000, 600, 7, 0}, 1},
        {{600, 4, 0}, 1},         {{9, 600, 0}, 0},
        {{600, 7, 0}, 1},         {{4, 0}, 2},
    };
    struct forward_passage first = passage(1), second = passage(2), both;
    struct buf room;

    (void)state;
    buf_init(&room);
    assert_true(forward_join(&room, &first, &second, &both));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (count(&both, cases[i].ids) != cases[i].count)
            fail_msg("case %zu: %u", i, count(&both, cases[i].ids));
    first = passage(3);
    assert_true(forward_join(&room, &first, &second, &both));
    assert_int_equal(count(&both, (uint64_t[]){600, 7, 0}), 1);
    buf_finish(&room);
}

static void test_no_more_than_a_byte_counts(void **state)
{
    struct buf words;
    struct forward_passage p;

    (void)state;
    buf_init(&words);
    for (int i = 0; i < 300; i++) {
        forward_number(&words, 600);
        forward_number(&words, 9);
    }
    p.words = (const uint8_t *)words.data;
    p.words_end = p.others_end = p.end = p.words + words.len;
    assert_int_equal(count(&p, (uint64_t[]){600, 9, 0}), 255);
    buf_finish(&words);
}

/* Two words the other way round are another pair, and a pair's slices have nothing to do with each
 * other. */
static void test_slices(void **state)
{
    unsigned differ = 0, among_themselves = 0;

    (void)state;
    for (uint64_t i = 1; i <= 1000; i++)
        for (unsigned n = 0; n < PAIR_HASHES; n++) {
            uint16_t slice = pairs_slice(i, i + 7, n);

            assert_true(slice < PAIR_SLICES);
            differ += slice != pairs_slice(i + 7, i, n);
            among_themselves += slice != pairs_slice(i, i + 7, (n + 1) % PAIR_HASHES);
        }
    assert_true(differ > PAIR_HASHES * 950);
    assert_true(among_themselves > PAIR_HASHES * 950);
}

static void test_row(void **state)
{
    struct forward_passage p;
    struct forward_bytes v[FORWARD_DOCUMENTS];

    (void)state;
    assert_true(forward_find(row.data, row.len, 0, &p) && p.words == p.end);
    assert_true(forward_find(row.data, row.len, 63, &p) && p.words == p.end);
    assert_false(forward_find(row.data, row.len - 1, 10 + PASSAGES - 1, &p));
    assert_false(forward_find(row.data, 65 * 4 - 1, 0, &p));
    assert_false(forward_row_read(row.data, row.len - 1, v));
    assert_true(forward_row_read(row.data, row.len, v));
    for (size_t i = 0; i < FORWARD_DOCUMENTS; i++)
        assert_int_equal(v[i].len > 0, i >= 10 && i < 10 + PASSAGES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers), cmocka_unit_test(test_phrases),
        cmocka_unit_test(test_choices), cmocka_unit_test(test_no_choice),
        cmocka_unit_test(test_joined),  cmocka_unit_test(test_no_more_than_a_byte_counts),
        cmocka_unit_test(test_slices),  cmocka_unit_test(test_row),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
