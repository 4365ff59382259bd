#include "answer.h"
#include "handlers.h"
#include "json.h"
#include "params.h"
#include "pieces.h"
#include "store.h"
#include "urls.h"

enum { PARTS = STORE_CHAPTERS | STORE_QUOTES | STORE_SPEAKERS | STORE_TEXT };

static json_t *places(struct request *rq, const struct chapter *c)
{
    json_t *list = json_array();

    for (size_t i = 0; i < c->places.n; i++) {
        const struct evidence *p = &c->places.v[i];
        json_list_add(
            &list, json_pack("{s:i, s:i, s:f, s:s}", "first_paragraph", (int)p->first,
                             "last_paragraph", (int)p->last, "score", json_rounded(p->score), "url",
                             url_of_episode(rq->arena, rq->id, "/paragraphs/%u", p->first)));
    }
    return list;
}

static json_t *chapter_json(struct request *rq, const struct episode *e, unsigned n)
{
    const struct chapter *c = &e->chapters.v[n - 1];
    json_t *quotes = json_array();

    for (unsigned q = 1; q <= e->quotes.n; q++)
        if (e->quotes.v[q - 1].chapter == n)
            json_list_add(&quotes, piece_quote(rq, e, q));
    return json_pack("{s:i, s:s, s:i, s:s, s:s?, s:o, s:o}", "n", (int)n, "self",
                     url_of_episode(rq->arena, rq->id, "/chapters/%u", n), "number", (int)c->number,
                     "title", c->title, "summary", c->summary, "quotes", quotes, "places",
                     places(rq, c));
}

enum err chapters_list(struct request *rq, struct response *rs)
{
    struct episode e;
    struct pager pager;
    json_t *items;
    enum err err = answer_episode(rq, rs, PARTS, &e);

    if (err == OK)
        err = pager_start(&pager, rq, DEFAULT_LIMIT);
    if (err != OK)
        return err;
    items = json_array();
    for (unsigned n = 1; n <= e.chapters.n; n++)
        if (pager_takes(&pager, n))
            json_list_add(&items, chapter_json(rq, &e, n));
    return pager_answer(&pager, rq, rs, items);
}

enum err chapters_one(struct request *rq, struct response *rs)
{
    struct episode e;
    unsigned n;
    enum err err = answer_episode(rq, rs, PARTS, &e);

    if (err != OK)
        return err;
    n = path_number(rq->segments[0], e.chapters.n);
    if (!n)
        return fail(&rq->failure, ERR_NOT_FOUND,
                    "no chapter '%.100s': this episode has %zu, numbered from 1", rq->segments[0],
                    e.chapters.n);
    return answer_json(rq, rs, chapter_json(rq, &e, n));
}
