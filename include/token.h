/* The one idea of a word that search, analysis and ids share.
 *
 * A token is a run of letters, marks and digits, with apostrophes inside a word dropped
 * (won't -> wont; but I'll is not ill, nor she'll a shell), folded: compatibility decomposed, case
 * folded, without accents (Straße -> strasse), points of Hebrew and vowel signs of Arabic, the
 * digits of any script as 0 to 9. A letter and "#" or "++" are the name of a language (C# ->
 * csharp, C++ -> cplusplus), and commas between thousands are part of a number (1,000 -> 1000). A
 * character of a script written without blanks (Han, kana, Thai, ...) is a token of its own.
 * Everything else separates tokens. */
#ifndef EPISODED_TOKEN_H
#define EPISODED_TOKEN_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"
#include "buf.h"

#define TOKEN_MAX 256 /* bytes of a folded token; what is longer is cut */

struct token {
    size_t start, end; /* its bytes in the text */
    const char *text;  /* folded, NUL-terminated */
    size_t len;        /* bytes of text */
};

struct token_list {
    struct token *v;
    size_t n;
};

/* Reads token after token from valid UTF-8 without allocating. */
struct tokenizer {
    const char *s;
    size_t len, pos;
    bool plain; /* C# is c, 1,000 two numbers, I'll ill: set by slug_of, whose ids stay */
    char folded[TOKEN_MAX + 8];
};

void tokenizer_init(struct tokenizer *t, const char *s, size_t len);

/* The next token into *out, whose text lives in the tokenizer until the next call; false at
 * the end. */
bool tokenizer_next(struct tokenizer *t, struct token *out);

/* True if an apostrophe stands in a token of s behind so many bytes. */
bool token_has_apostrophe(const char *s, const struct token *token, size_t behind);

/* True if a token, or the text that it is of, is a character of a script written without blanks. */
bool token_is_unspaced(const char *s, size_t len);

/* True for what one says of oneself (I, I'm, I've, I'll, I'd): its capital is no name's. */
bool token_is_oneself(const char *folded);

/* All tokens of s, in the arena; v is NULL and n 0 for a text without words. False when
 * out of memory. */
bool tokens_of(struct arena *a, const char *s, size_t len, struct token_list *out);

/* Adds the folded tokens of s to b, a blank before each but the first. */
void tokens_add(struct buf *b, const char *s, size_t len);

/* The slug of a text, for ids in URLs: the ASCII letters and digits of its tokens, joined by
 * '-', at most 100 bytes, cut between tokens where that is possible. "" if nothing is left
 * (a name in another script), NULL when out of memory. */
char *slug_of(struct arena *a, const char *s);

/* What a person's name is looked up by: its slug or, where that would lack a letter, its tokens
 * with blanks between them; the name itself where it has none. In the arena, or the name; NULL when
 * out of memory. */
const char *name_key(struct arena *a, const char *name);

#endif
