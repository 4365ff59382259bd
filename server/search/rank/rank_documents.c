/* Document by document: of the candidates those are scored that can be among the best. */
#include "rank.h"

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
static enum err count_leaf(struct looking *k, const struct leaf *leaf, unsigned *count)
{
    struct cursor *c = cursors_of(k->r, leaf);
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
static enum err score_group(struct looking *k, const struct group *g, double *score, bool *has)
{
    const struct ranker *r = k->r;
    bool before = false;
    enum err failed = OK;

    *has = false;
    for (size_t l = 0; l < g->n && !failed; l++) {
        unsigned count = 0;

        if (!g->leaves[l].fallback || !before)
            failed = count_leaf(k, &g->leaves[l], &count);
        before = count > 0;
        if (!before)
            continue;
        *has = true;
        *score += g->leaves[l].weight * share_of(&r->norms, count, r->norms.lengths[k->document]);
    }
    return failed;
}

/* Whether a candidate matches, and what it scores then. */
static enum err look(struct looking *k, double *score, bool *matches)
{
    const struct plan *plan = k->r->plan;
    enum err failed = OK;

    *score = 0;
    *matches = true;
    for (size_t g = 0; g < plan->n && *matches && !failed; g++) {
        bool has;

        failed = score_group(k, &plan->groups[g], score, &has);
        *matches = has != plan->groups[g].without;
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
        return fail_memory(r->failure);
    rank_offer(r->out, (int64_t)r->chunk->number << 16 | document, score);
    return OK;
}

/* Without phrases every candidate is a match. */
static enum err rank_matches(struct ranker *r)
{
    struct bounds bounds = rank_bounds(r);
    enum err failed = OK;

    for (size_t i = 0; i < r->candidate_count && !failed; i++)
        if (rank_can_win(r, &bounds, r->candidates[i]))
            failed = take(r, r->candidates[i]);
        else if (!rank_count(r, r->candidates[i]))
            failed = fail_memory(r->failure);
    return failed;
}

/* Candidates that only their words can tell about: all of them until enough are counted, then,
 * where the words are read that bound them, those that can be among the best. */
static enum err rank_phrases(struct ranker *r, bool bounded)
{
    enum { OFTEN = 256 };
    struct bounds bounds = rank_bounds(r);
    enum err failed = OK;

    for (size_t i = 0; i < r->candidate_count && !failed; i++) {
        prefetch(r, i);
        if (i % OFTEN == OFTEN - 1)
            failed = db_check_budget(r->index->db, r->failure);
        if (failed)
            break;
        if (!bounded || r->out->matches || r->out->total <= SEARCH_COUNTED ||
            rank_can_win(r, &bounds, r->candidates[i]))
            failed = take(r, r->candidates[i]);
    }
    return failed;
}

enum err rank_listed(struct ranker *r)
{
    return r->plan->has_phrase ? rank_phrases(r, false) : rank_matches(r);
}

enum err rank_documents(struct ranker *r)
{
    enum err failed = rank_list(r);

    if (failed)
        return failed;
    return r->plan->has_phrase ? rank_phrases(r, true) : rank_matches(r);
}
