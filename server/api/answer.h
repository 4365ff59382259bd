/* What handlers share: reading the episode they are about, and filling in the response. */
#ifndef EPISODED_API_ANSWER_H
#define EPISODED_API_ANSWER_H

#include <jansson.h>

#include "api.h"
#include "buf.h"
#include "episode.h"

/* Adds a header; both must live as long as the response. */
void answer_header(struct response *rs, const char *name, const char *value);

/* 200 with json, which is released. ERR_MEMORY where json is NULL. */
enum err answer_json(struct request *rq, struct response *rs, json_t *json);

/* 200 with the text in b, which is emptied and freed. */
enum err answer_text(struct request *rq, struct response *rs, const char *content_type,
                     struct buf *b);

/* 308 to url; ERR_MEMORY where it is NULL. */
enum err answer_redirect(struct request *rq, struct response *rs, const char *url);

/* Reads parts (store_part bits) of the episode that rq is about, and the revision. */
enum err answer_episode(struct request *rq, struct response *rs, unsigned parts, struct episode *e);

/* One page out of count things that a list has in all. */
struct page {
    json_t *items;
    size_t total;
    bool more;
    const char *after; /* what the next page begins behind, if there is more */
};

/* The address of the page behind after as JSON, told in the Link header too; null if there
 * is no more. */
json_t *answer_next(struct request *rq, struct response *rs, bool more, const char *after);

/* 200 with the envelope of a list. Takes over page->items. */
enum err answer_page(struct request *rq, struct response *rs, const struct page *page);

/* Decides, thing by thing, what stands on a page of a list whose things are numbered. */
struct pager {
    size_t limit, after;
    size_t total, shown; /* things seen that match; those on the page */
    unsigned last;       /* number of the last on the page */
    bool more;           /* another one follows */
};

/* Reads limit (fallback where it is not given) and after. */
enum err pager_start(struct pager *p, struct request *rq, size_t fallback);

/* True if thing number n, which matches, stands on the page. Call with growing n. */
bool pager_takes(struct pager *p, unsigned n);

/* 200 with the page of items. */
enum err pager_answer(const struct pager *p, struct request *rq, struct response *rs,
                      json_t *items);

/* The address of the next page, as answer_next gives it. */
json_t *pager_next(const struct pager *p, struct request *rq, struct response *rs);

#endif
