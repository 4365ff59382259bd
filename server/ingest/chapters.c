/* Chapters: "N: Title" (also "N." and "N)"), a summary on the lines below, and in it
 * quotations: Name: "quote", or a sentence that is wholly a quotation. Any quotation marks will do;
 * those that may be apostrophes open one behind a name only. */
#include <ctype.h>
#include <string.h>

#include "formats.h"
#include "page.h"
#include "utf8.h"

enum { NAME_WORDS = 5, NAME_BYTES = 100 };

struct reader {
    struct page *page;
    size_t chapter_capacity, quote_capacity;
    struct growing summary; /* of the last chapter */
};

/* Where in a line a quotation of each kind of marks ends, as far as that was looked for. */
struct closes {
    const char *at[MARKS_KINDS];
    const char *end[MARKS_KINDS]; /* without the blanks before the mark */
    bool none[MARKS_KINDS];       /* nor behind it */
};

/* A quotation found in a line. */
struct quotation {
    enum marks kind;
    const char *open, *end; /* end: behind the closing mark */
    const char *text;       /* without the marks and the blanks inside them */
    size_t text_len;
    const char *name; /* NULL where nobody is named */
    size_t name_len;
};

/* Reads the number and the title of a chapter heading; false if the line is none. */
static bool read_heading(const char *s, unsigned *number, const char **title)
{
    size_t digits, rest;

    s = skip_bullet(s);
    digits = strspn(s, "0123456789");
    if (digits == 0 || digits > 4 || !strchr(":.)", s[digits]) || s[digits] == '\0')
        return false;
    *number = 0;
    for (size_t i = 0; i < digits; i++)
        *number = *number * 10 + (unsigned)(s[i] - '0');
    *title = s + digits + 1;
    rest = strlen(*title);
    return trim(title, rest) < rest; /* unlike 10:30 */
}

static bool is_gap(char c)
{
    return c == ' ' || c == '\t';
}

/* True if the blank or start at s[at] begins a sentence: a mark that ends one stands before
 * it, and not that of an abbreviation (St. or an initial). */
static bool sentence_starts(const char *s, size_t at)
{
    size_t end = at;

    while (end > 0 && is_gap(s[end - 1]))
        end--;
    if (end == 0 || (end >= 3 && memcmp(s + end - 3, "\u3002", 3) == 0))
        return true;
    if (end == at)
        return false;
    if (s[end - 1] == '.') {
        size_t start = end - 1;
        while (start > 0 && !is_gap(s[start - 1]))
            start--;
        return end - 1 - start > 2 || !isupper((unsigned char)s[start]);
    }
    return strchr("!?", s[end - 1]) || closing_mark_before(s, end);
}

/* The name that ends at the colon before a quotation: back to the start of its sentence, if
 * that is short and begins with a capital. */
static void find_name(const char *rest, const char *colon, struct quotation *q)
{
    size_t end = (size_t)(colon - rest), start, words = 1;

    while (end > 0 && is_gap(rest[end - 1]))
        end--;
    for (start = end; start > 0 && !sentence_starts(rest, start); start--) {
        words += is_gap(rest[start - 1]);
        if (words > NAME_WORDS || end - start > NAME_BYTES)
            return;
    }
    if (start == end || islower((unsigned char)rest[start]))
        return;
    q->name = rest + start;
    q->name_len = trim(&q->name, end - start);
    if (q->name_len == 0)
        q->name = NULL;
}

/* The size of a mark that may stand between a quotation and the end of its sentence. */
static size_t stop_at(const char *s)
{
    if (*s && strchr(".,;", *s))
        return 1;
    return strncmp(s, "。", 3) == 0 || strncmp(s, "、", 3) == 0 ? 3 : 0;
}

/* Of a script without blanks: the first that closes does. */
static bool are_corners(enum marks kind)
{
    return kind == MARKS_CORNER || kind == MARKS_WHITE_CORNER;
}

/* True if the sentence before the closing mark at s[at] has ended. */
static bool sentence_ended(const char *s, const char *at)
{
    static const char *const wide[] = {"\u3002", "\uFF01", "\uFF1F"};
    size_t len = without_blanks(s, (size_t)(at - s));

    for (size_t i = 0; len >= 3 && i < sizeof wide / sizeof *wide; i++)
        if (memcmp(s + len - 3, wide[i], 3) == 0)
            return true;
    return len > 0 && strchr(".?!", s[len - 1]);
}

/* True if what ends at close is more than a word of the sentence around it, which corner marks are
 * put around, too. */
static bool ends_at(const char *text, const char *close, enum marks kind)
{
    const char *next = close + closing_mark(close, kind);

    return !are_corners(kind) || !*next || is_gap(*next) || stop_at(next) > 0 ||
           sentence_ended(text, close);
}

static bool begins_sentence(const char *s)
{
    enum marks kind;

    return isupper((unsigned char)*s) || opening_mark(s, &kind) || (*s & 0x80);
}

/* The end of a quotation that begins at text: a closing mark that ends the line, or is
 * followed by a new sentence. */
static const char *find_close(const char *text, enum marks kind)
{
    for (const char *at = text; *at; at++) {
        size_t mark = closing_mark(at, kind);
        const char *next = at + mark;

        if (!mark)
            continue;
        next += stop_at(next);
        if (*next == '\0' || are_corners(kind))
            return at;
        if (sentence_ended(text, at) && is_gap(*next) && begins_sentence(next + 1))
            return at;
        at = next - 1;
    }
    return NULL;
}

/* What closes one opening mark closes those of its kind behind it too: each is looked for once. */
static const char *close_of(struct closes *closes, const char *text, enum marks kind)
{
    const char **at = &closes->at[kind];

    if (!closes->none[kind] && (!*at || *at <= text)) {
        *at = find_close(text, kind);
        closes->none[kind] = !*at;
        if (*at)
            closes->end[kind] = text + without_blanks(text, (size_t)(*at - text));
    }
    return *at;
}

static bool is_sentence(const char *text, size_t len)
{
    size_t blanks = 0;

    for (size_t i = 0; i < len && blanks < 2; i++)
        blanks += is_gap(text[i]);
    return blanks >= 2 && !islower((unsigned char)*text);
}

/* True if no word of a name is in small letters but for short ones: van, de. */
static bool is_in_capitals(const char *s, size_t len)
{
    enum { SHORT = 3 };

    for (size_t i = 0, n; i < len; i += n + 1) {
        for (n = 0; i + n < len && !is_gap(s[i + n]); n++)
            ;
        if (n > SHORT && islower((unsigned char)s[i]))
            return false;
    }
    return true;
}

/* True if what stands between two marks is a quotation, going by what stands before it: a name and
 * a colon (anything and a colon before marks that are nothing else), or the end of a sentence if it
 * is one itself. */
static bool is_quotation(const char *rest, struct quotation *q)
{
    size_t open = (size_t)(q->open - rest), before = open, colon;

    if (q->text_len == 0)
        return false;
    while (before > 0 && is_gap(rest[before - 1]))
        before--;
    colon = colon_before(rest, before);
    if (!colon)
        return q->kind < MARKS_AMBIGUOUS && sentence_starts(rest, open) &&
               is_sentence(q->text, q->text_len);
    find_name(rest, rest + before - colon, q);
    return q->kind < MARKS_AMBIGUOUS || (q->name && is_in_capitals(q->name, q->name_len));
}

static const char *end_of(const struct quotation *q, const char *close)
{
    const char *end = close + closing_mark(close, q->kind);

    for (size_t n; (n = stop_at(end)) > 0;)
        end += n;
    return end;
}

/* Finds the first quotation in rest, which is what a line holds behind the last one. */
static bool find_quotation(const char *rest, struct closes *closes, struct quotation *q)
{
    enum marks kind;

    for (const char *at = rest; *at; at++) {
        size_t mark = opening_mark(at, &kind);
        const char *close;

        if (!mark)
            continue;
        *q = (struct quotation){.kind = kind, .open = at, .text = at + mark};
        at += mark - 1;
        close = close_of(closes, q->text, kind);
        if (!close || !ends_at(q->text, close, kind))
            continue;
        if (q->text < closes->end[kind])
            q->text_len = trim(&q->text, (size_t)(closes->end[kind] - q->text));
        if (is_quotation(rest, q)) {
            q->end = end_of(q, close);
            return true;
        }
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
        .text = arena_strndup(a, q->text, q->text_len),
        .attributed_to = q->name ? arena_strndup(a, q->name, q->name_len) : NULL,
        .chapter = (unsigned)r->page->episode->chapters.n,
        .line = line,
    };
    list->n++;
    return grown[list->n - 1].text && (!q->name || grown[list->n - 1].attributed_to);
}

/* Adds what is no quotation to the summary of the chapter. */
static bool add_summary(struct reader *r, struct chapter *chapter, const char *s, size_t len)
{
    len = trim(&s, len);
    if (len == 0)
        return true;
    if (!growing_add(r->page->arena, &r->summary, ' ', s, len))
        return false;
    chapter->summary = r->summary.s;
    return true;
}

static bool read_body(struct reader *r, struct chapter *chapter, const struct line *line)
{
    const char *at = line->text;
    struct closes closes = {0};
    struct quotation q;

    while (find_quotation(at, &closes, &q)) {
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
    r->summary = (struct growing){0};
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
        unsigned number;

        if (!chapter && line_is_none(line))
            continue;
        if (read_heading(line->text, &number, &title)) {
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
