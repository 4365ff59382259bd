#include "hits.h"

#include <string.h>

#include "buf.h"
#include "json.h"
#include "pieces.h"
#include "store.h"
#include "text.h"
#include "urls.h"

/* ---- a hit ---- */

static json_t *run_json(const struct search_run *run)
{
    json_t *json = json_pack("{s:s}", "text", run->text);

    if (run->mark)
        json_member_add(&json, "mark", json_true());
    return json;
}

static json_t *snippet(const struct search_hit *h)
{
    json_t *list = json_array();

    for (size_t i = 0; i < h->snippet_runs; i++)
        json_list_add(&list, run_json(&h->snippet[i]));
    return list;
}

/* Escaped, with the LF between two paragraphs as <br>. */
static void add_html(struct buf *b, struct arena *a, const struct search_run *run)
{
    const char *s = run->text;

    buf_str(b, run->mark ? "<mark>" : "");
    for (const char *end; (end = strchr(s, '\n')); s = end + 1) {
        const char *line = arena_strndup(a, s, (size_t)(end - s));

        if (!line) {
            b->failed = true;
            return;
        }
        text_add_html(b, line);
        buf_str(b, "<br>");
    }
    text_add_html(b, s);
    buf_str(b, run->mark ? "</mark>" : "");
}

static json_t *snippet_html(struct arena *a, const struct search_hit *h)
{
    json_t *json;
    struct buf b;

    buf_init(&b);
    buf_str(&b, "");
    for (size_t i = 0; i < h->snippet_runs; i++)
        add_html(&b, a, &h->snippet[i]);
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

/* What shows the thing that was found. */
static const char *address(struct arena *a, const struct search_hit *h)
{
    switch (h->section) {
    case SEARCH_TRANSCRIPT:
        return url_of_episode(a, h->episode, "/paragraphs/%u", h->paragraph);
    case SEARCH_CHAPTERS:
        return url_of_episode(a, h->episode, "/chapters/%u", h->n);
    case SEARCH_QUOTES:
        return url_of_episode(a, h->episode, "/quotes/%u", h->n);
    default:
        return url_of_episode(a, h->episode, "/summary");
    }
}

json_t *hit_json(struct arena *a, const struct search_hit *h)
{
    json_t *json = json_pack("{s:{s:s, s:s?}, s:s, s:s, s:o}", "episode", "id", h->episode, "title",
                             h->title, "in", search_section_names[h->section], "match",
                             search_match_names[h->match], "paragraph", piece_number(h->paragraph));

    if (h->part)
        json_member_add(&json, "part", json_integer(h->part));
    if (h->through != h->paragraph)
        json_member_add(&json, "through", json_integer(h->through));
    if (h->n)
        json_member_add(&json, "n", json_integer(h->n));
    json_members_add(&json, json_pack("{s:o, s:s?, s:f, s:o, s:o, s:s}", "speaker", speaker_of(h),
                                      "kind", h->paragraph ? part_kind_names[h->kind] : NULL,
                                      "score", json_rounded(h->score), "snippet", snippet(h),
                                      "snippet_html", snippet_html(a, h), "url", address(a, h)));
    return json;
}

/* ---- the paragraphs around it ---- */

/* Those of the list from first to last. */
static json_t *spoken(struct arena *a, const struct store_paragraph_list *list, unsigned first,
                      unsigned last)
{
    json_t *json = json_array();

    for (size_t i = 0; i < list->n; i++)
        if (list->v[i].n >= first && list->v[i].n <= last)
            json_list_add(&json, piece_spoken(a, &list->v[i], ALL_KINDS));
    return json;
}

static enum err add_context(struct request *rq, const struct search_hit *h, unsigned context,
                            json_t **hit)
{
    const struct store_range range = {
        h->episode,
        h->paragraph > context ? h->paragraph - context : 1,
        h->through + context,
    };
    struct store_paragraph_list list;
    enum err err = store_get_paragraphs(rq->db, rq->arena, &range, &list, &rq->failure);

    if (err != OK)
        return err;
    json_member_add(hit, "before", spoken(rq->arena, &list, range.first, h->paragraph - 1));
    json_member_add(hit, "after", spoken(rq->arena, &list, h->through + 1, range.last));
    return OK;
}

enum err hits_json(struct request *rq, const struct search_result *r, unsigned context,
                   json_t **out)
{
    json_t *list = json_array();
    enum err err = OK;

    for (size_t i = 0; i < r->hit_count && err == OK; i++) {
        json_t *hit = hit_json(rq->arena, &r->hits[i]);

        if (context && r->hits[i].paragraph)
            err = add_context(rq, &r->hits[i], context, &hit);
        json_list_add(&list, hit);
    }
    if (err != OK)
        json_decref(list);
    else
        *out = list;
    return err;
}
