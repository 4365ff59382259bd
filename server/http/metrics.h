/* What the requests were, counted for /metrics. Each worker counts for itself, without a lock; who
 * reads adds up what all of them counted. */
#ifndef EPISODED_HTTP_METRICS_H
#define EPISODED_HTTP_METRICS_H

#include <stdatomic.h>
#include <stdint.h>

#include "api.h"

enum { METRICS_STATUSES = 600, METRICS_BOUNDS = 12 };

enum metrics_count {
    METRICS_SENT,   /* bytes of bodies, of answers sent whole */
    METRICS_HITS,   /* answers that were there already, or being made for another */
    METRICS_MISSES, /* answers made that may be kept */
    METRICS_COUNTS
};

/* All zero at first. */
struct metrics {
    atomic_ullong requests[API_MOST_ROUTES + 1][METRICS_STATUSES]; /* by route, as in a response */
    atomic_ullong took[METRICS_BOUNDS + 1]; /* not more than each bound; the last: more */
    atomic_ullong took_ns;
    atomic_ullong counts[METRICS_COUNTS];
};

/* Nanoseconds of a clock that is never set. */
uint64_t metrics_now(void);

/* An answer was queued. */
void metrics_count_answer(struct metrics *m, unsigned route, unsigned status);

/* A request came to its end, that many nanoseconds after its head had come. */
void metrics_count_time(struct metrics *m, uint64_t ns);

void metrics_count(struct metrics *m, enum metrics_count what, unsigned long long n);

/* For api_options; of is the struct service. */
void metrics_write(void *of, struct buf *out);

#endif
