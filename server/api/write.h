/* What all writes of an episode share, as far as their head tells. */
#ifndef EPISODED_API_WRITE_H
#define EPISODED_API_WRITE_H

#include "api.h"
#include "episode.h"

/* The metadata that the address of a PUT gives. ERR_PARAMETER names what is not valid there. */
enum err write_meta(struct request *rq, struct episode_meta *meta);

/* Whether the request may write: the token, then what its headers say of the body, then its
 * metadata, then (where rq is only looked at) its condition. ERR_FORBIDDEN, ERR_UNAUTHORIZED,
 * ERR_PARAMETER, ERR_MEDIA_TYPE, ERR_TOO_LARGE, ERR_CONDITION. */
enum err write_check(struct request *rq);

/* Adds the headers that go with the failure of a write. */
void write_add_headers(struct request *rq, struct response *rs, enum err err);

#endif
