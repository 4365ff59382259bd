#include "urls.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"

const char *url_of_episode(struct arena *a, const char *id, const char *format, ...)
{
    const char *url = NULL;
    va_list args;
    char *rest;

    va_start(args, format);
    if (vasprintf(&rest, format, args) >= 0) {
        url = arena_printf(a, "/v1/episodes/%s%s", id, rest);
        free(rest);
    }
    va_end(args);
    return url;
}

/* Letters, digits and "-._~" stand for themselves everywhere in an address (RFC 3986). */
static bool plain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c != '\0' && strchr("-._~", c));
}

const char *url_encode(struct arena *a, const char *s)
{
    static const char hex[] = "0123456789ABCDEF";
    char *out = arena_array(a, strlen(s) + 1, 3);
    char *end = out;

    if (!out)
        return NULL;
    for (; *s; s++) {
        unsigned char c = (unsigned char)*s;
        if (plain(*s)) {
            *end++ = *s;
        } else {
            *end++ = '%';
            *end++ = hex[c >> 4];
            *end++ = hex[c & 15];
        }
    }
    return out;
}

const char *url_of_episodes_with(struct arena *a, const char *speaker)
{
    const char *encoded = url_encode(a, speaker);

    return encoded ? arena_printf(a, "/v1/episodes?speaker=%s", encoded) : NULL;
}

static void add_param(struct buf *b, struct arena *a, const char *name, const char *value)
{
    const char *encoded = url_encode(a, value);

    if (!encoded) {
        b->failed = true;
        return;
    }
    buf_printf(b, "%c%s", strchr(b->data, '?') ? '&' : '?', name);
    if (*encoded)
        buf_printf(b, "=%s", encoded);
}

const char *url_of_request(struct request *rq, const char *after)
{
    const char *url = NULL;
    struct buf b;

    buf_init(&b);
    buf_str(&b, rq->self);
    for (size_t i = 0; i < rq->param_count && !b.failed; i++)
        if (!after || strcmp(rq->params[i].name, "after") != 0)
            add_param(&b, rq->arena, rq->params[i].name, rq->params[i].value);
    if (after && !b.failed)
        add_param(&b, rq->arena, "after", after);
    if (!b.failed)
        url = arena_strndup(rq->arena, b.data, b.len);
    buf_finish(&b);
    return url;
}
