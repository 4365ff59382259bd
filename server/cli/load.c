#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "library.h"

struct loader {
    struct db *db;
    const struct load_options *options;
    struct load_counts *counts;
    bool bar; /* a progress bar is shown */
};

/* ---- what is told while it goes on ---- */

enum { BAR_WIDTH = 30 };

static void show_bar(const struct loader *l, size_t done, size_t all, const char *id)
{
    int filled = all ? (int)(done * BAR_WIDTH / all) : BAR_WIDTH;
    char bar[BAR_WIDTH + 1];

    if (!l->bar)
        return;
    memset(bar, ' ', BAR_WIDTH);
    memset(bar, '=', (size_t)filled);
    bar[BAR_WIDTH] = '\0';
    fprintf(stderr, "\r\033[K[%s] %zu of %zu  %.40s", bar, done, all, id);
    fflush(stderr);
}

static void clear_bar(const struct loader *l)
{
    if (l->bar)
        fprintf(stderr, "\r\033[K");
}

static void tell(const struct loader *l, enum library_outcome outcome, const struct episode *e)
{
    if (l->bar || l->options->quiet)
        return;
    if (outcome == LIBRARY_UNCHANGED)
        printf("unchanged %s\n", e->meta.id);
    else
        printf("%s %s: %zu turns, %zu paragraphs, %zu quotes, %zu warnings\n",
               outcome == LIBRARY_LOADED ? "loaded" : "replaced", e->meta.id, e->turns.n,
               e->paragraphs.n, e->quotes.n, e->warnings.n);
}

/* ---- one input ---- */

static enum err load_one(struct loader *l, struct arena *a, const struct input *input,
                         const char **where, struct failure *f)
{
    struct episode_meta meta;
    struct episode e;
    enum library_outcome outcome;
    const char *bytes;
    size_t len;
    enum err err;

    *where = NULL;
    if (input->repeated)
        return fail(f, ERR_INPUT, "another file here gives the same id, %s; give each its own name",
                    input->id);
    err = input_meta(a, input, l->options->given, &meta, where, f);
    if (err == OK)
        err = input_read(a, input->path, l->options->max_bytes, &bytes, &len, f);
    if (err == OK)
        err = library_load(l->db, a, bytes, len, &meta, &outcome, &e, f);
    if (err != OK)
        return err;
    if (outcome == LIBRARY_UNCHANGED)
        l->counts->unchanged++;
    else
        l->counts->loaded++;
    tell(l, outcome, &e);
    return OK;
}

static void load_next(struct loader *l, struct arena *a, const struct input *input)
{
    const char *where;
    struct failure f;

    if (load_one(l, a, input, &where, &f) == OK)
        return;
    clear_bar(l);
    fflush(stdout);
    cli_report(where ? where : input->path, &f);
    l->counts->failed++;
    l->counts->named_failed |= input->named;
}

/* True once one of the blocked signals has come; it stays pending for whoever waits for it. */
static bool is_ended(const sigset_t *ending)
{
    sigset_t pending;

    if (!ending || sigpending(&pending) != 0)
        return false;
    return sigandset(&pending, &pending, ending) == 0 && !sigisemptyset(&pending);
}

void load_inputs(struct db *db, const struct input_list *inputs, const struct load_options *options,
                 struct load_counts *counts)
{
    struct loader l = {
        .db = db,
        .options = options,
        .counts = counts,
        .bar = !options->quiet && inputs->n > 1 && isatty(STDERR_FILENO),
    };
    struct arena *a = arena_create();
    struct failure f;

    memset(counts, 0, sizeof *counts);
    if (!a) {
        fail(&f, ERR_MEMORY, "out of memory");
        cli_report(NULL, &f);
        counts->failed = inputs->n;
        counts->named_failed = true;
        return;
    }
    for (size_t i = 0; i < inputs->n && !counts->ended; i++) {
        show_bar(&l, i, inputs->n, inputs->v[i].id);
        load_next(&l, a, &inputs->v[i]);
        arena_reset(a);
        counts->ended = is_ended(options->ending);
    }
    clear_bar(&l);
    arena_destroy(a);
    if (counts->loaded && db_optimize(db, &f) != OK)
        cli_report(NULL, &f);
}

/* ---- the command ---- */

static const struct cli_help help = {
    "episoded load [OPTIONS] FILE|DIR|-...",
    "Puts episode pages (plain text) or episode documents (JSON, as export prints them) into a\n"
    "database, each in a transaction of its own. A folder gives all .txt pages and .json\n"
    "documents below it; - is standard input and needs --id. An episode's id is made of the\n"
    "file's name, or of its folder's for page.txt, index.txt, transcript.txt and episode.txt.\n"
    "A sidecar NAME.meta.json beside NAME.txt may give title, show, published, link, language.\n"
    "What has not changed is skipped; the same id with other content replaces the episode.\n"
    "Ends with 1 if any input failed; the others stay loaded.",
};

static int run(struct arena *a, const char *path, char **argv, int count,
               const struct load_options *options)
{
    struct input_list inputs;
    struct load_counts counts;
    struct failure f;
    struct db *db;

    if (count == 0) {
        fail(&f, ERR_USAGE, "nothing to load: give a FILE, a DIR or -");
        return cli_report(NULL, &f);
    }
    if (inputs_collect(a, argv, count, options, &inputs, &f) != OK)
        return cli_report(NULL, &f);
    if (library_open(&db, path, true, &f) != OK)
        return cli_report(NULL, &f);
    load_inputs(db, &inputs, options, &counts);
    db_close(db);
    printf("%zu loaded, %zu unchanged, %zu failed\n", counts.loaded, counts.unchanged,
           counts.failed);
    return counts.failed ? 1 : 0;
}

int cli_load(int argc, char **argv)
{
    struct episode_meta given = {0};
    struct load_options load = {.max_bytes = LIBRARY_MAX_BYTES, .given = &given};
    const char *db = "./episoded.db";
    const struct option options[] = {
        {"db", OPTION_TEXT, &db, "FILE", "the database (./episoded.db)"},
        {"id", OPTION_TEXT, &given.id, "ID", "id of the episode: a-z, 0-9 and dashes"},
        {"title", OPTION_TEXT, &given.title, "TITLE", "its title"},
        {"show", OPTION_TEXT, &given.show, "SHOW", "the show it belongs to"},
        {"published", OPTION_TEXT, &given.published, "DATE", "2024-05-31 or 2024-05-31T07:00:00Z"},
        {"link", OPTION_TEXT, &given.link, "URL", "its page on the web"},
        {"language", OPTION_TEXT, &given.language, "TAG",
         "spoken in it, or in all that is loaded: en, pt-BR ... (en);\nwithout a stemmer for it, "
         "search finds words as written"},
        {"max-bytes", OPTION_SIZE, &load.max_bytes, "SIZE", "largest input to take (64M)"},
        {"quiet", OPTION_FLAG, &load.quiet, NULL, "say only what failed, and the totals"},
    };
    struct arena *a;
    int rest, status;

    if (!cli_options(options, sizeof options / sizeof *options, &help, argc, argv, &rest, &status))
        return status;
    a = arena_create();
    status = a ? run(a, db, argv + 1, rest - 1, &load) : 1;
    arena_destroy(a);
    return status;
}
