/* A sentence that somebody claims was said, located as if the page quoted it. */
#include <string.h>

#include "analysis.h"
#include "names.h"
#include "steps.h"

/* How well name fits the best of the speaker's spellings; a first name fits as well as a last
 * name does. False when out of memory. */
static bool compare_spellings(struct arena *a, const struct speaker *s, const struct name *name,
                              enum likeness *best)
{
    struct name spelled;

    *best = NAMES_DIFFER;
    for (size_t i = 0; i <= s->spelling_count; i++) {
        const char *text = i < s->spelling_count ? s->spellings[i].text : s->name;
        if (!name_read(a, text, &spelled))
            return false;
        enum likeness l = names_compare(name, &spelled);
        l = l == NAMES_LAST ? NAMES_FIRST : l;
        *best = l > *best ? l : *best;
    }
    return true;
}

/* The one speaker whom the claim's name fits best, or 0; *stranger tells that it fits nobody,
 * rather than two equally well. False when out of memory. */
static bool find_speaker(struct arena *a, const struct episode *e, struct quote *claim,
                         bool *stranger)
{
    enum likeness best = NAMES_DIFFER, l;
    struct name name;

    claim->speaker = 0;
    *stranger = false;
    if (claim->attributed_to == NULL)
        return true;
    if (!name_read(a, claim->attributed_to, &name))
        return false;
    for (size_t i = 0; i < e->speakers.n; i++) {
        if (!compare_spellings(a, &e->speakers.v[i], &name, &l))
            return false;
        if (l > best)
            claim->speaker = (unsigned)i + 1;
        else if (l == best && l != NAMES_DIFFER)
            claim->speaker = 0;
        best = l > best ? l : best;
    }
    *stranger = best == NAMES_DIFFER;
    return true;
}

/* Whom a page quotes is one of its speakers, even if they never speak: so are they here, for as
 * long as the comparison takes. */
static bool add_stranger(struct arena *a, struct episode *e, struct quote *claim)
{
    struct speaker *v = arena_array(a, e->speakers.n + 1, sizeof *v);

    if (v == NULL)
        return false;
    if (e->speakers.n > 0)
        memcpy(v, e->speakers.v, e->speakers.n * sizeof *v);
    v[e->speakers.n] = (struct speaker){
        .id = "", .name = claim->attributed_to, .role = ROLE_OTHER, .role_reason = ""};
    e->speakers.v = v;
    claim->speaker = (unsigned)++e->speakers.n;
    return true;
}

enum err analyse_claim(struct arena *a, const struct episode *e, struct quote *claim,
                       struct failure *f)
{
    struct episode with = *e;
    struct words w;
    bool stranger;

    with.quotes = (struct quote_list){claim, 1};
    with.corrections = (struct correction_list){0}; /* they are about the page's own quotes */
    if (!words_read(a, e, &w) || !find_speaker(a, e, claim, &stranger) ||
        (stranger && !add_stranger(a, &with, claim)) || !quotes_locate(a, &with, &w))
        return fail(f, ERR_MEMORY, "out of memory while looking for a claim");
    if (stranger)
        claim->speaker = 0;
    return OK;
}
