#include "api.h"

#include <stdlib.h>
#include <string.h>

#include "accept.h"
#include "answer.h"
#include "json.h"
#include "library.h"
#include "links.h"
#include "params.h"
#include "problem.h"
#include "routes.h"
#include "search.h"
#include "store.h"
#include "urls.h"
#include "write.h"

enum { MOST_SEGMENTS = 8, MOST_CANDIDATES = 50 };

struct api_worker {
    struct db *db;
    bool writes;
    const struct api_options *options;
};

static enum err create(struct api_worker **out, const struct api_options *options, bool writes,
                       struct failure *f)
{
    struct api_worker *w = malloc(sizeof *w);
    enum err err;

    if (!w)
        return fail(f, ERR_MEMORY, "out of memory");
    err = library_open(&w->db, options->database, writes, f);
    if (err != OK) {
        free(w);
        return err;
    }
    w->options = options;
    w->writes = writes;
    err = search_set_memory(
        w->db, options->search_memory ? options->search_memory : search_memory(options->workers),
        f);
    if (err != OK) {
        api_worker_destroy(w);
        return err;
    }
    *out = w;
    return OK;
}

enum err api_worker_create(struct api_worker **out, const struct api_options *options,
                           struct failure *f)
{
    return create(out, options, false, f);
}

enum err api_writer_create(struct api_worker **out, const struct api_options *options,
                           struct failure *f)
{
    return create(out, options, true, f);
}

void api_worker_destroy(struct api_worker *w)
{
    if (!w)
        return;
    db_close(w->db);
    free(w);
}

const char *api_encode(struct arena *a, const char *s)
{
    return url_encode(a, s);
}

unsigned api_data_version(struct api_worker *w)
{
    return db_data_version(w->db);
}

/* The segments of a path, decoded. A path with more of them than any route has is no
 * route's. */
static enum err split_path(struct request *rq, const char **segments, size_t *count)
{
    const char *s = rq->path;
    enum err err = OK;

    *count = 0;
    while (*s && err == OK) {
        size_t len = strcspn(s + 1, "/");
        if (*s != '/' || *count == MOST_SEGMENTS)
            return fail(&rq->failure, ERR_NOT_FOUND, "no such address; / lists those there are");
        err = params_decode(rq, s + 1, len, false, &segments[(*count)++]);
        s += len + 1;
    }
    return err;
}

/* The long path of what is asked for. */
static const char *self_of(struct request *rq, const char *const *segments, size_t count,
                           bool is_short)
{
    const char *id = is_short ? url_encode(rq->arena, rq->id) : NULL;
    const char *self = is_short && id ? arena_printf(rq->arena, "/v1/episodes/%s", id) : "";

    if (is_short && !id)
        return NULL;
    for (size_t i = 0; i < count && self; i++) {
        const char *segment = url_encode(rq->arena, segments[i]);
        self = segment ? arena_printf(rq->arena, "%s/%s", self, segment) : NULL;
    }
    return self;
}

/* Without a default episode a short route can only say which ones there are. */
static enum err list_candidates(struct request *rq, struct response *rs)
{
    json_t *urls = json_array();
    struct store_list list;
    enum err err;

    err = store_list(rq->db, rq->arena, &(struct store_list_request){.limit = MOST_CANDIDATES},
                     &list, &rq->failure);
    if (err != OK) {
        json_decref(urls);
        return err;
    }
    for (size_t i = 0; i < list.n; i++) {
        const char *base = url_of_episode(rq->arena, list.v[i].id, "%s", "");
        const char *url = base ? arena_printf(rq->arena, "%s%s", base, rq->self) : NULL;
        json_list_add(&urls, url ? json_string(url) : NULL);
    }
    err = fail(&rq->failure, ERR_AMBIGUOUS,
               "the server was given no default episode: name one, as in /v1/episodes/{id}%s",
               rq->self);
    problem_answer(rq, rs, err, json_pack("{s:o}", "episodes", urls));
    return OK;
}

static enum err check_default(struct request *rq)
{
    int64_t first_part;
    size_t count;
    enum err err = store_parts(rq->db, rq->id, &first_part, &count, &rq->failure);

    if (err == ERR_NOT_FOUND)
        return fail(&rq->failure, err,
                    "the default episode '%.100s' is not in the library; /v1/episodes lists it",
                    rq->id);
    return err;
}

static enum err answer_short(struct request *rq, struct response *rs, const struct route *r)
{
    const char *url = url_of_request(rq, NULL);
    enum err err = check_default(rq);

    if (err == OK && !url)
        err = fail(&rq->failure, ERR_MEMORY, "out of memory");
    if (err == OK)
        err = r->handler(rq, rs);
    if (err == OK && rs->status == 200)
        answer_header(rs, "Content-Location", url);
    return err;
}

/* Answers in one read transaction and within the time budget. */
static enum err answer_from_database(struct request *rq, struct response *rs,
                                     const struct route_match *m)
{
    enum err err;

    db_set_budget(rq->db, rq->options->budget_ms);
    err = db_begin_read(rq->db, &rq->failure);
    if (err == OK) {
        if (!m->is_short)
            err = m->route->handler(rq, rs);
        else if (rq->id)
            err = answer_short(rq, rs, m->route);
        else
            err = list_candidates(rq, rs);
    }
    db_end(rq->db);
    db_set_budget(rq->db, 0);
    return err;
}

/* The types of a set of forms, as a sentence part. */
static const char *types_of(struct arena *a, unsigned forms)
{
    const char *list = "";

    for (enum api_form form = API_JSON; form <= API_HTML && list; form++)
        if (forms & FORM(form))
            list = arena_printf(a, "%s%s%s", list, *list ? ", " : "", form_media_types[form]);
    return list ? list : "";
}

/* An address that names its form, as transcript.txt does, gives it whatever the header says. */
static enum err choose_form(struct request *rq, struct response *rs, const struct route *r)
{
    bool only_one = (r->forms & (r->forms - 1)) == 0;
    bool named = only_one && !(r->forms & FORM(API_JSON));

    if (!accept_choose(named ? NULL : rq->accept, r->forms, &rq->form))
        return fail(&rq->failure, ERR_NOT_ACCEPTABLE, "this can be had as %s",
                    types_of(rq->arena, r->forms));
    rs->negotiated = !only_one;
    return OK;
}

/* Looks at a write, and does it where that may be done here. */
static enum err answer_write(struct request *rq, struct response *rs, const struct route *r)
{
    enum err err = write_check(rq);

    return err == OK && rq->may_write ? r->handler(rq, rs) : err;
}

/* RFC 9110, 4.1, asks for at least 8000 bytes. Longer ones are an error of whoever wrote them. */
static enum err check_target(struct request *rq)
{
    if (strlen(rq->path) + (rq->query ? strlen(rq->query) : 0) > API_MAX_TARGET)
        return fail(&rq->failure, ERR_TARGET, "an address has at most %u bytes here",
                    API_MAX_TARGET);
    return OK;
}

static enum err answer_route(struct request *rq, struct response *rs, const struct route_match *m)
{
    enum err err = choose_form(rq, rs, m->route);

    if (err == OK && !(rq->form == API_HTML && m->route->params & OF_A_PAGE))
        err = params_check(rq, m->route->params);
    if (err != OK)
        return err;
    rs->depends = m->route->depends;
    rs->episode = rs->depends == API_EPISODE ? rq->id : NULL;
    if (rs->depends == API_NOTHING || rs->depends == API_PROGRAM)
        return m->route->handler(rq, rs);
    if (rs->depends == API_WRITE)
        return answer_write(rq, rs, m->route);
    err = answer_from_database(rq, rs, m);
    return err == OK && rs->status == 200 ? links_relate(rq, rs, m->route) : err;
}

static enum err answer(struct request *rq, struct response *rs, struct route_match *m)
{
    const char *segments[MOST_SEGMENTS];
    size_t count;
    enum err err = check_target(rq);

    if (err == OK)
        err = split_path(rq, segments, &count);
    if (err == OK)
        err = routes_match(rq, segments, count, m);
    if (err != OK)
        return err;
    if (m->is_short) {
        rq->id = rq->options->default_episode;
        rq->pretty = true;
    }
    rq->self = self_of(rq, segments, count, m->is_short && rq->id);
    if (!rq->self)
        return fail(&rq->failure, ERR_MEMORY, "out of memory");
    err = params_parse(rq);
    return err == OK ? answer_route(rq, rs, m) : err;
}

bool api_is_current(struct api_worker *w, struct arena *a, enum api_depends depends,
                    const char *episode, const char *revision)
{
    const char *now = NULL;
    enum err err;

    if (depends != API_EPISODE && depends != API_LIBRARY)
        return false;
    db_set_budget(w->db, w->options->budget_ms);
    err = db_begin_read(w->db, NULL);
    if (err == OK && depends == API_EPISODE)
        err = store_revision(w->db, a, episode, &now, NULL);
    else if (err == OK)
        err = store_library_revision(w->db, a, &now, NULL);
    db_end(w->db);
    db_set_budget(w->db, 0);
    return err == OK && strcmp(now, revision) == 0;
}

/* What answers to this method and path depend on. */
static enum api_depends depends_of(struct arena *a, const char *method, const char *path)
{
    struct request rq = {.method = method, .path = path, .arena = a};
    const char *segments[MOST_SEGMENTS];
    struct route_match m;
    size_t count;

    if (split_path(&rq, segments, &count) != OK || routes_match(&rq, segments, count, &m) != OK)
        return API_NOTHING;
    return m.route->depends;
}

bool api_takes_body(struct arena *a, const char *method, const char *path)
{
    return depends_of(a, method, path) == API_BODY;
}

bool api_is_write(struct arena *a, const char *method, const char *path)
{
    return depends_of(a, method, path) == API_WRITE;
}

void api_refuse(struct arena *a, struct request *rq, struct response *rs)
{
    rq->arena = a;
    problem_answer(rq, rs, rq->failure.code, NULL);
}

/* RFC 9110, 9.3.7: what can be done here, or with "*", which is made a path by a slash, anywhere.
 */
static enum err answer_options(struct request *rq, struct response *rs, struct route_match *m)
{
    enum err err = ERR_METHOD;

    if (strcmp(rq->path, "/*") == 0)
        err = routes_methods(rq, &m->allow);
    else
        err = answer(rq, rs, m);
    if (err != OK && err != ERR_METHOD)
        return err;
    rs->status = 204;
    answer_header(rs, "Allow", m->allow);
    return OK;
}

void api_handle(struct api_worker *w, struct arena *a, struct request *rq, struct response *rs)
{
    bool options = strcmp(rq->method, "OPTIONS") == 0;
    struct route_match m = {0};
    size_t count;
    enum err err;

    rq->arena = a;
    rq->db = w->db;
    rq->may_write = w->writes;
    rq->options = w->options;
    *rs = (struct response){0};
    err = options ? answer_options(rq, rs, &m) : answer(rq, rs, &m);
    if (err == ERR_NOT_ACCEPTABLE)
        problem_answer(rq, rs, err, links_available(rq, m.route));
    else if (err != OK)
        problem_answer(rq, rs, err, NULL);
    if (err == ERR_METHOD)
        answer_header(rs, "Allow", m.allow);
    else if (m.route && m.route->depends == API_WRITE)
        write_add_headers(rq, rs, err);
    if (m.route && !options && err != ERR_METHOD)
        rs->route = (unsigned)(m.route - routes_all(&count)) + 1;
}
