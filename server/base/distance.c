#include "distance.h"

#include <stdbool.h>
#include <string.h>

enum { LONGEST = 63 };

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
