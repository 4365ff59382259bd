#include "index.h"

#include <stdlib.h>
#include <string.h>

#include "log.h"
#include "memory.h"
#include "search.h"
#include "update.h"

enum err index_damaged(struct failure *f)
{
    log_error("search: what is stored of the index is none");
    return fail(f, ERR_DATABASE, "the database file is damaged");
}

/* ---- chunks ---- */

/* What phrases and partial matches need of it. */
static void release_words(struct index *x, struct chunk *chunk)
{
    for (size_t i = 0; chunk->rows && i < CHUNK_ROWS; i++)
        free(chunk->rows[i].bytes);
    for (size_t i = 0; chunk->slices && i < PAIR_SLICES; i++)
        free(chunk->slices[i]);
    free(chunk->rows);
    free(chunk->slices);
    x->chunk_bytes -= chunk->word_bytes;
    chunk->rows = NULL;
    chunk->slices = NULL;
    chunk->word_bytes = 0;
}

static void release_chunk(struct index *x, struct chunk *chunk)
{
    release_words(x, chunk);
    free(chunk->lengths);
    x->chunk_bytes -= chunk->lengths ? LENGTHS_BYTES : 0;
    chunk->lengths = NULL;
}

static void release_chunks(struct index *x)
{
    for (size_t i = 0; i < x->chunk_count; i++)
        release_chunk(x, &x->chunks[i]);
}

static void drop_all(struct index *x)
{
    release_chunks(x);
    held_finish(&x->held);
}

void index_make_room(struct index *x)
{
    size_t room;

    if (x->held.bytes + x->chunk_bytes <= x->most)
        return;
    for (size_t i = 0; i < x->chunk_count; i++) /* all but the lengths, which every query needs */
        release_words(x, &x->chunks[i]);
    if (x->chunk_bytes > x->most / 2)
        release_chunks(x);
    room = x->most - x->chunk_bytes;
    if (x->held.bytes > room / 4 * 3)
        held_shrink(&x->held, room / 2);
}

size_t search_memory(unsigned handles)
{
    const size_t all = memory_limit() / (handles > 0 ? handles : 1), least = (size_t)64 << 20;

    if (all / 8 > least)
        return all / 8;
    return all / 2 < least ? all / 2 : least;
}

/* ---- the handle's ---- */

static void destroy(void *state)
{
    struct index *x = state;

    update_discard(x);
    drop_all(x);
    free(x->chunks);
    for (size_t i = 0; i < x->language_count; i++) {
        free(x->languages[i].tag);
        stemmer_destroy(x->languages[i].stemmer);
    }
    free(x->languages);
    free(x->candidates);
    index_forget_terms(x);
    lexicon_finish(&x->lexicon);
    free(x);
}

enum err index_of(struct db *db, struct index **out, struct failure *f)
{
    struct index *x = db_attached(db);

    if (!x) {
        x = calloc(1, sizeof *x);
        if (!x)
            return fail_memory(f);
        x->db = db;
        x->version = -1;
        x->most = search_memory(1);
        lexicon_init(&x->lexicon, db, LEXICON_BYTES);
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
        return fail_memory(f);
    x->languages = grown;
    grown += x->language_count;
    *grown = (struct language){strdup(tag), stemmer_create(tag)};
    if (!grown->tag || (!grown->stemmer && stemmer_knows(tag))) {
        free(grown->tag);
        stemmer_destroy(grown->stemmer);
        return fail_memory(f);
    }
    x->language_count++;
    *out = grown->stemmer;
    return OK;
}

/* ---- the state of the database ---- */

static enum err read_state(struct index *x, int64_t *version, struct space spaces[SPACES],
                           struct failure *f)
{
    struct db_stmt *s = db_statement(x->db, SQL_INDEX_STATE_GET);
    enum err failed;
    bool row;

    db_bind_int(s, 1, SEARCH_VERSION);
    failed = db_step(s, &row, f);
    if (failed)
        return failed;
    if (!row)
        return index_damaged(f);
    if (db_column_int(s, 5))
        failed =
            fail(f, ERR_NOT_READY,
                 "the search index is to be made anew for this version: episoded serve does it");
    *version = db_column_int(s, 0);
    for (int i = 0; i < SPACES; i++)
        spaces[i] = (struct space){db_column_int(s, 1 + 2 * i), db_column_double(s, 2 + 2 * i)};
    db_reset(s);
    return failed;
}

/* Adds a chunk as it is now; its lengths, where it is the same as before, from the old ones. */
static bool add_chunk(struct index *x, struct db_stmt *s, struct chunk *old, size_t old_count)
{
    struct chunk chunk = {.number = (uint32_t)db_column_int(s, 0), .version = db_column_int(s, 1)};
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
    do {
        failed = db_step(s, &row, f);
        if (!failed && row && !add_chunk(x, s, old, old_count))
            failed = fail_memory(f);
    } while (!failed && row);
    db_reset(s);
    for (size_t i = 0; i < old_count; i++)
        release_chunk(x, &old[i]);
    free(old);
    return failed;
}

static enum err read_languages(struct index *x, struct failure *f)
{
    struct db_stmt *s = db_statement(x->db, SQL_SEARCH_LANGUAGE_ALL);
    struct stemmer *stemmer;
    enum err failed;
    bool row;

    do {
        failed = db_step(s, &row, f);
        if (!failed && row)
            failed = index_stemmer(x, db_column_text(s, 0), &stemmer, f);
    } while (!failed && row);
    db_reset(s);
    return failed;
}

static int compare_number(const void *number, const void *chunk)
{
    uint32_t a = *(const uint32_t *)number, b = ((const struct chunk *)chunk)->number;

    return (a > b) - (a < b);
}

/* Only chunks as they were read have their lengths kept. */
static bool is_unchanged(const void *context, const struct held *h)
{
    const struct index *x = context;
    const struct chunk *chunk = x->chunk_count == 0 ? NULL
                                                    : bsearch(&h->chunk, x->chunks, x->chunk_count,
                                                              sizeof *x->chunks, compare_number);

    return chunk && chunk->lengths;
}

static bool same_average(const struct space a[SPACES], const struct space b[SPACES])
{
    for (int i = 0; i < SPACES; i++)
        if (a[i].average < b[i].average || a[i].average > b[i].average)
            return false;
    return true;
}

static void make_impacts(struct index *x)
{
    for (uint32_t i = 0; i < SPACES; i++) {
        const struct chunk any = {.number = i * PAGE_CHUNK};
        const struct norms norms = norms_of(x, &any);

        container_impacts(&norms, x->impacts[i]);
    }
}

enum err index_refresh(struct index *x, struct failure *f)
{
    struct space spaces[SPACES] = {{0, 0}, {0, 0}};
    int64_t version = 0;
    enum err failed = read_state(x, &version, spaces, f);

    if (failed || version == x->version)
        return failed;
    if (!same_average(spaces, x->spaces))
        held_unweigh(&x->held);
    index_forget_terms(x);
    memcpy(x->spaces, spaces, sizeof spaces);
    make_impacts(x);
    x->version = -1;
    failed = read_chunks(x, f);
    if (!failed)
        failed = read_languages(x, f);
    if (!failed)
        held_sift(&x->held, is_unchanged, x);
    if (!failed)
        x->version = version;
    else
        drop_all(x);
    return failed;
}
