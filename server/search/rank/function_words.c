#include "function_words.h"

#include <stdlib.h>
#include <string.h>

/* In the order of strcmp. */
static const char *const words[] = {
    "a",     "about",  "am",      "an",     "and",    "are",     "as",       "at",     "be",
    "been",  "being",  "by",      "called", "can",    "could",   "describe", "did",    "discuss",
    "do",    "does",   "explain", "for",    "found",  "from",    "had",      "happen", "happened",
    "has",   "have",   "he",      "her",    "him",    "his",     "how",      "i",      "if",
    "in",    "into",   "is",      "it",     "its",    "located", "many",     "may",    "me",
    "might", "much",   "must",    "my",     "named",  "not",     "of",       "on",     "or",
    "our",   "please", "shall",   "she",    "should", "so",      "than",     "that",   "the",
    "their", "them",   "then",    "there",  "these",  "they",    "this",     "those",  "to",
    "us",    "used",   "was",     "we",     "were",   "what",    "when",     "where",  "which",
    "who",   "whom",   "whose",   "why",    "will",   "with",    "would",    "you",    "your"};

static const char *const question_words[] = {"how", "what", "when",  "where", "which",
                                             "who", "whom", "whose", "why"};

static int compare(const void *key, const void *element)
{
    return strcmp(key, *(const char *const *)element);
}

static bool is_among(const char *word, const char *const *v, size_t n)
{
    return bsearch(word, v, n, sizeof *v, compare);
}

bool is_function_word(const char *word)
{
    return is_among(word, words, sizeof words / sizeof *words);
}

bool is_asking_noun(const char *word)
{
    return strcmp(word, "kind") == 0 || strcmp(word, "name") == 0 || strcmp(word, "type") == 0;
}

bool is_question_word(const char *word)
{
    return is_among(word, question_words, sizeof question_words / sizeof *question_words);
}
