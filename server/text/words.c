#include "words.h"

#include <string.h>
#include <utf8proc.h>

#include "number.h"
#include "utf8.h"

/* What stands between two words. */
enum gap { TOUCHING, HYPHEN, BLANKS, APART };

static bool is_hyphen(int32_t cp)
{
    return cp == '-' || cp == 0x00AD || cp == 0x2010 || cp == 0x2011 || cp == 0xFF0D;
}

static bool is_percent(int32_t cp)
{
    return cp == '%' || cp == 0xFF05;
}

static bool is_blank(int32_t cp)
{
    if (cp < 0x80)
        return cp == ' ' || (cp >= '\t' && cp <= '\r');
    return utf8proc_category(cp) == UTF8PROC_CATEGORY_ZS;
}

static enum gap gap_between(const char *s, size_t start, size_t end)
{
    int32_t cp;
    size_t n;

    if (start == end)
        return TOUCHING;
    n = utf8_decode(s + start, end - start, &cp);
    if (n == end - start && is_hyphen(cp))
        return HYPHEN;
    while (n > 0 && is_blank(cp)) {
        start += n;
        if (start == end)
            return BLANKS;
        n = utf8_decode(s + start, end - start, &cp);
    }
    return APART;
}

/* True if the text of two words in this gap is put together as it is. */
static bool fuse(const char *s, enum gap gap, const struct token *a, const struct token *b)
{
    if (a->len + b->len > TOKEN_MAX)
        return false;
    if (gap == HYPHEN)
        return true;
    return gap == TOUCHING && token_is_unspaced(s + a->start, a->end - a->start) &&
           token_is_unspaced(s + b->start, b->end - b->start);
}

/* Tells w what it is together with next. False when out of memory. */
static bool join(struct arena *a, const char *s, struct word *w, const struct token *next)
{
    enum gap gap = gap_between(s, w->token.end, next->start);
    const char *first = w->token.text, *second = next->text;
    int number;

    if (gap == APART)
        return true;
    number = number_of_two(&w->token, next);
    if (number >= 0)
        w->joined = arena_printf(a, "%d", number);
    else if (fuse(s, gap, &w->token, next) ||
             (strcmp(first, "per") == 0 && strcmp(second, "cent") == 0))
        w->joined = arena_printf(a, "%s%s", first, second);
    else
        return true;
    return w->joined != NULL;
}

static bool is_letter(const struct token *token)
{
    return token->len <= 4 && utf8_count(token->text, token->len) == 1 &&
           !(*token->text >= '0' && *token->text <= '9');
}

/* Whether two words are letters with a hyphen between them. */
static bool are_spelled(const char *s, const struct token *a, const struct token *b)
{
    return is_letter(a) && is_letter(b) && gap_between(s, a->end, b->start) == HYPHEN;
}

struct growing {
    struct arena *arena;
    const char *s;
    struct word_list *list;
    size_t capacity;
};

/* What a word is without what an apostrophe has cut short before a vowel. */
static const char *without_article(const char *s, const struct token *token)
{
    static const char *const cut[] = {"all",   "c",      "d",    "dall", "dell", "j",      "jusqu",
                                      "l",     "lorsqu", "m",    "n",    "nell", "puisqu", "qu",
                                      "quell", "s",      "sull", "t",    "un"};

    for (size_t i = 0; i < sizeof cut / sizeof *cut; i++) {
        size_t n = strlen(cut[i]);

        if (token->len > n + 1 && memcmp(token->text, cut[i], n) == 0 &&
            token_has_apostrophe(s, token, n) && strchr("aeiouyh", token->text[n]))
            return token->text + n;
    }
    return NULL;
}

/* Whether a token is written with an ending, and something before it. */
static bool ends_with(const char *s, const struct token *token, const char *ending)
{
    size_t n = strlen(ending);

    return n < token->end - token->start && memcmp(s + token->end - n, ending, n) == 0;
}

/* The bytes of the particle that is written onto a word of Korean; 0: none. */
static size_t particle_of(const char *s, const struct token *token)
{
    static const char *const particles[] = {
        "이",   "가",   "은",     "는",     "을",   "를",     "의",    "에",   "에서", "에게",
        "에는", "에도", "에서는", "에서도", "으로", "로",     "와",    "과",   "도",   "만",
        "까지", "부터", "처럼",   "보다",   "마다", "이나",   "께서",  "한테", "들",   "들이",
        "들은", "들을", "들의",   "이다",   "라는", "입니다", "이라는"};
    size_t longest = 0;
    int32_t cp;

    utf8_decode(s + token->start, token->end - token->start, &cp);
    for (size_t i = 0; cp >= 0xAC00 && cp <= 0xD7A3 && i < sizeof particles / sizeof *particles;
         i++)
        if (strlen(particles[i]) > longest && ends_with(s, token, particles[i]))
            longest = strlen(particles[i]);
    return longest;
}

/* The bytes of the apostrophe that ends where so many of token's text do; 0: there is none. */
static size_t apostrophe_before(const char *s, const struct token *token, size_t end)
{
    int32_t cp;

    for (size_t n = 1; n <= 3 && n <= end; n++)
        if (utf8_decode(s + token->start + end - n, n, &cp) == n)
            return token_has_apostrophe(s, token, end - n) ? n : 0;
    return 0;
}

/* The bytes of the suffix that Turkish sets behind a name, with its apostrophe; 0: none. */
static size_t suffix_of(const char *s, const struct token *token)
{
    enum { SHORTEST = 3 };
    static const char *const suffixes[] = {
        "a",   "e",   "i",   "ı",   "u",   "ü",   "da",   "de",   "ta",   "te",  "dan", "den",
        "tan", "ten", "ya",  "ye",  "yi",  "yı",  "yu",   "yü",   "na",   "ne",  "ni",  "nı",
        "nu",  "nü",  "nda", "nde", "in",  "ın",  "un",   "ün",   "nin",  "nın", "nun", "nün",
        "la",  "le",  "yla", "yle", "dir", "dır", "daki", "deki", "taki", "teki"};
    size_t len = token->end - token->start;

    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        size_t n = strlen(suffixes[i]);
        size_t mark = ends_with(s, token, suffixes[i]) ? apostrophe_before(s, token, len - n) : 0;

        if (mark > 0 && len - n - mark >= SHORTEST)
            return n + mark;
    }
    return 0;
}

/* Finds what a word is without what is written onto it; *out is NULL where that is nothing. False
 * when out of memory. */
static bool find_bare(struct arena *a, const char *s, const struct token *token, const char **out)
{
    struct tokenizer t;
    struct token bare;
    size_t end;

    *out = NULL;
    if (token->end - token->start == token->len) /* as nearly always: of ASCII, no apostrophe */
        return true;
    *out = without_article(s, token);
    end = *out ? 0 : particle_of(s, token);
    if (!*out && end == 0)
        end = suffix_of(s, token);
    if (end == 0)
        return true;
    tokenizer_init(&t, s + token->start, token->end - token->start - end);
    if (!tokenizer_next(&t, &bare)) /* signs that are no letter */
        return true;
    *out = arena_strndup(a, bare.text, bare.len);
    return *out;
}

/* Joins the last word to the one before. Of what is spelled out, C-A-R-Y, no two letters are a
 * word; of A-I they are. */
static bool join_last(struct growing *g)
{
    struct word *last = &g->list->v[g->list->n - 1];

    if (g->list->n > 2 && are_spelled(g->s, &last[-1].token, &last->token) &&
        are_spelled(g->s, &last[-2].token, &last[-1].token)) {
        last[-2].joined = NULL;
        return true;
    }
    return g->list->n < 2 || join(g->arena, g->s, last - 1, &last->token);
}

/* Copies the token to the end of the list and joins it to the one before. False when out of
 * memory. */
static bool add_word(struct growing *g, const struct token *token)
{
    struct word_list *list = g->list;
    struct word *v = arena_grow(g->arena, list->v, list->n, &g->capacity, sizeof *v);
    struct word *w;

    if (!v)
        return false;
    list->v = v;
    w = &v[list->n];
    w->token = *token;
    w->token.text = arena_strndup(g->arena, token->text, token->len);
    if (!w->token.text || !find_bare(g->arena, g->s, &w->token, &w->bare))
        return false;
    list->n++;
    return join_last(g);
}

/* Finds the percent sign at pos, or one blank behind it. */
static bool percent_at(const char *s, size_t len, size_t pos, struct token *out)
{
    static const char percent[] = "percent";
    int32_t cp;
    size_t n = utf8_decode(s + pos, len - pos, &cp);

    if (n > 0 && is_blank(cp)) {
        pos += n;
        n = utf8_decode(s + pos, len - pos, &cp);
    }
    if (n == 0 || !is_percent(cp))
        return false;
    *out = (struct token){pos, pos + n, percent, sizeof percent - 1};
    return true;
}

static bool is_number(const struct token *token)
{
    return strspn(token->text, "0123456789") == token->len;
}

bool words_of(struct arena *a, const char *s, size_t len, struct word_list *out)
{
    struct growing g = {a, s, out, 0};
    struct tokenizer t;
    struct token token;

    out->v = NULL;
    out->n = 0;
    tokenizer_init(&t, s, len);
    while (tokenizer_next(&t, &token)) {
        struct token percent;

        if (!add_word(&g, &token))
            return false;
        if (is_number(&token) && percent_at(s, len, token.end, &percent) && !add_word(&g, &percent))
            return false;
    }
    return true;
}
