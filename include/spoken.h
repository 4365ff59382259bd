/* How a word may have been written down by a machine that heard it, in English. */
#ifndef EPISODED_SPOKEN_H
#define EPISODED_SPOKEN_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"

enum { SPOKEN_FORMS = 3, SPOKEN_LETTERS = 10 };

/* What a folded word with digits is in words, with one blank between: a number of 101 to 9999
 * ("1968": "nineteen sixty eight"; "2009": "two thousand nine", "two thousand and nine"), an
 * ordinal number below a hundred ("21st": "twenty first"), a decade ("1920s": "nineteen
 * twenties"). *n of them, in the arena or constant; 0 for any other word. False when out of
 * memory. */
bool spoken_number(struct arena *a, const char *word, const char *forms[SPOKEN_FORMS], size_t *n);

/* Whether a folded word is a number below a hundred, or hundred: "twenty". */
bool spoken_is_number(const char *word);

/* The other way round: how many of the first of n folded words are one number of 101 to 9999 as it
 * is said, and which. What is below a hundred is one word of them, and may be in digits, as two
 * such words are joined (words.h): "twenty", "fourteen"; "nineteen", "68"; "two", "thousand",
 * "and", "nine". 0 where they begin with none. */
size_t spoken_value(const char *const *words, size_t n, int *value);

/* Writes a folded word of two to five letters of English as its letters: "nfc" as "n f c". False
 * for any other word. */
bool spoken_letters(const char *word, char letters[SPOKEN_LETTERS]);

/* How a folded word is written that some write in full and some do not: "vs" for "versus", and the
 * other way round. Constant; NULL for any other word. */
const char *spoken_short(const char *word);

/* The digit of a folded Roman numeral that is no word, initial or unit ("ii": "2"), and the other
 * way round, of a digit or its word ("two"). Constant; NULL for any other word. */
const char *spoken_roman(const char *word);

/* A folded word of English as it is spelled on the other side of the Atlantic, by its ending,
 * whether there is such a word or not: "organising" for "organizing", "color" for "colour". In the
 * arena; NULL in *out: none. False when out of memory. */
bool spoken_spelling(struct arena *a, const char *word, const char **out);

#endif
