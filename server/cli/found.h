/* An answer of /v1/search as a person at a terminal reads it. */
#ifndef EPISODED_CLI_FOUND_H
#define EPISODED_CLI_FOUND_H

#include <jansson.h>

#include "screen.h"

/* Prints the hits of an answer that has counts of episodes, with what was done to find them
 * before and their number behind. */
void found_print(struct screen *s, const json_t *answer);

#endif
