/* Some paragraphs of an episode, without the rest of it. */
#include "get.h"

static bool next(struct get *g, struct db_stmt *s)
{
    bool row = false;

    if (!g->failed)
        g->failed = db_step(s, &row, g->f);
    return !g->failed && row;
}

static void read_paragraph(struct get *g, struct db_stmt *s, struct store_paragraph *p)
{
    p->n = get_number(s, 0);
    p->paragraph.turn = get_number(s, 1);
    p->paragraph.line = get_number(s, 2);
    p->paragraph.column = get_number(s, 3);
    p->paragraph.text = get_needed(g, s, 4);
    p->speaker_id = get_text(g, s, 5);
    p->speaker_name = get_text(g, s, 6);
    p->role = (enum role)get_below(g, s, 7, ROLES);
    g->first_part = db_column_int(s, 8);
    g->parts = db_column_int(s, 9);
}

static void read_paragraphs(struct get *g, const struct store_range *range,
                            struct store_paragraph_list *out)
{
    struct db_stmt *s = db_statement(g->db, SQL_PARAGRAPH_RANGE);

    db_bind_text(s, 1, range->episode);
    db_bind_int(s, 2, range->first);
    db_bind_int(s, 3, range->last);
    while (next(g, s)) {
        out->v = get_grow(g, out->v, out->n, sizeof *out->v);
        if (!out->v)
            break;
        out->v[out->n].episode = range->episode;
        read_paragraph(g, s, &out->v[out->n++]);
    }
    db_reset(s);
}

/* Every paragraph has a part, so that those of paragraph n are not found before the n-th. */
static void read_parts(struct get *g, struct store_paragraph_list *out)
{
    struct db_stmt *s = db_statement(g->db, SQL_PART_RANGE);
    unsigned first = out->v[0].n;

    db_bind_int(s, 1, g->first_part + first - 1);
    db_bind_int(s, 2, g->first_part + g->parts);
    while (next(g, s)) {
        unsigned n = get_number(s, 0);

        if (n >= first + out->n)
            break;
        if (n >= first)
            get_part(g, s, &out->v[n - first].paragraph);
    }
    db_reset(s);
}

enum err store_get_paragraphs(struct db *db, struct arena *a, const struct store_range *range,
                              struct store_paragraph_list *out, struct failure *f)
{
    struct get g = {.db = db, .a = a, .f = f};

    *out = (struct store_paragraph_list){NULL, 0};
    read_paragraphs(&g, range, out);
    if (!g.failed && out->n > 0)
        read_parts(&g, out);
    for (size_t i = 0; i < out->n && !g.failed; i++)
        if (out->v[i].n != out->v[0].n + i || !get_parts_fit(&out->v[i].paragraph))
            get_damaged(&g);
    return g.failed;
}
