#include "index.h"

#include <stdlib.h>
#include <string.h>

#include "log.h"
#include "search.h"
#include "update.h"
#include "utf8.h"

/* A container of a term (key: chunk and term) or of several (key: UNION and a hash of them), or a
 * row of passages (key: ROW and its own). */
struct held {
    uint64_t key;
    uint32_t chunk;
    bool is_used;
    struct container *container; /* NULL: there is none */
    struct buf row;
};

#define ROW (UINT64_C(1) << 63)
#define UNION (UINT64_C(1) << 62)
#define HELD_COST sizeof(struct held)

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
    buf_finish(&h->row);
    *h = (struct held){0};
}

static struct held *slot_of(struct held *table, size_t size, uint64_t key)
{
    size_t i = (size_t)(key * UINT64_C(0x9E3779B97F4A7C15) >> 20) & (size - 1);

    while (table[i].is_used && table[i].key != key)
        i = (i + 1) & (size - 1);
    return &table[i];
}

/* Makes a table of that size, a power of two, with what keep says of the present one. */
static bool rebuild(struct index *x, size_t size, bool keep(const struct index *, uint32_t))
{
    struct held *table = calloc(size, sizeof *table);

    if (!table)
        return false;
    x->bytes = 0;
    for (size_t i = 0; i < x->held_size; i++) {
        struct held *h = &x->held[i];

        if (!h->is_used)
            continue;
        if (keep && !keep(x, h->chunk)) {
            release(h);
            x->held_count--;
            continue;
        }
        x->bytes += HELD_COST + (h->container ? h->container->size : 0) + h->row.cap;
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
    return h;
}

static void keep_held(struct index *x, struct held *h, uint64_t key, uint32_t chunk)
{
    h->is_used = true;
    h->key = key;
    h->chunk = chunk;
    x->held_count++;
    x->bytes += HELD_COST + (h->container ? h->container->size : 0) + h->row.cap;
}

static bool keep_none(const struct index *x, uint32_t number)
{
    (void)x;
    (void)number;
    return false;
}

static void drop_all(struct index *x)
{
    if (x->held_size == 0 || rebuild(x, 256, keep_none))
        return;
    for (size_t i = 0; i < x->held_size; i++)
        release(&x->held[i]);
    x->held_count = x->bytes = 0;
}

/* ---- the handle's ---- */

static void drop_chunks(struct index *x)
{
    for (size_t i = 0; i < x->chunk_count; i++)
        free(x->chunks[i].lengths);
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
    struct chunk chunk = {(uint32_t)db_column_int(s, 0), db_column_int(s, 1), NULL};
    struct chunk *grown = realloc(x->chunks, (x->chunk_count + 1) * sizeof *grown);

    if (!grown)
        return false;
    x->chunks = grown;
    for (size_t i = 0; i < old_count; i++)
        if (old[i].number == chunk.number && old[i].version == chunk.version) {
            chunk.lengths = old[i].lengths;
            old[i].lengths = NULL;
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
        free(old[i].lengths);
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
static bool is_unchanged(const struct index *x, uint32_t number)
{
    for (size_t i = 0; i < x->chunk_count; i++)
        if (x->chunks[i].number == number)
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

static enum err read_lengths(struct index *x, struct chunk *chunk, struct failure *f)
{
    struct db_stmt *s = db_statement(x->db, SQL_CHUNK_LENGTHS);
    const uint8_t *bytes;
    enum err failed;
    size_t len;
    bool row;

    db_bind_int(s, 1, chunk->number);
    failed = db_step(s, &row, f);
    if (failed)
        return failed;
    bytes = row ? db_column_blob(s, 0, &len) : NULL;
    if (!bytes || len % 2 != 0 || len > 2 * CHUNK_DOCUMENTS)
        return damaged(f);
    chunk->lengths = calloc(CHUNK_DOCUMENTS, sizeof *chunk->lengths);
    if (!chunk->lengths)
        return no_memory(f);
    for (size_t i = 0; i < len / 2; i++)
        chunk->lengths[i] = (uint16_t)(bytes[2 * i] | bytes[2 * i + 1] << 8);
    db_reset(s);
    return OK;
}

enum err index_enter(struct index *x, struct chunk *chunk, struct failure *f)
{
    enum err failed = db_check_budget(x->db, f);

    if (failed)
        return failed;
    if (x->bytes > x->most)
        drop_all(x);
    return chunk->lengths ? OK : read_lengths(x, chunk, f);
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

static enum err read_row(struct index *x, int64_t key, struct held *h, struct failure *f)
{
    struct db_stmt *s = db_statement(x->db, SQL_FORWARD_GET);
    const void *bytes;
    enum err failed;
    size_t len;
    bool row;

    db_bind_int(s, 1, key);
    failed = db_step(s, &row, f);
    if (failed)
        return failed;
    if (!row)
        return damaged(f);
    bytes = db_column_blob(s, 0, &len);
    buf_add(&h->row, bytes, len);
    db_reset(s);
    if (!h->row.failed)
        return OK;
    buf_finish(&h->row);
    return no_memory(f);
}

enum err index_passage(struct index *x, int64_t document, struct forward_passage *out,
                       struct failure *f)
{
    int64_t key = document / FORWARD_DOCUMENTS;
    enum err failed;
    struct held *h;
    bool fresh;

    h = hold(x, ROW | (uint64_t)key, &fresh);
    if (!h)
        return no_memory(f);
    failed = fresh ? read_row(x, key, h, f) : OK;
    if (failed)
        return failed;
    if (fresh)
        keep_held(x, h, ROW | (uint64_t)key, (uint32_t)(document >> 16));
    if (!forward_find(h->row.data, h->row.len, (unsigned)(document % FORWARD_DOCUMENTS), out))
        return damaged(f);
    return OK;
}
