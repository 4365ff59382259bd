/* The headers of an answer, which are made once and belong to it. */
#ifndef EPISODED_HTTP_HEADERS_H
#define EPISODED_HTTP_HEADERS_H

#include <microhttpd.h>
#include <stdbool.h>

#include "api.h"

struct variant;

struct etag {
    char text[56]; /* in its quotes; "": none */
};

/* What they are made of. */
struct header_source {
    const struct response *response;
    const struct variant *variant;
    const struct etag *etag;
    bool lasting, gzip;
};

/* Adds them to the response. False when out of memory, or when one is not valid. */
bool headers_add(struct MHD_Response *to, const struct header_source *from);

/* Adds those that the 304 in its place is to have (RFC 9110, 15.4.5). */
bool headers_add_not_modified(struct MHD_Response *to, const struct header_source *from);

#endif
