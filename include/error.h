/* Error codes, and the one record of what went wrong.
 *
 * Every function that can fail returns an enum err. The one that detects a failure
 * describes it in a struct failure with fail(); those above it only pass the code on. */
#ifndef EPISODED_ERROR_H
#define EPISODED_ERROR_H

/* X(code, slug, title): the slug names the problem to clients and in logs. */
#define ERR_LIST(X)                                                                                \
    X(OK, "ok", "No error")                                                                        \
    X(ERR_INPUT, "invalid-input", "The input is not a valid episode")                              \
    X(ERR_TOO_LARGE, "too-large", "The input is over the size limit")                              \
    X(ERR_PARAMETER, "invalid-parameter", "A parameter is not valid")                              \
    X(ERR_REQUEST, "malformed-request", "The request is malformed")                                \
    X(ERR_CODING, "unsupported-transfer-coding", "A body in this coding is not taken here")        \
    X(ERR_BODY, "invalid-body", "The body of the request is not valid")                            \
    X(ERR_MEDIA_TYPE, "unsupported-media-type", "A body of this type is not taken here")           \
    X(ERR_UNAUTHORIZED, "unauthorized", "This takes a token that allows it")                       \
    X(ERR_FORBIDDEN, "forbidden", "This is not allowed here")                                      \
    X(ERR_NOT_FOUND, "not-found", "There is no such thing here")                                   \
    X(ERR_METHOD, "method-not-allowed", "This method is not allowed here")                         \
    X(ERR_NOT_ACCEPTABLE, "not-acceptable", "None of the accepted forms is available")             \
    X(ERR_TARGET, "too-long", "The address is too long")                                           \
    X(ERR_MISDIRECTED, "misdirected", "This server does not answer to that name")                  \
    X(ERR_AMBIGUOUS, "no-default-episode", "No default episode is set")                            \
    X(ERR_BUSY, "busy", "The server is too busy to answer this in time")                           \
    X(ERR_NOT_READY, "not-ready", "The server is not ready")                                       \
    X(ERR_CONDITION, "precondition-failed", "The condition of the request does not hold")          \
    X(ERR_MEMORY, "out-of-memory", "Out of memory")                                                \
    X(ERR_IO, "input-output", "Reading or writing failed")                                         \
    X(ERR_DATABASE, "database", "The database failed")                                             \
    X(ERR_DISK, "disk", "The disk is full, or fails")                                              \
    X(ERR_USAGE, "usage", "The command line is not valid")

#define ERR_ENUM(code, slug, title) code,
enum err { ERR_LIST(ERR_ENUM) ERR_COUNT };
#undef ERR_ENUM

/* What went wrong, in words a person can act on. line and column (code points) are
 * 1-based and 0 where the failure has no place in a file. */
struct failure {
    enum err code;
    unsigned line, column;
    char message[512];
};

/* Records code and the formatted message in *f (f may be NULL) and returns code, so that
 * a caller writes: return fail(f, ERR_INPUT, "..."). Too long a message is cut. */
enum err fail(struct failure *f, enum err code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same, of memory; inline, so that compilers and linters see that it is never OK. */
static inline enum err fail_memory(struct failure *f)
{
    (void)fail(f, ERR_MEMORY, "out of memory");
    return ERR_MEMORY;
}

/* The same, for a place in a file. */
enum err fail_at(struct failure *f, unsigned line, unsigned column, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Slug and title of a code; static strings. */
const char *err_slug(enum err code);
const char *err_title(enum err code);

#endif
