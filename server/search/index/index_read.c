/* Reading what a query needs of the index, chunk by chunk. */
#include "index.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "utf8.h"

/* ---- chunks ---- */

/* The blob that a statement gives for a key, in memory of its own of size bytes; what it lacks of
 * them is 0. */
static enum err read_whole(struct index *x, enum sql_id id, int64_t key, size_t size, void **out,
                           struct failure *f)
{
    struct db_stmt *s = db_statement(x->db, id);
    const void *bytes;
    enum err failed;
    size_t len;
    bool row;

    db_bind_int(s, 1, key);
    failed = db_step(s, &row, f);
    if (failed)
        return failed;
    bytes = row ? db_column_blob(s, 0, &len) : NULL;
    if (row && (!bytes || len > size))
        return index_damaged(f);
    *out = calloc(1, size);
    if (!*out)
        return fail_memory(f);
    if (row)
        memcpy(*out, bytes, len);
    x->chunk_bytes += size;
    db_reset(s);
    return OK;
}

enum err index_enter(struct index *x, struct chunk *chunk, struct failure *f)
{
    enum err failed = db_check_budget(x->db, f);
    void *lengths = NULL;

    if (failed)
        return failed;
    index_make_room(x);
    if (chunk->lengths)
        return OK;
    failed = read_whole(x, SQL_CHUNK_LENGTHS, chunk->number, LENGTHS_BYTES, &lengths, f);
    chunk->lengths = lengths;
    for (size_t i = 0; lengths && i < CHUNK_DOCUMENTS; i++)
        chunk->lengths[i] = le16toh(chunk->lengths[i]);
    return failed;
}

enum err index_words(struct chunk *chunk, struct failure *f)
{
    if (!chunk->rows)
        chunk->rows = calloc(CHUNK_ROWS, sizeof *chunk->rows);
    if (!chunk->slices)
        chunk->slices = calloc(PAIR_SLICES, sizeof *chunk->slices);
    return chunk->rows && chunk->slices ? OK : fail_memory(f);
}

enum err index_slice(struct index *x, struct chunk *chunk, uint16_t slice, struct failure *f)
{
    void *bits = NULL;
    enum err failed;

    if (chunk->slices[slice])
        return OK;
    failed = read_whole(x, SQL_PAIR_SLICE_GET, (int64_t)chunk->number << 9 | slice,
                        CHUNK_BLOCKS * sizeof(uint64_t), &bits, f);
    chunk->slices[slice] = bits;
    chunk->word_bytes += bits ? CHUNK_BLOCKS * sizeof(uint64_t) : 0;
    for (size_t i = 0; bits && i < CHUNK_BLOCKS; i++)
        chunk->slices[slice][i] = le64toh(chunk->slices[slice][i]);
    return failed;
}

enum err index_container(struct index *x, const struct chunk *chunk, int64_t term,
                         const struct container **out, struct failure *f)
{
    uint64_t key = (uint64_t)chunk->number << 32 | (uint64_t)term;
    struct db_stmt *s;
    struct held *h;
    bool fresh, row, bad = false;
    enum err failed;
    size_t len;

    h = held_find(&x->held, key, &fresh);
    if (!h)
        return fail_memory(f);
    *out = h->container;
    if (!fresh)
        return OK;
    s = db_statement(x->db, SQL_POSTING_GET);
    db_bind_int(s, 1, posting_key(chunk->number, term));
    failed = db_step(s, &row, f);
    if (failed)
        return failed;
    if (row) {
        const void *bytes = db_column_blob(s, 0, &len);
        h->container = container_create(bytes, len, &bad);
        if (!h->container)
            return bad ? index_damaged(f) : fail_memory(f);
    }
    db_reset(s);
    held_keep(&x->held, h, key, chunk->number);
    *out = h->container;
    return OK;
}

/* ---- several terms as one ---- */

/* Adds a container's documents to bits, and to counts how often they have it. */
static void pour(const struct container *c, uint64_t *bits, uint8_t *counts)
{
    uint32_t n = 0;

    for (uint32_t i = 0; c->documents && i < c->n; i++) {
        uint16_t d = c->documents[i];

        bits[d / BLOCK_DOCUMENTS] |= UINT64_C(1) << d % BLOCK_DOCUMENTS;
        counts[d] = (uint8_t)(counts[d] > 255 - c->counts[i] ? 255 : counts[d] + c->counts[i]);
    }
    for (uint32_t block = 0; c->bits && block < CHUNK_BLOCKS; block++) {
        bits[block] |= c->bits[block];
        for (uint64_t word = c->bits[block]; word; word &= word - 1, n++) {
            uint32_t d = block * BLOCK_DOCUMENTS + (uint32_t)__builtin_ctzll(word);

            counts[d] = (uint8_t)(counts[d] > 255 - c->counts[n] ? 255 : counts[d] + c->counts[n]);
        }
    }
}

static bool collect(const uint64_t *bits, const uint8_t *counts, struct postings *out)
{
    size_t n = 0;

    for (size_t i = 0; i < CHUNK_BLOCKS; i++)
        n += (size_t)__builtin_popcountll(bits[i]);
    if (!postings_reserve(out, n))
        return false;
    for (uint32_t block = 0; block < CHUNK_BLOCKS; block++)
        for (uint64_t word = bits[block]; word; word &= word - 1) {
            uint32_t d = block * BLOCK_DOCUMENTS + (uint32_t)__builtin_ctzll(word);

            out->v[out->n++] = (struct posting){(uint16_t)d, counts[d]};
        }
    return true;
}

static enum err unite(struct index *x, const struct chunk *chunk, const int64_t *terms, size_t n,
                      struct postings *out, struct failure *f)
{
    uint8_t *counts = calloc(CHUNK_DOCUMENTS, 1);
    uint64_t bits[CHUNK_BLOCKS] = {0};
    const struct container *c = NULL;
    enum err failed = counts ? OK : fail_memory(f);

    for (size_t i = 0; i < n && !failed; i++) {
        failed = index_container(x, chunk, terms[i], &c, f);
        if (!failed && c)
            pour(c, bits, counts);
    }
    if (!failed && !collect(bits, counts, out))
        failed = fail_memory(f);
    free(counts);
    return failed;
}

enum err index_union(struct index *x, const struct chunk *chunk, const int64_t *terms, size_t n,
                     const struct container **out, struct failure *f)
{
    struct postings all = {NULL, 0, 0};
    uint64_t key = ((uint64_t)chunk->number + 1) * UINT64_C(0xD6E8FEB86659FD93);
    enum err failed = OK;
    struct held *h;
    bool fresh;

    for (size_t i = 0; i < n; i++)
        key = (key ^ (uint64_t)terms[i]) * UINT64_C(0x9E3779B97F4A7C15) ^ key >> 32;
    key = (key >> 2) | HELD_UNION;
    h = held_find(&x->held, key, &fresh);
    if (!h)
        return fail_memory(f);
    *out = h->container;
    if (!fresh)
        return OK;
    failed = unite(x, chunk, terms, n, &all, f);
    h = failed ? NULL : held_find(&x->held, key, &fresh); /* the table may have grown */
    if (!failed && !h)
        failed = fail_memory(f);
    if (!failed && all.n > 0 && !(h->container = container_of(&all)))
        failed = fail_memory(f);
    postings_finish(&all);
    if (failed)
        return failed;
    held_keep(&x->held, h, key, chunk->number);
    *out = h->container;
    return OK;
}

bool index_beginning(const char *word, size_t letters, char text[16])
{
    size_t len = strlen(word), end = utf8_offset(word, len, letters);

    if (utf8_count(word, end) < letters || end > 8)
        return false;
    memcpy(text, TECHNICAL_BEGINS, 2);
    memcpy(text + 2, word, end);
    text[2 + end] = '\0';
    return true;
}

/* ---- passages ---- */

static enum err read_row(struct index *x, struct chunk *chunk, unsigned number, struct failure *f)
{
    struct db_stmt *s = db_statement(x->db, SQL_FORWARD_GET);
    struct row *row = &chunk->rows[number];
    const void *bytes;
    enum err failed;
    size_t len;
    bool found;

    db_bind_int(s, 1, (int64_t)chunk->number * CHUNK_ROWS + number);
    failed = db_step(s, &found, f);
    if (failed)
        return failed;
    if (!found)
        return index_damaged(f);
    bytes = db_column_blob(s, 0, &len);
    row->bytes = bytes ? malloc(len) : NULL;
    if (!row->bytes)
        return bytes ? fail_memory(f) : index_damaged(f);
    memcpy(row->bytes, bytes, len);
    db_reset(s);
    row->len = len;
    chunk->word_bytes += len;
    x->chunk_bytes += len;
    return OK;
}

enum err index_passage(struct index *x, struct chunk *chunk, uint16_t document,
                       struct forward_passage *out, struct failure *f)
{
    unsigned number = document / FORWARD_DOCUMENTS;
    const struct row *row = &chunk->rows[number];
    enum err failed = row->bytes ? OK : read_row(x, chunk, number, f);

    if (failed)
        return failed;
    if (!forward_find(row->bytes, row->len, document % FORWARD_DOCUMENTS, out))
        return index_damaged(f);
    return OK;
}

void index_prefetch(const struct chunk *chunk, uint16_t document, bool passage)
{
    const struct row *row = &chunk->rows[document / FORWARD_DOCUMENTS];

    if (row->bytes && passage)
        forward_prefetch(row->bytes, row->len, document % FORWARD_DOCUMENTS);
    else if (row->bytes)
        __builtin_prefetch((const char *)row->bytes + 4 * (document % FORWARD_DOCUMENTS));
}
