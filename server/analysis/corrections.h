/* What a person corrected, applied step by step as the analysis goes on. Nothing here costs
 * anything where there are no corrections. */
#ifndef EPISODED_ANALYSIS_CORRECTIONS_H
#define EPISODED_ANALYSIS_CORRECTIONS_H

#include <stdbool.h>

#include "arena.h"
#include "cast.h"
#include "episode.h"

/* Finds the paragraphs and quotes that corrections are about, wherever they stand now, and
 * marks as orphaned those whose text is gone. Comes first. False when out of memory. */
bool corrections_follow(struct arena *a, struct episode *e);

/* Joins and parts the persons of the cast; before their names are chosen. Marks as orphaned
 * the corrections whose names no list and no label has. False when out of memory. */
bool corrections_cast(struct arena *a, struct episode *e, struct cast *c);

/* Calls the persons that were joined as the corrections say; after their names are chosen. */
void corrections_name(const struct episode *e, struct cast *c);

/* Cuts the parts of paragraphs; after ads are marked. False when out of memory. */
bool corrections_cut(struct arena *a, struct episode *e);

/* Gives the roles, and merged spellings their reason; after all speakers and spellings are
 * known. */
void corrections_tell(struct episode *e);

/* The correction that tells the paragraph of quote number n, or NULL. */
struct correction *corrections_of_quote(struct episode *e, size_t n);

#endif
