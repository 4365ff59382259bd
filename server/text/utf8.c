#include "utf8.h"

#include <utf8proc.h>

size_t utf8_decode(const char *s, size_t len, int32_t *cp)
{
    const utf8proc_ssize_t most = len < 4 ? (utf8proc_ssize_t)len : 4;
    utf8proc_ssize_t n;

    if (len > 0 && !(*s & 0x80)) { /* nearly all text */
        *cp = (unsigned char)*s;
        return 1;
    }
    n = utf8proc_iterate((const utf8proc_uint8_t *)s, most, cp);
    return n > 0 ? (size_t)n : 0;
}

bool utf8_valid(const char *s, size_t len, size_t *bad)
{
    size_t i = 0;
    int32_t cp;

    while (i < len) {
        size_t n = (unsigned char)s[i] < 0x80 ? 1 : utf8_decode(s + i, len - i, &cp);
        if (n == 0) {
            *bad = i;
            return false;
        }
        i += n;
    }
    return true;
}

/* True for a byte that continues a code point. */
static bool continues(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

size_t utf8_count(const char *s, size_t len)
{
    size_t count = 0;

    for (size_t i = 0; i < len; i++)
        count += !continues(s[i]);
    return count;
}

size_t utf8_offset(const char *s, size_t len, size_t index)
{
    for (size_t i = 0; i < len; i++)
        if (!continues(s[i]) && index-- == 0)
            return i;
    return len;
}

size_t utf8_columns(int32_t cp)
{
    return (size_t)utf8proc_charwidth(cp);
}
