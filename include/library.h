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

/* Whether bytes are taken for a document (their first character is '{'), else for a page. */
bool library_is_document(const void *bytes, size_t len);

/* Ingests and analyses bytes without storing them. Metadata that meta gives (may be NULL)
 * wins over what a document says. */
enum err library_understand(struct arena *a, const void *bytes, size_t len,
                            const struct episode_meta *meta, struct episode *e, struct failure *f);

/* Whether metadata is what every way in takes; members that are NULL are. ERR_INPUT names the
 * offender. */
enum err library_check_meta(const struct episode_meta *meta, struct failure *f);

/* What its author should look at in an episode that was understood: the warnings of ingest, and
 * what the analysis doubts. In the arena; texts may be the episode's. */
enum err library_warnings(struct arena *a, const struct episode *e, struct warning_list *out,
                          struct failure *f);

/* Stores bytes as one episode, all or nothing: on failure what was there stays. Corrections
 * that are kept for its id are applied, and those of a document added to them. Metadata as
 * above; without an id of its own and none in meta it is ERR_INPUT. *e (may be NULL) gets the
 * episode as it was understood, unless the outcome is LIBRARY_UNCHANGED, where only meta.id
 * is set. */
enum err library_load(struct db *db, struct arena *a, const void *bytes, size_t len,
                      const struct episode_meta *meta, enum library_outcome *outcome,
                      struct episode *e, struct failure *f);

/* The same in two steps, so that many episodes are stored in one transaction, which is far faster
 * than one for each. A job lives in the arena that it was prepared in; bytes and meta must live as
 * long. */
struct library_job;

/* Reads and understands; writes nothing, and holds up no other writer. */
enum err library_prepare(struct db *db, struct arena *a, const void *bytes, size_t len,
                         const struct episode_meta *meta, struct library_job **out,
                         struct failure *f);

/* Stores n jobs in their order, all or none. After a failure any of them may be stored again. */
enum err library_store(struct db *db, struct library_job **jobs, size_t n, struct failure *f);

/* Whether a write may go on, asked inside its transaction. */
struct library_condition {
    /* revision: of the episode that is stored under the id, or NULL where none is. */
    bool (*holds)(void *context, const char *revision);
    void *context;
};

/* Has library_store store the job only if the condition holds then; else it is ERR_CONDITION, and
 * nothing is stored. What is unchanged is told whole then, as it is stored. The condition must live
 * as long as the job. */
void library_require(struct library_job *job, const struct library_condition *condition);

/* What has become of a stored job; *e (may be NULL) as above, or as library_require has it. */
enum library_outcome library_outcome_of(const struct library_job *job, struct episode *e);

/* The revision that the episode had once the job was stored; NULL where the outcome is
 * LIBRARY_UNCHANGED and there was no condition. */
const char *library_revision_of(const struct library_job *job);

/* Bytes of input that are stored at once where there are many. */
#define LIBRARY_BATCH_BYTES (8u << 20)

/* Removes an episode, but for the corrections that are kept for its id. ERR_NOT_FOUND; with a
 * condition (may be NULL) that does not hold, ERR_CONDITION, and the episode stays. */
enum err library_remove(struct db *db, const char *id, const struct library_condition *condition,
                        struct failure *f);

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
