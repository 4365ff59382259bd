/* The contract of the finished answers' cache: what is kept, what goes first, and that nothing
 * outlives a change of the database. */
#include "../../server/http/cache.h"
#include "../../server/http/key.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <cmocka.h> /* last: it makes fail a macro */

enum { SMALL_BODY = 4000 };

static struct answer *answer_of(size_t body_len)
{
    static const char body[1 << 20];
    const struct response rs = {.status = 200,
                                .content_type = "application/json",
                                .body = body,
                                .body_len = body_len,
                                .depends = API_EPISODE,
                                .episode = "a",
                                .revision = "1"};
    struct answer *answer = answer_create(&rs, NULL);

    assert_non_null(answer);
    return answer;
}

/* Makes an answer and gives its address, which is only to be compared. */
static const struct answer *put(struct cache *cache, const char *key, size_t body_len)
{
    struct making making;
    struct answer *answer = cache_claim(cache, key, &making);

    if (!answer) {
        answer = answer_of(body_len);
        cache_made(cache, &making, answer);
    }
    answer_release(answer);
    return answer;
}

/* What is kept and not in doubt. */
static const struct answer *get(struct cache *cache, const char *key)
{
    struct cache_hit hit = cache_get(cache, key);

    answer_release(hit.answer);
    return hit.good ? hit.answer : NULL;
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
    const struct answer *old = put(cache, "a", SMALL_BODY), *new;

    (void)state;
    cache_changed(cache);
    new = put(cache, "a", 2 * SMALL_BODY);
    assert_ptr_not_equal(new, old);
    assert_ptr_equal(get(cache, "a"), new);
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

static void test_change_puts_all_in_doubt(void **state)
{
    struct cache *cache = cache_create(1 << 20);
    const struct answer *a = put(cache, "a", SMALL_BODY);
    struct cache_hit hit;

    (void)state;
    put(cache, "b", SMALL_BODY);
    cache_changed(cache);
    hit = cache_get(cache, "a");
    assert_ptr_equal(hit.answer, a);
    assert_false(hit.good);
    cache_confirm(cache, "a", &hit);
    assert_ptr_equal(get(cache, "a"), a);
    assert_null(get(cache, "b"));
    answer_release(hit.answer);
    cache_destroy(cache);
}

/* What was found good before a change is in doubt again behind it. */
static void test_late_confirmation(void **state)
{
    struct cache *cache = cache_create(1 << 20);
    struct cache_hit hit;

    (void)state;
    put(cache, "a", SMALL_BODY);
    cache_changed(cache);
    hit = cache_get(cache, "a");
    cache_changed(cache);
    cache_confirm(cache, "a", &hit);
    assert_null(get(cache, "a"));
    answer_release(hit.answer);
    cache_destroy(cache);
}

/* A confirmation is of the answer that was looked at, not of another in its place. */
static void test_confirmation_of_an_answer_that_is_gone(void **state)
{
    struct cache *cache = cache_create(1 << 20);
    struct answer *fresh = answer_of(SMALL_BODY);
    struct making before;
    struct cache_hit hit;

    (void)state;
    assert_null(cache_claim(cache, "a", &before));
    cache_changed(cache);
    put(cache, "a", SMALL_BODY);
    cache_changed(cache);
    hit = cache_get(cache, "a");
    cache_made(cache, &before, fresh);
    cache_confirm(cache, "a", &hit);
    assert_null(get(cache, "a"));
    answer_release(hit.answer);
    answer_release(fresh);
    cache_destroy(cache);
}

static void test_answer_made_across_a_change_is_in_doubt(void **state)
{
    struct cache *cache = cache_create(1 << 20);
    struct answer *answer = answer_of(SMALL_BODY);
    struct making making;

    (void)state;
    assert_null(cache_claim(cache, "a", &making));
    cache_changed(cache);
    cache_made(cache, &making, answer);
    assert_null(get(cache, "a"));
    answer_release(answer);
    cache_destroy(cache);
}

/* ---- several threads that miss the same answer ---- */

struct asking {
    struct cache *cache;
    struct making making;
    struct answer *got;
    atomic_bool done;
};

static void *ask(void *argument)
{
    struct asking *asking = argument;

    asking->got = cache_claim(asking->cache, "a", &asking->making);
    atomic_store(&asking->done, true);
    return NULL;
}

/* A thread that asks for "a" while making goes on; it may or may not wait by now. */
static pthread_t start_asking(struct asking *asking, struct cache *cache)
{
    pthread_t thread;

    *asking = (struct asking){.cache = cache};
    assert_int_equal(pthread_create(&thread, NULL, ask, asking), 0);
    return thread;
}

static void test_who_asks_meanwhile_gets_what_is_made(void **state)
{
    struct cache *cache = cache_create(1 << 20);
    struct answer *answer = answer_of(SMALL_BODY);
    const struct timespec moment = {.tv_nsec = 50 * 1000 * 1000};
    struct asking asking;
    struct making making;
    pthread_t thread;

    (void)state;
    assert_null(cache_claim(cache, "a", &making));
    thread = start_asking(&asking, cache);
    nanosleep(&moment, NULL);
    assert_false(atomic_load(&asking.done)); /* whether it has started or not */
    cache_made(cache, &making, answer);
    pthread_join(thread, NULL);
    assert_ptr_equal(asking.got, answer);
    answer_release(asking.got);
    answer_release(answer);
    cache_destroy(cache);
}

/* Nobody waits for ever for what can't be kept. */
static void test_who_asks_meanwhile_makes_what_failed(void **state)
{
    struct cache *cache = cache_create(1 << 20);
    struct asking asking;
    struct making making;
    pthread_t thread;

    (void)state;
    assert_null(cache_claim(cache, "a", &making));
    thread = start_asking(&asking, cache);
    cache_made(cache, &making, NULL);
    pthread_join(thread, NULL);
    assert_null(asking.got);
    cache_made(cache, &asking.making, NULL);
    cache_destroy(cache);
}

/* It might be of the state before. */
static void test_making_from_before_a_change_is_not_waited_for(void **state)
{
    struct cache *cache = cache_create(1 << 20);
    struct making before, behind;

    (void)state;
    assert_null(cache_claim(cache, "a", &before));
    cache_changed(cache);
    assert_null(cache_claim(cache, "a", &behind));
    cache_made(cache, &behind, NULL);
    cache_made(cache, &before, NULL);
    cache_destroy(cache);
}

static void test_other_answers_are_not_waited_for(void **state)
{
    struct cache *cache = cache_create(1 << 20);
    struct making one, other;

    (void)state;
    assert_null(cache_claim(cache, "a", &one));
    assert_null(cache_claim(cache, "b", &other));
    cache_made(cache, &one, NULL);
    cache_made(cache, &other, NULL);
    cache_destroy(cache);
}

static void test_reference_outlives_its_entry(void **state)
{
    struct cache *cache = cache_create(1 << 20);
    struct answer *held;

    (void)state;
    put(cache, "a", SMALL_BODY);
    held = cache_get(cache, "a").answer;
    cache_destroy(cache);
    assert_true(answer_size(held) >= SMALL_BODY);
    answer_release(held);
}

/* One of several threads that put, get and change over the same few keys: the sanitizers judge. */
static void *use(void *argument)
{
    struct cache *cache = argument;
    char key[16];

    for (int i = 0; i < 2000; i++) {
        snprintf(key, sizeof key, "%d", i % 20);
        if (!get(cache, key))
            put(cache, key, SMALL_BODY);
        if (i % 500 == 499)
            cache_changed(cache);
    }
    return NULL;
}

static void test_threads_share_it(void **state)
{
    struct cache *cache = cache_create(64 * 1024);
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

/* A key in words: the variant by its first letter, and the origin. */
static const char *key(struct arena *a, const char *path, const char *query, const char *accept,
                       const char *variant)
{
    const struct request rq = {.path = path, .query = query, .accept = accept};
    struct variant v = {.accepted = {.gzip = *variant == 'g' || *variant == 'o',
                                     .identity = *variant != 'o' && *variant != 'n'}};

    v.origin = *variant ? variant + 1 : NULL;
    return key_of(a, &rq, &v);
}

static void test_keys(void **state)
{
    static const struct {
        const char *path, *query, *accept, *variant;
        const char *same_path, *same_query, *same_accept, *same_variant;
        bool equal;
    } cases[] = {
        {"/a", "x=1&y=2", NULL, "", "/a", "y=2&x=1", NULL, "", true},
        {"/a", NULL, NULL, "", "/a", "", NULL, "", true},
        {"/a", "x", NULL, "", "/a", "&x&", NULL, "", true},
        {"/a", NULL, NULL, "", "/a", NULL, "*/*", "", true},
        {"/a", NULL, NULL, "", "/b", NULL, NULL, "", false},
        {"/a", "x=1", NULL, "", "/a", "x=2", NULL, "", false},
        {"/a", "x=1&x=2", NULL, "", "/a", "x=1", NULL, "", false},
        {"/a", "x", NULL, "", "/a", "x=", NULL, "", false},
        {"/a", NULL, "text/plain", "", "/a", NULL, "text/html", "", false},
        {"/a", NULL, "text/plain", "", "/a", NULL, NULL, "", false},
        {"/a", NULL, NULL, "g", "/a", NULL, NULL, "", false},
        {"/a", NULL, NULL, "g", "/a", NULL, NULL, "o", false},
        {"/a", NULL, NULL, "n", "/a", NULL, NULL, "o", false},
        {"/a", NULL, NULL, "ghttps://x", "/a", NULL, NULL, "g", false},
        {"/a", NULL, NULL, "ghttps://x", "/a", NULL, NULL, "ghttps://y", false},
        {"/a", NULL, NULL, "g*", "/a", NULL, NULL, "g*", true},
    };
    struct arena *a = arena_create();

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *one = key(a, cases[i].path, cases[i].query, cases[i].accept, cases[i].variant);
        const char *other = key(a, cases[i].same_path, cases[i].same_query, cases[i].same_accept,
                                cases[i].same_variant);
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
    assert_null(key(a, "/a", NULL, accept, ""));
    assert_null(key(a, "/a", "1&2&3&4&5&6&7&8&9&10&11&12&13&14&15&16&17", NULL, ""));
    assert_non_null(key(a, "/a", "1&2&3&4&5&6&7&8&9&10&11&12&13&14&15&16", NULL, ""));
    arena_destroy(a);
}

static void test_etags(void **state)
{
    static const struct {
        const char *header;
        bool weakly, strongly;
    } cases[] = {{"\"abc\"", true, true},
                 {"W/\"abc\"", true, false},
                 {"*", true, true},
                 {"\"x\", \"abc\"", true, true},
                 {"W/\"x\", \"abc\"", true, true},
                 {"\"x\",W/\"abc\"", true, false},
                 {"\"abcd\"", false, false},
                 {"abc", false, false},
                 {"", false, false},
                 {"\"ABC\"", false, false},
                 {",,", false, false},
                 {"\"x\", \"y\"", false, false}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(etag_matches(cases[i].header, "\"abc\"", false), cases[i].weakly);
        assert_int_equal(etag_matches(cases[i].header, "\"abc\"", true), cases[i].strongly);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gives_back_what_was_put),
        cmocka_unit_test(test_newer_answer_replaces_older),
        cmocka_unit_test(test_least_recently_used_goes_first),
        cmocka_unit_test(test_stays_within_its_bytes),
        cmocka_unit_test(test_too_large_an_answer_is_not_kept),
        cmocka_unit_test(test_change_puts_all_in_doubt),
        cmocka_unit_test(test_late_confirmation),
        cmocka_unit_test(test_confirmation_of_an_answer_that_is_gone),
        cmocka_unit_test(test_answer_made_across_a_change_is_in_doubt),
        cmocka_unit_test(test_who_asks_meanwhile_gets_what_is_made),
        cmocka_unit_test(test_who_asks_meanwhile_makes_what_failed),
        cmocka_unit_test(test_making_from_before_a_change_is_not_waited_for),
        cmocka_unit_test(test_other_answers_are_not_waited_for),
        cmocka_unit_test(test_reference_outlives_its_entry),
        cmocka_unit_test(test_threads_share_it),
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_unusual_requests_have_no_key),
        cmocka_unit_test(test_etags),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
