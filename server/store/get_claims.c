/* What a page says above its transcript, out of tables: sections, chapters, quotes. */
#include "get.h"

#define VERDICTS (VERDICT_NOT_FOUND + 1)
#define ATTRIBUTIONS (ATTRIBUTION_DIFFERS + 1)
#define DIFF_OPS (DIFF_ADDED + 1)

static void add_evidence(struct get *g, struct db_stmt *s, struct evidence_list *list)
{
    struct evidence *item;

    list->v = get_grow(g, list->v, list->n, sizeof *item);
    if (!list->v)
        return;
    item = &list->v[list->n++];
    item->first = get_number(s, 1);
    item->last = get_number(s, 2);
    item->score = db_column_double(s, 3);
}

static void get_evidence(struct get *g, enum claim claim, get_row *row)
{
    struct db_stmt *s = db_statement(g->db, SQL_EVIDENCE_ALL);

    db_bind_int(s, 1, g->episode);
    db_bind_int(s, 2, claim);
    get_rows_of(g, s, row);
}

/* ---- sections ---- */

static void add_takeaway(struct get *g, struct db_stmt *s)
{
    struct takeaway_list *list = &g->e->takeaways;
    struct takeaway *item;

    list->v = get_grow(g, list->v, list->n, sizeof *item);
    if (!list->v)
        return;
    item = &list->v[list->n++];
    item->text = get_needed(g, s, 1);
    item->line = get_number(s, 2);
}

static void add_item(struct get *g, struct db_stmt *s, struct item_list *list)
{
    struct item *item;

    list->v = get_grow(g, list->v, list->n, sizeof *item);
    if (!list->v)
        return;
    item = &list->v[list->n++];
    item->text = get_needed(g, s, 1);
    item->line = get_number(s, 2);
}

static void section_item_row(struct get *g, struct db_stmt *s)
{
    struct item_list *list = store_section_items(g->e, (enum section)get_below(g, s, 0, SECTIONS));

    if (list)
        add_item(g, s, list);
    else
        add_takeaway(g, s);
}

static void takeaway_evidence_row(struct get *g, struct db_stmt *s)
{
    unsigned i = get_index(g, s, 0, g->e->takeaways.n);

    if (!g->failed)
        add_evidence(g, s, &g->e->takeaways.v[i].evidence);
}

static void book_row(struct get *g, struct db_stmt *s)
{
    struct book_list *list = &g->e->books;
    struct book *book;

    list->v = get_grow(g, list->v, list->n, sizeof *book);
    if (!list->v)
        return;
    book = &list->v[list->n++];
    book->title = get_needed(g, s, 0);
    book->line = get_number(s, 1);
}

static void book_author_row(struct get *g, struct db_stmt *s)
{
    unsigned i = get_index(g, s, 0, g->e->books.n);

    if (!g->failed)
        add_item(g, s, &g->e->books.v[i].authors);
}

void get_sections(struct get *g)
{
    get_rows(g, SQL_SECTION_ITEM_ALL, section_item_row);
    get_evidence(g, CLAIM_TAKEAWAY, takeaway_evidence_row);
    get_rows(g, SQL_BOOK_ALL, book_row);
    get_rows(g, SQL_BOOK_AUTHOR_ALL, book_author_row);
}

/* ---- chapters ---- */

static void chapter_row(struct get *g, struct db_stmt *s)
{
    struct chapter_list *list = &g->e->chapters;
    struct chapter *c;

    list->v = get_grow(g, list->v, list->n, sizeof *c);
    if (!list->v)
        return;
    c = &list->v[list->n++];
    c->number = get_number(s, 0);
    c->title = get_needed(g, s, 1);
    c->summary = get_text(g, s, 2);
    c->line = get_number(s, 3);
}

static void chapter_evidence_row(struct get *g, struct db_stmt *s)
{
    unsigned i = get_index(g, s, 0, g->e->chapters.n);

    if (!g->failed)
        add_evidence(g, s, &g->e->chapters.v[i].places);
}

void get_chapters(struct get *g)
{
    get_rows(g, SQL_CHAPTER_ALL, chapter_row);
    get_evidence(g, CLAIM_CHAPTER, chapter_evidence_row);
}

/* ---- quotes ---- */

static void quote_row(struct get *g, struct db_stmt *s)
{
    struct quote_list *list = &g->e->quotes;
    struct quote *q;

    list->v = get_grow(g, list->v, list->n, sizeof *q);
    if (!list->v)
        return;
    q = &list->v[list->n++];
    q->text = get_needed(g, s, 0);
    q->attributed_to = get_text(g, s, 1);
    q->chapter = get_number(s, 2);
    q->line = get_number(s, 3);
    q->speaker = get_number(s, 4);
    q->verdict = (enum verdict)get_below(g, s, 5, VERDICTS);
    q->similarity = db_column_double(s, 6);
    q->attribution = (enum attribution)get_below(g, s, 7, ATTRIBUTIONS);
    q->corrected = db_column_int(s, 8);
}

static void quote_place_row(struct get *g, struct db_stmt *s)
{
    unsigned i = get_index(g, s, 0, g->e->quotes.n);
    struct place_list *list;

    if (g->failed)
        return;
    list = &g->e->quotes.v[i].places;
    list->v = get_grow(g, list->v, list->n, sizeof *list->v);
    if (!list->v)
        return;
    list->v[list->n++] = (struct place){get_number(s, 1), get_number(s, 2), get_number(s, 3)};
}

static void diff_run_row(struct get *g, struct db_stmt *s)
{
    unsigned i = get_index(g, s, 0, g->e->quotes.n);
    struct diff *diff;

    if (g->failed)
        return;
    diff = &g->e->quotes.v[i].diff;
    diff->v = get_grow(g, diff->v, diff->n, sizeof *diff->v);
    if (!diff->v)
        return;
    diff->v[diff->n].op = (enum diff_op)get_below(g, s, 1, DIFF_OPS);
    diff->v[diff->n++].text = get_needed(g, s, 2);
}

void get_quotes(struct get *g)
{
    get_rows(g, SQL_QUOTE_ALL, quote_row);
    get_rows(g, SQL_QUOTE_PLACE_ALL, quote_place_row);
    get_rows(g, SQL_DIFF_RUN_ALL, diff_run_row);
}
