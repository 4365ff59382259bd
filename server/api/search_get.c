#include "answer.h"
#include "buf.h"
#include "handlers.h"
#include "json.h"
#include "params.h"
#include "pieces.h"
#include "search.h"
#include "speakers.h"
#include "store.h"
#include "text.h"
#include "token.h"
#include "urls.h"

enum { DEFAULT_HITS = 20, MOST_AFTER = 1000000000 };

#define QUERY "words to look for, \"phrases\", prefix*, -without, OR"

/* Which episode, and who of it; a speaker's spellings are known only within an episode,
 * elsewhere a name stands for the id that is made of it. */
static enum err read_scope(struct request *rq, struct search_request *s)
{
    struct episode e;
    unsigned speaker;
    enum err err;

    s->episode = rq->id ? rq->id : param_text(rq, "episode");
    s->speaker = param_text(rq, "speaker");
    if (!s->episode && s->speaker) {
        s->speaker = slug_of(rq->arena, s->speaker);
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
        err = param_names(rq, "counts", countable, 2, &counts);
    if (err == OK)
        err = param_flag(rq, "exact", &s->exact);
    if (err == OK)
        err = param_limit(rq, DEFAULT_HITS, &s->limit);
    if (err == OK)
        err = param_number(rq, "after", 0, MOST_AFTER, &s->after);
    s->count_speakers = counts & 1;
    s->count_episodes = counts & 2;
    return err;
}

static json_t *snippet_html(const struct search_hit *h)
{
    json_t *json;
    struct buf b;

    buf_init(&b);
    buf_str(&b, "");
    for (size_t i = 0; i < h->snippet_runs; i++) {
        buf_str(&b, h->snippet[i].mark ? "<mark>" : "");
        text_add_html(&b, h->snippet[i].text);
        buf_str(&b, h->snippet[i].mark ? "</mark>" : "");
    }
    json = b.failed ? NULL : json_stringn(b.data, b.len);
    buf_finish(&b);
    return json;
}

static json_t *speaker_of(const struct search_hit *h)
{
    if (!h->speaker_id)
        return json_null();
    return json_pack("{s:s, s:s}", "id", h->speaker_id, "name", h->speaker_name);
}

static json_t *hit_json(struct request *rq, const struct search_hit *h)
{
    return json_pack("{s:{s:s, s:s?}, s:i, s:o, s:s, s:f, s:o, s:o, s:s}", "episode", "id",
                     h->episode, "title", h->title, "paragraph", (int)h->paragraph, "speaker",
                     speaker_of(h), "kind", part_kind_names[h->kind], "score",
                     json_rounded(h->score), "snippet", piece_runs(h->snippet, h->snippet_runs),
                     "snippet_html", snippet_html(h), "url",
                     url_of_episode(rq->arena, h->episode, "/paragraphs/%u", h->paragraph));
}

static json_t *hits_json(struct request *rq, const struct search_result *r)
{
    json_t *list = json_array();

    for (size_t i = 0; i < r->hit_count; i++)
        json_list_add(&list, hit_json(rq, &r->hits[i]));
    return list;
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

static json_t *result_json(struct request *rq, struct response *rs, const struct search_request *s,
                           const struct search_result *r)
{
    size_t last = s->after + r->hit_count;
    bool more = r->hit_count && last < r->total;
    json_t *json = json_pack(
        "{s:{s:s, s:o}, s:s, s:I, s:s, s:o, s:o, s:s?}", "query", "text", s->text, "corrections",
        corrections_json(r), "match", search_match_names[r->match], "total", (json_int_t)r->total,
        "total_is", "exact", "items", hits_json(rq, r), "next",
        answer_next(rq, rs, more, arena_printf(rq->arena, "%zu", last)), "revision", rs->revision);

    if (r->correction_count > 0)
        json_member_add(&json, "total_before", json_integer((json_int_t)r->total_before));
    if (s->count_speakers || s->count_episodes)
        json_member_add(&json, "counts", counts_json(s, r));
    return json;
}

enum err search_get(struct request *rq, struct response *rs)
{
    struct search_request s = {0};
    struct search_result r = {0};
    enum err err = read_request(rq, &s);

    if (err == OK)
        err = store_library_revision(rq->db, rq->arena, &rs->revision, &rq->failure);
    if (err != OK)
        return err;
    err = search_run_query(rq->db, rq->arena, &s, &r, &rq->failure);
    if (err == ERR_PARAMETER) {
        rq->parameter = "q";
        rq->accepts = QUERY;
    }
    return err == OK ? answer_json(rq, rs, result_json(rq, rs, &s, &r)) : err;
}
