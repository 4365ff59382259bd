/* Windows: two neighbouring documents of one episode as one, where together they have what no
 * document has alone. */
#include <string.h>

#include "rank.h"

struct windows {
    struct ranker *r;
    uint64_t matches[CHUNK_BLOCKS];
    int32_t joined; /* the first document of both, in room; or -1 */
    struct buf room;
    struct forward_passage both;
    struct search_ranked last; /* found last, not yet counted; document -1: none */
};

/* ---- candidates ---- */

static void fill_bits(const struct container *c, uint64_t *bits)
{
    memset(bits, 0, CHUNK_BLOCKS * sizeof *bits);
    if (c)
        container_add_bits(c, bits);
}

/* The document behind that of a block's bit. */
static uint64_t next_bits(const uint64_t *bits, size_t i)
{
    return bits[i] >> 1 | (i + 1 < CHUNK_BLOCKS ? bits[i + 1] << 63 : 0);
}

/* Keeps the windows in which one of the two has what bits have; or both, where both is set. */
static void keep_windows(uint64_t *windows, const uint64_t *bits, bool both)
{
    for (size_t i = 0; i < CHUNK_BLOCKS; i++) {
        uint64_t next = next_bits(bits, i);
        windows[i] &= both ? bits[i] & next : bits[i] | next;
    }
}

/* The windows that may have one leaf of the group; a filter must hold for both documents. */
static void keep_group(struct windows *w, const struct group *g)
{
    bool filter = g->n > 0 && g->leaves[0].weight <= 0;
    uint64_t any[CHUNK_BLOCKS] = {0}, leaf[CHUNK_BLOCKS], bits[CHUNK_BLOCKS];

    for (size_t l = 0; l < g->n; l++) {
        const struct cursor *c = cursors_of(w->r, &g->leaves[l]);

        memset(leaf, 0xFF, sizeof leaf);
        for (size_t s = 0; s < g->leaves[l].n; s++) {
            fill_bits(c[s].container, bits);
            keep_windows(leaf, bits, filter && !g->without);
        }
        for (size_t i = 0; i < CHUNK_BLOCKS; i++)
            any[i] |= leaf[i];
    }
    for (size_t i = 0; i < CHUNK_BLOCKS; i++)
        w->matches[i] &= g->without ? ~any[i] : any[i];
}

static enum err keep_same_episode(struct windows *w)
{
    const struct container *c = NULL;
    struct ranker *r = w->r;
    uint64_t bits[CHUNK_BLOCKS];
    struct term_row first;
    enum err failed = index_term(r->index, TECHNICAL_FIRST, &first, r->failure);

    if (!failed && first.id)
        failed = index_container(r->index, r->chunk, first.id, &c, r->failure);
    fill_bits(c, bits);
    for (size_t i = 0; i < CHUNK_BLOCKS; i++)
        w->matches[i] &= ~next_bits(bits, i);
    return failed;
}

static enum err find_windows(struct windows *w)
{
    const struct plan *plan = w->r->plan;

    memset(w->matches, 0xFF, sizeof w->matches);
    for (size_t g = 0; g < plan->n; g++)
        /* A phrase that must not be there is looked at later. */
        if (!plan->groups[g].without || !rank_has_phrase(&plan->groups[g]))
            keep_group(w, &plan->groups[g]);
    return keep_same_episode(w);
}

/* ---- scores ---- */

static unsigned count_in(const struct container *c, uint16_t document)
{
    struct cursor cursor = {c, 0};
    int32_t at = cursor_find(&cursor, document);

    return at < 0 ? 0 : c->counts[at];
}

/* Both documents of a window as one, which is made at the first call. */
static enum err join(struct windows *w, uint16_t document)
{
    struct ranker *r = w->r;
    struct forward_passage first = {0}, second = {0};
    enum err failed;

    if (w->joined == document)
        return OK;
    failed = index_words(r->chunk, r->failure);
    if (!failed)
        failed = index_passage(r->index, r->chunk, document, &first, r->failure);
    if (!failed)
        failed = index_passage(r->index, r->chunk, (uint16_t)(document + 1), &second, r->failure);
    if (!failed && !forward_join(&w->room, &first, &second, &w->both))
        failed = fail_memory(r->failure);
    w->joined = failed ? -1 : document;
    return failed;
}

/* How often the window has a leaf. */
static enum err count_leaf(struct windows *w, const struct leaf *leaf, uint16_t document,
                           unsigned *count)
{
    const struct container *c = cursors_of(w->r, leaf)->container;
    enum err failed = OK;

    *count = 0;
    if (!leaf->phrase)
        *count = count_in(c, document) + count_in(c, (uint16_t)(document + 1));
    else
        failed = join(w, document);
    if (leaf->phrase && !failed)
        *count = forward_count(leaf->phrase, &w->both);
    return failed;
}

/* Whether a window matches, and what it scores then. */
static enum err score_window(struct windows *w, uint16_t document, double *score, bool *matches)
{
    const struct ranker *r = w->r;
    unsigned length = r->norms.lengths[document] + (unsigned)r->norms.lengths[document + 1];
    enum err failed = OK;

    *score = 0;
    *matches = true;
    for (size_t g = 0; g < r->plan->n && *matches && !failed; g++) {
        const struct group *group = &r->plan->groups[g];
        bool has = false, before = false;

        for (size_t l = 0; l < group->n && !failed; l++) {
            const struct leaf *leaf = &group->leaves[l];
            unsigned count = 0;

            if (!(leaf->fallback && before))
                failed = count_leaf(w, leaf, document, &count);
            before = count > 0;
            has |= before;
            *score += leaf->weight * share_of(&r->norms, count, length);
        }
        *matches = has != group->without;
    }
    return failed;
}

static bool count_last(struct windows *w)
{
    if (w->last.document < 0)
        return true;
    if (!rank_count(w->r, (uint16_t)(w->last.document & 0xFFFF)))
        return false;
    rank_offer(w->r->out, w->last.document, w->last.score);
    w->last.document = -1;
    return true;
}

/* Of two windows that share a document the better one counts. */
static bool take(struct windows *w, uint16_t document, double score)
{
    struct search_ranked window = {(int64_t)w->r->chunk->number << 16 | document, score};

    if (w->last.document == window.document - 1 && w->last.score >= score)
        return true;
    if (w->last.document != window.document - 1 && !count_last(w))
        return false;
    w->last = window;
    return true;
}

static enum err rank_block(struct windows *w, uint32_t block)
{
    struct ranker *r = w->r;
    enum err failed = w->matches[block] ? db_check_budget(r->index->db, r->failure) : OK;

    for (uint64_t word = w->matches[block]; word && !failed; word &= word - 1) {
        uint32_t d = block * BLOCK_DOCUMENTS + (uint32_t)__builtin_ctzll(word);
        double score;
        bool matches;

        if (d < r->first || d + 1 > r->last || r->norms.lengths[d + 1] == 0)
            continue;
        failed = score_window(w, (uint16_t)d, &score, &matches);
        if (!failed && matches && !take(w, (uint16_t)d, score))
            failed = fail_memory(r->failure);
    }
    return failed;
}

enum err rank_windows(struct ranker *r)
{
    struct windows w = {.r = r, .joined = -1, .last = {-1, 0}};
    enum err failed = find_windows(&w);

    buf_init(&w.room);
    for (uint32_t i = 0; i < CHUNK_BLOCKS && !failed; i++)
        failed = rank_block(&w, i);
    buf_finish(&w.room);
    if (!failed && !count_last(&w))
        failed = fail_memory(r->failure);
    return failed;
}
