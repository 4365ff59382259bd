#include "names.h"

#include <string.h>

#include "distance.h"

/* Shorter words alone are too often alike by chance. */
enum { SURE_LENGTH = 6 };

static const char *const titles[] = {"dr", "mr", "mrs", "ms", "prof", "professor", "sir", "phd"};

static bool is_title(const struct token *t)
{
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
        if (strcmp(titles[i], t->text) == 0)
            return true;
    return false;
}

/* Spellings that sound like one letter; the longer first. */
static const struct {
    const char *spelling;
    char sound;
} sounds[] = {{"sch", 'S'}, {"tch", 'C'}, {"ph", 'F'}, {"pf", 'F'}, {"ck", 'K'},
              {"qu", 'K'},  {"sh", 'S'},  {"ch", 'C'}, {"th", 'T'}, {"kn", 'N'},
              {"wr", 'R'},  {"gh", 'G'},  {"c", 'K'},  {"q", 'K'},  {"x", 'K'},
              {"z", 'S'},   {"y", 'A'},   {"j", 'J'},  {"w", 'V'},  {"v", 'V'}};

/* The sound at s, and in *len how many letters make it; 'A' for a vowel, 0 for silence. */
static char sound_at(const char *s, size_t *len)
{
    for (size_t i = 0; i < sizeof sounds / sizeof *sounds; i++) {
        *len = strlen(sounds[i].spelling);
        if (strncmp(s, sounds[i].spelling, *len) == 0)
            return sounds[i].sound;
    }
    *len = 1;
    if (strchr("aeiou", *s) != NULL)
        return 'A';
    if (*s == 'h')
        return 0;
    return *s >= 'a' && *s <= 'z' ? (char)(*s - 'a' + 'A') : *s;
}

/* Writes the consonants of a folded word; of its vowels only that it begins with one. */
static void sound_of(const char *text, char *out)
{
    size_t n = 0, step;
    char last = 0;

    for (const char *s = text; *s != '\0' && n + 1 < SOUND_MAX; s += step) {
        char c = sound_at(s, &step);
        if ((unsigned char)*s >= 0x80) {
            n = 0;
            break;
        }
        if (c != 0 && c != last && (c != 'A' || s == text))
            out[n++] = c;
        last = c;
    }
    out[n] = '\0';
}

void name_word_set(struct name_word *w, const char *text, size_t len)
{
    w->text = text;
    w->len = len;
    sound_of(text, w->sound);
}

bool name_read(struct arena *a, const char *text, struct name *out)
{
    struct token_list tokens;

    out->text = text;
    out->n = 0;
    if (!tokens_of(a, text, strlen(text), &tokens))
        return false;
    if (tokens.n > NAME_WORDS)
        return true;
    for (size_t i = 0; i < tokens.n; i++)
        if (tokens.n == 1 || !is_title(&tokens.v[i]))
            name_word_set(&out->words[out->n++], tokens.v[i].text, tokens.v[i].len);
    return true;
}

static bool words_same(const struct name_word *a, const struct name_word *b)
{
    return a->len == b->len && memcmp(a->text, b->text, a->len) == 0;
}

static bool is_initial_of(const struct name_word *initial, const struct name_word *word)
{
    return initial->len == 1 && initial->text[0] == word->text[0];
}

bool name_words_alike(const struct name_word *a, const struct name_word *b)
{
    size_t longer = a->len > b->len ? a->len : b->len;
    size_t shorter = a->len + b->len - longer;

    if (words_same(a, b))
        return true;
    if (shorter < 3 || longer > 2 * shorter)
        return false;
    size_t limit = longer >= 8 ? 2 : longer >= 5 ? 1 : 0;
    if (a->sound[0] != '\0' && strcmp(a->sound, b->sound) == 0)
        limit = longer / 2;
    return edit_distance(a->text, a->len, b->text, b->len, limit) <= limit;
}

static bool shortened(const struct name_word *a, const struct name_word *b)
{
    return a->len >= 3 && b->len >= 3 && memcmp(a->text, b->text, 3) == 0;
}

bool name_is_fused(const struct name *name, const struct name_word *word)
{
    char joined[64] = "";
    size_t len = 0;

    if (name->n < 2)
        return false;
    for (size_t i = 0; i < name->n; i++) {
        if (len + name->words[i].len >= sizeof joined)
            return false;
        memcpy(joined + len, name->words[i].text, name->words[i].len);
        len += name->words[i].len;
    }
    return len >= 6 && edit_distance(joined, len, word->text, word->len, len / 6) <= len / 6;
}

/* One of the two has a single word. */
static enum likeness compare_single(const struct name *one, const struct name *other)
{
    const struct name_word *w = &one->words[0];
    const struct name_word *first = &other->words[0], *last = &other->words[other->n - 1];

    if (name_is_fused(other, w))
        return NAMES_FUSED;
    if (words_same(w, first))
        return NAMES_FIRST;
    if (words_same(w, last))
        return NAMES_LAST;
    bool like = name_words_alike(w, first) || name_words_alike(w, last);
    return like && w->len >= SURE_LENGTH ? NAMES_FIRST_LIKE : NAMES_DIFFER;
}

/* Both have the same number of words. */
static enum likeness compare_equal(const struct name *a, const struct name *b)
{
    bool same = true, initials = true, alike = true;

    for (size_t i = 0; i < a->n; i++) {
        const struct name_word *x = &a->words[i], *y = &b->words[i];
        bool equal = words_same(x, y);
        same = same && equal;
        initials =
            initials && (equal || (i + 1 < a->n && (is_initial_of(x, y) || is_initial_of(y, x))));
        alike = alike && name_words_alike(x, y);
    }
    if (same)
        return NAMES_SAME;
    if (initials)
        return NAMES_MIDDLE;
    return alike && (a->n > 1 || a->words[0].len >= SURE_LENGTH) ? NAMES_LIKE : NAMES_DIFFER;
}

/* Both have several words: first and last decide. */
static enum likeness compare_ends(const struct name *a, const struct name *b)
{
    const struct name_word *a_last = &a->words[a->n - 1], *b_last = &b->words[b->n - 1];
    const struct name_word *a_first = &a->words[0], *b_first = &b->words[0];

    if (!name_words_alike(a_last, b_last))
        return NAMES_DIFFER;
    if (words_same(a_first, b_first) && words_same(a_last, b_last))
        return NAMES_MIDDLE;
    if (name_words_alike(a_first, b_first))
        return NAMES_LIKE;
    return shortened(a_first, b_first) ? NAMES_SHORT : NAMES_DIFFER;
}

enum likeness names_compare(const struct name *a, const struct name *b)
{
    if (a->n == 0 || b->n == 0)
        return strcmp(a->text, b->text) == 0 ? NAMES_SAME : NAMES_DIFFER;
    if (a->n == b->n) {
        enum likeness l = compare_equal(a, b);
        return l != NAMES_DIFFER || a->n == 1 ? l : compare_ends(a, b);
    }
    if (a->n == 1)
        return compare_single(a, b);
    if (b->n == 1)
        return compare_single(b, a);
    return compare_ends(a, b);
}

const char *likeness_reason(struct arena *a, enum likeness l, const char *name)
{
    static const struct {
        const char *before, *after;
    } reasons[] = {
        [NAMES_DIFFER] = {"close to other spellings of ", ""},
        [NAMES_FIRST_LIKE] = {"spelled like a part of ", ", and like nobody else's name"},
        [NAMES_FIRST] = {"the first name of ", ", and of nobody else"},
        [NAMES_LAST] = {"the last name of ", ", and of nobody else"},
        [NAMES_SHORT] = {"a short first name, and the last name, of ", ""},
        [NAMES_LIKE] = {"spelled or sounding like ", ""},
        [NAMES_MIDDLE] = {"", " with fewer or shortened names"},
        [NAMES_FUSED] = {"", " written as one word"},
        [NAMES_SAME] = {"the same words as ", ""},
    };

    return arena_printf(a, "%s%s%s", reasons[l].before, name, reasons[l].after);
}
