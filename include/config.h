/* Command-line options, each also an environment variable. */
#ifndef EPISODED_CONFIG_H
#define EPISODED_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "error.h"

enum option_kind {
    OPTION_FLAG,   /* bool: --name, or a variable that is 1, true, yes, on or 0, false, no, off */
    OPTION_TEXT,   /* const char * */
    OPTION_NUMBER, /* unsigned */
    OPTION_COUNT,  /* unsigned, but not 0 */
    OPTION_SIZE    /* size_t, in bytes; K, M or G may follow the digits */
};

struct option {
    const char *name; /* without the dashes; its variable is EPISODED_NAME, '-' as '_' */
    enum option_kind kind;
    void *target;      /* keeps its value where neither option nor variable is given */
    const char *value; /* what stands for the value in the help, e.g. "FILE"; a flag has NULL, or
                          the plain arguments that go with it */
    const char *help;  /* one line, or several separated by LF */
};

/* Reads variables, then options from argv[1..argc) into their targets, and leaves what is
 * no option, in order, in argv[1..*rest). "--name value" and "--name=value"; "--" ends the
 * options; "-" is no option. ERR_USAGE names the offender, and the nearest known option
 * where one is near. */
enum err config_read(const struct option *options, size_t count, int argc, char **argv, int *rest,
                     struct failure *f);

/* The entry of names nearest to name, or NULL if none is near enough to be a typing error. */
const char *config_nearest(const char *const *names, size_t count, const char *name);

/* The options as help text on stdout, two columns, with their variables. */
void config_print_options(const struct option *options, size_t count);

#endif
