#include "answer.h"
#include "handlers.h"
#include "json.h"
#include "params.h"
#include "pieces.h"
#include "store.h"

enum err corrections_list(struct request *rq, struct response *rs)
{
    struct episode e;
    struct pager pager;
    json_t *items;
    enum err err = answer_episode(rq, rs, STORE_CORRECTIONS, &e);

    if (err == OK)
        err = pager_start(&pager, rq, DEFAULT_LIMIT);
    if (err != OK)
        return err;
    items = json_array();
    for (unsigned n = 1; n <= e.corrections.n; n++)
        if (pager_takes(&pager, n))
            json_list_add(&items, piece_correction(&e.corrections.v[n - 1], n));
    return pager_answer(&pager, rq, rs, items);
}
