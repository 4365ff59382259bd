/* One write: its body as it comes, and its answer. */
#ifndef EPISODED_HTTP_WRITE_H
#define EPISODED_HTTP_WRITE_H

#include "request.h"

struct write;

/* A write whose head has come; method, path and query (may be NULL), and the outcome must live as
 * long. NULL when out of memory. */
struct write *write_create(struct service *service, struct MHD_Connection *connection,
                           const struct request *rq, struct outcome *outcome);

/* Looks at its head, and at whom it is directed to (host; may be NULL): what would be refused
 * whatever came is answered at once, where its client waits for that or would send much. */
enum MHD_Result write_begin(struct write *w, struct worker *worker, const char *host);

/* Keeps the next bytes of the body; those of one that is refused are dropped, so that its client
 * gets to read why, but not without an end. */
enum MHD_Result write_take(struct write *w, struct worker *worker, const char *bytes, size_t len);

/* All came: hands it to the writer. Called again when the writer has answered, or gives the refusal
 * at once. */
enum MHD_Result write_finish(struct write *w, struct worker *worker);

/* NULL is allowed. */
void write_destroy(struct write *w);

#endif
