/* Gathering. update_write.c and update_terms.c write. */
#include "update.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "arrays.h"

/* Words that are remembered from one transaction to the next. */
enum { REMEMBERED_WORDS = 400000 };

/* ---- beginning and ending ---- */

/* Begins with the words that are remembered, if they are not too many and nobody has written since.
 */
static enum err open_update(struct update *u, struct failure *f)
{
    struct db_stmt *s = db_statement(u->index->db, SQL_INDEX_STATE_IDS);
    struct dictionary *d = &u->dictionary;
    bool row;
    enum err failed = db_step(s, &row, f);
    int64_t version;

    if (failed)
        return failed;
    assert(row);
    version = db_column_int(s, 0);
    if (!d->arena || d->words.n > REMEMBERED_WORDS || version != u->version) {
        dictionary_finish(d);
        failed = dictionary_init(d, u->index, f);
        d->next_term = db_column_int(s, 1);
        d->next_word = db_column_int(s, 2);
    }
    db_reset(s);
    u->version = version;
    u->is_open = !failed;
    return failed;
}

enum err update_of(struct index *x, struct update **out, struct failure *f)
{
    enum err failed = OK;

    if (!x->update) {
        x->update = calloc(1, sizeof *x->update);
        if (!x->update)
            return fail_memory(f);
        x->update->index = x;
        x->update->version = -1;
    }
    if (!x->update->is_open)
        failed = open_update(x->update, f);
    *out = x->update;
    return failed;
}

/* Forgets what was gathered, but not the dictionary. */
static void forget(struct update *u)
{
    for (size_t i = 0; i < u->term_count; i++) {
        struct dictionary_term *term = u->terms[i];

        for (int space = 0; space < SPACES; space++) {
            free(term->added[space].v);
            term->added[space] = (struct additions){NULL, 0, 0};
        }
        term->is_touched = term->loses = term->fresh = false;
    }
    for (size_t i = 0; i < u->word_count; i++) {
        u->words[i]->is_touched = u->words[i]->fresh = false;
        u->words[i]->df_change = 0;
        u->words[i]->last = -1;
    }
    for (size_t i = 0; i < u->passage_count; i++)
        buf_finish(&u->passages[i].bytes);
    u->term_count = u->word_count = u->passage_count = u->removed_count = 0;
    u->is_open = false;
}

void update_discard(struct index *x)
{
    struct update *u = x->update;

    if (!u)
        return;
    x->update = NULL;
    forget(u);
    dictionary_finish(&u->dictionary);
    buf_finish(&u->now.bytes);
    buf_finish(&u->now_words);
    buf_finish(&u->now_others);
    buf_finish(&u->now_technical);
    free(u->terms);
    free(u->words);
    free(u->passages);
    free(u->removed);
    free(u);
}

/* ---- adding ---- */

static bool touch_term(struct update *u, struct dictionary_term *term)
{
    struct dictionary_term **terms;

    if (term->is_touched)
        return true;
    terms = array_room(u->terms, u->term_count + 1, &u->term_capacity,
                       sizeof(struct dictionary_term *));
    if (!terms)
        return false;
    u->terms = terms;
    u->terms[u->term_count++] = term;
    term->is_touched = true;
    return true;
}

static bool touch_word(struct update *u, struct dictionary_word *word)
{
    struct dictionary_word **words;

    if (word->is_touched)
        return true;
    words = array_room(u->words, u->word_count + 1, &u->word_capacity,
                       sizeof(struct dictionary_word *));
    if (!words)
        return false;
    u->words = words;
    u->words[u->word_count++] = word;
    word->is_touched = true;
    return true;
}

/* Notes that a term stands at a position of the passage. */
static bool note_term(struct update *u, struct dictionary_term *term, int64_t position)
{
    struct additions *added = &term->added[u->now.document >= PAGE_DOCUMENT];
    uint64_t *last = added->n > 0 ? &added->v[added->n - 1] : NULL, *grown;

    if (last && (int64_t)(*last >> 8) == u->now.document) {
        if (term->last_position != position && (*last & 0xFF) < 0xFF)
            ++*last;
        term->last_position = position;
        return true;
    }
    if (!touch_term(u, term))
        return false;
    grown = array_room(added->v, added->n + 1, &added->capacity, sizeof *grown);
    if (!grown)
        return false;
    added->v = grown;
    added->v[added->n++] = (uint64_t)u->now.document << 8 | 1;
    term->last_position = position;
    return true;
}

/* Notes a word that stands at a position, and adds it to out. */
static enum err note_word(struct update *u, struct dictionary_word *word, int64_t position,
                          struct buf *out, struct failure *f)
{
    forward_number(out, (uint64_t)word->id);
    if (!note_term(u, word->term, position))
        return fail_memory(f);
    if (word->last == u->now.document)
        return OK;
    word->last = u->now.document;
    word->df_change++;
    if (!touch_word(u, word))
        return fail_memory(f);
    for (size_t i = 0; i < 2; i++) /* once a passage: at no position */
        if (word->beginnings[i] && !note_term(u, word->beginnings[i], -1))
            return fail_memory(f);
    return OK;
}

void update_begin_passage(struct update *u, int64_t document, struct stemmer *stemmer)
{
    u->now.document = document;
    u->now.length = 0;
    u->now.pairs = (struct pairs){0};
    u->before.n = u->here.n = 0;
    u->now_words.len = u->now_others.len = u->now_technical.len = 0;
    u->stemmer = stemmer;
    u->others_last = 0;
}

/* Notes that a word stands at the position at hand, behind those of the position before. Where too
 * many do, every phrase may be there. */
static void note_pairs(struct update *u, uint64_t word)
{
    if (u->here.n == sizeof u->here.ids / sizeof *u->here.ids) {
        memset(&u->now.pairs, 0xFF, sizeof u->now.pairs);
        return;
    }
    u->here.ids[u->here.n++] = word;
    for (size_t i = 0; i < u->before.n; i++)
        pairs_add(&u->now.pairs, u->before.ids[i], word);
}

enum err update_word(struct update *u, struct dictionary_word *word, struct failure *f)
{
    u->before = u->here;
    u->here.n = 0;
    note_pairs(u, (uint64_t)word->id);
    return note_word(u, word, u->now.length++, &u->now_words, f);
}

enum err update_other(struct update *u, const char *text, struct failure *f)
{
    uint32_t position = u->now.length ? u->now.length - 1 : 0;
    struct dictionary_word *word;
    enum err failed = dictionary_find(&u->dictionary, u->stemmer, text, &word, f);

    if (failed)
        return failed;
    forward_number(&u->now_others, position - u->others_last);
    u->others_last = position;
    note_pairs(u, (uint64_t)word->id);
    return note_word(u, word, position, &u->now_others, f);
}

enum err update_technical(struct update *u, const char *text, struct failure *f)
{
    struct dictionary_word *word;
    enum err failed = dictionary_find(&u->dictionary, NULL, text, &word, f);

    return failed ? failed : note_word(u, word, 0, &u->now_technical, f);
}

enum err update_end_passage(struct update *u, struct failure *f)
{
    struct update_passage *p =
        array_room(u->passages, u->passage_count + 1, &u->passage_capacity, sizeof *p);

    if (!p)
        return fail_memory(f);
    u->passages = p;
    p += u->passage_count;
    *p = u->now;
    buf_init(&p->bytes);
    forward_passage_encode(&p->bytes, &u->now_words, &u->now_others, &u->now_technical);
    u->passage_count++;
    return u->now_words.failed || u->now_others.failed || u->now_technical.failed || p->bytes.failed
               ? fail_memory(f)
               : OK;
}

/* ---- taking away ---- */

/* A word that a document loses. */
struct loss {
    uint64_t word;
    int64_t document;
};

struct losses {
    struct loss *v;
    size_t n, capacity;
};

static bool add_loss(struct losses *all, uint64_t word, int64_t document)
{
    struct loss *v = array_room(all->v, all->n + 1, &all->capacity, sizeof *v);

    if (!v)
        return false;
    all->v = v;
    all->v[all->n++] = (struct loss){word, document};
    return true;
}

static bool add_losses(struct losses *all, const struct forward_passage *p, int64_t document)
{
    bool done = true;

    for (const uint8_t *s = p->words; s < p->words_end && done;)
        done = add_loss(all, forward_read(&s, p->words_end), document);
    for (const uint8_t *s = p->words_end; s < p->others_end && done;) {
        (void)forward_read(&s, p->others_end);
        done = add_loss(all, forward_read(&s, p->others_end), document);
    }
    for (const uint8_t *s = p->others_end; s < p->end && done;)
        done = add_loss(all, forward_read(&s, p->end), document);
    return done;
}

/* A row's passages in a range. */
static enum err lose_row(struct db_stmt *s, const struct update_range *range, struct losses *all,
                         struct failure *f)
{
    int64_t first = db_column_int(s, 0) * FORWARD_DOCUMENTS;
    struct forward_passage p;
    size_t len;
    const void *bytes = db_column_blob(s, 1, &len);

    for (unsigned i = 0; i < FORWARD_DOCUMENTS; i++) {
        if (first + i < range->first || first + i > range->last)
            continue;
        if (!bytes || !forward_find(bytes, len, i, &p))
            return index_damaged(f);
        if (!add_losses(all, &p, first + i))
            return fail_memory(f);
    }
    return OK;
}

static int compare_losses(const void *a, const void *b)
{
    const struct loss *x = a, *y = b;

    if (x->word != y->word)
        return x->word < y->word ? -1 : 1;
    return (x->document > y->document) - (x->document < y->document);
}

/* Notes that documents lose a word. */
static enum err lose_word(struct update *u, uint64_t id, int64_t documents, struct failure *f)
{
    struct dictionary_word *word;
    enum err failed = dictionary_get(&u->dictionary, (int64_t)id, &word, f);

    if (failed)
        return failed;
    struct dictionary_term *const terms[] = {word->term, word->beginnings[0], word->beginnings[1]};
    word->df_change -= documents;
    if (!touch_word(u, word))
        return fail_memory(f);
    for (size_t i = 0; i < sizeof terms / sizeof *terms; i++) {
        if (terms[i] && !touch_term(u, terms[i]))
            return fail_memory(f);
        if (terms[i])
            terms[i]->loses = true;
    }
    return OK;
}

static enum err lose_words(struct update *u, struct losses *all, struct failure *f)
{
    enum err failed = OK;

    array_sort(all->v, all->n, sizeof *all->v, compare_losses);
    for (size_t i = 0, end; i < all->n && !failed; i = end) {
        int64_t documents = 0;

        for (end = i; end < all->n && all->v[end].word == all->v[i].word; end++)
            documents += end == i || all->v[end].document != all->v[end - 1].document;
        failed = lose_word(u, all->v[i].word, documents, f);
    }
    return failed;
}

enum err update_remove(struct update *u, const struct update_range *range, struct failure *f)
{
    struct db_stmt *s = db_statement(u->index->db, SQL_FORWARD_RANGE);
    struct losses all = {NULL, 0, 0};
    struct update_range *removed;
    enum err failed;
    bool row;

    db_bind_int(s, 1, range->first / FORWARD_DOCUMENTS);
    db_bind_int(s, 2, range->last / FORWARD_DOCUMENTS);
    do {
        failed = db_step(s, &row, f);
        if (!failed && row)
            failed = lose_row(s, range, &all, f);
    } while (!failed && row);
    db_reset(s);
    if (!failed)
        failed = lose_words(u, &all, f);
    free(all.v);
    if (failed)
        return failed;
    removed = array_room(u->removed, u->removed_count + 1, &u->removed_capacity, sizeof *removed);
    if (!removed)
        return fail_memory(f);
    u->removed = removed;
    u->removed[u->removed_count++] = *range;
    return OK;
}

/* ---- in order ---- */

static int compare_terms(const void *a, const void *b)
{
    const struct dictionary_term *x = *(void *const *)a, *y = *(void *const *)b;

    return (x->id > y->id) - (x->id < y->id);
}

static int compare_added(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

static int compare_passages(const void *a, const void *b)
{
    const struct update_passage *x = a, *y = b;

    return (x->document > y->document) - (x->document < y->document);
}

/* They are in order unless episodes came into the places of others. */
static void sort_added(struct additions *added)
{
    size_t i = 1;

    while (i < added->n && added->v[i - 1] < added->v[i])
        i++;
    if (i < added->n)
        qsort(added->v, added->n, sizeof *added->v, compare_added);
}

static void sort(struct update *u)
{
    array_sort(u->passages, u->passage_count, sizeof *u->passages, compare_passages);
    array_sort(u->terms, u->term_count, sizeof(struct dictionary_term *), compare_terms);
    for (size_t i = 0; i < u->term_count; i++)
        for (int space = 0; space < SPACES; space++)
            sort_added(&u->terms[i]->added[space]);
}

/* ---- ending ---- */

enum err update_flush(struct index *x, struct failure *f)
{
    struct update *u = x->update;
    enum err failed;

    if (!u || !u->is_open)
        return OK;
    sort(u);
    failed = update_write(u, f);
    if (failed)
        return failed;
    u->version++;
    x->version = -1;
    forget(u);
    return OK;
}
