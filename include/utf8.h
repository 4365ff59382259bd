/* UTF-8: validity, code points, and positions in them. */
#ifndef EPISODED_UTF8_H
#define EPISODED_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Decodes the code point at s (len > 0 bytes left) into *cp and returns the bytes it
 * takes; 0 if they are not valid UTF-8 (overlong forms, surrogates and values over
 * U+10FFFF are not). */
size_t utf8_decode(const char *s, size_t len, int32_t *cp);

/* True if all of s is valid; else false, with the offset of the first bad byte in *bad. */
bool utf8_valid(const char *s, size_t len, size_t *bad);

/* Code points in the first len bytes of valid UTF-8. */
size_t utf8_count(const char *s, size_t len);

/* The byte offset of code point number index in valid UTF-8, or len when it has fewer. */
size_t utf8_offset(const char *s, size_t len, size_t index);

/* Columns that a code point takes on a terminal: 0, 1 or 2. */
size_t utf8_columns(int32_t cp);

#endif
