/* The containers that a handle has read: a hash table by what they are of. */
#ifndef EPISODED_SEARCH_HELD_H
#define EPISODED_SEARCH_HELD_H

#include "container.h"

/* key: the chunk and the term, chunk << 32 | term; of several terms HELD_UNION and a hash of them.
 */
#define HELD_UNION (UINT64_C(1) << 62)

struct held {
    uint64_t key;
    uint32_t chunk;
    bool is_used;
    uint8_t asked;               /* how often, lately */
    struct container *container; /* NULL: there is none */
};

struct held_table {
    struct held *v;
    size_t n, size; /* used; places, a power of two */
    size_t bytes;   /* of all of it */
    uint64_t turns; /* of drawing lots */
};

void held_finish(struct held_table *t);

/* The place for a key, until the next call; *fresh tells that nothing is held there yet. NULL when
 * out of memory. */
struct held *held_find(struct held_table *t, uint64_t key, bool *fresh);

/* Holds what was put into a fresh place; the container is the table's then. */
void held_keep(struct held_table *t, struct held *h, uint64_t key, uint32_t chunk);

/* Drops all but what keep wants; everything when out of memory. */
void held_sift(struct held_table *t, bool keep(const void *context, const struct held *h),
               const void *context);

/* Drops the weights of all containers: the norms are others now. */
void held_unweigh(struct held_table *t);

/* Drops until no more than that many bytes are held: half, as it comes, of what was not asked for
 * lately, then of what was asked for once, and so on. Of much that is asked for in turn some is so
 * found each time. */
void held_shrink(struct held_table *t, size_t most);

#endif
