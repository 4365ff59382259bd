/* How much the words of a text tell of where it stands. */
#include <math.h>
#include <string.h>

#include "rank/plan.h"

/* The words of the text, each once. */
static bool read_words(struct arena *a, const char *text, struct query *out)
{
    struct query_term term = {0};
    size_t n = 0;

    *out = (struct query){0};
    if (!query_words(a, text, strlen(text), &term.words))
        return false;
    out->v = arena_array(a, term.words.n + 1, sizeof *out->v);
    if (!out->v || !query_take_apart(a, &term, out))
        return false;
    for (size_t i = 0; i < out->n; i++) {
        size_t k = 0;

        while (k < n && strcmp(out->v[k].words.v->text, out->v[i].words.v->text) != 0)
            k++;
        if (k == n)
            out->v[n++] = out->v[i];
    }
    out->n = n;
    return true;
}

static enum err add_bits(struct index *x, struct arena *a, const char *word, double *bits,
                         struct failure *f)
{
    double passages = (double)(x->spaces[0].documents + x->spaces[1].documents);
    int64_t df;
    enum err failed = plan_df(x, a, word, &df, f);

    if (!failed)
        *bits += log2(fmax(1, passages / fmax(1, (double)df)));
    return failed;
}

enum err search_rarity(struct db *db, struct arena *a, const char *text, struct search_rarity *out,
                       struct failure *f)
{
    struct index *x;
    struct query words;
    struct term_row first;
    enum err failed = index_of(db, &x, f);

    *out = (struct search_rarity){0};
    if (!failed)
        failed = index_refresh(x, f);
    if (!failed)
        failed = index_term(x, TECHNICAL_FIRST, &first, f);
    if (failed)
        return failed;
    out->episodes = (size_t)first.df[0];
    if (!read_words(a, text, &words))
        return fail_memory(f);
    for (size_t i = 0; i < words.n && !failed; i++)
        failed = add_bits(x, a, words.v[i].words.v->text, &out->bits, f);
    return failed;
}
