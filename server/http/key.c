#include "key.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_PARAMETERS = 16, MAX_ACCEPT = 256 };

struct slice {
    const char *s;
    size_t len;
};

static int compare_slices(const void *left, const void *right)
{
    const struct slice *a = left, *b = right;
    int order = memcmp(a->s, b->s, a->len < b->len ? a->len : b->len);

    return order ? order : (a->len > b->len) - (a->len < b->len);
}

/* How many parameters query has; MAX_PARAMETERS + 1 for any number above. */
static size_t split(const char *query, struct slice parameters[MAX_PARAMETERS])
{
    size_t count = 0;

    while (*query) {
        size_t len = strcspn(query, "&");
        if (len > 0 && count == MAX_PARAMETERS)
            return MAX_PARAMETERS + 1;
        if (len > 0)
            parameters[count++] = (struct slice){query, len};
        query += len + (query[len] == '&');
    }
    return count;
}

/* RFC 9110, 12.5.1: no Accept header means the same as any form. */
static const char *accept_class(const char *accept)
{
    return !accept || strcmp(accept, "*/*") == 0 ? "" : accept;
}

static char *append(char *to, const char *s, size_t len)
{
    memcpy(to, s, len);
    return to + len;
}

/* LF separates the parts: no header and no request line can hold one. */
const char *key_of(struct arena *a, const char *path, const char *query, const char *accept)
{
    struct slice parameters[MAX_PARAMETERS];
    size_t count = split(query ? query : "", parameters);
    size_t path_len = strlen(path), accept_len;
    char *key, *end;

    accept = accept_class(accept);
    accept_len = strlen(accept);
    if (count > MAX_PARAMETERS || accept_len > MAX_ACCEPT)
        return NULL;
    key = arena_alloc(a, path_len + (query ? strlen(query) : 0) + accept_len + count + 3);
    if (!key)
        return NULL;
    qsort(parameters, count, sizeof *parameters, compare_slices);
    end = append(key, path, path_len);
    for (size_t i = 0; i < count; i++) {
        end = append(end, i == 0 ? "?" : "&", 1);
        end = append(end, parameters[i].s, parameters[i].len);
    }
    end = append(end, "\n", 1);
    append(end, accept, accept_len);
    return key;
}
