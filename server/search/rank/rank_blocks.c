/* Block by block: bitmaps tell which documents match, the best impacts of each block what they can
 * score at most; the documents of the blocks that can still win are scored. */
#include <string.h>

#include "rank.h"

struct blocks {
    struct ranker *r;
    uint64_t matches[CHUNK_BLOCKS];
    float bounds[CHUNK_BLOCKS];
};

/* ---- matches ---- */

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

    memset(b->matches, 0xFF, sizeof b->matches);
    for (size_t g = 0; g < plan->n; g++) {
        uint64_t bits[CHUNK_BLOCKS] = {0};

        for (size_t l = 0; l < plan->groups[g].n; l++) {
            const struct cursor *c = cursors_of(b->r, &plan->groups[g].leaves[l]);

            if (c->container)
                container_add_bits(c->container, bits);
        }
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
                return fail_memory(b->r->failure);
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

    memset(b->bounds, 0, sizeof b->bounds);
    for (size_t g = 0; g < plan->n; g++)
        for (size_t l = 0; l < plan->groups[g].n; l++) {
            const struct leaf *leaf = &plan->groups[g].leaves[l];
            const struct container *c = cursors_of(b->r, leaf)->container;
            float weight = (float)(leaf->weight / 255 * (1 + 1e-5));

            if (!c || weight <= 0 || plan->groups[g].without)
                continue;
            container_weigh(c, &b->r->norms);
            if (c->bits)
                add_dense_bounds(c, weight, b->bounds);
            else
                add_sparse_bounds(c, weight, b->bounds);
        }
}

/* ---- scores ---- */

static void find_dense_part(const struct container *c, uint32_t block, struct block_part *out)
{
    out->documents = c->bits[block];
    out->counts = c->counts + c->before[block];
    out->bound *= c->weights->best[block];
}

static void find_sparse_part(struct cursor *c, uint32_t block, struct block_part *out)
{
    const struct container *k = c->container;
    uint8_t best = 0;

    out->documents = 0;
    if (c->at < k->n && k->documents[c->at] / BLOCK_DOCUMENTS < block)
        (void)cursor_find(c, (uint16_t)(block * BLOCK_DOCUMENTS));
    while (c->at < k->n && k->documents[c->at] / BLOCK_DOCUMENTS < block)
        c->at++;
    out->counts = k->counts + c->at;
    for (uint32_t i = c->at; i < k->n && k->documents[i] / BLOCK_DOCUMENTS == block; i++) {
        out->documents |= UINT64_C(1) << k->documents[i] % BLOCK_DOCUMENTS;
        best = k->weights->impacts[i] > best ? k->weights->impacts[i] : best;
    }
    out->bound *= best;
}

/* What the leaves that count have in a block, in the order of the plan. */
static size_t find_parts(struct blocks *b, uint32_t block)
{
    const struct plan *plan = b->r->plan;
    size_t n = 0;

    for (size_t g = 0; g < plan->n; g++)
        for (size_t l = 0; l < plan->groups[g].n; l++) {
            struct cursor *c = cursors_of(b->r, &plan->groups[g].leaves[l]);
            struct block_part *part = &b->r->parts[n];
            double weight = plan->groups[g].leaves[l].weight;

            if (!c->container || weight <= 0 || plan->groups[g].without)
                continue;
            *part = (struct block_part){.weight = weight, .bound = weight / 255 * (1 + 1e-6)};
            if (c->container->bits)
                find_dense_part(c->container, block, part);
            else
                find_sparse_part(c, block, part);
            n += part->documents != 0;
        }
    return n;
}

/* The documents whose bounds add up to the threshold or more: for all 64 at once, by adding in
 * binary, one word a digit. The threshold is 1 << DIGITS of what is added, so that a carry out of
 * the last digit tells. */
static uint64_t find_winners(const struct block_part *parts, size_t n, double threshold)
{
    enum { DIGITS = 8 };
    uint64_t digits[DIGITS] = {0}, winners = 0;
    double scale = (1 << DIGITS) / threshold;

    for (size_t i = 0; i < n; i++) {
        double share = parts[i].bound * scale;
        unsigned bound = share < 1 << DIGITS ? (unsigned)share + 1 : 1 << DIGITS;
        uint64_t carry = 0;

        if (bound == 1 << DIGITS) {
            winners |= parts[i].documents;
            continue;
        }
#pragma GCC unroll 8
        for (unsigned d = 0; d < DIGITS; d++) {
            uint64_t added = parts[i].documents & -(uint64_t)(bound >> d & 1);
            uint64_t either = digits[d] ^ added;

            added = (digits[d] & added) | (either & carry);
            digits[d] = either ^ carry;
            carry = added;
        }
        winners |= carry;
    }
    return winners;
}

static double score_in_block(const struct ranker *r, size_t n, uint32_t document)
{
    uint64_t bit = UINT64_C(1) << document % BLOCK_DOCUMENTS;
    double score = 0;

    for (size_t i = 0; i < n; i++) {
        const struct block_part *part = &r->parts[i];
        int before;

        if (!(part->documents & bit))
            continue;
        before = __builtin_popcountll(part->documents & (bit - 1));
        score +=
            part->weight * share_of(&r->norms, part->counts[before], r->norms.lengths[document]);
    }
    return score;
}

static void score_block(struct blocks *b, uint32_t block)
{
    struct ranking *out = b->r->out;
    size_t n = find_parts(b, block);
    int64_t chunk = (int64_t)b->r->chunk->number << 16;
    uint64_t candidates = b->matches[block];

    if (threshold_of(out) > 0)
        candidates &= find_winners(b->r->parts, n, threshold_of(out));
    for (; candidates; candidates &= candidates - 1) {
        uint32_t document = block * BLOCK_DOCUMENTS + (uint32_t)__builtin_ctzll(candidates);

        rank_offer(out, chunk | document, score_in_block(b->r, n, document));
    }
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
