#include "runs.h"

#include <string.h>

#include "index/arrays.h"

typedef uint64_t bitmap[CHUNK_BLOCKS]; /* of the documents of a chunk */

struct runs {
    struct index *index;
    const struct plan *plan;
    struct ranking *out;
    struct failure *failure;
    const struct leaf **pairs; /* the heaviest first */
    double *rest;              /* what those from each of them on weigh together; n + 1 */
    size_t n;
    /* of the chunk that was entered: */
    struct chunk *chunk;
    bitmap barred; /* what a filter sorts out */
    bitmap *has;   /* what may have each pair */
};

/* ---- the pairs ---- */

/* A pair with a word that no passage has is in none. */
static bool is_pair(const struct group *g)
{
    const struct leaf *leaf = g->leaves;

    return !g->without && g->n == 1 && leaf->phrase && leaf->n == 2 && leaf->sources[0].n > 0 &&
           leaf->sources[1].n > 0;
}

static int by_weight(const void *a, const void *b)
{
    const struct leaf *x = *(const struct leaf *const *)a, *y = *(const struct leaf *const *)b;

    return (x->weight < y->weight) - (x->weight > y->weight);
}

static bool find_pairs(struct runs *r, struct arena *a)
{
    r->pairs = arena_array(a, r->plan->n + 1, sizeof *r->pairs);
    r->rest = arena_array(a, r->plan->n + 1, sizeof *r->rest);
    if (!r->pairs || !r->rest)
        return false;
    for (size_t g = 0; g < r->plan->n; g++)
        if (is_pair(&r->plan->groups[g]))
            r->pairs[r->n++] = r->plan->groups[g].leaves;
    array_sort(r->pairs, r->n, sizeof *r->pairs, by_weight);
    for (size_t p = r->n; p > 0; p--)
        r->rest[p - 1] = r->rest[p] + r->pairs[p - 1]->weight;
    r->has = arena_array(a, r->n + 1, sizeof *r->has);
    return r->has;
}

/* ---- which passages may have them, as far as words and slices tell ---- */

/* Keeps of bits what the source has. */
static enum err keep_source(struct runs *r, const struct source *source, uint64_t *bits)
{
    const struct container *c;
    bitmap has = {0};
    enum err failed = rank_container(r->index, r->chunk, source, &c, r->failure);

    if (failed)
        return failed;
    if (c)
        container_add_bits(c, has);
    for (size_t i = 0; i < CHUNK_BLOCKS; i++)
        bits[i] &= has[i];
    return OK;
}

static enum err find_barred(struct runs *r)
{
    enum err failed = OK;
    bitmap bits;

    memset(r->barred, 0, sizeof r->barred);
    for (size_t g = 0; g < r->plan->n; g++) {
        const struct group *group = &r->plan->groups[g];

        for (size_t l = 0; group->without && l < group->n && !failed; l++) {
            memset(bits, 0xFF, sizeof bits);
            failed = keep_source(r, group->leaves[l].sources, bits);
            for (size_t i = 0; i < CHUNK_BLOCKS && !failed; i++)
                r->barred[i] |= bits[i];
        }
    }
    return failed;
}

static enum err find_pair(struct runs *r, const struct leaf *pair, uint64_t *bits)
{
    const struct forward_phrase *phrase = pair->phrase;
    enum err failed = OK;

    for (size_t i = 0; i < CHUNK_BLOCKS; i++)
        bits[i] = ~r->barred[i];
    for (size_t s = 0; s < pair->n && !failed; s++)
        failed = keep_source(r, &pair->sources[s], bits);
    for (size_t s = 0; s < phrase->slice_count && !failed; s++) {
        failed = index_slice(r->index, r->chunk, phrase->slices[s], r->failure);
        for (size_t i = 0; i < CHUNK_BLOCKS && !failed; i++)
            bits[i] &= r->chunk->slices[phrase->slices[s]][i];
    }
    return failed;
}

/* ---- the best of them ---- */

static void offer(struct runs *r, size_t block, unsigned bit)
{
    int64_t document = (int64_t)r->chunk->number << 16 | (int64_t)(block * BLOCK_DOCUMENTS + bit);
    double score = 0;

    for (size_t p = 0; p < r->n; p++)
        score += r->has[p][block] >> bit & 1 ? r->pairs[p]->weight : 0;
    rank_offer(r->out, document, score);
}

/* Only what has one of the heaviest can be among the best, as soon as there are some. (Turtle and
 * Flood, "Query Evaluation: Strategies and Optimizations", 1995.) */
static void offer_all(struct runs *r)
{
    size_t heavy = r->n;

    for (size_t i = 0; i < CHUNK_BLOCKS; i++) {
        uint64_t any = 0;

        while (heavy > 0 && r->rest[heavy - 1] <= threshold_of(r->out))
            heavy--;
        for (size_t p = 0; p < heavy; p++)
            any |= r->has[p][i];
        for (; any; any &= any - 1)
            offer(r, i, (unsigned)__builtin_ctzll(any));
    }
}

static enum err enter(struct runs *r, struct chunk *chunk)
{
    enum err failed = index_enter(r->index, chunk, r->failure);

    r->chunk = chunk;
    return failed ? failed : index_words(chunk, r->failure);
}

static enum err rank_chunk(struct runs *r, struct chunk *chunk)
{
    enum err failed = enter(r, chunk);

    if (!failed)
        failed = find_barred(r);
    for (size_t p = 0; p < r->n && !failed; p++)
        failed = find_pair(r, r->pairs[p], r->has[p]);
    if (!failed)
        offer_all(r);
    return failed;
}

/* ---- what they do have ---- */

static enum err score(struct runs *r, struct search_ranked *passage)
{
    uint16_t document = (uint16_t)(passage->document & 0xFFFF);
    struct forward_passage words;
    enum err failed = index_passage(r->index, r->chunk, document, &words, r->failure);

    passage->score = 0;
    for (size_t p = 0; p < r->n && !failed; p++)
        if (forward_count(r->pairs[p]->phrase, &words) > 0)
            passage->score += r->pairs[p]->weight;
    return failed ? failed : db_check_budget(r->index->db, r->failure);
}

static enum err score_again(struct runs *r)
{
    struct ranking *out = r->out;
    struct chunk *chunk = r->index->chunks;
    enum err failed = OK;
    size_t n = 0;

    rank_sort_by_document(out->v, out->n);
    for (size_t i = 0; i < out->n && !failed; i++) {
        while (chunk->number != out->v[i].document >> 16)
            chunk++;
        failed = enter(r, chunk);
        if (!failed)
            failed = score(r, &out->v[i]);
        if (out->v[i].score > 0)
            out->v[n++] = out->v[i];
    }
    out->n = n;
    rank_sort(out->v, out->n);
    return failed;
}

/* ---- all of it ---- */

static double weight_of(const struct plan *plan)
{
    double weight = 0;

    for (size_t g = 0; g < plan->n; g++)
        weight += plan->groups[g].without ? 0 : plan->groups[g].leaves[0].weight;
    return weight;
}

enum err runs_rank(struct index *x, struct arena *a, const struct plan *plan, struct ranking *out,
                   double *whole, struct failure *f)
{
    struct runs r = {.index = x, .plan = plan, .out = out, .failure = f};
    enum err failed = OK;

    out->n = out->total = 0;
    out->v = arena_array(a, out->most, sizeof *out->v);
    if (!out->v || !find_pairs(&r, a))
        return fail_memory(f);
    *whole = weight_of(plan);
    for (size_t i = 0; i < x->chunk_count && r.n > 0 && !failed; i++)
        if (space_of(&x->chunks[i]) == 0)
            failed = rank_chunk(&r, &x->chunks[i]);
    return failed ? failed : score_again(&r);
}
