/* Finding a speaker by any spelling. */
#ifndef EPISODED_API_SPEAKERS_H
#define EPISODED_API_SPEAKERS_H

#include "api.h"
#include "episode.h"

/* The speaker (1-based index into e->speakers) whose id, name or spelling has the slug of name,
 * or is name where that has no slug; 0 in *speaker for none. ERR_MEMORY only. */
enum err speaker_find(struct request *rq, const struct episode *e, const char *name,
                      unsigned *speaker);

/* The parameter speaker: 0 where it is not given, ERR_PARAMETER for nobody in the episode. */
enum err speaker_param(struct request *rq, const struct episode *e, unsigned *speaker);

#endif
