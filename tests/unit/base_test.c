/* Errors, the arena, the text buffer, edit distance, memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"
#include "buf.h"
#include "distance.h"
#include "error.h"
#include "memory.h"

#include <cmocka.h> /* last: it makes fail a macro */
#undef fail

/* ---- errors ---- */

static void a_failure_records_code_and_message(void **state)
{
    struct failure f = {.line = 7, .column = 7};

    (void)state;
    assert_int_equal(fail(&f, ERR_NOT_FOUND, "no episode '%s'", "x"), ERR_NOT_FOUND);
    assert_int_equal(f.code, ERR_NOT_FOUND);
    assert_int_equal(f.line, 0);
    assert_int_equal(f.column, 0);
    assert_string_equal(f.message, "no episode 'x'");
}

static void a_failure_may_have_a_place(void **state)
{
    struct failure f;

    (void)state;
    assert_int_equal(fail_at(&f, 3, 9, "%d", 42), ERR_INPUT);
    assert_int_equal(f.code, ERR_INPUT);
    assert_int_equal(f.line, 3);
    assert_int_equal(f.column, 9);
    assert_string_equal(f.message, "42");
}

static void a_failure_may_be_unwanted(void **state)
{
    (void)state;
    assert_int_equal(fail(NULL, ERR_IO, "x"), ERR_IO);
    assert_int_equal(fail_at(NULL, 1, 1, "x"), ERR_INPUT);
}

static void a_long_message_is_cut(void **state)
{
    struct failure f;
    char wide[2000];

    (void)state;
    memset(wide, 'x', sizeof wide - 1);
    wide[sizeof wide - 1] = '\0';
    fail(&f, ERR_IO, "%s", wide);
    assert_int_equal(strlen(f.message), sizeof f.message - 1);
}

static void every_code_has_slug_and_title(void **state)
{
    (void)state;
    for (int code = OK; code < ERR_COUNT; code++) {
        const char *slug = err_slug((enum err)code);

        assert_true(strlen(err_title((enum err)code)) > 0);
        assert_int_equal(strspn(slug, "abcdefghijklmnopqrstuvwxyz-"), strlen(slug));
        for (int other = OK; other < code; other++)
            assert_string_not_equal(slug, err_slug((enum err)other));
    }
}

/* ---- the arena ---- */

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

static void memory_is_zeroed_and_aligned(void **state)
{
    static const size_t sizes[] = {1, 3, 16, 17, 4096, 20000, 3000000, 0, 5};

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        unsigned char *p = arena_alloc(*state, sizes[i]);

        assert_non_null(p);
        assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
        for (size_t at = 0; at < sizes[i]; at++)
            assert_int_equal(p[at], 0);
        memset(p, 0xAA, sizes[i]);
    }
}

static void a_reset_arena_hands_out_zeroes_again(void **state)
{
    for (int round = 0; round < 3; round++) {
        unsigned char *p = arena_alloc(*state, 10000);

        assert_non_null(p);
        assert_int_equal(p[0] | p[9999], 0);
        memset(p, 0xAA, 10000);
        assert_non_null(arena_alloc(*state, 100000));
        arena_reset(*state);
    }
}

static void what_overflows_is_refused(void **state)
{
    assert_null(arena_alloc(*state, SIZE_MAX));
    assert_null(arena_array(*state, SIZE_MAX / 2, 3));
    assert_null(arena_array(*state, SIZE_MAX, SIZE_MAX));
    assert_non_null(arena_array(*state, 0, 8));
    assert_non_null(arena_array(*state, 8, 0));
}

static void strings_are_copied(void **state)
{
    char original[] = "tide clock";
    char *whole = arena_strdup(*state, original);
    char *part = arena_strndup(*state, original, 4);

    original[0] = 'x';
    assert_string_equal(whole, "tide clock");
    assert_string_equal(part, "tide");
    assert_null(arena_strdup(*state, NULL));
    assert_null(arena_strndup(*state, NULL, 3));
    assert_string_equal(arena_printf(*state, "%s-%03d", part, 7), "tide-007");
}

static void an_array_grows_and_keeps_its_items(void **state)
{
    unsigned *items = NULL;
    size_t capacity = 0;

    for (unsigned n = 0; n < 1000; n++) {
        items = arena_grow(*state, items, n, &capacity, sizeof *items);
        assert_non_null(items);
        assert_true(capacity > n);
        assert_int_equal(items[n], 0);
        items[n] = n + 1;
    }
    for (unsigned n = 0; n < 1000; n++)
        assert_int_equal(items[n], n + 1);
}

static void no_arena_may_be_destroyed(void **state)
{
    (void)state;
    arena_destroy(NULL);
}

/* ---- the text buffer ---- */

static void a_buffer_grows(void **state)
{
    struct buf b;

    (void)state;
    buf_init(&b);
    assert_null(b.data);
    buf_add(&b, "", 0);
    assert_string_equal(b.data, "");
    for (int i = 0; i < 1000; i++) {
        buf_str(&b, "ab");
        buf_char(&b, 'c');
        buf_printf(&b, "%d", i % 10);
    }
    assert_false(b.failed);
    assert_int_equal(b.len, 4000);
    assert_int_equal(strlen(b.data), 4000);
    assert_string_equal(b.data + 3992, "abc8abc9");
    buf_finish(&b);
    assert_null(b.data);
    assert_int_equal(b.len, 0);
}

static void a_buffer_keeps_nul_bytes(void **state)
{
    struct buf b;

    (void)state;
    buf_init(&b);
    buf_add(&b, "a\0b", 3);
    assert_int_equal(b.len, 3);
    assert_memory_equal(b.data, "a\0b", 4);
    buf_finish(&b);
}

static void an_overflowing_buffer_fails_and_stays_failed(void **state)
{
    struct buf b;

    (void)state;
    buf_init(&b);
    buf_str(&b, "x");
    buf_add(&b, "x", SIZE_MAX);
    assert_true(b.failed);
    buf_str(&b, "y");
    assert_true(b.failed);
    assert_int_equal(b.len, 1);
    buf_finish(&b);
    assert_false(b.failed);
}

/* ---- edit distance ---- */

static void distances(void **state)
{
    static const struct {
        const char *a, *b;
        size_t limit, distance;
    } cases[] = {
        {"", "", 3, 0},
        {"", "abc", 3, 3},
        {"abc", "", 5, 3},
        {"kitten", "kitten", 0, 0},
        {"kitten", "sitting", 9, 3},
        {"kitten", "sitting", 3, 3},
        {"kitten", "sitting", 2, 3},
        {"listen", "lisetn", 5, 1}, /* a swap */
        {"ab", "ba", 2, 1},
        {"ca", "abc", 5, 3}, /* no edit inside a swap: 3, not 2 */
        {"ilya", "ilia", 2, 1},
        {"abc", "xyz", 1, 2}, /* over the limit */
        {"a", "abcdef", 2, 3},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t there = edit_distance(cases[i].a, strlen(cases[i].a), cases[i].b, strlen(cases[i].b),
                                     cases[i].limit);
        size_t back = edit_distance(cases[i].b, strlen(cases[i].b), cases[i].a, strlen(cases[i].a),
                                    cases[i].limit);
        assert_int_equal(there, cases[i].distance);
        assert_int_equal(back, cases[i].distance);
    }
}

static void long_strings_are_far_apart(void **state)
{
    char s[64];

    (void)state;
    memset(s, 'x', sizeof s);
    assert_int_equal(edit_distance(s, 63, s, 63, 4), 0);
    assert_int_equal(edit_distance(s, 64, s, 64, 4), 5);
}

/* A random word of few letters, so that many are alike; returns its length. */
static size_t make_word(uint32_t *seed, size_t most, char *word)
{
    size_t len;

    *seed = *seed * 1664525 + 1013904223;
    len = 1 + (*seed >> 8) % most;
    for (size_t i = 0; i < len; i++) {
        *seed = *seed * 1664525 + 1013904223;
        word[i] = (char)('a' + (*seed >> 16) % 3);
    }
    return len;
}

static void a_pattern_tells_the_same_distance(void **state)
{
    char x[EDIT_PATTERN_MOST], y[EDIT_PATTERN_MOST];
    uint32_t seed = 1;

    (void)state;
    for (size_t round = 0; round < 20000; round++) {
        size_t most = round % 2 ? 8 : EDIT_PATTERN_MOST;
        size_t x_len = make_word(&seed, most, x), y_len = make_word(&seed, most, y);
        struct edit_pattern p;

        edit_pattern_init(&p, x, x_len);
        assert_int_equal(edit_pattern_distance(&p, y, y_len),
                         edit_distance(x, x_len, y, y_len, EDIT_PATTERN_MOST));
        assert_int_equal(edit_pattern_distance(&p, y, 0), x_len);
    }
}

/* ---- memory ---- */

static void no_more_memory_than_the_machine_has(void **state)
{
    size_t machine = (size_t)sysconf(_SC_PHYS_PAGES) * (size_t)sysconf(_SC_PAGESIZE);

    (void)state;
    assert_in_range(memory_limit(), 1 << 20, machine);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_failure_records_code_and_message),
        cmocka_unit_test(a_failure_may_have_a_place),
        cmocka_unit_test(a_failure_may_be_unwanted),
        cmocka_unit_test(a_long_message_is_cut),
        cmocka_unit_test(every_code_has_slug_and_title),
        cmocka_unit_test_setup_teardown(memory_is_zeroed_and_aligned, with_arena, without_arena),
        cmocka_unit_test_setup_teardown(a_reset_arena_hands_out_zeroes_again, with_arena,
                                        without_arena),
        cmocka_unit_test_setup_teardown(what_overflows_is_refused, with_arena, without_arena),
        cmocka_unit_test_setup_teardown(strings_are_copied, with_arena, without_arena),
        cmocka_unit_test_setup_teardown(an_array_grows_and_keeps_its_items, with_arena,
                                        without_arena),
        cmocka_unit_test(no_arena_may_be_destroyed),
        cmocka_unit_test(a_buffer_grows),
        cmocka_unit_test(a_buffer_keeps_nul_bytes),
        cmocka_unit_test(an_overflowing_buffer_fails_and_stays_failed),
        cmocka_unit_test(distances),
        cmocka_unit_test(long_strings_are_far_apart),
        cmocka_unit_test(a_pattern_tells_the_same_distance),
        cmocka_unit_test(no_more_memory_than_the_machine_has),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
