/* The query language:
 *
 *   words           all of them must stand in a passage
 *   "a phrase"      its words in a row; a quote that is not closed goes to the end
 *   begin*          words that begin so; "a phra"* too
 *   -without        no passage with this word or phrase
 *   one OR other    either of its two neighbours; binds closer than the blank between words
 *
 * A word of several tokens (well-known) is a phrase, or the one word that it is without its hyphen;
 * with a comma or semicolon between them they are several words; a number of two words (twenty
 * five) is that number. One of none (&) is passed over, and so is an OR that lacks a neighbour. OR
 * is written in capitals; quoted it is a word. What is quoted is looked for as it is written, other
 * words in all their forms. Words beyond the first QUERY_TERMS terms are passed over, as a long
 * question has enough of them; anything else is refused there. */
#ifndef EPISODED_SEARCH_QUERY_H
#define EPISODED_SEARCH_QUERY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "error.h"
#include "token.h"

#define QUERY_BYTES 2000
#define QUERY_TERMS 64
#define QUERY_PREFIXES 8 /* each is looked up in many lists of the index */

struct query_term {
    struct token_list words; /* at least one; several are a phrase */
    const char *typed;       /* what was typed, where the word is a correction that may be wrong */
    const char *meant;       /* the other way round: such a correction, or one that would hardly be
                              * right, where the word is as typed */
    const char *joined;      /* what two words with a hyphen are as one (email), or NULL */
    const char *bare;        /* what one word is without what is written onto it (l'eau), or NULL */
    bool prefix;             /* the last word is the beginning of one */
    bool quoted;             /* these very words, not other forms of them */
    bool unclosed;           /* ... by a mark that nothing closes */
    bool without;
    bool either;   /* an alternative to the term before */
    bool initials; /* one word typed as initials: UK, or several letters: U.K. */
    int64_t said;  /* see said.h; so many passages have it. 0: it was asked for */
};

struct query {
    struct query_term *v;
    size_t n;
    size_t wanted; /* terms that are not without; at least one */
    bool cut;      /* it has more words, which were passed over */
};

/* Whether it is one word and nothing else: not quoted, nor a beginning, nor unwanted. */
bool query_is_plain(const struct query_term *term);

/* Whether a character is a quotation mark of the language: phones type curly ones. */
bool query_is_quote(int32_t cp);

/* ERR_PARAMETER where text is too long or no UTF-8. */
enum err query_check(const char *text, struct failure *f);

/* Reads text, which may be NULL. What it makes lives in the arena. ERR_PARAMETER says what the
 * query lacks or where it is not valid; ERR_MEMORY. */
enum err query_parse(struct arena *a, const char *text, struct query *out, struct failure *f);

/* The words of a text, folded. In the arena; false when out of memory. */
bool query_words(struct arena *a, const char *s, size_t len, struct token_list *out);

/* Makes a term that of one folded word, which stands nowhere in the text of the query. In the
 * arena; false when out of memory. */
bool query_be_word(struct arena *a, const char *word, struct query_term *term);

/* Adds such a term to a query that has room for it. In the arena; false when out of memory. */
bool query_add_word(struct arena *a, const char *word, struct query *out);

/* What two words in a row are as a pair, as words.h has it, where they touch; NULL in *out: none.
 * In the arena; false when out of memory. */
bool query_pair(struct arena *a, const struct token *first, const struct token *second,
                const char **out);

/* Adds the words of a term, each as a term of its own, to a query, which has room for them: of a
 * run of a script without blanks its pairs. In the arena; false when out of memory. */
bool query_take_apart(struct arena *a, const struct query_term *term, struct query *out);

#endif
