/* A growing text buffer: write freely, check failed once at the end. */
#ifndef EPISODED_BUF_H
#define EPISODED_BUF_H

#include <stdbool.h>
#include <stddef.h>

struct buf {
    char *data; /* NUL-terminated once anything was added; NULL before */
    size_t len; /* bytes, without the NUL */
    size_t cap;
    bool failed; /* out of memory: data is incomplete and must not be used */
};

void buf_init(struct buf *b);
void buf_finish(struct buf *b); /* frees data; b may be used again */

void buf_add(struct buf *b, const void *bytes, size_t len);
void buf_str(struct buf *b, const char *s);
void buf_char(struct buf *b, char c);
void buf_printf(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
