/* How many edits lie between two short strings. */
#ifndef EPISODED_DISTANCE_H
#define EPISODED_DISTANCE_H

#include <stddef.h>
#include <stdint.h>

/* The optimal string alignment distance (insert, delete, substitute, swap neighbours)
 * between two byte strings, or limit + 1 as soon as it is known to exceed limit.
 * Strings over 63 bytes count as farther than any limit. */
size_t edit_distance(const char *a, size_t a_len, const char *b, size_t b_len, size_t limit);

#define EDIT_PATTERN_MOST 63 /* bytes */

/* One string that is compared with very many: ten times as fast. */
struct edit_pattern {
    uint64_t places[256]; /* of each byte in the string, a bit each */
    size_t len;
};

/* len is 1 to EDIT_PATTERN_MOST. */
void edit_pattern_init(struct edit_pattern *p, const char *s, size_t len);

/* The same distance between the pattern and s, of any length. */
size_t edit_pattern_distance(const struct edit_pattern *p, const char *s, size_t len);

#endif
