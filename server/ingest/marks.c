/* Quotation marks, as the languages of the world write them. */
#include <string.h>

#include "page.h"

enum { MARKS_MOST = 4 }; /* of a kind that open, or close */

static const struct {
    const char *opening[MARKS_MOST], *closing[MARKS_MOST];
} kinds[MARKS_KINDS] = {
    [MARKS_USUAL] = {{"\"", "“", "«", "„"}, {"\"", "”", "»", "“"}},
    [MARKS_INWARD] = {{"»"}, {"«"}},
    [MARKS_ANGLE] = {{"‹"}, {"›"}},
    [MARKS_ANGLE_INWARD] = {{"›"}, {"‹"}},
    [MARKS_CORNER] = {{"「"}, {"」"}},
    [MARKS_WHITE_CORNER] = {{"『"}, {"』"}},
    [MARKS_SAME] = {{"”"}, {"”"}},
    [MARKS_SINGLE] = {{"‘"}, {"’"}},
    [MARKS_LOW] = {{"‚"}, {"‘", "’"}},
    [MARKS_STRAIGHT] = {{"'"}, {"'"}},
};

static size_t mark_among(const char *s, const char *const marks[MARKS_MOST])
{
    for (size_t i = 0; i < MARKS_MOST && marks[i]; i++)
        if (strncmp(s, marks[i], strlen(marks[i])) == 0)
            return strlen(marks[i]);
    return 0;
}

/* Most signs are none, and told by their first byte. */
static bool may_be_mark(const char *s)
{
    return *s && strchr("\"'\xC2\xE2\xE3", *s);
}

size_t opening_mark(const char *s, enum marks *kind)
{
    size_t size = 0;

    if (!may_be_mark(s))
        return 0;
    for (int k = 0; k < MARKS_KINDS && !size; k++) {
        size = mark_among(s, kinds[k].opening);
        *kind = (enum marks)k;
    }
    return size;
}

size_t closing_mark(const char *s, enum marks kind)
{
    return may_be_mark(s) ? mark_among(s, kinds[kind].closing) : 0;
}

bool closing_mark_before(const char *s, size_t end)
{
    for (size_t size = 1; size <= 3 && size <= end; size++)
        for (int k = 0; k < MARKS_AMBIGUOUS; k++)
            if (closing_mark(s + end - size, (enum marks)k) == size)
                return true;
    return false;
}
