/* Whom a request may be directed to. A page of a stranger's, whose name he makes lead to this
 * machine, would else read through a visitor's browser what is served to this machine alone (DNS
 * rebinding): its requests tell the stranger's name in Host. */
#ifndef EPISODED_HTTP_HOST_H
#define EPISODED_HTTP_HOST_H

#include <stdbool.h>

#include "error.h"

struct hosts;

/* The rule for a server that listens on address, with names (may be NULL) that are allowed beside
 * localhost and the addresses of loopback: a comma list of names or addresses, without ports, or
 * "*" for any. Where address is not one of loopback and no names are given, any is allowed. Both
 * must live until hosts_destroy. ERR_USAGE for a list that can't be meant. */
enum err hosts_create(struct hosts **out, const char *address, const char *names,
                      struct failure *f);
void hosts_destroy(struct hosts *hosts); /* NULL is allowed */

/* What a request that may not is told. */
#define HOST_REFUSED                                                                               \
    "the Host of this request is none that this server answers to: it listens on this machine "    \
    "alone, and other names are told to it by --host"

/* Whether the value of a Host header (NULL: none was sent, as by HTTP/1.0), or the authority of an
 * absolute target with the path behind it, may be served. */
bool hosts_allow(const struct hosts *hosts, const char *host);

#endif
