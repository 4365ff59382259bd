/* The conditions of a request: If-Match and If-None-Match (RFC 9110, 13.1). */
#ifndef EPISODED_API_CONDITION_H
#define EPISODED_API_CONDITION_H

#include <stdbool.h>

#include "api.h"

struct condition {
    struct request *rq;
    bool is_there; /* the episode, when it was asked */
};

/* Whether both headers of the request of a struct condition hold for an episode of this revision,
 * or NULL: for none. Those that can't be read don't. For struct library_condition. */
bool condition_holds(void *condition, const char *revision);

/* ERR_CONDITION in words, for one that was asked and does not hold. */
enum err condition_refuse(const struct condition *condition);

#endif
