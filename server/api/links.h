/* What an answer says of its relatives: Link headers (RFC 8288). */
#ifndef EPISODED_API_LINKS_H
#define EPISODED_API_LINKS_H

#include <jansson.h>

#include "routes.h"

/* Adds url to the Link header, with its parameters: rel="next" or the like. ERR_MEMORY, also where
 * url is NULL. */
enum err links_add(struct request *rq, struct response *rs, const char *url,
                   const char *parameters);

/* Tells where the answer of a route is described, and where its other forms are. */
enum err links_relate(struct request *rq, struct response *rs, const struct route *r);

/* The types and addresses of a route's forms, for who accepts none of them; NULL when out of
 * memory. */
json_t *links_available(struct request *rq, const struct route *r);

#endif
