#include "routes.h"

#include <stdio.h>
#include <string.h>

#include "accept.h"
#include "handlers.h"
#include "params.h"

#define ONE "/v1/episodes/{id}"
#define JSON FORM(API_JSON)
#define TEXT FORM(API_TEXT)
#define MARKDOWN FORM(API_MARKDOWN)
#define HTML FORM(API_HTML)
#define FOR_READING (TEXT | MARKDOWN | HTML)
#define ALL_FORMS (JSON | FOR_READING)
#define PAGE (LIMIT | AFTER)
#define SPOKEN (KIND | SPEAKER | PAGE)
#define META (TITLE | SHOW | PUBLISHED | LINK | LANGUAGE)
#define SEARCH (Q | IN | SPEAKER | KIND | COUNTS | CONTEXT | EXACT | PAGE)

/* clang-format off */
static const struct route routes[] = {
    {"GET", "/", operations_index, API_PROGRAM, OF_A_PAGE, JSON | HTML, false,
     "This list of what can be asked for; to a browser, the library to read"},
    {"GET", "/v1", operations_index, API_PROGRAM, 0, JSON, false,
     "The same"},

    {"GET", "/v1/episodes", library_list, API_LIBRARY, Q | SPEAKER | PAGE, JSON, false,
     "The episodes of the library"},
    {"GET", ONE, episode_get, API_EPISODE, 0, ALL_FORMS, false,
     "One episode: title, show, counts, trust figures, links"},
    {"PUT", ONE, episode_put, API_WRITE, META, JSON, false,
     "Loads a page (text/plain) or document (application/json) under this id; takes a token"},
    {"DELETE", ONE, episode_delete, API_WRITE, 0, JSON, false,
     "Removes the episode; takes a token"},
    {"GET", ONE "/page", page_get, API_EPISODE, 0, FOR_READING, true,
     "The episode for reading: its sections, what became of its claims, and the transcript"},
    {"GET", ONE "/page.txt", page_get, API_EPISODE, 0, TEXT, true,
     "The same as plain text"},
    {"GET", ONE "/page.md", page_get, API_EPISODE, 0, MARKDOWN, true,
     "The same as Markdown"},
    {"GET", ONE "/page.html", page_get, API_EPISODE, 0, HTML, true,
     "The same as a web page"},
    {"GET", ONE "/summary", summary_get, API_EPISODE, 0, JSON, true,
     "Topic, overview, takeaways with evidence, advice, people, companies, books, guests"},
    {"GET", ONE "/chapters", chapters_list, API_EPISODE, PAGE, JSON, true,
     "The chapters, their quotes, and where they are discussed"},
    {"GET", ONE "/chapters/{n}", chapters_one, API_EPISODE, 0, JSON, true,
     "One chapter"},
    {"GET", ONE "/speakers", speakers_list, API_EPISODE, PAGE, JSON, true,
     "Who is heard: names, roles, every spelling, share of talk"},
    {"GET", ONE "/speakers/{sid}", speakers_one, API_EPISODE, 0, JSON, true,
     "One speaker; another spelling of the name redirects here"},
    {"GET", ONE "/quotes", quotes_list, API_EPISODE, SPEAKER | CHAPTER | VERDICT | PAGE, JSON, true,
     "The quotes, each with a verdict and where it was really said"},
    {"GET", ONE "/quotes/{n}", quotes_one, API_EPISODE, 0, JSON, true,
     "One quote"},
    {"GET", ONE "/transcript", transcript_get, API_EPISODE, SPOKEN, ALL_FORMS, true,
     "The transcript: turns with their paragraphs"},
    {"GET", ONE "/transcript.txt", transcript_get, API_EPISODE, SPOKEN, TEXT, true,
     "The transcript as plain text"},
    {"GET", ONE "/transcript.md", transcript_get, API_EPISODE, SPOKEN, MARKDOWN, true,
     "The transcript as Markdown"},
    {"GET", ONE "/transcript.html", transcript_get, API_EPISODE, SPOKEN, HTML, true,
     "The transcript as a web page"},
    {"GET", ONE "/turns", turns_list, API_EPISODE, PAGE, JSON, true,
     "The shape of the talk, without its text"},
    {"GET", ONE "/paragraphs/{n}", paragraphs_one, API_EPISODE, CONTEXT, JSON, true,
     "One paragraph and its neighbours"},
    {"GET", ONE "/corrections", corrections_list, API_EPISODE, PAGE, JSON, true,
     "What a person corrected, with episoded correct"},
    {"GET", ONE "/document", document_get, API_EPISODE, 0, JSON, false,
     "The whole episode in one document"},
    {"GET", ONE "/source", source_get, API_EPISODE, 0, TEXT, false,
     "The bytes that were loaded"},

    {"GET", "/v1/search", search_get, API_LIBRARY, SEARCH | EPISODE, JSON, false,
     "Passages of the library"},
    {"GET", ONE "/search", search_get, API_LIBRARY, SEARCH, JSON, true,
     "Passages of one episode"},
    {"GET", "/v1/suggest", suggest_get, API_LIBRARY, Q | LIMIT, JSON, false,
     "Completions as one types: names, titles, phrases and words of the library"},
    {"GET", ONE "/suggest", suggest_get, API_LIBRARY, Q | LIMIT, JSON, true,
     "Completions out of one episode"},

    {"POST", "/v1/verify", verify_claim, API_BODY, 0, JSON, false,
     "Whether a sentence was said, as for a quote: {\"text\", \"episode\"?, \"attributed_to\"?}"},

    {"GET", "/read/{id}", page_to_read, API_EPISODE, OF_A_PAGE, HTML, false,
     "The episode as a page to read in a browser"},
    {"GET", "/web/{file}", web_file, API_PROGRAM, 0, TEXT, false,
     "The stylesheet and the scripts of those pages"},

    {"GET", "/v1/openapi.yaml", operations_openapi, API_PROGRAM, 0, TEXT, false,
     "This API in full detail (OpenAPI 3.1)"},
    {"GET", "/livez", operations_live, API_NOTHING, 0, TEXT, false,
     "Whether the process answers"},
    {"GET", "/readyz", operations_ready, API_NOTHING, 0, TEXT, false,
     "Whether all is loaded, and the database can be read"},
    {"GET", "/metrics", operations_metrics, API_NOTHING, 0, TEXT, false,
     "What was asked for and how long it took, for Prometheus"},
};
/* clang-format on */

enum { ROUTES = sizeof routes / sizeof routes[0] };

_Static_assert(ROUTES <= API_MOST_ROUTES, "whoever counts by route has room for all");

bool api_route(unsigned route, const char **method, const char **pattern)
{
    if (method)
        *method = route >= 1 && route <= ROUTES ? routes[route - 1].method : "none";
    if (pattern)
        *pattern = route >= 1 && route <= ROUTES ? routes[route - 1].pattern : "none";
    return route <= ROUTES;
}

const struct route *routes_all(size_t *count)
{
    *count = ROUTES;
    return routes;
}

const char *route_short(const struct route *r)
{
    return r->pattern + strlen(ONE);
}

/* Whether count path segments are what pattern describes; captures those in braces. */
static bool fits(const char *pattern, const char *const *path, size_t count, const char **captured)
{
    for (size_t i = 0; i < count; i++) {
        size_t len;
        if (*pattern++ != '/')
            return false;
        len = strcspn(pattern, "/");
        if (*pattern == '{')
            *captured++ = path[i];
        else if (strlen(path[i]) != len || memcmp(path[i], pattern, len) != 0)
            return false;
        pattern += len;
    }
    return *pattern == '\0';
}

/* Tries one route, by its long pattern or its short one. */
static bool try_route(const struct route *r, struct request *rq, const char *const *path,
                      size_t count, struct route_match *m)
{
    const char *captured[sizeof rq->segments / sizeof rq->segments[0]] = {0};
    bool has_episode = strstr(r->pattern, "{id}") != NULL;

    m->is_short = !fits(r->pattern, path, count, captured);
    if (m->is_short && !(r->brief && fits(route_short(r), path, count, captured)))
        return false;
    m->route = r;
    has_episode = has_episode && !m->is_short;
    rq->id = has_episode ? captured[0] : NULL;
    for (size_t i = 0; has_episode + i < 8 && captured[has_episode + i]; i++)
        rq->segments[rq->segment_count++] = captured[has_episode + i];
    return true;
}

static bool same_method(const char *asked, const char *method)
{
    if (strcmp(asked, "HEAD") == 0)
        asked = "GET";
    return strcmp(asked, method) == 0;
}

static bool is_in_list(const char *list, const char *method)
{
    size_t len = strlen(method);

    for (const char *s = list; s; s = strchr(s, ' ')) {
        s += *s == ' ';
        if (strncmp(s, method, len) == 0 && (s[len] == ',' || s[len] == '\0'))
            return true;
    }
    return false;
}

/* Adds the methods that a route answers to list (NULL: empty), unless they are there. */
static enum err add_methods(struct request *rq, const char **list, const char *method)
{
    const char *methods = strcmp(method, "GET") == 0 ? "GET, HEAD" : method;

    if (is_in_list(*list, method))
        return OK;
    *list = *list ? arena_printf(rq->arena, "%s, %s", *list, methods) : methods;
    return *list ? OK : fail(&rq->failure, ERR_MEMORY, "out of memory");
}

/* OPTIONS can be used wherever something else can. */
static enum err finish_methods(struct request *rq, const char **list)
{
    *list = arena_printf(rq->arena, "%s, OPTIONS", *list);
    return *list ? OK : fail(&rq->failure, ERR_MEMORY, "out of memory");
}

enum err routes_methods(struct request *rq, const char **allow)
{
    enum err err = OK;

    *allow = NULL;
    for (size_t i = 0; i < ROUTES && err == OK; i++)
        err = add_methods(rq, allow, routes[i].method);
    return err == OK ? finish_methods(rq, allow) : err;
}

enum err routes_match(struct request *rq, const char *const *path, size_t count,
                      struct route_match *m)
{
    enum err err = OK;

    *m = (struct route_match){0};
    for (size_t i = 0; i < ROUTES && err == OK; i++) {
        rq->segment_count = 0;
        if (!try_route(&routes[i], rq, path, count, m))
            continue;
        if (same_method(rq->method, routes[i].method))
            return OK;
        err = add_methods(rq, &m->allow, routes[i].method);
    }
    if (err == OK && m->allow)
        err = finish_methods(rq, &m->allow);
    if (err != OK)
        return err;
    if (m->allow)
        return fail(&rq->failure, ERR_METHOD, "only %s can be used here", m->allow);
    return fail(&rq->failure, ERR_NOT_FOUND, "no such address; / lists those there are");
}
