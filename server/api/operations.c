#include <string.h>

#include "accept.h"
#include "answer.h"
#include "embedded.h"
#include "handlers.h"
#include "json.h"
#include "routes.h"
#include "store.h"
#include "urls.h"
#include "version.h"
#include "web.h"

#define SEARCH_TEMPLATE "/v1/search{?q,in,episode,speaker,kind,counts,context,limit,after,exact}"

static json_t *routes_json(void)
{
    size_t count;
    const struct route *all = routes_all(&count);
    json_t *list = json_array();

    for (size_t i = 0; i < count; i++)
        json_list_add(&list,
                      json_pack("{s:s, s:s, s:s?, s:s}", "method", all[i].method, "path",
                                all[i].pattern, "short", all[i].brief ? route_short(&all[i]) : NULL,
                                "what", all[i].what));
    return list;
}

/* The address of the default episode, or null. */
static json_t *default_url(struct request *rq)
{
    const char *id = rq->options->default_episode;
    const char *url;

    if (!id)
        return json_null();
    id = url_encode(rq->arena, id);
    url = id ? url_of_episode(rq->arena, id, "%s", "") : NULL;
    return url ? json_string(url) : NULL;
}

/* / is for a person at a prompt or at a browser, /v1 for a program. */
enum err operations_index(struct request *rq, struct response *rs)
{
    if (rq->form == API_HTML)
        return web_answer(rq, rs, "library.html");
    rq->pretty = rq->pretty || strcmp(rq->path, "/") == 0;
    return answer_json(rq, rs,
                       json_pack("{s:s, s:s, s:s, s:s, s:s, s:o, s:o}", "name", "episoded",
                                 "version", EPISODED_VERSION, "episodes", "/v1/episodes", "search",
                                 SEARCH_TEMPLATE, "openapi", "/v1/openapi.yaml", "default_episode",
                                 default_url(rq), "routes", routes_json()));
}

static enum err answer_bytes(struct response *rs, const char *type, const void *bytes, size_t len)
{
    rs->status = 200;
    rs->content_type = type;
    rs->body = bytes;
    rs->body_len = len;
    return OK;
}

enum err operations_openapi(struct request *rq, struct response *rs)
{
    (void)rq;
    return answer_bytes(rs, "application/yaml", embedded_openapi, embedded_openapi_size);
}

enum err operations_live(struct request *rq, struct response *rs)
{
    (void)rq;
    return answer_bytes(rs, form_types[API_TEXT], "ok\n", strlen("ok\n"));
}

/* Reads the database, since a server that can't answers little else. */
enum err operations_ready(struct request *rq, struct response *rs)
{
    const char *why = rq->options->unready ? atomic_load(rq->options->unready) : NULL;
    const char *revision;
    enum err err;

    if (why)
        return fail(&rq->failure, ERR_NOT_READY, "%s", why);
    err = db_begin_read(rq->db, &rq->failure);
    if (err == OK)
        err = store_library_revision(rq->db, rq->arena, &revision, &rq->failure);
    db_end(rq->db);
    if (err != OK)
        return fail(&rq->failure, ERR_NOT_READY, "the database can't be read at present");
    return answer_bytes(rs, form_types[API_TEXT], "ok\n", strlen("ok\n"));
}
