/* Inside ingest/: the readers of each format. The bytes are valid UTF-8 without NUL; *out is
 * zeroed. ERR_INPUT with line and column, or ERR_MEMORY. */
#ifndef EPISODED_INGEST_FORMATS_H
#define EPISODED_INGEST_FORMATS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "arena.h"
#include "episode.h"
#include "error.h"

/* Takes the blanks (no-break and ideographic ones and stray BOMs too) from both ends of len
 * bytes at *s: moves *s, returns what is left. */
size_t trim(const char **s, size_t len);

/* The length of s without the blanks at its end. */
size_t without_blanks(const char *s, size_t len);

/* The size of the colon, a full-width one too, that ends len bytes at s; 0 for none. */
size_t colon_before(const char *s, size_t len);

/* Bytes of the byte order mark that a text begins with; 0 for none. */
size_t bom(const char *bytes, size_t len);

/* What is wrong with JSON, as far as jansson can tell a person. */
const char *json_fault(const json_error_t *error);

/* Whether an object of a document may have a field of that name; list is the list that it stands
 * in, such as "turns", or "" for the document itself. */
bool field_is_known(const char *list, const char *name);

/* The field that such a one may be a mistyping of, or NULL. */
const char *field_nearest(const char *list, const char *name);

enum err page_read(struct arena *a, const char *text, size_t len, struct episode *out,
                   struct failure *f);
enum err document_read(struct arena *a, const char *text, size_t len, struct episode *out,
                       struct failure *f);

#endif
