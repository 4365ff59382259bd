#include "spelling.h"

#include <limits.h>
#include <math.h>
#include <string.h>

#include "find.h"
#include "rank/function_words.h"
#include "rank/plan.h"
#include "utf8.h"

enum {
    SPLITS = 4,    /* ways to split a word that are looked for in the text */
    EDIT_COST = 2, /* see lexicon.h; a blank is one */
    WORTH = 5,     /* doublings of how often a word stands that are worth a cost of one */
    WINDOW = 1,    /* what costs more than the nearest word by more than this is not looked at */
    SHORTEST = 2,  /* letters of either half */
    SURE = 10,     /* letters for each edit of a correction that is sure */
    SMALL = 5,     /* the same, of one that is made at all in a library that lacks most words */
    FAMILY = 4,    /* a word in more than so many times the passages of another's other forms may
                      be meant */
    SLIP = 100,    /* the same, where one of those is as like it */
    LIKELY = 256,  /* words that are looked at */
    BESIDES = 12,  /* likely words of which it is asked what they stand next to */
    RARE = 20      /* a word, or two next to each other, may be rarer by this much than both words
                      as one, and no mistake of the library's */
};

struct editor {
    struct index *index;
    struct arena *arena;
    struct spelling_result *out;
    bool quoted; /* the term that is being corrected */
    bool named;  /* the word of it is of a name, though nobody says it: another name may be meant */
    int64_t family;             /* passages with other forms of the word, which nobody writes so */
    const char *before, *after; /* the words next to it; or NULL */
    const char *unsure;         /* what was typed, where the last correction may be wrong */
    const char *guess;          /* what the last word hardly was meant to be */
    size_t terms_capacity, corrections_capacity;
    struct failure *failure;
};

/* One way to read a word. */
struct reading {
    const char *first, *second; /* second is NULL but for a split */
    unsigned cost;
    bool name, beside; /* beside: it stands next to the same word somewhere */
    int64_t df;
};

/* ---- what the library has ---- */

static enum err find_df(struct editor *e, const char *word, int64_t *df)
{
    return index_word_df(e->index, word, df, e->failure);
}

/* Whether so much is said that the library has nearly every word, in every form. */
static bool is_large(const struct editor *e)
{
    return e->index->spaces[0].documents > CHUNK_DOCUMENTS;
}

/* Whether the library has a word, or, where that is enough, other forms of it. In a large one they
 * are kept in mind: what nobody wrote so may be another word. */
static enum err is_known(struct editor *e, const char *word, bool *known)
{
    int64_t df = 0;
    enum err failed = find_df(e, word, &df);

    e->family = 0;
    if (!failed && df == 0 && !e->quoted)
        failed = plan_df(e->index, e->arena, word, &e->family, e->failure);
    *known = df > 0 || (e->family > 0 && !is_large(e));
    return failed;
}

/* In how many passages two words stand next to each other. */
static enum err count_neighbours(struct editor *e, const struct reading *r, int64_t *df)
{
    const char *both = arena_printf(e->arena, "%s %s", r->first, r->second);

    return both ? find_in_a_row(e->index, e->arena, both, 0, df, e->failure)
                : fail_memory(e->failure);
}

/* Whether it was typed in other signs than it is looked for: J# as jsharp. */
static bool is_sign(const struct token *word)
{
    return word->end > word->start && word->len > 2 * (word->end - word->start);
}

static bool can_be_wrong(const struct token *word)
{
    return lexicon_compares(word) && !is_sign(word) && !token_is_unspaced(word->text, word->len);
}

/* ---- one word ---- */

/* How unlikely it is that this was meant: few make two slips in a word, and what is often said is
 * often asked for. A name is worth a cost of one, and what stands next to the same word. */
static double doubt(const struct reading *r)
{
    return WORTH * ((double)r->cost - r->name - r->beside) - log2((double)r->df);
}

static bool better(const struct reading *x, const struct reading *y)
{
    return x->df > 0 && (!y->first || doubt(x) < doubt(y));
}

/* Whether a word stands next to the word that the one in its place stands next to. */
static enum err is_beside(struct editor *e, const char *word, bool *is)
{
    int64_t df = 0;
    enum err failed = OK;

    if (e->before)
        failed = count_neighbours(e, &(struct reading){.first = e->before, .second = word}, &df);
    if (!failed && df == 0 && e->after)
        failed = count_neighbours(e, &(struct reading){.first = word, .second = e->after}, &df);
    *is = df > 0;
    return failed;
}

/* Where others of its family are said, a word is looked for as they are. It may still be another
 * that is like it and said far more often: concurency, where people concur, but most speak of
 * concurrency. If one of the family is as like it, only where that is a slip of the library's. */
static enum err find_stranger(struct editor *e, const struct likeness_list *likely,
                              struct reading *best)
{
    struct reading stranger = {.first = NULL};
    bool relative = false;
    enum err failed = OK;

    for (size_t i = 0; i < likely->n && likely->v[i].cost <= EDIT_COST && !failed; i++) {
        struct reading r = {.first = likely->v[i].word, .cost = likely->v[i].cost};

        failed = plan_df(e->index, e->arena, r.first, &r.df, e->failure);
        relative = relative || r.df == e->family;
        if (!stranger.first && r.df > FAMILY * e->family)
            stranger = r;
    }
    if (!failed && stranger.df > (relative ? SLIP : FAMILY) * e->family)
        *best = stranger;
    return failed;
}

/* Whether a word may have been meant, by its edits: what begins otherwise costs half a one more. Of
 * cat it tells nothing that a small library, which lacks most words, has "can". */
static bool is_likely(const struct editor *e, const struct token *word, const struct reading *r)
{
    size_t most = utf8_count(word->text, word->len) / SMALL + r->name +
                  (r->beside && !is_function_word(r->first));
    size_t edits = (r->cost + 1 - (r->first[0] != word->text[0])) / EDIT_COST;

    return is_large(e) || edits <= most || lexicon_is_slip(word->text, r->first);
}

struct choice {
    struct reading best;
    unsigned most; /* what it may cost */
};

static void choose(struct choice *c, const struct reading *r)
{
    if (!c->best.first)
        c->most = r->cost + WINDOW;
    if (r->cost <= c->most && better(r, &c->best))
        c->best = *r;
}

/* The best of the words that are most like it. */
static enum err find_like(struct editor *e, const struct token *word, struct reading *best)
{
    struct likeness_list likely;
    struct choice likeliest = {.most = UINT_MAX}, guess = {.most = UINT_MAX};
    enum err failed = lexicon_alike(&e->index->lexicon, e->arena, word, &likely, e->failure);

    if (failed || e->family > 0)
        return failed ? failed : find_stranger(e, &likely, best);

    for (size_t i = 0; !failed && i < likely.n && i < LIKELY && likely.v[i].cost <= likeliest.most;
         i++) {
        struct reading r = {.first = likely.v[i].word, .cost = likely.v[i].cost};

        failed = find_df(e, r.first, &r.df);
        if (!failed && r.df > 0)
            failed = lexicon_is_name(e->index->db, r.first, &r.name, e->failure);
        if (failed || r.df == 0 || (e->named && !r.name))
            continue;
        if (i < BESIDES)
            failed = is_beside(e, r.first, &r.beside);
        if (is_likely(e, word, &r))
            choose(&likeliest, &r);
        else if (!is_function_word(r.first))
            choose(&guess, &r);
    }
    *best = likeliest.best;
    e->guess = guess.best.first;
    return failed;
}

/* Keeps the best SPLITS ways, those whose rarer word is least rare, in order. */
static void keep(struct reading *v, size_t *n, const struct reading *r)
{
    size_t at = *n;

    while (at > 0 && r->df > v[at - 1].df)
        at--;
    if (at == SPLITS)
        return;
    *n += *n < SPLITS;
    for (size_t i = *n - 1; i > at; i--)
        v[i] = v[i - 1];
    v[at] = *r;
}

/* One way to split a word, if the library has both halves: else r->df is 0. */
static enum err split_at(struct editor *e, const struct token *word, size_t at, struct reading *r)
{
    int64_t second = 0;
    enum err failed;

    *r = (struct reading){.first = arena_strndup(e->arena, word->text, at),
                          .second = arena_strdup(e->arena, word->text + at),
                          .cost = EDIT_COST};
    if (!r->first || !r->second)
        return fail_memory(e->failure);
    failed = find_df(e, r->first, &r->df);
    if (!failed && r->df > 0)
        failed = find_df(e, r->second, &second);
    if (second < r->df)
        r->df = second;
    return failed;
}

static enum err find_split(struct editor *e, const struct token *word, struct reading *best)
{
    size_t letters = utf8_count(word->text, word->len), n = 0;
    struct reading ways[SPLITS], r;
    enum err failed = OK;

    for (size_t i = SHORTEST; !failed && i + SHORTEST <= letters; i++) {
        failed = split_at(e, word, utf8_offset(word->text, word->len, i), &r);
        if (!failed && r.df > 0)
            keep(ways, &n, &r);
    }
    for (size_t i = 0; !failed && i < n && better(&ways[i], best); i++) {
        failed = count_neighbours(e, &ways[i], &ways[i].df);
        if (!failed && better(&ways[i], best))
            *best = ways[i];
    }
    return failed;
}

static enum err add_correction(struct editor *e, const char *from, const char *to)
{
    struct spelling_result *out = e->out;
    struct search_correction *grown =
        arena_grow(e->arena, out->corrections, out->count, &e->corrections_capacity, sizeof *grown);

    if (!grown || !from || !to)
        return fail_memory(e->failure);
    out->corrections = grown;
    out->corrections[out->count++] = (struct search_correction){from, to};
    return OK;
}

/* A word in the place of others. */
static struct token replacement(const struct token *of, const char *text)
{
    return (struct token){of->start, of->end, text, strlen(text)};
}

/* One edit in a long word is a slip (artifical), in a shorter one it may be another word, which the
 * library does not have (clarity, where it has charity), unless both sound the same. */
static bool is_sure(const struct token *word, const struct reading *r)
{
    size_t before = utf8_count(word->text, word->len);
    size_t after = utf8_count(r->first, strlen(r->first));
    size_t longer = before > after ? before : after;

    return r->second || r->cost * SURE <= EDIT_COST * longer;
}

/* Adds a word to a term as it was probably meant. */
static enum err correct_word(struct editor *e, const struct token *word, struct token_list *out)
{
    struct reading best = {.first = NULL};
    bool known = true;
    enum err failed = can_be_wrong(word) ? is_known(e, word->text, &known) : OK;

    if (!failed && !known)
        failed = lexicon_is_name(e->index->db, word->text, &e->named, e->failure);
    if (!failed && !known && !(e->named && e->family > 0)) {
        failed = find_like(e, word, &best);
        if (!failed && !e->named && e->family == 0)
            failed = find_split(e, word, &best);
    }
    if (failed || !best.first) {
        out->v[out->n++] = *word;
        return failed;
    }
    e->unsure = is_sure(word, &best) ? NULL : word->text;
    out->v[out->n++] = replacement(word, best.first);
    if (!best.second)
        return add_correction(e, word->text, best.first);
    out->v[out->n++] = replacement(word, best.second);
    return add_correction(e, word->text, arena_printf(e->arena, "%s %s", best.first, best.second));
}

/* ---- two words that are one ---- */

/* In how many passages both words of a reading stand. */
static enum err count_both(struct editor *e, const struct reading *r, int64_t *df)
{
    const struct search_request request = {
        .text = arena_printf(e->arena, "%s %s", r->first, r->second), .limit = 1};

    return find_total(e->index->db, e->arena, &request, df, e->failure);
}

/* Two words of the library are one where it stands df times, more often than both of them in a
 * passage, and they next to each other hardly ever: java script. */
static enum err fuse_known(struct editor *e, const struct reading *r, int64_t df, bool *fused)
{
    int64_t neighbours = df, both = df;
    enum err failed = OK;

    if (!is_function_word(r->first) && !is_function_word(r->second))
        failed = count_neighbours(e, r, &neighbours);
    if (!failed && df > RARE * neighbours)
        failed = count_both(e, r, &both);
    *fused = !failed && both < df;
    return failed;
}

/* Whether both are words that may be one: short ones are not, but for "c sharp". */
static bool can_be_one(const struct token *x, const struct token *y)
{
    return (can_be_wrong(x) || strcmp(y->text, "sharp") == 0) && can_be_wrong(y);
}

/* Finds the word that x and y are together; *whole is NULL where they are none. */
static enum err fuse(struct editor *e, const struct token *x, const struct token *y,
                     const char **whole)
{
    int64_t df_x = 0, df_y = 0, df = 0;
    const char *both;
    bool fused;
    enum err failed;

    *whole = NULL;
    if (!can_be_wrong(x) && !can_be_wrong(y))
        return OK;
    both = arena_printf(e->arena, "%s%s", x->text, y->text);
    failed = both ? find_df(e, both, &df) : fail_memory(e->failure);
    if (failed || df == 0)
        return failed;
    failed = find_df(e, x->text, &df_x);
    if (!failed)
        failed = find_df(e, y->text, &df_y);
    fused = df > RARE * (df_x < df_y ? df_x : df_y);
    if (!failed && !fused && df > RARE && !e->quoted && can_be_one(x, y))
        failed = fuse_known(e, &(struct reading){.first = x->text, .second = y->text}, df, &fused);
    if (!failed && fused)
        *whole = both;
    return failed;
}

static enum err add_fusion(struct editor *e, const struct token *x, const struct token *y,
                           const char *whole)
{
    return add_correction(e, arena_printf(e->arena, "%s %s", x->text, y->text), whole);
}

/* ---- terms ---- */

/* Corrects the words of a term; the last of a prefix is not whole. */
static enum err correct_term(struct editor *e, const struct query_term *term,
                             struct token_list *out)
{
    size_t whole = term->words.n - term->prefix;
    const struct token *words = term->words.v;
    enum err failed = OK;

    *out = (struct token_list){arena_array(e->arena, 2 * term->words.n, sizeof *out->v), 0};
    if (!out->v)
        return fail_memory(e->failure);
    for (size_t i = 0; !failed && i < whole; i++) {
        const char *fused = NULL;

        if (i + 1 < whole)
            failed = fuse(e, &words[i], &words[i + 1], &fused);
        if (!failed && fused) {
            out->v[out->n++] = replacement(&words[i], fused);
            failed = add_fusion(e, &words[i], &words[i + 1], fused);
            i++;
        } else if (!failed) {
            failed = correct_word(e, &words[i], out);
        }
    }
    if (term->prefix)
        out->v[out->n++] = words[whole];
    return failed;
}

/* Whether term number i is a word that its neighbour may have been torn from. */
static bool stands_alone(const struct query *q, size_t i)
{
    const struct query_term *t = &q->v[i];

    return query_is_plain(t) && !t->either && !(i + 1 < q->n && q->v[i + 1].either);
}

static enum err add_term(struct editor *e, const struct query_term *term)
{
    struct query *q = &e->out->query;
    struct query_term *grown = arena_grow(e->arena, q->v, q->n, &e->terms_capacity, sizeof *grown);

    if (!grown)
        return fail_memory(e->failure);
    q->v = grown;
    q->v[q->n++] = *term;
    q->wanted += !term->without;
    return OK;
}

/* Makes one term of two that fuse. */
static enum err fuse_terms(struct editor *e, const struct query_term *x, const struct query_term *y,
                           struct query_term *out, bool *fused)
{
    const char *whole = NULL;
    enum err failed = fuse(e, &x->words.v[0], &y->words.v[0], &whole);

    *fused = whole;
    if (failed || !whole)
        return failed;
    *out = (struct query_term){.words = {arena_array(e->arena, 2, sizeof *out->words.v), 2}};
    if (!out->words.v)
        return fail_memory(e->failure);
    out->words.v[0] = x->words.v[0];
    out->words.v[1] = y->words.v[0];
    out->joined = whole;
    return add_fusion(e, &x->words.v[0], &y->words.v[0], whole);
}

/* The word that a term is, if it tells something of the one next to it; or NULL. */
static const char *neighbour(const struct query *q, size_t i)
{
    const struct query_term *term = i < q->n ? &q->v[i] : NULL;

    return term && query_is_plain(term) && !term->either && !is_function_word(term->words.v[0].text)
               ? term->words.v[0].text
               : NULL;
}

/* Adds term number *i as it was probably meant, and moves *i to the last that it took. */
static enum err correct_at(struct editor *e, const struct query *q, size_t *i)
{
    struct query_term term = q->v[*i];
    size_t before = e->out->count;
    bool fused = false, said;
    int64_t joined = 0; /* passages with what a hyphen joins */
    enum err failed = OK;

    e->unsure = e->guess = NULL;
    e->quoted = term.quoted;
    e->before = neighbour(&e->out->query, e->out->query.n - 1);
    e->after = neighbour(q, *i + 1);
    if (*i + 1 < q->n && stands_alone(q, *i) && stands_alone(q, *i + 1))
        failed = fuse_terms(e, &q->v[*i], &q->v[*i + 1], &term, &fused);
    *i += fused;
    if (!failed && !fused && term.joined)
        failed = find_df(e, term.joined, &joined);
    said = *i + 1 < q->n && q->v[*i + 1].said > 0;
    if (!failed && !fused && joined == 0 && !said && !term.without && !term.said)
        failed = correct_term(e, &q->v[*i], &term.words);
    if (e->out->count > before && !fused)
        term.joined = NULL;
    if (term.words.n == 1 && !term.quoted) {
        term.typed = e->unsure;
        term.meant = e->out->count > before ? NULL : e->guess;
    }
    return failed ? failed : add_term(e, &term);
}

enum err spelling_correct(struct index *x, struct arena *a, const struct query *q,
                          struct spelling_result *out, struct failure *f)
{
    struct editor e = {.index = x, .arena = a, .out = out, .failure = f};
    enum err failed = OK;

    *out = (struct spelling_result){.query.cut = q->cut};
    for (size_t i = 0; !failed && i < q->n; i++)
        failed = correct_at(&e, q, &i);
    return failed;
}
