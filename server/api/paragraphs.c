#include "answer.h"
#include "handlers.h"
#include "json.h"
#include "params.h"
#include "pieces.h"
#include "store.h"

enum { MOST_CONTEXT = 20 };

/* Paragraphs first to last, both included. */
static json_t *neighbours(struct request *rq, const struct episode *e, size_t first, size_t last)
{
    json_t *list = json_array();

    for (size_t n = first; n <= last && n <= e->paragraphs.n; n++)
        json_list_add(&list, piece_paragraph(rq, e, (unsigned)n, ALL_KINDS));
    return list;
}

enum err paragraphs_one(struct request *rq, struct response *rs)
{
    struct episode e;
    size_t context = 0;
    unsigned n;
    enum err err = answer_episode(rq, rs, STORE_SPEAKERS | STORE_TEXT, &e);

    if (err == OK)
        err = param_number(rq, "context", 0, MOST_CONTEXT, &context);
    if (err != OK)
        return err;
    n = path_number(rq->segments[0], e.paragraphs.n);
    if (!n)
        return fail(&rq->failure, ERR_NOT_FOUND,
                    "no paragraph '%.100s': this episode has %zu, numbered from 1", rq->segments[0],
                    e.paragraphs.n);
    return answer_json(rq, rs,
                       json_pack("{s:s, s:o, s:o, s:o}", "episode", rq->id, "paragraph",
                                 piece_paragraph(rq, &e, n, ALL_KINDS), "before",
                                 neighbours(rq, &e, n > context ? n - context : 1, n - 1), "after",
                                 neighbours(rq, &e, n + 1, n + context)));
}
