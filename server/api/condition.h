/* The conditions of a request: If-Match and If-None-Match (RFC 9110, 13.1). */
#ifndef EPISODED_API_CONDITION_H
#define EPISODED_API_CONDITION_H

#include <stdbool.h>

#include "api.h"

/* Whether both headers of the request (a const struct request *) hold for an episode of this
 * revision, or NULL: for none. Those that can't be read don't. For struct library_condition. */
bool condition_holds(const void *request, const char *revision);

/* ERR_CONDITION in words, for a request whose condition does not hold. */
enum err condition_refuse(struct request *rq);

#endif
