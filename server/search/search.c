/* What other rooms call: find.c finds, hits.c shows. */
#include "search.h"

#include <string.h>

#include "find.h"
#include "hits.h"

const char *const search_section_names[SEARCH_SECTIONS] = {"transcript", "chapters", "takeaways",
                                                           "quotes", "about"};

const char *const search_match_names[MATCHES] = {"all", "near", "partial"};

enum err search_set_memory(struct db *db, size_t bytes, struct failure *f)
{
    struct index *x;
    enum err failed = index_of(db, &x, f);

    if (!failed)
        x->most = bytes;
    return failed;
}

int64_t search_place(int64_t next, size_t count)
{
    size_t left = CHUNK_DOCUMENTS - (size_t)(next & (CHUNK_DOCUMENTS - 1));

    return count > left && count <= CHUNK_DOCUMENTS ? next + (int64_t)left : next;
}

/* ---- the index of another version ---- */

enum err search_is_outdated(struct db *db, bool *outdated, struct failure *f)
{
    struct db_stmt *s = db_statement(db, SQL_INDEX_STATE_GET);
    enum err failed;
    bool row;

    db_bind_int(s, 1, SEARCH_VERSION);
    failed = db_step(s, &row, f);
    *outdated = !failed && row && db_column_int(s, 5);
    db_reset(s);
    return failed;
}

enum err search_clear(struct db *db, struct failure *f)
{
    static const enum sql_id statements[] = {SQL_CLEAR_TERM,
                                             SQL_CLEAR_WORD,
                                             SQL_CLEAR_POSTING,
                                             SQL_CLEAR_FORWARD,
                                             SQL_CLEAR_CHUNK,
                                             SQL_CLEAR_PAIR_SLICE,
                                             SQL_CLEAR_INDEXED,
                                             SQL_CLEAR_PAGE_PASSAGE,
                                             SQL_CLEAR_LANGUAGE,
                                             SQL_CLEAR_INDEX_STATE,
                                             SQL_CLEAR_SUGGESTION,
                                             SQL_CLEAR_SUGGESTION_WORD,
                                             SQL_CLEAR_SUGGESTION_PLACE,
                                             SQL_CLEAR_NAME_WORD};
    enum err failed = OK;

    search_discard(db);
    for (size_t i = 0; i < sizeof statements / sizeof *statements && !failed; i++) {
        struct db_stmt *s = db_statement(db, statements[i]);

        if (statements[i] == SQL_CLEAR_INDEX_STATE)
            db_bind_int(s, 1, SEARCH_VERSION);
        failed = db_run(s, f);
    }
    return failed;
}

/* ---- queries ---- */

static size_t counted(size_t total)
{
    return total < SEARCH_COUNTED ? total : SEARCH_COUNTED;
}

enum err search_run_query(struct db *db, struct arena *a, const struct search_request *request,
                          struct search_result *out, struct failure *f)
{
    struct finding found;
    struct index *x;
    enum err failed = index_of(db, &x, f);

    *out = (struct search_result){0};
    if (!failed)
        failed = find(x, a, request, &found, f);
    if (failed)
        return failed;
    out->match = found.match;
    out->total = counted(found.total);
    out->at_least = found.total > SEARCH_COUNTED;
    out->total_partial = counted(found.total_partial);
    out->corrections = found.corrections;
    out->correction_count = found.correction_count;
    out->total_before = counted(found.total_before);
    failed = hits_read(x, a, &found, out, f);
    if (!failed && (request->count_speakers || request->count_episodes))
        failed = counts_make(x, a, request, &found.matches, out, f);
    return failed;
}

enum err search_rank(struct db *db, struct arena *a, const struct search_request *request,
                     struct search_ranked **out, size_t *n, size_t *total, struct failure *f)
{
    struct ranking ranking = {.most = request->after + request->limit};
    struct query query = {0};
    struct plan plan = {0};
    struct index *x;
    enum err failed = index_of(db, &x, f);

    if (!failed)
        failed = query_parse(a, request->text, &query, f);
    if (!failed)
        failed = index_refresh(x, f);
    if (!failed)
        failed = plan_make(x, a, request, &query, &plan, f);
    if (!failed)
        failed = rank_plan(x, a, &plan, &ranking, f);
    if (failed)
        return failed;
    *n = ranking.n > request->after ? ranking.n - request->after : 0;
    *out = ranking.v + (ranking.n - *n);
    *total = ranking.total;
    return OK;
}
