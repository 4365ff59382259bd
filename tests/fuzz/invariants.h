/* What episode.h promises of every episode, as assertions, for the fuzz targets that read
 * one. */
#ifndef EPISODED_FUZZ_INVARIANTS_H
#define EPISODED_FUZZ_INVARIANTS_H

#undef NDEBUG
#include <assert.h>
#include <string.h>

#include "episode.h"
#include "utf8.h"

static void check_text(const char *s)
{
    size_t len = strlen(s), bad;

    assert(len > 0);
    assert(utf8_valid(s, len, &bad));
    assert(!strchr(" \t\r\n", s[0]));
    assert(!strchr(" \t\r\n", s[len - 1]));
}

static void check_text_or_null(const char *s)
{
    if (s)
        check_text(s);
}

static void check_items(const struct item_list *list)
{
    for (size_t i = 0; i < list->n; i++)
        check_text(list->v[i].text);
}

static void check_lists(const struct episode *e)
{
    check_items(&e->advice);
    check_items(&e->about);
    check_items(&e->people);
    check_items(&e->companies);
    check_items(&e->guests);
    check_items(&e->content_warnings);
    for (size_t i = 0; i < e->books.n; i++) {
        check_text(e->books.v[i].title);
        check_items(&e->books.v[i].authors);
    }
    for (size_t i = 0; i < e->takeaways.n; i++)
        check_text(e->takeaways.v[i].text);
}

static void check_chapters(const struct episode *e)
{
    for (size_t i = 0; i < e->chapters.n; i++) {
        check_text(e->chapters.v[i].title);
        check_text_or_null(e->chapters.v[i].summary);
    }
    for (size_t i = 0; i < e->quotes.n; i++) {
        check_text(e->quotes.v[i].text);
        check_text_or_null(e->quotes.v[i].attributed_to);
        assert(e->quotes.v[i].chapter <= e->chapters.n);
    }
}

/* The turns hold every paragraph once, in order. */
static void check_turns(const struct episode *e)
{
    unsigned next = 1;

    assert(e->turns.n > 0 && e->paragraphs.n > 0);
    for (size_t i = 0; i < e->turns.n; i++) {
        const struct turn *t = &e->turns.v[i];

        if (*t->label)
            check_text(t->label);
        assert(t->first == next);
        for (unsigned k = 0; k < t->count; k++, next++) {
            assert(next <= e->paragraphs.n);
            assert(e->paragraphs.v[next - 1].turn == i + 1);
        }
    }
    assert(next == e->paragraphs.n + 1);
    for (size_t i = 0; i < e->paragraphs.n; i++)
        check_text(e->paragraphs.v[i].text);
}

/* Of ingest: numbers, valid text without blanks at its ends. */
static void check_ingested(const struct episode *e)
{
    check_text_or_null(e->meta.id);
    check_text_or_null(e->meta.title);
    check_text_or_null(e->meta.show);
    check_text_or_null(e->primary_topic);
    check_text_or_null(e->overview);
    check_lists(e);
    check_chapters(e);
    check_turns(e);
    for (size_t i = 0; i < e->warnings.n; i++) {
        assert((e->warnings.v[i].line > 0) == (e->warnings.v[i].column > 0));
        check_text(e->warnings.v[i].message);
    }
}

/* True between two code points of s, and at its end. */
static bool is_boundary(const char *s, size_t at)
{
    return ((unsigned char)s[at] & 0xC0) != 0x80;
}

static void check_parts(const struct paragraph *p)
{
    size_t at = 0, len = strlen(p->text);

    assert(p->part_count > 0);
    for (size_t i = 0; i < p->part_count; i++) {
        const struct part *part = &p->parts[i];

        assert(part->kind < PART_KINDS);
        assert(part->start == at && part->end > at && part->end <= len);
        assert(is_boundary(p->text, part->end));
        assert(part->kind == PART_AD || !part->sponsor);
        check_text_or_null(part->sponsor);
        at = part->end;
    }
    assert(at == len);
}

static void check_score(double score)
{
    assert(score >= 0 && score <= 1);
}

static void check_evidence(const struct episode *e, const struct evidence_list *list)
{
    for (size_t i = 0; i < list->n; i++) {
        assert(list->v[i].first >= 1 && list->v[i].first <= list->v[i].last);
        assert(list->v[i].last <= e->paragraphs.n);
        check_score(list->v[i].score);
    }
}

static void check_quote(const struct episode *e, const struct quote *q)
{
    assert(q->speaker <= e->speakers.n);
    assert(q->verdict <= VERDICT_NOT_FOUND);
    assert((q->verdict == VERDICT_NOT_FOUND) == (q->places.n == 0));
    check_score(q->similarity);
    for (size_t i = 0; i < q->places.n; i++) {
        const struct place *at = &q->places.v[i];
        const char *text;

        assert(at->paragraph >= 1 && at->paragraph <= e->paragraphs.n);
        text = e->paragraphs.v[at->paragraph - 1].text;
        assert(at->start < at->end && at->end <= strlen(text));
        assert(is_boundary(text, at->start) && is_boundary(text, at->end));
    }
    for (size_t i = 0; i < q->diff.n; i++)
        assert(*q->diff.v[i].text);
}

static void check_speakers(const struct speaker_list *list)
{
    for (size_t i = 0; i < list->n; i++) {
        const struct speaker *s = &list->v[i];

        check_text(s->id);
        check_text(s->name);
        assert(s->role < ROLES);
        for (size_t k = 0; k < i; k++)
            assert(strcmp(s->id, list->v[k].id) != 0);
        for (size_t k = 0; k < s->spelling_count; k++) {
            check_text(s->spellings[k].text);
            assert(s->spellings[k].where < SPELLING_PLACES);
        }
        for (size_t k = 0; k < s->doubt_count; k++) {
            assert(s->doubts[k].speaker <= list->n && s->doubts[k].speaker != i + 1);
            check_text(s->doubts[k].name);
            check_text(s->doubts[k].reason);
        }
    }
}

/* Of the analysis: parts, places and indices within their bounds. */
static void check_analysed(const struct episode *e)
{
    for (size_t i = 0; i < e->paragraphs.n; i++)
        check_parts(&e->paragraphs.v[i]);
    for (size_t i = 0; i < e->turns.n; i++)
        assert(e->turns.v[i].speaker <= e->speakers.n);
    for (size_t i = 0; i < e->takeaways.n; i++)
        check_evidence(e, &e->takeaways.v[i].evidence);
    for (size_t i = 0; i < e->chapters.n; i++)
        check_evidence(e, &e->chapters.v[i].places);
    for (size_t i = 0; i < e->quotes.n; i++)
        check_quote(e, &e->quotes.v[i]);
    check_speakers(&e->speakers);
}

#endif
