#include "answer.h"

#include <assert.h>

#include "accept.h"
#include "json.h"
#include "links.h"
#include "params.h"
#include "store.h"
#include "urls.h"

void answer_header(struct response *rs, const char *name, const char *value)
{
    assert(rs->header_count < API_HEADERS);
    rs->headers[rs->header_count].name = name;
    rs->headers[rs->header_count].value = value;
    rs->header_count++;
}

enum err answer_json(struct request *rq, struct response *rs, json_t *json)
{
    rs->body = json_write(rq->arena, json, rq->pretty, &rs->body_len);
    if (!rs->body)
        return fail(&rq->failure, ERR_MEMORY, "out of memory");
    rs->status = 200;
    rs->content_type = form_types[API_JSON];
    return OK;
}

enum err answer_text(struct request *rq, struct response *rs, const char *content_type,
                     struct buf *b)
{
    rs->body = b->failed ? NULL : arena_strndup(rq->arena, b->data ? b->data : "", b->len);
    rs->body_len = b->len;
    buf_finish(b);
    if (!rs->body)
        return fail(&rq->failure, ERR_MEMORY, "out of memory");
    rs->status = 200;
    rs->content_type = content_type;
    return OK;
}

enum err answer_redirect(struct request *rq, struct response *rs, const char *url)
{
    enum err err = answer_json(rq, rs, json_pack("{s:s}", "location", url));

    if (err == OK) {
        rs->status = 308;
        answer_header(rs, "Location", url);
    }
    return err;
}

enum err answer_episode(struct request *rq, struct response *rs, unsigned parts, struct episode *e)
{
    return store_get(rq->db, rq->arena, rq->id, parts, e, &rs->revision, &rq->failure);
}

json_t *answer_next(struct request *rq, struct response *rs, bool more, const char *after)
{
    const char *url;

    if (!more)
        return json_null();
    url = after ? url_of_request(rq, after) : NULL;
    return links_add(rq, rs, url, "rel=\"next\"") == OK ? json_string(url) : NULL;
}

enum err answer_page(struct request *rq, struct response *rs, const struct page *page)
{
    json_t *json =
        json_pack("{s:o, s:I, s:o, s:s?}", "items", page->items, "total", (json_int_t)page->total,
                  "next", answer_next(rq, rs, page->more, page->after), "revision", rs->revision);

    return answer_json(rq, rs, json);
}

enum err pager_start(struct pager *p, struct request *rq, size_t fallback)
{
    enum err err;

    *p = (struct pager){0};
    err = param_limit(rq, fallback, &p->limit);
    if (err == OK)
        err = param_number(rq, "after", 0, UINT32_MAX, &p->after);
    return err;
}

bool pager_takes(struct pager *p, unsigned n)
{
    p->total++;
    if (n <= p->after)
        return false;
    if (p->shown == p->limit) {
        p->more = true;
        return false;
    }
    p->shown++;
    p->last = n;
    return true;
}

static const char *last_of(const struct pager *p, struct arena *a)
{
    return arena_printf(a, "%u", p->last);
}

json_t *pager_next(const struct pager *p, struct request *rq, struct response *rs)
{
    return answer_next(rq, rs, p->more, last_of(p, rq->arena));
}

enum err pager_answer(const struct pager *p, struct request *rq, struct response *rs, json_t *items)
{
    struct page page = {items, p->total, p->more, last_of(p, rq->arena)};

    return answer_page(rq, rs, &page);
}
