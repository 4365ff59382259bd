#include "index.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "log.h"
#include "search.h"
#include "update.h"
#include "utf8.h"

/* A container of a term (key: chunk and term) or of several (key: UNION and a hash of them). */
struct held {
    uint64_t key;
    uint32_t chunk;
    bool is_used;
    bool is_recent;              /* asked for since the last time that there was too much */
    struct container *container; /* NULL: there is none */
};

#define UNION (UINT64_C(1) << 62)
#define HELD_COST sizeof(struct held)

enum { CHUNK_ROWS = CHUNK_DOCUMENTS / FORWARD_DOCUMENTS };

static enum err no_memory(struct failure *f)
{
    return fail(f, ERR_MEMORY, "out of memory");
}

static enum err damaged(struct failure *f)
{
    log_error("search: what is stored of the index is none");
    return fail(f, ERR_DATABASE, "the database file is damaged");
}

/* ---- what is held ---- */

static void release(struct held *h)
{
    container_destroy(h->container);
    *h = (struct held){0};
}

static struct held *slot_of(struct held *table, size_t size, uint64_t key)
{
    size_t i = (size_t)(key * UINT64_C(0x9E3779B97F4A7C15) >> 20) & (size - 1);

    while (table[i].is_used && table[i].key != key)
        i = (i + 1) & (size - 1);
    return &table[i];
}

typedef bool keep_fn(const struct index *x, const struct held *h);

/* Makes a table of that size, a power of two, with what keep says of the present one; NULL: all. */
static bool rebuild(struct index *x, size_t size, keep_fn *keep)
{
    struct held *table = calloc(size, sizeof *table);

    if (!table)
        return false;
    x->held_bytes = 0;
    for (size_t i = 0; i < x->held_size; i++) {
        struct held *h = &x->held[i];

        if (!h->is_used)
            continue;
        if (keep && !keep(x, h)) {
            release(h);
            x->held_count--;
            continue;
        }
        x->held_bytes += HELD_COST + (h->container ? h->container->size : 0);
        *slot_of(table, size, h->key) = *h;
    }
    free(x->held);
    x->held = table;
    x->held_size = size;
    return true;
}

/* The place for a key; *fresh tells that nothing is held there yet. NULL when out of memory. */
static struct held *hold(struct index *x, uint64_t key, bool *fresh)
{
    struct held *h;

    if (x->held_count * 2 >= x->held_size &&
        !rebuild(x, x->held_size ? x->held_size * 2 : 256, NULL))
        return NULL;
    h = slot_of(x->held, x->held_size, key);
    *fresh = !h->is_used;
    h->is_recent = true;
    return h;
}

static void keep_held(struct index *x, struct held *h, uint64_t key, uint32_t chunk)
{
    h->is_used = true;
    h->key = key;
    h->chunk = chunk;
    x->held_count++;
    x->held_bytes += HELD_COST + (h->container ? h->container->size : 0);
}

static bool keep_none(const struct index *x, const struct held *h)
{
    (void)x;
    (void)h;
    return false;
}

static bool keep_recent(const struct index *x, const struct held *h)
{
    (void)x;
    return h->is_recent;
}

static void release_chunk(struct chunk *chunk)
{
    for (size_t i = 0; chunk->rows && i < CHUNK_ROWS; i++)
        buf_finish(&chunk->rows[i]);
    for (size_t i = 0; chunk->slices && i < PAIR_SLICES; i++)
        free(chunk->slices[i]);
    free(chunk->rows);
    free(chunk->slices);
    free(chunk->lengths);
    *chunk = (struct chunk){chunk->number, chunk->version, NULL, NULL, NULL};
}

static void release_chunks(struct index *x)
{
    for (size_t i = 0; i < x->chunk_count; i++)
        release_chunk(&x->chunks[i]);
    x->chunk_bytes = 0;
}

static void drop_all(struct index *x)
{
    release_chunks(x);
    if (x->held_size == 0 || rebuild(x, 256, keep_none))
        return;
    for (size_t i = 0; i < x->held_size; i++)
        release(&x->held[i]);
    x->held_count = x->held_bytes = 0;
}

/* Drops what was not asked for since the last time; all, where that is not enough. */
static void make_room(struct index *x)
{
    release_chunks(x);
    if (!rebuild(x, x->held_size, keep_recent) || x->held_bytes > x->most / 4 * 3)
        drop_all(x);
    for (size_t i = 0; i < x->held_size; i++)
        x->held[i].is_recent = false;
}

/* ---- the handle's ---- */

static void drop_chunks(struct index *x)
{
    release_chunks(x);
    free(x->chunks);
    x->chunks = NULL;
    x->chunk_count = 0;
}

static void destroy(void *state)
{
    struct index *x = state;

    update_discard(x);
    drop_all(x);
    drop_chunks(x);
    for (size_t i = 0; i < x->language_count; i++) {
        free(x->languages[i].tag);
        stemmer_destroy(x->languages[i].stemmer);
    }
    free(x->languages);
    free(x->held);
    free(x->candidates);
    index_forget_terms(x);
    spelling_finish(&x->speller);
    free(x);
}

enum err index_of(struct db *db, struct index **out, struct failure *f)
{
    struct index *x = db_attached(db);

    if (!x) {
        x = calloc(1, sizeof *x);
        if (!x)
            return no_memory(f);
        x->db = db;
        x->version = -1;
        x->most = SEARCH_MEMORY;
        spelling_init(&x->speller, x);
        db_attach(db, x, destroy);
    }
    *out = x;
    return OK;
}

enum err index_stemmer(struct index *x, const char *language, struct stemmer **out,
                       struct failure *f)
{
    const char *tag = language ? language : "en";
    struct language *grown;

    for (size_t i = 0; i < x->language_count; i++)
        if (strcmp(x->languages[i].tag, tag) == 0) {
            *out = x->languages[i].stemmer;
            return OK;
        }
    grown = realloc(x->languages, (x->language_count + 1) * sizeof *grown);
    if (!grown)
        return no_memory(f);
    x->languages = grown;
    grown += x->language_count;
    *grown = (struct language){strdup(tag), NULL};
    if (!grown->tag)
        return no_memory(f);
    x->language_count++;
    *out = grown->stemmer = stemmer_create(tag);
    return *out || !stemmer_knows(tag) ? OK : no_memory(f);
}

/* ---- the state of the database ---- */

static enum err read_state(struct index *x, int64_t *version, struct space spaces[SPACES],
                           struct failure *f)
{
    struct db_stmt *s = db_statement(x->db, SQL_INDEX_STATE_GET);
    bool row;
    enum err failed = db_step(s, &row, f);

    if (failed)
        return failed;
    if (!row)
        return damaged(f);
    *version = db_column_int(s, 0);
    for (int i = 0; i < SPACES; i++)
        spaces[i] = (struct space){db_column_int(s, 1 + 2 * i), db_column_double(s, 2 + 2 * i)};
    db_reset(s);
    return OK;
}

/* Adds a chunk as it is now; its lengths, where it is the same as before, from the old ones. */
static bool add_chunk(struct index *x, struct db_stmt *s, struct chunk *old, size_t old_count)
{
    struct chunk chunk = {(uint32_t)db_column_int(s, 0), db_column_int(s, 1), NULL, NULL, NULL};
    struct chunk *grown = realloc(x->chunks, (x->chunk_count + 1) * sizeof *grown);

    if (!grown)
        return false;
    x->chunks = grown;
    for (size_t i = 0; i < old_count; i++)
        if (old[i].number == chunk.number && old[i].version == chunk.version) {
            chunk = old[i];
            old[i] = (struct chunk){0};
        }
    x->chunks[x->chunk_count++] = chunk;
    return true;
}

static enum err read_chunks(struct index *x, struct failure *f)
{
    struct db_stmt *s = db_statement(x->db, SQL_CHUNK_ALL);
    struct chunk *old = x->chunks;
    size_t old_count = x->chunk_count;
    enum err failed;
    bool row;

    x->chunks = NULL;
    x->chunk_count = 0;
    while (!(failed = db_step(s, &row, f)) && row && !failed)
        if (!add_chunk(x, s, old, old_count))
            failed = no_memory(f);
    for (size_t i = 0; i < old_count; i++)
        release_chunk(&old[i]);
    free(old);
    return failed;
}

static enum err read_languages(struct index *x, struct failure *f)
{
    struct db_stmt *s = db_statement(x->db, SQL_SEARCH_LANGUAGE_ALL);
    struct stemmer *stemmer;
    enum err failed;
    bool row;

    while (!(failed = db_step(s, &row, f)) && row && !failed)
        failed = index_stemmer(x, db_column_text(s, 0), &stemmer, f);
    return failed;
}

/* Only chunks as they were read have their lengths kept. */
static bool is_unchanged(const struct index *x, const struct held *h)
{
    for (size_t i = 0; i < x->chunk_count; i++)
        if (x->chunks[i].number == h->chunk)
            return x->chunks[i].lengths;
    return false;
}

static bool same_average(const struct space a[SPACES], const struct space b[SPACES])
{
    return memcmp(&a[0].average, &b[0].average, sizeof a[0].average) == 0 &&
           memcmp(&a[1].average, &b[1].average, sizeof a[1].average) == 0;
}

enum err index_refresh(struct index *x, struct failure *f)
{
    struct space spaces[SPACES];
    int64_t version = 0;
    enum err failed = read_state(x, &version, spaces, f);

    if (failed || version == x->version)
        return failed;
    if (!same_average(spaces, x->spaces))
        drop_all(x);
    index_forget_terms(x);
    memcpy(x->spaces, spaces, sizeof spaces);
    x->version = -1;
    failed = read_chunks(x, f);
    if (!failed)
        failed = read_languages(x, f);
    if (!failed && x->held_size > 0 && !rebuild(x, x->held_size, is_unchanged))
        drop_all(x);
    if (!failed)
        x->version = version;
    else
        drop_all(x);
    return failed;
}

/* ---- reading ---- */

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
        return damaged(f);
    *out = calloc(1, size);
    if (!*out)
        return no_memory(f);
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
    if (x->held_bytes + x->chunk_bytes > x->most)
        make_room(x);
    if (chunk->lengths)
        return OK;
    failed = read_whole(x, SQL_CHUNK_LENGTHS, chunk->number,
                        CHUNK_DOCUMENTS * sizeof *chunk->lengths, &lengths, f);
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
    return chunk->rows && chunk->slices ? OK : no_memory(f);
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
    for (size_t i = 0; bits && i < CHUNK_BLOCKS; i++)
        chunk->slices[slice][i] = le64toh(chunk->slices[slice][i]);
    return failed;
}

enum err index_container(struct index *x, const struct chunk *chunk, int64_t term,
                         const struct container **out, struct failure *f)
{
    uint64_t key = (uint64_t)chunk->number << 32 | (uint64_t)term;
    struct norms norms = norms_of(&x->spaces[space_of(chunk)], chunk->lengths);
    struct db_stmt *s;
    struct held *h;
    bool fresh, row, bad = false;
    enum err failed;
    size_t len;

    h = hold(x, key, &fresh);
    if (!h)
        return no_memory(f);
    *out = h->container;
    if (!fresh)
        return OK;
    s = db_statement(x->db, SQL_POSTING_GET);
    db_bind_int(s, 1, (int64_t)key);
    failed = db_step(s, &row, f);
    if (failed)
        return failed;
    if (row) {
        const void *bytes = db_column_blob(s, 0, &len);
        h->container = container_create(bytes, len, &norms, &bad);
        if (!h->container)
            return bad ? damaged(f) : no_memory(f);
    }
    db_reset(s);
    keep_held(x, h, key, chunk->number);
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
    const struct container *c;
    enum err failed = counts ? OK : no_memory(f);

    for (size_t i = 0; i < n && !failed; i++) {
        failed = index_container(x, chunk, terms[i], &c, f);
        if (!failed && c)
            pour(c, bits, counts);
    }
    if (!failed && !collect(bits, counts, out))
        failed = no_memory(f);
    free(counts);
    return failed;
}

enum err index_union(struct index *x, const struct chunk *chunk, const int64_t *terms, size_t n,
                     const struct container **out, struct failure *f)
{
    struct norms norms = norms_of(&x->spaces[space_of(chunk)], chunk->lengths);
    struct postings all = {NULL, 0, 0};
    uint64_t key = chunk->number;
    enum err failed = OK;
    struct held *h;
    bool fresh;

    for (size_t i = 0; i < n; i++)
        key = (key ^ (uint64_t)terms[i]) * UINT64_C(0x9E3779B97F4A7C15) ^ key >> 32;
    key = (key >> 2) | UNION;
    h = hold(x, key, &fresh);
    if (!h)
        return no_memory(f);
    *out = h->container;
    if (!fresh)
        return OK;
    failed = unite(x, chunk, terms, n, &all, f);
    h = failed ? NULL : hold(x, key, &fresh); /* the table may have grown */
    if (!failed && !h)
        failed = no_memory(f);
    if (!failed && all.n > 0 && !(h->container = container_of(&all, &norms)))
        failed = no_memory(f);
    postings_finish(&all);
    if (failed)
        return failed;
    keep_held(x, h, key, chunk->number);
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

static enum err read_row(struct index *x, const struct chunk *chunk, unsigned number,
                         struct failure *f)
{
    struct db_stmt *s = db_statement(x->db, SQL_FORWARD_GET);
    struct buf *row = &chunk->rows[number];
    const void *bytes;
    enum err failed;
    size_t len;
    bool found;

    db_bind_int(s, 1, (int64_t)chunk->number * CHUNK_ROWS + number);
    failed = db_step(s, &found, f);
    if (failed)
        return failed;
    if (!found)
        return damaged(f);
    bytes = db_column_blob(s, 0, &len);
    buf_add(row, bytes, len);
    db_reset(s);
    x->chunk_bytes += row->cap;
    if (!row->failed)
        return OK;
    buf_finish(row);
    return no_memory(f);
}

enum err index_passage(struct index *x, const struct chunk *chunk, uint16_t document,
                       struct forward_passage *out, struct failure *f)
{
    unsigned number = document / FORWARD_DOCUMENTS;
    const struct buf *row = &chunk->rows[number];
    enum err failed = row->data ? OK : read_row(x, chunk, number, f);

    if (failed)
        return failed;
    if (!forward_find(row->data, row->len, document % FORWARD_DOCUMENTS, out))
        return damaged(f);
    return OK;
}

void index_prefetch(const struct chunk *chunk, uint16_t document, bool passage)
{
    const struct buf *row = &chunk->rows[document / FORWARD_DOCUMENTS];

    if (row->data && passage)
        forward_prefetch(row->data, row->len, document % FORWARD_DOCUMENTS);
    else if (row->data)
        __builtin_prefetch(row->data + 4 * (document % FORWARD_DOCUMENTS));
}
