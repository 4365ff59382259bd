#include "vet.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "request.h"

/* What of the head decides where the request ends, and whom it is for. */
struct head {
    unsigned hosts, lengths, codings; /* how many headers of the name there are */
    const char *host, *length, *coding;
    const char *end;   /* of the line before */
    const char *fault; /* of any part; or NULL */
};

/* RFC 9110, 5.6.2. */
static bool is_token(const char *s, size_t len)
{
    size_t i = 0;

    while (i < len && (isalnum((unsigned char)s[i]) || (s[i] && strchr("!#$%&'*+-.^_`|~", s[i]))))
        i++;
    return len > 0 && i == len;
}

/* RFC 9110, 5.5: a tab is the only control character. libmicrohttpd ends a value at a NUL. */
static bool is_value(const char *s, size_t len)
{
    size_t i = 0;

    while (i < len && ((unsigned char)s[i] >= ' ' || s[i] == '\t') && s[i] != 127)
        i++;
    return i == len;
}

/* RFC 3986, 3.2.2 and 3.2.3, by their characters: a name or address, and a port. */
static bool is_host(const char *s)
{
    while (*s && (isalnum((unsigned char)*s) || strchr("-._~!$&'()*+,;=%[]:", *s)))
        s++;
    return *s == '\0';
}

/* libmicrohttpd 0.9.75 leaves the head where it came in, in one piece, and only puts NULs between
 * its parts. So whether a part follows right behind the one before shows what it hides:
 * - a bare LF at a line's end, which it takes for CRLF;
 * - a NUL, which ends a part for it, and what follows it in the line is lost;
 * - a folded line (RFC 9112, 5.2), which it adds to the name, not the value, of the one before, and
 *   moves elsewhere for that: "Content-Len: 5" and " gth" are "Content-Length: 5" (connection.c,
 *   process_broken_line);
 * - a line that begins with ':', which for it ends the head: the next is another request's first
 *   (MHD_connection_handle_idle, which looks for an empty line once the colon is a NUL).
 * What is as long as the CRLF it stands for remains unseen: NUL and LF, and at the end of the head
 * a bare LF and ":a" with another. */
enum { CRLF_LEN = 2 };

static bool is_next_line(const struct head *head, const char *line)
{
    return line == head->end + CRLF_LEN;
}

static bool is_named(const char *name, const char *wanted)
{
    return strcasecmp(name, wanted) == 0;
}

static const char bad_line[] = "a line of the head does not end in CRLF, is folded, begins with "
                               "a colon or holds a NUL";

static enum MHD_Result look(void *cls, enum MHD_ValueKind kind, const char *name, size_t name_len,
                            const char *value, size_t value_len)
{
    struct head *head = cls;

    (void)kind;
    if (!is_next_line(head, name))
        head->fault = bad_line;
    else if (!is_token(name, name_len))
        head->fault = "a header's name holds a blank or another character that no name may hold";
    else if (!is_value(value, value_len))
        head->fault = "a header's value holds a control character";
    else if (is_named(name, MHD_HTTP_HEADER_HOST))
        head->host = value, head->hosts++;
    else if (is_named(name, MHD_HTTP_HEADER_CONTENT_LENGTH))
        head->length = value, head->lengths++;
    else if (is_named(name, MHD_HTTP_HEADER_TRANSFER_ENCODING))
        head->coding = value, head->codings++;
    head->end = value + value_len;
    return head->fault ? MHD_NO : MHD_YES;
}

/* RFC 9112, 3.2. */
static const char *fault_of_host(const struct head *head, bool is_old)
{
    if (head->hosts > 1)
        return "there is more than one Host header";
    if (!is_old && (!head->host || !*head->host))
        return "there is no Host header, or an empty one";
    if (head->host && !is_host(head->host))
        return "the Host header is no name or address with a port";
    return NULL;
}

/* RFC 9112, 6.1 and 6.3. */
static const char *fault_of_framing(const struct head *head, bool is_old)
{
    if (head->lengths > 1)
        return "there is more than one Content-Length header";
    if (head->codings > 1)
        return "there is more than one Transfer-Encoding header";
    if (head->codings && head->lengths)
        return "there are both a Transfer-Encoding and a Content-Length header";
    if (head->codings && is_old)
        return "an HTTP/1.0 request has no Transfer-Encoding header";
    return NULL;
}

static bool has_body(const struct head *head)
{
    return head->codings || (head->length && strspn(head->length, "0") != strlen(head->length));
}

/* The body of a GET has no meaning, and some servers overlook it (RFC 9110, 9.3.1). */
static const char *fault_of_body(const struct head *head, const char *method)
{
    return request_is_read(method) && has_body(head) ? "a GET or HEAD request has no body here"
                                                     : NULL;
}

bool vet_target(const char *target)
{
    for (const char *c = target; *c; c++) {
        if ((unsigned char)*c <= ' ' || *c == 127 || *c == '#')
            return false;
    }
    return *target == '/' || strcmp(target, "*") == 0 || strncasecmp(target, "http://", 7) == 0 ||
           strncasecmp(target, "https://", 8) == 0;
}

/* RFC 9112, 3: one blank between the parts. libmicrohttpd takes several, and blanks in a target. */
static bool is_request_line(const char *method, size_t target_len, const char *version)
{
    return version == method + strlen(method) + 1 + target_len + 1;
}

static bool is_whole(struct MHD_Connection *connection, const char *method, const struct head *head)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);

    return info && is_next_line(head, method + info->header_size - CRLF_LEN);
}

static const char *fault_of_lines(struct MHD_Connection *connection, struct head *head,
                                  const char *method, size_t target_len, const char *version)
{
    if (!is_token(method, strlen(method)) || !is_request_line(method, target_len, version))
        return "the request line is not METHOD TARGET VERSION with one blank between";
    head->end = version + strlen(version);
    MHD_get_connection_values_n(connection, MHD_HEADER_KIND, look, head);
    if (head->fault)
        return head->fault;
    return is_whole(connection, method, head) ? NULL : bad_line;
}

enum err vet_head(struct MHD_Connection *connection, const char *method, size_t target_len,
                  const char *version, struct failure *f)
{
    bool is_old = strcmp(version, MHD_HTTP_VERSION_1_0) == 0;
    struct head head = {0};
    const char *fault = fault_of_lines(connection, &head, method, target_len, version);

    if (!fault)
        fault = fault_of_host(&head, is_old);
    if (!fault)
        fault = fault_of_framing(&head, is_old);
    if (!fault)
        fault = fault_of_body(&head, method);
    if (fault)
        return fail(f, ERR_REQUEST, "%s", fault);
    /* libmicrohttpd would wait for the end of any other body for ever. */
    if (head.codings && strcasecmp(head.coding, "chunked") != 0)
        return fail(f, ERR_CODING, "Transfer-Encoding can be 'chunked' here, and nothing else");
    return OK;
}

enum err vet_trailers(struct MHD_Connection *connection, struct failure *f)
{
    if (MHD_get_connection_values(connection, MHD_FOOTER_KIND, NULL, NULL) > 0)
        return fail(f, ERR_REQUEST, "headers behind a chunked body are not taken here");
    return OK;
}
