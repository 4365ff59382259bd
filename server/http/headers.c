#include "headers.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "answer.h"

/* Of those that scripts see without it: not Cache-Control, Content-Length and Content-Type. */
#define EXPOSED                                                                                    \
    "Allow, Content-Location, ETag, Link, Location, Retry-After, WWW-Authenticate, X-Request-Id"
#define TAKEN "Accept, Authorization, Content-Type, If-Match, If-None-Match, X-Request-Id"
#define PREFLIGHT_SECONDS "7200" /* Chromium forgets it after that anyhow */

static bool add(struct MHD_Response *to, const char *name, const char *value)
{
    return MHD_add_response_header(to, name, value) == MHD_YES;
}

static const char *given(const struct response *rs, const char *name)
{
    for (size_t i = 0; i < rs->header_count; i++)
        if (strcasecmp(rs->headers[i].name, name) == 0)
            return rs->headers[i].value;
    return NULL;
}

/* Adds what the handler did not give itself. */
static bool add_default(struct MHD_Response *to, const struct response *rs, const char *name,
                        const char *value)
{
    return given(rs, name) || add(to, name, value);
}

/* RFC 9110, 12.5.5. */
static bool add_vary(struct MHD_Response *to, const struct header_source *from)
{
    char value[64];

    snprintf(value, sizeof value, "%s%s%s", from->response->negotiated ? ", Accept" : "",
             from->response->status == MHD_HTTP_OK ? ", Accept-Encoding" : "",
             from->variant->origin_varies ? ", Origin" : "");
    return !value[0] || add(to, MHD_HTTP_HEADER_VARY, value + 2);
}

/* The Fetch standard, 3.3: the CORS protocol. What is allowed is for the answer to a preflight
 * request, the only one that is without a body. */
static bool add_cors(struct MHD_Response *to, const struct header_source *from)
{
    const char *allow = given(from->response, MHD_HTTP_HEADER_ALLOW);

    if (!from->variant->origin)
        return true;
    if (!add(to, MHD_HTTP_HEADER_ACCESS_CONTROL_ALLOW_ORIGIN, from->variant->origin))
        return false;
    if (from->response->status != MHD_HTTP_NO_CONTENT || !allow)
        return add(to, MHD_HTTP_HEADER_ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
    return add(to, MHD_HTTP_HEADER_ACCESS_CONTROL_ALLOW_METHODS, allow) &&
           add(to, MHD_HTTP_HEADER_ACCESS_CONTROL_ALLOW_HEADERS, TAKEN) &&
           add(to, MHD_HTTP_HEADER_ACCESS_CONTROL_MAX_AGE, PREFLIGHT_SECONDS);
}

/* no-cache: it may be kept, but is to be asked for again with its ETag. */
static bool add_shared(struct MHD_Response *to, const struct header_source *from)
{
    return add_default(to, from->response, MHD_HTTP_HEADER_CACHE_CONTROL,
                       from->lasting ? "no-cache" : "no-store") &&
           (!from->etag->text[0] || add(to, MHD_HTTP_HEADER_ETAG, from->etag->text)) &&
           add_vary(to, from) && add_cors(to, from);
}

/* Nothing here is a page that needs anything from anywhere, or that another may have in a frame.
 * A page of another origin may take it in, as an image or a script, where all may read it. */
static bool add_security(struct MHD_Response *to, const struct header_source *from)
{
    const struct response *rs = from->response;
    bool for_all = from->variant->origin && strcmp(from->variant->origin, "*") == 0;

    return add(to, MHD_HTTP_HEADER_X_CONTENT_TYPE_OPTIONS, "nosniff") &&
           add_default(to, rs, MHD_HTTP_HEADER_CONTENT_SECURITY_POLICY,
                       "default-src 'none'; frame-ancestors 'none'") &&
           add_default(to, rs, "Referrer-Policy", "no-referrer") &&
           add(to, "Cross-Origin-Resource-Policy", for_all ? "cross-origin" : "same-origin");
}

bool headers_add(struct MHD_Response *to, const struct header_source *from)
{
    const struct response *rs = from->response;
    bool ok = !rs->content_type || add(to, MHD_HTTP_HEADER_CONTENT_TYPE, rs->content_type);

    if (from->gzip)
        ok = ok && add(to, MHD_HTTP_HEADER_CONTENT_ENCODING, "gzip");
    ok = ok && add_shared(to, from) && add_security(to, from);
    for (size_t i = 0; i < rs->header_count; i++)
        ok = ok && add(to, rs->headers[i].name, rs->headers[i].value);
    return ok;
}

bool headers_add_not_modified(struct MHD_Response *to, const struct header_source *from)
{
    const char *location = given(from->response, MHD_HTTP_HEADER_CONTENT_LOCATION);

    return add_shared(to, from) &&
           (!location || add(to, MHD_HTTP_HEADER_CONTENT_LOCATION, location));
}
