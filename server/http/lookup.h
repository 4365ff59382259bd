/* The answer to a request: a finished one where it is still good, else one that is made now. */
#ifndef EPISODED_HTTP_LOOKUP_H
#define EPISODED_HTTP_LOOKUP_H

#include "fields.h"
#include "request.h"

/* The answer to rq (the members above arena set) and the header fields that came with it, with a
 * reference for the caller. NULL when out of memory. Scratch memory is the worker's arena. */
struct answer *lookup_answer(struct service *service, struct worker *worker,
                             const struct request *rq, const struct fields *fields);

#endif
