#include "pieces.h"

#include "buf.h"
#include "json.h"
#include "token.h"
#include "urls.h"

json_t *piece_number(unsigned n)
{
    return n ? json_integer(n) : json_null();
}

json_t *piece_diff(const struct diff *diff)
{
    json_t *list = json_array();

    for (size_t i = 0; i < diff->n; i++)
        json_list_add(&list, json_pack("{s:s, s:s}", "op", diff_op_names[diff->v[i].op], "text",
                                       diff->v[i].text));
    return list;
}

static json_t *run_json(const struct search_run *run)
{
    json_t *json = json_pack("{s:s}", "text", run->text);

    if (run->mark)
        json_member_add(&json, "mark", json_true());
    return json;
}

json_t *piece_runs(const struct search_run *runs, size_t n)
{
    json_t *list = json_array();

    for (size_t i = 0; i < n; i++)
        json_list_add(&list, run_json(&runs[i]));
    return list;
}

json_t *piece_spellings(const struct speaker *s)
{
    json_t *list = json_array();

    for (size_t i = 0; i < s->spelling_count; i++) {
        const struct spelling *sp = &s->spellings[i];
        json_list_add(&list, json_pack("{s:s, s:s, s:i, s:i, s:s?}", "text", sp->text, "where",
                                       spelling_place_names[sp->where], "line", (int)sp->line,
                                       "count", (int)sp->count, "reason", sp->reason));
    }
    return list;
}

json_t *piece_doubts(const struct episode *e, const struct speaker *s)
{
    json_t *list = json_array();

    for (size_t i = 0; i < s->doubt_count; i++) {
        const struct doubt *d = &s->doubts[i];
        const char *id = d->speaker ? e->speakers.v[d->speaker - 1].id : NULL;
        json_list_add(
            &list, json_pack("{s:s?, s:s, s:s}", "id", id, "name", d->name, "reason", d->reason));
    }
    return list;
}

double piece_share(const struct episode *e, const struct speaker *s)
{
    unsigned all = 0;

    for (size_t i = 0; i < e->speakers.n; i++)
        if (e->speakers.v[i].role != ROLE_SPONSOR)
            all += e->speakers.v[i].words;
    return s->role == ROLE_SPONSOR || all == 0 ? 0 : json_rounded((double)s->words / all);
}

json_t *piece_speaker_ref(const struct episode *e, unsigned speaker)
{
    if (!speaker)
        return json_null();
    return json_pack("{s:s, s:s}", "id", e->speakers.v[speaker - 1].id, "name",
                     e->speakers.v[speaker - 1].name);
}

json_t *piece_with_corrected(json_t *thing, bool corrected)
{
    if (corrected)
        json_member_add(&thing, "corrected", json_true());
    return thing;
}

static json_t *what_is_corrected(const struct correction *c)
{
    switch (c->type) {
    case CORRECTION_MERGE:
        return json_pack("{s:s, s:s}", "name", c->name, "other", c->other);
    case CORRECTION_SPLIT:
        return json_pack("{s:s}", "name", c->name);
    case CORRECTION_ROLE:
        return json_pack("{s:s, s:s}", "name", c->name, "role", role_names[c->role]);
    case CORRECTION_KIND:
        return json_pack("{s:s, s:i, s:i, s:i, s:s, s:s}", "kind", part_kind_names[c->kind],
                         "paragraph", (int)c->paragraph, "start", (int)c->start, "end", (int)c->end,
                         "text", c->text, "digest", c->digest);
    case CORRECTION_QUOTE:
        return json_pack("{s:i, s:i, s:s, s:s}", "quote", (int)c->quote, "paragraph",
                         (int)c->paragraph, "text", c->text, "digest", c->digest);
    default:
        return NULL;
    }
}

json_t *piece_correction(const struct correction *c, size_t n)
{
    json_t *out = json_pack("{s:i, s:s}", "n", (int)n, "type", correction_type_names[c->type]);

    json_members_add(&out, what_is_corrected(c));
    if (c->orphaned)
        json_member_add(&out, "orphaned", json_true());
    return out;
}

json_t *piece_with_sponsor(json_t *part, const char *sponsor)
{
    json_member_add(&part, "sponsor", sponsor ? json_string(sponsor) : json_null());
    return part;
}

json_t *piece_attributed_to(const struct episode *e, const struct quote *q)
{
    if (q->speaker)
        return piece_speaker_ref(e, q->speaker);
    if (q->attributed_to)
        return json_pack("{s:n, s:s}", "id", "name", q->attributed_to);
    return json_null();
}

json_t *piece_places(struct request *rq, const struct episode *e, const struct quote *q)
{
    json_t *list = json_array();

    for (size_t i = 0; i < q->places.n; i++) {
        const struct place *at = &q->places.v[i];
        const struct paragraph *p = &e->paragraphs.v[at->paragraph - 1];
        json_list_add(
            &list,
            json_pack("{s:i, s:i, s:i, s:o, s:s%, s:s}", "paragraph", (int)at->paragraph, "start",
                      json_position(p->text, at->start), "end", json_position(p->text, at->end),
                      "speaker", piece_speaker_ref(e, place_speaker(e, at)), "text",
                      p->text + at->start, at->end - at->start, "url",
                      url_of_episode(rq->arena, rq->id, "/paragraphs/%u", at->paragraph)));
    }
    return list;
}

json_t *piece_quote(struct request *rq, const struct episode *e, unsigned n)
{
    const struct quote *q = &e->quotes.v[n - 1];

    json_t *out =
        json_pack("{s:i, s:s, s:o, s:s, s:o, s:s, s:f, s:s, s:o, s:o}", "n", (int)n, "self",
                  url_of_episode(rq->arena, rq->id, "/quotes/%u", n), "chapter",
                  piece_number(q->chapter), "text", q->text, "attributed_to",
                  piece_attributed_to(e, q), "verdict", verdict_names[q->verdict], "similarity",
                  json_rounded(q->similarity), "attribution", attribution_names[q->attribution],
                  "places", piece_places(rq, e, q), "diff", piece_diff(&q->diff));

    return piece_with_corrected(out, q->corrected);
}

static json_t *part_json(const struct paragraph *p, const struct part *part)
{
    json_t *out = json_pack("{s:s, s:s%}", "kind", part_kind_names[part->kind], "text",
                            p->text + part->start, part->end - part->start);

    out = piece_with_corrected(out, part->corrected);
    return part->kind == PART_AD ? piece_with_sponsor(out, part->sponsor) : out;
}

static int words_in(const char *text, size_t len)
{
    struct tokenizer t;
    struct token token;
    int words = 0;

    tokenizer_init(&t, text, len);
    while (tokenizer_next(&t, &token))
        words++;
    return words;
}

int piece_words(const struct paragraph *p, unsigned kinds)
{
    int words = 0;

    for (size_t i = 0; i < p->part_count; i++)
        if (kinds & 1u << p->parts[i].kind)
            words += words_in(p->text + p->parts[i].start, p->parts[i].end - p->parts[i].start);
    return words;
}

unsigned piece_kinds(const struct paragraph *p)
{
    unsigned kinds = 0;

    for (size_t i = 0; i < p->part_count; i++)
        kinds |= 1u << p->parts[i].kind;
    return kinds;
}

const char *piece_text(struct arena *a, const struct paragraph *p, unsigned kinds)
{
    const char *text = NULL;
    struct buf b;

    if (kinds == ALL_KINDS)
        return p->text;
    buf_init(&b);
    for (size_t i = 0; i < p->part_count; i++) {
        const struct part *part = &p->parts[i];
        size_t end = part->end;
        if (!(kinds & 1u << part->kind))
            continue;
        while (end > part->start && p->text[end - 1] == ' ')
            end--;
        if (b.len)
            buf_char(&b, ' ');
        buf_add(&b, p->text + part->start, end - part->start);
    }
    if (!b.failed)
        text = arena_strndup(a, b.data ? b.data : "", b.len);
    buf_finish(&b);
    return text;
}

bool piece_is_theirs(enum role role, unsigned kinds)
{
    return role != ROLE_SPONSOR || kinds == 1u << PART_AD;
}

json_t *piece_spoken(struct arena *a, const struct store_paragraph *spoken, unsigned kinds)
{
    const struct paragraph *p = &spoken->paragraph;
    json_t *parts = json_array();
    bool known = spoken->speaker_id && piece_is_theirs(spoken->role, piece_kinds(p) & kinds);
    json_t *speaker =
        known ? json_pack("{s:s, s:s}", "id", spoken->speaker_id, "name", spoken->speaker_name)
              : json_null();

    for (size_t i = 0; i < p->part_count; i++)
        if (kinds & 1u << p->parts[i].kind)
            json_list_add(&parts, part_json(p, &p->parts[i]));
    return json_pack("{s:i, s:s, s:i, s:i, s:o, s:s, s:o}", "n", (int)spoken->n, "self",
                     url_of_episode(a, spoken->episode, "/paragraphs/%u", spoken->n), "turn",
                     (int)p->turn, "line", (int)p->line, "speaker", speaker, "text",
                     piece_text(a, p, kinds), "parts", parts);
}

json_t *piece_paragraph(struct request *rq, const struct episode *e, unsigned n, unsigned kinds)
{
    struct store_paragraph spoken = {rq->id, n, e->paragraphs.v[n - 1], NULL, NULL, ROLE_OTHER};
    unsigned speaker = e->turns.v[spoken.paragraph.turn - 1].speaker;

    if (speaker) {
        spoken.speaker_id = e->speakers.v[speaker - 1].id;
        spoken.speaker_name = e->speakers.v[speaker - 1].name;
        spoken.role = e->speakers.v[speaker - 1].role;
    }
    return piece_spoken(rq->arena, &spoken, kinds);
}
