/* What a query finds, in the order it is shown: documents with all of it, then two neighbouring
 * ones with all of it, then those with a part. */
#ifndef EPISODED_SEARCH_FIND_H
#define EPISODED_SEARCH_FIND_H

#include "index/index.h"
#include "rank/query.h"
#include "rank/rank.h"
#include "search.h"

struct found {
    int64_t document;
    double score;
    enum search_match match;
};

struct finding {
    struct query query; /* as it was looked for: corrected */
    struct found *v;    /* those from request->after on, at most request->limit */
    size_t n;
    struct document_list matches; /* all of them, where the request counts by anything */
    /* the rest as in struct search_result: */
    enum search_match match;
    size_t total, total_partial, total_before;
    struct search_correction *corrections;
    size_t correction_count;
};

/* Runs a request, all but what is shown of its hits; errors as search_run_query. Lives in the
 * arena. */
enum err find(struct index *x, struct arena *a, const struct search_request *request,
              struct finding *out, struct failure *f);

/* How many passages have all of a request's query, without any help; its text may be NULL where
 * memory ran out, which is told then. Errors as search_run_query. */
enum err find_total(struct db *db, struct arena *a, const struct search_request *request,
                    int64_t *passages, struct failure *f);

/* How many passages have folded words, joined by blanks, in a row as they are written; sections as
 * in struct search_request. After index_refresh; errors as search_run_query. */
enum err find_in_a_row(struct index *x, struct arena *a, const char *words, unsigned sections,
                       int64_t *passages, struct failure *f);

#endif
