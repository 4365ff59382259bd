/* The words and terms that a writer has met, each with its id and what is to be written of it. They
 * are remembered from one transaction to the next, as long as nobody else has written. */
#ifndef EPISODED_SEARCH_DICTIONARY_H
#define EPISODED_SEARCH_DICTIONARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "index.h"
#include "words.h"

struct dictionary_term {
    const char *text;
    int64_t id;
    bool fresh;      /* not in the database */
    bool is_touched; /* among those to be written */
    bool loses;      /* some of its documents are taken away */
    struct additions {
        uint64_t *v; /* document << 8 | count; malloc'd, and freed by who touched the term */
        size_t n, capacity;
    } added[SPACES];
    int64_t last_position;         /* in the document that was added last */
    struct dictionary_word *words; /* that were met */
};

struct dictionary_word {
    const char *text;
    int64_t id;
    bool fresh, is_touched;
    struct dictionary_term *term;
    struct dictionary_term *beginnings[2]; /* of one letter, of two; NULL: none */
    struct dictionary_word *next;          /* of its term */
    int64_t df_change;
    int64_t last; /* the document it was met in last, -1: none */
};

struct dictionary {
    struct index *index;
    struct arena *arena;
    struct table {
        struct slot {
            uint64_t hash;
            void *entry; /* NULL: free */
        } * v;
        size_t n, size;
    } words, terms;
    int64_t next_word, next_term; /* the ids of the next ones that are new */
};

/* next_word and next_term are the caller's to set. */
enum err dictionary_init(struct dictionary *d, struct index *x, struct failure *f);
void dictionary_finish(struct dictionary *d);

/* The entry of a folded word of a language; of a technical one. Lives as long as the dictionary. */
enum err dictionary_find(struct dictionary *d, struct stemmer *stemmer, const char *text,
                         struct dictionary_word **out, struct failure *f);

/* The same of each word of a text, one for each in out; quicker than one after the other. */
enum err dictionary_find_all(struct dictionary *d, struct stemmer *stemmer,
                             const struct word_list *words, struct dictionary_word **out,
                             struct failure *f);

/* The entry of a stored word, told by its id. */
enum err dictionary_get(struct dictionary *d, int64_t id, struct dictionary_word **out,
                        struct failure *f);

#endif
