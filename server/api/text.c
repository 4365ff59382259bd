#include "text.h"

#include <string.h>

void text_add_html(struct buf *b, const char *s)
{
    for (; *s; s++) {
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

/* Escapes what Markdown would read as markup: its signs anywhere, and at the beginning those
 * of lists and headings. */
static void add_markdown(struct buf *b, const char *s)
{
    size_t digits = strspn(s, "0123456789");

    buf_add(b, s, digits);
    s += digits;
    if (*s && strchr(digits ? ".)" : "-+=~", *s))
        buf_char(b, '\\');
    for (; *s; s++) {
        if (strchr("\\`*_[]<>#&|", *s))
            buf_char(b, '\\');
        buf_char(b, *s);
    }
}

void text_begin(const struct text *t)
{
    const struct episode_meta *meta = &t->episode->meta;

    buf_str(t->buf, "");
    if (t->form != API_HTML)
        return;
    buf_str(t->buf, "<!doctype html>\n<meta charset=\"utf-8\">\n<title>");
    text_add_html(t->buf, meta->title ? meta->title : meta->id);
    buf_str(t->buf, "</title>\n<article>\n");
}

void text_end(const struct text *t)
{
    if (t->form == API_HTML)
        buf_str(t->buf, "</article>\n");
}

/* HTML names who speaks in the turn's first paragraph; the others have the page's label on a
 * line of its own. */
void text_turn(const struct text *t, const struct turn *turn)
{
    if (t->form == API_HTML)
        return;
    if (t->buf->len)
        buf_char(t->buf, '\n');
    if (!*turn->label)
        return;
    if (t->form == API_TEXT) {
        buf_printf(t->buf, "%s\n", turn->label);
    } else {
        buf_str(t->buf, "**");
        add_markdown(t->buf, turn->label);
        buf_str(t->buf, "**\n");
    }
}

static void add_cite(const struct text *t, unsigned n)
{
    const struct episode *e = t->episode;
    const struct turn *turn = &e->turns.v[e->paragraphs.v[n - 1].turn - 1];
    const char *name = turn->speaker ? e->speakers.v[turn->speaker - 1].name : turn->label;

    if (!*name)
        return;
    buf_str(t->buf, "<cite>");
    text_add_html(t->buf, name);
    buf_str(t->buf, ":</cite> ");
}

void text_paragraph(const struct text *t, unsigned n, const char *text, bool opens)
{
    if (t->form == API_TEXT) {
        buf_printf(t->buf, "%s\n", text);
    } else if (t->form == API_MARKDOWN) {
        buf_char(t->buf, '\n');
        add_markdown(t->buf, text);
        buf_char(t->buf, '\n');
    } else {
        buf_printf(t->buf, "<p id=\"p%u\">", n);
        if (opens)
            add_cite(t, n);
        text_add_html(t->buf, text);
        buf_str(t->buf, "</p>\n");
    }
}
