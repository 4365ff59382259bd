/* The JSON that a request carries. */
#ifndef EPISODED_API_BODY_H
#define EPISODED_API_BODY_H

#include <jansson.h>
#include <stdbool.h>

#include "api.h"

/* Whether a Content-Type (NULL: none) is that type, whatever its parameters. *parameters (may be
 * NULL) gets what stands behind it. */
bool body_is_type(const char *content_type, const char *type, const char **parameters);

/* Reads the body as a JSON object, which the caller releases, with no member but those of known
 * (a list that NULL ends). ERR_TOO_LARGE, ERR_MEDIA_TYPE; ERR_BODY tells line and column of what
 * is no JSON; ERR_PARAMETER names an unknown member. */
enum err body_object(struct request *rq, const char *const *known, json_t **out);

struct body_member {
    const char *name;
    bool required;
    size_t most; /* code points */
};

/* The text of a member, in the arena; NULL for one that is not required and missing or null.
 * ERR_PARAMETER for one that is required and missing, is no text, blank, or too long. */
enum err body_text(struct request *rq, const json_t *object, const struct body_member *member,
                   const char **out);

/* Refuses a member's value. */
enum err body_refuse(struct request *rq, const char *name, const char *accepts);

#endif
