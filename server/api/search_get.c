#include "answer.h"
#include "handlers.h"
#include "hits.h"
#include "json.h"
#include "params.h"
#include "search.h"
#include "speakers.h"
#include "store.h"
#include "token.h"

enum { DEFAULT_HITS = 20, MOST_CONTEXT = 10 };

#define QUERY "words to look for, \"phrases\", prefix*, -without, OR"

/* Which episode, and who of it; without an episode, who is called so in each. */
static enum err read_scope(struct request *rq, struct search_request *s)
{
    struct episode e;
    unsigned speaker;
    enum err err;

    s->episode = rq->id ? rq->id : param_text(rq, "episode");
    s->speaker = param_text(rq, "speaker");
    if (!s->episode && s->speaker) {
        s->speaker = name_key(rq->arena, s->speaker);
        return s->speaker ? OK : fail(&rq->failure, ERR_MEMORY, "out of memory");
    }
    if (!s->episode)
        return OK;
    err = store_get(rq->db, rq->arena, s->episode, STORE_SPEAKERS, &e, NULL, &rq->failure);
    if (err == ERR_NOT_FOUND && !rq->id)
        return param_refuse(rq, "episode", "the id of an episode in /v1/episodes");
    if (err == OK)
        err = speaker_param(rq, &e, &speaker);
    if (err == OK && speaker)
        s->speaker = e.speakers.v[speaker - 1].id;
    return err;
}

static enum err read_request(struct request *rq, struct search_request *s)
{
    static const char *const countable[] = {"speakers", "episodes"};
    unsigned counts = 0;
    enum err err = read_scope(rq, s);

    s->text = param_text(rq, "q");
    if (err == OK && !s->text)
        err = param_refuse(rq, "q", QUERY);
    if (err == OK)
        err = param_kinds(rq, &s->kinds);
    if (err == OK)
        err = param_names(rq, "in", search_section_names, SEARCH_SECTIONS, &s->sections);
    if (err == OK)
        err = param_names(rq, "counts", countable, 2, &counts);
    if (err == OK)
        err = param_flag(rq, "exact", &s->exact);
    if (err == OK)
        err = param_limit(rq, DEFAULT_HITS, &s->limit);
    if (err == OK)
        err = param_number(rq, "after", 0, SEARCH_COUNTED, &s->after);
    s->count_speakers = counts & 1;
    s->count_episodes = counts & 2;
    return err;
}

static json_t *count_json(const struct search_count *c)
{
    if (!c->episode)
        return json_pack("{s:s, s:s?, s:I}", "id", c->id, "title", c->name, "count",
                         (json_int_t)c->count);
    return json_pack("{s:s, s:s?, s:s, s:I}", "id", c->id, "name", c->name, "episode", c->episode,
                     "count", (json_int_t)c->count);
}

static json_t *counted(const struct search_counts *counts)
{
    json_t *list = json_array();

    for (size_t i = 0; i < counts->n; i++)
        json_list_add(&list, count_json(&counts->v[i]));
    return list;
}

/* The counts that were asked for. */
static json_t *counts_json(const struct search_request *s, const struct search_result *r)
{
    json_t *json = json_object();

    if (s->count_speakers)
        json_member_add(&json, "speakers", counted(&r->speakers));
    if (s->count_episodes)
        json_member_add(&json, "episodes", counted(&r->episodes));
    return json;
}

static json_t *corrections_json(const struct search_result *r)
{
    json_t *list = json_array();

    for (size_t i = 0; i < r->correction_count; i++)
        json_list_add(&list, json_pack("{s:s, s:s}", "from", r->corrections[i].from, "to",
                                       r->corrections[i].to));
    return list;
}

static json_t *query_json(const struct search_request *s, const struct search_result *r)
{
    json_t *json = json_pack("{s:s, s:o}", "text", s->text, "corrections", corrections_json(r));

    if (r->correction_count)
        json_member_add(&json, "total_as_written", json_integer((json_int_t)r->total_before));
    return json;
}

/* The address of the page behind this one. Pages end where counting does. */
static json_t *next_json(struct request *rq, struct response *rs, const struct search_request *s,
                         const struct search_result *r)
{
    size_t last = s->after + r->hit_count;
    bool more = r->hit_count && last < r->total + r->total_partial && last < SEARCH_COUNTED;

    return answer_next(rq, rs, more, arena_printf(rq->arena, "%zu", last));
}

static json_t *result_json(struct request *rq, struct response *rs, const struct search_request *s,
                           const struct search_result *r, json_t *items)
{
    json_t *partial = r->total_partial ? json_integer((json_int_t)r->total_partial) : NULL;
    json_t *json =
        json_pack("{s:o, s:s, s:I, s:s, s:o*, s:o, s:o, s:s?}", "query", query_json(s, r), "match",
                  search_match_names[r->match], "total", (json_int_t)r->total, "total_is",
                  r->at_least ? "at_least" : "exact", "total_partial", partial, "items", items,
                  "next", next_json(rq, rs, s, r), "revision", rs->revision);

    if (s->count_speakers || s->count_episodes)
        json_member_add(&json, "counts", counts_json(s, r));
    return json;
}

enum err search_get(struct request *rq, struct response *rs)
{
    struct search_request s = {0};
    struct search_result r = {0};
    size_t context = 0;
    json_t *items;
    enum err err = read_request(rq, &s);

    if (err == OK)
        err = param_number(rq, "context", 0, MOST_CONTEXT, &context);
    if (err == OK)
        err = store_library_revision(rq->db, rq->arena, &rs->revision, &rq->failure);
    if (err != OK)
        return err;
    err = search_run_query(rq->db, rq->arena, &s, &r, &rq->failure);
    if (err == ERR_PARAMETER) {
        rq->parameter = "q";
        rq->accepts = QUERY;
    }
    if (err == ERR_NOT_FOUND && s.speaker) /* the episode was looked for before */
        err = param_refuse(rq, "speaker", "the name of a speaker, in any spelling, or an id");
    if (err == OK)
        err = hits_json(rq, &r, (unsigned)context, &items);
    return err == OK ? answer_json(rq, rs, result_json(rq, rs, &s, &r, items)) : err;
}
