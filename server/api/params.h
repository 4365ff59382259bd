/* Parameters of a request: read once, refused in one place, then typed by their readers.
 *
 * A reader leaves its target alone where the parameter is not given, and refuses a value
 * with ERR_PARAMETER, naming the parameter and what it accepts. */
#ifndef EPISODED_API_PARAMS_H
#define EPISODED_API_PARAMS_H

#include <stdbool.h>
#include <stddef.h>

#include "api.h"

/* What a route accepts. "pretty" is accepted everywhere. */
enum {
    Q = 1 << 0,
    EPISODE = 1 << 1,
    SPEAKER = 1 << 2,
    CHAPTER = 1 << 3,
    VERDICT = 1 << 4,
    KIND = 1 << 5,
    COUNTS = 1 << 6,
    CONTEXT = 1 << 7,
    EXACT = 1 << 8,
    LIMIT = 1 << 9,
    AFTER = 1 << 10,
    IN = 1 << 11,
    PRETTY = 1 << 12,
    TITLE = 1 << 13,
    SHOW = 1 << 14,
    PUBLISHED = 1 << 15,
    LINK = 1 << 16,
    LANGUAGE = 1 << 17,
    OF_A_PAGE = 1 << 18 /* as HTML, any: scripts of the page, or nobody, read them */
};

enum { DEFAULT_LIMIT = 50, MOST_LIMIT = 1000 };

/* Percent-decodes len bytes of s; '+' is a blank where plus_is_blank. ERR_PARAMETER for a
 * broken escape, a NUL, or what is not UTF-8. */
enum err params_decode(struct request *rq, const char *s, size_t len, bool plus_is_blank,
                       const char **out);

/* Splits and decodes rq->query into rq->params. */
enum err params_parse(struct request *rq);

/* Refuses parameters outside accepted, and any that is given twice. Sets rq->pretty. */
enum err params_check(struct request *rq, unsigned accepted);

/* The parameter's value, or NULL where it is not given. */
const char *param_text(const struct request *rq, const char *name);

/* The same into *out, but ERR_PARAMETER for a blank value. */
enum err param_meta(struct request *rq, const char *name, const char **out);

/* Refuses a parameter's value. */
enum err param_refuse(struct request *rq, const char *name, const char *accepts);

/* A whole number from least to most. */
enum err param_number(struct request *rq, const char *name, size_t least, size_t most, size_t *out);

/* limit, with *out set to fallback where it is not given. */
enum err param_limit(struct request *rq, size_t fallback, size_t *out);

/* A comma list out of names: *bits gets 1 << index of each. */
enum err param_names(struct request *rq, const char *name, const char *const *names, size_t count,
                     unsigned *bits);

/* kind: bits 1 << enum part_kind. */
enum err param_kinds(struct request *rq, unsigned *bits);

/* True for no value, 1 or true; false for 0 or false. */
enum err param_flag(struct request *rq, const char *name, bool *out);

/* A number that stands in a path, 1 to most, without leading zeros; 0 if it is none. */
unsigned path_number(const char *segment, size_t most);

#endif
