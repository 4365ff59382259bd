#include "web.h"

#include <string.h>

#include "accept.h"
#include "answer.h"
#include "embedded.h"
#include "handlers.h"

static const struct embedded_file *find(const char *name)
{
    for (size_t i = 0; i < embedded_web_count; i++)
        if (strcmp(embedded_web[i].name, name) == 0)
            return &embedded_web[i];
    return NULL;
}

static const char *type_of(const char *name)
{
    static const struct {
        const char *extension, *type;
    } types[] = {{".css", "text/css; charset=utf-8"},
                 {".js", "text/javascript; charset=utf-8"},
                 {".svg", "image/svg+xml; charset=utf-8"},
                 {".html", "text/html; charset=utf-8"}};
    const char *extension = strrchr(name, '.');

    for (size_t i = 0; extension && i < sizeof types / sizeof types[0]; i++)
        if (strcmp(extension, types[i].extension) == 0)
            return types[i].type;
    return form_types[API_TEXT];
}

enum err web_answer(struct request *rq, struct response *rs, const char *name)
{
    const struct embedded_file *file = find(name);

    if (!file)
        return fail(&rq->failure, ERR_NOT_FOUND, "no such file");
    rs->status = 200;
    rs->content_type = type_of(name);
    rs->body = (const char *)file->bytes;
    rs->body_len = file->size;
    answer_header(rs, "Content-Security-Policy", WEB_POLICY);
    return OK;
}

enum err web_file(struct request *rq, struct response *rs)
{
    return web_answer(rq, rs, rq->segments[0]);
}
