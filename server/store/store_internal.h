/* What the files of store/ share. */
#ifndef EPISODED_STORE_INTERNAL_H
#define EPISODED_STORE_INTERNAL_H

#include "buf.h"
#include "store.h"

/* The column section of section_item. */
enum section {
    SECTION_TAKEAWAYS,
    SECTION_ADVICE,
    SECTION_ABOUT,
    SECTION_PEOPLE,
    SECTION_COMPANIES,
    SECTION_GUESTS,
    SECTION_CONTENT_WARNINGS,
    SECTIONS
};

/* The column claim of evidence. */
enum claim { CLAIM_TAKEAWAY, CLAIM_CHAPTER };

#define REVISION_SIZE 33 /* 32 hexadecimal digits and NUL */

/* A digest over texts, in order; a NULL among them counts as "". */
void store_digest(const char *const *texts, size_t count, char out[REVISION_SIZE]);

/* The revision of an episode with this source and corrections (their digest, "" for none). */
void store_episode_revision(const char *digest, int64_t analysis_version, const char *corrections,
                            char out[REVISION_SIZE]);

/* Moves the library on to its next revision, made of its last one, the id of the episode that
 * changes and the episode's new revision ("": removed). */
enum err store_advance_library(struct db *db, const char *id, const char *revision,
                               struct failure *f);

/* Where a section's items stand in an episode; NULL for the takeaways, which carry more. */
struct item_list *store_section_items(struct episode *e, enum section section);

#endif
