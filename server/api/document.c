/* The document of schema/episode.schema.json. What the analysis found stands in it for its
 * readers; ingest reads only what the page itself says. */
#include "document.h"

#include "json.h"
#include "pieces.h"

static json_t *items(const struct item_list *list)
{
    json_t *out = json_array();

    for (size_t i = 0; i < list->n; i++)
        json_list_add(
            &out, json_pack("{s:s, s:i}", "text", list->v[i].text, "line", (int)list->v[i].line));
    return out;
}

static json_t *books(const struct book_list *list)
{
    json_t *out = json_array();

    for (size_t i = 0; i < list->n; i++)
        json_list_add(&out,
                      json_pack("{s:s, s:o, s:i}", "title", list->v[i].title, "authors",
                                json_texts(&list->v[i].authors), "line", (int)list->v[i].line));
    return out;
}

static json_t *evidence(const struct evidence_list *list)
{
    json_t *out = json_array();

    for (size_t i = 0; i < list->n; i++)
        json_list_add(&out, json_pack("{s:i, s:f}", "paragraph", (int)list->v[i].first, "score",
                                      json_rounded(list->v[i].score)));
    return out;
}

static json_t *takeaways(const struct takeaway_list *list)
{
    json_t *out = json_array();

    for (size_t i = 0; i < list->n; i++) {
        const struct takeaway *t = &list->v[i];
        json_list_add(&out, json_pack("{s:i, s:s, s:i, s:o}", "n", (int)i + 1, "text", t->text,
                                      "line", (int)t->line, "evidence", evidence(&t->evidence)));
    }
    return out;
}

static json_t *chapter_places(const struct evidence_list *list)
{
    json_t *out = json_array();

    for (size_t i = 0; i < list->n; i++)
        json_list_add(&out, json_pack("{s:i, s:i, s:f}", "first_paragraph", (int)list->v[i].first,
                                      "last_paragraph", (int)list->v[i].last, "score",
                                      json_rounded(list->v[i].score)));
    return out;
}

static json_t *chapters(const struct chapter_list *list)
{
    json_t *out = json_array();

    for (size_t i = 0; i < list->n; i++) {
        const struct chapter *c = &list->v[i];
        json_list_add(&out, json_pack("{s:i, s:i, s:s, s:s?, s:i, s:o}", "n", (int)i + 1, "number",
                                      (int)c->number, "title", c->title, "summary", c->summary,
                                      "line", (int)c->line, "places", chapter_places(&c->places)));
    }
    return out;
}

static json_t *speaker_id(const struct episode *e, unsigned speaker)
{
    return speaker ? json_string(e->speakers.v[speaker - 1].id) : json_null();
}

static json_t *quote_places(const struct episode *e, const struct place_list *list)
{
    json_t *out = json_array();

    for (size_t i = 0; i < list->n; i++) {
        const struct place *at = &list->v[i];
        const struct paragraph *p = &e->paragraphs.v[at->paragraph - 1];
        json_list_add(&out,
                      json_pack("{s:i, s:i, s:i, s:i, s:s%}", "paragraph", (int)at->paragraph,
                                "line", (int)p->line, "start", json_position(p->text, at->start),
                                "end", json_position(p->text, at->end), "text", p->text + at->start,
                                at->end - at->start));
    }
    return out;
}

static json_t *quote(const struct episode *e, size_t i)
{
    const struct quote *q = &e->quotes.v[i];

    json_t *out = json_pack(
        "{s:i, s:o, s:s, s:s?, s:o, s:i, s:s, s:f, s:s, s:o, s:o}", "n", (int)i + 1, "chapter",
        piece_number(q->chapter), "text", q->text, "attributed_to", q->attributed_to, "speaker",
        speaker_id(e, q->speaker), "line", (int)q->line, "verdict", verdict_names[q->verdict],
        "similarity", json_rounded(q->similarity), "attribution", attribution_names[q->attribution],
        "places", quote_places(e, &q->places), "diff", piece_diff(&q->diff));

    return piece_with_corrected(out, q->corrected);
}

static json_t *quotes(const struct episode *e)
{
    json_t *out = json_array();

    for (size_t i = 0; i < e->quotes.n; i++)
        json_list_add(&out, quote(e, i));
    return out;
}

static json_t *speakers(const struct episode *e)
{
    json_t *out = json_array();

    for (size_t i = 0; i < e->speakers.n; i++) {
        const struct speaker *s = &e->speakers.v[i];
        json_t *speaker = json_pack(
            "{s:s, s:s, s:s, s:s?, s:o, s:o, s:i, s:i}", "id", s->id, "name", s->name, "role",
            role_names[s->role], "role_reason", s->role_reason, "spellings", piece_spellings(s),
            "doubts", piece_doubts(e, s), "turns", (int)s->turns, "words", (int)s->words);
        json_list_add(&out, piece_with_corrected(speaker, s->corrected));
    }
    return out;
}

/* *position is where the part begins, and moves on to its end: counting all of a long
 * paragraph for each of its parts would take hours. */
static json_t *part(const struct paragraph *p, const struct part *part, int *position)
{
    int start = *position;
    json_t *out;

    *position += json_position(p->text + part->start, part->end - part->start);
    out = json_pack("{s:s, s:i, s:i}", "kind", part_kind_names[part->kind], "start", start, "end",
                    *position);
    out = piece_with_corrected(out, part->corrected);
    return part->kind == PART_AD ? piece_with_sponsor(out, part->sponsor) : out;
}

static json_t *paragraph(const struct episode *e, unsigned n)
{
    const struct paragraph *p = &e->paragraphs.v[n - 1];
    json_t *parts = json_array();
    int position = 0;

    for (size_t i = 0; i < p->part_count; i++)
        json_list_add(&parts, part(p, &p->parts[i], &position));
    return json_pack("{s:i, s:i, s:i, s:s, s:o}", "n", (int)n, "line", (int)p->line, "column",
                     (int)p->column, "text", p->text, "parts", parts);
}

static json_t *turns(const struct episode *e)
{
    json_t *out = json_array();

    for (size_t i = 0; i < e->turns.n; i++) {
        const struct turn *t = &e->turns.v[i];
        json_t *paragraphs = json_array();
        for (unsigned n = t->first; n < t->first + t->count; n++)
            json_list_add(&paragraphs, paragraph(e, n));
        json_list_add(&out, json_pack("{s:i, s:s, s:i, s:o, s:o}", "n", (int)i + 1, "label",
                                      t->label, "line", (int)t->line, "speaker",
                                      speaker_id(e, t->speaker), "paragraphs", paragraphs));
    }
    return out;
}

static json_t *corrections(const struct correction_list *list)
{
    json_t *out = json_array();

    for (size_t i = 0; i < list->n; i++)
        json_list_add(&out, piece_correction(&list->v[i], i + 1));
    return out;
}

static json_t *head(const struct episode *e)
{
    const struct episode_meta *m = &e->meta;

    return json_pack("{s:s, s:i, s:s?, s:s?, s:s?, s:s?, s:s?, s:s?, s:s?, s:s?}", "format",
                     "episoded/episode", "version", 1, "id", m->id, "title", m->title, "show",
                     m->show, "published", m->published, "link", m->link, "language", m->language,
                     "primary_topic", e->primary_topic, "overview", e->overview);
}

static json_t *sections(const struct episode *e)
{
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "takeaways",
                     takeaways(&e->takeaways), "chapters", chapters(&e->chapters), "quotes",
                     quotes(e), "actionable_advice", items(&e->advice), "about", items(&e->about),
                     "people", items(&e->people), "companies", items(&e->companies), "books",
                     books(&e->books), "guests", items(&e->guests), "content_warnings",
                     items(&e->content_warnings));
}

static json_t *talk(const struct episode *e)
{
    return json_pack("{s:o, s:o, s:o}", "speakers", speakers(e), "turns", turns(e), "corrections",
                     corrections(&e->corrections));
}

const char *document_of(struct arena *a, const struct episode *e)
{
    json_t *all = head(e);

    json_members_add(&all, sections(e));
    json_members_add(&all, talk(e));
    return json_write(a, all, true, NULL);
}
