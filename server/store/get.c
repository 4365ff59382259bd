/* Tables into struct episode. */
#include "get.h"

#include <string.h>

/* ---- rows and columns ---- */

static void no_memory(struct get *g)
{
    g->failed = fail(g->f, ERR_MEMORY, "out of memory");
}

void get_rows_of(struct get *g, struct db_stmt *s, get_row *row)
{
    bool more = true;

    while (!g->failed && more) {
        g->failed = db_step(s, &more, g->f);
        if (!g->failed && more)
            row(g, s);
    }
    db_reset(s);
}

void get_rows(struct get *g, enum sql_id id, get_row *row)
{
    struct db_stmt *s = db_statement(g->db, id);

    db_bind_int(s, 1, g->episode);
    get_rows_of(g, s, row);
}

void *get_grow(struct get *g, void *items, size_t n, size_t item_size)
{
    void *grown;

    if (n == 0)
        g->capacity = 0;
    grown = arena_grow(g->a, items, n, &g->capacity, item_size);
    if (!grown)
        no_memory(g);
    return grown;
}

const char *get_text(struct get *g, struct db_stmt *s, int column)
{
    const char *text = db_column_text(s, column);
    const char *copy = arena_strdup(g->a, text);

    if (text && !copy)
        no_memory(g);
    return copy;
}

void get_damaged(struct get *g)
{
    g->failed = fail(g->f, ERR_DATABASE, "the database file is damaged");
}

const char *get_needed(struct get *g, struct db_stmt *s, int column)
{
    const char *text = get_text(g, s, column);

    if (!text && !g->failed)
        get_damaged(g);
    return text;
}

unsigned get_number(struct db_stmt *s, int column)
{
    return (unsigned)db_column_int(s, column);
}

unsigned get_below(struct get *g, struct db_stmt *s, int column, size_t limit)
{
    unsigned value = get_number(s, column);

    if (value < limit)
        return value;
    get_damaged(g);
    return 0;
}

unsigned get_index(struct get *g, struct db_stmt *s, int column, size_t count)
{
    unsigned number = get_number(s, column);

    if (number >= 1 && number <= count)
        return number - 1;
    get_damaged(g);
    return 0;
}

/* ---- the transcript and its speakers ---- */

static void turn_row(struct get *g, struct db_stmt *s)
{
    struct turn_list *list = &g->e->turns;
    struct turn *t;

    list->v = get_grow(g, list->v, list->n, sizeof *t);
    if (!list->v)
        return;
    t = &list->v[list->n++];
    t->label = get_needed(g, s, 0);
    t->line = get_number(s, 1);
    t->first = get_number(s, 2);
    t->count = get_number(s, 3);
    t->speaker = get_number(s, 4);
}

static void paragraph_row(struct get *g, struct db_stmt *s)
{
    struct paragraph_list *list = &g->e->paragraphs;
    struct paragraph *p;

    list->v = get_grow(g, list->v, list->n, sizeof *p);
    if (!list->v)
        return;
    p = &list->v[list->n++];
    p->turn = get_index(g, s, 0, g->e->turns.n) + 1;
    p->line = get_number(s, 1);
    p->column = get_number(s, 2);
    p->text = get_text(g, s, 3);
}

void get_part(struct get *g, struct db_stmt *s, struct paragraph *p)
{
    struct part *part;

    p->parts = get_grow(g, p->parts, p->part_count, sizeof *part);
    if (!p->parts)
        return;
    part = &p->parts[p->part_count++];
    part->kind = (enum part_kind)get_below(g, s, 1, PART_KINDS);
    part->start = get_number(s, 2);
    part->end = get_number(s, 3);
    part->sponsor = get_text(g, s, 4);
    part->corrected = db_column_int(s, 5);
}

static void part_row(struct get *g, struct db_stmt *s)
{
    unsigned i = get_index(g, s, 0, g->e->paragraphs.n);

    if (!g->failed)
        get_part(g, s, &g->e->paragraphs.v[i]);
}

static void get_parts(struct get *g)
{
    struct db_stmt *s = db_statement(g->db, SQL_PART_RANGE);

    db_bind_int(s, 1, g->first_part);
    db_bind_int(s, 2, g->first_part + g->parts);
    get_rows_of(g, s, part_row);
}

bool get_parts_fit(const struct paragraph *p)
{
    size_t end = 0;

    for (size_t i = 0; i < p->part_count; i++) {
        if (p->parts[i].start < end || p->parts[i].end < p->parts[i].start)
            return false;
        end = p->parts[i].end;
    }
    return p->part_count > 0 && p->text && end <= strlen(p->text);
}

/* Readers use these numbers as they are. */
static void check_transcript(struct get *g, bool text)
{
    const struct episode *e = g->e;
    bool fit = true;

    if (g->failed)
        return;
    for (size_t i = 0; i < e->turns.n && fit; i++) {
        const struct turn *t = &e->turns.v[i];
        fit = t->count == 0 || (t->first > 0 && t->first - 1 + (size_t)t->count <= e->paragraphs.n);
    }
    for (size_t i = 0; i < e->paragraphs.n && text && fit; i++)
        fit = get_parts_fit(&e->paragraphs.v[i]);
    if (!fit)
        get_damaged(g);
}

static void get_transcript(struct get *g, bool text)
{
    get_rows(g, SQL_TURN_ALL, turn_row);
    get_rows(g, text ? SQL_PARAGRAPH_ALL : SQL_PARAGRAPH_OUTLINE, paragraph_row);
    if (text)
        get_parts(g);
    check_transcript(g, text);
}

static void speaker_row(struct get *g, struct db_stmt *s)
{
    struct speaker_list *list = &g->e->speakers;
    struct speaker *who;

    list->v = get_grow(g, list->v, list->n, sizeof *who);
    if (!list->v)
        return;
    who = &list->v[list->n++];
    who->id = get_needed(g, s, 0);
    who->name = get_needed(g, s, 1);
    who->role = (enum role)get_below(g, s, 2, ROLES);
    who->role_reason = get_text(g, s, 3);
    who->turns = get_number(s, 4);
    who->words = get_number(s, 5);
    who->corrected = db_column_int(s, 6);
}

static void spelling_row(struct get *g, struct db_stmt *s)
{
    unsigned i = get_index(g, s, 0, g->e->speakers.n);
    struct speaker *who;
    struct spelling *spelling;

    if (g->failed)
        return;
    who = &g->e->speakers.v[i];
    who->spellings = get_grow(g, who->spellings, who->spelling_count, sizeof *spelling);
    if (!who->spellings)
        return;
    spelling = &who->spellings[who->spelling_count++];
    spelling->text = get_needed(g, s, 1);
    spelling->where = (enum spelling_place)get_below(g, s, 2, SPELLING_PLACES);
    spelling->line = get_number(s, 3);
    spelling->count = get_number(s, 4);
    spelling->reason = get_text(g, s, 5);
}

static void doubt_row(struct get *g, struct db_stmt *s)
{
    unsigned i = get_index(g, s, 0, g->e->speakers.n);
    struct speaker *who;
    struct doubt *doubt;

    if (g->failed)
        return;
    who = &g->e->speakers.v[i];
    who->doubts = get_grow(g, who->doubts, who->doubt_count, sizeof *doubt);
    if (!who->doubts)
        return;
    doubt = &who->doubts[who->doubt_count++];
    doubt->speaker = get_below(g, s, 1, g->e->speakers.n + 1);
    doubt->name = get_text(g, s, 2);
    doubt->reason = get_text(g, s, 3);
}

static void get_speakers(struct get *g)
{
    get_rows(g, SQL_SPEAKER_ALL, speaker_row);
    get_rows(g, SQL_SPELLING_ALL, spelling_row);
    get_rows(g, SQL_DOUBT_ALL, doubt_row);
}

/* ---- the episode itself ---- */

/* Steps to the row of the episode; the statement stands there until it is reset. */
static enum err find(struct db *db, const char *id, struct db_stmt **out, struct failure *f)
{
    struct db_stmt *s = db_statement(db, SQL_EPISODE_GET);
    bool row;
    enum err failed;

    db_bind_text(s, 1, id);
    failed = db_step(s, &row, f);
    if (failed)
        return failed;
    if (!row)
        return fail(f, ERR_NOT_FOUND, "no episode '%s'", id);
    *out = s;
    return OK;
}

static void get_meta(struct get *g, struct db_stmt *s)
{
    struct episode *e = g->e;

    e->meta.id = get_needed(g, s, 1);
    e->meta.title = get_text(g, s, 2);
    e->meta.show = get_text(g, s, 3);
    e->meta.published = get_text(g, s, 4);
    e->meta.link = get_text(g, s, 5);
    e->meta.language = get_text(g, s, 14);
    e->primary_topic = get_text(g, s, 6);
    e->overview = get_text(g, s, 7);
    e->words = get_number(s, 12);
    g->episode = db_column_int(s, 0);
    g->first_part = db_column_int(s, 8);
    g->parts = db_column_int(s, 9);
}

static void get_source(struct get *g, struct db_stmt *s, struct store_source *source)
{
    source->digest = get_needed(g, s, 10);
    source->analysis_version = (int)db_column_int(s, 11);
}

static void check_speakers(struct get *g)
{
    const struct episode *e = g->e;
    bool fit = true;

    if (g->failed)
        return;
    for (size_t i = 0; i < e->turns.n; i++)
        fit = fit && e->turns.v[i].speaker <= e->speakers.n;
    for (size_t i = 0; i < e->quotes.n; i++)
        fit = fit && e->quotes.v[i].speaker <= e->speakers.n;
    if (!fit)
        get_damaged(g);
}

static bool place_fits(const struct episode *e, const struct place *p)
{
    return p->paragraph >= 1 && p->paragraph <= e->paragraphs.n && p->start <= p->end &&
           p->end <= strlen(e->paragraphs.v[p->paragraph - 1].text);
}

static void check_places(struct get *g)
{
    if (g->failed)
        return;
    for (size_t i = 0; i < g->e->quotes.n; i++) {
        const struct place_list *places = &g->e->quotes.v[i].places;

        for (size_t k = 0; k < places->n && !g->failed; k++)
            if (!place_fits(g->e, &places->v[k]))
                get_damaged(g);
    }
}

static void get_what_is_asked(struct get *g, unsigned parts)
{
    if (parts & STORE_SECTIONS)
        get_sections(g);
    if (parts & STORE_CHAPTERS)
        get_chapters(g);
    if (parts & STORE_QUOTES)
        get_quotes(g);
    if (parts & STORE_SPEAKERS)
        get_speakers(g);
    if (parts & (STORE_TURNS | STORE_TEXT))
        get_transcript(g, parts & STORE_TEXT);
    if (parts & STORE_CORRECTIONS)
        get_corrections(g);
    if (parts & STORE_SPEAKERS)
        check_speakers(g);
    if (parts & STORE_TEXT)
        check_places(g);
}

static void get_revision(struct get *g, const struct store_source *source, const char *corrections,
                         const char **out)
{
    char revision[REVISION_SIZE];

    if (g->failed || !out)
        return;
    store_episode_revision(source->digest, source->analysis_version, corrections, revision);
    *out = arena_strdup(g->a, revision);
    if (!*out)
        no_memory(g);
}

enum err store_get(struct db *db, struct arena *a, const char *id, unsigned parts,
                   struct episode *e, const char **revision, struct failure *f)
{
    struct get g = {.db = db, .a = a, .e = e, .f = f};
    struct store_source source;
    const char *corrections;
    struct db_stmt *s = NULL;

    *e = (struct episode){0};
    g.failed = find(db, id, &s, f);
    if (g.failed)
        return g.failed;
    get_meta(&g, s);
    get_source(&g, s, &source);
    corrections = get_needed(&g, s, 13);
    db_reset(s);
    get_revision(&g, &source, corrections, revision);
    get_what_is_asked(&g, parts);
    return g.failed;
}

enum err store_parts(struct db *db, const char *id, int64_t *first_part, size_t *count,
                     struct failure *f)
{
    struct db_stmt *s = NULL;
    enum err failed = find(db, id, &s, f);

    if (failed)
        return failed;
    *first_part = db_column_int(s, 8);
    *count = (size_t)db_column_int(s, 9);
    db_reset(s);
    return OK;
}

enum err store_get_digest(struct db *db, struct arena *a, const char *id,
                          struct store_source *source, struct failure *f)
{
    struct get g = {.db = db, .a = a, .f = f};
    struct db_stmt *s = NULL;
    enum err failed = find(db, id, &s, f);

    *source = (struct store_source){0};
    if (failed)
        return failed;
    get_source(&g, s, source);
    db_reset(s);
    return g.failed;
}

static enum err copy_bytes(struct db_stmt *s, struct arena *a, struct store_source *source,
                           struct failure *f)
{
    const void *bytes = db_column_blob(s, 0, &source->len);

    source->bytes = arena_strndup(a, bytes ? bytes : "", source->len);
    return source->bytes ? OK : fail(f, ERR_MEMORY, "out of memory");
}

enum err store_get_source(struct db *db, struct arena *a, const char *id,
                          struct store_source *source, struct failure *f)
{
    struct db_stmt *s;
    enum err failed = store_get_digest(db, a, id, source, f);
    bool row = false;

    if (failed)
        return failed;
    s = db_statement(db, SQL_SOURCE_BYTES);
    db_bind_text(s, 1, id);
    failed = db_step(s, &row, f);
    if (!failed)
        failed = copy_bytes(s, a, source, f);
    db_reset(s);
    return failed;
}
