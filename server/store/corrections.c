/* What persons corrected, into the table and back. It hangs on the id of an episode, not on its
 * rows, which are replaced with every load. */
#include <inttypes.h>
#include <sha256.h>
#include <stdio.h>
#include <string.h>

#include "get.h"
#include "put.h"

/* ---- into the table ---- */

static void bind(struct db_stmt *s, const struct correction *c)
{
    db_bind_int(s, 3, c->type);
    db_bind_text(s, 4, c->name);
    db_bind_text(s, 5, c->other);
    db_bind_int(s, 6, c->role);
    db_bind_int(s, 7, c->kind);
    db_bind_int(s, 8, c->quote);
    db_bind_int(s, 9, c->paragraph);
    put_number(s, 10, c->start);
    put_number(s, 11, c->end);
    db_bind_text(s, 12, c->digest);
    db_bind_text(s, 13, c->text);
    db_bind_int(s, 14, c->orphaned);
}

enum err put_corrections(struct put *p)
{
    struct db_stmt *s = db_statement(p->db, SQL_CORRECTION_REMOVE);
    enum err failed;

    db_bind_text(s, 1, p->e->meta.id);
    failed = db_run(s, p->f);
    s = db_statement(p->db, SQL_CORRECTION_PUT);
    db_bind_text(s, 1, p->e->meta.id);
    for (size_t i = 0; !failed && i < p->e->corrections.n; i++) {
        put_number(s, 2, i + 1);
        bind(s, &p->e->corrections.v[i]);
        failed = db_run(s, p->f);
    }
    return failed;
}

static void digest_correction(SHA2_CTX *context, const struct correction *c)
{
    const char *const texts[] = {c->name, c->other, c->digest, c->text};
    char numbers[160];
    int len = snprintf(numbers, sizeof numbers, "%d %d %d %u %u %zu %zu %d", c->type, c->role,
                       c->kind, c->quote, c->paragraph, c->start, c->end, c->orphaned);

    SHA256Update(context, (const uint8_t *)numbers, (size_t)len + 1);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const char *text = texts[i] ? texts[i] : "";

        SHA256Update(context, (const uint8_t *)text, strlen(text) + 1);
    }
}

void corrections_revision(const struct correction_list *list, char out[REVISION_SIZE])
{
    char hex[SHA256_DIGEST_STRING_LENGTH];
    SHA2_CTX context;

    SHA256Init(&context);
    for (size_t i = 0; i < list->n; i++)
        digest_correction(&context, &list->v[i]);
    SHA256End(&context, hex);
    snprintf(out, REVISION_SIZE, "%.*s", list->n ? REVISION_SIZE - 1 : 0, hex);
}

/* ---- out of the table ---- */

static void read(struct get *g, struct db_stmt *s, struct correction *c)
{
    c->type = (enum correction_type)get_below(g, s, 0, CORRECTION_TYPES);
    c->name = get_text(g, s, 1);
    c->other = get_text(g, s, 2);
    c->role = (enum role)get_below(g, s, 3, ROLES);
    c->kind = (enum part_kind)get_below(g, s, 4, PART_KINDS);
    c->quote = get_number(s, 5);
    c->paragraph = get_number(s, 6);
    c->start = get_number(s, 7);
    c->end = get_number(s, 8);
    c->digest = get_text(g, s, 9);
    c->text = get_text(g, s, 10);
    c->orphaned = db_column_int(s, 11);
}

/* What a later reader may rely on. */
static bool is_whole(const struct correction *c)
{
    if (c->type == CORRECTION_KIND || c->type == CORRECTION_QUOTE)
        return c->digest && c->text && *c->text;
    return c->name && (c->other || c->type != CORRECTION_MERGE);
}

static void correction_row(struct get *g, struct db_stmt *s)
{
    struct correction_list *list = &g->e->corrections;
    struct correction *c;

    list->v = get_grow(g, list->v, list->n, sizeof *list->v);
    if (!list->v)
        return;
    c = &list->v[list->n++];
    read(g, s, c);
    if (!g->failed && !is_whole(c))
        get_damaged(g);
}

static void get_of(struct get *g, const char *id)
{
    struct db_stmt *s = db_statement(g->db, SQL_CORRECTION_ALL);

    db_bind_text(s, 1, id);
    get_rows_of(g, s, correction_row);
}

void get_corrections(struct get *g)
{
    get_of(g, g->e->meta.id);
}

enum err store_get_corrections(struct db *db, struct arena *a, const char *id,
                               struct correction_list *out, struct failure *f)
{
    struct episode e = {0};
    struct get g = {.db = db, .a = a, .e = &e, .f = f};

    get_of(&g, id);
    *out = e.corrections;
    return g.failed;
}
