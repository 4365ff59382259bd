/* What the files of suggest share. */
#ifndef EPISODED_SEARCH_SUGGEST_H
#define EPISODED_SEARCH_SUGGEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "completion.h"
#include "db.h"
#include "search.h"

/* Behind every text that begins with what stands before it. */
#define LAST_SIGN "\U0010FFFF"

/* A suggestion that is to be given. */
struct kept {
    int64_t id;
    enum suggest_kind kind;
    const char *folded;
    int64_t count;
    bool begins; /* with the first word typed, and has it not just somewhere */
};

struct ask {
    struct db *db;
    struct arena *arena;
    const struct suggest_request *request;
    const char *text;
    struct typed typed;
    int64_t episode; /* 0: the library */
    struct kept kept[SUGGEST_MOST];
    size_t n, limit, read;
    size_t given;                    /* of those that are kept: in any case */
    const char *words[SUGGEST_MOST]; /* the plain words of result, folded, behind those typed */
    struct suggest_result *result;
    struct failure *failure;
};

/* Whether the folded text is among the first n that are kept. */
bool suggest_is_kept(const struct ask *r, size_t n, const char *folded);

/* Folded words with blanks between them as a query has them: signs of a script without blanks
 * follow each other, as they are a phrase. In the arena; NULL when out of memory. */
const char *suggest_query(struct arena *a, const char *folded);

/* Puts at most so many plain words for the last word typed, but for what is given, into r->result,
 * which is empty: the most common of the library, or, where other words or an episode are to be
 * kept to, those of the best passages for all of it. */
enum err suggest_words(struct ask *r, size_t most);

#endif
