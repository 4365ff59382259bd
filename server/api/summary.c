#include "answer.h"
#include "handlers.h"
#include "json.h"
#include "store.h"
#include "urls.h"

static json_t *evidence(struct request *rq, const struct evidence_list *list)
{
    json_t *out = json_array();

    for (size_t i = 0; i < list->n; i++)
        json_list_add(
            &out, json_pack("{s:i, s:f, s:s}", "paragraph", (int)list->v[i].first, "score",
                            json_rounded(list->v[i].score), "url",
                            url_of_episode(rq->arena, rq->id, "/paragraphs/%u", list->v[i].first)));
    return out;
}

static json_t *takeaways(struct request *rq, const struct takeaway_list *list)
{
    json_t *out = json_array();

    for (size_t i = 0; i < list->n; i++)
        json_list_add(&out, json_pack("{s:i, s:s, s:o}", "n", (int)i + 1, "text", list->v[i].text,
                                      "evidence", evidence(rq, &list->v[i].evidence)));
    return out;
}

static json_t *books(const struct book_list *list)
{
    json_t *out = json_array();

    for (size_t i = 0; i < list->n; i++)
        json_list_add(&out, json_pack("{s:s, s:o}", "title", list->v[i].title, "authors",
                                      json_texts(&list->v[i].authors)));
    return out;
}

enum err summary_get(struct request *rq, struct response *rs)
{
    struct episode e;
    enum err err = answer_episode(rq, rs, STORE_SECTIONS, &e);

    if (err != OK)
        return err;
    return answer_json(rq, rs,
                       json_pack("{s:s, s:s, s:s?, s:s?, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
                                 "episode", rq->id, "self", rq->self, "primary_topic",
                                 e.primary_topic, "overview", e.overview, "takeaways",
                                 takeaways(rq, &e.takeaways), "actionable_advice",
                                 json_texts(&e.advice), "about", json_texts(&e.about), "people",
                                 json_texts(&e.people), "companies", json_texts(&e.companies),
                                 "books", books(&e.books), "guests", json_texts(&e.guests),
                                 "content_warnings", json_texts(&e.content_warnings)));
}
