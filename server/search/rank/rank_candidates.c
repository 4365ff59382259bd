/* Which documents of a chunk may match: the group with the fewest names them, the others sort out.
 */
#include <string.h>

#include "rank.h"

enum { GROUPS_MOST = 64 + 8 }; /* terms of a query, and filters */

/* The source of a leaf with the fewest documents. */
static const struct cursor *rarest(const struct ranker *r, const struct leaf *leaf)
{
    const struct cursor *c = cursors_of(r, leaf), *least = c;

    for (size_t s = 1; s < leaf->n && least->container; s++)
        if (!c[s].container || c[s].container->n < least->container->n)
            least = &c[s];
    return least;
}

size_t rank_count_group(const struct ranker *r, const struct group *group)
{
    size_t n = 0;

    for (size_t l = 0; l < group->n; l++) {
        const struct container *k = rarest(r, &group->leaves[l])->container;
        n += k ? k->n : 0;
    }
    return n;
}

/* ---- candidates ---- */

/* What all sources of a leaf have, which are bitmaps, and its pairs. */
static void set_common_bits(const struct ranker *r, const struct leaf *leaf, uint64_t *bits)
{
    const struct cursor *c = cursors_of(r, leaf);
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

static void list_container(struct ranker *r, const struct cursor *lead)
{
    const struct container *c = lead->container;
    size_t n = 0;

    r->lead = lead;
    for (uint32_t i = 0; i < c->n; i++)
        if (c->documents[i] >= r->first && c->documents[i] <= r->last)
            r->candidates[n++] = c->documents[i];
    r->candidate_count = n;
}

/* All documents that a group may have. */
static void list_group(struct ranker *r, const struct group *g)
{
    const struct cursor *only = g->n == 1 ? rarest(r, &g->leaves[0]) : NULL;
    uint64_t bits[CHUNK_BLOCKS] = {0};

    if (only && only->container && only->container->documents) {
        list_container(r, only);
        return;
    }
    for (size_t l = 0; l < g->n; l++) {
        const struct container *k = rarest(r, &g->leaves[l])->container;
        if (k && k->bits)
            set_common_bits(r, &g->leaves[l], bits);
        else if (k)
            container_add_bits(k, bits);
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
static bool may_have(const struct ranker *r, const struct group *g, uint16_t document)
{
    for (size_t l = 0; l < g->n; l++) {
        const struct leaf *leaf = &g->leaves[l];

        if (leaf->phrase && !has_pairs(r, leaf->phrase, document))
            continue;
        if (has_all(cursors_of(r, leaf), leaf->n, document))
            return true;
    }
    return false;
}

static void rewind_cursors(const struct ranker *r)
{
    for (size_t i = 0; i < r->source_count; i++)
        r->cursors[i].at = 0;
}

bool rank_has_phrase(const struct group *g)
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

/* The same, of any word. */
static void filter_by_word(struct ranker *r, struct cursor *c, bool without)
{
    enum { MANY = 8 };
    size_t n = 0;

    if (c->container && c->container->bits) {
        filter_by_bits(r, c->container->bits, without);
        return;
    }
    if (c->container && c->container->n < MANY * r->candidate_count) {
        uint64_t bits[CHUNK_BLOCKS] = {0};
        container_add_bits(c->container, bits);
        filter_by_bits(r, bits, without);
        return;
    }
    for (size_t i = 0; i < r->candidate_count; i++) {
        uint16_t d = r->candidates[i];

        r->candidates[n] = d;
        n += (cursor_find(c, d) >= 0) ^ without;
    }
    r->candidate_count = n;
}

/* Keeps the candidates that may have the group, or may not. */
static void filter(struct ranker *r, const struct group *g)
{
    size_t n = 0;

    if (g->n == 1 && g->leaves[0].n == 1 && !g->leaves[0].phrase) {
        filter_by_word(r, cursors_of(r, &g->leaves[0]), g->without);
        return;
    }
    for (size_t i = 0; i < r->candidate_count; i++) {
        if (may_have(r, g, r->candidates[i]) != g->without)
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

    if (!r->plan->has_phrase || r->out->matches || r->out->total <= SEARCH_COUNTED || threshold < 0)
        return;
    for (size_t i = 0; i < r->candidate_count; i++) {
        if (r->candidates[i] / BLOCK_DOCUMENTS != block) {
            block = r->candidates[i] / BLOCK_DOCUMENTS;
            best = rank_bound_of_block(r, block);
        }
        if (best > threshold)
            r->candidates[n++] = r->candidates[i];
    }
    r->candidate_count = n;
}

/* The numbers from 0 to n - 1, by their counts. */
static void order_by(const int64_t *counts, size_t n, size_t *order)
{
    for (size_t i = 0; i < n; i++) {
        size_t at = i;

        for (; at > 0 && counts[order[at - 1]] > counts[i]; at--)
            order[at] = order[at - 1];
        order[at] = i;
    }
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

/* Chooses the group that names the candidates, and lets the others sort out, the shorter first. A
 * phrase that must not be there is looked at later. */
enum err rank_list(struct ranker *r)
{
    size_t order[GROUPS_MOST] = {0}, n = r->plan->n < GROUPS_MOST ? r->plan->n : GROUPS_MOST;
    int64_t counts[GROUPS_MOST];
    enum err failed = r->plan->has_phrase ? read_pairs(r) : OK;

    if (failed)
        return failed;
    for (size_t g = 0; g < n; g++)
        counts[g] = r->plan->groups[g].without ? INT64_MAX
                                               : (int64_t)rank_count_group(r, &r->plan->groups[g]);
    order_by(counts, n, order);
    list_group(r, &r->plan->groups[order[0]]);
    rank_weigh(r);
    keep_winning(r);
    for (size_t i = 0; i < n; i++) {
        const struct group *g = &r->plan->groups[order[i]];
        if (g->without ? !rank_has_phrase(g) : i > 0 || rank_has_phrase(g))
            filter(r, g);
    }
    rewind_cursors(r);
    return OK;
}

/* ---- word by word ---- */

static bool is_all_words(const struct plan *plan)
{
    for (size_t g = 0; g < plan->n; g++)
        if (plan->groups[g].n != 1 || plan->groups[g].leaves[0].n != 1)
            return false;
    return plan->n > 1 && plan->n <= GROUPS_MOST && !plan->has_phrase;
}

static bool is_one_phrase(const struct plan *plan)
{
    return plan->n == 1 && plan->groups[0].n == 1 && !plan->groups[0].without &&
           plan->groups[0].leaves[0].phrase && plan->groups[0].leaves[0].n <= GROUPS_MOST;
}

/* A word that a document must have, or must not; its cursor has the same number. */
struct wanted {
    const struct source *source;
    bool without;
};

/* The words of a plan in which each group has one leaf, and their order: the rarest first, and
 * those behind that must not be there. */
static void order_words(const struct plan *plan, struct wanted *words, size_t *order)
{
    int64_t counts[GROUPS_MOST];
    size_t n = 0;

    for (size_t g = 0; g < plan->n; g++) {
        const struct leaf *leaf = plan->groups[g].leaves;

        for (size_t s = 0; s < leaf->n; s++, n++) {
            words[n] = (struct wanted){&leaf->sources[s], plan->groups[g].without};
            counts[n] = words[n].without ? INT64_MAX : leaf->sources[s].df;
        }
    }
    order_by(counts, n, order);
}

/* So few candidates of a phrase are looked at as soon as more is read to tell which of them match.
 */
enum { SOON = 8 };

/* Keeps the candidates that have the phrase's pairs, slice by slice. */
static enum err keep_pairs(struct ranker *r, const struct forward_phrase *phrase)
{
    enum err failed = index_words(r->chunk, r->failure);

    for (size_t i = 0; i < phrase->slice_count && r->candidate_count > SOON && !failed; i++) {
        failed = index_slice(r->index, r->chunk, phrase->slices[i], r->failure);
        if (!failed)
            filter_by_bits(r, r->chunk->slices[phrase->slices[i]], false);
    }
    return failed;
}

/* Lists the documents of a word, unless it has too many here: *done is false then. */
static enum err list_word(struct ranker *r, const struct source *source, struct cursor *c,
                          bool *done)
{
    enum err failed = rank_find(r, source, c);

    *done = !failed && (!c->container || c->container->n <= LIST_MOST);
    r->candidate_count = 0;
    if (*done && c->container)
        list_container(r, c);
    return failed;
}

/* Keeps the candidates that have the pairs, where it is a phrase, then the other words, too. */
static enum err keep_others(struct ranker *r, const struct wanted *words, const size_t *order)
{
    const struct forward_phrase *phrase = r->plan->groups[0].leaves[0].phrase;
    size_t enough = phrase ? SOON : 0;
    enum err failed = phrase ? keep_pairs(r, phrase) : OK;

    for (size_t i = 1; i < r->source_count && r->candidate_count > enough && !failed; i++) {
        struct cursor *c = &r->cursors[order[i]];

        failed = rank_find(r, words[order[i]].source, c);
        if (!failed)
            filter_by_word(r, c, words[order[i]].without);
    }
    return failed;
}

/* Once enough is counted, the bounds of all words spare more of a phrase's candidates. */
enum err rank_list_rarest(struct ranker *r, bool *done)
{
    bool all_count = r->out->total <= SEARCH_COUNTED || r->out->matches;
    struct wanted words[GROUPS_MOST] = {{NULL, false}};
    size_t order[GROUPS_MOST] = {0}, first;
    enum err failed;

    *done = false;
    if (!is_all_words(r->plan) && !(is_one_phrase(r->plan) && all_count))
        return OK;
    order_words(r->plan, words, order);
    first = order[0];
    if (words[first].without)
        return OK;
    failed = list_word(r, words[first].source, &r->cursors[first], done);
    if (!failed && r->candidate_count > 0)
        failed = keep_others(r, words, order);
    if (!r->plan->has_phrase && r->candidate_count > 0)
        rank_weigh(r);
    rewind_cursors(r);
    return failed;
}
