/* Addresses. Everything that names one makes it here. */
#ifndef EPISODED_API_URLS_H
#define EPISODED_API_URLS_H

#include "api.h"

/* "/v1/episodes/ID" and what format adds. The id must be one that the database gave, or
 * otherwise a slug. NULL when out of memory. */
const char *url_of_episode(struct arena *a, const char *id, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The list of the episodes where a speaker is heard. NULL when out of memory. */
const char *url_of_episodes_with(struct arena *a, const char *speaker);

/* Percent-encodes all but letters, digits and "-._~"; NULL when out of memory. */
const char *url_encode(struct arena *a, const char *s);

/* The long address of what rq asks for, with its parameters; after (NULL: as requested)
 * takes the place of the parameter of that name. */
const char *url_of_request(struct request *rq, const char *after);

#endif
