#include "body.h"

#include <string.h>
#include <strings.h>

#include "utf8.h"

#define TYPE "application/json"

bool body_is_type(const char *content_type, const char *type, const char **parameters)
{
    size_t len = strlen(type);

    if (!content_type || strncasecmp(content_type, type, len) != 0)
        return false;
    content_type += len + strspn(content_type + len, " \t");
    if (parameters)
        *parameters = content_type;
    return *content_type == '\0' || *content_type == ';';
}

static const char *list_of(struct arena *a, const char *const *names)
{
    const char *list = "";

    for (; *names && list; names++)
        list = arena_printf(a, "%s%s%s", list, *list ? ", " : "", *names);
    return list;
}

static bool is_known(const char *name, const char *const *known)
{
    while (*known && strcmp(*known, name) != 0)
        known++;
    return *known != NULL;
}

enum err body_refuse(struct request *rq, const char *name, const char *accepts)
{
    if (!name || !accepts)
        return fail(&rq->failure, ERR_MEMORY, "out of memory");
    rq->parameter = name;
    rq->accepts = accepts;
    return fail(&rq->failure, ERR_PARAMETER, "the member '%s' takes %s", name, accepts);
}

/* A name from a body may be as long as that. */
static enum err refuse_member(struct request *rq, const char *name, const char *const *known)
{
    enum { SHOWN = 60 };
    size_t len = utf8_offset(name, strlen(name), SHOWN);

    rq->parameter = arena_strndup(rq->arena, name, len);
    rq->accepts = list_of(rq->arena, known);
    if (!rq->parameter || !rq->accepts)
        return fail(&rq->failure, ERR_MEMORY, "out of memory");
    return fail(&rq->failure, ERR_PARAMETER, "no member '%s' here, only %s", rq->parameter,
                rq->accepts);
}

static enum err check_members(struct request *rq, json_t *object, const char *const *known)
{
    const char *name;
    json_t *value;

    json_object_foreach(object, name, value)
    {
        if (!is_known(name, known))
            return refuse_member(rq, name, known);
    }
    return OK;
}

/* What is wrong with JSON, as far as jansson can tell a person: which flag would allow a NUL, it
 * tells the programmer. */
static const char *fault_of(const json_error_t *error)
{
    return json_error_code(error) == json_error_null_character
               ? "\\u0000, a NUL, can't be in a text"
               : error->text;
}

/* ERR_BODY at a place of the body. */
static enum err refuse_body(struct request *rq, int line, int column, const char *what)
{
    fail_at(&rq->failure, line > 0 ? (unsigned)line : 1, column > 0 ? (unsigned)column : 1, "%s",
            what);
    return rq->failure.code = ERR_BODY;
}

enum err body_object(struct request *rq, const char *const *known, json_t **out)
{
    json_error_t error;
    enum err err;

    if (rq->body_len > API_MAX_BODY)
        return fail(&rq->failure, ERR_TOO_LARGE, "a body has at most %u bytes here", API_MAX_BODY);
    /* Parameters behind the type say nothing: JSON is UTF-8, and checked to be. */
    if (!body_is_type(rq->content_type, TYPE, NULL))
        return fail(&rq->failure, ERR_MEDIA_TYPE, "a body is taken as Content-Type: " TYPE);
    *out = json_loadb(rq->body ? rq->body : "", rq->body ? rq->body_len : 0, JSON_REJECT_DUPLICATES,
                      &error);
    if (!*out)
        return refuse_body(rq, error.line, error.column, fault_of(&error));
    err = json_is_object(*out) ? check_members(rq, *out, known)
                               : refuse_body(rq, 1, 1, "the body must be a JSON object");
    if (err != OK)
        json_decref(*out);
    return err;
}

static bool is_blank(const char *s)
{
    return s[strspn(s, " \t\r\n")] == '\0';
}

enum err body_text(struct request *rq, const json_t *object, const struct body_member *member,
                   const char **out)
{
    const json_t *value = json_object_get(object, member->name);
    const char *text = json_string_value(value);

    *out = NULL;
    if ((!value || json_is_null(value)) && !member->required)
        return OK;
    if (!text || is_blank(text) || utf8_count(text, strlen(text)) > member->most)
        return body_refuse(rq, member->name,
                           arena_printf(rq->arena, "a text of 1 to %zu characters, not blank%s",
                                        member->most, member->required ? "" : ", or null"));
    *out = arena_strdup(rq->arena, text);
    return *out ? OK : fail(&rq->failure, ERR_MEMORY, "out of memory");
}
