/* Plain words as completions. */
#include <string.h>

#include "find.h"
#include "index/arrays.h"
#include "suggest.h"

enum {
    HITS = 50,       /* passages whose words complete several */
    SHOWN = 3,       /* passages that are asked how a word is written */
    MOST_BYTES = 300 /* of the words typed */
};

struct tally {
    const char *word;  /* folded */
    const char *shown; /* as a transcript has it, but for capitals: don't, c#, e-mail */
    int64_t term;      /* that it is a form of */
    size_t seen;       /* how often */
    size_t total; /* passages that a search for it, behind what was typed before it, finds; 0 until
                     that is known */
};

struct tallies {
    struct tally *v;
    size_t n, capacity;
};

/* The words typed, folded and joined by blanks. */
static const char *joined(struct ask *r)
{
    const struct token_list *words = &r->typed.words;
    const char *text = words->v[0].text;

    for (size_t i = 1; text && i < words->n; i++)
        text = arena_printf(r->arena, "%s %s", text, words->v[i].text);
    return text;
}

/* What a word is searched for with, behind what was typed before it; NULL when out of memory. */
static const char *query_of(struct ask *r, const char *before, const struct tally *t)
{
    const char *text = arena_printf(r->arena, "%s%s", before, t->shown);

    return text ? suggest_query(r->arena, text) : NULL;
}

/* Adds a word that completes the last one typed, before being the others as they are searched for.
 */
static enum err add_word(struct ask *r, const char *before, const struct tally *t)
{
    const struct token *first = &r->typed.words.v[0];
    const struct token *last = &r->typed.words.v[r->typed.words.n - 1];
    int typed = (int)(last->start - first->start);
    struct suggestion *out = &r->result->v[r->result->n];

    *out = (struct suggestion){.kind = SUGGEST_WORD, .count = t->total};
    out->text = arena_printf(r->arena, "%.*s%s", typed, r->text + first->start, t->shown);
    out->query = query_of(r, before, t);
    r->words[r->result->n] = arena_printf(r->arena, "%s%s", before, t->word);
    if (!out->text || !out->query || !r->words[r->result->n] ||
        !completion_mark(r->arena, &r->typed, out))
        return fail_memory(r->failure);
    r->result->n++;
    return OK;
}

static enum err tally(struct ask *r, struct tallies *all, const char *word)
{
    struct tally *grown;

    for (size_t i = 0; i < all->n; i++)
        if (strcmp(all->v[i].word, word) == 0) {
            all->v[i].seen++;
            return OK;
        }
    grown = arena_grow(r->arena, all->v, all->n, &all->capacity, sizeof *grown);
    if (!grown)
        return fail_memory(r->failure);
    all->v = grown;
    all->v[all->n++] = (struct tally){.word = word, .shown = word, .seen = 1};
    return OK;
}

/* Tallies the marked words of a hit that begin as the last one typed. */
static enum err tally_hit(struct ask *r, struct tallies *all, const struct search_hit *hit)
{
    const struct token *last = &r->typed.words.v[r->typed.words.n - 1];
    struct token_list words;
    enum err failed = OK;

    for (size_t i = 0; !failed && i < hit->snippet_runs; i++) {
        const struct search_run *run = &hit->snippet[i];

        if (!run->mark)
            continue;
        if (!tokens_of(r->arena, run->text, strlen(run->text), &words))
            return fail_memory(r->failure);
        for (size_t k = 0; !failed && k < words.n; k++)
            if (strncmp(words.v[k].text, last->text, last->len) == 0)
                failed = tally(r, all, words.v[k].text);
    }
    return failed;
}

static int compare_tallies(const void *a, const void *b)
{
    const struct tally *x = a, *y = b;

    if (x->total != y->total)
        return x->total > y->total ? -1 : 1;
    if (x->seen != y->seen)
        return x->seen > y->seen ? -1 : 1;
    return strcmp(x->word, y->word);
}

static const char *in_small_letters(struct arena *a, const char *text)
{
    char *small = arena_strdup(a, text);

    for (char *c = small; c && *c; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c - 'A' + 'a');
    return small;
}

/* Shows a word as it was marked, if that is the word: one with a hyphen only where none is without.
 * *whole: it is one. */
static enum err show_as(struct ask *r, struct tally *t, const char *marked, bool *whole)
{
    struct token_list words;
    const char *both;

    if (!tokens_of(r->arena, marked, strlen(marked), &words))
        return fail_memory(r->failure);
    if (words.n < 1 || words.n > 2)
        return OK;
    both = arena_printf(r->arena, "%s%s", words.v[0].text, words.n > 1 ? words.v[1].text : "");
    if (!both)
        return fail_memory(r->failure);
    if (strcmp(both, t->word) != 0)
        return OK;
    *whole = words.n == 1;
    t->shown = in_small_letters(r->arena, marked);
    return t->shown ? OK : fail_memory(r->failure);
}

/* *joined: it is shown with a hyphen. */
static enum err find_shown(struct ask *r, const struct search_result *found, struct tally *t,
                           bool *joined)
{
    enum err failed = OK;
    bool whole = false;

    for (size_t i = 0; i < found->hit_count; i++) {
        const struct search_hit *hit = &found->hits[i];

        for (size_t k = 0; k < hit->snippet_runs && !failed && !whole; k++)
            if (hit->snippet[k].mark)
                failed = show_as(r, t, hit->snippet[k].text, &whole);
    }
    *joined = t->shown != t->word && !whole;
    return failed;
}

/* Counts the passages that a search for a word as it is shown, behind what was typed before it,
 * finds; *found has the first of them. */
static enum err search_for(struct ask *r, const char *before, struct tally *t,
                           struct search_result *found)
{
    struct search_request search = {.episode = r->request->episode, .whole = true, .limit = SHOWN};
    enum err failed;

    search.text = query_of(r, before, t);
    if (!search.text)
        return fail_memory(r->failure);
    failed = search_run_query(r->db, r->arena, &search, found, r->failure);
    t->total = failed ? 0 : found->total;
    return failed;
}

static enum err count_hits(struct ask *r, const char *before, struct tally *t)
{
    struct search_result found;
    bool joined = false;
    enum err failed = search_for(r, before, t, &found);

    if (!failed)
        failed = find_shown(r, &found, t, &joined);
    if (!failed && joined) /* two words in a row are found, too */
        failed = search_for(r, before, t, &found);
    return failed;
}

/* The term that a word is a form of; 0: none, as it has gone. */
static enum err find_term(struct ask *r, const char *word, int64_t *term)
{
    struct db_stmt *s = db_statement(r->db, SQL_WORD_GET);
    enum err failed;
    bool row;

    db_bind_text(s, 1, word);
    failed = db_step(s, &row, r->failure);
    *term = !failed && row ? db_column_int(s, 1) : 0;
    db_reset(s);
    return failed;
}

/* Keeps of the forms of a word, which all find the same, the one that was seen most. */
static enum err drop_forms(struct ask *r, struct tallies *all)
{
    enum err failed = OK;
    size_t n = 0;

    for (size_t i = 0; i < all->n && !failed; i++) {
        struct tally *t = &all->v[i];
        bool dropped = false;

        failed = find_term(r, t->word, &t->term);
        for (size_t k = 0; k < n && !dropped; k++)
            dropped = t->term && all->v[k].term == t->term;
        if (!dropped)
            all->v[n++] = *t;
    }
    all->n = n;
    return failed;
}

/* Keeps most of those that are not given as names, titles and phrases. */
static enum err cut(struct ask *r, struct tallies *all, const char *before, size_t most)
{
    size_t n = 0;

    for (size_t i = 0; i < all->n && n < most; i++) {
        const char *whole = arena_printf(r->arena, "%s%s", before, all->v[i].word);

        if (!whole)
            return fail_memory(r->failure);
        if (!suggest_is_kept(r, r->given, whole))
            all->v[n++] = all->v[i];
    }
    all->n = n;
    return OK;
}

static enum err count_all(struct ask *r, struct tallies *all, const char *before)
{
    enum err failed = OK;

    for (size_t i = 0; !failed && i < all->n; i++)
        failed = count_hits(r, before, &all->v[i]);
    return failed;
}

static enum err add_all(struct ask *r, const struct tallies *all, const char *before)
{
    enum err failed = OK;

    for (size_t i = 0; !failed && i < all->n; i++)
        failed = add_word(r, before, &all->v[i]);
    return failed;
}

/* Adds the words that were seen most, those first that are found in most passages. */
static enum err add_tallies(struct ask *r, struct tallies *all, const char *before, size_t most)
{
    enum err failed;

    array_sort(all->v, all->n, sizeof *all->v, compare_tallies);
    failed = drop_forms(r, all);
    if (!failed)
        failed = cut(r, all, before, most);
    if (!failed)
        failed = count_all(r, all, before);
    array_sort(all->v, all->n, sizeof *all->v, compare_tallies);
    return failed ? failed : add_all(r, all, before);
}

/* Reads so many words of the library that begin as the one typed, those first that are most often
 * written so. */
static enum err read_common(struct ask *r, size_t n, struct tallies *all)
{
    const char *low = r->typed.words.v[0].text;
    const char *high = arena_printf(r->arena, "%s" LAST_SIGN, low);
    struct db_stmt *s = db_statement(r->db, SQL_SUGGEST_WORDS);
    enum err failed;
    bool row;

    if (!high)
        return fail_memory(r->failure);
    db_bind_text(s, 1, low);
    db_bind_text(s, 2, high);
    db_bind_int(s, 3, (int64_t)n);
    while (!(failed = db_step(s, &row, r->failure)) && row) {
        const char *word = arena_strdup(r->arena, db_column_text(s, 0));

        failed = word ? tally(r, all, word) : fail_memory(r->failure);
        if (failed)
            break;
    }
    db_reset(s);
    return failed;
}

static enum err read_words(struct ask *r, size_t most)
{
    struct tallies all = {.n = 0};
    enum err failed = read_common(r, most + r->given, &all); /* some may be given as names */

    if (!failed)
        failed = cut(r, &all, "", most);
    if (!failed)
        failed = count_all(r, &all, "");
    return failed ? failed : add_all(r, &all, "");
}

/* Adds the words, of the best passages for what is typed, that begin as the last word typed. */
static enum err read_passages(struct ask *r, size_t most)
{
    size_t last = r->typed.words.v[r->typed.words.n - 1].len;
    struct search_request search = {.episode = r->request->episode, .limit = HITS};
    const char *typed = joined(r), *before, *query;
    struct search_result found;
    struct tallies all = {.n = 0};
    enum err failed;

    query = typed ? suggest_query(r->arena, typed) : NULL;
    search.text = query ? arena_printf(r->arena, "%s*", query) : NULL;
    before = arena_strndup(r->arena, typed, typed ? strlen(typed) - last : 0);
    if (!typed || !search.text || !before)
        return fail_memory(r->failure);
    if (strlen(typed) > MOST_BYTES)
        return OK;
    failed = search_run_query(r->db, r->arena, &search, &found, r->failure);
    for (size_t i = 0; !failed && i < found.hit_count && found.correction_count == 0; i++)
        if (found.hits[i].match == MATCH_ALL)
            failed = tally_hit(r, &all, &found.hits[i]);
    return failed ? failed : add_tallies(r, &all, before, most);
}

enum err suggest_words(struct ask *r, size_t most)
{
    bool in_passages = r->episode || r->typed.words.n > 1;

    if (most == 0)
        return OK;
    return in_passages ? read_passages(r, most) : read_words(r, most);
}
