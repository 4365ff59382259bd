/* Which episodes to compare a sentence with: those where it stands as it is; else those with most
 * of it in runs of words, and those with most of its rarest words close together. */
#include <stdlib.h>
#include <string.h>

#include "find.h"
#include "index/arrays.h"
#include "rank/runs.h"

enum {
    LOOKED_UP = 24, /* of the sentence's words, the rarest */
    PAIRS = 32,     /* of its words next to each other, the first */
    RANKED = 200,   /* passages that are compared */
    OF_RUNS = 5,    /* episodes that are chosen by runs of words, where they tell little */
    LONGEST = 400   /* bytes of the sentence that are looked for in a row */
};

/* The share of the best score that makes an episode worth comparing: of words, and of runs. What
 * has this share of a sentence's pairs is where it is from. */
static const double UNLIKELY = 0.35, UNLIKELY_RUNS = 0.5, SURE = 0.5;

struct hunt {
    struct index *index;
    struct arena *arena;
    struct search_request request;
    struct failure *failure;
    int64_t episodes[SEARCH_CANDIDATES]; /* best first */
    size_t n;
};

/* An episode with passages that were ranked. */
struct holder {
    int64_t episode, last; /* its key, the passage that was looked at last */
    double before, score;  /* that one's score, and the best of two neighbours together */
};

static int by_score(const void *a, const void *b)
{
    const struct holder *x = a, *y = b;

    if (x->score < y->score || x->score > y->score)
        return x->score > y->score ? -1 : 1;
    return (x->episode > y->episode) - (x->episode < y->episode);
}

/* The episode of a document, and its last document. */
static enum err find_episode(struct hunt *h, int64_t document, int64_t *episode, int64_t *last)
{
    struct db_stmt *s = db_statement(h->index->db, SQL_SEARCH_AROUND);
    bool row;
    enum err failed;

    db_bind_int(s, 1, document);
    failed = db_step(s, &row, h->failure);
    *episode = row ? db_column_int(s, 2) : 0;
    *last = row ? db_column_int(s, 0) + db_column_int(s, 1) - 1 : document;
    db_reset(s);
    return failed;
}

static void add_passage(struct holder *h, const struct search_ranked *passage)
{
    double both = passage->score + (h->last + 1 == passage->document ? h->before : 0);

    h->score = both > h->score ? both : h->score;
    h->before = passage->score;
    h->last = passage->document;
}

/* The episodes of ranked passages, each by its best two neighbours. */
static enum err hold(struct hunt *h, struct ranking *r, struct holder *v, size_t *n)
{
    int64_t episode = 0, last = -1;
    enum err failed = OK;

    *n = 0;
    rank_sort_by_document(r->v, r->n);
    for (size_t i = 0; i < r->n && !failed; i++) {
        if (r->v[i].document > last) {
            failed = find_episode(h, r->v[i].document, &episode, &last);
            v[(*n)++] = (struct holder){.episode = episode, .last = -2};
        }
        add_passage(&v[*n - 1], &r->v[i]);
    }
    return failed;
}

static void add_episode(struct hunt *h, int64_t episode)
{
    for (size_t i = 0; i < h->n; i++)
        if (h->episodes[i] == episode)
            return;
    if (h->n < SEARCH_CANDIDATES)
        h->episodes[h->n++] = episode;
}

/* The likely episodes of ranked passages; NULL in *best: there are none. */
static enum err find_likely(struct hunt *h, struct ranking *r, struct holder **best, size_t *n)
{
    struct holder *v = *best = arena_array(h->arena, RANKED, sizeof *v);
    enum err failed;

    if (!v)
        return fail_memory(h->failure);
    failed = hold(h, r, v, n);
    array_sort(v, *n, sizeof *v, by_score);
    return failed;
}

static void choose(struct hunt *h, const struct holder *v, size_t n, double unlikely)
{
    for (size_t i = 0; i < n && v[i].score >= unlikely * v[0].score; i++)
        add_episode(h, v[i].episode);
}

static enum err rank(struct hunt *h, const struct plan *plan)
{
    struct ranking ranking = {.most = RANKED};
    struct holder *v;
    size_t n = 0;
    enum err failed = rank_plan(h->index, h->arena, plan, &ranking, h->failure);

    if (!failed)
        failed = find_likely(h, &ranking, &v, &n);
    if (!failed)
        choose(h, v, n, UNLIKELY);
    return failed;
}

/* The query of the words of a text: in a row, or any of them. */
static bool make_query(struct hunt *h, const char *text, size_t len, bool in_a_row,
                       struct query *out)
{
    struct query_term term = {.quoted = in_a_row};

    *out = (struct query){0};
    if (!query_words(h->arena, text, len, &term.words))
        return false;
    out->v = arena_array(h->arena, term.words.n + 1, sizeof *out->v);
    if (!out->v)
        return false;
    if (!in_a_row)
        return query_take_apart(h->arena, &term, out);
    out->v[0] = term;
    out->n = out->wanted = term.words.n > 0;
    return true;
}

static int by_weight(const void *a, const void *b)
{
    const struct leaf *x = a, *y = b;

    return (x->weight < y->weight) - (x->weight > y->weight);
}

/* Leaves the rarest words, each once. */
static void thin(struct group *g)
{
    size_t n = 0;

    array_sort(g->leaves, g->n, sizeof *g->leaves, by_weight);
    for (size_t i = 0; i < g->n && n < LOOKED_UP; i++) {
        const struct source *s = g->leaves[i].sources;
        bool repeated = false;

        for (size_t k = 0; k < n && !repeated; k++)
            repeated = s->n > 0 && g->leaves[k].sources->n > 0 &&
                       g->leaves[k].sources->terms[0] == s->terms[0];
        if (!repeated && s->n > 0)
            g->leaves[n++] = g->leaves[i];
    }
    g->n = n;
}

static enum err look(struct hunt *h, const char *text, size_t len, bool in_a_row)
{
    struct query query;
    struct plan plan, any;
    enum err failed = OK;

    if (!make_query(h, text, len, in_a_row, &query))
        return fail_memory(h->failure);
    if (query.n == 0)
        return OK;
    failed = plan_make(h->index, h->arena, &h->request, &query, &plan, h->failure);
    if (failed || in_a_row)
        return failed ? failed : rank(h, &plan);
    if (!plan_loosen(h->arena, &plan, &any))
        return fail_memory(h->failure);
    thin(&any.groups[0]);
    return any.groups[0].n > 0 ? rank(h, &any) : OK;
}

/* The query of each two words that stand next to each other. */
static bool make_pairs(struct hunt *h, const char *text, size_t len, struct query *out)
{
    struct token_list words;

    *out = (struct query){0};
    if (!query_words(h->arena, text, len, &words))
        return false;
    out->v = arena_array(h->arena, PAIRS, sizeof *out->v);
    for (size_t i = 0; out->v && i + 1 < words.n && out->n < PAIRS; i++)
        out->v[out->n++] = (struct query_term){.words = {&words.v[i], 2}, .quoted = true};
    out->wanted = out->n;
    return out->v;
}

/* *sure: the best of them is where the sentence is from. */
static enum err look_for_runs(struct hunt *h, const char *text, size_t len, bool *sure)
{
    struct ranking ranking = {.most = RANKED};
    struct holder *v;
    struct query query;
    struct plan plan = {0};
    double whole;
    enum err failed;
    size_t n = 0;

    *sure = false;
    if (!make_pairs(h, text, len, &query))
        return fail_memory(h->failure);
    failed = plan_make(h->index, h->arena, &h->request, &query, &plan, h->failure);
    if (!failed)
        failed = runs_rank(h->index, h->arena, &plan, &ranking, &whole, h->failure);
    if (!failed)
        failed = find_likely(h, &ranking, &v, &n);
    if (failed || n == 0)
        return failed;
    *sure = v[0].score >= SURE * whole;
    choose(h, v, *sure || n < OF_RUNS ? n : OF_RUNS, UNLIKELY_RUNS);
    return OK;
}

static enum err name_episode(struct hunt *h, int64_t key, const char **id)
{
    struct db_stmt *s = db_statement(h->index->db, SQL_SEARCH_EPISODE);
    enum err failed;
    bool row;

    db_bind_int(s, 1, key);
    failed = db_step(s, &row, h->failure);
    if (failed)
        return failed;
    *id = row ? arena_strdup(h->arena, db_column_text(s, 0)) : NULL;
    db_reset(s);
    return *id ? OK : fail_memory(h->failure);
}

static int compare_ids(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

enum err search_candidates(struct db *db, struct arena *a, const char *text,
                           struct search_candidates *out, struct failure *f)
{
    struct hunt h = {.arena = a, .request = {.kinds = 1U << PART_CONTENT}, .failure = f};
    size_t len = strlen(text), row = len;
    enum err failed = index_of(db, &h.index, f);
    bool sure;

    *out = (struct search_candidates){.n = 0};
    for (; row > LONGEST || (row < len && ((unsigned char)text[row] & 0xC0) == 0x80); row--)
        ;
    if (!failed)
        failed = index_refresh(h.index, f);
    if (!failed)
        failed = look(&h, text, row, true);
    sure = h.n > 0 && row == len;
    if (!failed && !sure)
        failed = look_for_runs(&h, text, row, &sure);
    if (!failed && !sure && h.n < SEARCH_CANDIDATES)
        failed = look(&h, text, len, false);
    for (size_t i = 0; i < h.n && !failed; i++)
        failed = name_episode(&h, h.episodes[i], &out->v[i]);
    out->n = failed ? 0 : h.n;
    qsort(out->v, out->n, sizeof *out->v, compare_ids);
    return failed;
}
