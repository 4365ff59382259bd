/* The header fields that an answer, or whether there is a write, depends on. */
#ifndef EPISODED_HTTP_FIELDS_H
#define EPISODED_HTTP_FIELDS_H

#include <microhttpd.h>

#include "arena.h"

/* Values as they were sent, NULL where there are none. A list that came in several lines is joined
 * by commas (RFC 9110, 5.3); of the other fields the first line counts. */
struct fields {
    const char *accept, *accept_encoding, *if_none_match, *if_match; /* lists */
    const char *content_type, *host, *origin;
};

/* Reads them into *out, which is empty, in one go over the request's header. What is joined is the
 * arena's. */
void fields_read(struct fields *out, struct MHD_Connection *connection, struct arena *a);

#endif
