/* include/token.h as FTS5's tokenizer "episoded". */
#ifndef EPISODED_SEARCH_TOKENIZER_H
#define EPISODED_SEARCH_TOKENIZER_H

#include "aliases.h"
#include "error.h"

struct sqlite3;

/* What the tokenizers of a connection share. */
struct tokenizer_context {
    const struct alias_table *aliases; /* of the words that are indexed; the indexing function's
                                          own, and NULL once that returns */
};

/* Registers the tokenizer on a fresh connection. */
enum err tokenizer_register(struct sqlite3 *connection, struct failure *f);

/* The tokenizer of that connection, which lives as long. */
enum err tokenizer_find(struct sqlite3 *connection, struct tokenizer_context **out,
                        struct failure *f);

#endif
