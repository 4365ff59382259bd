/* The words that a question is made of, whatever it asks about. */
#ifndef EPISODED_SEARCH_FUNCTION_WORDS_H
#define EPISODED_SEARCH_FUNCTION_WORDS_H

#include <stdbool.h>

/* What such a word weighs, beside any other, where not all words of a query have to match. */
#define FUNCTION_WORD_WEIGHT 0.3

/* Whether a folded word is one of English: a pronoun, an auxiliary, a question word, or what one
 * says in asking (please, describe). */
bool is_function_word(const char *word);

/* Whether it is one before "of" alone: what kind of, the name of. */
bool is_asking_noun(const char *word);

/* Whether it is one that a question begins with: what, how ... */
bool is_question_word(const char *word);

#endif
