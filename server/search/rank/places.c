#include "places.h"

#include <string.h>

enum { PLACES_MOST = 4096 /* words of a passage that are looked at */ };

/* ---- the forms of the words ---- */

static struct form *slot_of(const struct places *p, uint64_t id)
{
    size_t i = (size_t)(id * UINT64_C(0x9E3779B97F4A7C15) >> 32) & (p->size - 1);

    while (p->forms[i].id && p->forms[i].id != id)
        i = (i + 1) & (p->size - 1);
    return &p->forms[i];
}

/* Forms as a list, before there is a table. */
struct form_list {
    struct form *v;
    size_t n, capacity;
};

static enum err add_forms(struct index *x, struct arena *a, int64_t term, uint8_t number,
                          struct form_list *out, struct failure *f)
{
    struct db_stmt *s = db_statement(x->db, SQL_WORD_OF_TERM);
    enum err failed;
    bool row;

    db_bind_int(s, 1, term);
    while (!(failed = db_step(s, &row, f)) && row) {
        struct form *grown = arena_grow(a, out->v, out->n, &out->capacity, sizeof *grown);

        if (!grown) {
            db_reset(s);
            return fail_memory(f);
        }
        out->v = grown;
        out->v[out->n++] = (struct form){(uint64_t)db_column_int(s, 0), number, false};
    }
    return failed;
}

/* Marks the form that the query has. */
static enum err mark_asked(struct index *x, const char *word, struct form_list *forms,
                           struct failure *f)
{
    struct db_stmt *s = db_statement(x->db, SQL_WORD_GET);
    enum err failed;
    bool row;

    db_bind_text(s, 1, word);
    while (!(failed = db_step(s, &row, f)) && row)
        for (size_t i = 0; i < forms->n; i++)
            forms->v[i].asked |= forms->v[i].id == (uint64_t)db_column_int(s, 0);
    return failed;
}

static bool make_table(struct places *p, struct arena *a, const struct form_list *forms)
{
    for (p->size = 16; p->size < 2 * forms->n;)
        p->size *= 2;
    p->forms = arena_array(a, p->size, sizeof *p->forms);
    for (size_t i = 0; p->forms && i < forms->n; i++)
        *slot_of(p, forms->v[i].id) = forms->v[i];
    return p->forms;
}

/* The number of the word that an earlier leaf has in common with this one; 0: none. */
static uint8_t number_before(const struct places *p, const struct group *g, size_t leaf)
{
    for (size_t i = 0; i < leaf; i++)
        if (p->words[i] && g->leaves[i].sources[0].terms[0] == g->leaves[leaf].sources[0].terms[0])
            return p->words[i];
    return 0;
}

/* A word of the query by its stems in the library's languages, not the many of a beginning. */
static bool is_plain_word(const struct index *x, const struct leaf *leaf)
{
    return leaf->n == 1 && !leaf->phrase && !leaf->alike && leaf->sources[0].n > 0 &&
           leaf->sources[0].n <= x->language_count;
}

enum err places_init(struct places *p, struct index *x, struct arena *a, const struct group *group,
                     struct failure *f)
{
    struct form_list forms = {NULL, 0, 0};
    uint8_t last = 0;
    enum err failed = OK;

    *p = (struct places){.size = 0};
    p->words = arena_array(a, group->n, sizeof *p->words);
    p->v = arena_array(a, PLACES_MOST, sizeof *p->v);
    if (!p->words || !p->v)
        return fail_memory(f);
    for (size_t i = 0; i < group->n && last < 255 && !failed; i++) {
        const struct source *source = group->leaves[i].sources;

        if (!is_plain_word(x, &group->leaves[i]) || (p->words[i] = number_before(p, group, i)))
            continue;
        p->words[i] = ++last;
        p->weights[last] = group->leaves[i].weight;
        for (size_t k = 0; k < source->n && !failed; k++)
            failed = add_forms(x, a, source->terms[k], last, &forms, f);
        if (!failed && group->leaves[i].word)
            failed = mark_asked(x, group->leaves[i].word, &forms, f);
    }
    p->count = last;
    if (!failed && !make_table(p, a, &forms))
        failed = fail_memory(f);
    return failed;
}

/* ---- a passage ---- */

void places_read(struct places *p, const struct forward_passage *passage)
{
    uint64_t position = 0;

    p->n = 0;
    memset(p->asked, 0, sizeof p->asked);
    for (const uint8_t *s = passage->words; s < passage->words_end && p->n < PLACES_MOST;) {
        const struct form *form = slot_of(p, forward_read(&s, passage->words_end));

        p->v[p->n++] = form->number;
        p->asked[form->number] += form->asked;
    }
    for (const uint8_t *s = passage->words_end; s < passage->others_end;) {
        uint64_t id;

        position += forward_read(&s, passage->others_end);
        id = forward_read(&s, passage->others_end);
        if (position < p->n && !p->v[position])
            p->v[position] = slot_of(p, id)->number;
    }
}

double places_score_asked(const struct places *p, double k)
{
    double sum = 0;

    for (size_t i = 1; i <= p->count; i++)
        sum += p->weights[i] * p->asked[i] / (p->asked[i] + k);
    return sum;
}

double places_best_window(const struct places *p, size_t width)
{
    unsigned counts[256] = {0};
    double sum = 0, best = 0;

    for (size_t i = 0; i < p->n; i++) {
        if (p->v[i] && counts[p->v[i]]++ == 0)
            sum += p->weights[p->v[i]];
        if (i >= width && p->v[i - width] && --counts[p->v[i - width]] == 0)
            sum -= p->weights[p->v[i - width]];
        best = sum > best ? sum : best;
    }
    return best;
}

uint8_t places_count_pair(const struct places *p, uint8_t first, uint8_t second)
{
    unsigned count = 0;

    for (size_t i = 0; i + 1 < p->n && count < 255; i++)
        count += p->v[i] == first && p->v[i + 1] == second;
    return (uint8_t)count;
}
