/* What a query asks of the index: groups of which a document must have one leaf each. */
#ifndef EPISODED_SEARCH_PLAN_H
#define EPISODED_SEARCH_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "index/index.h"
#include "query.h"
#include "search.h"

/* Terms that stand for each other: those of a word in several languages, of a beginning. */
struct source {
    const int64_t *terms; /* none: no document has it */
    size_t n;
    int64_t df;               /* documents of the searched spaces that have it; at most */
    const struct peak *peaks; /* of each of the index' chunks (index_peaks); NULL: not known */
};

/* What is known of a source in a chunk before it is read; or NULL. */
static inline const struct peak *source_peak(const struct source *source, const struct index *x,
                                             const struct chunk *chunk)
{
    return source->peaks && space_of(chunk) == 0 ? &source->peaks[chunk - x->chunks] : NULL;
}

/* What is counted as one: a word, a phrase, a beginning. */
struct leaf {
    struct source *sources; /* a document must have all of them; at least one */
    size_t n;
    size_t first; /* number of the first of them in the plan: set by rank_plan */
    const struct forward_phrase *phrase; /* that it must have, too; or NULL */
    const char *word;                    /* that it is in any form, folded; or NULL */
    bool fallback;      /* looked at only where the leaf before it in its group is not there */
    bool alike;         /* see alikes.h */
    bool said;          /* see said.h: the one before in another form */
    bool function_word; /* one word, and that one of function_words.h */
    double weight;      /* BM25's, without the share of the count; 0 for a filter */
};

struct group {
    struct leaf *leaves; /* a document must have one of them */
    size_t n;
    bool without; /* it must have none of them */
};

struct plan {
    struct group *groups;
    size_t n;
    size_t wanted;                       /* groups that are words of the query and not without */
    bool has_phrase;                     /* in one of the leaves */
    int64_t documents;                   /* of the searched spaces */
    bool spaces[SPACES];                 /* that are searched */
    int64_t first[SPACES], last[SPACES]; /* documents to look at, both included */
};

/* BM25's weight of what df of so many documents have. */
double plan_weight(int64_t documents, int64_t df);

/* Makes the plan of a query; ERR_NOT_FOUND for an episode or a speaker there isn't. What it makes
 * lives in the arena. */
enum err plan_make(struct index *x, struct arena *a, const struct search_request *request,
                   const struct query *query, struct plan *out, struct failure *f);

/* The plan in which any word of the query is enough, and function words weigh less. In the arena;
 * false when out of memory. */
bool plan_loosen(struct arena *a, const struct plan *plan, struct plan *out);

/* The leaf of one folded word, in any form, of a plan that was made. ERR_BUSY, ERR_MEMORY. */
enum err plan_word(struct index *x, struct arena *a, struct plan *plan, const char *word,
                   struct leaf *out, struct failure *f);

/* How many passages of the library have a folded word, in any of its forms; at most. */
enum err plan_df(struct index *x, struct arena *a, const char *word, int64_t *df,
                 struct failure *f);

#endif
