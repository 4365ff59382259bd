/* The transcript whole, and its mere shape. */
#include "accept.h"
#include "answer.h"
#include "handlers.h"
#include "json.h"
#include "params.h"
#include "pieces.h"
#include "speakers.h"
#include "store.h"
#include "text.h"

enum { PARTS = STORE_SPEAKERS | STORE_TEXT };

/* What a request wants of the transcript. */
struct wanted {
    unsigned kinds;
    unsigned speaker; /* 0: anybody */
    struct pager pager;
};

static enum err read_wanted(struct request *rq, const struct episode *e, struct wanted *w)
{
    enum err err = speaker_param(rq, e, &w->speaker);

    w->kinds = ALL_KINDS;
    if (err == OK)
        err = param_kinds(rq, &w->kinds);
    if (err == OK && w->speaker && e->speakers.v[w->speaker - 1].role == ROLE_SPONSOR)
        w->kinds &= 1u << PART_AD; /* the rest of such a turn is somebody else's */
    if (err == OK)
        err = pager_start(&w->pager, rq, SIZE_MAX);
    return err;
}

static bool wants_paragraph(const struct wanted *w, const struct episode *e, unsigned n)
{
    return (piece_kinds(&e->paragraphs.v[n - 1]) & w->kinds) != 0;
}

/* Whether turn number n stands in the answer: also one without paragraphs, unless a kind is
 * asked for. */
static bool takes_turn(struct wanted *w, const struct episode *e, unsigned n)
{
    const struct turn *t = &e->turns.v[n - 1];
    bool matches = w->kinds == ALL_KINDS;

    for (unsigned p = t->first; p < t->first + t->count && !matches; p++)
        matches = wants_paragraph(w, e, p);
    if (w->speaker && t->speaker != w->speaker)
        matches = false;
    return matches && pager_takes(&w->pager, n);
}

/* Whose the turn is, of which paragraphs of these kinds are told. */
static json_t *turn_speaker(const struct episode *e, const struct turn *t, unsigned kinds)
{
    unsigned has = 0;

    for (unsigned p = t->first; p < t->first + t->count; p++)
        has |= piece_kinds(&e->paragraphs.v[p - 1]) & kinds;
    bool theirs = t->speaker && piece_is_theirs(e->speakers.v[t->speaker - 1].role, has);
    return piece_speaker_ref(e, theirs ? t->speaker : 0);
}

static json_t *turn_json(struct request *rq, const struct episode *e, const struct wanted *w,
                         unsigned n)
{
    const struct turn *t = &e->turns.v[n - 1];
    json_t *paragraphs = json_array();

    for (unsigned p = t->first; p < t->first + t->count; p++)
        if (wants_paragraph(w, e, p))
            json_list_add(&paragraphs, piece_paragraph(rq, e, p, w->kinds));
    return json_pack("{s:i, s:s, s:i, s:o, s:o}", "n", (int)n, "label", t->label, "line",
                     (int)t->line, "speaker", turn_speaker(e, t, w->kinds), "paragraphs",
                     paragraphs);
}

static enum err answer_as_json(struct request *rq, struct response *rs, const struct episode *e,
                               struct wanted *w)
{
    json_t *items = json_array();

    for (unsigned n = 1; n <= e->turns.n; n++)
        if (takes_turn(w, e, n))
            json_list_add(&items, turn_json(rq, e, w, n));
    return answer_json(rq, rs,
                       json_pack("{s:s, s:s, s:o, s:I, s:o, s:s}", "episode", rq->id, "self",
                                 rq->self, "items", items, "total", (json_int_t)w->pager.total,
                                 "next", pager_next(&w->pager, rq, rs), "revision", rs->revision));
}

static enum err answer_as_text(struct request *rq, struct response *rs, const struct episode *e,
                               struct wanted *w)
{
    struct buf b;
    struct text text = {.buf = &b, .form = rq->form, .episode = e};

    buf_init(&b);
    text_begin(&text);
    if (rq->form == API_HTML) /* to the other forms it is a file that has a name of its own */
        text_put(&text, TEXT_TITLE, e->meta.title ? e->meta.title : e->meta.id);
    for (unsigned n = 1; n <= e->turns.n; n++)
        if (takes_turn(w, e, n))
            text_turn(&text, n, w->kinds);
    text_end(&text);
    json_decref(pager_next(&w->pager, rq, rs));
    return answer_text(rq, rs, form_types[rq->form], &b);
}

enum err transcript_get(struct request *rq, struct response *rs)
{
    struct wanted wanted;
    struct episode e;
    enum err err = answer_episode(rq, rs, PARTS, &e);

    if (err == OK)
        err = read_wanted(rq, &e, &wanted);
    if (err != OK)
        return err;
    return rq->form == API_JSON ? answer_as_json(rq, rs, &e, &wanted)
                                : answer_as_text(rq, rs, &e, &wanted);
}

static json_t *shape_json(const struct episode *e, unsigned n)
{
    const struct turn *t = &e->turns.v[n - 1];
    json_t *names = json_array(), *words_by_kind = json_object();
    int words = 0;

    for (unsigned kind = 0; kind < PART_KINDS; kind++) {
        unsigned kinds = 0;
        int own = 0;
        for (unsigned p = t->first; p < t->first + t->count; p++) {
            own += piece_words(&e->paragraphs.v[p - 1], 1u << kind);
            kinds |= piece_kinds(&e->paragraphs.v[p - 1]);
        }
        if (kinds & 1u << kind)
            json_list_add(&names, json_string(part_kind_names[kind]));
        json_object_set_new(words_by_kind, part_kind_names[kind], json_integer(own));
        words += own;
    }
    return json_pack("{s:i, s:s, s:o, s:i, s:o, s:o, s:o, s:i}", "n", (int)n, "label", t->label,
                     "speaker", turn_speaker(e, t, ALL_KINDS), "words", words, "words_by_kind",
                     words_by_kind, "kinds", names, "first_paragraph",
                     piece_number(t->count ? t->first : 0), "paragraphs", (int)t->count);
}

enum err turns_list(struct request *rq, struct response *rs)
{
    struct episode e;
    struct pager pager;
    json_t *items;
    enum err err = answer_episode(rq, rs, PARTS, &e);

    if (err == OK)
        err = pager_start(&pager, rq, SIZE_MAX);
    if (err != OK)
        return err;
    items = json_array();
    for (unsigned n = 1; n <= e.turns.n; n++)
        if (pager_takes(&pager, n))
            json_list_add(&items, shape_json(&e, n));
    return pager_answer(&pager, rq, rs, items);
}
