#include "answer.h"
#include "handlers.h"
#include "json.h"
#include "params.h"
#include "pieces.h"
#include "speakers.h"
#include "store.h"

enum { PARTS = STORE_QUOTES | STORE_SPEAKERS | STORE_TEXT, VERDICTS = VERDICT_NOT_FOUND + 1 };

/* What the list is narrowed to. */
struct filter {
    unsigned speaker;  /* 0: any */
    size_t chapter;    /* 0: any */
    unsigned verdicts; /* bits 1 << enum verdict */
};

static enum err read_filter(struct request *rq, const struct episode *e, struct filter *f)
{
    enum err err = speaker_param(rq, e, &f->speaker);

    f->chapter = 0;
    f->verdicts = (1u << VERDICTS) - 1;
    if (err == OK)
        err = param_number(rq, "chapter", 1, UINT32_MAX, &f->chapter);
    if (err == OK)
        err = param_names(rq, "verdict", verdict_names, VERDICTS, &f->verdicts);
    return err;
}

static bool passes(const struct filter *f, const struct quote *q)
{
    return (!f->speaker || q->speaker == f->speaker) && (!f->chapter || q->chapter == f->chapter) &&
           (f->verdicts & 1u << q->verdict);
}

enum err quotes_list(struct request *rq, struct response *rs)
{
    struct episode e;
    struct filter filter;
    struct pager pager;
    json_t *items;
    enum err err = answer_episode(rq, rs, PARTS, &e);

    if (err == OK)
        err = read_filter(rq, &e, &filter);
    if (err == OK)
        err = pager_start(&pager, rq, DEFAULT_LIMIT);
    if (err != OK)
        return err;
    items = json_array();
    for (unsigned n = 1; n <= e.quotes.n; n++)
        if (passes(&filter, &e.quotes.v[n - 1]) && pager_takes(&pager, n))
            json_list_add(&items, piece_quote(rq, &e, n));
    return pager_answer(&pager, rq, rs, items);
}

enum err quotes_one(struct request *rq, struct response *rs)
{
    struct episode e;
    unsigned n;
    enum err err = answer_episode(rq, rs, PARTS, &e);

    if (err != OK)
        return err;
    n = path_number(rq->segments[0], e.quotes.n);
    if (!n)
        return fail(&rq->failure, ERR_NOT_FOUND,
                    "no quote '%.100s': this episode has %zu, numbered from 1", rq->segments[0],
                    e.quotes.n);
    return answer_json(rq, rs, piece_quote(rq, &e, n));
}
