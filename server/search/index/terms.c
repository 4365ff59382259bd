/* The terms that were looked up last, so that a common word costs no statement; what was counted of
 * words; and of some terms, what their best documents had. */
#include <stdlib.h>
#include <string.h>

#include "index.h"

enum { KNOWN = 4096, LONGEST = 24, SURE = 512 /* terms */ };

/* A term, at the place that its text's hash gives; id 0: none, or there is no such term. */
struct known_term {
    char text[LONGEST]; /* "": none is known here */
    struct term_row row;
    void *peaks; /* that the row has; malloc'd, or NULL */
};

/* Likewise what was counted of a text. */
struct known_count {
    char text[LONGEST];
    int64_t n;
};

static size_t hash_of(const char *text)
{
    uint32_t hash = 2166136261U; /* FNV-1a */

    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * 16777619U;
    return (hash ^ hash >> 15) % KNOWN;
}

/* *peaks gets those of the row, malloc'd, unless it is NULL. */
static enum err look_up(struct index *x, const char *text, struct term_row *out, void **peaks,
                        struct failure *f)
{
    struct db_stmt *s = db_statement(x->db, SQL_TERM_GET);
    const void *bytes;
    enum err failed;
    size_t len;
    bool row;

    *out = (struct term_row){0};
    db_bind_text(s, 1, text);
    failed = db_step(s, &row, f);
    if (failed || !row)
        return failed;
    *out = (struct term_row){.id = db_column_int(s, 0),
                             .df = {db_column_int(s, 1), db_column_int(s, 2)}};
    bytes = peaks ? db_column_blob(s, 3, &len) : NULL;
    if (bytes) {
        *peaks = malloc(len);
        if (*peaks) {
            memcpy(*peaks, bytes, len);
            out->peaks = *peaks;
            out->peaks_len = len;
        } else {
            failed = fail_memory(f);
        }
    }
    db_reset(s);
    return failed;
}

static void forget_known(struct index *x)
{
    for (size_t i = 0; x->known && i < KNOWN; i++)
        free(x->known[i].peaks);
    free(x->known);
    x->known = NULL;
    x->known_bytes = 0;
}

enum err index_term(struct index *x, const char *text, struct term_row *out, struct failure *f)
{
    size_t len = strlen(text);
    struct known_term *at;
    enum err failed;

    if (len == 0 || len >= LONGEST)
        return look_up(x, text, out, NULL, f);
    if (x->known_bytes > x->most / 16)
        forget_known(x);
    if (!x->known)
        x->known = calloc(KNOWN, sizeof *x->known);
    if (!x->known)
        return fail_memory(f);
    at = &x->known[hash_of(text)];
    if (strcmp(at->text, text) != 0) {
        free(at->peaks);
        x->known_bytes -= at->row.peaks_len;
        *at = (struct known_term){.text = ""};
        failed = look_up(x, text, &at->row, &at->peaks, f);
        if (failed)
            return failed;
        memcpy(at->text, text, len + 1);
        x->known_bytes += at->row.peaks_len;
    }
    *out = at->row;
    return OK;
}

bool index_recall(const struct index *x, const char *text, int64_t *n)
{
    const struct known_count *at = x->counts ? &x->counts[hash_of(text)] : NULL;
    bool is_known = at && at->text[0] && strcmp(at->text, text) == 0;

    if (is_known)
        *n = at->n;
    return is_known;
}

void index_remember(struct index *x, const char *text, int64_t n)
{
    size_t len = strlen(text);
    struct known_count *at;

    if (!x->counts)
        x->counts = calloc(KNOWN, sizeof *x->counts);
    if (!x->counts || len >= LONGEST)
        return;
    at = &x->counts[hash_of(text)];
    memcpy(at->text, text, len + 1);
    at->n = n;
}

enum err index_word_df(struct index *x, const char *word, int64_t *df, struct failure *f)
{
    struct db_stmt *s;
    enum err failed;

    *df = 0;
    if (index_recall(x, word, df))
        return OK;
    s = db_statement(x->db, SQL_WORD_DF);
    db_bind_text(s, 1, word);
    failed = db_number(s, df, f);
    if (!failed)
        index_remember(x, word, *df);
    return failed;
}

enum err index_peaks(struct index *x, struct arena *a, const void *bytes, size_t len,
                     const struct peak **out, struct failure *f)
{
    struct peak *found = arena_array(a, x->chunk_count, sizeof *found);
    struct peaks *p = &x->peaks;
    bool damaged = false;

    *out = found;
    if (!found || !peaks_decode(p, bytes, len, (float)x->spaces[0].average, &damaged))
        return damaged ? index_damaged(f) : fail_memory(f);
    for (size_t i = 0, k = 0; i < x->chunk_count && k < p->n; i++) {
        while (k < p->n && p->v[k].chunk < x->chunks[i].number)
            k++;
        if (k < p->n && p->v[k].chunk == x->chunks[i].number)
            found[i] = p->v[k];
    }
    return OK;
}

struct sure *index_sure(struct index *x, int64_t term)
{
    struct sure *place;

    if (!x->sure)
        x->sure = calloc(SURE, sizeof *x->sure);
    if (!x->sure)
        return NULL;
    place = &x->sure[(size_t)term % SURE];
    if (place->term != term)
        *place = (struct sure){.term = term};
    return place;
}

void index_forget_terms(struct index *x)
{
    forget_known(x);
    free(x->counts);
    x->counts = NULL;
    free(x->sure);
    peaks_finish(&x->peaks);
    x->sure = NULL;
}
