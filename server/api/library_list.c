#include "answer.h"
#include "handlers.h"
#include "json.h"
#include "params.h"
#include "store.h"
#include "urls.h"

static json_t *listed(struct request *rq, const struct store_listed *e)
{
    return json_pack("{s:s, s:s, s:s?, s:s?, s:s?, s:s?, s:s?, s:{s:i, s:i, s:i, s:i, s:i}}", "id",
                     e->id, "self", url_of_episode(rq->arena, e->id, "%s", ""), "title", e->title,
                     "show", e->show, "published", e->published, "language", e->language,
                     "primary_topic", e->primary_topic, "counts", "chapters", (int)e->chapters,
                     "quotes", (int)e->quotes, "turns", (int)e->turns, "paragraphs",
                     (int)e->paragraphs, "words", (int)e->words);
}

enum err library_list(struct request *rq, struct response *rs)
{
    struct page page = {0};
    struct store_list_request wanted = {.words = param_text(rq, "q"),
                                        .speaker = param_text(rq, "speaker"),
                                        .after = param_text(rq, "after")};
    struct store_list list;
    enum err err = param_limit(rq, DEFAULT_LIMIT, &wanted.limit);

    if (err == OK)
        err = store_list(rq->db, rq->arena, &wanted, &list, &rq->failure);
    if (err != OK)
        return err;
    rs->revision = list.revision;
    page.total = list.total;
    page.more = list.more;
    page.after = list.n ? list.v[list.n - 1].id : NULL;
    page.items = json_array();
    for (size_t i = 0; i < list.n; i++)
        json_list_add(&page.items, listed(rq, &list.v[i]));
    return answer_page(rq, rs, &page);
}
