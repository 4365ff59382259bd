#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "api.h"
#include "buf.h"
#include "cli.h"
#include "found.h"
#include "screen.h"
#include "utf8.h"

static const struct cli_help help = {
    "episoded search [OPTIONS] WORDS...",
    "Finds what was said in the episodes of a database, the best passages first. A passage has\n"
    "all of the words, in any of their forms; where there is none, two neighbouring paragraphs\n"
    "that have them are shown; behind few, passages with some. Any spelling of a speaker's name\n"
    "finds all of them, and a mistyped word is corrected.\n"
    "\n"
    "  episoded search moon clock               both words\n"
    "  episoded search '\"high water\"'           a phrase: its quotes are quoted for the shell\n"
    "  episoded search 'tid*' OR moon           a word that begins so, or another\n"
    "  episoded search -- moon -wheel           not with wheel; -- ends the options\n"
    "  episoded search --speaker 'Marit Tollaksund' --context 1 clock\n"
    "\n"
    "Ends with 0 where something was found, 1 where nothing was, 2 where the search failed.",
};

/* What the command line asks for; NULL and 0: not given. */
struct order {
    const char *db, *words;
    const char *episode, *speaker, *kinds, *sections, *color;
    unsigned limit, context;
    bool exact, json;
};

/* ---- the request ---- */

static void add_text(struct buf *b, struct arena *a, const char *name, const char *value)
{
    const char *encoded = value ? api_encode(a, value) : NULL;

    if (!value)
        return;
    if (!encoded)
        b->failed = true;
    else
        buf_printf(b, "&%s=%s", name, encoded);
}

static void add_number(struct buf *b, const char *name, unsigned value)
{
    if (value)
        buf_printf(b, "&%s=%u", name, value);
}

/* The query of GET /v1/search; NULL when out of memory. A list for people has the number of
 * episodes too. */
static const char *query_of(struct arena *a, const struct order *o)
{
    const char *query = NULL;
    struct buf b;

    buf_init(&b);
    add_text(&b, a, "q", o->words);
    add_text(&b, a, "episode", o->episode);
    add_text(&b, a, "speaker", o->speaker);
    add_text(&b, a, "kind", o->kinds);
    add_text(&b, a, "in", o->sections);
    add_number(&b, "limit", o->limit);
    add_number(&b, "context", o->context);
    if (o->exact)
        buf_str(&b, "&exact=1");
    if (!o->json)
        buf_str(&b, "&counts=episodes");
    if (!b.failed)
        query = arena_strndup(a, b.data, b.len);
    buf_finish(&b);
    return query;
}

/* Before it is in an address: what the API says of that would not be understood. */
static enum err check_utf8(const struct order *o, struct failure *f)
{
    const struct {
        const char *what, *text;
    } given[] = {{"the query", o->words},
                 {"--episode", o->episode},
                 {"--speaker", o->speaker},
                 {"--kind", o->kinds},
                 {"--in", o->sections}};

    for (size_t i = 0; i < sizeof given / sizeof *given; i++) {
        const char *text = given[i].text ? given[i].text : "";
        size_t bad;

        if (!utf8_valid(text, strlen(text), &bad))
            return fail(f, ERR_USAGE, "%s is not valid UTF-8 at byte %zu", given[i].what, bad + 1);
    }
    return OK;
}

/* ---- the answer ---- */

/* What a problem document says, in the words of the command line. */
static enum err refuse(const struct order *o, const json_t *problem, struct failure *f)
{
    const char *parameter = json_string_value(json_object_get(problem, "parameter"));
    const char *accepts = json_string_value(json_object_get(problem, "accepts"));
    const char *detail = json_string_value(json_object_get(problem, "detail"));

    if (parameter && strcmp(parameter, "episode") == 0)
        return fail(f, ERR_USAGE, "there is no episode '%.100s' in %s", o->episode, o->db);
    if (parameter && strcmp(parameter, "speaker") == 0)
        return o->episode ? fail(f, ERR_USAGE, "episode '%.100s' has no speaker '%.100s'",
                                 o->episode, o->speaker)
                          : fail(f, ERR_USAGE, "no episode of %s has a speaker '%.100s'", o->db,
                                 o->speaker);
    if (parameter && accepts && strcmp(parameter, "q") != 0)
        return fail(f, ERR_USAGE, "--%s takes %s", parameter, accepts);
    return fail(f, parameter ? ERR_USAGE : ERR_DATABASE, "%s",
                detail ? detail : "the search failed");
}

static enum err print_answer(const struct order *o, const struct response *rs, const json_t *answer,
                             struct failure *f)
{
    struct screen screen;

    if (!screen_init(&screen, o->color))
        return fail(f, ERR_USAGE, "--color takes auto, always or never, not '%s'", o->color);
    if (rs->status != 200)
        return refuse(o, answer, f);
    if (o->json)
        fwrite(rs->body, 1, rs->body_len, stdout);
    else
        found_print(&screen, answer);
    if (!screen_finish(&screen))
        return fail(f, ERR_IO, "the answer could not be written");
    return OK;
}

static enum err search(struct arena *a, const struct order *o, bool *found, struct failure *f)
{
    const struct api_options options = {.database = o->db};
    struct request rq = {.method = "GET", .path = "/v1/search", .query = query_of(a, o)};
    struct api_worker *worker;
    struct response rs;
    json_t *answer;
    enum err e = check_utf8(o, f);

    if (e != OK)
        return e;
    if (!rq.query)
        return fail(f, ERR_MEMORY, "out of memory");
    if (access(o->db, F_OK) != 0)
        return fail(f, ERR_IO, "there is no database %s: episoded load makes one", o->db);
    e = api_worker_create(&worker, &options, f);
    if (e != OK)
        return e;
    api_handle(worker, a, &rq, &rs);
    answer = json_loadb(rs.body, rs.body_len, 0, NULL);
    e = answer ? print_answer(o, &rs, answer, f) : fail(f, ERR_MEMORY, "out of memory");
    *found = json_array_size(json_object_get(answer, "items")) > 0;
    json_decref(answer);
    api_worker_destroy(worker);
    return e;
}

/* ---- the command ---- */

/* The arguments as one query; NULL when out of memory. */
static const char *joined(struct arena *a, char **words, int count)
{
    const char *all = "";

    for (int i = 0; i < count && all; i++)
        all = arena_printf(a, "%s%s%s", all, i ? " " : "", words[i]);
    return all;
}

static int run(struct order *o, char **words, int count)
{
    struct arena *a = arena_create();
    bool found = false;
    struct failure f;
    enum err e;

    o->words = a ? joined(a, words, count) : NULL;
    if (!o->words)
        e = fail(&f, ERR_MEMORY, "out of memory");
    else if (count == 0)
        e = fail(&f, ERR_USAGE, "search for what? episoded search --help shows examples");
    else
        e = search(a, o, &found, &f);
    arena_destroy(a);
    if (e == OK)
        return found ? 0 : 1;
    cli_report(NULL, &f);
    return 2;
}

int cli_search(int argc, char **argv)
{
    struct order o = {.db = "./episoded.db", .color = "auto"};
    const struct option options[] = {
        {"db", OPTION_TEXT, &o.db, "FILE", "the database (./episoded.db)"},
        {"episode", OPTION_TEXT, &o.episode, "ID", "only this episode"},
        {"speaker", OPTION_TEXT, &o.speaker, "NAME", "only what this speaker says"},
        {"kind", OPTION_TEXT, &o.kinds, "KINDS", "only these, of content,ad,promo"},
        {"in", OPTION_TEXT, &o.sections, "SECTIONS",
         "where to look: transcript,chapters,takeaways,quotes,about\n(transcript)"},
        {"limit", OPTION_COUNT, &o.limit, "N", "at most so many passages (20)"},
        {"context", OPTION_NUMBER, &o.context, "N", "so many paragraphs before and after each"},
        {"exact", OPTION_FLAG, &o.exact, NULL,
         "the words as they are written, all in one passage:\nno other forms, no corrections"},
        {"json", OPTION_FLAG, &o.json, NULL, "what GET /v1/search answers"},
        {"color", OPTION_TEXT, &o.color, "WHEN",
         "auto, always or never (auto: on a terminal, unless\nNO_COLOR is set)"},
    };
    int rest, status;

    if (!cli_options(options, sizeof options / sizeof *options, &help, argc, argv, &rest, &status))
        return status;
    return run(&o, argv + 1, rest - 1);
}
