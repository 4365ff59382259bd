/* Files that the build puts into the binary (scripts/embed). */
#ifndef EPISODED_EMBEDDED_H
#define EPISODED_EMBEDDED_H

#include <stddef.h>

extern const unsigned char embedded_openapi[];
extern const size_t embedded_openapi_size;

#endif
