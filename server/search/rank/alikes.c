#include "alikes.h"

#include <string.h>

/* What a word that is just like another would weigh beside it. */
#define ALIKE_WEIGHT 0.6
/* How like it must be, 1 being the same. */
#define ALIKE_LEAST 0.6

enum {
    RARE = 10,     /* passages; a word in more of them was heard right */
    RARE_OF = 500, /* and in more than one passage of so many */
    EACH = 3,      /* alikes of a word */
    ALL = 8,       /* words of a query that have some */
    SHORTEST = 4   /* letters, nearly */
};

struct adding {
    struct index *index;
    struct arena *arena;
    struct plan *plan;
    struct failure *failure;
    const char **words; /* that were added */
    size_t n;
};

static bool is_rare(const struct plan *plan, const struct leaf *leaf)
{
    int64_t df = leaf->sources[0].df;

    return df <= RARE && df * RARE_OF <= plan->documents;
}

static bool may_have_alikes(const struct query_term *term)
{
    return query_is_plain(term) && term->words.v[0].len >= SHORTEST &&
           lexicon_compares(&term->words.v[0]);
}

static double likeness_of(const struct token *word, const struct likeness *like)
{
    size_t len = strlen(like->word), longer = len > word->len ? len : word->len;

    return 1 - like->cost / (2.0 * (double)longer);
}

/* Whether the query asks for the term already, or it was added. */
static bool has_term(const struct group *any, int64_t term)
{
    for (size_t i = 0; i < any->n; i++)
        for (size_t k = 0; k < any->leaves[i].sources[0].n; k++)
            if (any->leaves[i].sources[0].terms[k] == term)
                return true;
    return false;
}

static enum err add_like(struct adding *x, const char *word, double weight, size_t *added)
{
    struct group *any = &x->plan->groups[0];
    struct leaf leaf;
    enum err failed = plan_word(x->index, x->arena, x->plan, word, &leaf, x->failure);

    if (failed || leaf.sources[0].df == 0 || has_term(any, leaf.sources[0].terms[0]))
        return failed;
    leaf.weight *= weight;
    leaf.alike = true;
    any->leaves[any->n++] = leaf;
    x->words[x->n++] = word;
    (*added)++;
    return OK;
}

static enum err add_likes(struct adding *x, const struct token *word)
{
    struct likeness_list likes;
    size_t added = 0;
    enum err failed = lexicon_alike(&x->index->lexicon, x->arena, word, &likes, x->failure);

    for (size_t i = 0; i < likes.n && added < EACH && !failed; i++) {
        double likeness = likeness_of(word, &likes.v[i]);

        if (likeness < ALIKE_LEAST)
            break;
        failed = add_like(x, likes.v[i].word, ALIKE_WEIGHT * likeness, &added);
    }
    return failed;
}

/* Room for those that may be added: what each word may be meant to be, and what some are like. */
static bool make_room(struct adding *x, const struct query *query)
{
    struct group *any = &x->plan->groups[0];
    size_t most = query->n + (size_t)ALL * EACH;
    struct leaf *grown = arena_array(x->arena, any->n + most, sizeof *grown);

    x->words = arena_array(x->arena, most, sizeof *x->words);
    if (grown && any->n > 0)
        memcpy(grown, any->leaves, any->n * sizeof *grown);
    any->leaves = grown;
    return grown && x->words;
}

/* What was typed may be a word that the library does not have, and no slip. */
static enum err add_meant(struct adding *x, const struct query *query)
{
    enum err failed = OK;
    size_t added = 0;

    for (size_t i = 0; i < query->n && !failed; i++)
        if (query->v[i].meant)
            failed = add_like(x, query->v[i].meant, ALIKE_WEIGHT, &added);
    return failed;
}

/* Puts the words that were added behind those of the query. */
static bool show(struct adding *x, struct query *query)
{
    struct query_term *grown = arena_array(x->arena, query->n + x->n, sizeof *grown);

    if (!grown)
        return false;
    memcpy(grown, query->v, query->n * sizeof *grown);
    query->v = grown;
    for (size_t i = 0; i < x->n; i++) {
        struct query_term *term = &query->v[query->n++];

        *term = (struct query_term){.said = 0};
        if (!query_be_word(x->arena, x->words[i], term))
            return false;
    }
    return true;
}

enum err alikes_add(struct index *x, struct arena *a, struct query *query, struct plan *plan,
                    struct failure *f)
{
    struct adding adding = {.index = x, .arena = a, .plan = plan, .failure = f};
    size_t words = 0;
    enum err failed;

    if (!make_room(&adding, query))
        return fail_memory(f);
    failed = add_meant(&adding, query);
    for (size_t i = 0; i < query->n && words < ALL && !failed; i++) {
        const struct query_term *term = &query->v[i];
        struct leaf leaf;

        if (!may_have_alikes(term))
            continue;
        failed = plan_word(x, a, plan, term->words.v[0].text, &leaf, f);
        if (failed || !is_rare(plan, &leaf))
            continue;
        words++;
        failed = add_likes(&adding, &term->words.v[0]);
    }
    if (!failed && !show(&adding, query))
        failed = fail_memory(f);
    return failed;
}
