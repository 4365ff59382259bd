#include "analysis.h"
#include "answer.h"
#include "episode_json.h"
#include "handlers.h"
#include "json.h"
#include "pieces.h"
#include "store.h"
#include "urls.h"
#include "utf8.h"

static json_t *counts(const struct episode *e)
{
    return json_pack("{s:i, s:i, s:i, s:i, s:i, s:i, s:i, s:i, s:i, s:i, s:i, s:i, s:i, s:i}",
                     "takeaways", (int)e->takeaways.n, "chapters", (int)e->chapters.n, "quotes",
                     (int)e->quotes.n, "advice", (int)e->advice.n, "about", (int)e->about.n,
                     "people", (int)e->people.n, "companies", (int)e->companies.n, "books",
                     (int)e->books.n, "guests", (int)e->guests.n, "content_warnings",
                     (int)e->content_warnings.n, "speakers", (int)e->speakers.n, "turns",
                     (int)e->turns.n, "paragraphs", (int)e->paragraphs.n, "words", (int)e->words);
}

static json_t *verdicts(const struct episode *e)
{
    int count[VERDICT_NOT_FOUND + 1] = {0};
    json_t *out = json_object();

    for (size_t i = 0; i < e->quotes.n; i++)
        count[e->quotes.v[i].verdict]++;
    for (int v = 0; v <= VERDICT_NOT_FOUND; v++)
        json_member_add(&out, verdict_names[v], json_integer(count[v]));
    return out;
}

/* Characters of the transcript, by kind. */
static void measure_kinds(const struct episode *e, size_t characters[PART_KINDS])
{
    for (size_t i = 0; i < e->paragraphs.n; i++) {
        const struct paragraph *p = &e->paragraphs.v[i];
        for (size_t k = 0; k < p->part_count; k++)
            characters[p->parts[k].kind] +=
                utf8_count(p->text + p->parts[k].start, p->parts[k].end - p->parts[k].start);
    }
}

static bool has_content(const struct episode *e, const struct turn *t)
{
    for (unsigned n = t->first; n < t->first + t->count; n++)
        if (piece_kinds(&e->paragraphs.v[n - 1]) & 1u << PART_CONTENT)
            return true;
    return false;
}

static bool is_in_doubt(const struct episode *e, const struct turn *t)
{
    const struct speaker *s = t->speaker ? &e->speakers.v[t->speaker - 1] : NULL;

    return !s || s->role == ROLE_SPONSOR || s->doubt_count > 0;
}

/* Turns of which it is not known, or not for sure, who speaks, though somebody does. */
static int labels_in_doubt(const struct episode *e)
{
    int count = 0;

    for (size_t i = 0; i < e->turns.n; i++)
        count += is_in_doubt(e, &e->turns.v[i]) && has_content(e, &e->turns.v[i]);
    return count;
}

/* The sections that the page leaves empty, by the names they have in the answers. */
static json_t *empty_sections(const struct episode *e)
{
    const struct {
        const char *name;
        bool empty;
    } sections[] = {
        {"primary_topic", !e->primary_topic},
        {"overview", !e->overview},
        {"takeaways", e->takeaways.n == 0},
        {"chapters", e->chapters.n == 0},
        {"actionable_advice", e->advice.n == 0},
        {"about", e->about.n == 0},
        {"people", e->people.n == 0},
        {"companies", e->companies.n == 0},
        {"books", e->books.n == 0},
        {"guests", e->guests.n == 0},
        {"content_warnings", e->content_warnings.n == 0},
    };
    json_t *list = json_array();

    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
        if (sections[i].empty)
            json_list_add(&list, json_string(sections[i].name));
    return list;
}

static json_t *trust(const struct episode *e)
{
    size_t characters[PART_KINDS] = {0};
    double all = 0;

    measure_kinds(e, characters);
    for (int kind = 0; kind < PART_KINDS; kind++)
        all += (double)characters[kind];
    if (all == 0)
        all = 1;
    return json_pack("{s:o, s:f, s:f, s:i, s:o}", "quotes", verdicts(e), "ad_share",
                     json_rounded((double)characters[PART_AD] / all), "promo_share",
                     json_rounded((double)characters[PART_PROMO] / all), "labels_in_doubt",
                     labels_in_doubt(e), "empty_sections", empty_sections(e));
}

static json_t *links(struct request *rq)
{
    static const char *const names[] = {"summary",    "chapters", "speakers",    "quotes",
                                        "transcript", "turns",    "corrections", "page",
                                        "document",   "source",   "search",      "suggest"};
    json_t *out = json_object();

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *url = url_of_episode(rq->arena, rq->id, "/%s", names[i]);
        json_member_add(&out, names[i], url ? json_string(url) : NULL);
    }
    return out;
}

json_t *episode_json(struct request *rq, const struct episode *e, const char *revision)
{
    return json_pack("{s:s, s:s, s:s?, s:s?, s:s?, s:s?, s:s?, s:s?, s:s?, s:i, s:o, s:o, s:o}",
                     "id", rq->id, "self", rq->self, "title", e->meta.title, "show", e->meta.show,
                     "published", e->meta.published, "link", e->meta.link, "language",
                     e->meta.language, "primary_topic", e->primary_topic, "revision", revision,
                     "analysis_version", ANALYSIS_VERSION, "counts", counts(e), "trust", trust(e),
                     "links", links(rq));
}

enum err episode_get(struct request *rq, struct response *rs)
{
    struct episode e;
    enum err err;

    if (rq->form != API_JSON)
        return page_get(rq, rs);
    err = answer_episode(rq, rs, STORE_ALL, &e);
    return err == OK ? answer_json(rq, rs, episode_json(rq, &e, rs->revision)) : err;
}
