/* Whether a place can mean what a quote says. */
#ifndef EPISODED_ANALYSIS_SENSE_H
#define EPISODED_ANALYSIS_SENSE_H

#include <stdbool.h>

#include "align.h"

/* True unless the quote says something else than the place that was found for it: one of a few
 * words that it rests on is not there, or a negation is in one of the two alone. */
bool sense_is_kept(const struct alignment_input *in, const struct alignment *found);

#endif
