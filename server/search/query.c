#include "query.h"

#include <string.h>
#include <utf8proc.h>

#include "buf.h"
#include "utf8.h"

struct reader {
    struct arena *arena;
    const char *s;
    size_t len, pos;
    struct query *query;
    size_t capacity, prefixes;
    bool either; /* an OR was read, and no term behind it yet */
    struct failure *failure;
};

enum sign { SIGN_END, SIGN_BLANK, SIGN_QUOTE, SIGN_OTHER };

/* What stands at pos, and its size. Phones type curly quotation marks. */
static enum sign look(const struct reader *r, size_t *size)
{
    int32_t cp;

    if (r->pos >= r->len)
        return SIGN_END;
    *size = utf8_decode(r->s + r->pos, r->len - r->pos, &cp);
    if (cp <= ' ' || utf8proc_category(cp) == UTF8PROC_CATEGORY_ZS)
        return SIGN_BLANK;
    if (cp == '"' || (cp >= 0x201C && cp <= 0x201F) || cp == 0xFF02)
        return SIGN_QUOTE;
    return SIGN_OTHER;
}

/* Passes over the signs of one kind (others: all but blanks and quotes). */
static void skip(struct reader *r, enum sign sign)
{
    size_t size;

    while (look(r, &size) == sign)
        r->pos += size;
}

/* Passes over a phrase's text to its closing quote; false where the query ends first. */
static bool skip_phrase(struct reader *r)
{
    enum sign sign;
    size_t size;

    while ((sign = look(r, &size)) == SIGN_BLANK || sign == SIGN_OTHER)
        r->pos += size;
    return sign == SIGN_QUOTE;
}

static bool skip_char(struct reader *r, char c)
{
    size_t start = r->pos;

    while (r->pos < r->len && r->s[r->pos] == c)
        r->pos++;
    return r->pos > start;
}

static enum err add_term(struct reader *r, struct query_term *term)
{
    struct query *q = r->query;
    struct query_term *grown;

    if (q->n == QUERY_TERMS)
        return fail(r->failure, ERR_PARAMETER, "the query has more than %d terms", QUERY_TERMS);
    if (term->prefix && ++r->prefixes > QUERY_PREFIXES)
        return fail(r->failure, ERR_PARAMETER, "the query has more than %d words that end in *",
                    QUERY_PREFIXES);
    grown = arena_grow(r->arena, q->v, q->n, &r->capacity, sizeof *grown);
    if (!grown)
        return fail(r->failure, ERR_MEMORY, "out of memory");
    q->v = grown;
    term->either = r->either && !term->without && q->n > 0 && !q->v[q->n - 1].without;
    r->either = false;
    q->wanted += !term->without;
    q->v[q->n++] = *term;
    return OK;
}

/* The text of a phrase, behind its opening quote. */
static void read_phrase(struct reader *r, struct query_term *term, size_t *start, size_t *end)
{
    size_t size;

    (void)look(r, &size);
    r->pos += size;
    *start = r->pos;
    term->quoted = true;
    if (skip_phrase(r)) {
        *end = r->pos;
        (void)look(r, &size);
        r->pos += size;
        term->prefix = skip_char(r, '*');
    } else {
        *end = r->pos;
    }
}

static void read_word(struct reader *r, struct query_term *term, size_t *start, size_t *end)
{
    *start = r->pos;
    skip(r, SIGN_OTHER);
    *end = r->pos;
    while (*end > *start && r->s[*end - 1] == '*') {
        term->prefix = true;
        (*end)--;
    }
}

/* Reads one term, or an OR, or what is neither and is passed over. */
static enum err read_term(struct reader *r)
{
    struct query_term term = {.without = skip_char(r, '-')};
    size_t start = 0, end = 0, size;
    enum sign sign = look(r, &size);

    if (sign == SIGN_QUOTE)
        read_phrase(r, &term, &start, &end);
    else if (sign == SIGN_OTHER)
        read_word(r, &term, &start, &end);
    if (sign == SIGN_OTHER && !term.without && !term.prefix && end - start == 2 &&
        memcmp(r->s + start, "OR", 2) == 0) {
        r->either = true;
        return OK;
    }
    if (!tokens_of(r->arena, r->s + start, end - start, &term.words))
        return fail(r->failure, ERR_MEMORY, "out of memory");
    return term.words.n > 0 ? add_term(r, &term) : OK;
}

enum err query_check(const char *text, struct failure *f)
{
    size_t len = strlen(text), bad;

    if (len > QUERY_BYTES)
        return fail(f, ERR_PARAMETER, "the query is %zu bytes long; at most %d are read", len,
                    QUERY_BYTES);
    if (!utf8_valid(text, len, &bad))
        return fail(f, ERR_PARAMETER, "the query is not valid UTF-8 at byte %zu", bad + 1);
    return OK;
}

enum err query_parse(struct arena *a, const char *text, struct query *out, struct failure *f)
{
    struct reader r = {.arena = a, .s = text ? text : "", .query = out, .failure = f};
    enum err failed;

    *out = (struct query){NULL, 0, 0};
    r.len = strlen(r.s);
    failed = query_check(r.s, f);
    if (failed)
        return failed;
    for (skip(&r, SIGN_BLANK); !failed && r.pos < r.len; skip(&r, SIGN_BLANK))
        failed = read_term(&r);
    if (failed)
        return failed;
    if (out->n == 0)
        return fail(f, ERR_PARAMETER, "the query has no word to look for");
    if (out->wanted == 0)
        return fail(f, ERR_PARAMETER,
                    "the query only says what to leave out: add a word to look for");
    return OK;
}

/* ---- as an FTS5 expression ---- */

/* Folded words hold no quotation mark; the tokenizer splits a query at its blanks alone. */
static void write_term(struct buf *b, const struct query_term *term)
{
    for (size_t i = 0; i < term->words.n; i++) {
        buf_char(b, i == 0 ? '"' : ' ');
        buf_str(b, term->words.v[i].text);
    }
    buf_str(b, term->prefix ? "\" *" : "\"");
}

static void write_wanted(struct buf *b, const struct query *q, bool any)
{
    bool first = true;

    buf_str(b, "((");
    for (size_t i = 0; i < q->n; i++) {
        if (q->v[i].without)
            continue;
        if (!first)
            buf_str(b, any || q->v[i].either ? " OR " : ") AND (");
        write_term(b, &q->v[i]);
        first = false;
    }
    buf_str(b, "))");
}

static void write_without(struct buf *b, const struct query *q)
{
    const char *before = " NOT (";

    for (size_t i = 0; i < q->n; i++) {
        if (!q->v[i].without)
            continue;
        buf_str(b, before);
        write_term(b, &q->v[i]);
        before = " OR ";
    }
    buf_char(b, ')');
}

const char *query_expression(struct arena *a, const struct query *q, bool any)
{
    const char *expression = NULL;
    struct buf b;

    buf_init(&b);
    write_wanted(&b, q, any);
    if (q->wanted < q->n)
        write_without(&b, q);
    if (!b.failed)
        expression = arena_strndup(a, b.data, b.len);
    buf_finish(&b);
    return expression;
}
