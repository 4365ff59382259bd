#include "plan_sources.h"

#include <stdio.h>
#include <string.h>

#include "index/arrays.h"

/* Other words of the same terms are passed over where there are so many times fewer. */
enum { FEW = 32 };

/* A growing list of ids. */
struct ids {
    int64_t *v;
    size_t n, capacity;
    const struct peak *peaks; /* of the first one; or NULL */
};

/* The term of a word that was asked for. */
struct word_term {
    int64_t id;
    int64_t df;     /* of the term, in the searched spaces */
    int64_t asked;  /* how often the word stands somewhere ... */
    int64_t others; /* ... and the term's words that were not asked for */
};

struct word_terms {
    struct word_term *v;
    size_t n, capacity;
    const struct peak *peaks; /* of the first one; or NULL */
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

/* The documents of the searched spaces, where df are those of each. */
static int64_t searched(const struct planner *p, int64_t df, int64_t page_df)
{
    return (p->plan->spaces[0] ? df : 0) + (p->plan->spaces[1] ? page_df : 0);
}

/* Of one term only they tell something. */
static enum err find_peaks(struct planner *p, const void *bytes, size_t len,
                           const struct peak **out)
{
    return bytes ? index_peaks(p->index, p->arena, bytes, len, out, p->failure) : OK;
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
    return before == 0 ? find_peaks(p, row.peaks, row.peaks_len, &ids->peaks) : OK;
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

static int compare_terms(const void *a, const void *b)
{
    const struct word_term *x = a, *y = b;

    return (x->id > y->id) - (x->id < y->id);
}

static enum err read_word(struct planner *p, struct db_stmt *s, struct word_terms *terms,
                          struct ids *words)
{
    struct word_term *grown =
        arena_grow(p->arena, terms->v, terms->n, &terms->capacity, sizeof *grown);
    const void *bytes;
    size_t len;

    if (!grown || !add_id(p->arena, words, db_column_int(s, 0)))
        return fail_memory(p->failure);
    terms->v = grown;
    terms->v[terms->n++] = (struct word_term){
        .id = db_column_int(s, 1),
        .df = searched(p, db_column_int(s, 2), db_column_int(s, 3)),
        .asked = db_column_int(s, 5),
        .others = db_column_int(s, 6),
    };
    if (terms->n > 1)
        return OK;
    bytes = db_column_blob(s, 4, &len);
    return find_peaks(p, bytes, len, &terms->peaks);
}

/* What terms are together as a source; *whole: hardly any other words have them. */
static enum err source_of_terms(struct planner *p, struct word_terms *terms, struct source *out,
                                bool *whole)
{
    struct ids ids = {.v = arena_array(p->arena, terms->n + 1, sizeof *ids.v),
                      .peaks = terms->peaks};
    int64_t df = 0, asked = 0, others = 0;

    if (!ids.v)
        return fail_memory(p->failure);
    array_sort(terms->v, terms->n, sizeof *terms->v, compare_terms);
    for (size_t i = 0; i < terms->n; i++) {
        const struct word_term *t = &terms->v[i];

        asked += t->asked;
        if (ids.n > 0 && ids.v[ids.n - 1] == t->id)
            continue;
        ids.v[ids.n++] = t->id;
        df += t->df;
        others += t->others;
    }
    set_source(p, &ids, df, out);
    *whole = others * FEW <= asked;
    return OK;
}

/* The words that a statement gives, and the source that their terms are. */
static enum err read_words(struct planner *p, struct db_stmt *s, struct source *out,
                           struct ids *words, bool *whole)
{
    struct word_terms terms = {.v = NULL};
    enum err failed;
    bool row;

    while (!(failed = db_step(s, &row, p->failure)) && row) {
        failed = read_word(p, s, &terms, words);
        if (failed) {
            db_reset(s);
            return failed;
        }
    }
    words->n = array_distinct(words->v, words->n, sizeof *words->v, compare_ids);
    return failed ? failed : source_of_terms(p, &terms, out, whole);
}

/* The words that begin with word, and the terms they belong to. */
static enum err read_beginning(struct planner *p, const char *word, struct source *out,
                               struct ids *words, bool *whole)
{
    struct db_stmt *s = db_statement(p->index->db, SQL_WORD_RANGE);
    const char *end = arena_printf(p->arena, "%s\xFF", word); /* no byte of UTF-8 is 0xFF */

    if (!end)
        return fail_memory(p->failure);
    db_bind_text(s, 1, word);
    db_bind_text(s, 2, end);
    return read_words(p, s, out, words, whole);
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
    struct db_stmt *s = db_statement(p->index->db, SQL_WORD_GET);
    struct ids words = {.v = NULL};
    enum err failed;
    bool whole;

    if (!prefix)
        db_bind_text(s, 1, word);
    failed = prefix ? read_beginning(p, word, out, &words, &whole)
                    : read_words(p, s, out, &words, &whole);
    *choice = (struct forward_choice){(const uint64_t *)words.v, words.n};
    return failed;
}
