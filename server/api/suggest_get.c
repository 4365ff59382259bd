#include "answer.h"
#include "handlers.h"
#include "json.h"
#include "params.h"
#include "pieces.h"
#include "search.h"
#include "store.h"
#include "urls.h"

enum { DEFAULT_SUGGESTIONS = 10 };

#define QUERY "what is typed so far"

static enum err read_request(struct request *rq, struct suggest_request *s)
{
    *s = (struct suggest_request){param_text(rq, "q"), rq->id, DEFAULT_SUGGESTIONS};
    if (!s->text)
        return param_refuse(rq, "q", QUERY);
    return param_number(rq, "limit", 1, SUGGEST_MOST, &s->limit);
}

/* Where what is suggested has an address of its own; else null. */
static json_t *address_of(struct request *rq, const struct suggestion *s)
{
    const char *url = NULL;
    bool has_address = true;

    if (s->speaker)
        url = url_of_episode(rq->arena, s->episode, "/speakers/%s", s->speaker);
    else if (s->kind == SUGGEST_SPEAKER)
        url = url_of_episodes_with(rq->arena, s->text);
    else if (s->chapter)
        url = url_of_episode(rq->arena, s->episode, "/chapters/%u", s->chapter);
    else if (s->episode && (s->kind == SUGGEST_TITLE || s->kind == SUGGEST_TOPIC))
        url = url_of_episode(rq->arena, s->episode, "%s", "");
    else
        has_address = false;
    return has_address ? json_string(url) : json_null();
}

static json_t *item_json(struct request *rq, const struct suggestion *s)
{
    return json_pack("{s:s, s:s, s:I, s:s, s:s?, s:o, s:o}", "text", s->text, "kind",
                     suggest_kind_names[s->kind], "count", (json_int_t)s->count, "query", s->query,
                     "episode", s->episode, "url", address_of(rq, s), "runs",
                     piece_runs(s->runs, s->run_count));
}

static json_t *result_json(struct request *rq, const struct response *rs,
                           const struct suggest_request *s, const struct suggest_result *r)
{
    json_t *items = json_array();

    for (size_t i = 0; i < r->n; i++)
        json_list_add(&items, item_json(rq, &r->v[i]));
    return json_pack("{s:{s:s}, s:s, s:o, s:s}", "query", "text", s->text, "match",
                     r->alike ? "alike" : "begins", "items", items, "revision", rs->revision);
}

enum err suggest_get(struct request *rq, struct response *rs)
{
    struct suggest_request s;
    struct suggest_result r;
    enum err err = read_request(rq, &s);

    if (err == OK)
        err = store_library_revision(rq->db, rq->arena, &rs->revision, &rq->failure);
    if (err != OK)
        return err;
    err = search_suggest(rq->db, rq->arena, &s, &r, &rq->failure);
    if (err == ERR_PARAMETER) {
        rq->parameter = "q";
        rq->accepts = QUERY;
    }
    return err == OK ? answer_json(rq, rs, result_json(rq, rs, &s, &r)) : err;
}
