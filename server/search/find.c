#include "find.h"

#include <string.h>

#include "alikes.h"
#include "rescore.h"

/* A query of so many words is a question: where fewer passages than FEW have all of them, the best
 * others follow. */
enum { QUESTION_WORDS = 4, FEW = 10 };

struct finder {
    struct index *index;
    struct arena *arena;
    const struct search_request *request;
    struct plan plan;
    struct found *all; /* the first ones, best first; room for wanted and FEW more */
    size_t n, wanted;
    struct finding *out;
    struct failure *failure;
};

static enum err no_memory(struct finder *x)
{
    return fail(x->failure, ERR_MEMORY, "out of memory");
}

static bool is_listed(const struct finder *x, int64_t document)
{
    for (size_t i = 0; i < x->n && i < FEW; i++)
        if (x->all[i].document == document)
            return true;
    return false;
}

/* Adds what was ranked, but for what stands above it, as matches of that kind. */
static void append(struct finder *x, const struct ranking *ranking, enum search_match match)
{
    for (size_t i = 0; i < ranking->n && x->n < x->wanted; i++)
        if (match == MATCH_ALL || !is_listed(x, ranking->v[i].document))
            x->all[x->n++] = (struct found){ranking->v[i].document, ranking->v[i].score, match};
}

/* Ranks a plan behind what was found before; where something is, its matches count. */
static enum err rank(struct finder *x, const struct plan *plan, enum search_match match)
{
    const struct search_request *request = x->request;
    struct ranking ranking = {.most = x->wanted, .windows = match == MATCH_NEAR};
    struct document_list matches = {NULL, 0, 0};
    bool counting = request->count_speakers || request->count_episodes;
    enum err failed;

    ranking.matches = counting ? &matches : NULL;
    if (match == MATCH_PARTIAL)
        ranking.most = (x->wanted > RESCORED ? x->wanted : RESCORED) + x->n;
    failed = rank_plan(x->index, x->arena, plan, &ranking, x->failure);
    if (!failed && match == MATCH_PARTIAL)
        failed = rescore(x->index, x->arena, plan, &ranking, x->failure);
    if (failed || ranking.total == 0)
        return failed;
    if (x->out->total == 0)
        x->out->match = match;
    x->out->total = ranking.total;
    x->out->at_least = ranking.at_least;
    x->out->matches = matches;
    append(x, &ranking, match);
    return OK;
}

static bool is_question(const struct finder *x)
{
    const struct query *q = &x->out->query;

    for (size_t i = 0; i < q->n; i++)
        if (q->v[i].quoted || q->v[i].prefix || q->v[i].either || q->v[i].without)
            return false;
    return q->n >= QUESTION_WORDS;
}

static enum err find_all(struct finder *x)
{
    const struct query *query = &x->out->query;
    enum err failed = plan_make(x->index, x->arena, x->request, query, &x->plan, x->failure);

    if (failed || !query->cut)
        return failed ? failed : rank(x, &x->plan, MATCH_ALL);
    if (x->request->exact) /* has no partial matches */
        return fail(x->failure, ERR_PARAMETER, "the query has more than %d terms", QUERY_TERMS);
    return OK;
}

static enum err find_near(struct finder *x)
{
    if (x->out->query.cut || x->out->total > 0 || (x->plan.wanted < 2 && !x->plan.has_phrase) ||
        !x->plan.spaces[0])
        return OK;
    return rank(x, &x->plan, MATCH_NEAR);
}

static enum err find_partial(struct finder *x)
{
    struct plan loose;
    enum err failed;

    if (x->plan.wanted < 2 || (x->out->total > 0 && !(is_question(x) && x->out->total < FEW)))
        return OK;
    if (!plan_loosen(x->arena, &x->plan, &loose))
        return no_memory(x);
    failed = alikes_add(x->index, x->arena, &x->out->query, &loose, x->failure);
    return failed ? failed : rank(x, &loose, MATCH_PARTIAL);
}

/* Puts what was probably meant in the place of what the library does not have, and counts what the
 * query finds as it was written. */
static enum err correct(struct finder *x)
{
    struct finding *out = x->out;
    struct spelling_result corrected;
    enum err failed =
        spelling_correct(&x->index->speller, x->arena, &out->query, &corrected, x->failure);

    if (failed || corrected.count == 0)
        return failed;
    failed = find_all(x);
    x->n = 0;
    *out = (struct finding){.query = corrected.query,
                            .match = MATCH_ALL,
                            .total_before = out->total,
                            .corrections = corrected.corrections,
                            .correction_count = corrected.count};
    return failed;
}

/* Keeps the page that was asked for. */
static void cut_page(struct finder *x)
{
    size_t after = x->request->after < x->n ? x->request->after : x->n;

    x->out->v = x->all + after;
    x->out->n = x->n - after;
}

static bool prepare(struct finder *x)
{
    const struct search_request *r = x->request;
    size_t after = r->after < SEARCH_COUNTED ? r->after : SEARCH_COUNTED;

    x->wanted = after + r->limit;
    x->all = arena_array(x->arena, x->wanted, sizeof *x->all);
    return x->all;
}

enum err find(struct index *x, struct arena *a, const struct search_request *request,
              struct finding *out, struct failure *f)
{
    struct finder finder = {.index = x, .arena = a, .request = request, .out = out, .failure = f};
    enum err failed;

    *out = (struct finding){.match = MATCH_ALL};
    failed = query_parse(a, request->text, &out->query, f);
    if (!failed)
        failed = index_refresh(x, f);
    if (!failed && !prepare(&finder))
        failed = no_memory(&finder);
    if (!failed && !request->exact)
        failed = correct(&finder);
    if (!failed)
        failed = find_all(&finder);
    if (!failed && !request->exact)
        failed = find_near(&finder);
    if (!failed && !request->exact)
        failed = find_partial(&finder);
    if (!failed)
        cut_page(&finder);
    return failed;
}
