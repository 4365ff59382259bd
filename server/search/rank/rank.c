#include "rank.h"

#include <stdlib.h>
#include <string.h>

#include "index/arrays.h"

/* ---- the best ---- */

static bool is_worse(const struct search_ranked *a, const struct search_ranked *b)
{
    if (a->score < b->score || a->score > b->score)
        return a->score < b->score;
    return a->document > b->document;
}

static void swap(struct search_ranked *v, size_t i, size_t k)
{
    struct search_ranked kept = v[i];

    v[i] = v[k];
    v[k] = kept;
}

static void sift_down(struct search_ranked *v, size_t n, size_t i)
{
    for (;;) {
        size_t worst = i;

        for (size_t child = 2 * i + 1; child < n && child <= 2 * i + 2; child++)
            if (is_worse(&v[child], &v[worst]))
                worst = child;
        if (worst == i)
            return;
        swap(v, i, worst);
        i = worst;
    }
}

void rank_offer(struct ranking *r, int64_t document, double score)
{
    if (r->n < r->most) {
        size_t i = r->n++;

        r->v[i] = (struct search_ranked){document, score};
        for (; i > 0 && is_worse(&r->v[i], &r->v[(i - 1) / 2]); i = (i - 1) / 2)
            swap(r->v, i, (i - 1) / 2);
    } else if (score > threshold_of(r)) {
        r->v[0] = (struct search_ranked){document, score};
        sift_down(r->v, r->n, 0);
    }
}

static int compare_ranked(const void *a, const void *b)
{
    return is_worse(a, b) ? 1 : is_worse(b, a) ? -1 : 0;
}

void rank_sort(struct search_ranked *v, size_t n)
{
    array_sort(v, n, sizeof *v, compare_ranked);
}

static int compare_documents(const void *a, const void *b)
{
    const struct search_ranked *x = a, *y = b;

    return (x->document > y->document) - (x->document < y->document);
}

void rank_sort_by_document(struct search_ranked *v, size_t n)
{
    array_sort(v, n, sizeof *v, compare_documents);
}

bool rank_count(struct ranker *r, uint16_t document)
{
    struct document_list *all = r->out->matches;
    int64_t *grown;

    r->out->total++;
    if (!all)
        return true;
    grown = arena_grow(r->arena, all->v, all->n, &all->capacity, sizeof *grown);
    if (!grown)
        return false;
    all->v = grown;
    all->v[all->n++] = (int64_t)r->chunk->number << 16 | document;
    return true;
}

/* ---- chunks ---- */

enum err rank_container(struct index *x, const struct chunk *chunk, const struct source *source,
                        const struct container **out, struct failure *f)
{
    const struct peak *peak = source_peak(source, x, chunk);

    *out = NULL;
    if (source->n == 0 || (peak && peak->n == 0))
        return OK;
    if (source->n == 1)
        return index_container(x, chunk, source->terms[0], out, f);
    return index_union(x, chunk, source->terms, source->n, out, f);
}

enum err rank_find(struct ranker *r, const struct source *source, struct cursor *out)
{
    out->at = 0;
    return rank_container(r->index, r->chunk, source, &out->container, r->failure);
}

static enum err find_containers(struct ranker *r)
{
    enum err failed = OK;

    for (size_t g = 0; g < r->plan->n; g++)
        for (size_t l = 0; l < r->plan->groups[g].n; l++) {
            const struct leaf *leaf = &r->plan->groups[g].leaves[l];

            for (size_t s = 0; s < leaf->n && !failed; s++)
                failed = rank_find(r, &leaf->sources[s], cursors_of(r, leaf) + s);
        }
    return failed;
}

/* The least of what the groups have that a document must have. */
static size_t shortest_list(const struct ranker *r)
{
    size_t shortest = CHUNK_DOCUMENTS;

    for (size_t g = 0; g < r->plan->n; g++) {
        const struct group *group = &r->plan->groups[g];
        size_t n = group->without ? shortest : rank_count_group(r, group);

        shortest = n < shortest ? n : shortest;
    }
    return shortest;
}

/* The documents of the chunk to look at; false where there are none. */
static bool find_range(struct ranker *r)
{
    unsigned space = space_of(r->chunk);
    int64_t start = (int64_t)r->chunk->number << 16, end = start + CHUNK_DOCUMENTS - 1;
    int64_t first = r->plan->first[space], last = r->plan->last[space];

    first = first > start ? first : start;
    last = last < end ? last : end;
    r->first = (uint16_t)(first & 0xFFFF);
    r->last = (uint16_t)(last & 0xFFFF);
    return first <= last;
}

static enum err rank_chunk(struct ranker *r)
{
    size_t shortest;
    bool done = false;
    enum err failed;

    if (!find_range(r))
        return OK;
    failed = index_enter(r->index, r->chunk, r->failure);
    if (failed)
        return failed;
    r->norms = norms_of(r->index, r->chunk);
    r->lead = NULL;
    memset(r->cursors, 0, r->source_count * sizeof *r->cursors); /* what was held may be dropped */
    if (!r->out->windows)
        failed = rank_list_rarest(r, &done);
    if (!failed && done)
        return rank_listed(r);
    if (!failed)
        failed = find_containers(r);
    if (failed)
        return failed;
    if (r->out->windows)
        return space_of(r->chunk) == 0 ? rank_windows(r) : OK;
    shortest = shortest_list(r);
    if (shortest == 0)
        return OK;
    if (rank_is_one_word(r)) {
        rank_word(r);
        return OK;
    }
    if (r->plan->has_phrase || shortest <= (r->plan->n == 1 ? 256 : LIST_MOST))
        return rank_documents(r);
    return rank_blocks(r);
}

/* ---- all of it ---- */

static void number_sources(struct ranker *r)
{
    for (size_t g = 0; g < r->plan->n; g++) {
        r->leaf_count += r->plan->groups[g].n;
        for (size_t l = 0; l < r->plan->groups[g].n; l++) {
            r->plan->groups[g].leaves[l].first = r->source_count;
            r->source_count += r->plan->groups[g].leaves[l].n;
        }
    }
}

static bool prepare(struct ranker *r)
{
    number_sources(r);
    r->cursors = arena_array(r->arena, r->source_count, sizeof *r->cursors);
    r->parts = arena_array(r->arena, r->leaf_count, sizeof *r->parts);
    if (!r->index->candidates)
        r->index->candidates = malloc(CHUNK_DOCUMENTS * sizeof *r->candidates);
    r->candidates = r->index->candidates;
    r->out->v = arena_array(r->arena, r->out->most, sizeof *r->out->v);
    return r->cursors && r->parts && r->candidates && r->out->v;
}

static enum err rank_chunks(struct ranker *r)
{
    enum err failed = OK;

    rank_recall(r);
    for (size_t i = 0; i < r->index->chunk_count && !failed; i++) {
        r->chunk = &r->index->chunks[i];
        if (!r->plan->spaces[space_of(r->chunk)] || rank_passes_over(r))
            continue;
        failed = rank_chunk(r);
    }
    if (!failed)
        rank_remember(r);
    return failed;
}

enum err rank_plan(struct index *x, struct arena *a, const struct plan *plan, struct ranking *out,
                   struct failure *f)
{
    struct ranker r = {.index = x, .arena = a, .plan = plan, .out = out, .failure = f};
    enum err failed;

    out->n = out->total = 0;
    if (!prepare(&r))
        return fail_memory(r.failure);
    failed = rank_chunks(&r);
    rank_sort(out->v, out->n);
    return failed;
}
