#include "fields.h"

#include <stdbool.h>
#include <stddef.h>
#include <strings.h>

static const struct {
    const char *name;
    size_t offset; /* in struct fields */
    bool is_list;
} known[] = {
    {MHD_HTTP_HEADER_HOST, offsetof(struct fields, host), false},
    {MHD_HTTP_HEADER_ACCEPT, offsetof(struct fields, accept), true},
    {MHD_HTTP_HEADER_ACCEPT_ENCODING, offsetof(struct fields, accept_encoding), true},
    {MHD_HTTP_HEADER_IF_NONE_MATCH, offsetof(struct fields, if_none_match), true},
    {MHD_HTTP_HEADER_IF_MATCH, offsetof(struct fields, if_match), true},
    {MHD_HTTP_HEADER_ORIGIN, offsetof(struct fields, origin), false},
    {MHD_HTTP_HEADER_CONTENT_TYPE, offsetof(struct fields, content_type), false},
};

enum { KNOWN = sizeof known / sizeof known[0] };

struct reading {
    struct fields *out;
    struct arena *arena;
};

static void take(struct reading *r, size_t which, const char *value)
{
    const char **at = (const char **)((char *)r->out + known[which].offset);
    const char *joined;

    if (!*at) {
        *at = value;
    } else if (known[which].is_list) {
        joined = arena_printf(r->arena, "%s, %s", *at, value);
        *at = joined ? joined : *at;
    }
}

static enum MHD_Result see(void *cls, enum MHD_ValueKind kind, const char *name, const char *value)
{
    struct reading *r = cls;

    (void)kind;
    for (size_t i = 0; i < KNOWN; i++)
        if (strcasecmp(name, known[i].name) == 0) {
            take(r, i, value ? value : "");
            break;
        }
    return MHD_YES;
}

void fields_read(struct fields *out, struct MHD_Connection *connection, struct arena *a)
{
    struct reading reading = {out, a};

    MHD_get_connection_values(connection, MHD_HEADER_KIND, see, &reading);
}
