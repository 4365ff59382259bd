#include <string.h>

#include "formats.h"
#include "page.h"
#include "utf8.h"

/* The size of a blank at s (space, tab, LF, CR, no-break and ideographic space, a stray BOM), or
 * 0. */
static size_t blank_at(const char *s, size_t len)
{
    if (len == 0)
        return 0;
    if (*s == ' ' || (*s >= '\t' && *s <= '\r'))
        return 1;
    if (len >= 2 && memcmp(s, "\xC2\xA0", 2) == 0)
        return 2;
    if (len >= 3 && (memcmp(s, "\xE3\x80\x80", 3) == 0 || memcmp(s, "\xEF\xBB\xBF", 3) == 0))
        return 3;
    return 0;
}

static size_t blank_before(const char *s, size_t len)
{
    for (size_t n = 1; n <= 3 && n <= len; n++)
        if (blank_at(s + len - n, n) == n)
            return n;
    return 0;
}

size_t without_blanks(const char *s, size_t len)
{
    size_t n;

    while ((n = blank_before(s, len)) > 0)
        len -= n;
    return len;
}

size_t colon_before(const char *s, size_t len)
{
    static const char wide[] = "\uFF1A";
    const size_t size = sizeof wide - 1;

    if (len > 0 && s[len - 1] == ':')
        return 1;
    return len >= size && memcmp(s + len - size, wide, size) == 0 ? size : 0;
}

size_t trim(const char **s, size_t len)
{
    size_t n;

    while ((n = blank_at(*s, len)) > 0) {
        *s += n;
        len -= n;
    }
    return without_blanks(*s, len);
}

bool growing_add(struct arena *a, struct growing *text, char separator, const char *s, size_t len)
{
    size_t needed = text->len + len + 2;

    if (needed > text->capacity) {
        char *grown = arena_alloc(a, needed * 2);

        if (!grown)
            return false;
        if (text->s)
            memcpy(grown, text->s, text->len);
        text->s = grown;
        text->capacity = needed * 2;
    }
    if (text->len > 0)
        text->s[text->len++] = separator;
    memcpy(text->s + text->len, s, len);
    text->len += len;
    text->s[text->len] = '\0';
    return true;
}

bool line_add(struct arena *a, struct line_list *list, const struct line *line)
{
    struct line *grown = arena_grow(a, list->v, list->n, &list->capacity, sizeof *list->v);

    if (!grown)
        return false;
    list->v = grown;
    list->v[list->n++] = *line;
    return true;
}

static bool add_trimmed(struct arena *a, struct line_list *out, const char *s, size_t len,
                        unsigned number)
{
    struct line line = {.number = number};
    const char *start = s;

    len = trim(&s, len);
    if (len == 0)
        return true;
    line.column = (unsigned)utf8_count(start, (size_t)(s - start)) + 1;
    line.text = arena_strndup(a, s, len);
    line.len = len;
    return line.text && line_add(a, out, &line);
}

bool lines_of(struct arena *a, const char *text, size_t len, struct line_list *out)
{
    const char *end = text + len;
    unsigned number = 1;

    memset(out, 0, sizeof *out);
    while (text < end) {
        const char *stop = memchr(text, '\n', (size_t)(end - text));

        if (!stop)
            stop = end;
        if (!add_trimmed(a, out, text, (size_t)(stop - text), number++))
            return false;
        text = stop + (stop < end);
    }
    return true;
}
