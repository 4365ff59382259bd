/* What the header fields of a request ask for: codings, origins, hosts. */
#include "../../server/http/cors.h"
#include "../../server/http/encoding.h"
#include "../../server/http/host.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

/* Last: its macro fail would hide ours. */
#include <cmocka.h>

static void test_codings(void **state)
{
    static const struct {
        const char *header;
        bool gzip, identity;
    } cases[] = {
        {NULL, false, true},
        {"", false, true},
        {"gzip", true, true},
        {"GZip", true, true},
        {"x-gzip", true, true},
        {"gzip, deflate, br, zstd", true, true},
        {"br, deflate", false, true},
        {"gzip;q=0", false, true},
        {"gzip;q=0.000", false, true},
        {"gzip;q=0.001", true, true},
        {"gzip ; q=0.5", true, true},
        {"gzip;Q=0.5,br;q=1", true, true},
        {"gzip;q=0.5, identity;q=0.4", true, true},
        {"gzip;q=0.5, identity;q=0.5", true, true},
        {"gzip;q=0.5, identity", false, true},
        {"identity;q=0.75,gzip;q=0.8", true, true},
        {"gzip;q=0.12345, identity;q=0.124", false, true},
        {"*", true, true},
        {"*;q=0.1", true, true},
        {"*;q=0", false, false},
        {"gzip, *;q=0", true, false},
        {"identity;q=0", false, false},
        {"identity;q=0, gzip", true, false},
        {"identity;q=0, *", true, false},
        {"gzip;q=0, *", false, true},
        {"identity, *;q=0", false, true},
        {"identity;q=0, br", false, false},
        {"gzippy, igzip", false, true},
        {",, ,gzip,,", true, true},
        {"gzip;level=9", true, true},
        {"gzip;q=x", true, true},
        {";q=0", false, true},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct encoding e = encoding_accepted(cases[i].header);
        if (e.gzip != cases[i].gzip || e.identity != cases[i].identity)
            fail_msg("%s: gzip %d, identity %d", cases[i].header, e.gzip, e.identity);
    }
}

/* What comes back from the compressed bytes, by zlib. */
static void test_gzip_is_the_same_again(void **state)
{
    static char text[100000], back[sizeof text + 1];
    static const size_t lengths[] = {0, 1, 300, sizeof text};

    (void)state;
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (char)('a' + i * i % 26);
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        size_t len = 0, again_len = 0;
        void *packed = encoding_gzip(text, lengths[i], &len);
        void *again = encoding_gzip(text, lengths[i], &again_len);
        z_stream z = {.next_in = packed,
                      .avail_in = (uInt)len,
                      .next_out = (Bytef *)back,
                      .avail_out = sizeof back};
        assert_int_equal(inflateInit2(&z, 16 + MAX_WBITS), Z_OK);
        assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
        assert_int_equal(z.total_out, lengths[i]);
        assert_memory_equal(back, text, lengths[i]);
        assert_int_equal(len, again_len);
        assert_memory_equal(packed, again, len);
        inflateEnd(&z);
        free(packed);
        free(again);
    }
}

static void test_origins(void **state)
{
    struct cors *none, *any, *list;
    struct failure f;

    (void)state;
    assert_int_equal(cors_create(&none, NULL, &f), OK);
    assert_int_equal(cors_create(&any, "*", &f), OK);
    assert_int_equal(cors_create(&list, "https://a.example,http://localhost:3000", &f), OK);
    assert_null(cors_allowed(none, "https://a.example"));
    assert_string_equal(cors_allowed(any, NULL), "*");
    assert_string_equal(cors_allowed(any, "https://b.example"), "*");
    assert_string_equal(cors_allowed(list, "https://a.example"), "https://a.example");
    assert_string_equal(cors_allowed(list, "http://localhost:3000"), "http://localhost:3000");
    assert_null(cors_allowed(list, NULL));
    assert_null(cors_allowed(list, "null"));
    assert_null(cors_allowed(list, "https://a.example:443"));
    assert_null(cors_allowed(list, "http://a.example"));
    assert_null(cors_allowed(list, "https://a.example.evil"));
    assert_null(cors_allowed(list, "https://a.example,http://localhost:3000"));
    assert_false(cors_varies(none) || cors_varies(any));
    assert_true(cors_varies(list));
    cors_destroy(none);
    cors_destroy(any);
    cors_destroy(list);
}

static void test_origins_that_no_browser_sends(void **state)
{
    static const char *const lists[] = {"",
                                        ",",
                                        "a.example",
                                        "https://a.example/",
                                        "https://a.example/x",
                                        "https://",
                                        "://a",
                                        "https://A.example",
                                        "https://*.example",
                                        "null",
                                        "*,*",
                                        "https://a b",
                                        "https://a.example,*",
                                        "https://u@a.example"};

    (void)state;
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        struct cors *cors = NULL;
        struct failure f;
        assert_int_equal(cors_create(&cors, lists[i], &f), ERR_USAGE);
        assert_non_null(strstr(f.message, "--cors"));
        assert_null(cors);
    }
}

static void test_hosts(void **state)
{
    static const struct {
        const char *address, *names, *host;
        bool allowed;
    } cases[] = {
        {"127.0.0.1", NULL, NULL, true},
        {"127.0.0.1", NULL, "localhost", true},
        {"127.0.0.1", NULL, "LocalHost:8080", true},
        {"127.0.0.1", NULL, "localhost.:8080", true},
        {"127.0.0.1", NULL, "app.localhost", true},
        {"127.0.0.1", NULL, "127.0.0.1:1", true},
        {"127.0.0.1", NULL, "127.9.9.9", true},
        {"127.0.0.1", NULL, "[::1]", true},
        {"127.0.0.1", NULL, "[::1]:8080", true},
        {"127.0.0.1", NULL, "[::ffff:127.0.0.1]:80", true},
        {"127.0.0.1", NULL, "evil.example", false},
        {"127.0.0.1", NULL, "evil.example:8080", false},
        {"127.0.0.1", NULL, "localhost.evil.example", false},
        {"127.0.0.1", NULL, "evillocalhost", false},
        {"127.0.0.1", NULL, "127.0.0.1.evil.example", false},
        {"127.0.0.1", NULL, "128.0.0.1", false},
        {"127.0.0.1", NULL, "0.0.0.0", false},
        {"127.0.0.1", NULL, "[::2]", false},
        {"127.0.0.1", NULL, "[::1", false},
        {"127.0.0.1", NULL, "[::1]/path", true},
        {"127.0.0.1", NULL, "localhost/evil.example", true},
        {"127.0.0.1", NULL, "evil.example/localhost", false},
        {"127.0.0.1", NULL, "", false},
        {"127.0.0.1", NULL, ":80", false},
        {"127.0.0.1", NULL, "evil.example@localhost", false},
        {"::1", NULL, "evil.example", false},
        {"127.0.0.1", "a.example,b.example", "b.example:80", true},
        {"127.0.0.1", "a.example,b.example", "A.Example.", true},
        {"127.0.0.1", "a.example,b.example", "localhost", true},
        {"127.0.0.1", "a.example,b.example", "c.example", false},
        {"127.0.0.1", "a.example,b.example", "a.example,b.example", false},
        {"127.0.0.1", "*", "evil.example", true},
        {"0.0.0.0", NULL, "evil.example", true},
        {"192.0.2.1", NULL, "evil.example", true},
        {"0.0.0.0", "a.example", "evil.example", false},
        {"0.0.0.0", "a.example", "a.example", true},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct hosts *hosts;
        struct failure f;
        assert_int_equal(hosts_create(&hosts, cases[i].address, cases[i].names, &f), OK);
        if (hosts_allow(hosts, cases[i].host) != cases[i].allowed)
            fail_msg("%s for %s", cases[i].host, cases[i].address);
        hosts_destroy(hosts);
    }
}

static void test_hosts_that_cannot_be_meant(void **state)
{
    static const char *const lists[] = {"", "a b", "http://a", "*.example", "[::1]", "a.example/"};

    (void)state;
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        struct hosts *hosts = NULL;
        struct failure f;
        assert_int_equal(hosts_create(&hosts, "::1", lists[i], &f), ERR_USAGE);
        assert_null(hosts);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_codings), cmocka_unit_test(test_gzip_is_the_same_again),
        cmocka_unit_test(test_origins), cmocka_unit_test(test_origins_that_no_browser_sends),
        cmocka_unit_test(test_hosts),   cmocka_unit_test(test_hosts_that_cannot_be_meant),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
