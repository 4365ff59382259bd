#include "text.h"

#include <stdbool.h>
#include <string.h>

#include "pieces.h"

/* dir="auto": each block runs the way its own words do. */
static const struct {
    const char *before, *after;
} blocks[TEXT_BLOCKS][API_HTML + 1] = {
    [TEXT_TITLE] = {[API_TEXT] = {"", "\n"},
                    [API_MARKDOWN] = {"# ", "\n"},
                    [API_HTML] = {"<h1 dir=\"auto\">", "</h1>\n"}},
    [TEXT_SECTION] = {[API_TEXT] = {"\n", "\n"},
                      [API_MARKDOWN] = {"\n## ", "\n"},
                      [API_HTML] = {"<h2 lang=\"en\">", "</h2>\n"}},
    [TEXT_CHAPTER] = {[API_TEXT] = {"\n", "\n"},
                      [API_MARKDOWN] = {"\n### ", "\n"},
                      [API_HTML] = {"<h3 dir=\"auto\">", "</h3>\n"}},
    [TEXT_PARAGRAPH] = {[API_TEXT] = {"", "\n"},
                        [API_MARKDOWN] = {"\n", "\n"},
                        [API_HTML] = {"<p dir=\"auto\">", "</p>\n"}},
    [TEXT_QUOTE] = {[API_TEXT] = {"> ", "\n"},
                    [API_MARKDOWN] = {"\n> ", "\n"},
                    [API_HTML] = {"<blockquote dir=\"auto\">", "</blockquote>\n"}},
    [TEXT_LIST] =
        {[API_TEXT] = {"", ""}, [API_MARKDOWN] = {"\n", ""}, [API_HTML] = {"<ul>\n", "</ul>\n"}},
    [TEXT_ITEM] = {[API_TEXT] = {"- ", "\n"},
                   [API_MARKDOWN] = {"- ", "\n"},
                   [API_HTML] = {"<li dir=\"auto\">", "</li>\n"}},
};

void text_open(const struct text *t, enum text_block block)
{
    buf_str(t->buf, blocks[block][t->form].before);
}

void text_close(const struct text *t, enum text_block block)
{
    buf_str(t->buf, blocks[block][t->form].after);
}

void text_put(const struct text *t, enum text_block block, const char *words)
{
    text_open(t, block);
    text_words(t, words);
    text_close(t, block);
}

static void add_html(struct buf *b, const char *s, size_t len)
{
    for (; len > 0; s++, len--) {
        switch (*s) {
        case '&':
            buf_str(b, "&amp;");
            break;
        case '<':
            buf_str(b, "&lt;");
            break;
        case '>':
            buf_str(b, "&gt;");
            break;
        case '"':
            buf_str(b, "&quot;");
            break;
        default:
            buf_char(b, *s);
        }
    }
}

void text_add_html(struct buf *b, const char *s)
{
    add_html(b, s, strlen(s));
}

/* CommonMark takes a backslash before any ASCII punctuation. Escaped are the signs of its markup,
 * and of what GitHub and pandoc add (strikethrough, formulas, attributes), anywhere; at the
 * beginning, also those of lists, underlines of headings and definitions. A line end inside a
 * paragraph would be another beginning. */
static void add_markdown(struct buf *b, const char *s, size_t len)
{
    size_t digits = 0;

    while (digits < len && s[digits] >= '0' && s[digits] <= '9')
        digits++;
    for (size_t i = 0; i < len; i++) {
        const char *special = i == 0        ? "\\`*_[]<>#&|~$^{}@-+=:"
                              : i == digits ? "\\`*_[]<>#&|~$^{}@.)"
                                            : "\\`*_[]<>#&|~$^{}@";
        if (s[i] && strchr(special, s[i]))
            buf_char(b, '\\');
        buf_char(b, s[i] == '\n' || s[i] == '\r' ? ' ' : s[i]);
    }
}

void text_add(const struct text *t, const char *s, size_t len)
{
    if (t->form == API_HTML)
        add_html(t->buf, s, len);
    else if (t->form == API_MARKDOWN)
        add_markdown(t->buf, s, len);
    else
        buf_add(t->buf, s, len);
}

void text_words(const struct text *t, const char *s)
{
    text_add(t, s, strlen(s));
}

void text_language(const struct text *t)
{
    if (!t->episode->meta.language)
        return;
    buf_str(t->buf, " lang=\"");
    text_words(t, t->episode->meta.language);
    buf_char(t->buf, '"');
}

/* The two metas are all the looks that a page without a stylesheet can have. Where nobody told the
 * language it is taken for English, as in a search. */
void text_begin(const struct text *t)
{
    const struct episode_meta *meta = &t->episode->meta;

    buf_str(t->buf, "");
    if (t->form != API_HTML)
        return;
    buf_str(t->buf, "<!doctype html>\n<html");
    if (meta->language)
        text_language(t);
    else
        buf_str(t->buf, " lang=\"en\"");
    buf_str(t->buf, ">\n<head>\n<meta charset=\"utf-8\">\n"
                    "<meta name=\"viewport\" content=\"width=device-width\">\n"
                    "<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
    text_words(t, meta->title ? meta->title : meta->id);
    buf_str(t->buf, "</title>\n</head>\n<body>\n<main>\n<article>\n");
}

void text_end(const struct text *t)
{
    if (t->form == API_HTML)
        buf_str(t->buf, "</article>\n</main>\n</body>\n</html>\n");
}

void text_reference(const struct text *t, unsigned first, unsigned last)
{
    const char *id = t->episode->meta.id;

    if (t->form == API_HTML)
        buf_printf(t->buf, "<a href=\"#p%u\">", first);
    else if (t->form == API_MARKDOWN)
        buf_char(t->buf, '[');
    if (first == last)
        buf_printf(t->buf, "paragraph %u", first);
    else
        buf_printf(t->buf, "paragraphs %u to %u", first, last);
    if (t->form == API_HTML)
        buf_str(t->buf, "</a>");
    else if (t->form == API_MARKDOWN)
        buf_printf(t->buf, "](/v1/episodes/%s/page.html#p%u)", id, first);
}

/* HTML names the speaker as everywhere else; the other forms keep the page's label. */
static void add_speaker(const struct text *t, const struct turn *turn)
{
    bool html = t->form == API_HTML, markdown = t->form == API_MARKDOWN;
    bool known = html && turn->speaker;
    const char *name = known ? t->episode->speakers.v[turn->speaker - 1].name : turn->label;

    if (!html && t->buf->len > 0)
        buf_char(t->buf, '\n');
    if (!*name)
        return;
    buf_str(t->buf, html ? "<cite>" : markdown ? "**" : "");
    text_words(t, name);
    buf_str(t->buf, html ? ":</cite>\n" : markdown ? "**\n" : "\n");
}

static void add_mark(const struct text *t, const struct part *part)
{
    text_words(t, "[");
    text_words(t, part_kind_names[part->kind]);
    if (part->sponsor) {
        text_words(t, ": ");
        text_words(t, part->sponsor);
    }
    text_words(t, "] ");
}

/* behind_ad: what stands before it in the paragraph is no content, and has no end tag. */
static void add_part(const struct text *t, const struct part *part, const char *words, size_t len,
                     bool behind_ad)
{
    bool tagged = part->kind != PART_CONTENT && t->form == API_HTML;
    bool marked = part->kind != PART_CONTENT || (behind_ad && t->form != API_HTML);

    if (tagged)
        buf_printf(t->buf, "<span data-kind=\"%s\"><b dir=\"auto\">", part_kind_names[part->kind]);
    if (marked)
        add_mark(t, part);
    if (tagged)
        buf_str(t->buf, "</b>");
    text_add(t, words, len);
    if (tagged)
        buf_str(t->buf, "</span>");
}

/* The blanks between two parts stay as they are, unless something is left out there. */
void text_parts(const struct text *t, const struct paragraph *p, unsigned kinds)
{
    const char *blanks = "";
    size_t blank_count = 0;
    bool behind_ad = false;

    for (size_t i = 0; i < p->part_count; i++) {
        const struct part *part = &p->parts[i];
        size_t end = part->end;
        if (!(kinds & 1u << part->kind))
            continue;
        while (end > part->start && p->text[end - 1] == ' ')
            end--;
        buf_add(t->buf, blanks, blank_count);
        add_part(t, part, p->text + part->start, end - part->start, behind_ad);
        behind_ad = part->kind != PART_CONTENT;
        blanks = kinds == ALL_KINDS ? p->text + end : " ";
        blank_count = kinds == ALL_KINDS ? part->end - end : 1;
    }
}

static void add_paragraph(const struct text *t, unsigned n, unsigned kinds)
{
    if (t->form == API_HTML)
        buf_printf(t->buf, "<p id=\"p%u\" dir=\"auto\">", n);
    else
        text_open(t, TEXT_PARAGRAPH);
    text_parts(t, &t->episode->paragraphs.v[n - 1], kinds);
    text_close(t, TEXT_PARAGRAPH);
}

void text_turn(const struct text *t, unsigned n, unsigned kinds)
{
    const struct turn *turn = &t->episode->turns.v[n - 1];

    add_speaker(t, turn);
    for (unsigned p = turn->first; p < turn->first + turn->count; p++)
        if (piece_kinds(&t->episode->paragraphs.v[p - 1]) & kinds)
            add_paragraph(t, p, kinds);
}
