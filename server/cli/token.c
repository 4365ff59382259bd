/* The token that allows writes, out of its file. */
#include <string.h>
#include <sys/stat.h>

#include "cli.h"
#include "log.h"

enum { LEAST = 16, MOST = 1024 }; /* bytes */

/* What RFC 6750, 2.1 allows a token to be made of, but for where '=' may stand. */
static const char allowed[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=";

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* In a container's secret, which everybody in there may read, it is no fault but worth a word. */
static void warn_of_readers(const char *path)
{
    struct stat status;

    if (stat(path, &status) == 0 && (status.st_mode & S_IROTH))
        log_error("%s: every user of this machine can read the token; chmod 600 hides it", path);
}

enum err token_read(struct arena *a, const char *path, const char **token, struct failure *f)
{
    const char *bytes;
    size_t len;
    struct failure why;
    enum err err = input_read(a, path, MOST, &bytes, &len, &why);

    if (err != OK)
        return fail(f, err, "--token-file %s: %s", path, why.message);
    for (; len > 0 && is_blank(*bytes); len--)
        bytes++;
    while (len > 0 && is_blank(bytes[len - 1]))
        len--;
    *token = arena_strndup(a, bytes, len);
    if (!*token)
        return fail(f, ERR_MEMORY, "out of memory");
    if (len < LEAST)
        return fail(f, ERR_USAGE, "--token-file %s: a token has at least %d characters, not %zu",
                    path, LEAST, len);
    if (strspn(*token, allowed) != len)
        return fail(f, ERR_USAGE,
                    "--token-file %s: a token is one word of letters, digits and -._~+/=", path);
    warn_of_readers(path);
    return OK;
}
