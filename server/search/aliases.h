/* The spellings of a name as words that stand for each other: a transcript that hears one name
 * in three ways is found by each of them.
 *
 * Within one episode only. Two words are aliases where two spellings of one speaker differ in
 * them, and resemble each other; a spelling that fuses the words of another is an alias of each
 * of them. A word of two speakers' names, or of fewer than three letters, has no alias. */
#ifndef EPISODED_SEARCH_ALIASES_H
#define EPISODED_SEARCH_ALIASES_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"

struct alias {
    const char *word, *other; /* folded tokens */
};

struct alias_table {
    struct alias *v; /* by word; no pair twice; each pair both ways round */
    size_t n;
};

struct spelled_name {
    unsigned speaker;
    const char *text;
};

/* The aliases of one episode; names of one speaker stand next to each other. Depends on the set
 * of names alone. Lives in the arena, names not needed afterwards. False when out of memory. */
bool aliases_of(struct arena *a, const struct spelled_name *names, size_t count,
                struct alias_table *out);

/* The table as text, to keep: a line for each pair, with a blank between the two words. In the
 * arena; NULL when out of memory. */
const char *aliases_write(struct arena *a, const struct alias_table *table);

/* A table out of such text, which it points into and cuts up. False when out of memory. */
bool aliases_read(struct arena *a, char *text, struct alias_table *out);

/* The first of the *n aliases of a folded token; NULL where it has none. */
const struct alias *aliases_find(const struct alias_table *table, const char *word, size_t *n);

#endif
