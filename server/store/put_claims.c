/* What a page says above its transcript, into tables: sections, chapters, quotes. */
#include "put.h"

struct item_list *store_section_items(struct episode *e, enum section section)
{
    switch (section) {
    case SECTION_ADVICE:
        return &e->advice;
    case SECTION_ABOUT:
        return &e->about;
    case SECTION_PEOPLE:
        return &e->people;
    case SECTION_COMPANIES:
        return &e->companies;
    case SECTION_GUESTS:
        return &e->guests;
    case SECTION_CONTENT_WARNINGS:
        return &e->content_warnings;
    default:
        return NULL;
    }
}

/* ---- sections ---- */

static enum err put_item(struct put *p, struct db_stmt *s, size_t n, const struct item *item)
{
    put_number(s, 3, n);
    db_bind_text(s, 4, item->text);
    db_bind_int(s, 5, item->line);
    return db_run(s, p->f);
}

static enum err put_items(struct put *p, enum section section, const struct item_list *items)
{
    struct db_stmt *s = put_statement(p, SQL_SECTION_ITEM_PUT);
    enum err failed = OK;

    db_bind_int(s, 2, section);
    for (size_t i = 0; !failed && i < items->n; i++)
        failed = put_item(p, s, i + 1, &items->v[i]);
    return failed;
}

static enum err put_evidence(struct put *p, enum claim claim, size_t n,
                             const struct evidence_list *list)
{
    struct db_stmt *s = put_statement(p, SQL_EVIDENCE_PUT);
    enum err failed = OK;

    db_bind_int(s, 2, claim);
    put_number(s, 3, n);
    for (size_t i = 0; !failed && i < list->n; i++) {
        put_number(s, 4, i + 1);
        db_bind_int(s, 5, list->v[i].first);
        db_bind_int(s, 6, list->v[i].last);
        db_bind_double(s, 7, list->v[i].score);
        failed = db_run(s, p->f);
    }
    return failed;
}

static enum err put_takeaways(struct put *p)
{
    struct db_stmt *s = put_statement(p, SQL_SECTION_ITEM_PUT);
    const struct takeaway_list *list = &p->e->takeaways;
    enum err failed = OK;

    db_bind_int(s, 2, SECTION_TAKEAWAYS);
    for (size_t i = 0; !failed && i < list->n; i++) {
        struct item item = {list->v[i].text, list->v[i].line};

        failed = put_item(p, s, i + 1, &item);
        if (!failed)
            failed = put_evidence(p, CLAIM_TAKEAWAY, i + 1, &list->v[i].evidence);
    }
    return failed;
}

static enum err put_authors(struct put *p, size_t book, const struct item_list *authors)
{
    struct db_stmt *s = put_statement(p, SQL_BOOK_AUTHOR_PUT);
    enum err failed = OK;

    put_number(s, 2, book);
    for (size_t i = 0; !failed && i < authors->n; i++)
        failed = put_item(p, s, i + 1, &authors->v[i]);
    return failed;
}

static enum err put_books(struct put *p)
{
    struct db_stmt *s = put_statement(p, SQL_BOOK_PUT);
    const struct book_list *list = &p->e->books;
    enum err failed = OK;

    for (size_t i = 0; !failed && i < list->n; i++) {
        put_number(s, 2, i + 1);
        db_bind_text(s, 3, list->v[i].title);
        db_bind_int(s, 4, list->v[i].line);
        failed = db_run(s, p->f);
        if (!failed)
            failed = put_authors(p, i + 1, &list->v[i].authors);
    }
    return failed;
}

enum err put_sections(struct put *p)
{
    struct episode e = *p->e; /* the helper gives lists that may be filled */
    enum err failed = put_takeaways(p);

    for (int section = 0; !failed && section < SECTIONS; section++) {
        const struct item_list *items = store_section_items(&e, (enum section)section);

        if (items)
            failed = put_items(p, (enum section)section, items);
    }
    return failed ? failed : put_books(p);
}

/* ---- chapters and quotes ---- */

enum err put_chapters(struct put *p)
{
    struct db_stmt *s = put_statement(p, SQL_CHAPTER_PUT);
    const struct chapter_list *list = &p->e->chapters;
    enum err failed = OK;

    for (size_t i = 0; !failed && i < list->n; i++) {
        const struct chapter *c = &list->v[i];

        put_number(s, 2, i + 1);
        db_bind_int(s, 3, c->number);
        db_bind_text(s, 4, c->title);
        db_bind_text(s, 5, c->summary);
        db_bind_int(s, 6, c->line);
        failed = db_run(s, p->f);
        if (!failed)
            failed = put_evidence(p, CLAIM_CHAPTER, i + 1, &c->places);
    }
    return failed;
}

static enum err put_places(struct put *p, size_t quote, const struct place_list *list)
{
    struct db_stmt *s = put_statement(p, SQL_QUOTE_PLACE_PUT);
    enum err failed = OK;

    put_number(s, 2, quote);
    for (size_t i = 0; !failed && i < list->n; i++) {
        put_number(s, 3, i + 1);
        db_bind_int(s, 4, list->v[i].paragraph);
        put_number(s, 5, list->v[i].start);
        put_number(s, 6, list->v[i].end);
        failed = db_run(s, p->f);
    }
    return failed;
}

static enum err put_diff(struct put *p, size_t quote, const struct diff *diff)
{
    struct db_stmt *s = put_statement(p, SQL_DIFF_RUN_PUT);
    enum err failed = OK;

    put_number(s, 2, quote);
    for (size_t i = 0; !failed && i < diff->n; i++) {
        put_number(s, 3, i + 1);
        db_bind_int(s, 4, diff->v[i].op);
        db_bind_text(s, 5, diff->v[i].text);
        failed = db_run(s, p->f);
    }
    return failed;
}

static enum err put_quote(struct put *p, size_t n, const struct quote *q)
{
    struct db_stmt *s = put_statement(p, SQL_QUOTE_PUT);
    enum err failed;

    put_number(s, 2, n);
    db_bind_text(s, 3, q->text);
    db_bind_text(s, 4, q->attributed_to);
    db_bind_int(s, 5, q->chapter);
    db_bind_int(s, 6, q->line);
    db_bind_int(s, 7, q->speaker);
    db_bind_int(s, 8, q->verdict);
    db_bind_double(s, 9, q->similarity);
    db_bind_int(s, 10, q->attribution);
    db_bind_int(s, 11, q->corrected);
    failed = db_run(s, p->f);
    if (!failed)
        failed = put_places(p, n, &q->places);
    return failed ? failed : put_diff(p, n, &q->diff);
}

enum err put_quotes(struct put *p)
{
    enum err failed = OK;

    for (size_t i = 0; !failed && i < p->e->quotes.n; i++)
        failed = put_quote(p, i + 1, &p->e->quotes.v[i]);
    return failed;
}
