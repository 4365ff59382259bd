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
        *status = cli_end(0);
        return false;
    }
    if (config_read(options, count, argc, argv, rest, &f) == OK)
        return true;
    *status = cli_report(NULL, &f);
    return false;
}

int cli_end(int status)
{
    struct failure f;

    if (fflush(stdout) == 0 && !ferror(stdout))
        return status;
    fail(&f, ERR_IO, "what was to be printed could not be written");
    return cli_report(NULL, &f);
}

bool cli_is_control(int32_t cp)
{
    return cp < ' ' || (cp >= 0x7F && cp < 0xA0);
}

size_t cli_print(FILE *out, const char *s, size_t len)
{
    size_t columns = 0;

    for (size_t size; len > 0; s += size, len -= size) {
        int32_t cp = 0; /* of what is no UTF-8, as the name of a file need not be */

        size = utf8_decode(s, len, &cp);
        if (cp == '\n' || cp == '\t')
            fputc(' ', out);
        else if (cli_is_control(cp))
            fputs("\uFFFD", out);
        else
            fwrite(s, 1, size, out);
        columns += cli_is_control(cp) ? 1 : utf8_columns(cp);
        size = size ? size : 1;
    }
    return columns;
}

void cli_print_excerpt(const char *s, size_t len)
{
    enum { EXCERPT = 60 };
    size_t shown = utf8_offset(s, len, EXCERPT);

    cli_print(stdout, s, shown);
    puts(shown < len ? " ..." : "");
}

int cli_report(const char *file, const struct failure *f)
{
    fputs("episoded: ", stderr);
    if (file)
        cli_print(stderr, file, strlen(file));
    if (file && f->line)
        fprintf(stderr, ":%u:%u", f->line, f->column);
    if (file)
        fputs(": ", stderr);
    cli_print(stderr, f->message, strlen(f->message));
    fputc('\n', stderr);
    return f->code == ERR_USAGE ? 2 : 1;
}
