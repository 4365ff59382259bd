#include "accept.h"

#include <string.h>
#include <strings.h>

enum { FORMS = API_HTML + 1, WEIGHT_OF_ONE = 1000 };

const char *const form_types[FORMS] = {"application/json", "text/plain; charset=utf-8",
                                       "text/markdown; charset=utf-8", "text/html; charset=utf-8"};

const char *const form_media_types[FORMS] = {"application/json", "text/plain", "text/markdown",
                                             "text/html"};

const char *const form_extensions[FORMS] = {"", ".txt", ".md", ".html"};

/* How well a range such as "text/html" or "text" + "/" + "*" names a type: 0 not at all, 1 as
 * anything, 2 by its first half, 3 wholly. */
static int specificity(const char *range, size_t len, const char *type)
{
    size_t half = strcspn(type, "/") + 1;

    if (len == strlen(type) && strncasecmp(range, type, len) == 0)
        return 3;
    if (len == half + 1 && range[half] == '*' && strncasecmp(range, type, half) == 0)
        return 2;
    return len == 3 && memcmp(range, "*/*", 3) == 0;
}

/* What follows "q=" among the parameters between s and end, which is a comma or the NUL; or
 * NULL. */
static const char *find_q(const char *s, const char *end)
{
    while ((s = memchr(s, ';', (size_t)(end - s)))) {
        s += 1 + strspn(s + 1, " \t");
        if (end - s > 2 && (*s == 'q' || *s == 'Q') && s[1] == '=')
            return s + 2;
    }
    return NULL;
}

/* The q-value of a range, in thousandths. */
static int weight(const char *range, size_t len)
{
    const char *end = range + len, *s = find_q(range, end);
    int value = 0;

    if (!s)
        return WEIGHT_OF_ONE;
    for (int unit = WEIGHT_OF_ONE; s < end && unit > 0; s++) {
        if (*s == '.')
            continue;
        if (*s < '0' || *s > '9')
            break;
        value += (*s - '0') * unit;
        unit /= 10;
    }
    return value < WEIGHT_OF_ONE ? value : WEIGHT_OF_ONE;
}

/* The weight an Accept header gives to a type: that of the range which names it best. */
static int weight_of(const char *accept, const char *type)
{
    int best = 0, result = 0;

    while (*accept) {
        size_t len = strcspn(accept, ","), name;
        const char *range = accept + strspn(accept, " \t");
        size_t left = len > (size_t)(range - accept) ? len - (size_t)(range - accept) : 0;
        int how;

        name = strcspn(range, ";, \t");
        how = specificity(range, name < left ? name : left, type);
        if (how > best) {
            best = how;
            result = weight(range, left);
        }
        accept += len + (accept[len] == ',');
    }
    return result;
}

bool accept_choose(const char *accept, unsigned forms, enum api_form *out)
{
    int best = 0;

    for (int form = 0; form < FORMS; form++) {
        int w;
        if (!(forms & FORM(form)))
            continue;
        w = accept && strchr(accept, '/') ? weight_of(accept, form_media_types[form]) : 1;
        if (w > best) {
            best = w;
            *out = (enum api_form)form;
        }
    }
    return best > 0;
}
