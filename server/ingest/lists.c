/* The sections that are lists: of sentences, of names, of books. */
#include <string.h>
#include <strings.h>

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

size_t opening_mark(const char *s)
{
    static const char *const marks[] = {"\"", "\xE2\x80\x9C", "\xC2\xAB", "\xE2\x80\x9E"};

    return mark_among(s, marks, sizeof marks / sizeof *marks);
}

size_t closing_mark(const char *s)
{
    static const char *const marks[] = {"\"", "\xE2\x80\x9D", "\xC2\xBB", "\xE2\x80\x9C"};

    return mark_among(s, marks, sizeof marks / sizeof *marks);
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

static bool item_add(struct page *p, struct item_list *list, size_t *capacity, const char *text,
                     unsigned line)
{
    struct item *grown = arena_grow(p->arena, list->v, list->n, capacity, sizeof *list->v);

    if (!grown)
        return false;
    list->v = grown;
    grown[list->n++] = (struct item){text, line};
    return text != NULL;
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
    size_t capacity = 0;

    for (size_t i = 0; i < lines->n; i++) {
        const struct line *line = &lines->v[i];
        const char *text = skip_bullet(line->text);
        struct item *last = out->n ? &out->v[out->n - 1] : NULL;

        if (line_is_none(line))
            continue;
        if (bullets && text == line->text && last) {
            page_warn(p, line, "this line has no bullet; it is read as part of the one before");
            last->text = arena_printf(p->arena, "%s %s", last->text, text);
            if (!last->text)
                return false;
        } else if (!item_add(p, out, &capacity, text, line->number)) {
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

    for (size_t i = 0; i < lines->n; i++) {
        if (line_is_none(&lines->v[i]))
            continue;
        *out = *out ? arena_printf(p->arena, "%s\n%s", *out, lines->v[i].text) : lines->v[i].text;
        if (!*out)
            return false;
    }
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

/* Takes the next name from *at, which moves behind its comma; its length, 0 at the end. */
static size_t next_name(const char **at, const char **name)
{
    const char *s = *at + strspn(*at, " \t,;");
    const char *end = s + strcspn(s, ",;");
    size_t len;

    while (*end) {
        const char *next = end + 1 + strspn(end + 1, " \t");
        size_t next_len = strcspn(next, ",;");

        while (next_len > 0 && next[next_len - 1] == ' ')
            next_len--;
        if (!belongs_to_name(next, next_len))
            break;
        end = next + next_len;
        end += strspn(end, " \t");
    }
    len = (size_t)(end - s);
    while (len > 0 && (s[len - 1] == ' ' || s[len - 1] == '\t'))
        len--;
    *name = s;
    *at = end;
    return len;
}

/* Names between commas, on one line or several. */
static bool names_read(struct page *p, enum section section, struct item_list *out)
{
    const struct line_list *lines = &p->sections[section];
    size_t capacity = 0, len;

    for (size_t i = 0; i < lines->n; i++) {
        const char *at = skip_bullet(lines->v[i].text), *name;

        if (line_is_none(&lines->v[i]))
            continue;
        while ((len = next_name(&at, &name)) > 0)
            if (!item_add(p, out, &capacity, arena_strndup(p->arena, name, len),
                          lines->v[i].number))
                return false;
    }
    return true;
}

/* The last " by " of s, which stands before an author, or NULL. */
static const char *last_by(const char *s)
{
    const char *found = NULL;

    for (const char *at = s; (at = strstr(at, " by ")); at += 4)
        found = at;
    return found;
}

static bool authors_read(struct page *p, const char *s, unsigned line, struct item_list *out)
{
    size_t capacity = 0;

    while (*s) {
        size_t len = strcspn(s, ",;&");
        const char *and = strstr(s, " and ");
        size_t step = len;

        if (and&&(size_t)(and-s) < len) {
            len = (size_t)(and-s);
            step = len + 5;
        }
        s += strspn(s, " ");
        if (step > 0 && len > 0 &&
            !item_add(p, out, &capacity, arena_strndup(p->arena, s, len), line))
            return false;
        s += step;
        s += strspn(s, " ,;&");
    }
    return true;
}

/* "Title" by Author, Author and Author; the quotation marks may be missing. */
static bool book_read(struct page *p, const struct line *line, struct book *book)
{
    const char *s = skip_bullet(line->text);
    const char *end, *by;
    size_t mark = opening_mark(s);

    book->line = line->number;
    s += mark;
    by = last_by(s);
    end = by ? by : s + strlen(s);
    for (const char *at = s; mark && *at; at++)
        if (closing_mark(at) && (!by || at <= by)) {
            end = at;
            if (at[closing_mark(at)] == '\0' || starts_with(at + closing_mark(at), " by "))
                break;
        }
    book->title = arena_strndup(p->arena, s, (size_t)(end - s));
    if (!by)
        page_warn(p, line, "this book has no author: \"Title\" by Author is expected");
    return book->title && (!by || authors_read(p, by + 4, line->number, &book->authors));
}

static bool books_read(struct page *p)
{
    const struct line_list *lines = &p->sections[SECTION_BOOKS];
    struct book_list *out = &p->episode->books;

    out->v = arena_array(p->arena, lines->n, sizeof *out->v);
    if (!out->v)
        return false;
    for (size_t i = 0; i < lines->n; i++)
        if (!line_is_none(&lines->v[i]) && !book_read(p, &lines->v[i], &out->v[out->n++]))
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
