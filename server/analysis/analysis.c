#include "analysis.h"

#include "corrections.h"
#include "steps.h"
#include "words.h"

enum err analyse(struct arena *a, struct episode *e, struct failure *f)
{
    struct words w;
    struct listing *listings;

    if (corrections_follow(a, e) && words_read(a, e, &w) && speakers_find(a, e, &w, &listings) &&
        ads_mark(a, e, &w) && corrections_cut(a, e) && roles_give(a, e, &w, listings) &&
        quotes_locate(a, e, &w) && evidence_find(a, e, &w))
        return OK;
    return fail(f, ERR_MEMORY, "out of memory while analysing the episode");
}
