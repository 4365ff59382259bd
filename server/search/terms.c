/* The terms that were looked up last, so that a common word costs no statement; and of some, which
 * chunks are worth a look. */
#include <stdlib.h>
#include <string.h>

#include "index.h"

enum { KNOWN = 4096, LONGEST = 24, PEAKS = 512 /* terms */ };

/* A term, at the place that its text's hash gives; id 0: none, or there is no such term. */
struct known_term {
    char text[LONGEST]; /* "": none is known here */
    struct term_row row;
};

static size_t hash_of(const char *text)
{
    uint32_t hash = 2166136261U; /* FNV-1a */

    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * 16777619U;
    return (hash ^ hash >> 15) % KNOWN;
}

static enum err look_up(struct index *x, const char *text, struct term_row *out, struct failure *f)
{
    struct db_stmt *s = db_statement(x->db, SQL_TERM_GET);
    enum err failed;
    bool row;

    db_bind_text(s, 1, text);
    failed = db_step(s, &row, f);
    if (failed)
        return failed;
    *out = (struct term_row){0};
    if (row)
        *out = (struct term_row){db_column_int(s, 0), {db_column_int(s, 1), db_column_int(s, 2)}};
    db_reset(s);
    return OK;
}

enum err index_term(struct index *x, const char *text, struct term_row *out, struct failure *f)
{
    size_t len = strlen(text);
    struct known_term *at;
    enum err failed;

    if (len == 0 || len >= LONGEST)
        return look_up(x, text, out, f);
    if (!x->known)
        x->known = calloc(KNOWN, sizeof *x->known);
    if (!x->known)
        return fail(f, ERR_MEMORY, "out of memory");
    at = &x->known[hash_of(text)];
    if (strcmp(at->text, text) != 0) {
        failed = look_up(x, text, &at->row, f);
        if (failed)
            return failed;
        memcpy(at->text, text, len + 1);
    }
    *out = at->row;
    return OK;
}

struct peak *index_peaks(struct index *x, int64_t term)
{
    size_t place = (size_t)term % PEAKS;
    struct peak *peaks;

    if (!x->peaks) {
        x->peaks = malloc(PEAKS * x->chunk_count * sizeof *x->peaks);
        x->peak_terms = calloc(PEAKS, sizeof *x->peak_terms);
    }
    if (!x->peaks || !x->peak_terms)
        return NULL;
    peaks = x->peaks + place * x->chunk_count;
    if (x->peak_terms[place] != term)
        memset(peaks, 0, x->chunk_count * sizeof *peaks);
    x->peak_terms[place] = term;
    return peaks;
}

void index_forget_terms(struct index *x)
{
    free(x->known);
    free(x->peaks);
    free(x->peak_terms);
    x->known = NULL;
    x->peaks = NULL;
    x->peak_terms = NULL;
}
