#include "rescore.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "function_words.h"
#include "heard.h"

/* What each adds, of the weights of its words; found on collections of questions and what was said
 * (scripts/bench-quality). */
#define WINDOW_WEIGHT 0.12 /* of the windows of each width */
#define ASKED_WEIGHT 0.2   /* of the words in the forms that were asked for */
#define PAIR_WEIGHT 0.25
#define NEIGHBOUR_WEIGHT 0.4

enum {
    NARROWEST = 4, /* windows, in words; each is twice as wide as the one before */
    WIDEST = 32,
    NEIGHBOURS = 8,     /* passages on each side */
    FADING = 60,        /* words from passage to passage that take its weight to 1/e */
    REACH = 4 * FADING, /* words, beyond which little is left of it */
};

struct candidate {
    int64_t document;
    double score;
    double k;       /* BM25's K */
    uint8_t *pairs; /* how often it has each pair */
};

/* Two neighbouring words of the query. */
struct pair {
    uint8_t first, second;
    int64_t df;   /* in the library, as if they were strangers: at least */
    double share; /* of its weight: less where both are function words */
    double weight;
};

struct rescorer {
    struct index *index;
    struct arena *arena;
    const struct plan *plan;
    const struct group *any; /* the words */
    struct failure *failure;
    struct candidate *candidates; /* by document */
    size_t n;
    struct pair *pairs;
    size_t pair_count;
    struct places places;
    struct heard heard;
    /* of the chunk that was entered: */
    struct chunk *chunk;
    struct norms norms;
    struct cursor first;    /* the first documents of episodes */
    struct cursor *cursors; /* one for each leaf; of phrases nothing */
};

/* ---- before ---- */

static int by_document(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;

    return (x->document > y->document) - (x->document < y->document);
}

static bool has_pair(const struct rescorer *r, uint8_t first, uint8_t second)
{
    for (size_t i = 0; i < r->pair_count; i++)
        if (r->pairs[i].first == first && r->pairs[i].second == second)
            return true;
    return false;
}

/* The leaf of the query's next word: how the word before may be said stands between them. */
static size_t next_word(const struct rescorer *r, size_t leaf)
{
    do
        leaf++;
    while (leaf < r->any->n && (r->any->leaves[leaf].phrase || r->any->leaves[leaf].said));
    return leaf;
}

static void find_pairs(struct rescorer *r)
{
    for (size_t i = 0, next; (next = next_word(r, i)) < r->any->n; i = next) {
        const struct leaf *x = &r->any->leaves[i], *y = &r->any->leaves[next];
        uint8_t first = r->places.words[i], second = r->places.words[next];
        double share = x->function_word && y->function_word ? FUNCTION_WORD_WEIGHT : 1;
        double df;

        if (!first || !second || first == second || has_pair(r, first, second))
            continue;
        df = (double)x->sources[0].df * (double)y->sources[0].df / (double)r->plan->documents;
        r->pairs[r->pair_count++] = (struct pair){first, second, (int64_t)df, share, 0};
    }
}

static enum err prepare(struct rescorer *r, const struct ranking *ranking)
{
    enum err failed = places_init(&r->places, r->index, r->arena, r->any, r->failure);

    if (failed)
        return failed;
    if (!heard_init(&r->heard, r->index, r->arena, r->any, &r->places))
        return fail_memory(r->failure);
    r->cursors = arena_array(r->arena, r->any->n, sizeof *r->cursors);
    r->pairs = arena_array(r->arena, r->any->n, sizeof *r->pairs);
    r->candidates = arena_array(r->arena, r->n, sizeof *r->candidates);
    if (!r->cursors || !r->pairs || !r->candidates)
        return fail_memory(r->failure);
    find_pairs(r);
    for (size_t i = 0; i < r->n; i++) {
        uint8_t *pairs = arena_alloc(r->arena, r->pair_count + 1);

        if (!pairs)
            return fail_memory(r->failure);
        r->candidates[i] =
            (struct candidate){ranking->v[i].document, ranking->v[i].score, 0, pairs};
    }
    qsort(r->candidates, r->n, sizeof *r->candidates, by_document);
    return OK;
}

/* ---- neighbours ---- */

/* BM25 of any document of the chunk, but for phrases. */
static double score_of(struct rescorer *r, uint16_t document)
{
    double score = 0;

    for (size_t i = 0; i < r->any->n; i++) {
        struct cursor c = {r->cursors[i].container, 0};
        int32_t at = cursor_find(&c, document);

        if (at >= 0)
            score += r->any->leaves[i].weight *
                     share_of(&r->norms, c.container->counts[at], r->norms.lengths[document]);
    }
    return score;
}

static bool is_first(const struct rescorer *r, uint32_t document)
{
    struct cursor c = r->first;

    return cursor_find(&c, (uint16_t)document) >= 0;
}

/* What the passages on one side add, step being 1 or -1. */
static double side_of(struct rescorer *r, uint16_t document, int step)
{
    const uint16_t *lengths = r->norms.lengths;
    double sum = 0, words = lengths[document] / 2.0; /* from its middle */
    int64_t d = document;

    for (int i = 0; i < NEIGHBOURS && words < REACH; i++) {
        if (step < 0 ? is_first(r, (uint32_t)d) : d == CHUNK_DOCUMENTS - 1)
            break;
        d += step;
        if (d < 0 || (step > 0 && is_first(r, (uint32_t)d)))
            break;
        sum += score_of(r, (uint16_t)d) * exp(-(words + lengths[d] / 2.0) / FADING);
        words += lengths[d];
    }
    return sum;
}

/* ---- candidates ---- */

static enum err enter(struct rescorer *r, struct chunk *chunk)
{
    struct term_row first;
    enum err failed = index_enter(r->index, chunk, r->failure);

    r->chunk = chunk;
    if (!failed)
        failed = index_words(chunk, r->failure);
    if (!failed)
        failed = index_term(r->index, TECHNICAL_FIRST, &first, r->failure);
    if (failed)
        return failed;
    r->norms = norms_of(r->index, chunk);
    r->first = (struct cursor){NULL, 0};
    if (first.id)
        failed = index_container(r->index, chunk, first.id, &r->first.container, r->failure);
    for (size_t i = 0; i < r->any->n && !failed; i++) {
        const struct leaf *leaf = &r->any->leaves[i];

        r->cursors[i] = (struct cursor){NULL, 0};
        if (leaf->n == 1 && !leaf->phrase)
            failed = rank_container(r->index, chunk, leaf->sources, &r->cursors[i].container,
                                    r->failure);
    }
    return failed;
}

/* How near the words of the query stand together, at several scales. */
static double windows_of(const struct rescorer *r)
{
    double sum = 0;

    for (size_t width = NARROWEST; width <= WIDEST; width *= 2)
        sum += places_best_window(&r->places, width);
    return sum;
}

/* Adds all but the pairs, whose weight is not known before all are counted. */
static enum err look(struct rescorer *r, struct candidate *c)
{
    uint16_t document = (uint16_t)(c->document & 0xFFFF);
    struct forward_passage passage;
    double like;
    enum err failed = index_passage(r->index, r->chunk, document, &passage, r->failure);

    if (failed)
        return failed;
    c->k = (double)r->norms.fixed + (double)r->norms.per_word * r->norms.lengths[document];
    places_read(&r->places, &passage);
    failed = heard_score(&r->heard, &r->places, &passage, &like, r->failure);
    c->score +=
        like + WINDOW_WEIGHT * windows_of(r) + ASKED_WEIGHT * places_score_asked(&r->places, c->k);
    for (size_t i = 0; i < r->pair_count; i++)
        c->pairs[i] = places_count_pair(&r->places, r->pairs[i].first, r->pairs[i].second);
    if (space_of(r->chunk) == 0)
        c->score += NEIGHBOUR_WEIGHT * (side_of(r, document, -1) + side_of(r, document, 1));
    return failed;
}

static enum err look_at_all(struct rescorer *r)
{
    enum err failed = OK;

    for (size_t i = 0, k = 0; i < r->index->chunk_count && k < r->n && !failed; i++) {
        struct chunk *chunk = &r->index->chunks[i];

        if (r->candidates[k].document >> 16 != chunk->number)
            continue;
        failed = enter(r, chunk);
        for (; k < r->n && r->candidates[k].document >> 16 == chunk->number && !failed; k++)
            failed = look(r, &r->candidates[k]);
    }
    return failed;
}

/* How many documents of the library have a pair is not known; at least those that were counted. */
static void weigh_pair(struct rescorer *r, size_t pair)
{
    int64_t df = 0;

    for (size_t i = 0; i < r->n; i++)
        df += r->candidates[i].pairs[pair] > 0;
    if (df < r->pairs[pair].df)
        df = r->pairs[pair].df;
    r->pairs[pair].weight = r->pairs[pair].share * plan_weight(r->plan->documents, df);
}

static double pairs_of(const struct rescorer *r, const struct candidate *c)
{
    double sum = 0;

    for (size_t i = 0; i < r->pair_count; i++)
        sum += r->pairs[i].weight * c->pairs[i] / (c->pairs[i] + c->k);
    return sum;
}

enum err rescore(struct index *x, struct arena *a, const struct plan *plan, struct ranking *ranking,
                 struct failure *f)
{
    struct rescorer r = {
        .index = x, .arena = a, .plan = plan, .any = &plan->groups[0], .failure = f};
    enum err failed;

    if (ranking->n == 0)
        return OK;
    r.n = ranking->n < RESCORED ? ranking->n : RESCORED;
    failed = prepare(&r, ranking);
    if (!failed)
        failed = look_at_all(&r);
    if (failed)
        return failed;
    for (size_t i = 0; i < r.pair_count; i++)
        weigh_pair(&r, i);
    for (size_t i = 0; i < r.n; i++)
        ranking->v[i] = (struct search_ranked){r.candidates[i].document,
                                               r.candidates[i].score +
                                                   PAIR_WEIGHT * pairs_of(&r, &r.candidates[i])};
    rank_sort(ranking->v, r.n);
    return OK;
}
