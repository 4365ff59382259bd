/* Inside ingest/: the readers of each format. The bytes are valid UTF-8 without NUL and not
 * blank; *out is zeroed. ERR_INPUT with line and column, or ERR_MEMORY. */
#ifndef EPISODED_INGEST_FORMATS_H
#define EPISODED_INGEST_FORMATS_H

#include <stddef.h>

#include "arena.h"
#include "episode.h"
#include "error.h"

enum err page_read(struct arena *a, const char *text, size_t len, struct episode *out,
                   struct failure *f);
enum err document_read(struct arena *a, const char *text, size_t len, struct episode *out,
                       struct failure *f);

#endif
