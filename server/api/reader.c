/* An episode as the page that a browser reads: all of it is here without scripts, which only add
 * to it (server/web/reader.js). Its own words are English; those of the episode say their
 * language, and each block of them runs the way it does by itself. Everything that can be linked
 * to has an id: #p40, #quote-3, #takeaway-2, #chapter-1. */
#include <stdio.h>
#include <string.h>

#include "accept.h"
#include "answer.h"
#include "handlers.h"
#include "pieces.h"
#include "reader.h"
#include "store.h"
#include "text.h"
#include "web.h"

#define MANY_COLOURS 8 /* --speaker-1 to --speaker-8 of reader.css */

/* Opens an element that holds words of the episode: attributes, may be "". */
static void open_words(const struct text *t, const char *tag, const char *attributes)
{
    buf_printf(t->buf, "<%s%s dir=\"auto\"", tag, attributes);
    text_language(t);
    buf_char(t->buf, '>');
}

static void put_words(const struct text *t, const char *tag, const char *attributes,
                      const char *words)
{
    open_words(t, tag, attributes);
    text_words(t, words);
    buf_printf(t->buf, "</%s>\n", tag);
}

static void open_section(const struct text *t, const char *id, const char *title)
{
    buf_printf(t->buf,
               "<section id=\"%s\" aria-labelledby=\"%s-title\">\n<h2 id=\"%s-title\">%s</h2>\n",
               id, id, id, title);
}

static void close_section(const struct text *t)
{
    buf_str(t->buf, "</section>\n");
}

static const char *title_of(const struct episode *e)
{
    return e->meta.title ? e->meta.title : e->meta.id;
}

/* ---- where things stand ---- */

static void add_link(const struct text *t, unsigned first, unsigned last)
{
    buf_printf(t->buf, "<a href=\"#p%u\">%u</a>", first, first);
    if (last > first)
        buf_printf(t->buf, "–<a href=\"#p%u\">%u</a>", last, last);
}

/* "paragraph 5", "paragraphs 5, 7–9 and 12". */
static void add_evidence(const struct text *t, const struct evidence_list *list)
{
    buf_str(t->buf,
            list->n > 1 || list->v[0].last > list->v[0].first ? "paragraphs " : "paragraph ");
    for (size_t i = 0; i < list->n; i++) {
        if (i > 0)
            buf_str(t->buf, i + 1 < list->n ? ", " : " and ");
        add_link(t, list->v[i].first, list->v[i].last);
    }
}

/* ---- contents ---- */

struct entry {
    const char *id, *title;
    bool there;
};

static void put_chapter_links(const struct text *t, const struct chapter_list *list)
{
    buf_str(t->buf, "<ol>\n");
    for (size_t i = 0; i < list->n; i++) {
        buf_printf(t->buf, "<li><a href=\"#chapter-%zu\">%zu. <bdi>", i + 1, i + 1);
        text_words(t, list->v[i].title);
        buf_str(t->buf, "</bdi></a></li>\n");
    }
    buf_str(t->buf, "</ol>\n");
}

static bool has_other_quotes(const struct episode *e)
{
    for (size_t i = 0; i < e->quotes.n; i++)
        if (e->quotes.v[i].chapter == 0)
            return true;
    return false;
}

static void put_contents(const struct text *t)
{
    const struct episode *e = t->episode;
    const struct entry entries[] = {
        {"speakers", "Speakers", e->speakers.n > 0},
        {"summary", "Summary", e->overview != NULL},
        {"takeaways", "Takeaways", e->takeaways.n > 0},
        {"chapters", "Chapters", e->chapters.n > 0},
        {"quotes", "Quotes", has_other_quotes(e)},
        {"advice", "Advice", e->advice.n > 0},
        {"about", "About this episode", e->about.n > 0},
        {"mentioned", "Mentioned", e->people.n + e->companies.n + e->books.n > 0},
        {"transcript", "Transcript", e->turns.n > 0},
    };

    buf_str(t->buf, "<nav class=\"contents\" id=\"contents\" aria-label=\"Contents\">\n"
                    "<details>\n<summary>Contents</summary>\n<ul>\n");
    for (size_t i = 0; i < sizeof entries / sizeof *entries; i++) {
        if (!entries[i].there)
            continue;
        buf_printf(t->buf, "<li><a href=\"#%s\">%s</a>\n", entries[i].id, entries[i].title);
        if (strcmp(entries[i].id, "chapters") == 0)
            put_chapter_links(t, &e->chapters);
        buf_str(t->buf, "</li>\n");
    }
    buf_str(t->buf, "</ul>\n</details>\n</nav>\n");
}

/* ---- what stands above the transcript ---- */

/* "With A, B". */
static void put_line(const struct text *t, const char *title, const struct item_list *list)
{
    if (list->n == 0)
        return;
    buf_printf(t->buf, "<p class=\"soft\">%s", title);
    for (size_t i = 0; i < list->n; i++) {
        buf_str(t->buf, i > 0 ? ", <bdi>" : " <bdi>");
        text_words(t, list->v[i].text);
        buf_str(t->buf, "</bdi>");
    }
    buf_str(t->buf, "</p>\n");
}

static void put_head(const struct text *t)
{
    const struct episode_meta *m = &t->episode->meta;
    const char *link = m->link ? m->link : "";
    bool web = strncmp(link, "https://", 8) == 0 || strncmp(link, "http://", 7) == 0;

    put_words(t, "h1", "", title_of(t->episode));
    if (m->show || m->published || web) {
        buf_str(t->buf, "<p class=\"soft\">");
        if (m->show) {
            buf_str(t->buf, "<bdi>");
            text_words(t, m->show);
            buf_str(t->buf, "</bdi>");
        }
        buf_str(t->buf, m->show && m->published ? " · " : "");
        text_words(t, m->published ? m->published : "");
        if (web) {
            buf_str(t->buf, m->show || m->published ? " · <a href=\"" : "<a href=\"");
            text_words(t, link);
            buf_str(t->buf, "\" rel=\"noreferrer\">Listen to it</a>");
        }
        buf_str(t->buf, "</p>\n");
    }
    if (t->episode->primary_topic)
        put_words(t, "p", " class=\"topic-lead\"", t->episode->primary_topic);
    put_line(t, "With", &t->episode->guests);
    put_line(t, "Content warnings:", &t->episode->content_warnings);
    if (t->episode->turns.n > 0 && t->episode->speakers.n + t->episode->chapters.n > 0)
        buf_str(t->buf, "<div id=\"talk\" class=\"talk\"></div>\n");
}

static void put_spellings(const struct text *t, const struct speaker *s)
{
    bool any = false;

    for (size_t i = 0; i < s->spelling_count; i++) {
        if (strcmp(s->spellings[i].text, s->name) == 0)
            continue;
        buf_str(t->buf, any ? ", <bdi>" : "<p class=\"soft\">Also written <bdi>");
        text_words(t, s->spellings[i].text);
        buf_str(t->buf, "</bdi>");
        any = true;
    }
    buf_str(t->buf, any ? "</p>\n" : "");
}

static void put_doubts(const struct text *t, const struct speaker *s)
{
    for (size_t i = 0; i < s->doubt_count; i++) {
        buf_str(t->buf, "<p class=\"doubt\">In doubt: may be <bdi>");
        text_words(t, s->doubts[i].name);
        buf_str(t->buf, "</bdi>, ");
        text_words(t, s->doubts[i].reason);
        buf_str(t->buf, ".</p>\n");
    }
}

/* 1 to MANY_COLOURS, by when one is heard first; sponsors and nobody have 0. */
static unsigned colour_of(const struct episode *e, unsigned speaker)
{
    unsigned n = 0;

    if (speaker == 0 || e->speakers.v[speaker - 1].role == ROLE_SPONSOR)
        return 0;
    for (unsigned i = 0; i + 1 < speaker; i++)
        n += e->speakers.v[i].role != ROLE_SPONSOR;
    return n % MANY_COLOURS + 1;
}

static void put_speaker(const struct text *t, unsigned n)
{
    static const char *const roles[ROLES] = {"Host", "Guest", "Sponsor", "Heard in a clip",
                                             "Also heard"};
    const struct speaker *s = &t->episode->speakers.v[n - 1];

    buf_printf(t->buf, "<li class=\"speaker s%u\" id=\"speaker-", colour_of(t->episode, n));
    text_words(t, s->id);
    buf_str(t->buf, "\"><b class=\"who\"><bdi>");
    text_words(t, s->name);
    buf_printf(t->buf, "</bdi></b> <span class=\"soft\">%s",
               s->turns || s->role == ROLE_SPONSOR ? roles[s->role]
                                                   : "Not heard in the transcript");
    if (s->turns && s->role != ROLE_SPONSOR)
        buf_printf(t->buf, " · %.0f %% of the talk · %u turn%s", 100 * piece_share(t->episode, s),
                   s->turns, s->turns == 1 ? "" : "s");
    buf_str(t->buf, "</span>\n");
    put_spellings(t, s);
    put_doubts(t, s);
    buf_str(t->buf, "</li>\n");
}

static void put_speakers(const struct text *t)
{
    const struct speaker_list *list = &t->episode->speakers;

    if (list->n == 0)
        return;
    open_section(t, "speakers", "Speakers");
    buf_str(t->buf, "<ul class=\"speakers\">\n");
    for (int sponsors = 0; sponsors <= 1; sponsors++)
        for (unsigned n = 1; n <= list->n; n++)
            if ((list->v[n - 1].role == ROLE_SPONSOR) == (bool)sponsors)
                put_speaker(t, n);
    buf_str(t->buf, "</ul>\n");
    close_section(t);
}

/* The lines of a text, each a paragraph; NULL: there is none. */
static void put_summary(const struct text *t, const char *lines)
{
    if (!lines)
        return;
    open_section(t, "summary", "Summary");
    for (size_t len; *lines; lines += len + (lines[len] == '\n')) {
        len = strcspn(lines, "\n");
        open_words(t, "p", "");
        text_add(t, lines, len);
        buf_str(t->buf, "</p>\n");
    }
    close_section(t);
}

static void put_takeaways(const struct text *t)
{
    const struct takeaway_list *list = &t->episode->takeaways;

    if (list->n == 0)
        return;
    open_section(t, "takeaways", "Takeaways");
    buf_str(t->buf, "<ol class=\"takeaways\">\n");
    for (size_t i = 0; i < list->n; i++) {
        buf_printf(t->buf, "<li id=\"takeaway-%zu\">", i + 1);
        put_words(t, "p", "", list->v[i].text);
        if (list->v[i].evidence.n > 0) {
            buf_str(t->buf, "<p class=\"soft\">Heard in ");
            add_evidence(t, &list->v[i].evidence);
            buf_str(t->buf, "</p></li>\n");
        } else {
            buf_str(t->buf,
                    "<p class=\"doubt\">Nothing in the transcript supports this.</p></li>\n");
        }
    }
    buf_str(t->buf, "</ol>\n");
    close_section(t);
}

static void put_chapter(const struct text *t, size_t n)
{
    const struct chapter *c = &t->episode->chapters.v[n - 1];

    buf_printf(t->buf, "<section class=\"chapter\" id=\"chapter-%zu\">\n", n);
    open_words(t, "h3", "");
    buf_printf(t->buf, "<span class=\"number\">%zu.</span> ", n);
    text_words(t, c->title);
    buf_str(t->buf, "</h3>\n");
    if (c->summary)
        put_words(t, "p", "", c->summary);
    if (c->places.n > 0) {
        buf_str(t->buf, "<p class=\"soft\">Discussed in ");
        add_evidence(t, &c->places);
        buf_str(t->buf, "</p>\n");
    } else {
        buf_str(t->buf, "<p class=\"doubt\">The transcript does not show where.</p>\n");
    }
    reader_quotes(t, (unsigned)n);
    close_section(t);
}

static void put_chapters(const struct text *t)
{
    if (t->episode->chapters.n == 0)
        return;
    open_section(t, "chapters", "Chapters");
    reader_trust(t);
    for (size_t n = 1; n <= t->episode->chapters.n; n++)
        put_chapter(t, n);
    close_section(t);
}

static void put_other_quotes(const struct text *t)
{
    if (!has_other_quotes(t->episode))
        return;
    open_section(t, "quotes", "Quotes");
    if (t->episode->chapters.n == 0)
        reader_trust(t);
    reader_quotes(t, 0);
    close_section(t);
}

static void put_list(const struct text *t, const char *title, const struct item_list *list)
{
    if (list->n == 0)
        return;
    if (title)
        buf_printf(t->buf, "<h3>%s</h3>\n", title);
    buf_str(t->buf, "<ul>\n");
    for (size_t i = 0; i < list->n; i++)
        put_words(t, "li", "", list->v[i].text);
    buf_str(t->buf, "</ul>\n");
}

static void put_advice(const struct text *t)
{
    if (t->episode->advice.n == 0)
        return;
    open_section(t, "advice", "Advice");
    put_list(t, NULL, &t->episode->advice);
    close_section(t);
}

static void put_about(const struct text *t)
{
    const struct item_list *list = &t->episode->about;

    if (list->n == 0)
        return;
    open_section(t, "about", "About this episode");
    for (size_t i = 0; i < list->n; i++)
        put_words(t, "p", "", list->v[i].text);
    close_section(t);
}

static void put_books(const struct text *t)
{
    const struct book_list *list = &t->episode->books;

    if (list->n == 0)
        return;
    buf_str(t->buf, "<h3>Books</h3>\n<ul>\n");
    for (size_t i = 0; i < list->n; i++) {
        open_words(t, "li", "");
        buf_str(t->buf, "<i>");
        text_words(t, list->v[i].title);
        buf_str(t->buf, "</i>");
        for (size_t a = 0; a < list->v[i].authors.n; a++) {
            buf_str(t->buf, a == 0 ? " by " : ", ");
            text_words(t, list->v[i].authors.v[a].text);
        }
        buf_str(t->buf, "</li>\n");
    }
    buf_str(t->buf, "</ul>\n");
}

static void put_mentioned(const struct text *t)
{
    const struct episode *e = t->episode;

    if (e->people.n + e->companies.n + e->books.n == 0)
        return;
    open_section(t, "mentioned", "Mentioned");
    put_list(t, "People", &e->people);
    put_list(t, "Companies", &e->companies);
    put_books(t);
    close_section(t);
}

/* ---- the page ---- */

static void put_episode(const struct text *t)
{
    buf_str(t->buf, "<main id=\"episode\">\n<article>\n");
    put_head(t);
    put_speakers(t);
    put_summary(t, t->episode->overview);
    put_takeaways(t);
    put_chapters(t);
    put_other_quotes(t);
    put_advice(t);
    put_about(t);
    put_mentioned(t);
    if (t->episode->turns.n > 0) {
        open_section(t, "transcript", "Transcript");
        for (unsigned n = 1; n <= t->episode->turns.n; n++)
            reader_turn(t, n, colour_of(t->episode, t->episode->turns.v[n - 1].speaker));
        close_section(t);
    }
    buf_str(t->buf, "</article>\n</main>\n");
}

static void put_page(const struct text *t, const char *revision)
{
    buf_str(t->buf, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                    "<meta name=\"viewport\" content=\"width=device-width\">\n"
                    "<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
    text_words(t, title_of(t->episode));
    buf_str(t->buf, "</title>\n<link rel=\"icon\" href=\"/web/icon.svg\">\n"
                    "<link rel=\"stylesheet\" href=\"/web/reader.css\">\n"
                    "<link rel=\"stylesheet\" href=\"/web/episode.css\">\n"
                    "<link rel=\"stylesheet\" href=\"/web/talk.css\">\n"
                    "<link rel=\"stylesheet\" href=\"/web/seek.css\">\n"
                    "<script type=\"module\" src=\"/web/reader.js\"></script>\n"
                    "</head>\n<body class=\"reader\" data-episode=\"");
    text_words(t, t->episode->meta.id);
    buf_str(t->buf, "\" data-revision=\"");
    text_words(t, revision);
    buf_str(t->buf, "\">\n<a class=\"skip\" href=\"#episode\">Skip to the episode</a>\n"
                    "<header class=\"bar\"><a class=\"home\" href=\"/\">Library</a>\n"
                    "<a class=\"to-contents\" href=\"#contents\">Contents</a>\n"
                    "<div id=\"seek\" class=\"seek\"></div></header>\n<div class=\"columns\">\n");
    put_contents(t);
    put_episode(t);
    buf_str(t->buf, "</div>\n</body>\n</html>\n");
}

/* To a person, in place of a problem document. */
static enum err answer_missing(struct request *rq, struct response *rs)
{
    enum err err = web_answer(rq, rs, "missing.html");

    rs->status = 404;
    return err;
}

enum err page_to_read(struct request *rq, struct response *rs)
{
    struct episode e;
    struct buf b;
    const struct text text = {.buf = &b, .form = API_HTML, .episode = &e};
    enum err err = answer_episode(rq, rs, STORE_ALL, &e);

    if (err == ERR_NOT_FOUND)
        return answer_missing(rq, rs);
    if (err != OK)
        return err;
    buf_init(&b);
    buf_str(&b, "");
    put_page(&text, rs->revision);
    answer_header(rs, "Content-Security-Policy", WEB_POLICY);
    return answer_text(rq, rs, form_types[API_HTML], &b);
}
