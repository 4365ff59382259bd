/* Numbers that English writes as words. */
#ifndef EPISODED_TEXT_NUMBER_H
#define EPISODED_TEXT_NUMBER_H

#include "token.h"

/* The value of a folded number word: zero to twenty, the tens, and hundred; -1 for any other. */
int number_of(const char *word);

/* The word of such a value; NULL for any other. */
const char *number_name(int value);

/* The value of two such words in a row: "twenty", "five" are 25, and "a" or "one" before
 * "hundred" are 100; -1 where the two are no number. */
int number_of_two(const struct token *first, const struct token *second);

#endif
