#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "config.h"

#include <cmocka.h> /* last: it makes fail a macro */

enum { MOST_ARGUMENTS = 12 };

/* What the options of these tests set. */
struct settings {
    const char *db, *port_file;
    unsigned threads, limit;
    size_t max_bytes;
    bool read_only;
};

/* What config_read made of a command line. */
struct outcome {
    enum err error;
    struct settings settings;
    struct failure failure;
    char *rest[MOST_ARGUMENTS];
    int rest_count;
};

/* Reads arguments that are separated by blanks. */
static struct outcome read_line(const char *line)
{
    static char words[256];
    struct outcome o = {.settings = {.db = "./default.db", .threads = 2, .max_bytes = 64}};
    const struct option options[] = {
        {"db", OPTION_TEXT, &o.settings.db, "FILE", "the database"},
        {"port-file", OPTION_TEXT, &o.settings.port_file, "FILE", "where the port goes"},
        {"threads", OPTION_NUMBER, &o.settings.threads, "N", "how many"},
        {"limit", OPTION_COUNT, &o.settings.limit, "N", "how many at most"},
        {"max-bytes", OPTION_SIZE, &o.settings.max_bytes, "SIZE", "of one input"},
        {"read-only", OPTION_FLAG, &o.settings.read_only, NULL, "writes nothing"},
    };
    int argc = 1;

    strcpy(words, line);
    o.rest[0] = (char[]){"episoded"};
    for (char *word = strtok(words, " "); word; word = strtok(NULL, " "))
        o.rest[argc++] = word;
    o.error = config_read(options, sizeof options / sizeof *options, argc, o.rest, &o.rest_count,
                          &o.failure);
    return o;
}

static int without_variables(void **state)
{
    (void)state;
    unsetenv("EPISODED_DB");
    unsetenv("EPISODED_PORT_FILE");
    unsetenv("EPISODED_THREADS");
    unsetenv("EPISODED_MAX_BYTES");
    unsetenv("EPISODED_READ_ONLY");
    return 0;
}

static void targets_keep_their_value(void **state)
{
    struct outcome o = read_line("");

    (void)state;
    assert_int_equal(o.error, OK);
    assert_string_equal(o.settings.db, "./default.db");
    assert_null(o.settings.port_file);
    assert_int_equal(o.settings.threads, 2);
    assert_int_equal(o.settings.max_bytes, 64);
    assert_false(o.settings.read_only);
    assert_int_equal(o.rest_count, 1);
}

static void options_are_read_and_the_rest_is_left(void **state)
{
    struct outcome o = read_line("a.txt --db x.db --threads=8 b.txt --read-only --max-bytes 4K -");

    (void)state;
    assert_int_equal(o.error, OK);
    assert_string_equal(o.settings.db, "x.db");
    assert_int_equal(o.settings.threads, 8);
    assert_int_equal(o.settings.max_bytes, 4096);
    assert_true(o.settings.read_only);
    assert_int_equal(o.rest_count, 4);
    assert_string_equal(o.rest[1], "a.txt");
    assert_string_equal(o.rest[2], "b.txt");
    assert_string_equal(o.rest[3], "-");
}

static void two_dashes_end_the_options(void **state)
{
    struct outcome o = read_line("--threads 3 -- --threads 4 -- -x");

    (void)state;
    assert_int_equal(o.error, OK);
    assert_int_equal(o.settings.threads, 3);
    assert_int_equal(o.rest_count, 5);
    assert_string_equal(o.rest[1], "--threads");
    assert_string_equal(o.rest[3], "--");
    assert_string_equal(o.rest[4], "-x");
}

static void a_value_may_be_empty_or_hold_an_equals_sign(void **state)
{
    struct outcome o = read_line("--db= --port-file=a=b");

    (void)state;
    assert_int_equal(o.error, OK);
    assert_string_equal(o.settings.db, "");
    assert_string_equal(o.settings.port_file, "a=b");
}

static void numbers_and_sizes(void **state)
{
    static const struct {
        const char *line;
        bool valid;
        size_t value;
    } cases[] = {
        {"--threads 0", true, 0},
        {"--threads 4294967295", true, 4294967295u},
        {"--threads 4294967296", false, 0},
        {"--threads 99999999999999999999", false, 0},
        {"--threads -1", false, 0},
        {"--threads +1", false, 0},
        {"--threads 1x", false, 0},
        {"--threads 1K", false, 0},
        {"--threads 0x10", false, 0},
        {"--threads=", false, 0},
        {"--max-bytes 0", true, 0},
        {"--max-bytes 512k", true, 512u << 10},
        {"--max-bytes 64M", true, 64u << 20},
        {"--max-bytes 1G", true, 1u << 30},
        {"--max-bytes 1T", false, 0},
        {"--max-bytes 1MB", false, 0},
        {"--max-bytes M", false, 0},
        {"--max-bytes 1.5M", false, 0},
        {"--max-bytes 18446744073709551615", true, SIZE_MAX},
        {"--max-bytes 18446744073709551616", false, 0},
        {"--max-bytes 17179869183G", true, (size_t)17179869183u << 30},
        {"--max-bytes 17179869184G", false, 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct outcome o = read_line(cases[i].line);
        bool size = strstr(cases[i].line, "max-bytes") != NULL;

        assert_int_equal(o.error, cases[i].valid ? OK : ERR_USAGE);
        if (cases[i].valid)
            assert_int_equal(size ? o.settings.max_bytes : o.settings.threads, cases[i].value);
        else
            assert_non_null(strstr(o.failure.message, size ? "--max-bytes" : "--threads"));
    }
}

static void what_is_wrong_is_named(void **state)
{
    static const struct {
        const char *line, *message;
    } cases[] = {
        {"--treads 4", "there is no option --treads; did you mean --threads?"},
        {"--thread=4", "there is no option --thread; did you mean --threads?"},
        {"--port-flie x", "there is no option --port-flie; did you mean --port-file?"},
        {"--colour", "there is no option --colour; --help lists them"},
        {"--xy", "there is no option --xy; --help lists them"},
        {"--db", "--db needs a value: --db FILE"},
        {"--read-only=yes", "--read-only takes no value"},
        {"-x", "options are written with two dashes, not -x"},
        {"--threads many", "--threads takes a whole number, not 'many'"},
        {"--limit 0", "--limit takes a whole number from 1 on, not '0'"},
        {"--limit many", "--limit takes a whole number from 1 on, not 'many'"},
        {"--threads=many", "--threads takes a whole number, not 'many'"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct outcome o = read_line(cases[i].line);

        assert_int_equal(o.error, ERR_USAGE);
        assert_string_equal(o.failure.message, cases[i].message);
    }
}

static void variables_stand_behind_options(void **state)
{
    struct outcome o;

    (void)state;
    setenv("EPISODED_DB", "variable.db", 1);
    setenv("EPISODED_PORT_FILE", "variable.port", 1);
    setenv("EPISODED_MAX_BYTES", "2M", 1);
    setenv("EPISODED_THREADS", "", 1);
    o = read_line("--db option.db");
    assert_int_equal(o.error, OK);
    assert_string_equal(o.settings.db, "option.db");
    assert_string_equal(o.settings.port_file, "variable.port");
    assert_int_equal(o.settings.max_bytes, 2u << 20);
    assert_int_equal(o.settings.threads, 2);
}

static void a_bad_variable_is_named(void **state)
{
    struct outcome o;

    (void)state;
    setenv("EPISODED_THREADS", "many", 1);
    o = read_line("");
    assert_int_equal(o.error, ERR_USAGE);
    assert_string_equal(o.failure.message, "EPISODED_THREADS takes a whole number, not 'many'");
}

static void flags_as_variables(void **state)
{
    static const struct {
        const char *value;
        bool set;
    } cases[] = {{"1", true},  {"true", true},   {"yes", true}, {"on", true},
                 {"0", false}, {"false", false}, {"no", false}, {"", false}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        setenv("EPISODED_READ_ONLY", cases[i].value, 1);
        assert_int_equal(read_line("").settings.read_only, cases[i].set);
    }
    setenv("EPISODED_READ_ONLY", "maybe", 1);
    assert_int_equal(read_line("").error, ERR_USAGE);
}

static void the_nearest_name(void **state)
{
    static const char *const names[] = {"serve", "load", "check", "export", "health", "id"};
    static const struct {
        const char *name, *nearest;
    } cases[] = {{"serv", "serve"},    {"laod", "load"},     {"chekc", "check"},
                 {"exprot", "export"}, {"healht", "health"}, {"load", "load"},
                 {"remove", NULL},     {"", NULL},           {"xx", NULL}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *nearest = config_nearest(names, sizeof names / sizeof *names, cases[i].name);

        if (cases[i].nearest)
            assert_string_equal(nearest, cases[i].nearest);
        else
            assert_null(nearest);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(targets_keep_their_value, without_variables),
        cmocka_unit_test_setup(options_are_read_and_the_rest_is_left, without_variables),
        cmocka_unit_test_setup(two_dashes_end_the_options, without_variables),
        cmocka_unit_test_setup(a_value_may_be_empty_or_hold_an_equals_sign, without_variables),
        cmocka_unit_test_setup(numbers_and_sizes, without_variables),
        cmocka_unit_test_setup(what_is_wrong_is_named, without_variables),
        cmocka_unit_test_setup_teardown(variables_stand_behind_options, without_variables,
                                        without_variables),
        cmocka_unit_test_setup_teardown(a_bad_variable_is_named, without_variables,
                                        without_variables),
        cmocka_unit_test_setup_teardown(flags_as_variables, without_variables, without_variables),
        cmocka_unit_test(the_nearest_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
