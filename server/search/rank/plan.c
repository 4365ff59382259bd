#include "plan.h"

#include <math.h>
#include <string.h>

#include "function_words.h"
#include "plan_sources.h"

/* ---- leaves ---- */

/* Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009; the 1 keeps it above
 * zero. */
double plan_weight(int64_t documents, int64_t df)
{
    double n = (double)documents;

    return (BM25_K1 + 1) * log(1 + (n - (double)df + 0.5) / ((double)df + 0.5));
}

/* A leaf of so many sources, still empty; false when out of memory. */
static bool begin_leaf(struct planner *p, size_t sources, struct leaf *out)
{
    *out = (struct leaf){.n = sources,
                         .sources = arena_array(p->arena, sources, sizeof *out->sources)};
    return out->sources;
}

static void weigh(const struct planner *p, struct leaf *leaf)
{
    for (size_t i = 0; i < leaf->n; i++)
        leaf->weight += plan_weight(p->plan->documents, leaf->sources[i].df);
}

/* One word, in any form. */
static enum err word_leaf(struct planner *p, const char *word, struct leaf *out)
{
    enum err failed;

    if (!begin_leaf(p, 1, out))
        return fail_memory(p->failure);
    out->word = word;
    failed = source_of_word(p, word, out->sources);
    weigh(p, out);
    return failed;
}

/* The sources of words in a row: where two of them are a pair, that is rarer than either. */
static enum err phrase_sources(struct planner *p, const struct query_term *term, struct leaf *leaf,
                               struct forward_choice *choices, bool *all_pairs)
{
    size_t n = term->words.n;
    enum err failed = OK;

    *all_pairs = n > 1;
    for (size_t i = 0; i < n && !failed; i++) {
        const char *pair = NULL;

        failed = source_of_literal(p, term->words.v[i].text, term->prefix && i + 1 == n,
                                   &leaf->sources[i], &choices[i]);
        if (!failed && i + 1 < n &&
            !query_pair(p->arena, &term->words.v[i], &term->words.v[i + 1], &pair))
            failed = fail_memory(p->failure);
        if (!failed && pair)
            failed = source_of_word(p, pair, &leaf->sources[i]);
        *all_pairs &= i + 1 == n || pair;
    }
    return failed;
}

/* Words in a row, as they are written. */
static enum err phrase_leaf(struct planner *p, const struct query_term *term, struct leaf *out)
{
    struct forward_choice *choices = arena_array(p->arena, term->words.n, sizeof *choices);
    struct forward_phrase *phrase = arena_alloc(p->arena, sizeof *phrase);
    bool all_pairs;
    enum err failed;

    if (!begin_leaf(p, term->words.n, out) || !choices || !phrase)
        return fail_memory(p->failure);
    failed = phrase_sources(p, term, out, choices, &all_pairs);
    if (failed)
        return failed;
    if (all_pairs && !term->prefix)
        out->n--; /* the last one is in its pair */
    weigh(p, out);
    if (all_pairs && out->n == 1)
        return OK; /* one pair is as good as one word */
    if (!forward_phrase_init(p->arena, choices, term->words.n, phrase))
        return fail_memory(p->failure);
    out->phrase = phrase;
    p->plan->has_phrase = true;
    return OK;
}

/* All words that begin so; where terms of theirs have more than a few other words, too, what begins
 * so is looked for as it is written, which takes longer. */
static enum err beginning_leaf(struct planner *p, const struct query_term *term, struct leaf *out)
{
    bool whole;
    enum err failed;

    if (!begin_leaf(p, 1, out))
        return fail_memory(p->failure);
    failed = source_of_beginning(p, term->words.v[0].text, out->sources, &whole);
    if (failed || !whole)
        return failed ? failed : phrase_leaf(p, term, out);
    weigh(p, out);
    return OK;
}

/* ---- groups ---- */

static struct group *new_group(struct planner *p)
{
    return &p->plan->groups[p->plan->n++];
}

static bool add_leaf(struct planner *p, struct group *g, const struct leaf *leaf)
{
    struct leaf *grown = arena_array(p->arena, g->n + 1, sizeof *grown);

    if (!grown)
        return false;
    if (g->n > 0)
        memcpy(grown, g->leaves, g->n * sizeof *grown);
    g->leaves = grown;
    g->leaves[g->n++] = *leaf;
    return true;
}

static int64_t at_most(const struct planner *p, int64_t df)
{
    return df < p->plan->documents ? df : p->plan->documents;
}

/* A word and what it is said as are one word: each weighs what both do together. But what is said
 * as a function word, U.S., is another word; df is that of what is said. */
static void weigh_together(const struct planner *p, const struct group *g, struct leaf *said,
                           int64_t df)
{
    size_t i = g->n;
    struct leaf *word;

    while (i > 0 && g->leaves[i - 1].said)
        i--;
    word = i > 0 ? &g->leaves[i - 1] : NULL;
    if (!word || word->phrase || (said->phrase && word->function_word))
        return;
    said->weight = plan_weight(p->plan->documents, at_most(p, df + word->sources->df));
    word->weight = said->weight;
}

/* Whether a term is a function word: what kind of sail, but not the layer's name. */
static bool is_function_term(const struct query *query, size_t i)
{
    const struct query_term *term = &query->v[i], *next = i + 1 < query->n ? term + 1 : NULL;
    const char *word = term->words.v[0].text;

    if (term->prefix || term->words.n > 1)
        return false;
    return is_function_word(word) ||
           (is_asking_noun(word) && next && strcmp(next->words.v[0].text, "of") == 0);
}

/* What a term of the query looks for. Where words are joined by a hyphen, what they are as one word
 * comes first, and else they in a row. */
static enum err add_term_leaves(struct planner *p, const struct query *query, size_t i,
                                struct group *g)
{
    const struct query_term *term = &query->v[i];
    bool literal = term->quoted || p->request->exact;
    struct leaf leaf;
    enum err failed = OK;

    if (term->joined && !literal) {
        failed = word_leaf(p, term->joined, &leaf);
        if (!failed && !add_leaf(p, g, &leaf))
            failed = fail_memory(p->failure);
    }
    if (failed)
        return failed;
    if (term->words.n > 1 || literal)
        failed = phrase_leaf(p, term, &leaf);
    else if (term->prefix)
        failed = beginning_leaf(p, term, &leaf);
    else
        failed = word_leaf(p, term->words.v[0].text, &leaf);
    if (failed)
        return failed;
    leaf.said = term->said > 0;
    if (term->said) { /* in some section */
        leaf.weight = plan_weight(p->plan->documents, at_most(p, term->said));
        weigh_together(p, g, &leaf, term->said);
    }
    leaf.fallback = term->joined && !literal;
    leaf.function_word = !literal && is_function_term(query, i);
    return add_leaf(p, g, &leaf) ? OK : fail_memory(p->failure);
}

static enum err add_query(struct planner *p, const struct query *query)
{
    struct group *g = NULL;
    enum err failed = OK;

    for (size_t i = 0; i < query->n && !failed; i++) {
        const struct query_term *term = &query->v[i];

        if (!g || !term->either) {
            g = new_group(p);
            g->without = term->without;
            p->plan->wanted += !term->without;
        }
        failed = add_term_leaves(p, query, i, g);
    }
    return failed;
}

/* A filter: documents that have one of some technical terms, or none of them. */
static enum err add_filter(struct planner *p, const char *prefix, const char *value,
                           struct group *g)
{
    struct leaf leaf;
    enum err failed;

    if (!begin_leaf(p, 1, &leaf))
        return fail_memory(p->failure);
    failed = source_of_technical(p, prefix, value, leaf.sources);
    if (!failed && !add_leaf(p, g, &leaf))
        failed = fail_memory(p->failure);
    return failed;
}

/* Only other kinds than content have a term; what is not of the transcript is content. */
static enum err add_kinds(struct planner *p)
{
    unsigned kinds = p->request->kinds, all = (1U << PART_KINDS) - 1;
    bool content = kinds & 1U << PART_CONTENT;
    struct group *g;
    enum err failed = OK;

    if (!kinds || kinds == all)
        return OK;
    g = new_group(p);
    g->without = content;
    for (int kind = 1; kind < PART_KINDS && !failed; kind++)
        if (content != ((kinds >> kind & 1) != 0))
            failed = add_filter(p, TECHNICAL_KIND, (char[]){(char)('0' + kind), '\0'}, g);
    return failed;
}

/* Fails where nobody of the library is called so. */
static enum err look_for_speaker(struct planner *p, const char *speaker)
{
    const char *text = arena_printf(p->arena, "%s%s", TECHNICAL_SPEAKER, speaker);
    struct term_row row;
    enum err failed = text ? index_term(p->index, text, &row, p->failure) : fail_memory(p->failure);

    if (!failed && row.df[0] + row.df[1] == 0)
        failed = fail(p->failure, ERR_NOT_FOUND, "no speaker '%s'", speaker);
    return failed;
}

static enum err add_speaker(struct planner *p)
{
    const char *speaker = p->request->speaker;
    enum err failed = OK;

    if (!speaker)
        return OK;
    if (!p->request->episode)
        failed = look_for_speaker(p, speaker);
    return failed ? failed : add_filter(p, TECHNICAL_SPEAKER, speaker, new_group(p));
}

/* The sections of the page that are not asked for. */
static enum err add_sections(struct planner *p)
{
    struct group *g;
    enum err failed = OK;

    if (!p->plan->spaces[1])
        return OK;
    g = new_group(p);
    g->without = true;
    for (int i = 1; i < SEARCH_SECTIONS && !failed; i++)
        if (!(p->request->sections >> i & 1))
            failed = add_filter(p, TECHNICAL_SECTION, (char[]){(char)('0' + i), '\0'}, g);
    return failed;
}

/* ---- where ---- */

static enum err find_scope(struct planner *p)
{
    struct db_stmt *s = db_statement(p->index->db, SQL_SEARCH_SCOPE);
    struct plan *plan = p->plan;
    enum err failed;
    bool row;

    for (int i = 0; i < SPACES; i++)
        plan->last[i] = INT64_MAX;
    if (!p->request->episode)
        return OK;
    db_bind_text(s, 1, p->request->episode);
    failed = db_step(s, &row, p->failure);
    if (failed)
        return failed;
    if (!row)
        return fail(p->failure, ERR_NOT_FOUND, "no episode '%s'", p->request->episode);
    for (int i = 0; i < SPACES; i++) {
        plan->first[i] = db_column_int(s, 2 * i);
        plan->last[i] = plan->first[i] + db_column_int(s, 2 * i + 1) - 1;
    }
    db_reset(s);
    return OK;
}

static void choose_spaces(struct planner *p)
{
    unsigned sections = p->request->sections ? p->request->sections : 1;

    p->plan->spaces[0] = sections & 1;
    p->plan->spaces[1] = sections > 1;
    for (int i = 0; i < SPACES; i++)
        if (p->plan->spaces[i])
            p->plan->documents += p->index->spaces[i].documents;
}

enum err plan_make(struct index *x, struct arena *a, const struct search_request *request,
                   const struct query *query, struct plan *out, struct failure *f)
{
    enum { FILTERS = 3 };
    struct planner p = {x, a, request, out, f};
    enum err failed;

    *out = (struct plan){0};
    out->groups = arena_array(a, query->n + FILTERS, sizeof *out->groups);
    if (!out->groups)
        return fail_memory(p.failure);
    choose_spaces(&p);
    failed = find_scope(&p);
    if (!failed)
        failed = add_query(&p, query);
    if (!failed)
        failed = add_kinds(&p);
    if (!failed)
        failed = add_speaker(&p);
    return failed ? failed : add_sections(&p);
}

/* ---- other plans ---- */

static bool is_filter(const struct group *g)
{
    return g->without || g->n == 0 || g->leaves[0].weight <= 0;
}

static struct leaf loosened(struct leaf leaf)
{
    if (leaf.function_word)
        leaf.weight *= FUNCTION_WORD_WEIGHT;
    return leaf;
}

bool plan_loosen(struct arena *a, const struct plan *plan, struct plan *out)
{
    size_t leaves = 0;
    struct group *any;

    for (size_t i = 0; i < plan->n; i++)
        leaves += is_filter(&plan->groups[i]) ? 0 : plan->groups[i].n;
    *out = *plan;
    out->n = 1;
    out->groups = arena_array(a, plan->n + 1, sizeof *out->groups);
    any = out->groups;
    if (!any || !(any->leaves = arena_array(a, leaves, sizeof *any->leaves)))
        return false;
    for (size_t i = 0; i < plan->n; i++) {
        const struct group *g = &plan->groups[i];

        if (is_filter(g))
            out->groups[out->n++] = *g;
        for (size_t k = 0; k < g->n && !is_filter(g); k++)
            any->leaves[any->n++] = loosened(g->leaves[k]);
    }
    return true;
}

enum err plan_word(struct index *x, struct arena *a, struct plan *plan, const char *word,
                   struct leaf *out, struct failure *f)
{
    struct planner p = {x, a, NULL, plan, f};

    return word_leaf(&p, word, out);
}

enum err plan_df(struct index *x, struct arena *a, const char *word, int64_t *df, struct failure *f)
{
    struct plan plan = {.spaces = {true, true}, .documents = INT64_MAX};
    struct planner p = {x, a, NULL, &plan, f};
    struct source source;
    enum err failed = source_of_word(&p, word, &source);

    *df = source.df;
    return failed;
}
