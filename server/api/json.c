#include "json.h"

#include <math.h>
#include <string.h>

#include "buf.h"
#include "utf8.h"

/* Enough for four decimals of any score, and few enough that none of them shows how a
 * binary fraction falls short. */
enum { SIGNIFICANT_DIGITS = 12, NUMBERS = JSON_REAL_PRECISION(SIGNIFICANT_DIGITS) };

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

/* ---- without blanks ----
 * jansson's own writer asks at each object and array whether it stands in itself, in a table of
 * addresses as text: that took a third of the time of an answer. None of ours does. */

static void add_json(struct buf *b, const json_t *json);

/* RFC 8259, section 7: quotation mark, backslash and control characters are escaped. */
static void add_string(struct buf *b, const char *s, size_t len)
{
    static const char named[] = "\b\f\n\r\t", letters[] = "bfnrt";
    size_t from = 0;

    buf_char(b, '"');
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)s[i];
        const char *letter;

        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        buf_add(b, s + from, i - from);
        from = i + 1;
        letter = c ? strchr(named, c) : NULL;
        if (c >= 0x20)
            buf_printf(b, "\\%c", c);
        else if (letter)
            buf_printf(b, "\\%c", letters[letter - named]);
        else
            buf_printf(b, "\\u%04X", c);
    }
    buf_add(b, s + from, len - from);
    buf_char(b, '"');
}

static void add_object(struct buf *b, const json_t *json)
{
    json_t *object = (json_t *)json;
    bool first = true;

    buf_char(b, '{');
    for (void *i = json_object_iter(object); i; i = json_object_iter_next(object, i)) {
        const char *key = json_object_iter_key(i);

        if (!first)
            buf_char(b, ',');
        first = false;
        add_string(b, key, strlen(key));
        buf_char(b, ':');
        add_json(b, json_object_iter_value(i));
    }
    buf_char(b, '}');
}

static void add_array(struct buf *b, const json_t *json)
{
    buf_char(b, '[');
    for (size_t i = 0; i < json_array_size(json); i++) {
        if (i > 0)
            buf_char(b, ',');
        add_json(b, json_array_get(json, i));
    }
    buf_char(b, ']');
}

static void add_json(struct buf *b, const json_t *json)
{
    switch (json_typeof(json)) {
    case JSON_OBJECT:
        add_object(b, json);
        break;
    case JSON_ARRAY:
        add_array(b, json);
        break;
    case JSON_STRING:
        add_string(b, json_string_value(json), json_string_length(json));
        break;
    default:
        if (json_dump_callback(json, add_to_buf, b, JSON_ENCODE_ANY | NUMBERS) != 0)
            b->failed = true;
    }
}

const char *json_write(struct arena *a, json_t *json, bool pretty, size_t *len)
{
    const char *text = NULL;
    struct buf b;

    buf_init(&b);
    if (!json || (pretty && json_dump_callback(json, add_to_buf, &b, JSON_INDENT(2) | NUMBERS)))
        b.failed = true;
    else if (!pretty)
        add_json(&b, json);
    buf_char(&b, '\n');
    if (!b.failed)
        text = arena_strndup(a, b.data, b.len);
    if (len)
        *len = b.len;
    json_decref(json);
    buf_finish(&b);
    return text;
}
