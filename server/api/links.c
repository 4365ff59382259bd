#include "links.h"

#include <string.h>

#include "accept.h"
#include "answer.h"
#include "json.h"
#include "urls.h"

static bool ends_in(const char *s, const char *end)
{
    size_t len = strlen(s), end_len = strlen(end);

    return end_len > 0 && len >= end_len && strcmp(s + len - end_len, end) == 0;
}

enum err links_add(struct request *rq, struct response *rs, const char *url, const char *parameters)
{
    const char *link = url ? arena_printf(rq->arena, "<%s>; %s", url, parameters) : NULL;

    if (!link)
        return fail(&rq->failure, ERR_MEMORY, "out of memory");
    for (size_t i = 0; i < rs->header_count; i++)
        if (strcmp(rs->headers[i].name, "Link") == 0) {
            link = arena_printf(rq->arena, "%s, %s", rs->headers[i].value, link);
            rs->headers[i].value = link;
            return link ? OK : fail(&rq->failure, ERR_MEMORY, "out of memory");
        }
    answer_header(rs, "Link", link);
    return OK;
}

/* Whether there is a route of base's first len bytes and extension, which gives a form. */
static bool has_route(const char *base, size_t len, enum api_form form)
{
    size_t count;
    const struct route *all = routes_all(&count);

    for (size_t i = 0; i < count; i++)
        if (strncmp(all[i].pattern, base, len) == 0 &&
            strcmp(all[i].pattern + len, form_extensions[form]) == 0)
            return all[i].forms & FORM(form);
    return false;
}

/* The address of a form of what a route gives, *url; NULL where it has none of its own. */
static enum err find_form(const struct request *rq, const struct route *r, enum api_form form,
                          const char **url)
{
    const char *extension = r->forms & FORM(API_JSON) ? "" : form_extensions[rq->form];
    size_t cut = ends_in(r->pattern, extension) ? strlen(extension) : 0;
    struct request other = *rq;

    *url = NULL;
    if (!has_route(r->pattern, strlen(r->pattern) - cut, form))
        return OK;
    other.self = arena_printf(rq->arena, "%.*s%s", (int)(strlen(rq->self) - cut), rq->self,
                              form_extensions[form]);
    *url = other.self ? url_of_request(&other, NULL) : NULL;
    return *url ? OK : ERR_MEMORY;
}

static enum err add_alternate(struct request *rq, struct response *rs, const struct route *r,
                              enum api_form form)
{
    const char *url, *parameters;
    enum err err = find_form(rq, r, form, &url);

    if (err != OK)
        return fail(&rq->failure, err, "out of memory");
    if (!url)
        return OK;
    parameters = arena_printf(rq->arena, "rel=\"alternate\"; type=\"%s\"", form_media_types[form]);
    return links_add(rq, rs, parameters ? url : NULL, parameters);
}

enum err links_relate(struct request *rq, struct response *rs, const struct route *r)
{
    enum err err = links_add(rq, rs, "/v1/openapi.yaml", "rel=\"describedby\"");

    for (enum api_form form = API_JSON; form <= API_HTML && err == OK; form++)
        if (form != rq->form)
            err = add_alternate(rq, rs, r, form);
    return err;
}

json_t *links_available(struct request *rq, const struct route *r)
{
    json_t *list = json_array();
    const char *url;

    for (enum api_form form = API_JSON; form <= API_HTML; form++)
        if (r->forms & FORM(form)) {
            if (find_form(rq, r, form, &url) == OK && !url)
                url = url_of_request(rq, NULL);
            json_list_add(&list, json_pack("{s:s, s:s}", "type", form_media_types[form], "url",
                                           url ? url : rq->self));
        }
    return list ? json_pack("{s:o}", "available", list) : NULL;
}
