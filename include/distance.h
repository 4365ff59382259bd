/* How many edits lie between two short strings. */
#ifndef EPISODED_DISTANCE_H
#define EPISODED_DISTANCE_H

#include <stddef.h>

/* The optimal string alignment distance (insert, delete, substitute, swap neighbours)
 * between two byte strings, or limit + 1 as soon as it is known to exceed limit.
 * Strings over 63 bytes count as farther than any limit. */
size_t edit_distance(const char *a, size_t a_len, const char *b, size_t b_len, size_t limit);

#endif
