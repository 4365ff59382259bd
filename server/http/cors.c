#include "cors.h"

#include <stdlib.h>
#include <string.h>

struct cors {
    char **origins; /* each ended by NUL in one copy of the list; NULL ends them */
    char *list;
    bool any;
};

/* A browser sends scheme, name and port as the URL standard writes them: in lower case, and the
 * port only where it is not the scheme's own. Anything else would never match. */
static bool is_origin(const char *s)
{
    const char *name = strstr(s, "://");

    if (!name || name == s)
        return false;
    name += strlen("://");
    return *name && !strpbrk(name, "/?#@* \t") && !strpbrk(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
}

static size_t count_of(const char *list)
{
    size_t count = 1;

    for (; *list; list++)
        count += *list == ',';
    return count;
}

static enum err split(struct cors *cors, struct failure *f)
{
    char *s = cors->list, *rest = NULL;
    size_t n = 0;

    for (s = strtok_r(s, ",", &rest); s; s = strtok_r(NULL, ",", &rest)) {
        if (!is_origin(s))
            return fail(f, ERR_USAGE,
                        "--cors takes '*' or origins such as https://app.example, separated by "
                        "commas, in lower case and without a path, not '%s'",
                        s);
        cors->origins[n++] = s;
    }
    return n ? OK : fail(f, ERR_USAGE, "--cors takes '*' or origins, and none is given");
}

enum err cors_create(struct cors **out, const char *list, struct failure *f)
{
    struct cors *cors = calloc(1, sizeof *cors);
    enum err e = OK;

    if (!cors)
        return fail(f, ERR_MEMORY, "out of memory");
    cors->any = list && strcmp(list, "*") == 0;
    if (list && !cors->any) {
        cors->list = strdup(list);
        cors->origins = calloc(count_of(list) + 1, sizeof *cors->origins);
        e = cors->list && cors->origins ? split(cors, f) : fail(f, ERR_MEMORY, "out of memory");
    }
    if (e) {
        cors_destroy(cors);
        return e;
    }
    *out = cors;
    return OK;
}

void cors_destroy(struct cors *cors)
{
    if (!cors)
        return;
    free(cors->origins);
    free(cors->list);
    free(cors);
}

const char *cors_allowed(const struct cors *cors, const char *origin)
{
    if (cors->any)
        return "*";
    if (!origin || !cors->origins)
        return NULL;
    for (char **o = cors->origins; *o; o++)
        if (strcmp(*o, origin) == 0)
            return *o;
    return NULL;
}

bool cors_varies(const struct cors *cors)
{
    return cors->origins != NULL;
}
