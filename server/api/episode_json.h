/* One episode as what is asked for by itself. */
#ifndef EPISODED_API_EPISODE_JSON_H
#define EPISODED_API_EPISODE_JSON_H

#include <jansson.h>

#include "api.h"
#include "episode.h"

/* What GET answers of the episode, which is the one that rq is about; NULL when out of memory. */
json_t *episode_json(struct request *rq, const struct episode *e, const char *revision);

#endif
