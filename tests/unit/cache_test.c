/* The contract of the finished answers' cache: what is kept, what goes first, and that nothing
 * outlives a change of the database. */
#include "../../server/http/cache.h"
#include "../../server/http/key.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h> /* last: it makes fail a macro */

enum { SMALL_BODY = 1000 };

static struct answer *answer_of(size_t body_len)
{
    static const char body[1 << 20];
    const struct response rs = {.status = 200,
                                .content_type = "application/json",
                                .body = body,
                                .body_len = body_len,
                                .depends = API_EPISODE};
    struct answer *answer = answer_create(&rs);

    assert_non_null(answer);
    return answer;
}

/* Puts an answer and gives its address, which is only to be compared. */
static const struct answer *put(struct cache *cache, const char *key, size_t body_len)
{
    struct answer *answer = answer_of(body_len);

    cache_put(cache, cache_generation(cache), key, answer);
    answer_release(answer);
    return answer;
}

static const struct answer *get(struct cache *cache, const char *key)
{
    struct answer *answer = cache_get(cache, key);

    answer_release(answer);
    return answer;
}

static void test_gives_back_what_was_put(void **state)
{
    struct cache *cache = cache_create(1 << 20);
    const struct answer *a = put(cache, "a", SMALL_BODY), *b = put(cache, "b", SMALL_BODY);

    (void)state;
    assert_ptr_equal(get(cache, "a"), a);
    assert_ptr_equal(get(cache, "b"), b);
    assert_null(get(cache, "c"));
    cache_destroy(cache);
}

static void test_newer_answer_replaces_older(void **state)
{
    struct cache *cache = cache_create(1 << 20);
    struct answer *old = answer_of(SMALL_BODY), *new = answer_of(SMALL_BODY);

    (void)state;
    cache_put(cache, cache_generation(cache), "a", old);
    cache_put(cache, cache_generation(cache), "a", new);
    assert_ptr_equal(get(cache, "a"), new);
    answer_release(old);
    answer_release(new);
    cache_destroy(cache);
}

static void test_least_recently_used_goes_first(void **state)
{
    struct answer *answer = answer_of(SMALL_BODY);
    size_t one = answer_size(answer) + 100; /* with its key */
    struct cache *cache = cache_create(4 * one);

    (void)state;
    answer_release(answer);
    put(cache, "a", SMALL_BODY);
    put(cache, "b", SMALL_BODY);
    put(cache, "c", SMALL_BODY);
    put(cache, "d", SMALL_BODY);
    get(cache, "a");
    put(cache, "e", SMALL_BODY);
    assert_non_null(get(cache, "a"));
    assert_null(get(cache, "b"));
    assert_non_null(get(cache, "e"));
    cache_destroy(cache);
}

static void test_stays_within_its_bytes(void **state)
{
    enum { KEYS = 200, MAX = 64 * 1024 };
    struct cache *cache = cache_create(MAX);
    size_t kept = 0;
    char key[16];

    (void)state;
    for (int i = 0; i < KEYS; i++) {
        snprintf(key, sizeof key, "%d", i);
        put(cache, key, SMALL_BODY);
    }
    for (int i = 0; i < KEYS; i++) {
        snprintf(key, sizeof key, "%d", i);
        if (get(cache, key))
            kept += SMALL_BODY;
    }
    assert_in_range(kept, MAX / 4, MAX);
    cache_destroy(cache);
}

static void test_too_large_an_answer_is_not_kept(void **state)
{
    struct cache *cache = cache_create(64 * 1024), *none = cache_create(0);

    (void)state;
    put(cache, "small", SMALL_BODY);
    put(cache, "large", 20 * 1024);
    assert_null(get(cache, "large"));
    assert_non_null(get(cache, "small"));
    put(none, "small", SMALL_BODY);
    assert_null(get(none, "small"));
    cache_destroy(cache);
    cache_destroy(none);
}

static void test_drop_forgets_all(void **state)
{
    struct cache *cache = cache_create(1 << 20);

    (void)state;
    put(cache, "a", SMALL_BODY);
    put(cache, "b", SMALL_BODY);
    cache_drop(cache);
    assert_null(get(cache, "a"));
    assert_null(get(cache, "b"));
    put(cache, "a", SMALL_BODY);
    assert_non_null(get(cache, "a"));
    cache_destroy(cache);
}

static void test_answer_from_before_a_drop_is_not_kept(void **state)
{
    struct cache *cache = cache_create(1 << 20);
    struct answer *answer = answer_of(SMALL_BODY);
    unsigned before = cache_generation(cache);

    (void)state;
    cache_drop(cache);
    cache_put(cache, before, "a", answer);
    assert_null(get(cache, "a"));
    answer_release(answer);
    cache_destroy(cache);
}

static void test_reference_outlives_its_entry(void **state)
{
    struct cache *cache = cache_create(1 << 20);
    struct answer *held;

    (void)state;
    put(cache, "a", SMALL_BODY);
    held = cache_get(cache, "a");
    cache_drop(cache);
    cache_destroy(cache);
    assert_true(answer_size(held) >= SMALL_BODY);
    answer_release(held);
}

/* One of several threads that put, get and drop over the same few keys: the sanitizers judge. */
static void *use(void *argument)
{
    struct cache *cache = argument;
    char key[16];

    for (int i = 0; i < 2000; i++) {
        snprintf(key, sizeof key, "%d", i % 20);
        if (!get(cache, key))
            put(cache, key, SMALL_BODY);
        if (i % 500 == 499)
            cache_drop(cache);
    }
    return NULL;
}

static void test_threads_share_it(void **state)
{
    struct cache *cache = cache_create(16 * 1024);
    pthread_t threads[4];

    (void)state;
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, use, cache), 0);
    for (size_t i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    put(cache, "after", SMALL_BODY);
    assert_non_null(get(cache, "after"));
    cache_destroy(cache);
}

static void test_keys(void **state)
{
    static const struct {
        const char *path, *query, *accept;
        const char *same_path, *same_query, *same_accept;
        bool equal;
    } cases[] = {
        {"/a", "x=1&y=2", NULL, "/a", "y=2&x=1", NULL, true},
        {"/a", NULL, NULL, "/a", "", NULL, true},
        {"/a", "x", NULL, "/a", "&x&", NULL, true},
        {"/a", NULL, NULL, "/a", NULL, "*/*", true},
        {"/a", NULL, NULL, "/b", NULL, NULL, false},
        {"/a", "x=1", NULL, "/a", "x=2", NULL, false},
        {"/a", "x=1&x=2", NULL, "/a", "x=1", NULL, false},
        {"/a", "x", NULL, "/a", "x=", NULL, false},
        {"/a", NULL, "text/plain", "/a", NULL, "text/html", false},
        {"/a", NULL, "text/plain", "/a", NULL, NULL, false},
    };
    struct arena *a = arena_create();

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *one = key_of(a, cases[i].path, cases[i].query, cases[i].accept);
        const char *other =
            key_of(a, cases[i].same_path, cases[i].same_query, cases[i].same_accept);
        assert_int_equal(strcmp(one, other) == 0, cases[i].equal);
    }
    arena_destroy(a);
}

static void test_unusual_requests_have_no_key(void **state)
{
    struct arena *a = arena_create();
    char accept[1000] = "";

    (void)state;
    memset(accept, 'x', sizeof accept - 1);
    assert_null(key_of(a, "/a", NULL, accept));
    assert_null(key_of(a, "/a", "1&2&3&4&5&6&7&8&9&10&11&12&13&14&15&16&17", NULL));
    assert_non_null(key_of(a, "/a", "1&2&3&4&5&6&7&8&9&10&11&12&13&14&15&16", NULL));
    arena_destroy(a);
}

static void test_etags(void **state)
{
    static const struct {
        const char *header;
        bool matches;
    } cases[] = {{"\"abc\"", true},
                 {"W/\"abc\"", true},
                 {"*", true},
                 {"\"x\", \"abc\"", true},
                 {"\"x\",W/\"abc\"", true},
                 {"\"abcd\"", false},
                 {"abc", false},
                 {"", false},
                 {"\"ABC\"", false},
                 {",,", false},
                 {"\"x\", \"y\"", false}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(etag_matches(cases[i].header, "\"abc\""), cases[i].matches);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gives_back_what_was_put),
        cmocka_unit_test(test_newer_answer_replaces_older),
        cmocka_unit_test(test_least_recently_used_goes_first),
        cmocka_unit_test(test_stays_within_its_bytes),
        cmocka_unit_test(test_too_large_an_answer_is_not_kept),
        cmocka_unit_test(test_drop_forgets_all),
        cmocka_unit_test(test_answer_from_before_a_drop_is_not_kept),
        cmocka_unit_test(test_reference_outlives_its_entry),
        cmocka_unit_test(test_threads_share_it),
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_unusual_requests_have_no_key),
        cmocka_unit_test(test_etags),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
