#include <errno.h>
#include <malloc.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include "cli.h"
#include "http.h"
#include "library.h"
#include "log.h"
#include "store.h"

struct settings {
    const char *db, *listen, *port_file, *token_file;
    struct load_options load;
    struct http_options http;
    struct input_list inputs;      /* what is named */
    struct api_loads loads;        /* so far */
    _Atomic(const char *) unready; /* what /readyz says; see api.h */
};

/* "127.0.0.1:8080" or "[::1]:8080" to address and port. */
static enum err split_listen(struct arena *a, const char *listen, struct http_options *http,
                             struct failure *f)
{
    const char *colon = strrchr(listen, ':');
    char *end;
    unsigned long port;
    size_t len;

    if (colon && colon > listen) {
        port = strtoul(colon + 1, &end, 10);
        if (colon[1] >= '0' && colon[1] <= '9' && *end == '\0' && port <= 65535) {
            len = (size_t)(colon - listen);
            if (listen[0] == '[' && colon[-1] == ']') {
                listen++;
                len -= 2;
            }
            http->address = arena_strndup(a, listen, len);
            http->port = (unsigned short)port;
            return http->address ? OK : fail(f, ERR_MEMORY, "out of memory");
        }
    }
    return fail(f, ERR_USAGE, "--listen takes ADDRESS:PORT, such as 127.0.0.1:8080, not '%s'",
                listen);
}

/* What is named, and the default episode where that is a single page. */
static enum err collect(struct arena *a, struct settings *s, char **paths, int count,
                        struct failure *f)
{
    enum err e = inputs_collect(a, paths, count, &s->load, &s->inputs, f);
    const struct input *first = s->inputs.v;

    if (e == OK && !s->http.api.default_episode && count == 1 && s->inputs.n == 1 && first->named)
        s->http.api.default_episode = first->id;
    return e;
}

/* Loads what is named; a named file that fails is a reason not to go on. */
static enum err load_all(struct db *db, const struct settings *s, struct failure *f)
{
    struct load_counts counts;
    size_t renewed = 0;
    enum err e = library_upgrade(db, &renewed, f);

    if (e == OK) {
        load_inputs(db, &s->inputs, &s->load, &counts);
        if (counts.named_failed)
            e = fail(f, ERR_INPUT, "%zu of %zu inputs could not be loaded",
                     counts.failed + counts.left, s->inputs.n);
    }
    if (renewed)
        log_info("%zu stored episodes analysed anew", renewed);
    return e;
}

/* Counts the episodes, and sees that the default one is there. */
static enum err look(struct arena *a, const struct settings *s, size_t *episodes, struct failure *f)
{
    const char *id = s->http.api.default_episode;
    struct store_list list;
    struct episode e;
    struct db *db;
    enum err err = library_open(&db, s->db, false, f);

    if (err != OK)
        return err;
    err = db_begin_read(db, f);
    if (err == OK)
        err = store_list(db, a, &(struct store_list_request){.limit = 1}, &list, f);
    if (err == OK && id)
        err = store_get(db, a, id, STORE_META, &e, NULL, f);
    db_end(db);
    db_close(db);
    *episodes = err == OK ? list.total : 0;
    return err;
}

/* Written whole or not at all: whoever waits for the file finds the port in it. */
static enum err write_port(struct arena *a, const char *path, unsigned port, struct failure *f)
{
    const char *fresh = arena_printf(a, "%s.new", path);
    FILE *out = fresh ? fopen(fresh, "w") : NULL;
    bool written;

    if (!out)
        return fail(f, ERR_IO, "%s: %s", path, strerror(errno));
    written = fprintf(out, "%u\n", port) > 0;
    written = fclose(out) == 0 && written;
    if (!written || rename(fresh, path) != 0)
        return fail(f, ERR_IO, "%s: %s", path, strerror(errno));
    return OK;
}

/* Where stdout is the access log's, nothing else is written there. */
static void greet(const struct settings *s, unsigned port, size_t episodes)
{
    const char *address = s->http.address;
    bool any = strcmp(address, "0.0.0.0") == 0 || strcmp(address, "::") == 0;
    bool bare = !strchr(address, ':') || any;
    char url[128];

    snprintf(url, sizeof url, "http://%s%s%s:%u", bare ? "" : "[", any ? "127.0.0.1" : address,
             bare ? "" : "]", port);
    if (s->http.access_log) {
        log_info("serves %zu episode%s on %s", episodes, episodes == 1 ? "" : "s", url);
        return;
    }
    printf("episoded serves %zu episode%s on %s\n\n", episodes, episodes == 1 ? "" : "s", url);
    if (s->http.api.default_episode)
        printf("  curl %s/summary\n  curl %s/quotes\n  curl '%s/search?q=%s'\n\n", url, url, url,
               "why");
    else
        printf("  curl %s/v1/episodes\n  curl '%s/v1/search?q=why'\n  curl %s/\n\n", url, url, url);
    printf("Ctrl-C ends it.\n");
    fflush(stdout);
}

/* Loads while the server answers from what is there, and tells once all is; nothing is told where a
 * signal came meanwhile. */
static enum err get_ready(struct arena *a, struct settings *s, struct db *db,
                          struct http_server *server, struct failure *f)
{
    size_t episodes;
    enum err e = load_all(db, s, f);

    if (e != OK || signals_came())
        return e;
    http_changed(server);
    e = look(a, s, &episodes, f);
    if (e == OK)
        atomic_store(&s->unready, NULL);
    if (e == OK && s->port_file)
        e = write_port(a, s->port_file, http_port(server), f);
    if (e == OK) {
        greet(s, http_port(server), episodes);
        sd_notifyf(0, "READY=1\nSTATUS=Serving; episodes at the start: %zu", episodes);
    }
    return e;
}

/* What was needed once, for an archive that was loaded or many bad clients, goes back to the
 * system. Left to itself glibc keeps up to twice the largest block that was ever freed (mallopt(3):
 * M_MMAP_THRESHOLD is dynamic unless one of the two is set). Smaller blocks stay, so that an answer
 * costs no system call. */
static void give_memory_back(void)
{
    enum { LARGE = 1 << 20 };

    (void)mallopt(M_MMAP_THRESHOLD, LARGE);
    (void)mallopt(M_TRIM_THRESHOLD, LARGE);
}

/* Tells systemd how far it is too, where that started it as Type=notify. The handle makes the file
 * what this program needs before anything is read from it. */
static enum err serve(struct arena *a, struct settings *s, char **paths, int count,
                      struct failure *f)
{
    struct http_server *server = NULL;
    struct db *db = NULL;
    enum err e = split_listen(a, s->listen, &s->http, f);

    signal(SIGPIPE, SIG_IGN);
    give_memory_back();
    s->http.api.max_bytes = s->load.max_bytes;
    s->load.quiet = s->http.access_log != NULL;
    if (e == OK)
        e = signals_hold(f);
    if (e == OK && s->token_file)
        e = token_read(a, s->token_file, &s->http.api.token, f);
    if (e == OK)
        e = collect(a, s, paths, count, f);
    if (e == OK)
        e = library_open(&db, s->db, true, f);
    sd_notify(0, "STATUS=Loading");
    if (e == OK)
        e = http_start(&server, &s->http, f);
    if (e == OK)
        e = get_ready(a, s, db, server, f);
    db_close(db);
    if (e == OK)
        signals_wait();
    sd_notify(0, "STOPPING=1\nSTATUS=Ending");
    atomic_store(&s->unready, "the server is coming to its end");
    http_stop(server);
    db_tidy(s->db); /* those that read closed last */
    return e;
}

static const struct cli_help help = {
    "episoded serve [OPTIONS] [FILE|DIR...]",
    "Loads the pages and documents that are named (as load does) and serves all episodes of the\n"
    "database as JSON over HTTP until it is told to end (Ctrl-C, SIGTERM; twice: at once). A\n"
    "single FILE is also what the short paths answer for: /summary, /chapters, /speakers,\n"
    "/quotes, /transcript and /search. Episodes that another episoded loads into the same\n"
    "database show within a tenth of a second. With --token-file, PUT and DELETE\n"
    "/v1/episodes/ID load and remove.\n"
    "It answers while it still loads, from what is there already; /readyz says 503 until all is.\n"
    "A named FILE that can't be loaded ends it with 1.",
};

struct arguments {
    int count;
    char **v;
    int rest, status; /* as cli_options tells them */
};

/* Reads the command line into s; see cli_options. */
static bool read_options(struct settings *s, struct episode_meta *given, struct arguments *args)
{
    struct http_options *http = &s->http;
    const struct option options[] = {
        {"db", OPTION_TEXT, &s->db, "FILE", "the database (./episoded.db)"},
        {"listen", OPTION_TEXT, &s->listen, "ADDR:PORT",
         "where to listen (127.0.0.1:8080); port 0 takes a free one"},
        {"port-file", OPTION_TEXT, &s->port_file, "FILE", "write the port here once it is ready"},
        {"default", OPTION_TEXT, &http->api.default_episode, "ID",
         "the episode that /summary and the like answer for"},
        {"threads", OPTION_NUMBER, &http->threads, "N", "threads that answer (0: one a processor)"},
        {"budget", OPTION_NUMBER, &http->api.budget_ms, "MS",
         "milliseconds a request may take in the database\n"
         "before it is answered 503 (250; 0: no limit)"},
        {"request-timeout", OPTION_NUMBER, &http->request_timeout, "SECONDS",
         "time a client has for sending each request whole, and\n"
         "for taking its answer, beside 1 s for each 16 KiB\n(30; 0: no limit)"},
        {"connections", OPTION_COUNT, &http->connections, "N",
         "connections at a time; those beyond wait\n"
         "(8000, or as many as the limit on open files leaves)"},
        {"grace", OPTION_NUMBER, &http->grace, "SECONDS",
         "what requests get to be answered in once it is told to end (5)"},
        {"cache", OPTION_SIZE, &http->cache_bytes, "SIZE",
         "memory for finished answers (8M; 0: none)"},
        {"access-log", OPTION_TEXT, &http->access_log, "FORMAT",
         "plain or json: a line a request on stdout (none)"},
        {"cors", OPTION_TEXT, &http->cors, "ORIGINS",
         "whose pages may read the answers in a browser:\n"
         "https://app.example,..., or '*' (nobody's but our own)"},
        {"host", OPTION_TEXT, &http->hosts, "NAMES",
         "names that requests may come for, beside localhost,\nseparated by commas, or '*' (any, "
         "where --listen\nis not an address of this machine alone)"},
        {"language", OPTION_TEXT, &given->language, "TAG",
         "spoken in all that is loaded: en, pt-BR ... (en);\n"
         "without a stemmer for it, search finds words as written"},
        {"search-memory", OPTION_SIZE, &http->api.search_memory, "SIZE",
         "memory that each thread keeps of the search index\n"
         "at most, where the library is that large (an\n"
         "eighth of what there is between all of them, but\n"
         "64M each at least)"},
        {"max-bytes", OPTION_SIZE, &s->load.max_bytes, "SIZE",
         "largest input to take, also by PUT (64M)"},
        {"token-file", OPTION_TEXT, &s->token_file, "FILE",
         "holds the token that PUT and DELETE of an episode\ntake; without it nobody may write"},
    };

    return cli_options(options, sizeof options / sizeof *options, &help, args->count, args->v,
                       &args->rest, &args->status);
}

int cli_serve(int argc, char **argv)
{
    struct episode_meta given = {0};
    struct settings s = {
        .db = "./episoded.db",
        .listen = "127.0.0.1:8080",
        .load = {.max_bytes = LIBRARY_MAX_BYTES, .given = &given},
        .http = {.cache_bytes = 8u << 20,
                 .connections = 8000,
                 .request_timeout = 30,
                 .grace = 5,
                 .api = {.budget_ms = 250}},
        .unready = "episodes are being loaded",
    };
    struct arguments args = {argc, argv, 0, 0};
    struct failure f;
    struct arena *a;
    enum err e;

    if (!read_options(&s, &given, &args))
        return args.status;
    a = arena_create();
    s.http.api.database = s.db;
    s.http.api.unready = &s.unready;
    s.http.api.loads = s.load.loads = &s.loads;
    e = a ? serve(a, &s, argv + 1, args.rest - 1, &f) : fail(&f, ERR_MEMORY, "out of memory");
    arena_destroy(a);
    return e == OK ? 0 : cli_report(NULL, &f);
}
