/* struct episode into tables. */
#include "put.h"

#include <assert.h>
#include <string.h>

#include "token.h"

struct db_stmt *put_statement(struct put *p, enum sql_id id)
{
    struct db_stmt *s = db_statement(p->db, id);

    db_bind_int(s, 1, p->episode);
    return s;
}

void put_number(struct db_stmt *s, int parameter, size_t number)
{
    db_bind_int(s, parameter, (int64_t)number);
}

/* ---- speakers and transcript ---- */

static enum err put_spellings(struct put *p, size_t speaker, const struct speaker *who)
{
    struct db_stmt *s = put_statement(p, SQL_SPELLING_PUT);
    enum err failed = OK;

    put_number(s, 2, speaker);
    for (size_t i = 0; !failed && i < who->spelling_count; i++) {
        const struct spelling *spelling = &who->spellings[i];

        put_number(s, 3, i + 1);
        db_bind_text(s, 4, spelling->text);
        db_bind_int(s, 5, spelling->where);
        db_bind_int(s, 6, spelling->line);
        db_bind_int(s, 7, spelling->count);
        db_bind_text(s, 8, spelling->reason);
        failed = db_run(s, p->f);
    }
    return failed;
}

static enum err put_doubts(struct put *p, size_t speaker, const struct speaker *who)
{
    struct db_stmt *s = put_statement(p, SQL_DOUBT_PUT);
    enum err failed = OK;

    put_number(s, 2, speaker);
    for (size_t i = 0; !failed && i < who->doubt_count; i++) {
        const struct doubt *doubt = &who->doubts[i];

        put_number(s, 3, i + 1);
        db_bind_int(s, 4, doubt->speaker);
        db_bind_text(s, 5, doubt->name);
        db_bind_text(s, 6, doubt->reason);
        failed = db_run(s, p->f);
    }
    return failed;
}

static enum err put_speakers(struct put *p)
{
    struct db_stmt *s = put_statement(p, SQL_SPEAKER_PUT);
    enum err failed = OK;

    for (size_t i = 0; !failed && i < p->e->speakers.n; i++) {
        const struct speaker *who = &p->e->speakers.v[i];

        put_number(s, 2, i + 1);
        db_bind_text(s, 3, who->id);
        db_bind_text(s, 4, who->name);
        db_bind_int(s, 5, who->role);
        db_bind_text(s, 6, who->role_reason);
        db_bind_int(s, 7, who->turns);
        db_bind_int(s, 8, who->words);
        db_bind_int(s, 9, who->corrected);
        failed = db_run(s, p->f);
        if (!failed)
            failed = put_spellings(p, i + 1, who);
        if (!failed)
            failed = put_doubts(p, i + 1, who);
    }
    return failed;
}

static enum err put_turns(struct put *p)
{
    struct db_stmt *s = put_statement(p, SQL_TURN_PUT);
    enum err failed = OK;

    for (size_t i = 0; !failed && i < p->e->turns.n; i++) {
        const struct turn *t = &p->e->turns.v[i];

        put_number(s, 2, i + 1);
        db_bind_text(s, 3, t->label);
        db_bind_int(s, 4, t->line);
        db_bind_int(s, 5, t->first);
        db_bind_int(s, 6, t->count);
        db_bind_int(s, 7, t->speaker);
        failed = db_run(s, p->f);
    }
    return failed;
}

static enum err put_paragraphs(struct put *p)
{
    struct db_stmt *s = put_statement(p, SQL_PARAGRAPH_PUT);
    enum err failed = OK;

    for (size_t i = 0; !failed && i < p->e->paragraphs.n; i++) {
        const struct paragraph *paragraph = &p->e->paragraphs.v[i];

        put_number(s, 2, i + 1);
        db_bind_int(s, 3, paragraph->turn);
        db_bind_int(s, 4, paragraph->line);
        db_bind_int(s, 5, paragraph->column);
        db_bind_text(s, 6, paragraph->text);
        failed = db_run(s, p->f);
    }
    return failed;
}

static enum err put_part(struct put *p, struct db_stmt *s, const struct part *part)
{
    db_bind_int(s, 5, part->kind);
    put_number(s, 6, part->start);
    put_number(s, 7, part->end);
    db_bind_text(s, 8, part->sponsor);
    db_bind_int(s, 9, part->corrected);
    return db_run(s, p->f);
}

static enum err put_parts(struct put *p)
{
    struct db_stmt *s = db_statement(p->db, SQL_PART_PUT);
    int64_t key = p->first_part;
    enum err failed = OK;

    db_bind_int(s, 2, p->episode);
    for (size_t i = 0; !failed && i < p->e->paragraphs.n; i++) {
        const struct paragraph *paragraph = &p->e->paragraphs.v[i];

        put_number(s, 3, i + 1);
        for (size_t j = 0; !failed && j < paragraph->part_count; j++) {
            db_bind_int(s, 1, key++);
            put_number(s, 4, j + 1);
            failed = put_part(p, s, &paragraph->parts[j]);
        }
    }
    return failed;
}

/* ---- the episode itself ---- */

static size_t count_parts(const struct episode *e)
{
    size_t parts = 0;

    for (size_t i = 0; i < e->paragraphs.n; i++)
        parts += e->paragraphs.v[i].part_count;
    return parts;
}

static void fold_names(struct buf *b, const struct episode *e)
{
    const char *const names[] = {e->meta.id, e->meta.title, e->meta.show, e->primary_topic};

    buf_str(b, "");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (names[i])
            tokens_add(b, names[i], strlen(names[i]));
}

static enum err put_episode_row(struct put *p, const struct buf *folded)
{
    struct db_stmt *s = db_statement(p->db, SQL_EPISODE_PUT);
    const struct episode *e = p->e;
    enum err failed;

    db_bind_text(s, 1, e->meta.id);
    db_bind_text(s, 2, e->meta.title);
    db_bind_text(s, 3, e->meta.show);
    db_bind_text(s, 4, e->meta.published);
    db_bind_text(s, 5, e->meta.link);
    db_bind_text(s, 6, e->primary_topic);
    db_bind_text(s, 7, e->overview);
    put_number(s, 8, e->words);
    put_number(s, 9, e->turns.n);
    put_number(s, 10, e->paragraphs.n);
    put_number(s, 11, e->chapters.n);
    put_number(s, 12, e->quotes.n);
    db_bind_int(s, 13, p->first_part);
    put_number(s, 14, count_parts(e));
    db_bind_text_n(s, 15, folded->data, folded->len);
    db_bind_text(s, 16, p->corrections);
    db_bind_text(s, 17, e->meta.language);
    failed = db_run(s, p->f);
    p->episode = db_last_key(p->db);
    return failed;
}

static enum err put_episode(struct put *p)
{
    struct buf folded;
    enum err failed;

    buf_init(&folded);
    fold_names(&folded, p->e);
    if (folded.failed)
        failed = fail(p->f, ERR_MEMORY, "out of memory");
    else
        failed = put_episode_row(p, &folded);
    buf_finish(&folded);
    return failed;
}

static enum err put_source(struct put *p, const struct store_source *source)
{
    struct db_stmt *s = put_statement(p, SQL_SOURCE_PUT);

    db_bind_text(s, 2, source->digest);
    db_bind_int(s, 3, source->analysis_version);
    db_bind_blob(s, 4, source->bytes, source->len);
    return db_run(s, p->f);
}

enum err store_next_part(struct db *db, int64_t *key, struct failure *f)
{
    return db_number(db_statement(db, SQL_PART_NEXT_KEY), key, f);
}

enum err store_put(struct db *db, const struct episode *e, const struct store_source *source,
                   int64_t first_part, struct failure *f)
{
    static enum err (*const steps[])(struct put *) = {
        put_episode, put_sections,   put_chapters, put_quotes,     put_speakers,
        put_turns,   put_paragraphs, put_parts,    put_corrections};
    struct put p = {.db = db, .e = e, .first_part = first_part, .f = f};
    char revision[REVISION_SIZE];
    enum err failed = OK;

    assert(e->meta.id);
    corrections_revision(&e->corrections, p.corrections);
    for (size_t i = 0; !failed && i < sizeof steps / sizeof *steps; i++)
        failed = steps[i](&p);
    if (!failed)
        failed = put_source(&p, source);
    if (failed)
        return failed;
    store_episode_revision(source->digest, source->analysis_version, p.corrections, revision);
    return store_advance_library(db, e->meta.id, revision, f);
}
