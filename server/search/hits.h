/* What is shown of what was found. */
#ifndef EPISODED_SEARCH_HITS_H
#define EPISODED_SEARCH_HITS_H

#include "find.h"

/* The hits of a finding, in the arena. */
enum err hits_read(struct index *x, struct arena *a, const struct finding *found,
                   struct search_result *out, struct failure *f);

/* Copies a text that may be NULL, for hits.c and counts.c; false when out of memory. */
bool hits_copy(struct arena *a, struct db_stmt *s, int column, const char **out);

/* Counts matches by the speakers and the episodes that the request names. */
enum err counts_make(struct index *x, struct arena *a, const struct search_request *request,
                     const struct document_list *matches, struct search_result *out,
                     struct failure *f);

#endif
