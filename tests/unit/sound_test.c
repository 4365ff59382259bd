#include "../../server/search/index/sound.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static uint32_t key(const char *word)
{
    return sound_key(word, strlen(word));
}

static void test_heard_alike(void **state)
{
    static const char *const pairs[][2] = {
        {"tollaksund", "tolaksund"},
        {"tollaksund", "tollaxund"},
        {"kowaltschik", "kovalchik"},
        {"panomarev", "ponomarev"},
        {"sarah", "sara"},
        {"katherine", "catrin"},
        {"stephen", "steven"},
        {"philip", "filip"},
        {"kubernetes", "cubernetis"},
        {"christian", "kristian"},
        {"schmidt", "shmit"},
        {"knight", "night"},
        {"wright", "rite"},
        {"alexander", "aleksander"},
        {"marcie", "marsy"},
        {"sourcegraph", "sourcegraf"},
        {"ilya", "illia"},
        {"matthew", "mathew"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        if (key(pairs[i][0]) == 0 || key(pairs[i][0]) != key(pairs[i][1]))
            fail_msg("%s %x, %s %x", pairs[i][0], key(pairs[i][0]), pairs[i][1], key(pairs[i][1]));
    }
}

static void test_sounds(void **state)
{
    uint8_t knight[12], nite[8], x[4];

    (void)state;
    assert_int_equal(sound_read("knight", 6, knight), 3);
    assert_int_equal(sound_read("nite", 4, nite), 4);
    assert_memory_equal(knight, nite, 3);
    assert_int_equal(knight[1], SOUND_VOWEL);
    assert_int_equal(sound_read("ax", 2, x), 3);
    assert_int_equal(sound_read("r2", 2, x), 0);
}

static void test_heard_apart(void **state)
{
    static const char *const pairs[][2] = {
        {"tobias", "tomas"}, {"ilya", "lia"}, {"gale", "gate"}, {"moon", "mood"}, {"kite", "site"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (key(pairs[i][0]) == key(pairs[i][1]))
            fail_msg("%s and %s", pairs[i][0], pairs[i][1]);
}

static void test_without_a_key(void **state)
{
    static const char *const words[] = {"", "a", "the", "k8s", "2024", "\xc3\xb8rsted", "oo"};

    (void)state;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (key(words[i]) != 0)
            fail_msg("%s %x", words[i], key(words[i]));
    /* What is longer than the key is cut. */
    assert_int_equal(key("internationalisation"), key("internationalisations"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_heard_alike),
        cmocka_unit_test(test_sounds),
        cmocka_unit_test(test_heard_apart),
        cmocka_unit_test(test_without_a_key),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
