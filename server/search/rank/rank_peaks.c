/* Which chunks are worth a look, by the peaks of their terms. */
#include <stdlib.h>

#include "rank.h"

/* At most what a leaf brings in the chunk; less than 0 where nothing there has it. */
static double bound_of(const struct ranker *r, const struct norms *norms, const struct leaf *leaf)
{
    double least = 1;

    for (size_t s = 0; s < leaf->n; s++) {
        const struct peak *peak = source_peak(&leaf->sources[s], r->index, r->chunk);
        double share;

        if (leaf->sources[s].n == 0 || (peak && peak->n == 0))
            return -1;
        share = peak ? share_of(norms, peak->count, peak->length) : 1;
        least = share < least ? share : least;
    }
    return leaf->weight * least;
}

/* Adds up what the best document of the chunk can score. False where one of the groups is not
 * there. The order is that of the scores, so that the sum is no less in floating point, too. */
static bool add_bounds(const struct ranker *r, double *bound)
{
    const struct norms norms = norms_of(r->index, r->chunk);

    *bound = 0;
    for (size_t g = 0; g < r->plan->n; g++) {
        const struct group *group = &r->plan->groups[g];
        bool has = group->without;

        for (size_t l = 0; l < group->n && !group->without; l++) {
            double most = bound_of(r, &norms, &group->leaves[l]);

            has |= most >= 0;
            *bound += most > 0 ? most : 0;
        }
        if (!has)
            return false;
    }
    return true;
}

bool rank_passes_over(const struct ranker *r)
{
    const struct source *word = r->word ? r->plan->groups[0].leaves->sources : NULL;
    struct ranking *out = r->out;
    double bound;

    if (space_of(r->chunk) > 0 || out->windows)
        return false;
    if (!add_bounds(r, &bound))
        return true;
    if (bound > threshold_of(out) && bound >= r->sure)
        return false;
    if (word && word->peaks) {
        out->total += source_peak(word, r->index, r->chunk)->n;
        return true;
    }
    return !out->matches && out->total > SEARCH_COUNTED; /* how many more does not matter */
}

/* ---- a plan of one word ---- */

bool rank_wants_one_word(const struct plan *plan)
{
    const struct group *group = plan->groups;

    return plan->n == 1 && group->n == 1 && group->leaves[0].n == 1 && !group->leaves[0].phrase;
}

/* Whether the plan is of all transcripts and nothing else. */
static bool is_unlimited(const struct plan *plan)
{
    return !plan->spaces[1] && plan->first[0] == 0 && plan->last[0] == INT64_MAX;
}

static int compare_shares(const void *a, const void *b)
{
    const double *x = a, *y = b;

    return (*x < *y) - (*x > *y);
}

/* The share of its weight that as many documents have as are wanted, each in a chunk of its own; 0
 * where they are not known. */
static double find_sure(const struct ranker *r, const struct source *word)
{
    size_t n = 0, chunks = r->index->chunk_count;
    const struct norms norms = norms_for(r->index->spaces[0].average, NULL, NULL);
    double *shares = arena_array(r->arena, chunks, sizeof *shares);

    for (size_t i = 0; shares && word->peaks && i < chunks; i++)
        if (word->peaks[i].n > 0 && !word->peaks[i].is_bound)
            shares[n++] = share_of(&norms, word->peaks[i].count, word->peaks[i].length);
    if (r->out->most == 0 || n < r->out->most)
        return 0;
    qsort(shares, n, sizeof *shares, compare_shares);
    return shares[r->out->most - 1];
}

void rank_recall(struct ranker *r)
{
    const struct plan *plan = r->plan;
    const struct leaf *leaf = plan->groups[0].leaves;
    const struct sure *known;

    if (!rank_wants_one_word(plan) || leaf->sources->n != 1 || r->out->matches || r->out->windows ||
        !is_unlimited(plan))
        return;
    r->word = true;
    known = index_sure(r->index, leaf->sources->terms[0]);
    r->sure = known && r->out->most <= known->most ? known->share : find_sure(r, leaf->sources);
    r->sure *= leaf->weight * (1 - 1e-9); /* for the rounding */
}

void rank_remember(const struct ranker *r)
{
    const struct leaf *leaf = r->word ? r->plan->groups[0].leaves : NULL;
    struct sure *known = r->word ? index_sure(r->index, leaf->sources->terms[0]) : NULL;

    if (!known || r->out->n < r->out->most)
        return;
    known->most = r->out->most;
    known->share = threshold_of(r->out) / leaf->weight;
}
