/* PUT and DELETE of an episode, by a worker that may write. The head of the request was checked. */
#include "answer.h"
#include "body.h"
#include "condition.h"
#include "episode_json.h"
#include "handlers.h"
#include "json.h"
#include "library.h"
#include "write.h"

/* A body must be what it was sent as: a page is taken for no document, and the other way round. */
static enum err check_form(struct request *rq, const char *body)
{
    bool is_document = library_is_document(body, rq->body_len);

    if (!rq->content_type ||
        is_document == body_is_type(rq->content_type, "application/json", NULL))
        return OK;
    fail_at(&rq->failure, 1, 1,
            is_document
                ? "a text/plain page does not begin with '{': send a document as "
                  "application/json"
                : "an application/json document begins with '{': send a page as text/plain");
    return ERR_INPUT;
}

/* ---- the answer ---- */

static json_t *warnings_json(const struct warning_list *list)
{
    json_t *out = json_array();

    for (size_t i = 0; i < list->n; i++)
        json_list_add(&out, json_pack("{s:i, s:i, s:s}", "line", (int)list->v[i].line, "column",
                                      (int)list->v[i].column, "message", list->v[i].message));
    return out;
}

/* What a PUT did. */
struct written {
    enum library_outcome outcome;
    struct episode episode;
    const char *revision;
};

/* What ingest warns of is not stored: an episode that is unchanged was read without it. */
static enum err add_warnings(struct request *rq, const char *body, struct written *w)
{
    struct episode again;
    enum err err = library_understand(rq->arena, body, rq->body_len, NULL, &again, &rq->failure);

    if (err == OK)
        w->episode.warnings = again.warnings;
    return err;
}

static enum err tell(struct request *rq, struct response *rs, const struct written *w)
{
    static const char *const outcomes[] = {"loaded", "replaced", "unchanged"};
    struct warning_list warnings;
    enum err err = library_warnings(rq->arena, &w->episode, &warnings, &rq->failure);

    if (err == OK)
        err = answer_json(rq, rs,
                          json_pack("{s:s, s:o, s:o}", "outcome", outcomes[w->outcome], "warnings",
                                    warnings_json(&warnings), "episode",
                                    episode_json(rq, &w->episode, w->revision)));
    if (err == OK && w->outcome == LIBRARY_LOADED) {
        rs->status = 201;
        answer_header(rs, "Location", rq->self);
    }
    return err;
}

/* ---- the writes ---- */

static enum err load(struct request *rq, const char *body, struct written *w)
{
    struct condition condition = {.rq = rq};
    const struct library_condition required = {condition_holds, &condition};
    struct library_job *job;
    struct episode_meta meta;
    enum err err = write_meta(rq, &meta);

    if (err == OK)
        err = library_prepare(rq->db, rq->arena, body, rq->body_len, &meta, &job, &rq->failure);
    if (err != OK)
        return err;
    library_require(job, &required);
    err = library_store(rq->db, &job, 1, &rq->failure);
    if (err != OK)
        return err == ERR_CONDITION ? condition_refuse(&condition) : err;
    w->outcome = library_outcome_of(job, &w->episode);
    w->revision = library_revision_of(job);
    return w->outcome == LIBRARY_UNCHANGED ? add_warnings(rq, body, w) : OK;
}

enum err episode_put(struct request *rq, struct response *rs)
{
    static const enum api_load loads[] = {API_LOADED, API_REPLACED, API_UNCHANGED};
    const char *body = rq->body ? rq->body : "";
    struct written w = {.outcome = LIBRARY_UNCHANGED};
    enum err err = check_form(rq, body);

    if (err == OK)
        err = load(rq, body, &w);
    api_count_load(rq->options->loads, err == OK ? loads[w.outcome] : API_FAILED);
    return err == OK ? tell(rq, rs, &w) : err;
}

enum err episode_delete(struct request *rq, struct response *rs)
{
    struct condition condition = {.rq = rq};
    const struct library_condition required = {condition_holds, &condition};
    enum err err = library_remove(rq->db, rq->id, &required, &rq->failure);

    if (err == OK) {
        api_count_load(rq->options->loads, API_REMOVED);
        rs->status = 204;
    }
    return err == ERR_CONDITION ? condition_refuse(&condition) : err;
}
