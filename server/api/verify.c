/* Was this sentence said? The same answer as for a quote of a page. */
#include <math.h>

#include "analysis.h"
#include "answer.h"
#include "body.h"
#include "handlers.h"
#include "json.h"
#include "pieces.h"
#include "search.h"
#include "store.h"

/* Of many episodes, the best has a few words of anything. So what the words that a condensed quote
 * shares with its place tell of where they stand, times its similarity, must be so many bits for
 * each doubling of the library. One would do, were words strangers to each other. */
static const double BITS_BEYOND_CHANCE = 1.4;

enum { MOST_TEXT = 2000, MOST_NAME = 200, MOST_ID = 100 };

struct claim {
    const char *text, *episode, *attributed_to; /* the latter two may be NULL */
};

/* The claim beside one episode, in an arena of its own: a page may be long, and several are
 * compared. */
struct compared {
    struct arena *arena; /* NULL: nothing was compared */
    struct episode episode;
    struct quote quote;
};

static enum err read_claim(struct request *rq, struct claim *claim)
{
    static const char *const known[] = {"text", "episode", "attributed_to", NULL};
    static const struct body_member text = {"text", true, MOST_TEXT};
    static const struct body_member episode = {"episode", false, MOST_ID};
    static const struct body_member name = {"attributed_to", false, MOST_NAME};
    json_t *body;
    enum err err = body_object(rq, known, &body);

    if (err != OK)
        return err;
    err = body_text(rq, body, &text, &claim->text);
    if (err == OK)
        err = body_text(rq, body, &episode, &claim->episode);
    if (err == OK)
        err = body_text(rq, body, &name, &claim->attributed_to);
    json_decref(body);
    return err;
}

static enum err compare(struct request *rq, const struct claim *claim, const char *id,
                        struct compared *out)
{
    enum { PARTS = STORE_SPEAKERS | STORE_TEXT };
    enum err err;

    *out = (struct compared){.arena = arena_create(),
                             .quote = {.text = claim->text, .attributed_to = claim->attributed_to}};
    if (!out->arena)
        return fail(&rq->failure, ERR_MEMORY, "out of memory");
    /* The budget is the database's: how long a comparison takes is bounded by other means. */
    db_set_budget(rq->db, rq->options->budget_ms);
    err = store_get(rq->db, out->arena, id, PARTS, &out->episode, NULL, &rq->failure);
    if (err == OK)
        err = analyse_claim(out->arena, &out->episode, &out->quote, &rq->failure);
    if (err != OK) {
        arena_destroy(out->arena);
        out->arena = NULL;
    }
    return err;
}

static bool is_better(const struct quote *a, const struct quote *b)
{
    bool found = a->verdict != VERDICT_NOT_FOUND;

    if (found != (b->verdict != VERDICT_NOT_FOUND))
        return found;
    if (a->similarity > b->similarity || a->similarity < b->similarity)
        return a->similarity > b->similarity;
    return a->attribution == ATTRIBUTION_SAME && b->attribution != ATTRIBUTION_SAME;
}

/* No other episode can be better. */
static bool is_best(const struct quote *q)
{
    return q->verdict == VERDICT_EXACT && (!q->attributed_to || q->attribution == ATTRIBUTION_SAME);
}

/* The words that a quote shares with its place, as the place has them; NULL when out of memory. */
static const char *shared_words(struct arena *a, const struct quote *q)
{
    const char *words = "";

    for (size_t i = 0; i < q->diff.n && words; i++)
        if (q->diff.v[i].op == DIFF_SAME)
            words = arena_printf(a, "%s %s", words, q->diff.v[i].text);
    return words;
}

/* What may as well be condensed of that place by chance is not found. */
static enum err doubt(struct request *rq, struct quote *q)
{
    struct search_rarity shared;
    const char *words;
    enum err err;

    if (q->verdict != VERDICT_CONDENSED)
        return OK;
    words = shared_words(rq->arena, q);
    if (!words)
        return fail(&rq->failure, ERR_MEMORY, "out of memory");
    err = search_rarity(rq->db, rq->arena, words, &shared, &rq->failure);
    if (!err &&
        q->similarity * shared.bits < BITS_BEYOND_CHANCE * log2(fmax(1, (double)shared.episodes))) {
        q->verdict = VERDICT_NOT_FOUND;
        q->attribution = ATTRIBUTION_UNKNOWN;
        q->places.n = q->diff.n = 0;
    }
    return err;
}

/* The best of the likely episodes; of equal ones where its speaker said it, then the first by
 * id. */
static enum err compare_library(struct request *rq, const struct claim *claim,
                                struct compared *best)
{
    struct search_candidates likely;
    struct compared one;
    enum err err = search_candidates(rq->db, rq->arena, claim->text, &likely, &rq->failure);

    for (size_t i = 0; err == OK && i < likely.n; i++) {
        err = compare(rq, claim, likely.v[i], &one);
        if (err == OK)
            err = doubt(rq, &one.quote);
        if (err != OK)
            break;
        bool better = !best->arena || is_better(&one.quote, &best->quote);
        arena_destroy(better ? best->arena : one.arena);
        if (better)
            *best = one;
        if (is_best(&best->quote))
            break;
    }
    return err;
}

/* The places may be those of any episode, so each names its own. */
static json_t *places_of(struct request *rq, const struct compared *c)
{
    json_t *places = piece_places(rq, &c->episode, &c->quote), *list = json_array(), *place;
    size_t i;

    json_array_foreach(places, i, place)
    {
        json_t *one = json_pack("{s:s}", "episode", c->episode.meta.id);
        if (json_object_update(one, place) != 0) {
            json_decref(one);
            one = NULL;
        }
        json_list_add(&list, one);
    }
    if (!places)
        json_list_add(&list, NULL);
    json_decref(places);
    return list;
}

static enum err tell(struct request *rq, struct response *rs, const struct compared *c)
{
    const struct quote *q = &c->quote;

    rq->id = c->episode.meta.id; /* what the places' addresses are of */
    return answer_json(
        rq, rs,
        json_pack("{s:s, s:s?, s:o, s:s, s:f, s:s, s:o, s:o}", "text", q->text, "episode", rq->id,
                  "attributed_to", piece_attributed_to(&c->episode, q), "verdict",
                  verdict_names[q->verdict], "similarity", json_rounded(q->similarity),
                  "attribution", attribution_names[q->attribution], "places", places_of(rq, c),
                  "diff", piece_diff(&q->diff)));
}

/* The answer where nobody said it: of no episode, though one came nearest. */
static void tell_of_none(struct compared *best)
{
    best->episode = (struct episode){0};
    best->quote.speaker = 0;
}

enum err verify_claim(struct request *rq, struct response *rs)
{
    struct compared best = {.quote.verdict = VERDICT_NOT_FOUND};
    struct claim claim;
    enum err err = read_claim(rq, &claim);

    if (err != OK)
        return err;
    best.quote.text = claim.text;
    best.quote.attributed_to = claim.attributed_to;
    if (claim.episode) {
        err = compare(rq, &claim, claim.episode, &best);
        if (err == ERR_NOT_FOUND)
            err = body_refuse(rq, "episode", "the id of an episode in /v1/episodes");
    } else {
        err = compare_library(rq, &claim, &best);
        if (best.quote.verdict == VERDICT_NOT_FOUND)
            tell_of_none(&best);
    }
    if (err == OK)
        err = tell(rq, rs, &best);
    rq->id = NULL;
    arena_destroy(best.arena);
    return err;
}
