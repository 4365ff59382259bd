/* Which episodes to compare a sentence with. Ranking every passage that has any of its words
 * would read most of the index for "the" and "and": the rare words alone decide, and what a rare
 * word's list costs is known. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "query.h"
#include "search.h"

enum {
    TRIED = 24,  /* terms of each length that are looked up */
    LONGEST = 3, /* words of a term */
    ENOUGH = 4,  /* rare terms that make longer ones needless */
    RARE = 500,  /* passages that a rare term stands in at most */
    PHRASE = 8   /* words of a sentence without any rare term that are looked up in a row */
};

/* The share of the best score that makes an episode worth comparing. */
static const float UNLIKELY = 0.35F;

/* Some neighbouring words of the sentence. */
struct term {
    size_t first, words, bytes;
};

/* A passage that has a term. */
struct holding {
    int64_t episode, paragraph;
    float weight;
};

struct hunt {
    struct db *db;
    struct arena *arena;
    struct failure *failure;
    struct token_list words;
    struct holding *v;
    size_t n, capacity;
    size_t rare; /* terms that are */
};

struct best {
    int64_t episode[SEARCH_CANDIDATES];
    float score[SEARCH_CANDIDATES]; /* falling */
    size_t n;
};

static enum err no_memory(struct hunt *h)
{
    return fail(h->failure, ERR_MEMORY, "out of memory");
}

static struct db_stmt *statement_of(struct hunt *h, const struct term *t)
{
    struct query_term term = {.words = {h->words.v + t->first, t->words}};
    struct query query = {&term, 1, 1};
    const char *expression = query_expression(h->arena, &query, false);
    struct db_stmt *s = db_statement(h->db, SQL_SEARCH_HOLDING);

    db_bind_text(s, 1, expression);
    db_bind_int(s, 2, RARE + 1);
    return expression ? s : NULL;
}

/* Adds the passages that have the term, unless they are too many and not all of them are wanted
 * anyhow. */
static enum err look_up(struct hunt *h, const struct term *t, bool anyhow)
{
    struct db_stmt *s = statement_of(h, t);
    size_t before = h->n;
    enum err failed;
    bool row;

    if (!s)
        return no_memory(h);
    while (!(failed = db_step(s, &row, h->failure)) && row) {
        struct holding *grown = arena_grow(h->arena, h->v, h->n, &h->capacity, sizeof *grown);
        if (!grown)
            return no_memory(h);
        h->v = grown;
        h->v[h->n++] = (struct holding){db_column_int(s, 0), db_column_int(s, 1), 0};
    }
    if (!failed && h->n - before > RARE && !anyhow)
        h->n = before;
    double weight = 1 - 0.9 * log1p((double)(h->n - before)) / log(RARE + 2);
    for (size_t i = before; i < h->n; i++)
        h->v[i].weight = (float)weight;
    h->rare += h->n > before;
    return failed;
}

/* Long words are rare words, mostly. */
static int compare_terms(const void *a, const void *b)
{
    const struct term *x = a, *y = b;

    if (x->bytes != y->bytes)
        return x->bytes > y->bytes ? -1 : 1;
    return (x->first > y->first) - (x->first < y->first);
}

static bool same_term(const struct hunt *h, const struct term *x, const struct term *y)
{
    bool same = x->bytes == y->bytes;

    for (size_t i = 0; i < x->words && same; i++)
        same = strcmp(h->words.v[x->first + i].text, h->words.v[y->first + i].text) == 0;
    return same;
}

/* The distinct terms of so many words to look up, at most TRIED; NULL when out of memory. */
static struct term *terms_of(struct hunt *h, size_t words, size_t *count)
{
    size_t all = h->words.n - words + 1, kept = 0;
    struct term *v = arena_array(h->arena, all, sizeof *v);

    for (size_t i = 0; i < all && v; i++) {
        v[i] = (struct term){i, words, 0};
        for (size_t k = 0; k < words; k++)
            v[i].bytes += h->words.v[i + k].len;
    }
    if (v)
        qsort(v, all, sizeof *v, compare_terms);
    for (size_t i = 0; i < all && v && kept < TRIED; i++) {
        bool known = false;
        for (size_t k = 0; k < kept && !known; k++)
            known = same_term(h, &v[k], &v[i]);
        if (!known)
            v[kept++] = v[i];
    }
    *count = kept;
    return v;
}

static enum err look_up_all(struct hunt *h)
{
    const struct term start = {0, h->words.n < PHRASE ? h->words.n : PHRASE, 0};
    enum err failed = OK;
    size_t count;

    for (size_t words = 1; words <= LONGEST && words <= h->words.n && h->rare < ENOUGH; words++) {
        struct term *v = terms_of(h, words, &count);
        if (!v)
            return no_memory(h);
        for (size_t i = 0; i < count && !failed; i++)
            failed = look_up(h, &v[i], false);
        if (failed)
            return failed;
    }
    return h->rare == 0 && start.words > 0 ? look_up(h, &start, true) : OK;
}

static int compare_holdings(const void *a, const void *b)
{
    const struct holding *x = a, *y = b;

    if (x->episode != y->episode)
        return x->episode < y->episode ? -1 : 1;
    return (x->paragraph > y->paragraph) - (x->paragraph < y->paragraph);
}

static void offer(struct best *best, int64_t episode, float score)
{
    size_t at = best->n;

    while (at > 0 && score > best->score[at - 1])
        at--;
    if (at == SEARCH_CANDIDATES)
        return;
    best->n += best->n < SEARCH_CANDIDATES;
    for (size_t i = best->n - 1; i > at; i--) {
        best->episode[i] = best->episode[i - 1];
        best->score[i] = best->score[i - 1];
    }
    best->episode[at] = episode;
    best->score[at] = score;
}

/* Each episode counts by its best two neighbouring paragraphs: a sentence may go from one into
 * the next. */
static void rank(struct hunt *h, struct best *best)
{
    const struct holding *v = h->v;

    if (h->n > 0)
        qsort(h->v, h->n, sizeof *h->v, compare_holdings);
    for (size_t i = 0; i < h->n;) {
        float most = 0, sum = 0;
        size_t from = i, at = i;
        for (; i < h->n && v[i].episode == v[at].episode; i++) {
            sum += v[i].weight;
            for (; v[from].paragraph + 1 < v[i].paragraph; from++)
                sum -= v[from].weight;
            most = sum > most ? sum : most;
        }
        offer(best, v[at].episode, most);
    }
}

static enum err name_episode(struct hunt *h, int64_t key, const char **id)
{
    struct db_stmt *s = db_statement(h->db, SQL_SEARCH_EPISODE);
    enum err failed;
    bool row;

    db_bind_int(s, 1, key);
    failed = db_step(s, &row, h->failure);
    if (failed)
        return failed;
    *id = row ? arena_strdup(h->arena, db_column_text(s, 0)) : NULL;
    db_reset(s);
    return *id ? OK : no_memory(h);
}

/* Leaves out those that have far less of the sentence than the first. */
static void drop_unlikely(struct best *best)
{
    while (best->n > 0 && best->score[best->n - 1] < UNLIKELY * best->score[0])
        best->n--;
}

static int compare_ids(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

enum err search_candidates(struct db *db, struct arena *a, const char *text,
                           struct search_candidates *out, struct failure *f)
{
    struct hunt h = {.db = db, .arena = a, .failure = f};
    struct best best = {.n = 0};
    enum err failed;

    *out = (struct search_candidates){.n = 0};
    if (!tokens_of(a, text, strlen(text), &h.words))
        return no_memory(&h);
    failed = look_up_all(&h);
    if (failed)
        return failed;
    rank(&h, &best);
    drop_unlikely(&best);
    for (size_t i = 0; i < best.n && !failed; i++)
        failed = name_episode(&h, best.episode[i], &out->v[i]);
    out->n = best.n;
    qsort(out->v, out->n, sizeof *out->v, compare_ids);
    return failed;
}
