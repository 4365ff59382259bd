/* An episode for reading: what its page says, each claim with what the transcript has of it, and
 * the transcript itself. Sections that are empty are left out. */
#include <stdio.h>
#include <string.h>

#include "accept.h"
#include "answer.h"
#include "handlers.h"
#include "pieces.h"
#include "store.h"
#include "text.h"

static void put_section(const struct text *t, const char *name)
{
    text_put(t, TEXT_SECTION, name);
}

/* What joins item number i to those before it. */
static void add_comma(const struct text *t, size_t i)
{
    if (i > 0)
        text_words(t, ", ");
}

static void put_head(const struct text *t)
{
    const struct episode_meta *m = &t->episode->meta;
    const char *const known[] = {m->show, m->published, m->link};
    size_t said = 0;

    text_put(t, TEXT_TITLE, m->title ? m->title : m->id);
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (!known[i])
            continue;
        if (said == 0)
            text_open(t, TEXT_PARAGRAPH);
        add_comma(t, said++);
        text_words(t, known[i]);
    }
    if (said > 0)
        text_close(t, TEXT_PARAGRAPH);
}

/* The lines of a section that is one text (NULL: there is none). */
static void put_lines(const struct text *t, const char *section, const char *lines)
{
    if (!lines)
        return;
    put_section(t, section);
    for (size_t len; *lines; lines += len + (lines[len] == '\n')) {
        len = strcspn(lines, "\n");
        text_open(t, TEXT_PARAGRAPH);
        text_add(t, lines, len);
        text_close(t, TEXT_PARAGRAPH);
    }
}

static void put_paragraphs(const struct text *t, const char *section, const struct item_list *list)
{
    if (list->n > 0)
        put_section(t, section);
    for (size_t i = 0; i < list->n; i++)
        text_put(t, TEXT_PARAGRAPH, list->v[i].text);
}

static void put_items(const struct text *t, const char *section, const struct item_list *list)
{
    if (list->n == 0)
        return;
    put_section(t, section);
    text_open(t, TEXT_LIST);
    for (size_t i = 0; i < list->n; i++)
        text_put(t, TEXT_ITEM, list->v[i].text);
    text_close(t, TEXT_LIST);
}

static void add_evidence(const struct text *t, const struct evidence_list *list)
{
    for (size_t i = 0; i < list->n; i++) {
        add_comma(t, i);
        text_reference(t, list->v[i].first, list->v[i].last);
    }
}

static void put_takeaways(const struct text *t, const struct takeaway_list *list)
{
    if (list->n == 0)
        return;
    put_section(t, "Main Takeaways");
    text_open(t, TEXT_LIST);
    for (size_t i = 0; i < list->n; i++) {
        text_open(t, TEXT_ITEM);
        text_words(t, list->v[i].text);
        text_words(t, " (");
        add_evidence(t, &list->v[i].evidence);
        text_words(t, list->v[i].evidence.n ? ")" : "nothing in the transcript supports it)");
        text_close(t, TEXT_ITEM);
    }
    text_close(t, TEXT_LIST);
}

/* Who says it there, where that is somebody else than the page tells. */
static void add_real_speaker(const struct text *t, const struct quote *q)
{
    const struct episode *e = t->episode;
    unsigned speaker;

    if (q->attribution != ATTRIBUTION_DIFFERS)
        return;
    speaker = place_speaker(e, &q->places.v[0]);
    if (!speaker)
        return;
    text_words(t, " by ");
    text_words(t, e->speakers.v[speaker - 1].name);
}

/* The words of the transcript that a quote changes. */
static void add_what_was_said(const struct text *t, const struct quote *q)
{
    if (q->verdict == VERDICT_EXACT)
        return;
    text_words(t, " as \"");
    for (size_t i = 0; i < q->places.n; i++) {
        const struct place *at = &q->places.v[i];
        const char *text = t->episode->paragraphs.v[at->paragraph - 1].text;
        text_words(t, i > 0 ? " " : "");
        text_add(t, text + at->start, at->end - at->start);
    }
    text_words(t, "\"");
}

static void put_verdict(const struct text *t, const struct quote *q)
{
    static const char *const words[] = {"said in these words in ", "said in nearly these words in ",
                                        "condensed from ", "not found in the transcript"};

    text_open(t, TEXT_PARAGRAPH);
    if (q->attributed_to) {
        text_words(t, "Attributed to ");
        text_words(t, q->attributed_to);
        text_words(t, ", ");
    }
    text_words(t, words[q->verdict]);
    for (size_t i = 0; i < q->places.n; i++) {
        add_comma(t, i);
        text_reference(t, q->places.v[i].paragraph, q->places.v[i].paragraph);
    }
    if (q->places.n > 0) {
        add_real_speaker(t, q);
        add_what_was_said(t, q);
    }
    text_close(t, TEXT_PARAGRAPH);
}

/* Those that stand in chapter number chapter; 0: in none. */
static void put_quotes(const struct text *t, unsigned chapter)
{
    const struct quote_list *quotes = &t->episode->quotes;

    for (size_t i = 0; i < quotes->n; i++) {
        if (quotes->v[i].chapter != chapter)
            continue;
        text_put(t, TEXT_QUOTE, quotes->v[i].text);
        put_verdict(t, &quotes->v[i]);
    }
}

static void put_chapter(const struct text *t, const struct chapter *c)
{
    char number[16];

    snprintf(number, sizeof number, "%u: ", c->number);
    text_open(t, TEXT_CHAPTER);
    text_words(t, number);
    text_words(t, c->title);
    text_close(t, TEXT_CHAPTER);
    if (c->summary)
        text_put(t, TEXT_PARAGRAPH, c->summary);
    if (c->places.n == 0)
        return;
    text_open(t, TEXT_PARAGRAPH);
    text_words(t, "Discussed in ");
    add_evidence(t, &c->places);
    text_close(t, TEXT_PARAGRAPH);
}

static void put_chapters(const struct text *t, const struct chapter_list *list)
{
    if (list->n > 0)
        put_section(t, "Episode Chapters");
    for (unsigned n = 1; n <= list->n; n++) {
        put_chapter(t, &list->v[n - 1]);
        put_quotes(t, n);
    }
}

static void put_books(const struct text *t, const struct book_list *list)
{
    if (list->n == 0)
        return;
    put_section(t, "Books");
    text_open(t, TEXT_LIST);
    for (size_t i = 0; i < list->n; i++) {
        const struct item_list *authors = &list->v[i].authors;
        text_open(t, TEXT_ITEM);
        text_words(t, list->v[i].title);
        for (size_t a = 0; a < authors->n; a++) {
            text_words(t, a == 0 ? " by " : ", ");
            text_words(t, authors->v[a].text);
        }
        text_close(t, TEXT_ITEM);
    }
    text_close(t, TEXT_LIST);
}

/* In the order that pages have. */
static void put_episode(const struct text *t)
{
    const struct episode *e = t->episode;

    put_head(t);
    put_lines(t, "Primary Topic", e->primary_topic);
    put_lines(t, "Episode Summary", e->overview);
    put_takeaways(t, &e->takeaways);
    put_chapters(t, &e->chapters);
    put_quotes(t, 0);
    put_items(t, "Actionable Advice", &e->advice);
    put_paragraphs(t, "About This Episode", &e->about);
    put_items(t, "People", &e->people);
    put_items(t, "Companies", &e->companies);
    put_books(t, &e->books);
    put_items(t, "Guests", &e->guests);
    put_items(t, "Content Warnings", &e->content_warnings);
    if (e->turns.n > 0)
        put_section(t, "Transcript");
    for (unsigned n = 1; n <= e->turns.n; n++)
        text_turn(t, n, ALL_KINDS);
}

enum err page_get(struct request *rq, struct response *rs)
{
    struct episode e;
    struct buf b;
    struct text text = {.buf = &b, .form = rq->form, .episode = &e};
    enum err err = answer_episode(rq, rs, STORE_ALL, &e);

    if (err != OK)
        return err;
    buf_init(&b);
    text_begin(&text);
    put_episode(&text);
    text_end(&text);
    return answer_text(rq, rs, form_types[rq->form], &b);
}
