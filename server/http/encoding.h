/* Content codings: which of them a client accepts (RFC 9110, 12.5.3), and gzip. */
#ifndef EPISODED_HTTP_ENCODING_H
#define EPISODED_HTTP_ENCODING_H

#include <stdbool.h>
#include <stddef.h>

/* What an Accept-Encoding header allows, and what it likes. */
struct encoding {
    bool gzip;     /* rather than nothing */
    bool identity; /* no coding is acceptable */
};

/* Reads an Accept-Encoding header (NULL: there is none, so anything is acceptable, and nothing
 * is asked for). A weight that can't be read counts as 1. Neither: nothing that there is would do.
 */
struct encoding encoding_accepted(const char *accept_encoding);

/* The bytes compressed: *out_len of them, to be freed by the caller. NULL when out of memory. */
void *encoding_gzip(const void *bytes, size_t len, size_t *out_len);

/* What the compressed bytes depend on beside the plain ones: a static string. */
const char *encoding_version(void);

#endif
