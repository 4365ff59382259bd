#include "host.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct hosts {
    bool any;
    const char *names; /* a comma list, or "" */
};

static bool is_loopback(const char *name, size_t len)
{
    struct in_addr ipv4;
    struct in6_addr ipv6;
    char text[INET6_ADDRSTRLEN];

    if (len >= sizeof text)
        return false;
    memcpy(text, name, len);
    text[len] = '\0';
    if (inet_pton(AF_INET, text, &ipv4) == 1)
        return ntohl(ipv4.s_addr) >> 24 == 127;
    if (inet_pton(AF_INET6, text, &ipv6) != 1)
        return false;
    return IN6_IS_ADDR_LOOPBACK(&ipv6) || (IN6_IS_ADDR_V4MAPPED(&ipv6) && ipv6.s6_addr[12] == 127);
}

static bool ends_in(const char *s, size_t len, const char *end)
{
    size_t end_len = strlen(end);

    return len >= end_len && strncasecmp(s + len - end_len, end, end_len) == 0;
}

/* RFC 6761, 6.3: localhost and the names under it are loopback's, for whoever resolves them. */
static bool is_localhost(const char *name, size_t len)
{
    return (len == strlen("localhost") && ends_in(name, len, "localhost")) ||
           ends_in(name, len, ".localhost");
}

static bool is_listed(const char *names, const char *name, size_t name_len)
{
    while (*names) {
        size_t len = strcspn(names, ",");
        if (len == name_len && strncasecmp(names, name, len) == 0)
            return true;
        names += len + (names[len] == ',');
    }
    return false;
}

static enum err check_names(const char *names, struct failure *f)
{
    if (strcmp(names, "*") != 0 && (!*names || strpbrk(names, " \t/*[]")))
        return fail(f, ERR_USAGE,
                    "--host takes names such as podcasts.example, separated by commas and without "
                    "a port, or '*', not '%s'",
                    names);
    return OK;
}

enum err hosts_create(struct hosts **out, const char *address, const char *names, struct failure *f)
{
    enum err e = names ? check_names(names, f) : OK;

    if (e)
        return e;
    *out = calloc(1, sizeof **out);
    if (!*out)
        return fail(f, ERR_MEMORY, "out of memory");
    (*out)->any = names ? strcmp(names, "*") == 0 : !is_loopback(address, strlen(address));
    (*out)->names = names ? names : "";
    return OK;
}

void hosts_destroy(struct hosts *hosts)
{
    free(hosts);
}

/* Finds the name in "name:port", "[::1]:port", "name." or "name/path": *len characters. */
static const char *name_in(const char *host, size_t *len)
{
    if (*host == '[') {
        const char *end = strchr(host, ']');
        *len = end ? (size_t)(end - host) - 1 : 0;
        return host + 1;
    }
    *len = strcspn(host, ":/");
    if (*len > 0 && host[*len - 1] == '.')
        --*len;
    return host;
}

bool hosts_allow(const struct hosts *hosts, const char *host)
{
    const char *name;
    size_t len;

    if (hosts->any || !host)
        return true;
    name = name_in(host, &len);
    return is_localhost(name, len) || is_loopback(name, len) || is_listed(hosts->names, name, len);
}
