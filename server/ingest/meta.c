#include <ctype.h>
#include <jansson.h>
#include <stdbool.h>
#include <string.h>

#include "formats.h"
#include "ingest.h"

enum { ID_MAX = 100, LANGUAGE_MAX = 35 };

static bool is_id(const char *s)
{
    size_t len = strlen(s);

    return len > 0 && len <= ID_MAX && strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == len &&
           s[0] != '-' && s[len - 1] != '-' && !strstr(s, "--");
}

/* True if s begins with pattern, in which 0 stands for any digit. */
static bool begins_like(const char *s, const char *pattern)
{
    for (; *pattern; s++, pattern++)
        if (*pattern == '0' ? !isdigit((unsigned char)*s) : *s != *pattern)
            return false;
    return true;
}

/* The number that two digits write. */
static int two_digits(const char *s)
{
    return (s[0] - '0') * 10 + s[1] - '0';
}

static int days_of(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return days[month - 1] + (month == 2 && leap);
}

/* hh:mm within a day. */
static bool is_clock(const char *s)
{
    return begins_like(s, "00:00") && two_digits(s) <= 23 && two_digits(s + 3) <= 59;
}

/* The time of RFC 3339's date-time, with its zone; a leap second is fine. */
static bool is_time(const char *s)
{
    if (!is_clock(s) || !begins_like(s + 5, ":00") || two_digits(s + 6) > 60)
        return false;
    s += 8;
    if (*s == '.') {
        size_t digits = strspn(s + 1, "0123456789");
        if (digits == 0)
            return false;
        s += 1 + digits;
    }
    return strcmp(s, "Z") == 0 || ((*s == '+' || *s == '-') && is_clock(s + 1) && s[6] == '\0');
}

/* A date, or RFC 3339's date-time (section 5.6). */
static bool is_date(const char *s)
{
    int month, day;

    if (!begins_like(s, "0000-00-00"))
        return false;
    month = two_digits(s + 5);
    day = two_digits(s + 8);
    if (month < 1 || month > 12 || day < 1 ||
        day > days_of(two_digits(s) * 100 + two_digits(s + 2), month))
        return false;
    return s[10] == '\0' || (s[10] == 'T' && is_time(s + 11));
}

static bool is_link(const char *s)
{
    size_t scheme = strncmp(s, "https://", 8) == 0 ? 8 : strncmp(s, "http://", 7) == 0 ? 7 : 0;

    for (const char *at = s; *at; at++)
        if (isspace((unsigned char)*at) || iscntrl((unsigned char)*at) || strchr("\"<>", *at))
            return false;
    return scheme && s[scheme];
}

/* The size of the subtag at s: letters and digits up to '-' or the end. */
static size_t subtag(const char *s)
{
    return strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
}

/* The shape of BCP 47's tags: two or three letters, then subtags of up to eight letters and
 * digits. */
static bool is_language(const char *s)
{
    size_t n = subtag(s);

    if (n < 2 || n > 3 || strcspn(s, "0123456789") < n || strlen(s) > LANGUAGE_MAX)
        return false;
    for (s += n; *s == '-'; s += 1 + n) {
        n = subtag(s + 1);
        if (n < 1 || n > 8)
            return false;
    }
    return *s == '\0';
}

enum err ingest_check_meta(const struct episode_meta *meta, struct failure *f)
{
    if (meta->id && !is_id(meta->id))
        return fail(
            f, ERR_INPUT,
            "the id '%.120s' is not a-z, 0-9 and single inner dashes, 100 characters at most",
            meta->id);
    if (meta->published && !is_date(meta->published))
        return fail(f, ERR_INPUT,
                    "published is '%.60s', not a date such as 2024-05-31 or 2024-05-31T07:00:00Z",
                    meta->published);
    if (meta->link && !is_link(meta->link))
        return fail(f, ERR_INPUT, "link is '%.200s', not an http or https URL", meta->link);
    if (meta->language && !is_language(meta->language))
        return fail(f, ERR_INPUT, "language is '%.60s', not a language tag such as en or pt-BR",
                    meta->language);
    return OK;
}

static const char **meta_field(struct episode_meta *meta, const char *key)
{
    if (strcmp(key, "title") == 0)
        return &meta->title;
    if (strcmp(key, "show") == 0)
        return &meta->show;
    if (strcmp(key, "published") == 0)
        return &meta->published;
    if (strcmp(key, "link") == 0)
        return &meta->link;
    if (strcmp(key, "language") == 0)
        return &meta->language;
    return NULL;
}

static enum err take_fields(struct arena *a, json_t *root, struct episode_meta *meta,
                            struct failure *f)
{
    const char *key;
    json_t *value;

    json_object_foreach(root, key, value)
    {
        const char **field = meta_field(meta, key), *text;
        size_t len;

        if (!field)
            return fail(f, ERR_INPUT,
                        "there is no field '%.60s'; a sidecar has title, show, published, link and "
                        "language",
                        key);
        if (!json_is_string(value) && !json_is_null(value))
            return fail(f, ERR_INPUT, "%s must be a string or null", key);
        text = json_string_value(value);
        len = text ? trim(&text, strlen(text)) : 0;
        if (*field || len == 0)
            continue;
        *field = arena_strndup(a, text, len);
        if (!*field)
            return fail(f, ERR_MEMORY, "out of memory");
    }
    return ingest_check_meta(meta, f);
}

const char *json_fault(const json_error_t *error)
{
    /* It tells the programmer which flag would allow it. */
    if (json_error_code(error) == json_error_null_character)
        return "\\u0000, a NUL, can't be in a text";
    return error->text;
}

enum err ingest_sidecar(struct arena *a, const char *bytes, size_t len, struct episode_meta *meta,
                        struct failure *f)
{
    json_error_t error;
    size_t mark = bom(bytes, len);
    json_t *root = json_loadb(bytes + mark, len - mark, JSON_REJECT_DUPLICATES, &error);
    enum err e;

    if (!root)
        return fail_at(f, error.line > 0 ? (unsigned)error.line : 1,
                       error.column > 0 ? (unsigned)error.column : 1, "%s", json_fault(&error));
    e = json_is_object(root) ? take_fields(a, root, meta, f)
                             : fail(f, ERR_INPUT, "a sidecar is a JSON object");
    json_decref(root);
    return e;
}
