/* What documents can score at most, by the impacts of their words: to spare those that can't be
 * among the best. Where a container is not weighed, the bound is the whole weight. */
#include "rank.h"

/* The highest impact in a block that the container tells of; CHUNK_BLOCKS: in the chunk. */
static unsigned best_in(const struct container *c, unsigned block)
{
    if (!c || !c->weights->made)
        return c ? 255 : 0;
    return c->bits && block < CHUNK_BLOCKS ? c->weights->best[block] : c->weights->top;
}

/* The same of a leaf, by the least of its sources. */
static unsigned best_of(const struct ranker *r, const struct leaf *leaf, unsigned block)
{
    const struct cursor *c = cursors_of(r, leaf);
    unsigned least = 255;

    for (size_t s = 0; s < leaf->n; s++) {
        unsigned best = best_in(c[s].container, block);
        least = best < least ? best : least;
    }
    return least;
}

static void weigh(const struct ranker *r, const struct container *c)
{
    enum { FEW = 16 }; /* of so many documents one candidate */

    if (!c || c->weights->made)
        return;
    if (c->weights->asked || r->candidate_count > c->n / FEW)
        container_weigh(c, &r->norms);
    c->weights->asked = true;
}

void rank_weigh(const struct ranker *r)
{
    for (size_t g = 0; g < r->plan->n; g++) {
        const struct group *group = &r->plan->groups[g];

        for (size_t l = 0; l < group->n && !group->without; l++)
            for (size_t s = 0; s < group->leaves[l].n && group->leaves[l].weight > 0; s++)
                weigh(r, cursors_of(r, &group->leaves[l])[s].container);
    }
}

double rank_bound_of_block(const struct ranker *r, unsigned block)
{
    double bound = 0;

    for (size_t g = 0; g < r->plan->n; g++) {
        const struct group *group = &r->plan->groups[g];

        for (size_t l = 0; l < group->n && !group->without; l++)
            bound += group->leaves[l].weight * best_of(r, &group->leaves[l], block);
    }
    return bound / 255 * (1 + 1e-6);
}

/* The impact of a leaf, by the least of its sources; 0 where the document lacks one. */
static unsigned impact_of(const struct ranker *r, const struct leaf *leaf, uint16_t document)
{
    struct cursor *c = cursors_of(r, leaf);
    unsigned least = 255;

    for (size_t s = 0; s < leaf->n && least > 0; s++) {
        int32_t at = cursor_find(&c[s], document);
        unsigned impact =
            at < 0 ? 0 : container_impact(&r->norms, c[s].container->counts[at], document);
        least = impact < least ? impact : least;
    }
    return least;
}

/* At most what the document can score, by its impacts; a little more, for the rounding. */
static double bound_of(const struct ranker *r, uint16_t document)
{
    double bound = 0;

    for (size_t g = 0; g < r->plan->n; g++) {
        const struct group *group = &r->plan->groups[g];

        for (size_t l = 0; l < group->n && !group->without; l++)
            if (group->leaves[l].weight > 0)
                bound += group->leaves[l].weight * impact_of(r, &group->leaves[l], document);
    }
    return bound / 255 * (1 + 1e-6);
}

struct bounds rank_bounds(const struct ranker *r)
{
    struct bounds b = {.block = CHUNK_BLOCKS};

    if (r->lead)
        b.lead.container = r->lead->container;
    for (size_t g = 0; g < r->plan->n && r->lead; g++) {
        const struct group *group = &r->plan->groups[g];

        for (size_t l = 0; l < group->n; l++) {
            const struct leaf *leaf = &group->leaves[l];
            const struct cursor *c = cursors_of(r, leaf);

            if (r->lead >= c && r->lead < c + leaf->n)
                b.weight = leaf->weight;
            else if (!group->without)
                b.rest += leaf->weight * best_of(r, leaf, CHUNK_BLOCKS);
        }
    }
    return b;
}

/* At most what the document can score, by the impact of the word that named it alone. */
static double bound_by_lead(const struct ranker *r, struct bounds *b, uint16_t document)
{
    const struct container *k = b->lead.container;
    int32_t at = cursor_find(&b->lead, document);
    unsigned impact = k->weights->made ? k->weights->impacts[at]
                                       : container_impact(&r->norms, k->counts[at], document);

    return (b->weight * impact + b->rest) / 255 * (1 + 1e-6);
}

bool rank_can_win(const struct ranker *r, struct bounds *b, uint16_t document)
{
    double threshold = threshold_of(r->out);

    if (threshold < 0)
        return true;
    if (b->lead.container && bound_by_lead(r, b, document) <= threshold)
        return false;
    if (document / BLOCK_DOCUMENTS != b->block) {
        b->block = document / BLOCK_DOCUMENTS;
        b->of_block = rank_bound_of_block(r, b->block);
    }
    return b->of_block > threshold && bound_of(r, document) > threshold;
}
