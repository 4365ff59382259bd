/* What the files of library/ share. */
#ifndef EPISODED_LIBRARY_INTERNAL_H
#define EPISODED_LIBRARY_INTERNAL_H

#include "library.h"
#include "store.h"

/* Ingests bytes; metadata that meta gives (may be NULL) wins. */
enum err library_read(struct arena *a, const struct store_source *source,
                      const struct episode_meta *meta, struct episode *e, struct failure *f);

/* Stores an analysed episode in the place of what is there, in the caller's write transaction. */
enum err library_replace(struct db *db, struct arena *a, const struct episode *e,
                         const struct store_source *source, bool *was_there, struct failure *f);

/* Begins a write transaction, unless a batch has begun one (*own). */
enum err library_enter(struct db *db, bool *own, struct failure *f);

/* Ends what library_enter began: commits it where failed is OK, else undoes it. Gives what failed.
 */
enum err library_leave(struct db *db, bool own, enum err failed, struct failure *f);

/* True if two lists have the same corrections in the same order. */
bool corrections_equal(const struct correction_list *a, const struct correction_list *b);

/* The list first and those of more behind it that it has not; false when out of memory. */
bool corrections_join(struct arena *a, const struct correction_list *first,
                      const struct correction_list *more, struct correction_list *out);

#endif
