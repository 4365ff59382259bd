/* What is refused before it is looked at: requests whose parts, or whose end, another server on
 * the way might see in another place than this one does (RFC 9112, 11.2), and that libmicrohttpd
 * 0.9.75 lets pass. */
#ifndef EPISODED_HTTP_VET_H
#define EPISODED_HTTP_VET_H

#include <microhttpd.h>
#include <stdbool.h>

#include "error.h"

/* Whether target, as sent, is a path that begins with '/', an http or https URL, or "*", without
 * blanks, control characters and '#'. */
bool vet_target(const char *target);

/* Looks through the head of a request: method and version where libmicrohttpd has them, and the
 * length of its target as sent. To be called before its body is read. ERR_REQUEST or ERR_CODING
 * with the reason where it is to be refused, and its connection closed. */
enum err vet_head(struct MHD_Connection *connection, const char *method, size_t target_len,
                  const char *version, struct failure *f);

/* The same for the headers behind a chunked body, once they came: libmicrohttpd may take a part of
 * them for the next request (vet.c tells), so there are to be none. */
enum err vet_trailers(struct MHD_Connection *connection, struct failure *f);

#endif
