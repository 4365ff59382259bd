/* The sections that are lists: of sentences, of names, of books. */
#include <string.h>
#include <strings.h>

#include "formats.h"
#include "page.h"

static bool starts_with(const char *s, const char *prefix)
{
    return strncmp(s, prefix, strlen(prefix)) == 0;
}

static size_t mark_among(const char *s, const char *const *marks, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (starts_with(s, marks[i]))
            return strlen(marks[i]);
    return 0;
}

const char *skip_bullet(const char *s)
{
    static const char *const bullets[] = {"-",           "*", "+", "\xE2\x80\xA2", "\xE2\x80\x93",
                                          "\xE2\x80\x94"};
    size_t n = mark_among(s, bullets, sizeof bullets / sizeof *bullets);
    size_t blanks = strspn(s + n, " \t");

    return n && blanks ? s + n + blanks : s;
}

bool line_is_none(const struct line *line)
{
    const char *s = skip_bullet(line->text);
    size_t len = strlen(s);

    if (len > 0 && s[len - 1] == '.')
        len--;
    return len == 4 && strncasecmp(s, "none", 4) == 0;
}

/* Adds a text to a list, without the blanks at its ends; nothing where nothing is left. */
static bool item_add(struct page *p, struct item_list *list, size_t *capacity, struct item item)
{
    size_t len = trim(&item.text, strlen(item.text));
    struct item *grown;

    if (len == 0)
        return true;
    grown = arena_grow(p->arena, list->v, list->n, capacity, sizeof *list->v);
    item.text = arena_strndup(p->arena, item.text, len);
    if (!grown || !item.text)
        return false;
    list->v = grown;
    grown[list->n++] = item;
    return true;
}

/* Adds a line to the last item of a list; text is what that has grown to. */
static bool item_continue(struct page *p, struct item_list *list, struct growing *text,
                          const char *s)
{
    struct item *last = &list->v[list->n - 1];

    if (!text->s && !growing_add(p->arena, text, ' ', last->text, strlen(last->text)))
        return false;
    if (!growing_add(p->arena, text, ' ', s, strlen(s)))
        return false;
    last->text = text->s;
    return true;
}

static bool has_bullets(const struct line_list *lines)
{
    for (size_t i = 0; i < lines->n; i++)
        if (skip_bullet(lines->v[i].text) != lines->v[i].text)
            return true;
    return false;
}

/* One item a line; where the list has bullets, a line without one goes on with the item
 * before it. */
static bool items_read(struct page *p, enum section section, struct item_list *out)
{
    const struct line_list *lines = &p->sections[section];
    bool bullets = has_bullets(lines);
    struct growing continued = {0};
    size_t capacity = 0;

    for (size_t i = 0; i < lines->n; i++) {
        const struct line *line = &lines->v[i];
        const char *text = skip_bullet(line->text);

        if (line_is_none(line))
            continue;
        if (bullets && text == line->text && out->n > 0) {
            page_warn(p, line, "this line has no bullet; it is read as part of the one before");
            if (!item_continue(p, out, &continued, text))
                return false;
        } else {
            continued = (struct growing){0};
            if (!item_add(p, out, &capacity, (struct item){text, line->number}))
                return false;
        }
    }
    return true;
}

static bool takeaways_read(struct page *p)
{
    struct takeaway_list *out = &p->episode->takeaways;
    struct item_list items = {0};

    if (!items_read(p, SECTION_TAKEAWAYS, &items))
        return false;
    out->v = arena_array(p->arena, items.n, sizeof *out->v);
    if (!out->v)
        return false;
    for (; out->n < items.n; out->n++)
        out->v[out->n] =
            (struct takeaway){.text = items.v[out->n].text, .line = items.v[out->n].line};
    return true;
}

/* Lines joined by LF; NULL for a section that is empty. */
static bool text_read(struct page *p, enum section section, const char **out)
{
    const struct line_list *lines = &p->sections[section];
    struct growing text = {0};

    for (size_t i = 0; i < lines->n; i++)
        if (!line_is_none(&lines->v[i]) &&
            !growing_add(p->arena, &text, '\n', lines->v[i].text, lines->v[i].len))
            return false;
    *out = text.s;
    return true;
}

/* True for what follows a comma but belongs to the name before it: Jr., Inc. and the like. */
static bool belongs_to_name(const char *s, size_t len)
{
    static const char *const tails[] = {"jr",  "sr", "ii",  "iii", "iv",  "phd", "ph.d",
                                        "m.d", "md", "inc", "llc", "ltd", "esq"};

    if (len > 0 && s[len - 1] == '.')
        len--;
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++)
        if (strlen(tails[i]) == len && strncasecmp(tails[i], s, len) == 0)
            return true;
    return false;
}

/* The end of the name that begins at s: the comma behind it, or the end of s. */
static const char *name_end(const char *s)
{
    const char *end = s + strcspn(s, ",;");

    while (*end) {
        const char *next = end + 1;
        size_t room = strcspn(next, ",;"), len = trim(&next, room);

        if (!belongs_to_name(next, len))
            break;
        end += 1 + room;
    }
    return end;
}

/* Adds the names that s holds between commas. */
static bool names_add(struct page *p, struct item_list *list, size_t *capacity, struct item names)
{
    const char *s = names.text;

    while (*s) {
        const char *end = name_end(s);
        char *name = arena_strndup(p->arena, s, (size_t)(end - s));

        if (!name || !item_add(p, list, capacity, (struct item){name, names.line}))
            return false;
        s = end + (*end != '\0');
    }
    return true;
}

/* Names between commas, on one line or several. */
static bool names_read(struct page *p, enum section section, struct item_list *out)
{
    const struct line_list *lines = &p->sections[section];
    size_t capacity = 0;

    for (size_t i = 0; i < lines->n; i++) {
        const struct line *line = &lines->v[i];

        if (!line_is_none(line) &&
            !names_add(p, out, &capacity, (struct item){skip_bullet(line->text), line->number}))
            return false;
    }
    return true;
}

/* The size of what stands between two authors (a comma apart) at s, or 0. */
static size_t author_gap(const char *s)
{
    return *s == '&' ? 1 : starts_with(s, " and ") ? strlen(" and ") : 0;
}

/* Authors, between commas, "and" and "&". */
static bool authors_read(struct page *p, const char *s, unsigned line, struct item_list *out)
{
    size_t capacity = 0;

    while (*s) {
        const char *end = s;
        char *names;

        while (*end && !author_gap(end))
            end++;
        names = arena_strndup(p->arena, s, (size_t)(end - s));
        if (!names || !names_add(p, out, &capacity, (struct item){names, line}))
            return false;
        s = end + author_gap(end);
    }
    return true;
}

/* The last " by " of s, which stands before an author, or NULL. */
static const char *last_by(const char *s)
{
    const char *at = s + strlen(s);

    while (at > s && !starts_with(at, " by "))
        at--;
    return starts_with(at, " by ") ? at : NULL;
}

/* The end of a title, and *by: the " by " behind it, or NULL. A quoted title ends at the mark
 * that ends the line or stands before "by"; else at its last mark before the author. */
static const char *title_end(const char *s, bool quoted, const char **by)
{
    const char *last = NULL, *fallback = last_by(s);

    for (const char *at = s; quoted && *at; at++) {
        const char *next = at + closing_mark(at, MARKS_USUAL);

        if (next == at)
            continue;
        *by = next + strspn(next, " \t");
        if (**by == '\0' || (*by > next && starts_with(*by - 1, " by "))) {
            *by = **by ? *by - 1 : NULL;
            return at;
        }
        if (!fallback || at < fallback)
            last = at;
    }
    *by = fallback;
    return last ? last : fallback ? fallback : s + strlen(s);
}

/* "Title" by Author, Author and Author; the quotation marks may be missing. */
static bool book_add(struct page *p, const struct line *line, struct book_list *list)
{
    struct book *book = &list->v[list->n];
    const char *s = skip_bullet(line->text), *by;
    enum marks kind = MARKS_USUAL;
    size_t mark = opening_mark(s, &kind), len;

    if (kind != MARKS_USUAL) /* 'Salem's Lot begins with an apostrophe */
        mark = 0;
    s += mark;
    len = (size_t)(title_end(s, mark > 0, &by) - s);
    len = trim(&s, len);
    if (len == 0) {
        page_warn(p, line, "this book has no title: \"Title\" by Author is expected");
        return true;
    }
    list->n++;
    book->line = line->number;
    book->title = arena_strndup(p->arena, s, len);
    if (!book->title || (by && !authors_read(p, by + 4, line->number, &book->authors)))
        return false;
    if (book->authors.n == 0)
        page_warn(p, line, "this book has no author: \"Title\" by Author is expected");
    return true;
}

static bool books_read(struct page *p)
{
    const struct line_list *lines = &p->sections[SECTION_BOOKS];
    struct book_list *out = &p->episode->books;

    out->v = arena_array(p->arena, lines->n, sizeof *out->v);
    if (!out->v)
        return false;
    for (size_t i = 0; i < lines->n; i++)
        if (!line_is_none(&lines->v[i]) && !book_add(p, &lines->v[i], out))
            return false;
    return true;
}

bool lists_read(struct page *p)
{
    struct episode *e = p->episode;

    return text_read(p, SECTION_TOPIC, &e->primary_topic) &&
           text_read(p, SECTION_SUMMARY, &e->overview) && takeaways_read(p) &&
           items_read(p, SECTION_ADVICE, &e->advice) && items_read(p, SECTION_ABOUT, &e->about) &&
           names_read(p, SECTION_PEOPLE, &e->people) &&
           names_read(p, SECTION_COMPANIES, &e->companies) &&
           names_read(p, SECTION_GUESTS, &e->guests) &&
           items_read(p, SECTION_WARNINGS, &e->content_warnings) && books_read(p);
}
