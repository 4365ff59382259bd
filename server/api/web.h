/* The pages that the server itself has for a browser: files of server/web. */
#ifndef EPISODED_API_WEB_H
#define EPISODED_API_WEB_H

#include "api.h"

/* What such a page may load and do: scripts and styles are its own files, and all that it asks is
 * this server. */
#define WEB_POLICY                                                                                 \
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "                \
    "img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

/* 200 with the file of that name; ERR_NOT_FOUND. */
enum err web_answer(struct request *rq, struct response *rs, const char *name);

#endif
