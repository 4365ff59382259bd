/* Queries: matching and ranking are FTS5's, through the statements of schema/search.sql; the
 * hits that are shown get their snippets from the stored text. */
#include "search.h"

#include <inttypes.h>
#include <string.h>

#include "log.h"
#include "query.h"
#include "snippet.h"
#include "tokenizer.h"

#define COUNTS 100 /* as in schema/search.sql */

const char *const search_section_names[SEARCH_SECTIONS] = {"transcript", "chapters", "takeaways",
                                                           "quotes", "about"};

const char *const search_match_names[MATCHES] = {"all", "near", "partial"};

enum err search_extend(struct sqlite3 *connection, struct failure *f)
{
    return tokenizer_register(connection, f);
}

/* What limits the passages that a query can match. */
struct scope {
    const char *expression;
    int64_t first, last; /* parts */
    unsigned kinds;
    const char *speaker;
};

struct run {
    struct db *db;
    struct arena *arena;
    const struct search_request *request;
    struct query query;
    struct scope scope;
    struct search_result *result;
    struct failure *failure;
    int64_t aliases_of; /* the episode whose aliases are read; 0: none */
    struct alias_table aliases;
};

struct ranked {
    int64_t part;
    double score;
};

static enum err no_memory(struct failure *f)
{
    return fail(f, ERR_MEMORY, "out of memory");
}

static int64_t clamped(size_t n)
{
    return n > INT32_MAX ? INT32_MAX : (int64_t)n;
}

static enum err find_scope(struct run *r)
{
    const char *id = r->request->episode;
    struct db_stmt *s;
    enum err failed;
    bool row;

    r->scope.first = 0;
    r->scope.last = INT64_MAX;
    r->scope.kinds = r->request->kinds;
    r->scope.speaker = r->request->speaker;
    if (!id)
        return OK;
    s = db_statement(r->db, SQL_SEARCH_SCOPE);
    db_bind_text(s, 1, id);
    failed = db_step(s, &row, r->failure);
    if (failed)
        return failed;
    if (!row)
        return fail(r->failure, ERR_NOT_FOUND, "no episode '%s'", id);
    r->scope.first = db_column_int(s, 0);
    r->scope.last = r->scope.first + db_column_int(s, 1) - 1;
    db_reset(s);
    return OK;
}

static struct db_stmt *scoped_statement(struct run *r, enum sql_id id)
{
    struct db_stmt *s = db_statement(r->db, id);

    db_bind_text(s, 1, r->scope.expression);
    db_bind_int(s, 2, r->scope.first);
    db_bind_int(s, 3, r->scope.last);
    db_bind_int(s, 4, r->scope.kinds);
    db_bind_text(s, 5, r->scope.speaker);
    return s;
}

/* ---- hits ---- */

static enum err read_aliases(struct run *r, int64_t episode)
{
    struct db_stmt *s = db_statement(r->db, SQL_SEARCH_NAMES);
    struct spelled_name *names = NULL;
    size_t n = 0, capacity = 0;
    enum err failed;
    bool row;

    db_bind_int(s, 1, episode);
    while (!(failed = db_step(s, &row, r->failure)) && row) {
        struct spelled_name *grown = arena_grow(r->arena, names, n, &capacity, sizeof *grown);
        const char *text = arena_strdup(r->arena, db_column_text(s, 1));

        if (!grown || !text)
            return no_memory(r->failure);
        names = grown;
        names[n++] = (struct spelled_name){(unsigned)db_column_int(s, 0), text};
    }
    if (failed)
        return failed;
    r->aliases_of = episode;
    return aliases_of(r->arena, names, n, &r->aliases) ? OK : no_memory(r->failure);
}

/* Copies a column that may be NULL; false when out of memory. */
static bool copy_column(struct run *r, struct db_stmt *s, int column, const char **out)
{
    *out = arena_strdup(r->arena, db_column_text(s, column));
    return *out || db_column_is_null(s, column);
}

static enum err read_hit(struct run *r, struct db_stmt *s, struct search_hit *hit)
{
    struct snippet_passage passage = {.aliases = &r->aliases};
    const char *text = db_column_text(s, 9);
    int64_t start = db_column_int(s, 7), end = db_column_int(s, 8);
    int64_t episode = db_column_int(s, 0);
    enum err failed = r->aliases_of == episode ? OK : read_aliases(r, episode);

    if (failed)
        return failed;
    hit->match = r->result->match;
    hit->paragraph = hit->through = (unsigned)db_column_int(s, 3);
    hit->kind = (enum part_kind)db_column_int(s, 6);
    if (!text || start < 0 || end < start || (uint64_t)end > strlen(text) ||
        hit->kind >= PART_KINDS)
        return fail(r->failure, ERR_DATABASE, "the database file is damaged");
    passage.text = text + start;
    passage.len = (size_t)(end - start);
    if (!copy_column(r, s, 1, &hit->episode) || !copy_column(r, s, 2, &hit->title) ||
        !copy_column(r, s, 4, &hit->speaker_id) || !copy_column(r, s, 5, &hit->speaker_name) ||
        !snippet_make(r->arena, &r->query, &passage, hit))
        return no_memory(r->failure);
    return OK;
}

static enum err get_hit(struct run *r, const struct ranked *ranked, struct search_hit *hit)
{
    struct db_stmt *s = db_statement(r->db, SQL_SEARCH_HIT);
    enum err failed;
    bool row;

    hit->score = ranked->score;
    db_bind_int(s, 1, ranked->part);
    failed = db_step(s, &row, r->failure);
    if (!failed && !row) {
        log_error("search: part %" PRId64 " stands in no turn", ranked->part);
        failed = fail(r->failure, ERR_DATABASE, "the database is damaged");
    }
    if (!failed)
        failed = read_hit(r, s, hit);
    db_reset(s);
    return failed;
}

static enum err get_hits(struct run *r, const struct ranked *ranked, size_t n)
{
    enum err failed = OK;

    r->result->hits = arena_array(r->arena, n, sizeof *r->result->hits);
    if (!r->result->hits)
        return no_memory(r->failure);
    for (size_t i = 0; !failed && i < n; i++)
        failed = get_hit(r, &ranked[i], &r->result->hits[i]);
    r->result->hit_count = n;
    return failed;
}

/* ---- matches ---- */

static enum err rank(struct run *r, struct ranked **out, size_t *n)
{
    struct db_stmt *s = scoped_statement(r, SQL_SEARCH_RANK);
    size_t capacity = 0;
    enum err failed;
    bool row;

    *out = NULL;
    *n = 0;
    db_bind_int(s, 6, clamped(r->request->limit));
    db_bind_int(s, 7, clamped(r->request->after));
    while (!(failed = db_step(s, &row, r->failure)) && row) {
        struct ranked *grown = arena_grow(r->arena, *out, *n, &capacity, sizeof *grown);

        if (!grown)
            return no_memory(r->failure);
        *out = grown;
        grown[(*n)++] = (struct ranked){db_column_int(s, 0), -db_column_double(s, 1)};
    }
    return failed;
}

/* Counts all matches, where the n that were read don't tell. */
static enum err count_total(struct run *r, size_t n)
{
    const struct search_request *request = r->request;
    struct db_stmt *s;
    enum err failed;
    bool row;

    if (n < request->limit && (n > 0 || request->after == 0)) {
        r->result->total = request->after + n;
        return OK;
    }
    s = scoped_statement(r, SQL_SEARCH_TOTAL);
    failed = db_step(s, &row, r->failure);
    if (failed)
        return failed;
    r->result->total = row ? (size_t)db_column_int(s, 0) : 0;
    db_reset(s);
    return OK;
}

/* Finds the passages of every wanted term, or of any. */
static enum err match(struct run *r, bool any, struct ranked **ranked, size_t *n)
{
    enum err failed;

    r->scope.expression = query_expression(r->arena, &r->query, any);
    if (!r->scope.expression)
        return no_memory(r->failure);
    failed = rank(r, ranked, n);
    return failed ? failed : count_total(r, *n);
}

static enum err count_by(struct run *r, enum sql_id id, struct search_counts *out)
{
    struct db_stmt *s = scoped_statement(r, id);
    enum err failed;
    bool row;

    out->v = arena_array(r->arena, COUNTS, sizeof *out->v);
    if (!out->v)
        return no_memory(r->failure);
    while (!(failed = db_step(s, &row, r->failure)) && row && out->n < COUNTS) {
        struct search_count *count = &out->v[out->n++];

        if (!copy_column(r, s, 0, &count->id) || !copy_column(r, s, 1, &count->name) ||
            !copy_column(r, s, 2, &count->episode))
            return no_memory(r->failure);
        count->count = (size_t)db_column_int(s, 3);
    }
    return failed;
}

static enum err count_all(struct run *r)
{
    enum err failed = OK;

    if (r->request->count_speakers)
        failed = count_by(r, SQL_SEARCH_COUNT_SPEAKERS, &r->result->speakers);
    if (!failed && r->request->count_episodes)
        failed = count_by(r, SQL_SEARCH_COUNT_EPISODES, &r->result->episodes);
    return failed;
}

enum err search_run_query(struct db *db, struct arena *a, const struct search_request *request,
                          struct search_result *out, struct failure *f)
{
    struct run r = {.db = db, .arena = a, .request = request, .result = out, .failure = f};
    struct ranked *ranked = NULL;
    size_t n = 0;
    enum err failed;

    *out = (struct search_result){0};
    failed = query_parse(a, request->text, &r.query, f);
    if (!failed)
        failed = find_scope(&r);
    if (!failed)
        failed = match(&r, false, &ranked, &n);
    if (!failed && out->total == 0 && !request->exact && r.query.wanted > 1) {
        failed = match(&r, true, &ranked, &n);
        if (out->total > 0)
            out->match = MATCH_PARTIAL;
    }
    if (!failed)
        failed = get_hits(&r, ranked, n);
    return failed ? failed : count_all(&r);
}
