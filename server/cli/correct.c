#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "library.h"
#include "store.h"

static const struct cli_help help = {
    "episoded correct [--db FILE] ID --merge NAME OTHER\n"
    "       episoded correct [--db FILE] ID --split NAME\n"
    "       episoded correct [--db FILE] ID --role NAME host|guest|sponsor|clip|other\n"
    "       episoded correct [--db FILE] ID --kind PARAGRAPH[:FROM-TO] ad|promo|content\n"
    "       episoded correct [--db FILE] ID --quote N PARAGRAPH\n"
    "       episoded correct [--db FILE] ID --list\n"
    "       episoded correct [--db FILE] ID --undo [N]",
    "Corrects what the analysis got wrong about an episode. The episode is analysed anew at once,\n"
    "and a running server shows it. Corrections stay when the episode is loaded again or the\n"
    "analysis gets better; they follow their text, and where that is gone they are listed as\n"
    "orphaned. Names are written as the page has them. PARAGRAPH and N are the numbers that the\n"
    "API gives; FROM-TO counts characters of the paragraph from 0, TO is the first one behind.",
};

/* The types of corrections, and what else can be done with them. */
enum { LIST = CORRECTION_TYPES, UNDO, VERBS };

static const struct {
    const char *name, *arguments, *what;
    int fewest, most; /* arguments behind the id */
} verbs[VERBS] = {
    [CORRECTION_MERGE] = {"merge", "NAME OTHER", "both spellings are one speaker, called NAME", 2,
                          2},
    [CORRECTION_SPLIT] = {"split", "NAME",
                          "this spelling is a speaker of its own; a merge of NAME is undone", 1, 1},
    [CORRECTION_ROLE] = {"role", "NAME ROLE", "what this speaker is", 2, 2},
    [CORRECTION_KIND] = {"kind", "PLACE KIND", "what a paragraph, or a range of it, is", 2, 2},
    [CORRECTION_QUOTE] = {"quote", "N PARAGRAPH", "where quote N stands", 2, 2},
    [LIST] = {"list", NULL, "list the corrections with their numbers", 0, 0},
    [UNDO] = {"undo", "[N]", "take correction N away, or the last", 0, 1},
};

/* ---- arguments ---- */

/* Digits up to the character end; *s moves behind it. */
static bool read_number(const char **s, char end, size_t *out)
{
    char *behind;

    if (!isdigit((unsigned char)**s) || strspn(*s, "0123456789") > 9)
        return false;
    *out = strtoul(*s, &behind, 10);
    *s = *behind ? behind + 1 : behind;
    return *behind == end;
}

static enum err number_argument(const char *what, const char *s, unsigned *out, struct failure *f)
{
    const char *at = s;
    size_t number;

    if (!read_number(&at, '\0', &number))
        return fail(f, ERR_USAGE, "%s is a number, not '%.100s'", what, s);
    *out = (unsigned)number;
    return OK;
}

/* PARAGRAPH or PARAGRAPH:FROM-TO */
static enum err place_argument(const char *s, struct correction *c, struct failure *f)
{
    const char *at = strchr(s, ':');
    size_t paragraph;

    if (!at)
        return number_argument("PARAGRAPH", s, &c->paragraph, f);
    at = s;
    if (!read_number(&at, ':', &paragraph) || !read_number(&at, '-', &c->start) ||
        !read_number(&at, '\0', &c->end))
        return fail(f, ERR_USAGE, "a place is written 40 or 40:12-80, not '%.100s'", s);
    c->paragraph = (unsigned)paragraph;
    if (c->start >= c->end)
        return fail(f, ERR_INPUT, "the range %zu-%zu is empty", c->start, c->end);
    return OK;
}

static enum err word_argument(const char *what, const char *const *words, size_t count,
                              const char *s, int *out, struct failure *f)
{
    const char *near = config_nearest(words, count, s);
    char all[80] = "";

    *out = name_index(words, count, s);
    if (*out >= 0)
        return OK;
    if (near)
        return fail(f, ERR_INPUT, "there is no %s '%.100s'; did you mean '%s'?", what, s, near);
    for (size_t i = 0, len = 0; i < count; i++)
        len += (size_t)snprintf(all + len, sizeof all - len, "%s%s", i ? ", " : "", words[i]);
    return fail(f, ERR_INPUT, "there is no %s '%.100s', only %s", what, s, all);
}

static enum err read_correction(int verb, char **arguments, struct correction *c, struct failure *f)
{
    int word = 0;
    enum err e = OK;

    *c = (struct correction){.type = (enum correction_type)verb};
    if (verb <= CORRECTION_ROLE)
        c->name = arguments[0];
    if (verb == CORRECTION_MERGE)
        c->other = arguments[1];
    if (verb == CORRECTION_ROLE) {
        e = word_argument("role", role_names, ROLES, arguments[1], &word, f);
        c->role = (enum role)word;
    }
    if (verb == CORRECTION_KIND) {
        e = place_argument(arguments[0], c, f);
        if (e == OK)
            e = word_argument("kind", part_kind_names, PART_KINDS, arguments[1], &word, f);
        c->kind = (enum part_kind)word;
    }
    if (verb == CORRECTION_QUOTE) {
        e = number_argument("N", arguments[0], &c->quote, f);
        if (e == OK)
            e = number_argument("PARAGRAPH", arguments[1], &c->paragraph, f);
    }
    return e;
}

/* ---- what is told ---- */

/* Behind a blank, as it would be typed. */
static void print_name(const char *name)
{
    fputs(" \"", stdout);
    cli_print(stdout, name, strlen(name));
    putchar('"');
}

/* In the words of the command line, and what it hangs on. */
static void print_correction(const struct correction *c)
{
    printf("%s", verbs[c->type].name);
    switch (c->type) {
    case CORRECTION_MERGE:
        print_name(c->name);
        print_name(c->other);
        putchar('\n');
        break;
    case CORRECTION_ROLE:
        print_name(c->name);
        printf(" %s\n", role_names[c->role]);
        break;
    case CORRECTION_KIND:
        printf(" %u:%zu-%zu %s: ", c->paragraph, c->start, c->end, part_kind_names[c->kind]);
        cli_print_excerpt(c->text, strlen(c->text));
        break;
    case CORRECTION_QUOTE:
        printf(" %u %u: ", c->quote, c->paragraph);
        cli_print_excerpt(c->text, strlen(c->text));
        break;
    default:
        print_name(c->name);
        putchar('\n');
        break;
    }
}

static enum err list(struct db *db, struct arena *a, const char *id, struct failure *f)
{
    struct episode episode;
    enum err e = db_begin_read(db, f);

    if (e == OK)
        e = store_get(db, a, id, STORE_CORRECTIONS, &episode, NULL, f);
    db_end(db);
    for (size_t i = 0; e == OK && i < episode.corrections.n; i++) {
        const struct correction *c = &episode.corrections.v[i];
        printf("%-3zu %-8s  ", i + 1, c->orphaned ? "orphaned" : "applied");
        print_correction(c);
    }
    return e;
}

static enum err undo(struct db *db, struct arena *a, const char *id, const char *number,
                     struct failure *f)
{
    struct correction undone;
    unsigned n = 0;
    enum err e = number ? number_argument("N", number, &n, f) : OK;

    if (e == OK && number && n == 0)
        e = fail(f, ERR_INPUT, "no correction 0: they are numbered from 1");
    if (e == OK)
        e = library_undo(db, a, id, n, &undone, f);
    if (e != OK)
        return e;
    printf("undone: ");
    print_correction(&undone);
    return OK;
}

static enum err correct(struct db *db, struct arena *a, const char *id, struct correction *c,
                        struct failure *f)
{
    struct episode episode;
    enum err e = library_correct(db, a, id, c, &episode, f);

    if (e != OK)
        return e;
    printf("corrected: ");
    print_correction(c);
    if (c->type == CORRECTION_QUOTE) {
        const struct quote *q = &episode.quotes.v[c->quote - 1];
        printf("the quote is %s there, similarity %.2f\n", verdict_names[q->verdict],
               q->similarity);
    }
    return OK;
}

/* ---- the command ---- */

/* What the command line asks for. */
struct order {
    const char *db;
    int verb;
    char *id, **arguments;
    int count;
};

static enum err carry_out(struct arena *a, const struct order *order, struct failure *f)
{
    struct correction c;
    struct db *db = NULL;
    enum err e = OK;

    if (order->verb < CORRECTION_TYPES)
        e = read_correction(order->verb, order->arguments, &c, f);
    if (e == OK && access(order->db, F_OK) != 0)
        e = fail(f, ERR_IO, "there is no database %s", order->db);
    if (e == OK)
        e = library_open(&db, order->db, order->verb != LIST, f);
    if (e != OK)
        return e;
    if (order->verb == LIST)
        e = list(db, a, order->id, f);
    else if (order->verb == UNDO)
        e = undo(db, a, order->id, order->count ? order->arguments[0] : NULL, f);
    else
        e = correct(db, a, order->id, &c, f);
    db_close(db);
    return e;
}

static enum err read_order(const bool *given, char **arguments, int count, struct order *order,
                           struct failure *f)
{
    int asked = 0;

    for (int v = 0; v < VERBS; v++)
        if (given[v]) {
            order->verb = v;
            asked++;
        }
    if (asked != 1)
        return fail(f, ERR_USAGE,
                    "give one of --merge, --split, --role, --kind, --quote, --list "
                    "and --undo");
    if (count < 1)
        return fail(f, ERR_USAGE, "which episode? give its id first");
    order->id = arguments[0];
    order->arguments = arguments + 1;
    order->count = count - 1;
    if (order->count >= verbs[order->verb].fewest && order->count <= verbs[order->verb].most)
        return OK;
    return fail(f, ERR_USAGE, "it is written: episoded correct ID --%s%s%s",
                verbs[order->verb].name, verbs[order->verb].arguments ? " " : "",
                verbs[order->verb].arguments ? verbs[order->verb].arguments : "");
}

int cli_correct(int argc, char **argv)
{
    bool given[VERBS] = {false};
    struct order order = {.db = "./episoded.db"};
    struct option options[1 + VERBS] = {
        {"db", OPTION_TEXT, &order.db, "FILE", "the database (./episoded.db)"},
    };
    struct arena *a;
    struct failure f;
    int rest, status;
    enum err e;

    for (int v = 0; v < VERBS; v++)
        options[1 + v] = (struct option){verbs[v].name, OPTION_FLAG, &given[v], verbs[v].arguments,
                                         verbs[v].what};
    if (!cli_options(options, 1 + VERBS, &help, argc, argv, &rest, &status))
        return status;
    a = arena_create();
    e = a ? read_order(given, argv + 1, rest - 1, &order, &f)
          : fail(&f, ERR_MEMORY, "out of memory");
    if (e == OK)
        e = carry_out(a, &order, &f);
    arena_destroy(a);
    return e == OK ? cli_end(0) : cli_report(NULL, &f);
}
