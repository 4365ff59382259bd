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

static struct peaks *make_peaks(size_t chunks)
{
    struct peaks *made = calloc(PEAKS, sizeof *made);
    struct peak *all = calloc(PEAKS * chunks, sizeof *all);

    for (size_t i = 0; made && all && i < PEAKS; i++)
        made[i].chunks = all + i * chunks;
    if (made && all)
        return made;
    free(made);
    free(all);
    return NULL;
}

struct peaks *index_peaks(struct index *x, int64_t term)
{
    struct peaks *place;

    if (!x->peaks)
        x->peaks = make_peaks(x->chunk_count);
    if (!x->peaks)
        return NULL;
    place = &x->peaks[(size_t)term % PEAKS];
    if (place->term != term) {
        memset(place->chunks, 0, x->chunk_count * sizeof *place->chunks);
        *place = (struct peaks){.term = term, .chunks = place->chunks};
    }
    return place;
}

void index_forget_terms(struct index *x)
{
    if (x->peaks)
        free(x->peaks[0].chunks); /* all of them */
    free(x->peaks);
    free(x->known);
    x->peaks = NULL;
    x->known = NULL;
}
