#include "json.h"

#include <math.h>

#include "buf.h"
#include "utf8.h"

/* Enough for four decimals of any score, and few enough that none of them shows how a
 * binary fraction falls short. */
enum { SIGNIFICANT_DIGITS = 12 };

void json_list_add(json_t **list, json_t *item)
{
    if (json_array_append_new(*list, item) == 0)
        return;
    json_decref(*list);
    *list = NULL;
}

void json_member_add(json_t **object, const char *key, json_t *value)
{
    if (json_object_set_new(*object, key, value) == 0)
        return;
    json_decref(*object);
    *object = NULL;
}

void json_members_add(json_t **object, json_t *more)
{
    if (!*object || !more || json_object_update(*object, more) != 0) {
        json_decref(*object);
        *object = NULL;
    }
    json_decref(more);
}

json_t *json_texts(const struct item_list *items)
{
    json_t *list = json_array();

    for (size_t i = 0; i < items->n; i++)
        json_list_add(&list, json_string(items->v[i].text));
    return list;
}

double json_rounded(double x)
{
    return round(x * 1e4) / 1e4;
}

int json_position(const char *text, size_t bytes)
{
    return (int)utf8_count(text, bytes);
}

static int add_to_buf(const char *bytes, size_t len, void *context)
{
    struct buf *b = context;

    buf_add(b, bytes, len);
    return b->failed ? -1 : 0;
}

const char *json_write(struct arena *a, json_t *json, bool pretty, size_t *len)
{
    size_t flags =
        (pretty ? JSON_INDENT(2) : JSON_COMPACT) | JSON_REAL_PRECISION(SIGNIFICANT_DIGITS);
    const char *text = NULL;
    struct buf b;

    buf_init(&b);
    if (json && json_dump_callback(json, add_to_buf, &b, flags) == 0) {
        buf_char(&b, '\n');
        if (!b.failed)
            text = arena_strndup(a, b.data, b.len);
        if (len)
            *len = b.len;
    }
    json_decref(json);
    buf_finish(&b);
    return text;
}
