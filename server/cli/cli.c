#include "cli.h"

#include <stdio.h>
#include <string.h>

#include "utf8.h"

static bool asks_for_help(int argc, char **argv)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
            return true;
    return false;
}

bool cli_options(const struct option *options, size_t count, const struct cli_help *help, int argc,
                 char **argv, int *rest, int *status)
{
    struct failure f;

    if (asks_for_help(argc, argv)) {
        printf("usage: %s\n\n%s\n\noptions:\n", help->usage, help->text);
        config_print_options(options, count);
        *status = 0;
        return false;
    }
    if (config_read(options, count, argc, argv, rest, &f) == OK)
        return true;
    *status = cli_report(NULL, &f);
    return false;
}

void cli_print_excerpt(const char *s, size_t len)
{
    enum { EXCERPT = 60 };
    size_t shown = utf8_offset(s, len, EXCERPT);

    printf("%.*s%s\n", (int)shown, s, shown < len ? " ..." : "");
}

int cli_report(const char *file, const struct failure *f)
{
    if (file && f->line)
        fprintf(stderr, "episoded: %s:%u:%u: %s\n", file, f->line, f->column, f->message);
    else if (file)
        fprintf(stderr, "episoded: %s: %s\n", file, f->message);
    else
        fprintf(stderr, "episoded: %s\n", f->message);
    return f->code == ERR_USAGE ? 2 : 1;
}
