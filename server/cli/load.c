#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "library.h"

enum { BATCH_INPUTS = 128 };

/* An input of the batch, and what came of it. */
struct loading {
    const struct input *input;
    const char *where; /* of the failure, where it is not the input itself */
    struct library_job *job;
    enum err failed;
    struct failure failure;
    bool left; /* it was not tried: the disk was full before */
};

struct loader {
    struct db *db;
    const struct load_options *options;
    struct load_counts *counts;
    bool bar;            /* a progress bar is shown */
    bool disk_failed;    /* nothing more can be stored */
    struct arena *arena; /* emptied behind each batch */
    struct loading batch[BATCH_INPUTS];
    size_t n, bytes;
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

/* As many warnings as check lists. */
static void tell_episode(const struct loader *l, const char *outcome, const struct episode *e)
{
    struct warning_list warnings;
    struct failure f;

    if (library_warnings(l->arena, e, &warnings, &f) != OK)
        cli_report(e->meta.id, &f);
    printf("%s %s: %zu turns, %zu paragraphs, %zu quotes, %zu warnings\n", outcome, e->meta.id,
           e->turns.n, e->paragraphs.n, e->quotes.n, warnings.n);
}

static void tell(const struct loader *l, enum library_outcome outcome, const struct episode *e)
{
    if (l->bar || l->options->quiet)
        return;
    if (outcome == LIBRARY_UNCHANGED)
        printf("unchanged %s\n", e->meta.id);
    else
        tell_episode(l, outcome == LIBRARY_LOADED ? "loaded" : "replaced", e);
}

static void tell_failure(const struct loader *l, const struct loading *item)
{
    clear_bar(l);
    fflush(stdout);
    cli_report(item->where ? item->where : item->input->path, &item->failure);
}

/* Counts and tells what came of an item. */
static void account(struct loader *l, const struct loading *item)
{
    static const enum api_load loads[] = {API_LOADED, API_REPLACED, API_UNCHANGED};
    enum library_outcome outcome;
    struct episode e;

    if (item->left || item->failed)
        l->counts->named_failed |= item->input->named;
    if (item->left) {
        l->counts->left++;
        return;
    }
    if (item->failed) {
        l->counts->failed++;
        api_count_load(l->options->loads, API_FAILED);
        tell_failure(l, item);
        return;
    }
    outcome = library_outcome_of(item->job, &e);
    api_count_load(l->options->loads, loads[outcome]);
    if (outcome == LIBRARY_UNCHANGED)
        l->counts->unchanged++;
    else
        l->counts->loaded++;
    tell(l, outcome, &e);
}

/* ---- a batch ---- */

static enum err prepare(struct loader *l, struct loading *item)
{
    const struct input *input = item->input;
    struct failure *f = &item->failure;
    struct episode_meta meta;
    const char *bytes;
    size_t len;
    enum err err;

    if (input->rival)
        return fail(f, ERR_INPUT, "%s gives the same id, %s; give each its own name", input->rival,
                    input->id);
    err = input_meta(l->arena, input, l->options->given, &meta, &item->where, f);
    if (err == OK)
        err = input_read(l->arena, input->path, l->options->max_bytes, &bytes, &len, f);
    if (err != OK)
        return err;
    l->bytes += len;
    return library_prepare(l->db, l->arena, bytes, len, &meta, &item->job, f);
}

/* Stores them one by one, until the disk is full. */
static void store_each(struct loader *l)
{
    for (size_t i = 0; i < l->n; i++) {
        struct loading *item = &l->batch[i];

        if (item->failed)
            continue;
        item->left = l->disk_failed;
        if (!item->left)
            item->failed = library_store(l->db, &item->job, 1, &item->failure);
        l->disk_failed |= item->failed == ERR_DISK;
    }
}

/* Stores them in one transaction or, where that fails, each in its own: so that the one that it
 * fails for takes no other with it. */
static void store_batch(struct loader *l)
{
    struct library_job *jobs[BATCH_INPUTS];
    struct failure f;
    size_t n = 0;

    for (size_t i = 0; i < l->n; i++)
        if (!l->batch[i].failed && !l->batch[i].left)
            jobs[n++] = l->batch[i].job;
    if (library_store(l->db, jobs, n, &f) != OK)
        store_each(l);
}

static void end_batch(struct loader *l)
{
    store_batch(l);
    for (size_t i = 0; i < l->n; i++)
        account(l, &l->batch[i]);
    fflush(stdout);
    l->n = l->bytes = 0;
    arena_reset(l->arena);
}

static void add(struct loader *l, const struct input *input)
{
    struct loading *item = &l->batch[l->n++];

    *item = (struct loading){.input = input, .left = l->disk_failed};
    if (!item->left)
        item->failed = prepare(l, item);
    l->disk_failed |= item->failed == ERR_DISK;
}

static void load_all(struct loader *l, const struct input_list *inputs)
{
    for (size_t i = 0; i < inputs->n && !l->counts->ended; i++) {
        show_bar(l, i, inputs->n, inputs->v[i].id);
        add(l, &inputs->v[i]);
        l->counts->ended = signals_came() != 0;
        if (l->n == BATCH_INPUTS || l->bytes >= LIBRARY_BATCH_BYTES)
            end_batch(l);
    }
    end_batch(l);
    clear_bar(l);
}

void load_inputs(struct db *db, const struct input_list *inputs, const struct load_options *options,
                 struct load_counts *counts)
{
    struct loader l = {
        .db = db,
        .options = options,
        .counts = counts,
        .bar = !options->quiet && inputs->n > 1 && isatty(STDERR_FILENO),
        .arena = arena_create(),
    };
    struct failure f;

    memset(counts, 0, sizeof *counts);
    if (!l.arena) {
        fail(&f, ERR_MEMORY, "out of memory");
        cli_report(NULL, &f);
        counts->failed = inputs->n;
        counts->named_failed = true;
        return;
    }
    load_all(&l, inputs);
    arena_destroy(l.arena);
    if (counts->left) {
        fail(&f, ERR_DISK, "the %zu inputs behind that were not tried", counts->left);
        cli_report(NULL, &f);
    }
    if (counts->loaded && !l.disk_failed && db_optimize(db, &f) != OK)
        cli_report(NULL, &f);
}

/* ---- the command ---- */

static const struct cli_help help = {
    "episoded load [OPTIONS] FILE|DIR|-...",
    "Puts episode pages (plain text) or episode documents (JSON, as export prints them) into a\n"
    "database. A folder gives all .txt pages and .json documents below it, in any letter case;\n"
    "- is standard input and needs --id. An episode's id is made of the file's name, or of its\n"
    "folder's for page.txt, index.txt, transcript.txt and episode.txt. Of two files that give one\n"
    "id neither is loaded; one that is named twice counts once.\n"
    "A sidecar NAME.meta.json beside NAME.txt may give title, show, published, link, language.\n"
    "What has not changed is skipped; the same id with other content replaces the episode.\n"
    "Ends with 1 if any input failed; the others stay loaded. Where the disk is full, nothing "
    "more\n"
    "is tried.\n"
    "\n"
    "An episode is loaded whole or not at all. Many are stored some megabytes at a time, and told\n"
    "as loaded once they are safe: a crash loses no more than what was not told yet, and SIGINT "
    "or\n"
    "SIGTERM nothing, since it waits for the input at hand.",
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
    /* A single one, which may be standard input, goes on to be killed. */
    if (inputs.n > 1 && signals_hold(&f) != OK)
        return cli_report(NULL, &f);
    if (library_open(&db, path, true, &f) != OK)
        return cli_report(NULL, &f);
    load_inputs(db, &inputs, options, &counts);
    db_close(db);
    printf("%zu loaded, %zu unchanged, %zu failed", counts.loaded, counts.unchanged, counts.failed);
    if (counts.left)
        printf(", %zu not tried", counts.left);
    putchar('\n');
    fflush(stdout);
    signals_obey();
    return cli_end(counts.failed ? 1 : 0);
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
