/* A query of one word, without a filter: its impacts alone tell which documents to score. */
#include "rank.h"

struct one_word {
    struct ranker *r;
    const struct container *container;
    double weight;
    unsigned least;
};

/* The lowest impact of a document that can be among the best; a little less than what is exact, for
 * the rounding. */
static unsigned least_of(const struct ranker *r)
{
    double weight = r->plan->groups[0].leaves->weight, least = threshold_of(r->out);

    if (least < r->sure)
        least = r->sure;
    if (least <= 0)
        return 0;
    return least >= weight ? 256 : (unsigned)(least * 255 / weight * (1 - 1e-6));
}

/* The document with number i in the container. */
static void look(struct one_word *w, uint32_t i, uint32_t document)
{
    const struct norms *norms = &w->r->norms;
    double score = w->weight * share_of(norms, w->container->counts[i], norms->lengths[document]);

    if (score <= threshold_of(w->r->out))
        return;
    rank_offer(w->r->out, (int64_t)w->r->chunk->number << 16 | document, score);
    w->least = least_of(w->r);
}

enum { GROUP = 64 };

/* Of its own, so that compilers see that they can compare many at once. */
static uint8_t highest_of(const uint8_t v[GROUP])
{
    uint8_t highest = 0;

    for (size_t i = 0; i < GROUP; i++)
        highest = v[i] > highest ? v[i] : highest;
    return highest;
}

static void look_at_block(struct one_word *w, uint32_t block)
{
    const struct container *c = w->container;
    uint32_t i = c->before[block];

    for (uint64_t word = c->bits[block]; word; word &= word - 1, i++) {
        uint32_t d = block * BLOCK_DOCUMENTS + (uint32_t)__builtin_ctzll(word);

        if (container_impact(&w->r->norms, c->counts[i], (uint16_t)d) >= w->least)
            look(w, i, d);
    }
}

/* Documents of the container, or its blocks, from first to before end. */
static void look_at_group(struct one_word *w, const uint8_t *impacts, uint32_t first, uint32_t end)
{
    const struct container *c = w->container;

    for (uint32_t i = first; i < end; i++)
        if (impacts[i] >= w->least && c->documents)
            look(w, i, c->documents[i]);
        else if (impacts[i] >= w->least)
            look_at_block(w, i);
}

/* Most groups have none that is worth a look. */
static void look_at_all(struct one_word *w)
{
    const struct container *c = w->container;
    const uint8_t *impacts = c->documents ? c->weights->impacts : c->weights->best;
    uint32_t n = c->documents ? c->n : CHUNK_BLOCKS, i = 0;

    for (; i + GROUP <= n; i += GROUP)
        if (highest_of(impacts + i) >= w->least)
            look_at_group(w, impacts, i, i + GROUP);
    look_at_group(w, impacts, i, n);
}

/* ---- the chunk ---- */

bool rank_is_one_word(const struct ranker *r)
{
    return rank_wants_one_word(r->plan) && !r->out->matches && r->first == 0 &&
           r->last == CHUNK_DOCUMENTS - 1;
}

void rank_word(struct ranker *r)
{
    const struct container *c = r->cursors[0].container;
    struct one_word w = {r, c, r->plan->groups[0].leaves->weight, 0};

    r->out->total += c->n;
    container_weigh(c, &r->norms);
    w.least = least_of(r);
    if (w.least <= c->weights->top)
        look_at_all(&w);
}
