/* Whose an address is: caulkwellpaint.com is of the Caulkwell that was named before. */
#include <string.h>

#include "ads.h"

/* So many sentences before the address, in so many words, of so many letters at least. */
enum { BRAND_BACK = 16, BRAND_WORDS = 3, BRAND_LETTERS = 4 };

/* More often capitalised than not. */
static bool is_name(const struct entry *e)
{
    return e->capital > e->lower;
}

/* The word behind the longest row of words from i on, in one paragraph, that the host name
 * begins with; i if there is none. */
static size_t brand_end(const struct words *w, const char *host, size_t i, size_t past_end)
{
    size_t matched = 0, end = i;

    for (size_t k = i; k < past_end && k < i + BRAND_WORDS; k++) {
        const struct entry *e = &w->vocabulary.v[w->v[k].id];
        if (w->v[k].paragraph != w->v[i].paragraph)
            break;
        if (strncmp(host + matched, e->text, e->len) != 0)
            break;
        matched += e->len;
        if (matched >= BRAND_LETTERS)
            end = k + 1;
    }
    return end;
}

bool brand_find(const struct words *w, size_t host, size_t sentence, size_t *first,
                size_t *past_end)
{
    const char *name = w->vocabulary.v[w->v[host].id].text;
    size_t from = sentence > BRAND_BACK ? sentence - BRAND_BACK : 0;

    for (size_t i = w->sentences[from].first; i < host; i++) {
        if (!is_name(&w->vocabulary.v[w->v[i].id]))
            continue;
        *first = i;
        *past_end = brand_end(w, name, i, host);
        if (*past_end > i)
            return true;
    }
    return false;
}
