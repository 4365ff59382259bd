#include "hits.h"

#include <inttypes.h>
#include <string.h>

#include "aliases.h"
#include "log.h"
#include "snippet.h"

struct reader {
    struct index *index;
    struct arena *arena;
    const struct query *query;
    struct failure *failure;
    int64_t aliases_of; /* the episode whose aliases are read; 0: none */
    struct alias_table aliases;
};

/* A document as it is stored. */
struct stored {
    int64_t episode;
    unsigned paragraph;
    const char *text;
    const char *language;
};

static enum err damaged(struct reader *r, int64_t document)
{
    log_error("search: document %" PRId64 " is not stored as it is indexed", document);
    return fail(r->failure, ERR_DATABASE, "the database file is damaged");
}

static enum err read_aliases(struct reader *r, int64_t episode)
{
    struct db_stmt *s = db_statement(r->index->db, SQL_SEARCH_ALIASES);
    char *text = NULL;
    enum err failed;
    bool row;

    db_bind_int(s, 1, episode);
    failed = db_step(s, &row, r->failure);
    if (!failed)
        text = arena_strdup(r->arena, row ? db_column_text(s, 0) : "");
    db_reset(s);
    if (failed)
        return failed;
    r->aliases_of = episode;
    return text && aliases_read(r->arena, text, &r->aliases) ? OK : fail_memory(r->failure);
}

bool hits_copy(struct arena *a, struct db_stmt *s, int column, const char **out)
{
    *out = arena_strdup(a, db_column_text(s, column));
    return *out || db_column_is_null(s, column);
}

/* A part of a paragraph. */
static enum err read_part(struct reader *r, struct db_stmt *s, int64_t document,
                          struct search_hit *hit, struct stored *out)
{
    const char *text = db_column_text(s, 9);
    int64_t start = db_column_int(s, 7), end = db_column_int(s, 8);
    int64_t kind = db_column_int(s, 6);

    if (!text || start < 0 || end < start || (uint64_t)end > strlen(text) || kind < 0 ||
        kind >= PART_KINDS)
        return damaged(r, document);
    out->episode = db_column_int(s, 0);
    out->paragraph = (unsigned)db_column_int(s, 3);
    out->text = arena_strndup(r->arena, text + start, (size_t)(end - start));
    if (!out->text || !hits_copy(r->arena, s, 10, &out->language))
        return fail_memory(r->failure);
    hit->kind = (enum part_kind)kind;
    hit->part = (unsigned)db_column_int(s, 11);
    if (!hits_copy(r->arena, s, 1, &hit->episode) || !hits_copy(r->arena, s, 2, &hit->title) ||
        !hits_copy(r->arena, s, 4, &hit->speaker_id) ||
        !hits_copy(r->arena, s, 5, &hit->speaker_name))
        return fail_memory(r->failure);
    return OK;
}

/* Something of the rest of the page. */
static enum err read_page(struct reader *r, struct db_stmt *s, int64_t document,
                          struct search_hit *hit, struct stored *out)
{
    int64_t section = db_column_int(s, 3);

    if (section < 0 || section >= SEARCH_SECTIONS)
        return damaged(r, document);
    out->episode = db_column_int(s, 0);
    hit->section = (enum search_section)section;
    hit->n = (unsigned)db_column_int(s, 4);
    if (!hits_copy(r->arena, s, 1, &hit->episode) || !hits_copy(r->arena, s, 2, &hit->title) ||
        !hits_copy(r->arena, s, 5, &out->text) || !hits_copy(r->arena, s, 6, &out->language) ||
        !hits_copy(r->arena, s, 7, &hit->speaker_id) ||
        !hits_copy(r->arena, s, 8, &hit->speaker_name))
        return fail_memory(r->failure);
    return OK;
}

static enum err read_stored(struct reader *r, int64_t document, struct search_hit *hit,
                            struct stored *out)
{
    bool page = document >= PAGE_DOCUMENT, row;
    struct db_stmt *s = db_statement(r->index->db, page ? SQL_SEARCH_PAGE_HIT : SQL_SEARCH_HIT);
    enum err failed;

    *out = (struct stored){.text = ""};
    db_bind_int(s, 1, document);
    failed = db_step(s, &row, r->failure);
    if (!failed && !row)
        failed = damaged(r, document);
    if (!failed)
        failed = page ? read_page(r, s, document, hit, out) : read_part(r, s, document, hit, out);
    db_reset(s);
    return failed;
}

static enum err make_snippet(struct reader *r, const struct stored *stored, struct search_hit *hit)
{
    struct snippet_passage passage = {stored->text, strlen(stored->text), &r->aliases, NULL};
    enum err failed = r->aliases_of == stored->episode ? OK : read_aliases(r, stored->episode);

    if (!failed)
        failed = index_stemmer(r->index, stored->language, &passage.stemmer, r->failure);
    if (failed)
        return failed;
    return snippet_make(r->arena, r->query, &passage, hit) ? OK : fail_memory(r->failure);
}

static enum err read_hit(struct reader *r, const struct found *found, struct search_hit *hit)
{
    struct search_hit ignored = {0};
    struct stored first, second;
    enum err failed = read_stored(r, found->document, hit, &first);

    hit->score = found->score;
    hit->match = found->match;
    hit->paragraph = hit->through = first.paragraph;
    if (!failed && found->match == MATCH_NEAR) {
        failed = read_stored(r, found->document + 1, &ignored, &second);
        if (failed)
            return failed;
        hit->through = second.paragraph;
        first.text = arena_printf(r->arena, "%s\n%s", first.text, second.text);
        if (!first.text)
            return fail_memory(r->failure);
    }
    return failed ? failed : make_snippet(r, &first, hit);
}

enum err hits_read(struct index *x, struct arena *a, const struct finding *found,
                   struct search_result *out, struct failure *f)
{
    struct reader r = {.index = x, .arena = a, .query = &found->query, .failure = f};
    enum err failed = OK;

    out->hits = arena_array(a, found->n, sizeof *out->hits);
    if (!out->hits)
        return fail_memory(r.failure);
    for (size_t i = 0; !failed && i < found->n; i++)
        failed = read_hit(&r, &found->v[i], &out->hits[i]);
    out->hit_count = found->n;
    return failed;
}
