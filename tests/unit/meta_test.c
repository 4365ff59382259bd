/* Metadata: its checks, and sidecars. */
#include "ingested.h"

static bool valid(const struct episode_meta *meta)
{
    struct failure f = {.code = OK};
    enum err e = ingest_check_meta(meta, &f);

    assert_int_equal(f.code, e);
    assert_true(e == OK || e == ERR_INPUT);
    return e == OK;
}

static void ids(void **state)
{
    static const struct {
        const char *id;
        bool valid;
    } cases[] = {{"a", true},    {"7", true},           {"tide-clock-2", true}, {"", false},
                 {"-a", false},  {"a-", false},         {"-", false},           {"a--b", false},
                 {"A", false},   {"a b", false},        {"a/b", false},         {"a.b", false},
                 {"a_b", false}, {"caf\xC3\xA9", false}};
    char longest[102];

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(valid(&(struct episode_meta){.id = cases[i].id}), cases[i].valid);
    memset(longest, 'x', sizeof longest);
    longest[101] = '\0';
    assert_false(valid(&(struct episode_meta){.id = longest}));
    assert_true(valid(&(struct episode_meta){.id = longest + 1}));
    assert_true(valid(&(struct episode_meta){.id = NULL}));
}

static void dates(void **state)
{
    static const struct {
        const char *published;
        bool valid;
    } cases[] = {
        {"2024-05-31", true},
        {"2024-02-29", true},
        {"2023-02-29", false},
        {"2000-02-29", true},
        {"1900-02-29", false},
        {"2024-04-31", false},
        {"2024-13-01", false},
        {"2024-00-01", false},
        {"2024-01-00", false},
        {"2024-1-1", false},
        {"31.05.2024", false},
        {"2024-05-31 ", false},
        {"", false},
        {"2024-05-31T07:00:00Z", true},
        {"2024-05-31T23:59:60Z", true},
        {"2024-05-31T07:00:00.125+02:00", true},
        {"2024-05-31T07:00:00-11:30", true},
        {"2024-05-31T07:00:00", false},
        {"2024-05-31T07:00Z", false},
        {"2024-05-31T07:00:00.Z", false},
        {"2024-05-31T24:00:00Z", false},
        {"2024-05-31T07:60:00Z", false},
        {"2024-05-31T07:00:61Z", false},
        {"2024-05-31T07:00:00+24:00", false},
        {"2024-05-31T07:00:00+02:00x", false},
        {"2024-05-31T07:00:00+0200", false},
        {"2024-05-31T", false},
        {"2024-05-31Z", false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (valid(&(struct episode_meta){.published = cases[i].published}) != cases[i].valid)
            fail_msg("%s", cases[i].published);
}

static void links(void **state)
{
    static const struct {
        const char *link;
        bool valid;
    } cases[] = {{"https://example.org/a?b=c#d", true},
                 {"http://example.org", true},
                 {"https://", false},
                 {"ftp://example.org", false},
                 {"example.org", false},
                 {"javascript:alert(1)", false},
                 {"https://example.org/a b", false},
                 {"https://example.org/\"", false},
                 {"https://example.org/<x>", false},
                 {"https://example.org/\n", false},
                 {"https://example.org/\x01", false},
                 {"", false}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (valid(&(struct episode_meta){.link = cases[i].link}) != cases[i].valid)
            fail_msg("%s", cases[i].link);
}

static void languages(void **state)
{
    static const struct {
        const char *language;
        bool valid;
    } cases[] = {{"en", true},
                 {"nds", true},
                 {"pt-BR", true},
                 {"EN-gb", true},
                 {"zh-Hant-TW", true},
                 {"de-1996", true},
                 {"es-419", true},
                 {"en-abcdefgh-abcdefgh-abcdefgh-abcde", true}, /* 35 characters */
                 {"en-abcdefgh-abcdefgh-abcdefgh-abcdef", false},
                 {"en-abcdefghi", false},
                 {"", false},
                 {"e", false},
                 {"english", false},
                 {"e1", false},
                 {"en1", false},
                 {"12", false},
                 {"en_US", false},
                 {"en US", false},
                 {" en", false},
                 {"en-", false},
                 {"-en", false},
                 {"en--US", false},
                 {"en-US,de", false},
                 {"\u00e9n", false}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (valid(&(struct episode_meta){.language = cases[i].language}) != cases[i].valid)
            fail_msg("%s", cases[i].language);
}

static void a_long_offender_is_cut_in_the_message(void **state)
{
    struct failure f;
    char *id = arena_alloc(*state, 5000);

    memset(id, 'X', 4999);
    assert_int_equal(ingest_check_meta(&(struct episode_meta){.id = id}, &f), ERR_INPUT);
    assert_non_null(strstr(f.message, "single inner dashes"));
}

static enum err sidecar(struct arena *a, const char *text, struct episode_meta *meta,
                        struct failure *f)
{
    return ingest_sidecar(a, text, strlen(text), meta, f);
}

static void a_sidecar_fills_in_what_is_not_set(void **state)
{
    struct episode_meta meta = {.show = "Given"};
    struct failure f;

    assert_int_equal(
        sidecar(*state,
                "{\"title\": \" The T\\u00efde \", \"show\": \"Other\", "
                "\"published\": \"2024-05-31\", \"link\": null, \"language\": \"pt-BR\"}",
                &meta, &f),
        OK);
    assert_string_equal(meta.title, "The T\xC3\xAF"
                                    "de");
    assert_string_equal(meta.show, "Given");
    assert_string_equal(meta.published, "2024-05-31");
    assert_string_equal(meta.language, "pt-BR");
    assert_null(meta.link);
    assert_null(meta.id);
}

static void an_empty_field_is_none(void **state)
{
    struct episode_meta meta = {0};
    struct failure f;

    assert_int_equal(sidecar(*state, "{\"title\": \"\", \"show\": \" \\t\"}", &meta, &f), OK);
    assert_null(meta.title);
    assert_null(meta.show);
    assert_int_equal(sidecar(*state, "{}", &meta, &f), OK);
    assert_int_equal(sidecar(*state, "\xEF\xBB\xBF{}", &meta, &f), OK);
}

static void bad_sidecars(void **state)
{
    static const struct {
        const char *text, *message;
        unsigned line;
    } cases[] = {
        {"", NULL, 1},
        {"{", NULL, 1},
        {"{\n\"title\": x}", NULL, 2},
        {"{\"title\": \"a\", \"title\": \"b\"}", NULL, 1},
        {"{\"title\": \"a\\u0000b\"}", "\\u0000, a NUL, can't be in a text", 1},
        {"{\"title\": \"\xFF\"}", NULL, 1},
        {"[]", "a sidecar is a JSON object", 0},
        {"\"title\"", NULL, 1},
        {"{\"titel\": \"a\"}",
         "there is no field 'titel'; a sidecar has title, show, published, link and language", 0},
        {"{\"id\": \"a\"}",
         "there is no field 'id'; a sidecar has title, show, published, link and language", 0},
        {"{\"title\": 7}", "title must be a string or null", 0},
        {"{\"published\": \"soon\"}",
         "published is 'soon', not a date such as 2024-05-31 or 2024-05-31T07:00:00Z", 0},
        {"{\"link\": \"here\"}", "link is 'here', not an http or https URL", 0},
        {"{\"language\": \"English\"}",
         "language is 'English', not a language tag such as en or pt-BR", 0},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct episode_meta meta = {0};
        struct failure f = {.line = 0};

        assert_int_equal(sidecar(*state, cases[i].text, &meta, &f), ERR_INPUT);
        assert_int_equal(f.line, cases[i].line);
        if (cases[i].message)
            assert_string_equal(f.message, cases[i].message);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids),
        cmocka_unit_test(dates),
        cmocka_unit_test(links),
        cmocka_unit_test(languages),
        cmocka_unit_test(a_long_offender_is_cut_in_the_message),
        cmocka_unit_test(a_sidecar_fills_in_what_is_not_set),
        cmocka_unit_test(an_empty_field_is_none),
        cmocka_unit_test(bad_sidecars),
    };

    return cmocka_run_group_tests(tests, with_arena, without_arena);
}
