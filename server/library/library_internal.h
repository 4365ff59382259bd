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

/* Takes away what is stored under the id, in the caller's write transaction; ERR_NOT_FOUND where
 * nothing is. *first and *count get the parts that are free then. */
enum err library_take_away(struct db *db, const char *id, int64_t *first, size_t *count,
                           struct failure *f);

/* ERR_CONDITION where the condition (may be NULL) does not hold for what is stored under the id. In
 * the caller's transaction. */
enum err library_check(struct db *db, struct arena *a, const char *id,
                       const struct library_condition *condition, struct failure *f);

/* Begins a write transaction, and in it first makes a search index of another version anew: nothing
 * is ever added to such a one. */
enum err library_enter(struct db *db, struct failure *f);

/* Ends it: commits it where failed is OK, else undoes it. Gives what failed. */
enum err library_leave(struct db *db, enum err failed, struct failure *f);

/* What is stored of an episode is to be analysed anew: as library_prepare, with the source and the
 * metadata as they are stored. Where somebody has removed or replaced the source meanwhile it is
 * left as it is when it is stored, and library_is_gone of it. */
enum err library_prepare_anew(struct db *db, struct arena *a, const struct store_source *source,
                              const struct episode_meta *meta, struct library_job **out,
                              struct failure *f);
bool library_is_gone(const struct library_job *job);

/* True if two lists have the same corrections in the same order. */
bool corrections_equal(const struct correction_list *a, const struct correction_list *b);

/* The list first and those of more behind it that it has not; false when out of memory. */
bool corrections_join(struct arena *a, const struct correction_list *first,
                      const struct correction_list *more, struct correction_list *out);

#endif
