#include "token.h"

#include <endian.h>
#include <stdint.h>
#include <string.h>
#include <utf8proc.h>

#include "utf8.h"

enum kind { OTHER, LETTER, MARK, UNSPACED };

/* Scripts written without blanks between words: Thai to Tibetan's neighbours, Khmer, kana,
 * Han, and the half-width kana. Hangul is written with blanks. */
static bool is_unspaced(int32_t cp)
{
    static const struct {
        int32_t first, last;
    } ranges[] = {{0x0E00, 0x0EFF}, {0x1000, 0x109F}, {0x1780, 0x17FF},  {0x3005, 0x3007},
                  {0x3040, 0x30FF}, {0x31F0, 0x31FF}, {0x3400, 0x4DBF},  {0x4E00, 0x9FFF},
                  {0xF900, 0xFAFF}, {0xFF66, 0xFF9D}, {0x20000, 0x323AF}};

    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (cp >= ranges[i].first && cp <= ranges[i].last)
            return true;
    return false;
}

static enum kind kind_of(int32_t cp)
{
    if (cp == 0xFF9E || cp == 0xFF9F) /* half-width voicing marks: letters to Unicode */
        return MARK;
    switch (utf8proc_category(cp)) {
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
        return MARK;
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
        return is_unspaced(cp) ? UNSPACED : LETTER;
    case UTF8PROC_CATEGORY_ND:
        return LETTER;
    default:
        return OTHER;
    }
}

static bool is_apostrophe(int32_t cp)
{
    return cp == '\'' || cp == 0x2019 || cp == 0x2018 || cp == 0x02BC || cp == 0xFF07;
}

/* Letters that Unicode does not decompose but people type without their stroke, or as a
 * neighbouring language has them: Persian kaf and yeh; in Hindi, candrabindu as anusvara. */
static const char *plain_form(int32_t cp)
{
    switch (cp) {
    case 0x00E6:
        return "ae";
    case 0x00F0:
    case 0x0111:
        return "d";
    case 0x00F8:
        return "o";
    case 0x00FE:
        return "th";
    case 0x0131:
        return "i";
    case 0x0142:
        return "l";
    case 0x0153:
        return "oe";
    case 0x06A9:
        return "\u0643";
    case 0x06CC:
        return "\u064A";
    case 0x0901:
        return "\u0902";
    default:
        return NULL;
    }
}

/* What one writes and another leaves out: accents, the points of Hebrew, the vowel signs of Arabic
 * with its hamza and lengthening, the nukta of Hindi. The vowel signs of other scripts stay. */
static bool is_left_out(int32_t cp)
{
    return (cp >= 0x0300 && cp <= 0x036F) || (cp >= 0x0591 && cp <= 0x05C7) || cp == 0x0640 ||
           (cp >= 0x064B && cp <= 0x065F) || cp == 0x0670 || cp == 0x093C;
}

/* Cyrillic i with a breve is a letter that nobody writes without. */
static bool is_short_i(const char *out, size_t at, int32_t cp)
{
    return cp == 0x0306 && at >= 2 && memcmp(out + at - 2, "\u0438", 2) == 0;
}

static bool is_digit(int32_t cp)
{
    return utf8proc_category(cp) == UTF8PROC_CATEGORY_ND;
}

/* The digit of any script: those from 0 to 9 follow each other (The Unicode Standard, 4.6), and
 * behind the digits of another script only in mathematics, whose are taken for ASCII's before. */
static char digit_of(int32_t cp)
{
    char digit = '0';

    while (digit < '9' && is_digit(cp - 1)) {
        digit++;
        cp--;
    }
    return digit;
}

static size_t append_folded(char *out, size_t at, int32_t cp)
{
    const char *plain = plain_form(cp);
    size_t n;

    if (plain) {
        n = strlen(plain);
        memcpy(out + at, plain, n);
        return at + n;
    }
    if (is_short_i(out, at, cp)) {
        out[at - 1]++;
        return at;
    }
    if (is_left_out(cp) || kind_of(cp) == OTHER)
        return at;
    return at + (size_t)utf8proc_encode_char(cp, (utf8proc_uint8_t *)out + at);
}

/* Adds the folded form of cp to the token; what no longer fits is left out. */
static size_t fold(struct tokenizer *t, size_t at, int32_t cp)
{
    const utf8proc_option_t options = (utf8proc_option_t)(UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE |
                                                          UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
    utf8proc_int32_t parts[32];
    utf8proc_ssize_t n;
    int last = 0;

    n = utf8proc_decompose_char(cp, parts, 32, options, &last);
    for (utf8proc_ssize_t i = 0; i < n && i < 32 && at + 4 <= TOKEN_MAX; i++)
        if (!t->plain && parts[i] >= 0x80 && is_digit(parts[i]))
            t->folded[at++] = digit_of(parts[i]);
        else
            at = append_folded(t->folded, at, parts[i]);
    return at;
}

void tokenizer_init(struct tokenizer *t, const char *s, size_t len)
{
    t->s = s;
    t->len = len;
    t->pos = 0;
    t->plain = false;
}

/* The folded form of an ASCII letter or digit, or 0: a letter differs from its capital by one bit,
 * which digits have. */
static char plain_fold(char c)
{
    char folded = (char)(c | 0x20);

    return (folded >= 'a' && folded <= 'z') || (c >= '0' && c <= '9') ? folded : 0;
}

/* As look, where the code point is none of ASCII. */
static size_t look_closely(const struct tokenizer *t, size_t pos, int32_t *cp, enum kind *kind)
{
    size_t n = utf8_decode(t->s + pos, t->len - pos, cp);

    *kind = n ? kind_of(*cp) : OTHER;
    return n ? n : 1;
}

/* The code point at pos, its kind and its size; size 0 at the end. */
static inline size_t look(const struct tokenizer *t, size_t pos, int32_t *cp, enum kind *kind)
{
    if (pos >= t->len)
        return 0;
    if (t->s[pos] & 0x80)
        return look_closely(t, pos, cp, kind);
    *cp = (unsigned char)t->s[pos];
    *kind = plain_fold(t->s[pos]) ? LETTER : OTHER;
    return 1;
}

/* The size of an apostrophe at pos that stands inside a word, else 0. */
static size_t inner_apostrophe(const struct tokenizer *t, size_t pos)
{
    enum kind kind;
    int32_t cp;
    size_t n = look(t, pos, &cp, &kind);

    if (n == 0 || !is_apostrophe(cp) || look(t, pos + n, &cp, &kind) == 0)
        return 0;
    return kind == LETTER ? n : 0;
}

/* How many of the eight bytes at s are ASCII letters or digits in a row; out gets them folded, and
 * whatever behind them. All eight are compared at once: a sum has a byte's high bit where the byte
 * is not less than what was meant. */
static size_t fold_plain(const char *s, char *out)
{
    const uint64_t each = UINT64_C(0x0101010101010101), high = each << 7;
    uint64_t bytes, folded, low, letters, digits, others;

    memcpy(&bytes, s, sizeof bytes);
    bytes = le64toh(bytes);
    folded = bytes | each * 0x20;
    low = folded & ~high;
    letters = (low + each * (0x80 - 'a')) & ~(low + each * (0x7F - 'z'));
    low = bytes & ~high;
    digits = (low + each * (0x80 - '0')) & ~(low + each * (0x7F - '9'));
    others = ~((letters | digits) & ~bytes) & high;
    folded = htole64(folded);
    memcpy(out, &folded, sizeof folded);
    return others ? (size_t)__builtin_ctzll(others) / 8 : sizeof bytes;
}

/* Nearly all text is ASCII: reads on while the token is, without decoding. Returns the folded
 * length. */
static size_t read_plain(struct tokenizer *t, size_t len)
{
    const size_t width = sizeof(uint64_t);
    size_t n;
    char c;

    while (t->pos + width <= t->len && len + width <= TOKEN_MAX) {
        n = fold_plain(t->s + t->pos, t->folded + len);
        t->pos += n;
        len += n;
        if (n < width)
            return len;
    }
    for (; t->pos < t->len && (c = plain_fold(t->s[t->pos])); t->pos++)
        if (len < TOKEN_MAX)
            t->folded[len++] = c;
    return len;
}

/* Whether ASCII that no word has is at hand, but for an apostrophe. */
static bool at_plain_gap(const struct tokenizer *t)
{
    char c = t->s[t->pos];

    return !(c & 0x80) && !plain_fold(c) && c != '\'';
}

/* Reads on from the first code point of a token, of n bytes, to its end; returns the folded
 * length. */
static size_t read_token(struct tokenizer *t, enum kind first, int32_t cp, size_t n)
{
    enum kind kind = first;
    size_t len = 0;

    do {
        size_t before = t->pos;

        if (first == LETTER)
            len = read_plain(t, len);
        if (t->pos == before) {
            len = fold(t, len, cp);
            t->pos += n;
        } else if (t->pos < t->len && at_plain_gap(t)) {
            break;
        }
        if (first == LETTER)
            t->pos += inner_apostrophe(t, t->pos);
        n = look(t, t->pos, &cp, &kind);
    } while (n && (kind == MARK || (kind == LETTER && first == LETTER)));
    return len;
}

static char plain_at(const struct tokenizer *t, size_t pos)
{
    return pos < t->len ? plain_fold(t->s[pos]) : 0;
}

static bool digit_at(const struct tokenizer *t, size_t pos)
{
    char c = plain_at(t, pos);

    return c >= '0' && c <= '9';
}

/* C# and C++, and C++20: one letter, and its sign. */
static size_t read_sign(struct tokenizer *t, size_t len)
{
    static const struct {
        const char *sign, *name;
        bool digits; /* may follow */
    } signs[] = {{"#", "sharp", false}, {"++", "plusplus", true}};

    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        size_t n = strlen(signs[i].sign);

        if (t->pos + n > t->len || memcmp(t->s + t->pos, signs[i].sign, n) != 0)
            continue;
        if (plain_at(t, t->pos + n) && !(signs[i].digits && digit_at(t, t->pos + n)))
            continue;
        t->pos += n;
        n = strlen(signs[i].name);
        memcpy(t->folded + len, signs[i].name, n);
        return len + n;
    }
    return len;
}

/* 1,000,000: three digits behind each comma. */
static size_t read_thousands(struct tokenizer *t, size_t len)
{
    while (t->pos < t->len && t->s[t->pos] == ',' && digit_at(t, t->pos + 1) &&
           digit_at(t, t->pos + 2) && digit_at(t, t->pos + 3) && !plain_at(t, t->pos + 4) &&
           len + 3 <= TOKEN_MAX) {
        memcpy(t->folded + len, t->s + t->pos + 1, 3);
        t->pos += 4;
        len += 3;
    }
    return len;
}

/* I'll is not ill: contractions that are another word of some weight without their apostrophe. */
static size_t keep_apart(struct tokenizer *t, size_t start, size_t len)
{
    static const struct {
        const char *folded;
        size_t behind; /* which letters the apostrophe stands */
    } contractions[] = {{"ill", 1}, {"well", 2}, {"hell", 2}, {"shell", 3},
                        {"id", 1},  {"wed", 2},  {"shed", 3}, {"whore", 3}};
    const struct token token = {.start = start, .end = t->pos};

    for (size_t i = 0; i < sizeof contractions / sizeof *contractions; i++) {
        size_t behind = contractions[i].behind;

        if (strlen(contractions[i].folded) != len ||
            memcmp(t->folded, contractions[i].folded, len) != 0 ||
            !token_has_apostrophe(t->s, &token, behind))
            continue;
        memmove(t->folded + behind + 1, t->folded + behind, len - behind);
        t->folded[behind] = '\'';
        return len + 1;
    }
    return len;
}

/* What belongs to a token that began at start, though no letter of it. */
static size_t read_on(struct tokenizer *t, size_t start, size_t len)
{
    size_t digits = 0;

    if (t->pos - start > len) /* as it has an apostrophe */
        return keep_apart(t, start, len);

    while (start + digits < t->pos && digit_at(t, start + digits))
        digits++;
    if (start + digits == t->pos)
        return digits <= 3 ? read_thousands(t, len) : len;
    return t->pos == start + 1 && plain_at(t, start) ? read_sign(t, len) : len;
}

bool tokenizer_next(struct tokenizer *t, struct token *out)
{
    enum kind kind;
    int32_t cp;
    size_t n;

    for (;;) {
        while (t->pos < t->len && at_plain_gap(t))
            t->pos++;
        n = look(t, t->pos, &cp, &kind);
        if (n == 0)
            return false;
        if (kind != LETTER && kind != UNSPACED) {
            t->pos += n;
            continue;
        }
        out->start = t->pos;
        out->len = read_token(t, kind, cp, n);
        if (!t->plain)
            out->len = read_on(t, out->start, out->len);
        out->end = t->pos;
        out->text = t->folded;
        t->folded[out->len] = '\0';
        if (out->len > 0)
            return true;
    }
}

bool token_has_apostrophe(const char *s, const struct token *token, size_t behind)
{
    int32_t cp;
    size_t at = token->start + behind;

    return at < token->end && utf8_decode(s + at, token->end - at, &cp) > 0 && is_apostrophe(cp);
}

bool token_is_unspaced(const char *s, size_t len)
{
    int32_t cp;

    return len > 0 && utf8_decode(s, len, &cp) > 0 && is_unspaced(cp);
}

bool token_is_oneself(const char *folded)
{
    static const char *const forms[] = {"i", "im", "ive", "i'll", "i'd"};

    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (strcmp(folded, forms[i]) == 0)
            return true;
    return false;
}

bool tokens_of(struct arena *a, const char *s, size_t len, struct token_list *out)
{
    struct tokenizer t;
    struct token token;
    size_t capacity = 0;

    out->v = NULL;
    out->n = 0;
    tokenizer_init(&t, s, len);
    while (tokenizer_next(&t, &token)) {
        struct token *grown = arena_grow(a, out->v, out->n, &capacity, sizeof *out->v);
        if (!grown)
            return false;
        out->v = grown;
        token.text = arena_strndup(a, token.text, token.len);
        if (!token.text)
            return false;
        out->v[out->n++] = token;
    }
    return true;
}

void tokens_add(struct buf *b, const char *s, size_t len)
{
    struct tokenizer t;
    struct token token;

    tokenizer_init(&t, s, len);
    while (tokenizer_next(&t, &token)) {
        buf_str(b, b->len > 0 ? " " : "");
        buf_add(b, token.text, token.len);
    }
}

char *slug_of(struct arena *a, const char *s)
{
    enum { LONGEST = 100 };
    char slug[LONGEST];
    size_t len = 0;
    struct tokenizer t;
    struct token token;

    tokenizer_init(&t, s, strlen(s));
    t.plain = true;
    while (tokenizer_next(&t, &token)) {
        char word[TOKEN_MAX];
        size_t n = 0;

        for (size_t i = 0; i < token.len; i++)
            if ((unsigned char)token.text[i] < 0x80)
                word[n++] = token.text[i];
        if (n == 0)
            continue;
        if (len > 0 && len + 1 + n > LONGEST)
            break;
        if (len > 0)
            slug[len++] = '-';
        if (n > LONGEST)
            n = LONGEST;
        memcpy(slug + len, word, n);
        len += n;
    }
    return arena_strndup(a, slug, len);
}

const char *name_key(struct arena *a, const char *name)
{
    struct buf words;
    const char *key;
    bool is_latin = true;

    buf_init(&words);
    tokens_add(&words, name, strlen(name));
    for (size_t i = 0; i < words.len; i++)
        is_latin = is_latin && (unsigned char)words.data[i] < 0x80;
    if (words.failed)
        key = NULL;
    else if (words.len == 0)
        key = name;
    else
        key = is_latin ? slug_of(a, name) : arena_strndup(a, words.data, words.len);
    buf_finish(&words);
    return key;
}
