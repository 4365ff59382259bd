/* What search found, as JSON. */
#ifndef EPISODED_API_HITS_H
#define EPISODED_API_HITS_H

#include <jansson.h>

#include "api.h"
#include "search.h"

/* One hit; NULL when out of memory (see json.h). */
json_t *hit_json(struct arena *a, const struct search_hit *h);

/* All hits. Those of the transcript get as many paragraphs before and after them as context says;
 * 0: none, and no members for them. */
enum err hits_json(struct request *rq, const struct search_result *r, unsigned context,
                   json_t **out);

#endif
