#include "distance.h"

#include <stdbool.h>
#include <string.h>

enum { LONGEST = EDIT_PATTERN_MOST };

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Three rows of the table are enough: this one, the one before, and for a swap the one
 * before that. */
size_t edit_distance(const char *a, size_t a_len, const char *b, size_t b_len, size_t limit)
{
    size_t rows[3][LONGEST + 1];
    size_t *before = rows[0], *previous = rows[1], *current = rows[2];
    size_t gap = a_len > b_len ? a_len - b_len : b_len - a_len;

    if (a_len > LONGEST || b_len > LONGEST || gap > limit)
        return limit + 1;
    for (size_t j = 0; j <= b_len; j++)
        previous[j] = before[j] = j;
    for (size_t i = 1; i <= a_len; i++) {
        size_t best = current[0] = i;
        size_t *recycled = before;

        for (size_t j = 1; j <= b_len; j++) {
            bool same = a[i - 1] == b[j - 1];
            size_t edits = least(previous[j], current[j - 1]) + 1;

            edits = least(edits, previous[j - 1] + !same);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                edits = least(edits, before[j - 2] + 1);
            current[j] = edits;
            best = least(best, edits);
        }
        if (best > limit)
            return limit + 1;
        before = previous;
        previous = current;
        current = recycled;
    }
    return least(previous[b_len], limit + 1);
}

void edit_pattern_init(struct edit_pattern *p, const char *s, size_t len)
{
    *p = (struct edit_pattern){.len = len};
    for (size_t i = 0; i < len; i++)
        p->places[(unsigned char)s[i]] |= (uint64_t)1 << i;
}

/* A column of the table at once: whether each cell is one more or one less than its neighbour
 * below (up, down), and whether it is the same as its neighbour across (same). After Hyyrö, "A
 * Bit-Vector Algorithm for Computing Levenshtein and Damerau Edit Distances" (2003). */
size_t edit_pattern_distance(const struct edit_pattern *p, const char *s, size_t len)
{
    const uint64_t last = (uint64_t)1 << (p->len - 1);
    uint64_t up = UINT64_MAX, down = 0, same = 0, places = 0;
    size_t distance = p->len;

    for (size_t i = 0; i < len; i++) {
        uint64_t before = places, swapped, more, less;

        places = p->places[(unsigned char)s[i]];
        swapped = (~same & places) << 1 & before;
        same = (((places & up) + up) ^ up) | places | down | swapped;
        more = down | ~(same | up);
        less = same & up;
        distance += (more & last) != 0;
        distance -= (less & last) != 0;
        more = more << 1 | 1;
        less <<= 1;
        up = less | ~(same | more);
        down = more & same;
    }
    return distance;
}
