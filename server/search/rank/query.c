#include "query.h"

#include <string.h>
#include <utf8proc.h>

#include "utf8.h"
#include "words.h"

struct reader {
    struct arena *arena;
    const char *s;
    size_t len, pos;
    struct query *query;
    size_t capacity, prefixes;
    bool either;  /* an OR was read, and no term behind it yet */
    size_t plain; /* where the term before begins, if it is a word and nothing else; or NOWHERE */
    struct failure *failure;
};

#define NOWHERE SIZE_MAX

enum sign { SIGN_END, SIGN_BLANK, SIGN_QUOTE, SIGN_OTHER };

bool query_is_plain(const struct query_term *term)
{
    return !term->quoted && !term->prefix && !term->without && term->words.n == 1;
}

bool query_is_quote(int32_t cp)
{
    return cp == '"' || (cp >= 0x201C && cp <= 0x201F) || cp == 0xFF02;
}

/* What stands at pos, and its size. */
static enum sign look(const struct reader *r, size_t *size)
{
    int32_t cp;

    if (r->pos >= r->len)
        return SIGN_END;
    *size = utf8_decode(r->s + r->pos, r->len - r->pos, &cp);
    if (cp <= ' ' || utf8proc_category(cp) == UTF8PROC_CATEGORY_ZS)
        return SIGN_BLANK;
    return query_is_quote(cp) ? SIGN_QUOTE : SIGN_OTHER;
}

static void skip_blanks(struct reader *r)
{
    size_t size;

    while (look(r, &size) == SIGN_BLANK)
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

    if (q->n == QUERY_TERMS && !term->quoted && !term->prefix && !term->without && !r->either) {
        q->cut = true;
        return OK;
    }
    if (q->n == QUERY_TERMS)
        return fail(r->failure, ERR_PARAMETER, "the query has more than %d terms", QUERY_TERMS);
    if (term->prefix && ++r->prefixes > QUERY_PREFIXES)
        return fail(r->failure, ERR_PARAMETER, "the query has more than %d words that end in *",
                    QUERY_PREFIXES);
    grown = arena_grow(r->arena, q->v, q->n, &r->capacity, sizeof *grown);
    if (!grown)
        return fail_memory(r->failure);
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
    term->unclosed = !skip_phrase(r);
    *end = r->pos;
    if (!term->unclosed) {
        (void)look(r, &size);
        r->pos += size;
        term->prefix = skip_char(r, '*');
    }
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Whether a list goes on at pos: a comma or semicolon that is none of a number's. */
static bool at_comma(const struct reader *r)
{
    return (r->s[r->pos] == ',' || r->s[r->pos] == ';') &&
           !(r->pos > 0 && is_digit(r->s[r->pos - 1]) && is_digit(r->s[r->pos + 1]));
}

/* What is unwanted is so as a whole. */
static void read_word(struct reader *r, struct query_term *term, size_t *start, size_t *end)
{
    size_t size;

    *start = r->pos;
    while (look(r, &size) == SIGN_OTHER && (r->pos == *start || term->without || !at_comma(r)))
        r->pos += size;
    *end = r->pos;
    while (*end > *start && r->s[*end - 1] == '*') {
        term->prefix = true;
        (*end)--;
    }
}

/* Whether the words of a list are one thing together that is no longer them: a number, percent. */
static bool is_another(const struct word_list *list)
{
    const struct token *first, *second;
    const char *joined;

    if (list->n != 2 || !list->v[0].joined)
        return false;
    joined = list->v[0].joined;
    first = &list->v[0].token;
    second = &list->v[1].token;
    return strlen(joined) != first->len + second->len ||
           memcmp(joined, first->text, first->len) != 0 ||
           memcmp(joined + first->len, second->text, second->len) != 0;
}

bool query_be_word(struct arena *a, const char *text, struct query_term *term)
{
    term->words.v = arena_array(a, 1, sizeof *term->words.v);
    if (!term->words.v)
        return false;
    term->words.v[0] = (struct token){.text = text, .len = strlen(text)};
    term->words.n = 1;
    return true;
}

static bool copy_tokens(struct arena *a, const struct word_list *list, struct token_list *out)
{
    *out = (struct token_list){arena_array(a, list->n, sizeof *out->v), 0};
    for (size_t i = 0; i < list->n && out->v; i++)
        out->v[out->n++] = list->v[i].token;
    return out->v;
}

/* Whether what stands between two places is capital letters, or letters with a full stop behind
 * each but perhaps the last. */
static bool is_initials(const char *s, size_t start, size_t end)
{
    bool stops = end - start > 1 && s[start + 1] == '.';
    size_t step = stops ? 2 : 1;

    for (size_t i = start; i < end; i += step) {
        char c = s[i];

        if (!(c >= 'A' && c <= 'Z') && !(stops && c >= 'a' && c <= 'z'))
            return false;
        if (stops && i + 1 < end && s[i + 1] != '.')
            return false;
    }
    return end > start;
}

/* Whether words that begin there are initials; what stands around them does not matter. */
static bool are_initials(const struct reader *r, size_t start, const struct word_list *list)
{
    return list->n > 0 && is_initials(r->s, start + list->v[0].token.start,
                                      start + list->v[list->n - 1].token.end);
}

/* The words between two places of the query. */
static bool read_words(struct reader *r, size_t start, size_t end, struct query_term *term)
{
    struct word_list list = {NULL, 0};
    bool touch;

    if (!words_of(r->arena, r->s + start, end - start, &list))
        return false;
    if (!term->quoted && is_another(&list))
        return query_be_word(r->arena, list.v[0].joined, term);
    if (!copy_tokens(r->arena, &list, &term->words))
        return false;
    term->initials =
        !term->quoted && !term->without && !term->prefix && are_initials(r, start, &list);
    term->bare = list.n == 1 && !term->quoted ? list.v[0].bare : NULL;
    touch = list.n == 2 && list.v[0].token.end == list.v[1].token.start;
    if (list.n == 2 && !term->quoted && !touch)
        term->joined = list.v[0].joined;
    return true;
}

/* Makes the word before and this one, which ends there, one where they are: twenty five. */
static bool join_before(struct reader *r, size_t end, bool *joined)
{
    struct word_list list = {NULL, 0};

    *joined = false;
    if (r->plain == NOWHERE || r->query->cut)
        return true;
    if (!words_of(r->arena, r->s + r->plain, end - r->plain, &list))
        return false;
    *joined = list.n == 2 && list.v[0].joined; /* a blank joins nothing else */
    return !*joined || query_be_word(r->arena, list.v[0].joined, &r->query->v[r->query->n - 1]);
}

/* Reads one term, or an OR, or what is neither and is passed over. */
static enum err read_term(struct reader *r)
{
    struct query_term term = {.without = skip_char(r, '-')};
    size_t start = 0, end = 0, size;
    enum sign sign = look(r, &size);
    bool plain, joined = false;

    if (sign == SIGN_QUOTE)
        read_phrase(r, &term, &start, &end);
    else if (sign == SIGN_OTHER)
        read_word(r, &term, &start, &end);
    if (sign == SIGN_OTHER && !term.without && !term.prefix && end - start == 2 &&
        memcmp(r->s + start, "OR", 2) == 0) {
        r->either = true;
        r->plain = NOWHERE;
        return OK;
    }
    if (!read_words(r, start, end, &term))
        return fail_memory(r->failure);
    plain = sign == SIGN_OTHER && !term.without && !term.prefix && term.words.n == 1;
    if (plain && !r->either && !join_before(r, end, &joined))
        return fail_memory(r->failure);
    r->plain = plain && !joined ? start : NOWHERE;
    return term.words.n > 0 && !joined ? add_term(r, &term) : OK;
}

static bool has_small_letter(const char *s)
{
    return s[strcspn(s, "abcdefghijklmnopqrstuvwxyz")];
}

/* Of a query that is all in capitals, words are no initials for that; where one alone is, among
 * numbers or words of other scripts, it is. */
static void pass_over_capitals(struct query *q)
{
    size_t capitals = 0;

    for (size_t i = 0; i < q->n; i++)
        capitals += q->v[i].initials && q->v[i].words.n == 1;
    if (capitals < 2)
        return;
    for (size_t i = 0; i < q->n; i++)
        q->v[i].initials &= q->v[i].words.n > 1;
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
    struct reader r = {
        .arena = a, .s = text ? text : "", .query = out, .failure = f, .plain = NOWHERE};
    enum err failed;

    *out = (struct query){0};
    r.len = strlen(r.s);
    failed = query_check(r.s, f);
    if (failed)
        return failed;
    for (skip_blanks(&r); !failed && r.pos < r.len; skip_blanks(&r))
        failed = read_term(&r);
    if (failed)
        return failed;
    if (out->n == 0)
        return fail(f, ERR_PARAMETER, "the query has no word to look for");
    if (out->wanted == 0)
        return fail(f, ERR_PARAMETER,
                    "the query only says what to leave out: add a word to look for");
    if (!has_small_letter(r.s))
        pass_over_capitals(out);
    return OK;
}

/* ---- taken apart ---- */

bool query_words(struct arena *a, const char *s, size_t len, struct token_list *out)
{
    struct word_list list = {NULL, 0};

    return words_of(a, s, len, &list) && copy_tokens(a, &list, out);
}

bool query_pair(struct arena *a, const struct token *first, const struct token *second,
                const char **out)
{
    struct word_list list = {NULL, 0};
    const char *both;

    *out = NULL;
    if (first->end != second->start)
        return true;
    both = arena_printf(a, "%s%s", first->text, second->text);
    if (!both || !words_of(a, both, strlen(both), &list))
        return false;
    *out = list.n == 2 ? list.v[0].joined : NULL;
    return true;
}

bool query_add_word(struct arena *a, const char *word, struct query *out)
{
    struct query_term *term = &out->v[out->n++];

    *term = (struct query_term){0};
    out->wanted++;
    return query_be_word(a, word, term);
}

bool query_take_apart(struct arena *a, const struct query_term *term, struct query *out)
{
    const struct token_list *words = &term->words;
    bool paired = false, added = true;

    for (size_t i = 0; i < words->n && added; i++) {
        const char *pair = NULL;

        if (i + 1 < words->n)
            added = query_pair(a, &words->v[i], &words->v[i + 1], &pair);
        if (added && (pair || !paired))
            added = query_add_word(a, pair ? pair : words->v[i].text, out);
        paired = pair;
    }
    return added;
}
