/* Writing what is known of the words in all chunks: their terms' df and peaks, and the index'
 * state.
 */

#include "arrays.h"
#include "search.h"
#include "update.h"

enum err update_write_state(struct update *u, struct update_changes *changes, struct failure *f)
{
    struct db *db = u->index->db;
    struct db_stmt *s = db_statement(db, SQL_INDEX_STATE_PUT);
    enum err failed;
    bool row;

    db_bind_int(s, 1, u->dictionary.next_term);
    db_bind_int(s, 2, u->dictionary.next_word);
    for (int space = 0; space < SPACES; space++) {
        db_bind_int(s, 3 + 2 * space, changes->documents[space]);
        db_bind_int(s, 4 + 2 * space, changes->words[space]);
    }
    db_bind_int(s, 7, SEARCH_VERSION);
    failed = db_run(s, f);
    if (!failed)
        failed = db_run(db_statement(db, SQL_INDEX_STATE_AVERAGES), f);
    s = db_statement(db, SQL_INDEX_STATE_AVERAGE);
    if (!failed)
        failed = db_step(s, &row, f);
    if (failed)
        return failed;
    changes->average = db_column_double(s, 0);
    db_reset(s);
    return OK;
}

/* ---- terms ---- */

struct term_writing {
    struct update *update;
    const struct update_changes *changes;
    size_t next; /* of their peaks */
    struct peaks peaks;
    struct buf bytes;
    struct failure *failure;
};

static int compare_peaks(const void *a, const void *b)
{
    const struct peak_change *x = a, *y = b;

    if (x->term != y->term)
        return x->term < y->term ? -1 : 1;
    return (x->peak.chunk > y->peak.chunk) - (x->peak.chunk < y->peak.chunk);
}

/* Reads the peaks that a term had. */
static enum err read_peaks(struct term_writing *w, const struct dictionary_term *term)
{
    struct db_stmt *s = db_statement(w->update->index->db, SQL_TERM_PEAKS);
    bool row = false, damaged = false, read;
    const void *bytes = NULL;
    enum err failed = OK;
    size_t len = 0;

    if (!term->fresh) {
        db_bind_int(s, 1, term->id);
        failed = db_step(s, &row, w->failure);
    }
    if (failed)
        return failed;
    if (row)
        bytes = db_column_blob(s, 0, &len);
    read = peaks_decode(&w->peaks, bytes, len, (float)w->changes->average, &damaged);
    db_reset(s);
    if (read)
        return OK;
    return damaged ? index_damaged(w->failure) : fail_memory(w->failure);
}

/* The peaks of a touched term as they are now, in w->bytes. */
static enum err change_peaks(struct term_writing *w, size_t term)
{
    const struct update_changes *c = w->changes;
    enum err failed = read_peaks(w, w->update->terms[term]);

    for (; !failed && w->next < c->peak_count && c->peaks[w->next].term == term; w->next++)
        if (!peaks_put(&w->peaks, &c->peaks[w->next].peak))
            failed = fail_memory(w->failure);
    w->bytes.len = 0;
    peaks_encode(&w->peaks, &w->bytes);
    return !failed && w->bytes.failed ? fail_memory(w->failure) : failed;
}

static enum err write_term(struct term_writing *w, size_t index)
{
    const struct dictionary_term *term = w->update->terms[index];
    struct db_stmt *s =
        db_statement(w->update->index->db, term->fresh ? SQL_TERM_ADD : SQL_TERM_CHANGE);
    enum err failed = change_peaks(w, index);

    if (failed)
        return failed;
    db_bind_int(s, 1, term->id);
    db_bind_int(s, 2, w->changes->df[SPACES * index]);
    db_bind_int(s, 3, w->changes->df[SPACES * index + 1]);
    db_bind_blob(s, 4, w->bytes.data, w->bytes.len);
    if (term->fresh)
        db_bind_text(s, 5, term->text);
    return db_run(s, w->failure);
}

static enum err write_terms(struct update *u, const struct update_changes *changes,
                            struct failure *f)
{
    struct term_writing w = {.update = u, .changes = changes, .failure = f};
    enum err failed = OK;

    buf_init(&w.bytes);
    for (size_t i = 0; i < u->term_count && !failed; i++)
        failed = write_term(&w, i);
    buf_finish(&w.bytes);
    peaks_finish(&w.peaks);
    return failed;
}

/* ---- words ---- */

static enum err write_words(struct update *u, struct failure *f)
{
    enum err failed = OK;

    for (size_t i = 0; i < u->word_count && !failed; i++) {
        const struct dictionary_word *word = u->words[i];
        struct db_stmt *s =
            db_statement(u->index->db, word->fresh ? SQL_WORD_ADD : SQL_WORD_CHANGE);

        db_bind_int(s, 1, word->id);
        db_bind_int(s, 2, word->df_change);
        if (word->fresh) {
            db_bind_text(s, 3, word->text);
            db_bind_int(s, 4, word->term->id);
        }
        failed = db_run(s, f);
    }
    return failed;
}

enum err update_write_terms(struct update *u, struct update_changes *changes, struct failure *f)
{
    enum err failed;

    array_sort(changes->peaks, changes->peak_count, sizeof *changes->peaks, compare_peaks);
    failed = write_terms(u, changes, f);
    return failed ? failed : write_words(u, f);
}
