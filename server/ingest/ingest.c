#include "ingest.h"

#include <string.h>

#include "formats.h"
#include "utf8.h"

#define BOM "\xEF\xBB\xBF"

/* Line and column (code points) of an offset; what stands before it is valid UTF-8. */
static void locate(const char *bytes, size_t offset, unsigned *line, unsigned *column)
{
    const char *start = bytes, *at = bytes;

    *line = 1;
    while ((at = memchr(start, '\n', offset - (size_t)(start - bytes)))) {
        start = at + 1;
        ++*line;
    }
    *column = (unsigned)utf8_count(start, offset - (size_t)(start - bytes)) + 1;
}

static enum err check_bytes(const char *bytes, size_t len, struct failure *f)
{
    const char *nul = memchr(bytes, '\0', len);
    size_t bad = len;
    unsigned line, column;

    if (nul)
        len = (size_t)(nul - bytes);
    if (!utf8_valid(bytes, len, &bad)) {
        locate(bytes, bad, &line, &column);
        return fail_at(f, line, column, "byte 0x%02x is not valid UTF-8",
                       (unsigned)(unsigned char)bytes[bad]);
    }
    if (nul) {
        locate(bytes, len, &line, &column);
        return fail_at(f, line, column, "NUL byte: this is not a text");
    }
    return OK;
}

size_t bom(const char *bytes, size_t len)
{
    return len >= 3 && memcmp(bytes, BOM, 3) == 0 ? 3 : 0;
}

bool ingest_is_document(const char *bytes, size_t len)
{
    size_t first = bom(bytes, len);

    while (first < len && strchr(" \t\r\n", bytes[first]))
        first++;
    return first < len && bytes[first] == '{';
}

enum err ingest(struct arena *a, const char *bytes, size_t len, struct episode *out,
                struct failure *f)
{
    size_t mark = bom(bytes, len);

    memset(out, 0, sizeof *out);
    bytes += mark;
    len -= mark;
    if (check_bytes(bytes, len, f) != OK)
        return ERR_INPUT;
    if (ingest_is_document(bytes, len))
        return document_read(a, bytes, len, out, f);
    return page_read(a, bytes, len, out, f);
}
