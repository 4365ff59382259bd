/* The words that a question is made of, whatever it asks about. */
#ifndef EPISODED_FUNCTION_WORDS_H
#define EPISODED_FUNCTION_WORDS_H

#include <stdbool.h>

/* Whether a folded word is one of English: a pronoun, an auxiliary, a question word, or what one
 * says in asking (please, describe). */
bool is_function_word(const char *word);

#endif
