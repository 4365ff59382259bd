/* Writing what was gathered, chunk by chunk, and in each by the number of the term: so the rows of
 * the table that are touched stand close together. update_terms.c writes what is known of the words
 * in all chunks. */
#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "arrays.h"
#include "update.h"

/* A chunk that changes, and room for what is read of it. */
struct writing {
    struct update *update;
    struct failure *failure;
    uint32_t chunk;
    uint64_t gone[CHUNK_BLOCKS]; /* its documents that are taken away, a bit each */
    struct norms norms;          /* of the chunk, as they are in the end */
    uint16_t *lengths;           /* likewise; room for CHUNK_DOCUMENTS */
    uint8_t impacts[IMPACT_COUNTS * IMPACT_LENGTHS];
    struct postings old, fresh;
    struct buf bytes, row;
    size_t next; /* of the passages that are added, by document: to be written */
    struct update_changes changes;
};

/* The documents of the chunk that are taken away, as bits. */
static void find_gone(struct writing *w)
{
    const struct update *u = w->update;

    memset(w->gone, 0, sizeof w->gone);
    for (size_t i = 0; i < u->removed_count; i++)
        for (int64_t d = u->removed[i].first; d <= u->removed[i].last; d++)
            if (d >> 16 == w->chunk)
                w->gone[(d & 0xFFFF) / BLOCK_DOCUMENTS] |= UINT64_C(1) << d % BLOCK_DOCUMENTS;
}

static bool is_gone(const struct writing *w, uint16_t document)
{
    return w->gone[document / BLOCK_DOCUMENTS] >> document % BLOCK_DOCUMENTS & 1;
}

/* Reads the one blob that a statement gives for key into its buffer; len 0 where there is none. */
static enum err read_blob(struct writing *w, enum sql_id id, int64_t key, struct buf *out)
{
    struct db_stmt *s = db_statement(w->update->index->db, id);
    enum err failed;
    const void *bytes;
    size_t len;
    bool row;

    out->len = 0;
    db_bind_int(s, 1, key);
    failed = db_step(s, &row, w->failure);
    if (failed || !row)
        return failed;
    bytes = db_column_blob(s, 0, &len);
    buf_add(out, bytes, len);
    db_reset(s);
    return out->failed ? fail_memory(w->failure) : OK;
}

/* Writes the blob of key, or takes its row away where it is empty. */
static enum err write_blob(struct writing *w, enum sql_id put, enum sql_id remove, int64_t key)
{
    bool empty = w->bytes.len == 0;
    struct db_stmt *s = db_statement(w->update->index->db, empty ? remove : put);

    if (w->bytes.failed)
        return fail_memory(w->failure);
    db_bind_int(s, 1, key);
    if (!empty)
        db_bind_blob(s, 2, w->bytes.data, w->bytes.len);
    return db_run(s, w->failure);
}

/* ---- postings ---- */

/* The first of some sorted additions whose document is not before one. */
static size_t first_from(const struct additions *added, uint64_t document)
{
    size_t low = 0, high = added->n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (added->v[middle] >> 8 < document)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The old postings without those that were taken away, merged with the added ones, in fresh. */
static bool merge(struct writing *w, bool loses, const uint64_t *added, size_t n)
{
    struct postings *out = &w->fresh;
    size_t i = 0, k = 0;

    out->n = 0;
    if (!postings_reserve(out, w->old.n + n))
        return false;
    while (i < w->old.n || k < n) {
        uint16_t document = k < n ? (uint16_t)(added[k] >> 8) : UINT16_MAX;

        if (i < w->old.n && (k == n || w->old.v[i].document < document)) {
            if (!loses || !is_gone(w, w->old.v[i].document))
                out->v[out->n++] = w->old.v[i];
            i++;
            continue;
        }
        i += i < w->old.n && w->old.v[i].document == document;
        out->v[out->n++] = (struct posting){document, (uint8_t)added[k++]};
    }
    return true;
}

/* Notes what is known now of a term in the chunk. */
static bool note_peak(struct writing *w, size_t index)
{
    struct update_changes *c = &w->changes;
    struct peak_change *grown =
        array_room(c->peaks, c->peak_count + 1, &c->peak_capacity, sizeof *grown);

    if (!grown)
        return false;
    c->peaks = grown;
    grown[c->peak_count++] = (struct peak_change){index, peak_of(w->chunk, &w->fresh, &w->norms)};
    return true;
}

static enum err write_posting(struct writing *w, size_t index)
{
    struct dictionary_term *term = w->update->terms[index];
    unsigned space = w->chunk >= PAGE_CHUNK;
    const struct additions *added = &term->added[space];
    int64_t key = posting_key(w->chunk, term->id);
    size_t first = first_from(added, (uint64_t)w->chunk << 16);
    size_t last = first_from(added, ((uint64_t)w->chunk + 1) << 16);
    enum err failed = OK;

    if (first == last && !term->loses)
        return OK;
    w->bytes.len = 0;
    if (!term->fresh)
        failed = read_blob(w, SQL_POSTING_GET, key, &w->bytes);
    w->old.n = 0;
    if (!failed && w->bytes.len > 0 && !postings_decode(&w->old, w->bytes.data, w->bytes.len))
        failed = index_damaged(w->failure);
    if (!failed && !merge(w, term->loses, added->v ? added->v + first : NULL, last - first))
        failed = fail_memory(w->failure);
    if (failed || (w->fresh.n == 0 && w->old.n == 0))
        return failed;
    w->changes.df[SPACES * index + space] += (int64_t)w->fresh.n - (int64_t)w->old.n;
    if (space == 0 && !note_peak(w, index))
        return fail_memory(w->failure);
    w->bytes.len = 0;
    if (w->fresh.n > 0)
        postings_encode(&w->fresh, &w->bytes);
    return write_blob(w, SQL_POSTING_PUT, SQL_POSTING_REMOVE, key);
}

/* ---- passages ---- */

/* Whether a passage that is still to be written stands in a row. */
static bool is_added_to(const struct writing *w, int64_t key)
{
    const struct update *u = w->update;

    return w->next < u->passage_count && u->passages[w->next].document / FORWARD_DOCUMENTS == key;
}

static enum err write_row(struct writing *w, uint32_t number)
{
    int64_t key = (int64_t)w->chunk * CHUNK_ROWS + number;
    struct forward_bytes row[FORWARD_DOCUMENTS] = {{NULL, 0}};
    enum err failed = read_blob(w, SQL_FORWARD_GET, key, &w->row);

    if (failed)
        return failed;
    if (w->row.len > 0 && !forward_row_read(w->row.data, w->row.len, row))
        return index_damaged(w->failure);
    for (unsigned i = 0; i < FORWARD_DOCUMENTS; i++)
        if (w->gone[number] >> i & 1)
            row[i].len = 0;
    for (; is_added_to(w, key); w->next++) {
        const struct update_passage *p = &w->update->passages[w->next];

        row[p->document % FORWARD_DOCUMENTS] = (struct forward_bytes){p->bytes.data, p->bytes.len};
    }
    w->bytes.len = 0;
    forward_row_write(row, &w->bytes);
    return write_blob(w, SQL_FORWARD_PUT, SQL_FORWARD_REMOVE, key);
}

/* A row is as many documents as a block. */
static enum err write_rows(struct writing *w)
{
    enum err failed = OK;

    for (uint32_t i = 0; i < CHUNK_ROWS && !failed; i++)
        if (w->gone[i] || is_added_to(w, (int64_t)w->chunk * CHUNK_ROWS + i))
            failed = write_row(w, i);
    return failed;
}

/* ---- lengths ---- */

/* Changes a document's length, and counts it. */
static void set_length(struct writing *w, uint8_t *lengths, int64_t document, uint32_t length)
{
    uint8_t *at = lengths + 2 * (document & (CHUNK_DOCUMENTS - 1));
    unsigned space = w->chunk >= PAGE_CHUNK, before = at[0] | (unsigned)at[1] << 8;
    uint16_t now = (uint16_t)(length > UINT16_MAX ? UINT16_MAX : length);

    at[0] = (uint8_t)now;
    at[1] = (uint8_t)(now >> 8);
    w->changes.documents[space] += (now > 0) - (before > 0);
    w->changes.words[space] += (int64_t)now - before;
}

/* Whether a passage that is added is of the chunk. */
static bool is_here(const struct writing *w, const struct update_passage *p)
{
    return p->document >> 16 == w->chunk;
}

static void set_lengths(struct writing *w, uint8_t *lengths)
{
    const struct update *u = w->update;

    for (uint32_t d = 0; d < CHUNK_DOCUMENTS; d++)
        if (is_gone(w, (uint16_t)d))
            set_length(w, lengths, d, 0);
    for (size_t i = 0; i < u->passage_count; i++)
        if (is_here(w, &u->passages[i]))
            set_length(w, lengths, u->passages[i].document, u->passages[i].length);
}

static enum err read_into(struct writing *w, enum sql_id id, int64_t key, void *out, size_t size)
{
    enum err failed = read_blob(w, id, key, &w->bytes);

    if (!failed && w->bytes.len > size)
        failed = index_damaged(w->failure);
    if (!failed && w->bytes.len > 0)
        memcpy(out, w->bytes.data, w->bytes.len);
    return failed;
}

static enum err write_lengths(struct writing *w)
{
    uint8_t lengths[2 * CHUNK_DOCUMENTS] = {0};
    enum err failed = read_into(w, SQL_CHUNK_LENGTHS, w->chunk, lengths, sizeof lengths);
    size_t used = sizeof lengths;
    struct db_stmt *s;

    if (failed)
        return failed;
    set_lengths(w, lengths);
    while (used > 0 && lengths[used - 1] == 0 && lengths[used - 2] == 0)
        used -= 2;
    s = db_statement(w->update->index->db, used > 0 ? SQL_CHUNK_PUT : SQL_CHUNK_REMOVE);
    db_bind_int(s, 1, w->chunk);
    if (used > 0) {
        db_bind_int(s, 2, w->update->version + 1);
        db_bind_blob(s, 3, lengths, used);
    }
    return db_run(s, w->failure);
}

/* Makes the norms of the chunk, whose lengths are written, as is the average. */
static enum err make_norms(struct writing *w)
{
    enum err failed;

    memset(w->lengths, 0, LENGTHS_BYTES);
    failed = read_into(w, SQL_CHUNK_LENGTHS, w->chunk, w->lengths, LENGTHS_BYTES);
    for (size_t i = 0; i < CHUNK_DOCUMENTS; i++)
        w->lengths[i] = le16toh(w->lengths[i]);
    w->norms = norms_for(w->changes.average, w->lengths, w->impacts);
    return failed;
}

/* ---- pairs ---- */

/* The documents of each slice that are added to the chunk, PAIR_SLICES times CHUNK_BLOCKS words;
 * NULL when out of memory. */
static uint64_t *added_slices(const struct writing *w)
{
    const struct update *u = w->update;
    uint64_t *added = calloc(PAIR_SLICES, CHUNK_BLOCKS * sizeof *added);

    for (size_t i = 0; added && i < u->passage_count; i++) {
        const struct update_passage *p = &u->passages[i];
        uint64_t *block = added + (p->document & 0xFFFF) / BLOCK_DOCUMENTS;

        for (unsigned k = 0; is_here(w, p) && k < PAIR_SLICES / 64; k++)
            for (uint64_t bits = p->pairs.bits[k]; bits; bits &= bits - 1)
                block[(64 * k + (unsigned)__builtin_ctzll(bits)) * CHUNK_BLOCKS] |=
                    UINT64_C(1) << p->document % BLOCK_DOCUMENTS;
    }
    return added;
}

/* Changes a slice for the documents that are taken away and added; returns the bytes that it takes
 * then. */
static size_t change_slice(const struct writing *w, const uint64_t *added, uint64_t *bits)
{
    size_t used = 0;

    for (size_t i = 0; i < CHUNK_BLOCKS; i++) {
        bits[i] = htole64((le64toh(bits[i]) & ~w->gone[i]) | added[i]);
        used = bits[i] ? i + 1 : used;
    }
    return used * sizeof *bits;
}

static enum err write_slices(struct writing *w)
{
    uint64_t *added = added_slices(w);
    enum err failed = added ? OK : fail_memory(w->failure);

    for (unsigned slice = 0; slice < PAIR_SLICES && !failed; slice++) {
        int64_t key = (int64_t)w->chunk << 9 | slice;
        uint64_t bits[CHUNK_BLOCKS] = {0};

        failed = read_into(w, SQL_PAIR_SLICE_GET, key, bits, sizeof bits);
        if (failed)
            break;
        w->bytes.len = 0;
        buf_add(&w->bytes, bits, change_slice(w, added + slice * CHUNK_BLOCKS, bits));
        failed = write_blob(w, SQL_PAIR_SLICE_PUT, SQL_PAIR_SLICE_REMOVE, key);
    }
    free(added);
    return failed;
}

/* ---- all of it ---- */

static enum err write_chunk(struct writing *w)
{
    enum err failed = make_norms(w);

    if (!failed)
        failed = write_slices(w);
    for (size_t i = 0; i < w->update->term_count && !failed; i++)
        failed = write_posting(w, i);
    return failed ? failed : write_rows(w);
}

/* The first chunk, from least on, to which documents were added or of which some were taken away;
 * INT64_MAX: there is none. */
static int64_t next_chunk(const struct update *u, int64_t least)
{
    int64_t next = INT64_MAX;

    for (size_t i = 0; i < u->removed_count; i++) {
        int64_t first = u->removed[i].first >> 16, last = u->removed[i].last >> 16;

        first = first < least ? least : first;
        next = first <= last && first < next ? first : next;
    }
    for (size_t i = 0; i < u->passage_count; i++) {
        int64_t chunk = u->passages[i].document >> 16;

        next = chunk >= least && chunk < next ? chunk : next;
    }
    return next;
}

/* Writes every chunk that changes by a function of its own. */
static enum err write_chunks(struct writing *w, enum err write(struct writing *w))
{
    enum err failed = OK;

    for (int64_t c = next_chunk(w->update, 0); c < INT64_MAX && !failed;
         c = next_chunk(w->update, c + 1)) {
        w->chunk = (uint32_t)c;
        find_gone(w);
        failed = write(w);
    }
    return failed;
}

static enum err write_all(struct writing *w)
{
    enum err failed = write_chunks(w, write_lengths);

    if (!failed)
        failed = update_write_state(w->update, &w->changes, w->failure);
    w->norms = norms_for(w->changes.average, NULL, NULL);
    container_impacts(&w->norms, w->impacts);
    if (!failed)
        failed = write_chunks(w, write_chunk);
    if (!failed)
        failed = update_write_terms(w->update, &w->changes, w->failure);
    return failed;
}

enum err update_write(struct update *u, struct failure *f)
{
    struct writing w = {.update = u, .failure = f};
    enum err failed;

    buf_init(&w.bytes);
    buf_init(&w.row);
    w.changes.df = calloc(u->term_count + 1, SPACES * sizeof *w.changes.df);
    w.lengths = malloc(LENGTHS_BYTES);
    failed = w.changes.df && w.lengths ? write_all(&w) : fail_memory(w.failure);
    free(w.changes.df);
    free(w.changes.peaks);
    free(w.lengths);
    buf_finish(&w.bytes);
    buf_finish(&w.row);
    postings_finish(&w.old);
    postings_finish(&w.fresh);
    return failed;
}
