#include "plan_sources.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Other words of the same terms are passed over where there are so many times fewer. */
enum { FEW = 32 };

/* A growing list of ids. */
struct ids {
    int64_t *v;
    size_t n, capacity;
    const struct peak *peaks; /* of the first one; or NULL */
    int64_t asked, others;    /* how often the words that were asked for stand somewhere, and the
                                 others of these terms */
};

static bool add_id(struct arena *a, struct ids *ids, int64_t id)
{
    int64_t *grown;

    for (size_t i = ids->n; i > 0 && i + 16 > ids->n; i--)
        if (ids->v[i - 1] == id)
            return true;
    grown = arena_grow(a, ids->v, ids->n, &ids->capacity, sizeof *grown);
    if (!grown)
        return false;
    ids->v = grown;
    ids->v[ids->n++] = id;
    return true;
}

static int compare_ids(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

static void sort_ids(struct ids *ids)
{
    size_t n = 0;

    if (ids->n > 0)
        qsort(ids->v, ids->n, sizeof *ids->v, compare_ids);
    for (size_t i = 0; i < ids->n; i++)
        if (n == 0 || ids->v[n - 1] != ids->v[i])
            ids->v[n++] = ids->v[i];
    ids->n = n;
}

/* The documents of the searched spaces, where df are those of each. */
static int64_t searched(const struct planner *p, int64_t df, int64_t page_df)
{
    return (p->plan->spaces[0] ? df : 0) + (p->plan->spaces[1] ? page_df : 0);
}

/* Of one term only they tell something. */
static enum err find_peaks(struct planner *p, struct ids *ids, const void *bytes, size_t len)
{
    return bytes ? index_peaks(p->index, p->arena, bytes, len, &ids->peaks, p->failure) : OK;
}

static enum err add_term(struct planner *p, const char *text, struct ids *ids, int64_t *df)
{
    size_t before = ids->n;
    struct term_row row;
    enum err failed = index_term(p->index, text, &row, p->failure);

    if (failed || !row.id)
        return failed;
    if (!add_id(p->arena, ids, row.id))
        return fail_memory(p->failure);
    if (ids->n > before)
        *df += searched(p, row.df[0], row.df[1]);
    return before == 0 ? find_peaks(p, ids, row.peaks, row.peaks_len) : OK;
}

static void set_source(const struct planner *p, const struct ids *ids, int64_t df,
                       struct source *out)
{
    *out = (struct source){ids->v, ids->n, df < p->plan->documents ? df : p->plan->documents,
                           ids->n == 1 ? ids->peaks : NULL};
}

enum err source_of_word(struct planner *p, const char *word, struct source *out)
{
    struct index *x = p->index;
    struct ids ids = {.v = NULL};
    enum err failed = OK;
    int64_t df = 0;

    for (size_t i = 0; i < x->language_count && !failed; i++)
        failed = add_term(p, stemmer_stem(x->languages[i].stemmer, word, strlen(word)), &ids, &df);
    set_source(p, &ids, df, out);
    return failed;
}

enum err source_of_technical(struct planner *p, const char *prefix, const char *value,
                             struct source *out)
{
    char text[256];
    struct ids ids = {.v = NULL};
    int64_t df = 0;
    enum err failed;

    snprintf(text, sizeof text, "%s%s", prefix, value);
    failed = add_term(p, text, &ids, &df);
    set_source(p, &ids, df, out);
    return failed;
}

/* The words, and their terms, that a statement gives. */
static enum err read_words(struct planner *p, struct db_stmt *s, struct ids *terms,
                           struct ids *words, int64_t *df)
{
    const void *bytes;
    enum err failed;
    size_t len;
    bool row;

    while (!(failed = db_step(s, &row, p->failure)) && row) {
        size_t before = terms->n;

        if (!add_id(p->arena, terms, db_column_int(s, 1)) ||
            !add_id(p->arena, words, db_column_int(s, 0)))
            return fail_memory(p->failure);
        if (terms->n > before)
            *df += searched(p, db_column_int(s, 2), db_column_int(s, 3));
        terms->asked += db_column_int(s, 5);
        terms->others += terms->n > before ? db_column_int(s, 6) : 0;
        if (before == 0) {
            bytes = db_column_blob(s, 4, &len);
            failed = find_peaks(p, terms, bytes, len);
        }
        if (failed)
            return failed;
    }
    sort_ids(terms);
    sort_ids(words);
    return failed;
}

/* The first text behind all that begin with word, in the arena; NULL when out of memory. Bytes of
 * UTF-8 never reach 0xFF. */
static const char *behind(struct planner *p, const char *word)
{
    return arena_printf(p->arena, "%s\xFF", word);
}

/* The words that begin with word, and the terms they belong to. */
static enum err read_beginning(struct planner *p, const char *word, struct source *out,
                               struct ids *words, bool *whole)
{
    struct db_stmt *s = db_statement(p->index->db, SQL_WORD_RANGE);
    const char *end = behind(p, word);
    struct ids terms = {.v = NULL};
    enum err failed;
    int64_t df = 0;

    if (!end)
        return fail_memory(p->failure);
    db_bind_text(s, 1, word);
    db_bind_text(s, 2, end);
    failed = read_words(p, s, &terms, words, &df);
    set_source(p, &terms, df, out);
    *whole = terms.others * FEW <= terms.asked;
    return failed;
}

enum err source_of_beginning(struct planner *p, const char *word, struct source *out, bool *whole)
{
    struct ids words = {.v = NULL};
    char text[16];

    *whole = true;
    for (size_t letters = 1; letters <= 2; letters++)
        if (index_beginning(word, letters, text) && strlen(text + 2) == strlen(word))
            return source_of_technical(p, text, "", out);
    return read_beginning(p, word, out, &words, whole);
}

enum err source_of_literal(struct planner *p, const char *word, bool prefix, struct source *out,
                           struct forward_choice *choice)
{
    struct ids terms = {.v = NULL}, words = {.v = NULL};
    enum err failed;
    int64_t df = 0;
    bool whole;

    if (prefix) {
        failed = read_beginning(p, word, out, &words, &whole);
    } else {
        struct db_stmt *s = db_statement(p->index->db, SQL_WORD_GET);

        db_bind_text(s, 1, word);
        failed = read_words(p, s, &terms, &words, &df);
        set_source(p, &terms, df, out);
    }
    *choice = (struct forward_choice){(const uint64_t *)words.v, words.n};
    return failed;
}
