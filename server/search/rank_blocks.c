/* Block by block: bitmaps tell which documents match, the best impacts of each block what they can
 * score at most; the documents of the blocks that can still win are scored. */
#include <math.h>
#include <string.h>

#include "rank.h"

struct blocks {
    struct ranker *r;
    uint64_t matches[CHUNK_BLOCKS];
    float bounds[CHUNK_BLOCKS];
};

/* ---- matches ---- */

static void add_bits(const struct container *c, uint64_t *bits)
{
    for (uint32_t i = 0; c->bits && i < CHUNK_BLOCKS; i++)
        bits[i] |= c->bits[i];
    for (uint32_t i = 0; c->documents && i < c->n; i++)
        bits[c->documents[i] / BLOCK_DOCUMENTS] |= UINT64_C(1) << c->documents[i] % BLOCK_DOCUMENTS;
}

static void keep_range(struct blocks *b)
{
    uint32_t first = b->r->first / BLOCK_DOCUMENTS, last = b->r->last / BLOCK_DOCUMENTS;

    memset(b->matches, 0, first * sizeof *b->matches);
    memset(b->matches + last + 1, 0, (CHUNK_BLOCKS - 1 - last) * sizeof *b->matches);
    b->matches[first] &= UINT64_MAX << b->r->first % BLOCK_DOCUMENTS;
    b->matches[last] &= UINT64_MAX >> (BLOCK_DOCUMENTS - 1 - b->r->last % BLOCK_DOCUMENTS);
}

/* The documents that have a group; without phrases, a leaf's are those that all its sources have,
 * and it has one. */
static void find_matches(struct blocks *b)
{
    const struct plan *plan = b->r->plan;
    const struct cursor *c = b->r->cursors;

    memset(b->matches, 0xFF, sizeof b->matches);
    for (size_t g = 0; g < plan->n; g++) {
        uint64_t bits[CHUNK_BLOCKS] = {0};

        for (size_t l = 0; l < plan->groups[g].n; l++, c++)
            if (c->container)
                add_bits(c->container, bits);
        for (size_t i = 0; i < CHUNK_BLOCKS; i++)
            b->matches[i] &= plan->groups[g].without ? ~bits[i] : bits[i];
    }
    keep_range(b);
}

static enum err count_matches(struct blocks *b)
{
    size_t n = 0;

    if (!b->r->out->matches) {
        for (size_t i = 0; i < CHUNK_BLOCKS; i++)
            n += (size_t)__builtin_popcountll(b->matches[i]);
        b->r->out->total += n;
        return OK;
    }
    for (uint32_t i = 0; i < CHUNK_BLOCKS; i++)
        for (uint64_t word = b->matches[i]; word; word &= word - 1)
            if (!rank_count(b->r,
                            (uint16_t)(i * BLOCK_DOCUMENTS + (uint32_t)__builtin_ctzll(word))))
                return fail(b->r->failure, ERR_MEMORY, "out of memory");
    return OK;
}

/* ---- bounds ---- */

static void add_dense_bounds(const struct container *c, float weight, float *bounds)
{
    for (size_t i = 0; i < CHUNK_BLOCKS; i++)
        bounds[i] += weight * (float)c->weights->best[i];
}

static void add_sparse_bounds(const struct container *c, float weight, float *bounds)
{
    for (uint32_t i = 0; i < c->n;) {
        uint32_t block = c->documents[i] / BLOCK_DOCUMENTS;
        uint8_t best = 0;

        for (; i < c->n && c->documents[i] / BLOCK_DOCUMENTS == block; i++)
            best = c->weights->impacts[i] > best ? c->weights->impacts[i] : best;
        bounds[block] += weight * (float)best;
    }
}

/* A little more than what is exact, for the rounding. */
static void find_bounds(struct blocks *b)
{
    const struct plan *plan = b->r->plan;
    const struct cursor *c = b->r->cursors;

    memset(b->bounds, 0, sizeof b->bounds);
    for (size_t g = 0; g < plan->n; g++)
        for (size_t l = 0; l < plan->groups[g].n; l++, c++) {
            float weight = (float)(plan->groups[g].leaves[l].weight / 255 * (1 + 1e-5));

            if (!c->container || weight <= 0 || plan->groups[g].without)
                continue;
            container_weigh(c->container, &b->r->norms);
            if (c->container->bits)
                add_dense_bounds(c->container, weight, b->bounds);
            else
                add_sparse_bounds(c->container, weight, b->bounds);
        }
}

/* ---- scores ---- */

/* What the documents of one block score. */
struct block_scores {
    const struct norms *norms;
    uint32_t block;
    double *v; /* BLOCK_DOCUMENTS of them */
};

static void add_score(const struct block_scores *s, uint32_t document, double weight, uint8_t count)
{
    s->v[document % BLOCK_DOCUMENTS] +=
        weight * share_of(s->norms, count, s->norms->lengths[document]);
}

static void score_dense(const struct container *c, double weight, const struct block_scores *s)
{
    const uint8_t *counts = c->counts + c->before[s->block];

    for (uint64_t word = c->bits[s->block]; word; word &= word - 1)
        add_score(s, s->block * BLOCK_DOCUMENTS + (uint32_t)__builtin_ctzll(word), weight,
                  *counts++);
}

static void score_sparse(struct cursor *c, double weight, const struct block_scores *s)
{
    const struct container *k = c->container;

    (void)cursor_find(c, (uint16_t)(s->block * BLOCK_DOCUMENTS));
    while (c->at < k->n && k->documents[c->at] / BLOCK_DOCUMENTS < s->block)
        c->at++;
    for (uint32_t i = c->at; i < k->n && k->documents[i] / BLOCK_DOCUMENTS == s->block; i++)
        add_score(s, k->documents[i], weight, k->counts[i]);
}

static void score_block(struct blocks *b, uint32_t block)
{
    double scores[BLOCK_DOCUMENTS] = {0};
    struct block_scores s = {&b->r->norms, block, scores};
    const struct plan *plan = b->r->plan;
    struct cursor *c = b->r->cursors;
    int64_t start = (int64_t)b->r->chunk->number << 16 | block * BLOCK_DOCUMENTS;

    for (size_t g = 0; g < plan->n; g++)
        for (size_t l = 0; l < plan->groups[g].n; l++, c++) {
            double weight = plan->groups[g].leaves[l].weight;

            if (!c->container || weight <= 0 || plan->groups[g].without)
                continue;
            if (c->container->bits)
                score_dense(c->container, weight, &s);
            else
                score_sparse(c, weight, &s);
        }
    for (uint64_t word = b->matches[block]; word; word &= word - 1)
        rank_offer(b->r->out, start + __builtin_ctzll(word), scores[__builtin_ctzll(word)]);
}

enum err rank_blocks(struct ranker *r)
{
    struct blocks b = {.r = r};
    enum err failed;

    find_matches(&b);
    failed = count_matches(&b);
    if (failed)
        return failed;
    find_bounds(&b);
    for (uint32_t i = 0; i < CHUNK_BLOCKS; i++)
        if (b.matches[i] && (double)b.bounds[i] > threshold_of(r->out))
            score_block(&b, i);
    return OK;
}
