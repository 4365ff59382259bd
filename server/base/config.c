#include "config.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "distance.h"

enum { VARIABLE_MAX = 64, HELP_COLUMN = 28, MOST_OPTIONS = 32 };

static void variable_of(const char *option, char out[VARIABLE_MAX])
{
    size_t n = (size_t)snprintf(out, VARIABLE_MAX, "EPISODED_%s", option);

    for (size_t i = 0; i < n && i < VARIABLE_MAX; i++)
        out[i] = out[i] == '-' ? '_' : (char)toupper((unsigned char)out[i]);
}

/* Digits, for sizes followed by K, M or G; false for anything else. */
static bool parse_number(const char *s, bool size, unsigned long long *out)
{
    unsigned shift = 0;
    char *end;

    if (!isdigit((unsigned char)*s))
        return false;
    errno = 0;
    *out = strtoull(s, &end, 10);
    if (errno)
        return false;
    if (size && *end) {
        const char *unit = strchr("KkMmGg", *end++);
        if (!unit)
            return false;
        shift =
            (unsigned)strcspn("KMG", (char[]){(char)toupper((unsigned char)*unit), 0}) * 10 + 10;
    }
    if (*end || *out > (ULLONG_MAX >> shift))
        return false;
    *out <<= shift;
    return true;
}

static bool parse_flag(const char *s, bool *out)
{
    static const char *const words[] = {"0", "false", "no", "off", "1", "true", "yes", "on"};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i], s) == 0) {
            *out = i >= 4;
            return true;
        }
    return false;
}

static enum err assign(const struct option *o, const char *given_as, const char *value,
                       struct failure *f)
{
    unsigned long long number = 0;

    switch (o->kind) {
    case OPTION_FLAG:
        if (!parse_flag(value, o->target))
            return fail(f, ERR_USAGE, "%s takes 1, true, yes, on or 0, false, no, off, not '%s'",
                        given_as, value);
        return OK;
    case OPTION_TEXT:
        *(const char **)o->target = value;
        return OK;
    case OPTION_NUMBER:
    case OPTION_COUNT:
        if (!parse_number(value, false, &number) || number > UINT_MAX ||
            (o->kind == OPTION_COUNT && number == 0))
            return fail(f, ERR_USAGE, "%s takes a whole number%s, not '%s'", given_as,
                        o->kind == OPTION_COUNT ? " from 1 on" : "", value);
        *(unsigned *)o->target = (unsigned)number;
        return OK;
    case OPTION_SIZE:
        if (!parse_number(value, true, &number) || number > SIZE_MAX)
            return fail(f, ERR_USAGE, "%s takes a size such as 4096, 512K or 64M, not '%s'",
                        given_as, value);
        *(size_t *)o->target = (size_t)number;
        return OK;
    }
    return fail(f, ERR_USAGE, "%s can't be set", given_as);
}

static enum err read_variables(const struct option *options, size_t count, struct failure *f)
{
    for (size_t i = 0; i < count; i++) {
        char variable[VARIABLE_MAX];
        const char *value;

        variable_of(options[i].name, variable);
        value = getenv(variable);
        if (value && *value && assign(&options[i], variable, value, f) != OK)
            return ERR_USAGE;
    }
    return OK;
}

const char *config_nearest(const char *const *names, size_t count, const char *name)
{
    const char *nearest = NULL;
    size_t best = 3;

    for (size_t i = 0; i < count; i++) {
        size_t d = edit_distance(name, strlen(name), names[i], strlen(names[i]), best);
        /* Two edits turn any short name into any other. */
        if (d < best && d * 2 <= strlen(names[i])) {
            best = d;
            nearest = names[i];
        }
    }
    return nearest;
}

static enum err unknown(const struct option *options, size_t count, const char *given,
                        struct failure *f)
{
    const char *names[MOST_OPTIONS];
    char bare[VARIABLE_MAX];
    const char *near;

    for (size_t i = 0; i < count && i < MOST_OPTIONS; i++)
        names[i] = options[i].name;
    snprintf(bare, sizeof bare, "%.*s", (int)strcspn(given, "="), given);
    near = config_nearest(names, count < MOST_OPTIONS ? count : MOST_OPTIONS, bare);
    if (near)
        return fail(f, ERR_USAGE, "there is no option --%s; did you mean --%s?", bare, near);
    return fail(f, ERR_USAGE, "there is no option --%s; --help lists them", bare);
}

static const struct option *find(const struct option *options, size_t count, const char *given)
{
    size_t len = strcspn(given, "=");

    for (size_t i = 0; i < count; i++)
        if (strlen(options[i].name) == len && memcmp(options[i].name, given, len) == 0)
            return &options[i];
    return NULL;
}

/* Takes the option at argv[*at], and its value where that is the next argument. */
static enum err take(const struct option *o, int argc, char **argv, int *at, struct failure *f)
{
    const char *value = strchr(argv[*at], '=');
    char given_as[VARIABLE_MAX];

    if (o->kind == OPTION_FLAG && value)
        return fail(f, ERR_USAGE, "--%s takes no value", o->name);
    if (o->kind == OPTION_FLAG)
        value = "1";
    else if (value)
        value++;
    else if (*at + 1 < argc)
        value = argv[++*at];
    else
        return fail(f, ERR_USAGE, "--%s needs a value: --%s %s", o->name, o->name, o->value);
    snprintf(given_as, sizeof given_as, "--%s", o->name);
    return assign(o, given_as, value, f);
}

enum err config_read(const struct option *options, size_t count, int argc, char **argv, int *rest,
                     struct failure *f)
{
    enum err e = read_variables(options, count, f);
    bool ended = false;

    *rest = 1;
    for (int i = 1; i < argc && e == OK; i++) {
        const struct option *o;

        if (ended || argv[i][0] != '-' || strcmp(argv[i], "-") == 0) {
            argv[(*rest)++] = argv[i];
        } else if (strcmp(argv[i], "--") == 0) {
            ended = true;
        } else if (argv[i][1] != '-') {
            e = fail(f, ERR_USAGE, "options are written with two dashes, not %s", argv[i]);
        } else {
            o = find(options, count, argv[i] + 2);
            e = o ? take(o, argc, argv, &i, f) : unknown(options, count, argv[i] + 2, f);
        }
    }
    return e;
}

static void print_help_lines(const char *help)
{
    for (;;) {
        int len = (int)strcspn(help, "\n");
        printf("%.*s\n", len, help);
        help += len;
        if (!*help++)
            return;
        printf("%*s", HELP_COLUMN, "");
    }
}

void config_print_options(const struct option *options, size_t count)
{
    char variable[VARIABLE_MAX];

    for (size_t i = 0; i < count; i++) {
        const struct option *o = &options[i];
        int width = printf("  --%s%s%s", o->name, o->value ? " " : "", o->value ? o->value : "");

        if (width < HELP_COLUMN - 1)
            printf("%*s", HELP_COLUMN - width, "");
        else
            printf("\n%*s", HELP_COLUMN, "");
        print_help_lines(o->help);
    }
    if (count == 0)
        return;
    variable_of(options[0].name, variable);
    printf("\nEach option is also an environment variable: --%s is %s.\n", options[0].name,
           variable);
}
