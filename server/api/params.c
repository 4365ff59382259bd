#include "params.h"

#include <string.h>

#include "buf.h"
#include "episode.h"
#include "utf8.h"

static const struct {
    unsigned bit;
    const char *name;
} known[] = {
    {Q, "q"},
    {EPISODE, "episode"},
    {SPEAKER, "speaker"},
    {CHAPTER, "chapter"},
    {VERDICT, "verdict"},
    {KIND, "kind"},
    {COUNTS, "counts"},
    {CONTEXT, "context"},
    {EXACT, "exact"},
    {LIMIT, "limit"},
    {AFTER, "after"},
    {IN, "in"},
    {TITLE, "title"},
    {SHOW, "show"},
    {PUBLISHED, "published"},
    {LINK, "link"},
    {LANGUAGE, "language"},
    {PRETTY, "pretty"},
};

enum { KNOWN = sizeof known / sizeof known[0], SHOWN = 60 };

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* The byte that the escape at s stands for, or 0 for none that we take. */
static char unescape(const char *s, size_t len)
{
    int high = len > 2 ? hex_value(s[1]) : -1;
    int low = len > 2 ? hex_value(s[2]) : -1;

    return high < 0 || low < 0 ? '\0' : (char)(high * 16 + low);
}

enum err params_decode(struct request *rq, const char *s, size_t len, bool plus_is_blank,
                       const char **out)
{
    char *text = arena_alloc(rq->arena, len + 1);
    size_t n = 0, bad;

    if (!text)
        return fail(&rq->failure, ERR_MEMORY, "out of memory");
    for (size_t i = 0; i < len; i++) {
        text[n] = s[i];
        if (s[i] == '+' && plus_is_blank)
            text[n] = ' ';
        if (s[i] == '%') {
            text[n] = unescape(s + i, len - i);
            i += 2;
        }
        if (text[n++] == '\0')
            return fail(&rq->failure, ERR_PARAMETER,
                        "the address has a broken percent escape, or one of a NUL");
    }
    if (!utf8_valid(text, n, &bad))
        return fail(&rq->failure, ERR_PARAMETER, "the address is not valid UTF-8");
    *out = text;
    return OK;
}

static enum err parse_pair(struct request *rq, const char *s, size_t len)
{
    struct api_param *p = &rq->params[rq->param_count];
    const char *equals = memchr(s, '=', len);
    size_t name_len = equals ? (size_t)(equals - s) : len;
    enum err err = params_decode(rq, s, name_len, true, &p->name);

    p->value = "";
    if (err == OK && equals)
        err = params_decode(rq, equals + 1, len - name_len - 1, true, &p->value);
    if (err == OK)
        rq->param_count++;
    return err;
}

enum err params_parse(struct request *rq)
{
    const char *s = rq->query ? rq->query : "";
    enum err err = OK;
    size_t pairs = 1;

    for (const char *c = s; *c; c++)
        pairs += *c == '&';
    rq->param_count = 0;
    rq->params = arena_array(rq->arena, pairs, sizeof *rq->params);
    if (!rq->params)
        return fail(&rq->failure, ERR_MEMORY, "out of memory");
    while (*s && err == OK) {
        size_t len = strcspn(s, "&");
        if (len)
            err = parse_pair(rq, s, len);
        s += len + (s[len] == '&');
    }
    return err;
}

/* The names of a set of parameters, as a sentence part. */
static const char *names_of(struct arena *a, unsigned set)
{
    const char *list = "";

    for (size_t i = 0; i < KNOWN && list; i++)
        if (set & known[i].bit)
            list = arena_printf(a, "%s%s%s", list, *list ? ", " : "", known[i].name);
    return list;
}

/* The beginning of what a client sent, for a message. */
static const char *shown(struct arena *a, const char *s)
{
    size_t len = strlen(s), end = utf8_offset(s, len, SHOWN);
    const char *text = arena_printf(a, "%.*s%s", (int)end, s, end < len ? "..." : "");

    return text ? text : "";
}

static unsigned bit_of(const char *name)
{
    for (size_t i = 0; i < KNOWN; i++)
        if (strcmp(known[i].name, name) == 0)
            return known[i].bit;
    return 0;
}

enum err params_check(struct request *rq, unsigned accepted)
{
    unsigned seen = 0;

    accepted |= PRETTY;
    for (size_t i = 0; i < rq->param_count; i++) {
        unsigned bit = bit_of(rq->params[i].name);
        rq->parameter = rq->params[i].name;
        if (!(bit & accepted)) {
            rq->accepts = names_of(rq->arena, accepted);
            return fail(&rq->failure, ERR_PARAMETER, "no parameter '%s' here, only %s",
                        shown(rq->arena, rq->parameter), rq->accepts ? rq->accepts : "");
        }
        if (bit & seen) {
            rq->accepts = "one value";
            return fail(&rq->failure, ERR_PARAMETER, "parameter '%s' is given twice",
                        rq->parameter);
        }
        seen |= bit;
    }
    rq->parameter = NULL;
    return param_flag(rq, "pretty", &rq->pretty);
}

const char *param_text(const struct request *rq, const char *name)
{
    for (size_t i = 0; i < rq->param_count; i++)
        if (strcmp(rq->params[i].name, name) == 0)
            return rq->params[i].value;
    return NULL;
}

enum err param_refuse(struct request *rq, const char *name, const char *accepts)
{
    const char *value = param_text(rq, name);

    if (!accepts)
        return fail(&rq->failure, ERR_MEMORY, "out of memory");
    rq->parameter = name;
    rq->accepts = accepts;
    if (!value)
        return fail(&rq->failure, ERR_PARAMETER, "parameter '%s' is missing: it takes %s", name,
                    accepts);
    return fail(&rq->failure, ERR_PARAMETER, "parameter '%s' takes %s, not '%s'", name, accepts,
                shown(rq->arena, value));
}

enum err param_meta(struct request *rq, const char *name, const char **out)
{
    const char *value = param_text(rq, name);

    if (value && !value[strspn(value, " \t\r\n")])
        return param_refuse(rq, name, "a text that is not blank");
    *out = value;
    return OK;
}

/* Digits that make a number up to most; false for anything else. */
static bool parse_number(const char *s, size_t most, size_t *out)
{
    size_t n = 0;

    if (!*s)
        return false;
    for (; *s; s++) {
        if (*s < '0' || *s > '9')
            return false;
        n = n * 10 + (size_t)(*s - '0');
        if (n > most)
            return false;
    }
    *out = n;
    return true;
}

enum err param_number(struct request *rq, const char *name, size_t least, size_t most, size_t *out)
{
    const char *value = param_text(rq, name);
    size_t n;

    if (!value)
        return OK;
    if (!parse_number(value, most, &n) || n < least)
        return param_refuse(rq, name,
                            arena_printf(rq->arena, "a whole number from %zu to %zu", least, most));
    *out = n;
    return OK;
}

enum err param_limit(struct request *rq, size_t fallback, size_t *out)
{
    *out = fallback;
    return param_number(rq, "limit", 1, MOST_LIMIT, out);
}

/* The index of the name of length len at s, or -1. */
static int index_of(const char *const *names, size_t count, const char *s, size_t len)
{
    for (size_t i = 0; i < count; i++)
        if (strlen(names[i]) == len && memcmp(names[i], s, len) == 0)
            return (int)i;
    return -1;
}

static const char *joined(struct arena *a, const char *const *names, size_t count)
{
    const char *list = "a comma list of";

    for (size_t i = 0; i < count && list; i++)
        list = arena_printf(a, "%s%s %s", list, i ? "," : "", names[i]);
    return list;
}

enum err param_names(struct request *rq, const char *name, const char *const *names, size_t count,
                     unsigned *bits)
{
    const char *s = param_text(rq, name);
    unsigned found = 0;

    if (!s)
        return OK;
    for (;;) {
        size_t len = strcspn(s, ",");
        int index = index_of(names, count, s, len);
        if (index < 0)
            return param_refuse(rq, name, joined(rq->arena, names, count));
        found |= 1u << index;
        if (!s[len])
            break;
        s += len + 1;
    }
    *bits = found;
    return OK;
}

enum err param_kinds(struct request *rq, unsigned *bits)
{
    return param_names(rq, "kind", part_kind_names, PART_KINDS, bits);
}

enum err param_flag(struct request *rq, const char *name, bool *out)
{
    const char *value = param_text(rq, name);

    if (!value)
        return OK;
    *out = !*value || strcmp(value, "1") == 0 || strcmp(value, "true") == 0;
    if (!*out && strcmp(value, "0") != 0 && strcmp(value, "false") != 0)
        return param_refuse(rq, name, "1, true, 0 or false, or no value for true");
    return OK;
}

unsigned path_number(const char *segment, size_t most)
{
    size_t n;

    if (*segment == '0' || !parse_number(segment, most, &n))
        return 0;
    return (unsigned)n;
}
