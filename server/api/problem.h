/* Failures as problem documents (RFC 9457). */
#ifndef EPISODED_API_PROBLEM_H
#define EPISODED_API_PROBLEM_H

#include <jansson.h>

#include "api.h"

/* The HTTP status that stands for a failure. */
unsigned problem_status(enum err err);

/* Fills *rs with the problem that err and rq->failure tell of, and the members of more (may
 * be NULL; released). Never fails: where memory runs out, a fixed text says so. */
void problem_answer(struct request *rq, struct response *rs, enum err err, json_t *more);

#endif
