#include "dictionary.h"

#include <stdlib.h>
#include <string.h>

enum { FOUND_AT_ONCE = 16 };

enum err dictionary_init(struct dictionary *d, struct index *x, struct failure *f)
{
    *d = (struct dictionary){.index = x, .arena = arena_create()};
    return d->arena ? OK : fail_memory(f);
}

void dictionary_finish(struct dictionary *d)
{
    free(d->words.v);
    free(d->terms.v);
    arena_destroy(d->arena);
    *d = (struct dictionary){0};
}

/* A word of a language. Languages in which it has the same stem share the word. */
struct met {
    const struct stemmer *stemmer;
    struct dictionary_word *word;
    char text[];
};

/* ---- tables: open addressing, by text and, for words, language ---- */

/* FNV-1a. */
static uint64_t hash_of(const char *text, const struct stemmer *stemmer)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325) ^ (uintptr_t)stemmer >> 4;

    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
    return hash ^ hash >> 29;
}

static struct slot *met_slot(const struct table *t, const char *text, const struct stemmer *stemmer,
                             uint64_t hash)
{
    size_t i = (size_t)hash & (t->size - 1);

    for (; t->v[i].entry; i = (i + 1) & (t->size - 1)) {
        const struct met *met = t->v[i].entry;

        if (t->v[i].hash == hash && met->stemmer == stemmer && strcmp(met->text, text) == 0)
            break;
    }
    return &t->v[i];
}

static struct slot *term_slot(const struct table *t, const char *text, uint64_t hash)
{
    size_t i = (size_t)hash & (t->size - 1);

    for (; t->v[i].entry; i = (i + 1) & (t->size - 1)) {
        const struct dictionary_term *term = t->v[i].entry;

        if (t->v[i].hash == hash && strcmp(term->text, text) == 0)
            break;
    }
    return &t->v[i];
}

static void move_all(const struct table *from, struct table *to)
{
    for (size_t i = 0; i < from->size; i++) {
        size_t k = (size_t)from->v[i].hash & (to->size - 1);

        if (!from->v[i].entry)
            continue;
        while (to->v[k].entry)
            k = (k + 1) & (to->size - 1);
        to->v[k] = from->v[i];
    }
}

/* Room for one more; false when out of memory. */
static bool grow(struct table *t)
{
    struct table bigger = {NULL, t->n, t->size ? t->size * 2 : 4096};

    if (t->n * 2 < t->size)
        return true;
    bigger.v = calloc(bigger.size, sizeof *bigger.v);
    if (!bigger.v)
        return false;
    move_all(t, &bigger);
    free(t->v);
    *t = bigger;
    return true;
}

/* ---- entries ---- */

static enum err find_term(struct dictionary *d, const char *text, struct dictionary_term **out,
                          struct failure *f)
{
    uint64_t hash = hash_of(text, NULL);
    struct dictionary_term *term;
    enum err failed;
    struct db_stmt *s;
    struct slot *slot;

    if (!grow(&d->terms))
        return fail_memory(f);
    slot = term_slot(&d->terms, text, hash);
    if (slot->entry) {
        *out = slot->entry;
        return OK;
    }
    term = arena_alloc(d->arena, sizeof *term);
    if (!term || !(term->text = arena_strdup(d->arena, text)))
        return fail_memory(f);
    s = db_statement(d->index->db, SQL_TERM_ID);
    db_bind_text(s, 1, text);
    failed = db_number(s, &term->id, f);
    if (failed)
        return failed;
    term->fresh = term->id == 0;
    if (term->fresh)
        term->id = d->next_term++;
    *slot = (struct slot){hash, term};
    *out = term;
    d->terms.n++;
    return OK;
}

/* Finds the id of a word, or gives it a new one. */
static enum err identify(struct dictionary *d, struct dictionary_word *w, struct failure *f)
{
    struct db_stmt *s = db_statement(d->index->db, SQL_WORD_ID);
    enum err failed;

    if (!w->term->fresh) {
        db_bind_text(s, 1, w->text);
        db_bind_int(s, 2, w->term->id);
        failed = db_number(s, &w->id, f);
        if (failed)
            return failed;
    }
    w->fresh = w->id == 0;
    if (w->fresh)
        w->id = d->next_word++;
    return OK;
}

/* The terms of a word's first letter and of its first two. */
static enum err find_beginnings(struct dictionary *d, struct dictionary_word *w, struct failure *f)
{
    char text[16];
    enum err failed = OK;

    for (size_t letters = 1; letters <= 2 && !failed && w->text[0] != '\001'; letters++)
        if (index_beginning(w->text, letters, text))
            failed = find_term(d, text, &w->beginnings[letters - 1], f);
    return failed;
}

/* The word of a term. */
static enum err find_word(struct dictionary *d, struct dictionary_term *term, const char *text,
                          struct dictionary_word **out, struct failure *f)
{
    struct dictionary_word *w;
    enum err failed;

    for (w = term->words; w; w = w->next)
        if (strcmp(w->text, text) == 0) {
            *out = w;
            return OK;
        }
    w = arena_alloc(d->arena, sizeof *w);
    if (!w)
        return fail_memory(f);
    *w = (struct dictionary_word){.text = text, .term = term, .next = term->words, .last = -1};
    failed = identify(d, w, f);
    if (!failed)
        failed = find_beginnings(d, w, f);
    if (failed)
        return failed;
    *out = term->words = w;
    return OK;
}

static const char *stem_of(struct stemmer *stemmer, const char *text)
{
    return text[0] == '\001' ? text : stemmer_stem(stemmer, text, strlen(text));
}

static enum err find(struct dictionary *d, struct stemmer *stemmer, const char *text, uint64_t hash,
                     struct dictionary_word **out, struct failure *f)
{
    struct dictionary_term *term = NULL;
    struct met *met;
    enum err failed;
    struct slot *slot;

    if (!grow(&d->words))
        return fail_memory(f);
    slot = met_slot(&d->words, text, stemmer, hash);
    if (slot->entry) {
        *out = ((struct met *)slot->entry)->word;
        return OK;
    }
    met = arena_alloc(d->arena, sizeof *met + strlen(text) + 1);
    if (!met)
        return fail_memory(f);
    memcpy(met->text, text, strlen(text) + 1);
    met->stemmer = stemmer;
    failed = find_term(d, stem_of(stemmer, text), &term, f);
    if (!failed)
        failed = find_word(d, term, met->text, &met->word, f);
    if (failed)
        return failed;
    *slot = (struct slot){hash, met};
    *out = met->word;
    d->words.n++;
    return OK;
}

enum err dictionary_find(struct dictionary *d, struct stemmer *stemmer, const char *text,
                         struct dictionary_word **out, struct failure *f)
{
    return find(d, stemmer, text, hash_of(text, stemmer), out, f);
}

/* Where looking for a hash begins. */
static struct slot *first_slot(const struct table *t, uint64_t hash)
{
    return &t->v[(size_t)hash & (t->size - 1)];
}

/* Most of the time would go into waiting for memory, one word after the other: what is read of
 * each is fetched into the processor's cache before it is looked at. */
static enum err find_some(struct dictionary *d, struct stemmer *stemmer, const struct word *words,
                          size_t n, struct dictionary_word **out, struct failure *f)
{
    uint64_t hashes[FOUND_AT_ONCE];
    enum err failed = grow(&d->words) ? OK : fail_memory(f);

    for (size_t i = 0; i < n && !failed; i++) {
        hashes[i] = hash_of(words[i].token.text, stemmer);
        __builtin_prefetch(first_slot(&d->words, hashes[i]));
    }
    for (size_t i = 0; i < n && !failed; i++)
        __builtin_prefetch(first_slot(&d->words, hashes[i])->entry);
    for (size_t i = 0; i < n && !failed; i++)
        failed = find(d, stemmer, words[i].token.text, hashes[i], &out[i], f);
    for (size_t i = 0; i < n && !failed; i++) {
        const struct additions *added = out[i]->term->added;

        if (added->n > 0)
            __builtin_prefetch(&added->v[added->n - 1]);
    }
    return failed;
}

enum err dictionary_find_all(struct dictionary *d, struct stemmer *stemmer,
                             const struct word_list *words, struct dictionary_word **out,
                             struct failure *f)
{
    enum err failed = OK;

    for (size_t i = 0; i < words->n && !failed; i += FOUND_AT_ONCE) {
        size_t n = words->n - i < FOUND_AT_ONCE ? words->n - i : FOUND_AT_ONCE;

        failed = find_some(d, stemmer, words->v + i, n, out + i, f);
    }
    return failed;
}

enum err dictionary_get(struct dictionary *d, int64_t id, struct dictionary_word **out,
                        struct failure *f)
{
    struct db_stmt *s = db_statement(d->index->db, SQL_WORD_OF_ID);
    struct dictionary_term *term = NULL;
    char *text = NULL, *stem = NULL;
    enum err failed;
    bool row;

    db_bind_int(s, 1, id);
    failed = db_step(s, &row, f);
    if (failed)
        return failed;
    if (!row)
        return index_damaged(f);
    text = arena_strdup(d->arena, db_column_text(s, 0));
    stem = arena_strdup(d->arena, db_column_text(s, 1));
    db_reset(s);
    if (!text || !stem)
        return fail_memory(f);
    failed = find_term(d, stem, &term, f);
    return failed ? failed : find_word(d, term, text, out, f);
}
