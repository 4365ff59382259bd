/* The words of a text as search finds them, on top of the tokens of token.h.
 *
 * '%' behind digits, or one blank behind them, is a word of its own, "percent". A word may begin
 * something that it is together with the next one, where no more than blanks or one hyphen stands
 * between them: a number of two words (twenty five, twenty-five: "25"; a hundred: "100"), "per
 * cent" ("percent"), what a hyphen without blanks joins (e-mail: "email"; a number wins over it,
 * and what is spelled out, C-A-R-Y, is nothing together), two signs of a script without blanks that
 * follow each other directly (their pair). */
#ifndef EPISODED_WORDS_H
#define EPISODED_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"
#include "token.h"

struct word {
    struct token token; /* folded */
    const char *bare; /* what it is without what is written onto it, folded, or NULL: an article or
                       * the like that has lost its vowel, as in French and Italian (l'eau: "eau"),
                       * a particle of Korean (서울에서: "서울"), suffixes of Turkish behind an
                       * apostrophe (Ankara'da: "ankara") */
    const char *joined; /* what it is together with the next word, folded, at most TOKEN_MAX
                         * bytes, or NULL */
};

struct word_list {
    struct word *v;
    size_t n;
};

/* All words of valid UTF-8, in the arena, in time linear in its length; v is NULL and n 0 for a
 * text without words. False when out of memory. */
bool words_of(struct arena *a, const char *s, size_t len, struct word_list *out);

/* ---- stems ---- */

/* What words of one language have in common, by Snowball's stemmer (libstemmer). Belongs to one
 * thread at a time. */
struct stemmer;

/* A stemmer for a language tag ("en", "pt-BR": only what stands before the '-' counts, in any
 * case); NULL where there is none for it, or when out of memory. */
struct stemmer *stemmer_create(const char *language);
void stemmer_destroy(struct stemmer *s); /* NULL is allowed */

/* Whether stemmer_create knows the language. */
bool stemmer_knows(const char *language);

/* The stem of a folded word of len bytes, NUL-terminated, valid until the next call. In English a
 * number written as a word, up to a hundred, has that number's digits as its stem ("five": "5"); a
 * stem of any other language begins with the language and ':', so that it is none of English
 * ("de:ar" of German "Art", "are" of English). A word with a digit or of another script is its own
 * stem, and so is every word where s is NULL; then word itself is returned. */
const char *stemmer_stem(struct stemmer *s, const char *word, size_t len);

/* Whether every word with this stem begins with the same byte: so that others need not be
 * stemmed to see that they have another. */
bool stemmer_keeps_first(const struct stemmer *s, const char *stem);

#endif
