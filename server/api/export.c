/* An episode whole: as a document, and as it was loaded. */
#include <string.h>

#include "accept.h"
#include "answer.h"
#include "document.h"
#include "handlers.h"
#include "store.h"

enum err document_get(struct request *rq, struct response *rs)
{
    struct episode e;
    enum err err = answer_episode(rq, rs, STORE_ALL, &e);

    if (err != OK)
        return err;
    rs->body = document_of(rq->arena, &e);
    if (!rs->body)
        return fail(&rq->failure, ERR_MEMORY, "out of memory");
    rs->body_len = strlen(rs->body);
    rs->status = 200;
    rs->content_type = form_types[API_JSON];
    return OK;
}

/* Whether ingest took it for a document: it begins with a brace. */
static bool is_json(const char *bytes, size_t len)
{
    size_t i = len >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;

    while (i < len && strchr(" \t\r\n", bytes[i]))
        i++;
    return i < len && bytes[i] == '{';
}

enum err source_get(struct request *rq, struct response *rs)
{
    struct store_source source;
    struct episode e;
    enum err err = answer_episode(rq, rs, STORE_META, &e);

    if (err == OK)
        err = store_get_source(rq->db, rq->arena, rq->id, &source, &rq->failure);
    if (err != OK)
        return err;
    rs->body = source.bytes;
    rs->body_len = source.len;
    rs->status = 200;
    rs->content_type = form_types[is_json(rs->body, source.len) ? API_JSON : API_TEXT];
    return OK;
}
