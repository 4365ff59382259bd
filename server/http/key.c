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

static const char *coding_of(const struct variant *v)
{
    if (!v->accepted.identity)
        return v->accepted.gzip ? "only gzip" : "none";
    return v->accepted.gzip ? "gzip" : "";
}

/* LF separates the parts: no header and no request line can hold one. */
const char *key_of(struct arena *a, const struct request *rq, const struct variant *v)
{
    struct slice parameters[MAX_PARAMETERS];
    const char *query = rq->query ? rq->query : "", *accept = accept_class(rq->accept);
    const char *ends[] = {accept, coding_of(v), v->origin ? v->origin : ""};
    size_t count = split(query, parameters), path_len = strlen(rq->path);
    size_t size = path_len + strlen(query) + count + 1;
    char *key, *end;

    if (count > MAX_PARAMETERS || strlen(accept) > MAX_ACCEPT)
        return NULL;
    for (size_t i = 0; i < 3; i++)
        size += strlen(ends[i]) + 1;
    key = arena_alloc(a, size);
    if (!key)
        return NULL;
    qsort(parameters, count, sizeof *parameters, compare_slices);
    end = append(key, rq->path, path_len);
    for (size_t i = 0; i < count; i++) {
        end = append(end, i == 0 ? "?" : "&", 1);
        end = append(end, parameters[i].s, parameters[i].len);
    }
    for (size_t i = 0; i < 3; i++) {
        end = append(end, "\n", 1);
        end = append(end, ends[i], strlen(ends[i]));
    }
    return key;
}
