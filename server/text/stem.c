#include "words.h"

#include <ctype.h>
#include <libstemmer.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "number.h"

enum {
    CODE_MAX = 3,    /* letters of a language code of ISO 639 */
    KEPT = 1024,     /* stems; a text has few words, and those often */
    KEPT_BYTES = 24, /* of a word, and of its stem, with the NUL */
};

struct kept {
    char word[KEPT_BYTES], stem[KEPT_BYTES]; /* both empty: none yet */
};

struct stemmer {
    struct sb_stemmer *snowball;
    bool english;
    char code[CODE_MAX + 1];
    char tagged[CODE_MAX + 1 + TOKEN_MAX + 1]; /* the last stem, with its language */
    char digits[12];                           /* of the last number */
    struct kept kept[KEPT];                    /* by hash */
};

/* The language code that a tag begins with, in lower case; "" if it is too short or too long. Of
 * Norwegian, which has two, that of both its written forms, by which alone libstemmer knows it. */
static void code_of(const char *language, char code[CODE_MAX + 1])
{
    size_t n = strcspn(language, "-");

    code[0] = '\0';
    if (n < 2 || n > CODE_MAX)
        return;
    for (size_t i = 0; i < n; i++)
        code[i] = (char)tolower((unsigned char)language[i]);
    code[n] = '\0';
    if (strcmp(code, "nb") == 0 || strcmp(code, "nn") == 0)
        memcpy(code, "no", sizeof "no");
}

struct stemmer *stemmer_create(const char *language)
{
    struct stemmer *s = calloc(1, sizeof *s);

    if (!s)
        return NULL;
    code_of(language, s->code);
    s->english = strcmp(s->code, "en") == 0 || strcmp(s->code, "eng") == 0;
    s->snowball = s->code[0] ? sb_stemmer_new(s->code, NULL) : NULL;
    if (!s->snowball) {
        free(s);
        return NULL;
    }
    return s;
}

void stemmer_destroy(struct stemmer *s)
{
    if (!s)
        return;
    sb_stemmer_delete(s->snowball);
    free(s);
}

bool stemmer_knows(const char *language)
{
    struct stemmer *s = stemmer_create(language);

    stemmer_destroy(s);
    return s != NULL;
}

static bool has_digit(const char *word, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (word[i] >= '0' && word[i] <= '9')
            return true;
    return false;
}

/* By Snowball; the word where that leaves nothing. */
static const char *snowball_stem(struct stemmer *s, const char *word, size_t len)
{
    const sb_symbol *symbols = sb_stemmer_stem(s->snowball, (const sb_symbol *)word, (int)len);
    const char *stem = symbols && *symbols ? (const char *)symbols : word;

    if (s->english)
        return stem;
    snprintf(s->tagged, sizeof s->tagged, "%s:%s", s->code, stem);
    return s->tagged;
}

/* The stem of a short word, found once while the word is often asked for. */
static const char *kept_stem(struct stemmer *s, const char *word, size_t len)
{
    uint32_t hash = 0;
    struct kept *kept;
    const char *stem;
    size_t stem_len;

    for (size_t i = 0; i < len; i++)
        hash = (hash ^ (unsigned char)word[i]) * UINT32_C(0x9E3779B1);
    kept = &s->kept[hash >> 16 & (KEPT - 1)];
    if (memcmp(kept->word, word, len) == 0 && !kept->word[len])
        return kept->stem;
    stem = snowball_stem(s, word, len);
    stem_len = strlen(stem);
    if (stem_len >= KEPT_BYTES)
        return stem;
    memcpy(kept->word, word, len);
    kept->word[len] = '\0';
    memcpy(kept->stem, stem, stem_len + 1);
    return kept->stem;
}

const char *stemmer_stem(struct stemmer *s, const char *word, size_t len)
{
    int number;

    if (!s || has_digit(word, len))
        return word;
    number = s->english ? number_of(word) : -1;
    if (number >= 0) {
        snprintf(s->digits, sizeof s->digits, "%d", number);
        return s->digits;
    }
    return len > 0 && len < KEPT_BYTES ? kept_stem(s, word, len) : snowball_stem(s, word, len);
}

/* English drops and changes endings alone, but for its numbers; some languages drop beginnings. */
bool stemmer_keeps_first(const struct stemmer *s, const char *stem)
{
    return !s || (s->english && (*stem < '0' || *stem > '9'));
}
