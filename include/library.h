/* Loading and reading back whole episodes: ingest, analysis, store and search in one
 * transaction. */
#ifndef EPISODED_LIBRARY_H
#define EPISODED_LIBRARY_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"
#include "db.h"
#include "episode.h"
#include "error.h"

#define LIBRARY_MAX_BYTES (64u << 20) /* default size limit of one input */

enum library_outcome { LIBRARY_LOADED, LIBRARY_REPLACED, LIBRARY_UNCHANGED };

/* Opens a handle. */
enum err library_open(struct db **out, const char *path, bool writable, struct failure *f);

/* Ingests and analyses bytes without storing them. Metadata that meta gives (may be NULL)
 * wins over what a document says. */
enum err library_understand(struct arena *a, const void *bytes, size_t len,
                            const struct episode_meta *meta, struct episode *e, struct failure *f);

/* Stores bytes as one episode, all or nothing: on failure what was there stays. Corrections
 * that are kept for its id are applied, and those of a document added to them. Metadata as
 * above; without an id of its own and none in meta it is ERR_INPUT. *e (may be NULL) gets the
 * episode as it was understood, unless the outcome is LIBRARY_UNCHANGED, where only meta.id
 * is set. */
enum err library_load(struct db *db, struct arena *a, const void *bytes, size_t len,
                      const struct episode_meta *meta, enum library_outcome *outcome,
                      struct episode *e, struct failure *f);

/* Between these two all loads and corrections of the handle are one transaction, which is far
 * faster for many of them: all are kept or, where keep is false or keeping them fails, none. Where
 * one of them fails for another reason than its input, the batch must not be kept. */
enum err library_begin_batch(struct db *db, struct failure *f);
enum err library_end_batch(struct db *db, bool keep, struct failure *f);

/* Analyses anew every stored episode whose analysis version is not this binary's; *count gets
 * how many. Makes the search index anew where another binary's is there. */
enum err library_upgrade(struct db *db, size_t *count, struct failure *f);

/* Adds a correction to an episode, which is analysed anew and stored, in one transaction. Of
 * *c the caller sets the type and what it takes: name and other, role, kind, quote, paragraph,
 * start and end (both 0: the whole paragraph); it is completed. *e gets the episode as it is
 * understood now. ERR_NOT_FOUND without such an episode; ERR_INPUT, and nothing changed, for
 * what the correction does not find there. */
enum err library_correct(struct db *db, struct arena *a, const char *id, struct correction *c,
                         struct episode *e, struct failure *f);

/* Takes away correction number n (0: the last) of an episode, as above; *undone gets it. */
enum err library_undo(struct db *db, struct arena *a, const char *id, size_t n,
                      struct correction *undone, struct failure *f);

#endif
