#include "said.h"

#include <string.h>

#include "function_words.h"
#include "plan.h"
#include "search.h"
#include "spoken.h"

enum { RARE = 10 /* passages; a word in more of them is more than its letters */ };

struct adding {
    struct index *index;
    struct arena *arena;
    struct query *out;
    struct failure *failure;
};

static enum err no_memory(struct adding *x)
{
    return fail(x->failure, ERR_MEMORY, "out of memory");
}

/* How many passages have a form, as it is written. */
static enum err count(struct adding *x, const char *form, int64_t *passages)
{
    struct search_request request = {.exact = true, .limit = 1};
    struct search_ranked *hits;
    size_t n, total = 0;
    enum err failed;

    request.text = arena_printf(x->arena, "\"%s\"", form);
    if (!request.text)
        return no_memory(x);
    failed = search_rank(x->index->db, x->arena, &request, &hits, &n, &total, x->failure);
    *passages = (int64_t)total;
    return failed;
}

static bool read_form(struct arena *a, const char *form, struct token_list *out)
{
    struct word_list words = {NULL, 0};

    if (!words_of(a, form, strlen(form), &words))
        return false;
    *out = (struct token_list){arena_array(a, words.n, sizeof *out->v), 0};
    for (size_t i = 0; i < words.n && out->v; i++)
        out->v[out->n++] = words.v[i].token;
    return out->v;
}

static enum err add_form(struct adding *x, const char *form)
{
    struct query_term term = {.quoted = true, .either = true};
    enum err failed = count(x, form, &term.said);

    if (failed || term.said == 0)
        return failed;
    if (!read_form(x->arena, form, &term.words))
        return no_memory(x);
    x->out->v[x->out->n++] = term;
    return OK;
}

static enum err add_number(struct adding *x, const char *word)
{
    const char *forms[SPOKEN_FORMS];
    size_t n;
    enum err failed = spoken_number(x->arena, word, forms, &n) ? OK : no_memory(x);

    for (size_t i = 0; i < n && !failed; i++)
        failed = add_form(x, forms[i]);
    return failed;
}

static enum err add_letters(struct adding *x, const char *word)
{
    char letters[SPOKEN_LETTERS];
    int64_t df;
    enum err failed;

    if (is_function_word(word) || !spoken_letters(word, letters))
        return OK;
    failed = plan_df(x->index, x->arena, word, &df, x->failure);
    return failed || df > RARE ? failed : add_form(x, letters);
}

enum err said_add(struct index *x, struct arena *a, struct query *query, struct failure *f)
{
    const struct query before = *query;
    struct adding adding = {x, a, query, f};
    enum err failed = OK;

    query->n = 0;
    query->v = arena_array(a, before.n * (1 + SPOKEN_FORMS), sizeof *query->v);
    if (!query->v)
        return no_memory(&adding);
    for (size_t i = 0; i < before.n && !failed; i++) {
        const struct query_term *term = &before.v[i];

        query->v[query->n++] = *term;
        if (term->quoted || term->prefix || term->without || term->words.n > 1)
            continue;
        failed = add_number(&adding, term->words.v[0].text);
        if (!failed)
            failed = add_letters(&adding, term->words.v[0].text);
    }
    return failed;
}
