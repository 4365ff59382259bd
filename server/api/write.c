#include "write.h"

#include <sha256.h>
#include <string.h>
#include <strings.h>

#include "answer.h"
#include "body.h"
#include "condition.h"
#include "library.h"
#include "params.h"
#include "store.h"

/* ---- the token ---- */

/* Takes as long wherever the two differ, and whatever their lengths are: digests are compared, and
 * to their ends. */
static bool is_token(const char *shown, const char *token)
{
    char a[SHA256_DIGEST_STRING_LENGTH], b[SHA256_DIGEST_STRING_LENGTH];
    unsigned differ = 0;

    SHA256Data((const uint8_t *)shown, strlen(shown), a);
    SHA256Data((const uint8_t *)token, strlen(token), b);
    for (size_t i = 0; i < sizeof a; i++)
        differ |= (unsigned char)(a[i] ^ b[i]);
    return differ == 0;
}

/* What follows "Bearer" in the header, or NULL where that says something else. */
static const char *bearer(const char *authorization)
{
    enum { SCHEME = sizeof "Bearer" - 1 };

    if (!authorization || strncasecmp(authorization, "Bearer", SCHEME) != 0 ||
        authorization[SCHEME] != ' ')
        return NULL;
    return authorization + SCHEME + strspn(authorization + SCHEME, " ");
}

static enum err check_token(struct request *rq)
{
    const char *shown = bearer(rq->authorization);

    if (!rq->options->token)
        return fail(&rq->failure, ERR_FORBIDDEN,
                    "this server takes no writes: it was started without a --token-file");
    if (!shown)
        return fail(&rq->failure, ERR_UNAUTHORIZED, "a write needs Authorization: Bearer TOKEN");
    if (!is_token(shown, rq->options->token))
        return fail(&rq->failure, ERR_UNAUTHORIZED, "this is not the token that allows writes");
    return OK;
}

/* ---- the body, as its headers tell ---- */

/* Whether the parameters of a Content-Type leave it UTF-8. */
static bool is_utf8(const char *parameters)
{
    static const char *const names[] = {"utf-8", "us-ascii"};
    const char *charset = strcasestr(parameters, "charset=");

    if (!charset)
        return true;
    charset += strlen("charset=");
    charset += *charset == '"';
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t len = strlen(names[i]);
        if (strncasecmp(charset, names[i], len) == 0 && strchr("\"; \t", charset[len]))
            return true;
    }
    return false;
}

/* Without a Content-Type, the bytes tell, as they do in a file (RFC 9110, 8.3). */
static enum err check_type(struct request *rq)
{
    const char *parameters = "";

    if (rq->content_encoding && strcasecmp(rq->content_encoding, "identity") != 0)
        return fail(&rq->failure, ERR_MEDIA_TYPE, "a body is taken without Content-Encoding");
    if (!rq->content_type || body_is_type(rq->content_type, "application/json", NULL))
        return OK;
    if (!body_is_type(rq->content_type, "text/plain", &parameters))
        return fail(&rq->failure, ERR_MEDIA_TYPE,
                    "a page is taken as Content-Type: text/plain, a document as application/json");
    if (!is_utf8(parameters))
        return fail(&rq->failure, ERR_MEDIA_TYPE, "a page is taken in UTF-8 only");
    return OK;
}

/* RFC 9110, 14.5: a part of an episode must not pass for a whole one. */
static enum err check_body(struct request *rq)
{
    enum err err = check_type(rq);

    if (err != OK)
        return err;
    if (rq->content_range)
        return fail(&rq->failure, ERR_BODY, "an episode is taken whole, without Content-Range");
    return OK;
}

/* ---- the metadata ---- */

static enum err check_id(struct request *rq)
{
    const struct episode_meta alone = {.id = rq->id};

    if (library_check_meta(&alone, &rq->failure) == OK)
        return OK;
    rq->parameter = "id";
    rq->accepts = "a-z, 0-9 and single inner dashes, 100 characters at most";
    return rq->failure.code = ERR_PARAMETER;
}

/* Each is checked as it comes, so that the last one is to blame. */
enum err write_meta(struct request *rq, struct episode_meta *meta)
{
    const struct {
        const char *name, **value, *accepts;
    } members[] = {
        {"title", &meta->title, NULL},
        {"show", &meta->show, NULL},
        {"published", &meta->published, "a date such as 2024-05-31 or 2024-05-31T07:00:00Z"},
        {"link", &meta->link, "an http or https URL"},
        {"language", &meta->language, "a language tag such as en or pt-BR"},
    };
    enum err err = check_id(rq);

    *meta = (struct episode_meta){.id = rq->id};
    for (size_t i = 0; err == OK && i < sizeof members / sizeof *members; i++) {
        err = param_meta(rq, members[i].name, members[i].value);
        if (err == OK && library_check_meta(meta, NULL) != OK)
            err = param_refuse(rq, members[i].name, members[i].accepts);
    }
    return err;
}

/* ---- all of it ---- */

/* So that no body is sent for nothing. It is checked again when it counts. */
static enum err check_condition(struct request *rq)
{
    struct condition condition = {.rq = rq};
    const char *revision = NULL;
    enum err err;

    if (!rq->if_match && !rq->if_none_match)
        return OK;
    err = db_begin_read(rq->db, &rq->failure);
    if (err == OK)
        err = store_revision(rq->db, rq->arena, rq->id, &revision, &rq->failure);
    db_end(rq->db);
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    return condition_holds(&condition, err == OK ? revision : NULL) ? OK
                                                                    : condition_refuse(&condition);
}

enum err write_check(struct request *rq)
{
    bool is_put = strcmp(rq->method, "PUT") == 0;
    struct episode_meta meta;
    enum err err = check_token(rq);

    if (err == OK && is_put)
        err = check_body(rq);
    if (err == OK && is_put)
        err = write_meta(rq, &meta);
    if (err == OK && rq->body_len > rq->options->max_bytes)
        err = fail(&rq->failure, ERR_TOO_LARGE, "an episode has at most %zu bytes here",
                   rq->options->max_bytes);
    if (err == OK && !rq->may_write)
        err = check_condition(rq);
    return err;
}

/* The challenge names what was wrong only to one who showed a token (RFC 6750, 3.1). */
void write_add_headers(struct request *rq, struct response *rs, enum err err)
{
    static const char challenge[] = "Bearer realm=\"episoded\"";
    static const char refusal[] = "Bearer realm=\"episoded\", error=\"invalid_token\"";

    if (err == ERR_UNAUTHORIZED)
        answer_header(rs, "WWW-Authenticate", bearer(rq->authorization) ? refusal : challenge);
    if (err == ERR_MEDIA_TYPE) {
        answer_header(rs, "Accept", "text/plain, application/json");
        answer_header(rs, "Accept-Encoding", "identity");
    }
}
