/* Chapters: "N: Title" (also "N." and "N)"), a summary on the lines below, and in it
 * quotations: Name: "quote", or a sentence that is wholly a quotation. */
#include <ctype.h>
#include <string.h>

#include "page.h"
#include "utf8.h"

enum { NAME_WORDS = 5 };

struct reader {
    struct page *page;
    size_t chapter_capacity, quote_capacity;
};

/* A quotation found in a line: its marks stand at open and close. */
struct quotation {
    const char *open, *text, *close, *end; /* end: behind the closing mark */
    const char *name;                      /* NULL where nobody is named */
    size_t name_len;
};

/* The number of a chapter heading, or 0; *title gets what follows it. */
static unsigned chapter_number(const char *s, const char **title)
{
    unsigned number = 0;
    size_t digits;

    s = skip_bullet(s);
    digits = strspn(s, "0123456789");
    if (digits == 0 || digits > 4 || !strchr(":.)", s[digits]) || s[digits] == '\0')
        return 0;
    for (size_t i = 0; i < digits; i++)
        number = number * 10 + (unsigned)(s[i] - '0');
    *title = s + digits + 1;
    if (!isspace((unsigned char)**title))
        return 0;
    *title += strspn(*title, " \t");
    return number;
}

/* True if the blank or start at s[at] begins a sentence: a mark that ends one stands before
 * it, and not that of an abbreviation (St. or an initial). */
static bool sentence_starts(const char *s, size_t at)
{
    size_t end = at;

    while (end > 0 && s[end - 1] == ' ')
        end--;
    if (end == 0)
        return true;
    if (end == at)
        return false;
    if (s[end - 1] == '.') {
        size_t start = end - 1;
        while (start > 0 && s[start - 1] != ' ')
            start--;
        return end - 1 - start > 2 || !isupper((unsigned char)s[start]);
    }
    return strchr("!?\"", s[end - 1]) || (end >= 3 && closing_mark(s + end - 3) == 3);
}

/* The name that ends at the colon before a quotation: back to the start of its sentence, if
 * that is short and begins with a capital. */
static void find_name(const char *line, const char *colon, struct quotation *q)
{
    size_t end = (size_t)(colon - line), start = end, words = 1;

    while (start > 0 && !sentence_starts(line, start)) {
        words += line[start - 1] == ' ' && start < end;
        start--;
    }
    if (start == end || words > NAME_WORDS || islower((unsigned char)line[start]))
        return;
    q->name = line + start;
    q->name_len = end - start;
}

/* The end of a quotation that begins at text: a closing mark that ends the line, or is
 * followed by a new sentence. */
static const char *find_close(const char *text)
{
    for (const char *at = text; *at; at++) {
        size_t mark = closing_mark(at);
        const char *next = at + mark;

        if (!mark)
            continue;
        if (*next && strchr(".,;", *next))
            next++;
        if (*next == '\0')
            return at;
        if (at > text && strchr(".?!", at[-1]) && *next == ' ' &&
            (isupper((unsigned char)next[1]) || opening_mark(next + 1) || (next[1] & 0x80)))
            return at;
        at = next - 1;
    }
    return NULL;
}

static bool is_sentence(const char *text, const char *close)
{
    size_t blanks = 0;

    for (const char *at = text; at < close; at++)
        blanks += *at == ' ';
    return blanks >= 2 && !islower((unsigned char)*text);
}

/* Finds the first quotation at or behind from. */
static bool find_quotation(const char *line, const char *from, struct quotation *q)
{
    for (const char *at = from; *at; at++) {
        size_t mark = opening_mark(at);
        size_t before = (size_t)(at - line);

        if (!mark)
            continue;
        memset(q, 0, sizeof *q);
        q->open = at;
        q->text = at + mark;
        q->close = find_close(q->text);
        while (before > 0 && line[before - 1] == ' ')
            before--;
        if (before > 0 && line[before - 1] == ':')
            find_name(line, line + before - 1, q);
        else if (q->close &&
                 !(sentence_starts(line, (size_t)(at - line)) && is_sentence(q->text, q->close)))
            q->close = NULL;
        if (q->close) {
            q->end = q->close + closing_mark(q->close);
            q->end += strspn(q->end, ".,;");
            return true;
        }
        at = q->text - 1;
    }
    return false;
}

static bool add_quote(struct reader *r, const struct quotation *q, unsigned line)
{
    struct quote_list *list = &r->page->episode->quotes;
    struct arena *a = r->page->arena;
    struct quote *grown = arena_grow(a, list->v, list->n, &r->quote_capacity, sizeof *list->v);

    if (!grown)
        return false;
    list->v = grown;
    grown[list->n] = (struct quote){
        .text = arena_strndup(a, q->text, (size_t)(q->close - q->text)),
        .attributed_to = q->name ? arena_strndup(a, q->name, q->name_len) : NULL,
        .chapter = (unsigned)r->page->episode->chapters.n,
        .line = line,
    };
    return grown[list->n++].text != NULL;
}

/* Adds what is no quotation to the summary of the chapter. */
static bool add_summary(struct reader *r, struct chapter *chapter, const char *s, size_t len)
{
    while (len > 0 && *s == ' ') {
        s++;
        len--;
    }
    while (len > 0 && s[len - 1] == ' ')
        len--;
    if (len == 0)
        return true;
    chapter->summary = chapter->summary
                           ? arena_printf(r->page->arena, "%s %.*s", chapter->summary, (int)len, s)
                           : arena_strndup(r->page->arena, s, len);
    return chapter->summary != NULL;
}

static bool read_body(struct reader *r, struct chapter *chapter, const struct line *line)
{
    const char *at = line->text;
    struct quotation q;

    while (find_quotation(line->text, at, &q)) {
        const char *start = q.name ? q.name : q.open;

        if (!add_summary(r, chapter, at, (size_t)(start - at)) || !add_quote(r, &q, line->number))
            return false;
        at = q.end;
    }
    return add_summary(r, chapter, at, strlen(at));
}

static struct chapter *add_chapter(struct reader *r, unsigned number, const char *title,
                                   unsigned line)
{
    struct chapter_list *list = &r->page->episode->chapters;
    struct chapter *grown =
        arena_grow(r->page->arena, list->v, list->n, &r->chapter_capacity, sizeof *list->v);

    if (!grown)
        return NULL;
    list->v = grown;
    grown[list->n] = (struct chapter){.number = number, .title = title, .line = line};
    return &grown[list->n++];
}

bool chapters_read(struct page *p)
{
    const struct line_list *lines = &p->sections[SECTION_CHAPTERS];
    struct reader r = {.page = p};
    struct chapter *chapter = NULL;

    for (size_t i = 0; i < lines->n; i++) {
        const struct line *line = &lines->v[i];
        const char *title;
        unsigned number = chapter_number(line->text, &title);

        if (!chapter && line_is_none(line))
            continue;
        if (number) {
            if (number != p->episode->chapters.n + 1)
                page_warn(p, line, "chapter %u is number %zu on the page", number,
                          p->episode->chapters.n + 1);
            chapter = add_chapter(&r, number, title, line->number);
            if (!chapter)
                return false;
        } else if (!chapter) {
            page_warn(p, line, "this line stands before the first chapter and is left out");
        } else if (!read_body(&r, chapter, line)) {
            return false;
        }
    }
    return true;
}
