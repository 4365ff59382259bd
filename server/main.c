/* episoded: the command line. */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "config.h"
#include "version.h"

static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *what;
} commands[] = {
    {"serve", cli_serve, "load episodes and serve them as JSON over HTTP"},
    {"load", cli_load, "put episode pages into a database"},
    {"search", cli_search, "find what was said, from the command line"},
    {"check", cli_check, "show what is understood of a page, without storing it"},
    {"export", cli_export, "print an episode of a database as one JSON document"},
    {"correct", cli_correct, "correct what the analysis got wrong about an episode"},
    {"health", cli_health, "ask a running server whether it is well"},
};

enum { COMMANDS = sizeof commands / sizeof *commands };

static void print_help(FILE *out)
{
    fprintf(out,
            "episoded turns parsed podcast episode pages into a JSON API, and tells where in the\n"
            "transcript each quote, chapter and takeaway stands.\n\n"
            "usage: episoded COMMAND [OPTIONS] [ARGUMENTS]\n\ncommands:\n");
    for (size_t i = 0; i < COMMANDS; i++)
        fprintf(out, "  %-8s  %s\n", commands[i].name, commands[i].what);
    fprintf(out,
            "\nTo begin:  episoded serve page.txt\n"
            "           curl http://127.0.0.1:8080/summary\n\n"
            "episoded COMMAND --help tells more of a command; episoded --version its version.\n");
}

static int unknown_command(const char *name)
{
    const char *names[COMMANDS];
    const char *near;

    for (size_t i = 0; i < COMMANDS; i++)
        names[i] = commands[i].name;
    near = config_nearest(names, COMMANDS, name);
    fprintf(stderr, "episoded: there is no command '%s'", name);
    fprintf(stderr, near ? "; did you mean '%s'?\n" : "; episoded --help lists them\n", near);
    return 2;
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        print_help(stderr);
        return 2;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
        strcmp(argv[1], "help") == 0) {
        print_help(stdout);
        return cli_end(0);
    }
    if (strcmp(argv[1], "--version") == 0) {
        printf("episoded %s\n", EPISODED_VERSION);
        return cli_end(0);
    }
    for (size_t i = 0; i < COMMANDS; i++)
        if (strcmp(argv[1], commands[i].name) == 0)
            return commands[i].run(argc - 1, argv + 1);
    return unknown_command(argv[1]);
}
