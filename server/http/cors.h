/* Which other origins' pages may read the answers (the Fetch standard's CORS protocol). */
#ifndef EPISODED_HTTP_CORS_H
#define EPISODED_HTTP_CORS_H

#include <stdbool.h>

#include "error.h"

struct cors;

/* The rule of a comma list of origins such as https://app.example, of "*" for all of them, or of
 * NULL for none. ERR_USAGE for what no browser would send. */
enum err cors_create(struct cors **out, const char *list, struct failure *f);
void cors_destroy(struct cors *cors); /* NULL is allowed */

/* The value of Access-Control-Allow-Origin for a request with this Origin header (may be NULL):
 * NULL where it is not to be sent. As long as the rule, and one pointer for each origin. */
const char *cors_allowed(const struct cors *cors, const char *origin);

/* Whether that value differs from one Origin to another. */
bool cors_varies(const struct cors *cors);

#endif
