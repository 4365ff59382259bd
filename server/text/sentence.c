#include "sentence.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "utf8.h"

/* Words whose full stop does not end a sentence. */
static const char *const abbreviations[] = {"mr",   "mrs", "ms",  "dr",  "prof", "st",    "sr",
                                            "jr",   "gen", "sen", "rep", "gov",  "col",   "lt",
                                            "capt", "sgt", "rev", "hon", "pres", "supt",  "mt",
                                            "vs",   "etc", "eg",  "ie",  "cf",   "approx"};

/* After a dotted abbreviation (U.S., a.m.) these begin a new sentence if they are capitalised;
 * other capitalised words are mostly names that belong to it (U.S. Army). */
static const char *const starters[] = {"the",  "and",     "but",  "so",   "it",   "i",    "we",
                                       "he",   "she",     "they", "this", "that", "in",   "what",
                                       "you",  "if",      "when", "why",  "how",  "or",   "there",
                                       "then", "because", "well", "yes",  "no",   "yeah", "our"};

struct text {
    const char *s;
    size_t len;
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool listed(const char *const *words, size_t count, const char *s, size_t len)
{
    for (size_t i = 0; i < count && len > 0; i++)
        if (*words[i] == tolower((unsigned char)*s) && strlen(words[i]) == len &&
            strncasecmp(words[i], s, len) == 0)
            return true;
    return false;
}

static bool is_letter(const struct text *t, size_t at)
{
    return at < t->len && (isalpha((unsigned char)t->s[at]) || (t->s[at] & 0x80));
}

/* The size of a mark that can end a sentence at pos, or 0. */
static size_t end_mark(const struct text *t, size_t pos, bool *unspaced)
{
    int32_t cp;
    size_t n;

    *unspaced = false;
    if (!(t->s[pos] & 0x80))
        return t->s[pos] == '.' || t->s[pos] == '?' || t->s[pos] == '!';
    n = utf8_decode(t->s + pos, t->len - pos, &cp);
    *unspaced = cp == 0x3002 || cp == 0xFF01 || cp == 0xFF1F || cp == 0xFF61;
    if (cp == 0x061F || cp == 0x06D4 || cp == 0x0964) /* of Arabic, Urdu and Hindi */
        return n;
    return cp == 0x2026 || *unspaced ? n : 0;
}

/* The size of a closing quote or bracket at pos, or 0. */
static size_t closer(const struct text *t, size_t pos)
{
    int32_t cp;
    size_t n;

    if (pos >= t->len)
        return 0;
    n = utf8_decode(t->s + pos, t->len - pos, &cp);
    return cp == '"' || cp == '\'' || cp == ')' || cp == ']' || cp == 0x201D || cp == 0x2019 ||
                   cp == 0x300D || cp == 0x300F
               ? n
               : 0;
}

static size_t skip_blanks(const struct text *t, size_t pos)
{
    while (pos < t->len && is_blank(t->s[pos]))
        pos++;
    return pos;
}

/* The run of letters and full stops that ends before dot. */
static size_t word_before(const struct text *t, size_t from, size_t dot)
{
    size_t start = dot;

    while (start > from && (is_letter(t, start - 1) || t->s[start - 1] == '.'))
        start--;
    return start;
}

static bool next_word_starts(const struct text *t, size_t next)
{
    size_t end = next;

    while (is_letter(t, end))
        end++;
    return isupper((unsigned char)t->s[next]) &&
           listed(starters, sizeof starters / sizeof *starters, t->s + next, end - next);
}

/* True if the full stop at dot belongs to the word before it. */
static bool belongs_to_word(const struct text *t, size_t from, size_t dot, size_t next)
{
    size_t start = word_before(t, from, dot);
    size_t len = dot - start;
    const char *word = t->s + start;

    if (len == 0 || next >= t->len)
        return false;
    if (memchr(word, '.', len) && len <= 7 && word[1] == '.')
        return !(isupper((unsigned char)t->s[next]) &&
                 (len == 3 && tolower((unsigned char)word[2]) == 'm')) &&
               !next_word_starts(t, next);
    if (len == 1 && isupper((unsigned char)*word))
        return *word != 'I' && isupper((unsigned char)t->s[next]) && !next_word_starts(t, next);
    return listed(abbreviations, sizeof abbreviations / sizeof *abbreviations, word, len);
}

/* "here.Next": two sentences that the transcript glued together, unlike "example.org". */
static bool is_glued(const struct text *t, size_t dot, size_t after)
{
    return dot > 1 && islower((unsigned char)t->s[dot - 1]) &&
           islower((unsigned char)t->s[dot - 2]) && after + 1 < t->len &&
           isupper((unsigned char)t->s[after]) &&
           (islower((unsigned char)t->s[after + 1]) || t->s[after + 1] == '\'');
}

/* If a sentence that began at from ends with the mark at pos, the offset behind it and its
 * closing quotes; else 0, with *skip at the end of the run of marks. */
static size_t end_at(const struct text *t, size_t from, size_t pos, size_t *skip)
{
    size_t end = pos, next, n;
    bool unspaced = false, any_unspaced = false;

    while (end < t->len && (n = end_mark(t, end, &unspaced)) > 0) {
        end += n;
        any_unspaced |= unspaced;
    }
    *skip = end;
    n = end - pos;
    while (closer(t, end))
        end += closer(t, end);
    next = skip_blanks(t, end);
    if (next == t->len || any_unspaced)
        return end;
    if (next == end)
        return n == 1 && t->s[pos] == '.' && is_glued(t, pos, end) ? end : 0;
    if ((n > 1 || (t->s[pos] & 0x80)) && islower((unsigned char)t->s[next]))
        return 0;
    if (n == 1 && t->s[pos] == '.' && belongs_to_word(t, from, pos, next))
        return 0;
    return end;
}

static size_t sentence_end(const struct text *t, size_t from)
{
    size_t pos = from;
    bool unspaced;

    while (pos < t->len) {
        size_t skip, end;

        if (isalpha((unsigned char)t->s[pos]) || t->s[pos] == ' ') { /* most of them */
            pos++;
            continue;
        }
        if (end_mark(t, pos, &unspaced) == 0) {
            pos++;
            while (pos < t->len && ((unsigned char)t->s[pos] & 0xC0) == 0x80)
                pos++;
            continue;
        }
        end = end_at(t, from, pos, &skip);
        if (end)
            return end;
        pos = skip;
    }
    while (pos > from && is_blank(t->s[pos - 1]))
        pos--;
    return pos;
}

bool sentences_of(struct arena *a, const char *s, size_t len, struct sentence_list *out)
{
    const struct text t = {s, len};
    size_t capacity = 0;
    size_t pos = skip_blanks(&t, 0);

    out->v = NULL;
    out->n = 0;
    while (pos < len) {
        struct sentence *grown = arena_grow(a, out->v, out->n, &capacity, sizeof *out->v);
        size_t end = sentence_end(&t, pos);

        if (!grown)
            return false;
        out->v = grown;
        out->v[out->n++] = (struct sentence){pos, end};
        pos = skip_blanks(&t, end);
    }
    return true;
}
