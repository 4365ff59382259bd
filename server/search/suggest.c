/* Completions: the names, titles and phrases of the library, read rank by rank, the best first, so
 * that a single letter costs little however many begin with it. */
#include "suggest.h"

#include <string.h>

#include "buf.h"
#include "index/index.h"
#include "rank/query.h"
#include "suggestions.h"
#include "utf8.h"

enum {
    MOST_WORDS = 16,  /* typed; what is longer is no beginning of anything */
    MOST_READ = 5000, /* rows of suggestions that are looked at */
    WORDS_SHARE = 4,  /* plain words get one of so many places, whatever else there is, ... */
    WORD_LEAST = 3    /* ... once so many bytes of one are typed */
};

const char *const suggest_kind_names[SUGGEST_KINDS] = {
    "speaker", "person", "company", "book", "title", "phrase", "topic", "chapter", "word"};

static enum err find_episode(struct ask *r)
{
    struct db_stmt *s;
    enum err failed;

    if (!r->request->episode)
        return OK;
    s = db_statement(r->db, SQL_SEARCH_EPISODE_KEY);
    db_bind_text(s, 1, r->request->episode);
    failed = db_number(s, &r->episode, r->failure);
    if (!failed && !r->episode)
        failed = fail(r->failure, ERR_NOT_FOUND, "no episode '%s'", r->request->episode);
    return failed;
}

/* ---- names, titles, phrases ---- */

bool suggest_is_kept(const struct ask *r, size_t n, const char *folded)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(r->kept[i].folded, folded) == 0)
            return true;
    return false;
}

/* Whether x, read later, is better than y: of what is no name what begins with what is typed, then
 * the more common one. */
static bool is_better(const struct kept *x, const struct kept *y)
{
    if (x->kind != y->kind)
        return false;
    if (x->kind > SUGGEST_BOOK && x->begins != y->begins)
        return x->begins;
    return x->count > y->count;
}

/* Whether nothing of a kind, or of a worse one, that is still to be read can be better than what is
 * kept; rarer: it is at most as common. */
static bool is_settled(const struct ask *r, enum suggest_kind kind, bool rarer)
{
    const struct kept *worst = r->n > 0 ? &r->kept[r->n - 1] : NULL;

    if (r->n < r->limit || !worst)
        return r->n == r->limit;
    return worst->kind < kind || (rarer && (kind <= SUGGEST_BOOK || worst->begins));
}

/* Keeps the best of a kind, whose kinds come one after another. */
static void keep(struct ask *r, const struct kept *k)
{
    size_t at = r->n;

    while (at > 0 && is_better(k, &r->kept[at - 1]))
        at--;
    if (at == r->limit)
        return;
    r->n += r->n < r->limit;
    for (size_t i = r->n - 1; i > at; i--)
        r->kept[i] = r->kept[i - 1];
    r->kept[at] = *k;
}

/* Keeps the suggestion of a row, if it fits and is not kept already, under another spelling or as
 * a better kind. */
static enum err consider(struct ask *r, struct db_stmt *s)
{
    int64_t kind = db_column_int(s, 0);
    const char *spelling = db_column_text(s, 1), *folded = db_column_text(s, 3);
    struct kept k = {.id = db_column_int(s, 2), .count = db_column_int(s, 4)};

    if (!spelling || !folded || kind < 0 || kind >= SUGGEST_WORD)
        return index_damaged(r->failure);
    k.kind = (enum suggest_kind)kind;
    if (!completion_fits(&r->typed, spelling) || suggest_is_kept(r, r->n, folded) ||
        (r->typed.alike && k.kind > SUGGEST_BOOK))
        return OK;
    k.folded = arena_strdup(r->arena, folded);
    if (!k.folded)
        return fail_memory(r->failure);
    k.begins = strncmp(folded, r->typed.words.v[0].text, r->typed.words.v[0].len) == 0;
    keep(r, &k);
    return OK;
}

/* The longest of the words typed, in which fewest begin. */
static const struct token *rarest(const struct typed *t)
{
    const struct token *longest = &t->words.v[0];

    for (size_t i = 1; i < t->words.n; i++)
        if (t->words.v[i].len > longest->len)
            longest = &t->words.v[i];
    return longest;
}

/* How a word has to begin, that it can fit: a misspelt one has at least its first letter right. */
static bool find_range(struct ask *r, const char **low, const char **high)
{
    const struct token *word = rarest(&r->typed);
    int32_t cp;
    size_t len = r->typed.alike ? utf8_decode(word->text, word->len, &cp) : word->len;

    *low = arena_strndup(r->arena, word->text, len);
    *high = arena_printf(r->arena, "%.*s" LAST_SIGN, (int)len, word->text);
    return *low && *high;
}

static enum suggest_kind kind_of(int rank)
{
    return (enum suggest_kind)(rank / SUGGESTION_LEVELS);
}

/* Reads the suggestions of one rank. The last of a kind stand in one episode each. */
static enum err read_rank(struct ask *r, int rank, const char *low, const char *high)
{
    bool last = (rank + 1) % SUGGESTION_LEVELS == 0, row;
    struct db_stmt *s = db_statement(r->db, SQL_SUGGEST_RANKED);
    enum err failed = OK;

    db_bind_int(s, 1, rank);
    db_bind_text(s, 2, low);
    db_bind_text(s, 3, high);
    while (!failed && r->read < MOST_READ && !is_settled(r, kind_of(rank), last)) {
        failed = db_step(s, &row, r->failure);
        if (failed || !row)
            break;
        r->read++;
        failed = consider(r, s);
    }
    db_reset(s);
    return failed;
}

static enum err read_library(struct ask *r)
{
    int kinds = r->typed.alike ? SUGGEST_BOOK + 1 : SUGGEST_WORD;
    const char *low, *high;
    enum err failed = OK;

    if (!find_range(r, &low, &high))
        return fail_memory(r->failure);
    for (int rank = 0; !failed && rank < kinds * SUGGESTION_LEVELS; rank++)
        if (!is_settled(r, kind_of(rank), true))
            failed = read_rank(r, rank, low, high);
    return failed;
}

static enum err read_episode(struct ask *r)
{
    struct db_stmt *s = db_statement(r->db, SQL_SUGGEST_OF_EPISODE);
    enum err failed;
    bool row;

    db_bind_int(s, 1, r->episode);
    while (!(failed = db_step(s, &row, r->failure)) && row &&
           !is_settled(r, (enum suggest_kind)db_column_int(s, 0), true)) {
        failed = consider(r, s);
        if (failed)
            break;
    }
    db_reset(s);
    return failed;
}

static enum err read_kept(struct ask *r, bool alike)
{
    r->typed.alike = alike;
    r->read = 0;
    return r->episode ? read_episode(r) : read_library(r);
}

/* ---- what is given of them ---- */

/* text as a phrase of the query language. */
static const char *quoted(struct arena *a, const char *text)
{
    const char *phrase = NULL;
    size_t len = strlen(text), size;
    struct buf b;

    buf_init(&b);
    buf_char(&b, '"');
    for (size_t pos = 0; pos < len; pos += size) {
        int32_t cp;

        size = utf8_decode(text + pos, len - pos, &cp);
        if (!query_is_quote(cp))
            buf_add(&b, text + pos, size);
    }
    buf_char(&b, '"');
    if (!b.failed)
        phrase = arena_strndup(a, b.data, b.len);
    buf_finish(&b);
    return phrase;
}

const char *suggest_query(struct arena *a, const char *folded)
{
    size_t len = strlen(folded), word = 0, n = 0;
    char *query = arena_strndup(a, folded, len);

    for (size_t i = 0; query && i < len; i++) {
        if (folded[i] != ' ')
            query[n++] = folded[i];
        else if (!token_is_unspaced(folded + word, i - word) ||
                 !token_is_unspaced(folded + i + 1, len - i - 1))
            query[n++] = ' ';
        if (folded[i] == ' ')
            word = i + 1;
    }
    if (query)
        query[n] = '\0';
    return query;
}

/* Titles are not spoken: their words are searched for, a name as it stands. */
static bool is_name(enum suggest_kind kind)
{
    return kind <= SUGGEST_BOOK || kind == SUGGEST_PHRASE;
}

/* Fills in *out from the row of a place; false when out of memory. */
static bool describe(struct ask *r, struct db_stmt *s, const struct kept *k, struct suggestion *out)
{
    bool one = r->episode || k->count == 1;
    const char *speaker = db_column_text(s, 3);

    *out = (struct suggestion){.kind = k->kind, .count = (size_t)k->count};
    out->text = arena_strdup(r->arena, db_column_text(s, 0));
    if (!out->text)
        return false;
    out->query =
        is_name(k->kind) ? quoted(r->arena, out->text) : suggest_query(r->arena, k->folded);
    if (one) {
        out->episode = arena_strdup(r->arena, db_column_text(s, 2));
        out->speaker = arena_strdup(r->arena, speaker);
        out->chapter = k->kind == SUGGEST_CHAPTER ? (unsigned)db_column_int(s, 1) : 0;
    }
    return out->query && (!one || out->episode) && (!one || !speaker || out->speaker) &&
           completion_mark(r->arena, &r->typed, out);
}

static enum err get_kept(struct ask *r, const struct kept *k)
{
    struct db_stmt *s = db_statement(r->db, SQL_SUGGEST_PLACE);
    enum err failed;
    bool row;

    db_bind_int(s, 1, k->id);
    db_bind_int(s, 2, r->episode);
    db_bind_int(s, 3, k->kind == SUGGEST_SPEAKER);
    failed = db_step(s, &row, r->failure);
    if (!failed && (!row || !db_column_text(s, 0)))
        failed = index_damaged(r->failure);
    if (!failed && !describe(r, s, k, &r->result->v[r->result->n++]))
        failed = fail_memory(r->failure);
    db_reset(s);
    return failed;
}

/* ---- all of it ---- */

/* Drops what is kept and was found as a word. */
static void drop_words(struct ask *r)
{
    const struct suggest_result *words = r->result;
    size_t n = r->given;

    for (size_t i = n; i < r->n; i++) {
        bool found = false;

        for (size_t k = 0; k < words->n && !found; k++)
            found = strcmp(r->words[k], r->kept[i].folded) == 0;
        if (!found)
            r->kept[n++] = r->kept[i];
    }
    r->n = n;
}

/* Puts what is kept, as much as there is room for, before the words that were found. */
static enum err put_kept(struct ask *r)
{
    struct suggest_result *out = r->result;
    size_t words = out->n, room = r->limit - words, n;
    enum err failed = OK;

    drop_words(r);
    n = r->n < room ? r->n : room;
    memmove(out->v + n, out->v, words * sizeof *out->v);
    out->n = 0;
    for (size_t i = 0; !failed && i < n; i++)
        failed = get_kept(r, &r->kept[i]);
    out->n += words;
    return failed;
}

static enum err complete(struct ask *r)
{
    const struct token *last = &r->typed.words.v[r->typed.words.n - 1];
    size_t most = r->limit - (last->len < WORD_LEAST ? 0 : r->limit / WORDS_SHARE);
    enum err failed = read_kept(r, false);

    r->given = r->n < most ? r->n : most;
    if (!failed)
        failed = suggest_words(r, r->limit - r->given);
    if (!failed)
        failed = put_kept(r);
    if (failed || r->result->n > 0)
        return failed;
    failed = read_kept(r, true);
    if (!failed)
        failed = put_kept(r);
    r->result->alike = r->n > 0;
    return failed;
}

enum err search_suggest(struct db *db, struct arena *a, const struct suggest_request *request,
                        struct suggest_result *out, struct failure *f)
{
    struct ask r = {.db = db, .arena = a, .request = request, .result = out, .failure = f};
    enum err failed;

    *out = (struct suggest_result){.n = 0};
    r.text = request->text ? request->text : "";
    r.limit = request->limit < SUGGEST_MOST ? request->limit : SUGGEST_MOST;
    failed = query_check(r.text, f);
    if (!failed)
        failed = find_episode(&r);
    if (failed)
        return failed;
    out->v = arena_array(a, SUGGEST_MOST, sizeof *out->v);
    if (!out->v || !tokens_of(a, r.text, strlen(r.text), &r.typed.words))
        return fail_memory(r.failure);
    if (r.typed.words.n == 0 || r.typed.words.n > MOST_WORDS)
        return OK;
    return complete(&r);
}
