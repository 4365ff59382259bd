/* Files that the build puts into the binary (scripts/embed). */
#ifndef EPISODED_EMBEDDED_H
#define EPISODED_EMBEDDED_H

#include <stddef.h>

extern const unsigned char embedded_openapi[];
extern const size_t embedded_openapi_size;

struct embedded_file {
    const char *name; /* without its folder */
    const unsigned char *bytes;
    size_t size;
};

/* The files of server/web. */
extern const struct embedded_file embedded_web[];
extern const size_t embedded_web_count;

#endif
