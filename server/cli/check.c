#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "document.h"
#include "library.h"

static const struct cli_help help = {
    "episoded check [--json] FILE...",
    "Shows what is understood of a page, without storing it: its sections, speakers, ads and\n"
    "quotes, and warnings as file:line:column: message, or as file: message where they are of no\n"
    "line. --json prints the whole episode document with its source lines instead. - is standard\n"
    "input. Ends with 1 if a file can't be understood.",
};

/* ---- the report ---- */

static void print_sections(const struct episode *e)
{
    const struct {
        const char *name;
        size_t count;
    } rows[] = {
        {"primary topic", e->primary_topic != NULL},
        {"overview", e->overview != NULL},
        {"takeaways", e->takeaways.n},
        {"chapters", e->chapters.n},
        {"quotes", e->quotes.n},
        {"actionable advice", e->advice.n},
        {"about, paragraphs", e->about.n},
        {"people", e->people.n},
        {"companies", e->companies.n},
        {"books", e->books.n},
        {"guests", e->guests.n},
        {"content warnings", e->content_warnings.n},
        {"turns", e->turns.n},
        {"paragraphs", e->paragraphs.n},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        printf("  %-20s %zu\n", rows[i].name, rows[i].count);
}

static void print_text(const char *s)
{
    cli_print(stdout, s, strlen(s));
}

/* In a column, behind which a blank follows. */
static void print_in_column(const char *s, size_t width)
{
    size_t columns = cli_print(stdout, s, strlen(s));

    printf("%*s", (int)(columns < width ? width - columns : 0) + 1, "");
}

static void print_spellings(const struct speaker *s)
{
    const char *before = "also ";

    for (size_t i = 0; i < s->spelling_count; i++) {
        if (strcmp(s->spellings[i].text, s->name) == 0)
            continue;
        fputs(before, stdout);
        print_text(s->spellings[i].text);
        before = ", ";
    }
    putchar('\n');
}

static void print_speakers(const struct episode *e)
{
    printf("\nspeakers\n");
    for (size_t i = 0; i < e->speakers.n; i++) {
        const struct speaker *s = &e->speakers.v[i];
        printf("  %-8s ", role_names[s->role]);
        print_in_column(s->name, 28);
        printf("%3u turns %6u words  ", s->turns, s->words);
        print_spellings(s);
    }
}

static void print_marked(const struct episode *e, enum part_kind kind, const char *heading)
{
    printf("\n%s\n", heading);
    for (size_t i = 0; i < e->paragraphs.n; i++) {
        const struct paragraph *p = &e->paragraphs.v[i];

        for (size_t k = 0; k < p->part_count; k++) {
            const struct part *part = &p->parts[k];
            if (part->kind != kind)
                continue;
            printf("  line %-5u ", p->line);
            print_in_column(part->sponsor ? part->sponsor : "-", 18);
            cli_print_excerpt(p->text + part->start, part->end - part->start);
        }
    }
}

static void print_quotes(const struct episode *e)
{
    printf("\nquotes\n");
    for (size_t i = 0; i < e->quotes.n; i++) {
        const struct quote *q = &e->quotes.v[i];

        printf("  %-2zu %-10s %.2f  ", i + 1, verdict_names[q->verdict], q->similarity);
        if (q->places.n)
            printf("line %-5u ", e->paragraphs.v[q->places.v[0].paragraph - 1].line);
        else
            printf("%-11s", "");
        cli_print_excerpt(q->text, strlen(q->text));
    }
}

static enum err print_warnings(struct arena *a, const char *file, const struct episode *e,
                               struct failure *f)
{
    struct warning_list warnings;
    enum err err = library_warnings(a, e, &warnings, f);

    printf("\nwarnings\n");
    for (size_t i = 0; err == OK && i < warnings.n; i++) {
        print_text(file);
        if (warnings.v[i].line)
            printf(":%u:%u", warnings.v[i].line, warnings.v[i].column);
        fputs(": ", stdout);
        print_text(warnings.v[i].message);
        putchar('\n');
    }
    putchar('\n');
    return err;
}

static enum err print_report(struct arena *a, const char *file, const struct episode *e,
                             struct failure *f)
{
    print_text(file);
    putchar('\n');
    print_sections(e);
    print_speakers(e);
    print_marked(e, PART_AD, "ads");
    print_marked(e, PART_PROMO, "promos");
    print_quotes(e);
    return print_warnings(a, file, e, f);
}

/* ---- the command ---- */

struct check {
    bool json;
    size_t max_bytes;
};

/* A single input as load would take it, with its id and sidecar. */
static enum err find_input(struct arena *a, char *path, const struct load_options *options,
                           struct input *input, struct failure *f)
{
    struct input_list inputs;
    enum err e;

    *input = (struct input){.path = path};
    if (strcmp(path, "-") == 0)
        return OK;
    e = inputs_collect(a, &path, 1, options, &inputs, f);
    if (e == OK && (inputs.n != 1 || !inputs.v[0].named))
        e = fail(f, ERR_INPUT, "check takes files, not folders");
    if (e == OK)
        *input = inputs.v[0];
    if (e == OK && !*input->id)
        input->id = NULL; /* what is only looked at needs none */
    return e;
}

/* *where gets the file that a failure is about: the page, or its sidecar. */
static enum err understand(struct arena *a, char *path, const struct check *check,
                           struct episode *out, const char **where, struct failure *f)
{
    const struct episode_meta none = {0};
    const struct load_options options = {.max_bytes = check->max_bytes, .given = &none};
    struct episode_meta meta;
    struct input input;
    const char *bytes, *sidecar = NULL;
    size_t len;
    enum err e = find_input(a, path, &options, &input, f);

    if (e == OK)
        e = input_meta(a, &input, &none, &meta, &sidecar, f);
    *where = sidecar ? sidecar : path;
    if (e == OK)
        e = input_read(a, path, check->max_bytes, &bytes, &len, f);
    if (e == OK)
        e = library_understand(a, bytes, len, &meta, out, f);
    return e;
}

static enum err check_file(struct arena *a, char *path, const struct check *check,
                           const char **where, struct failure *f)
{
    struct episode e;
    const char *json = "";
    enum err err = understand(a, path, check, &e, where, f);

    if (err != OK)
        return err;
    if (check->json)
        json = document_of(a, &e);
    else
        err = print_report(a, path, &e, f);
    if (err != OK)
        return err;
    if (!json)
        return fail(f, ERR_MEMORY, "out of memory");
    fputs(json, stdout);
    if (fflush(stdout) != 0 || ferror(stdout))
        return fail(f, ERR_IO, "what was understood could not be written");
    return OK;
}

static int check_files(char **paths, int count, const struct check *check)
{
    struct arena *a = arena_create();
    const char *where;
    struct failure f;
    int status = 0;

    if (!a) {
        fail(&f, ERR_MEMORY, "out of memory");
        return cli_report(NULL, &f);
    }
    for (int i = 0; i < count; i++) {
        if (check_file(a, paths[i], check, &where, &f) != OK) {
            fflush(stdout);
            cli_report(where, &f);
            status = 1;
        }
        arena_reset(a);
    }
    arena_destroy(a);
    return status;
}

int cli_check(int argc, char **argv)
{
    struct check check = {.max_bytes = LIBRARY_MAX_BYTES};
    const struct option options[] = {
        {"json", OPTION_FLAG, &check.json, NULL, "print the episode document with source lines"},
        {"max-bytes", OPTION_SIZE, &check.max_bytes, "SIZE", "largest input to take (64M)"},
    };
    struct failure f;
    int rest, status;

    if (!cli_options(options, 2, &help, argc, argv, &rest, &status))
        return status;
    if (rest < 2) {
        fail(&f, ERR_USAGE, "nothing to check: give a FILE or -");
        return cli_report(NULL, &f);
    }
    return check_files(argv + 1, rest - 1, &check);
}
