/* Document by document: the group with the fewest documents names the candidates, the others sort
 * out, and what is left is scored, if it can be among the best. */
#include <math.h>
#include <string.h>

#include "rank.h"

enum { GROUPS_MOST = 64 + 8 }; /* terms of a query, and filters */

/* The cursors of a group's leaves begin here. */
static struct cursor *cursors_of(const struct ranker *r, size_t group)
{
    struct cursor *c = r->cursors;

    for (size_t g = 0; g < group; g++)
        for (size_t l = 0; l < r->plan->groups[g].n; l++)
            c += r->plan->groups[g].leaves[l].n;
    return c;
}

/* The source of a leaf with the fewest documents; NULL where one has none. */
static const struct container *rarest(const struct leaf *leaf, const struct cursor *c)
{
    const struct container *least = c[0].container;

    for (size_t s = 1; s < leaf->n && least; s++)
        if (!c[s].container || c[s].container->n < least->n)
            least = c[s].container;
    return least;
}

static size_t count_group(const struct ranker *r, size_t group)
{
    const struct group *g = &r->plan->groups[group];
    const struct cursor *c = cursors_of(r, group);
    size_t n = 0;

    for (size_t l = 0; l < g->n; c += g->leaves[l++].n) {
        const struct container *k = rarest(&g->leaves[l], c);
        n += k ? k->n : 0;
    }
    return n;
}

/* ---- candidates ---- */

static void set_bits(const struct container *c, uint64_t *bits)
{
    for (uint32_t i = 0; c->documents && i < c->n; i++)
        bits[c->documents[i] / BLOCK_DOCUMENTS] |= UINT64_C(1) << c->documents[i] % BLOCK_DOCUMENTS;
    for (uint32_t i = 0; c->bits && i < CHUNK_BLOCKS; i++)
        bits[i] |= c->bits[i];
}

/* What all sources of a leaf have, which are bitmaps, and its pairs. */
static void set_common_bits(const struct ranker *r, const struct leaf *leaf, const struct cursor *c,
                            uint64_t *bits)
{
    uint64_t common[CHUNK_BLOCKS];

    memset(common, 0xFF, sizeof common);
    for (size_t s = 0; s < leaf->n; s++)
        for (size_t i = 0; i < CHUNK_BLOCKS; i++)
            common[i] &= c[s].container->bits[i];
    for (size_t p = 0; leaf->phrase && p < leaf->phrase->slice_count; p++)
        for (size_t i = 0; i < CHUNK_BLOCKS; i++)
            common[i] &= r->chunk->slices[leaf->phrase->slices[p]][i];
    for (size_t i = 0; i < CHUNK_BLOCKS; i++)
        bits[i] |= common[i];
}

static void list_bits(struct ranker *r, const uint64_t *bits)
{
    size_t n = 0;

    for (uint32_t i = 0; i < CHUNK_BLOCKS; i++)
        for (uint64_t word = bits[i]; word; word &= word - 1) {
            uint16_t d = (uint16_t)(i * BLOCK_DOCUMENTS + (uint32_t)__builtin_ctzll(word));
            if (d >= r->first && d <= r->last)
                r->candidates[n++] = d;
        }
    r->candidate_count = n;
}

static void list_container(struct ranker *r, const struct container *c)
{
    size_t n = 0;

    for (uint32_t i = 0; i < c->n; i++)
        if (c->documents[i] >= r->first && c->documents[i] <= r->last)
            r->candidates[n++] = c->documents[i];
    r->candidate_count = n;
}

/* All documents that a group may have. */
static void list_group(struct ranker *r, size_t group)
{
    const struct group *g = &r->plan->groups[group];
    const struct cursor *c = cursors_of(r, group);
    const struct container *only = g->n == 1 ? rarest(&g->leaves[0], c) : NULL;
    uint64_t bits[CHUNK_BLOCKS] = {0};

    if (only && only->documents) {
        list_container(r, only);
        return;
    }
    for (size_t l = 0; l < g->n; c += g->leaves[l++].n) {
        const struct container *k = rarest(&g->leaves[l], c);
        if (k && k->bits)
            set_common_bits(r, &g->leaves[l], c, bits);
        else if (k)
            set_bits(k, bits);
    }
    list_bits(r, bits);
}

static bool has_all(struct cursor *c, size_t n, uint16_t document)
{
    for (size_t i = 0; i < n; i++)
        if (cursor_find(&c[i], document) < 0)
            return false;
    return true;
}

static bool has_pairs(const struct ranker *r, const struct forward_phrase *phrase,
                      uint16_t document)
{
    uint64_t block = UINT64_MAX;

    for (size_t i = 0; i < phrase->slice_count; i++)
        block &= r->chunk->slices[phrase->slices[i]][document / BLOCK_DOCUMENTS];
    return block >> document % BLOCK_DOCUMENTS & 1;
}

/* Whether the document may have one of the group's leaves. */
static bool may_have(const struct ranker *r, const struct group *g, struct cursor *c,
                     uint16_t document)
{
    for (size_t l = 0; l < g->n; c += g->leaves[l++].n) {
        if (g->leaves[l].phrase && !has_pairs(r, g->leaves[l].phrase, document))
            continue;
        if (has_all(c, g->leaves[l].n, document))
            return true;
    }
    return false;
}

static void rewind_cursors(const struct ranker *r)
{
    for (size_t i = 0; i < r->source_count; i++)
        r->cursors[i].at = 0;
}

static bool has_phrase(const struct group *g)
{
    for (size_t l = 0; l < g->n; l++)
        if (g->leaves[l].phrase)
            return true;
    return false;
}

/* Keeps the candidates that have a word of many documents, or have it not: without a branch for
 * each, which nobody can foretell. */
static void filter_by_bits(struct ranker *r, const uint64_t *bits, bool without)
{
    size_t n = 0;

    for (size_t i = 0; i < r->candidate_count; i++) {
        uint16_t d = r->candidates[i];

        r->candidates[n] = d;
        n += (bits[d / BLOCK_DOCUMENTS] >> d % BLOCK_DOCUMENTS & 1) ^ without;
    }
    r->candidate_count = n;
}

/* Keeps the candidates that may have the group, or may not. */
static void filter(struct ranker *r, size_t group)
{
    const struct group *g = &r->plan->groups[group];
    struct cursor *c = cursors_of(r, group);
    size_t n = 0;

    if (g->n == 1 && g->leaves[0].n == 1 && !g->leaves[0].phrase && c->container &&
        c->container->bits) {
        filter_by_bits(r, c->container->bits, g->without);
        return;
    }
    for (size_t i = 0; i < r->candidate_count; i++) {
        if (may_have(r, g, c, r->candidates[i]) != g->without)
            r->candidates[n++] = r->candidates[i];
    }
    r->candidate_count = n;
}

/* Where enough is counted: keeps the candidates of the blocks that can still win. */
static void keep_winning(struct ranker *r)
{
    double threshold = threshold_of(r->out), best = 0;
    unsigned block = CHUNK_BLOCKS;
    size_t n = 0;

    if (!r->plan->has_phrase || r->out->matches || r->out->total < SEARCH_COUNTED || threshold < 0)
        return;
    for (size_t i = 0; i < r->candidate_count; i++) {
        if (r->candidates[i] / BLOCK_DOCUMENTS != block) {
            block = r->candidates[i] / BLOCK_DOCUMENTS;
            best = rank_bound_of_block(r, block);
        }
        if (best > threshold)
            r->candidates[n++] = r->candidates[i];
    }
    r->out->at_least |= n < r->candidate_count;
    r->candidate_count = n;
}

/* Chooses the group that names the candidates, and lets the others sort out, the shorter first. A
 * phrase that must not be there is looked at later. */
static void find_candidates(struct ranker *r)
{
    size_t order[GROUPS_MOST] = {0}, counts[GROUPS_MOST], n = 0;

    for (size_t g = 0; g < r->plan->n && n < GROUPS_MOST; g++) {
        size_t count = r->plan->groups[g].without ? SIZE_MAX : count_group(r, g), at = n;

        for (; at > 0 && counts[at - 1] > count; at--) {
            counts[at] = counts[at - 1];
            order[at] = order[at - 1];
        }
        counts[at] = count;
        order[at] = g;
        n++;
    }
    list_group(r, order[0]);
    rank_weigh(r);
    keep_winning(r);
    for (size_t i = 0; i < n; i++) {
        const struct group *g = &r->plan->groups[order[i]];
        if (g->without ? !has_phrase(g) : i > 0 || has_phrase(g))
            filter(r, order[i]);
    }
    rewind_cursors(r);
}

/* ---- scores ---- */

struct looking {
    struct ranker *r;
    uint16_t document;
    struct forward_passage passage; /* words NULL: not read yet */
};

/* How often a phrase stands in the document. */
static enum err count_phrase(struct looking *k, const struct leaf *leaf, unsigned *count)
{
    enum err failed = OK;

    if (!k->passage.words)
        failed = index_passage(k->r->index, k->r->chunk, k->document, &k->passage, k->r->failure);
    if (!failed)
        *count = forward_count(leaf->phrase, &k->passage);
    return failed;
}

/* How often the document has a leaf. */
static enum err count_leaf(struct looking *k, const struct leaf *leaf, struct cursor *c,
                           unsigned *count)
{
    int32_t at = 0;

    *count = 0;
    if (leaf->phrase && k->r->leaf_count == 1) /* its words are why this is a candidate */
        return count_phrase(k, leaf, count);
    for (size_t s = 0; s < leaf->n; s++) {
        at = cursor_find(&c[s], k->document);
        if (at < 0)
            return OK;
    }
    if (leaf->phrase)
        return count_phrase(k, leaf, count);
    *count = c[leaf->n - 1].container->counts[at];
    return OK;
}

/* Adds up what the document has of a group. */
static enum err score_group(struct looking *k, const struct group *g, struct cursor *c,
                            double *score, bool *has)
{
    const struct ranker *r = k->r;
    bool before = false;
    enum err failed = OK;

    *has = false;
    for (size_t l = 0; l < g->n && !failed; c += g->leaves[l++].n) {
        unsigned count = 0;

        if (!g->leaves[l].fallback || !before)
            failed = count_leaf(k, &g->leaves[l], c, &count);
        before = count > 0;
        if (!before)
            continue;
        *has = true;
        *score += g->leaves[l].weight * share_of(&r->norms, count, r->norms.lengths[k->document]);
    }
    return failed;
}

/* Whether a candidate matches, and what it scores. */
static enum err look(struct looking *k, double *score, bool *matches)
{
    const struct ranker *r = k->r;
    struct cursor *c = r->cursors;
    enum err failed = OK;

    *score = 0;
    *matches = true;
    for (size_t g = 0; g < r->plan->n && *matches && !failed; g++) {
        const struct group *group = &r->plan->groups[g];
        double part = *score;
        bool has;

        failed = score_group(k, group, c, &part, &has);
        *matches = has != group->without;
        if (!group->without)
            *score = part;
        for (size_t l = 0; l < group->n; l++)
            c += group->leaves[l].n;
    }
    return failed;
}

/* Makes ready to look for the phrases of the plan. */
static enum err read_pairs(struct ranker *r)
{
    const struct plan *plan = r->plan;
    enum err failed = index_words(r->chunk, r->failure);

    for (size_t g = 0; g < plan->n; g++)
        for (size_t l = 0; l < plan->groups[g].n; l++) {
            const struct forward_phrase *phrase = plan->groups[g].leaves[l].phrase;

            for (size_t i = 0; phrase && i < phrase->slice_count && !failed; i++)
                failed = index_slice(r->index, r->chunk, phrase->slices[i], r->failure);
        }
    return failed;
}

/* Fetches the words of the candidates that come next: nearly all the time of a phrase is waiting
 * for them. */
static void prefetch(const struct ranker *r, size_t i)
{
    enum { PASSAGE = 6, ROW = 12 };

    if (i + PASSAGE < r->candidate_count)
        index_prefetch(r->chunk, r->candidates[i + PASSAGE], true);
    if (i + ROW < r->candidate_count)
        index_prefetch(r->chunk, r->candidates[i + ROW], false);
}

static enum err take(struct ranker *r, uint16_t document)
{
    struct looking k = {.r = r, .document = document};
    bool matches;
    double score;
    enum err failed = look(&k, &score, &matches);

    if (failed || !matches)
        return failed;
    if (!rank_count(r, document))
        return fail(r->failure, ERR_MEMORY, "out of memory");
    rank_offer(r->out, (int64_t)r->chunk->number << 16 | document, score);
    return OK;
}

/* Without phrases every candidate is a match. */
static enum err rank_matches(struct ranker *r)
{
    struct block_bound last = {.block = CHUNK_BLOCKS};
    enum err failed = OK;

    for (size_t i = 0; i < r->candidate_count && !failed; i++)
        if (rank_can_win(r, r->candidates[i], &last))
            failed = take(r, r->candidates[i]);
        else if (!rank_count(r, r->candidates[i]))
            failed = fail(r->failure, ERR_MEMORY, "out of memory");
    return failed;
}

/* Candidates that only their words can tell about: all of them until enough are counted, then those
 * that can be among the best. */
static enum err rank_phrases(struct ranker *r)
{
    struct block_bound last = {.block = CHUNK_BLOCKS};
    enum err failed = OK;

    for (size_t i = 0; i < r->candidate_count && !failed; i++) {
        prefetch(r, i);
        if (r->out->matches || r->out->total < SEARCH_COUNTED ||
            rank_can_win(r, r->candidates[i], &last))
            failed = take(r, r->candidates[i]);
        else
            r->out->at_least = true;
    }
    return failed;
}

enum err rank_documents(struct ranker *r)
{
    enum err failed = r->plan->has_phrase ? read_pairs(r) : OK;

    if (failed)
        return failed;
    find_candidates(r);
    return r->plan->has_phrase ? rank_phrases(r) : rank_matches(r);
}

/* ---- word by word ---- */

static bool is_all_words(const struct plan *plan)
{
    for (size_t g = 0; g < plan->n; g++)
        if (plan->groups[g].n != 1 || plan->groups[g].leaves[0].n != 1)
            return false;
    return plan->n > 1 && plan->n <= GROUPS_MOST && !plan->has_phrase;
}

/* The groups, the rarest first, and those behind that must not be there. */
static void order_groups(const struct plan *plan, size_t *order)
{
    int64_t counts[GROUPS_MOST];

    for (size_t g = 0; g < plan->n; g++) {
        const struct group *group = &plan->groups[g];
        int64_t count = group->without ? INT64_MAX : group->leaves[0].sources[0].df;
        size_t at = g;

        for (; at > 0 && counts[at - 1] > count; at--) {
            counts[at] = counts[at - 1];
            order[at] = order[at - 1];
        }
        counts[at] = count;
        order[at] = g;
    }
}

enum err rank_all_words(struct ranker *r, bool *done)
{
    const struct plan *plan = r->plan;
    size_t order[GROUPS_MOST];
    enum err failed = OK;

    *done = false;
    if (!is_all_words(plan))
        return OK;
    order_groups(plan, order);
    for (size_t i = 0; i < plan->n; i++) {
        const struct group *g = &plan->groups[order[i]];
        struct cursor *c = &r->cursors[order[i]];

        failed = rank_find(r, &g->leaves[0].sources[0], c);
        if (failed || (i == 0 && (g->without || (c->container && c->container->n > LIST_MOST))))
            return failed;
        if (i > 0)
            filter(r, order[i]);
        else if (c->container)
            list_container(r, c->container);
        else
            r->candidate_count = 0;
        if (r->candidate_count == 0)
            break;
    }
    *done = true;
    if (r->candidate_count == 0)
        return OK;
    rank_weigh(r);
    rewind_cursors(r);
    return rank_matches(r);
}
