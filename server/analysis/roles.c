/* What part every speaker plays, and how much they say. */
#include <string.h>

#include "corrections.h"
#include "steps.h"
#include "token.h"

/* What a speaker does in the episode. */
struct doing {
    unsigned labelled;  /* turns with their label */
    unsigned ad_turns;  /* of these, begun by an ad */
    bool opens, closes; /* speaks in the first or last talk */
    struct listing in;
    bool sponsor; /* their name is a sponsor's */
};

/* How many turns of talk begin and end an episode. */
enum { ENDS = 2 };

/* A clip says little; a host at least this share of all words in several turns, or most of them
 * in however few: news are one long turn. */
static const double HOST_SHARE = 0.08, CLIP_SHARE = 0.08, MOST = 0.5;
enum { CLIP_TURNS = 3, HOST_TURNS = 3 };

static unsigned content_words(const struct episode *e, const struct words *w, const struct turn *t)
{
    unsigned n = 0;

    for (size_t p = t->first; p < t->first + t->count; p++) {
        const struct paragraph *paragraph = &e->paragraphs.v[p - 1];
        size_t part = 0;
        for (size_t i = w->first_of[p - 1]; i < w->first_of[p]; i++) {
            while (part + 1 < paragraph->part_count && w->v[i].start >= paragraph->parts[part].end)
                part++;
            n += paragraph->parts[part].kind == PART_CONTENT;
        }
    }
    return n;
}

static bool is_wholly_ad(const struct episode *e, const struct turn *t)
{
    for (size_t p = t->first; p < t->first + t->count; p++) {
        const struct paragraph *paragraph = &e->paragraphs.v[p - 1];
        for (size_t i = 0; i < paragraph->part_count; i++)
            if (paragraph->parts[i].kind != PART_AD)
                return false;
    }
    return t->count > 0;
}

static bool begins_with_ad(const struct episode *e, const struct turn *t)
{
    return t->count > 0 && e->paragraphs.v[t->first - 1].parts[0].kind == PART_AD;
}

static bool same_words(const char *a, const char *b)
{
    struct tokenizer x, y;
    struct token s, t;
    bool more, other;

    tokenizer_init(&x, a, strlen(a));
    tokenizer_init(&y, b, strlen(b));
    do {
        more = tokenizer_next(&x, &s);
        other = tokenizer_next(&y, &t);
    } while (more && other && strcmp(s.text, t.text) == 0);
    return !more && !other;
}

/* Marks the speakers of the turns whose ads are credited to their own name. */
static void mark_sponsors(const struct episode *e, struct doing *doing)
{
    for (size_t i = 0; i < e->turns.n; i++) {
        const struct turn *t = &e->turns.v[i];
        if (t->speaker == 0 || doing[t->speaker].sponsor || doing[t->speaker].in.listed)
            continue;
        for (size_t p = t->first; p < t->first + t->count; p++) {
            const struct paragraph *paragraph = &e->paragraphs.v[p - 1];
            for (size_t k = 0; k < paragraph->part_count; k++) {
                const char *sponsor = paragraph->parts[k].sponsor;
                if (sponsor != NULL && same_words(sponsor, t->label))
                    doing[t->speaker].sponsor = true;
            }
        }
    }
}

/* Counts turns and words, and notes who opens and closes. */
static void count_talk(struct episode *e, const struct words *w, struct doing *doing)
{
    size_t last_talk[ENDS] = {0};
    unsigned talk = 0;

    for (size_t i = 0; i < e->turns.n; i++) {
        const struct turn *t = &e->turns.v[i];
        unsigned words = content_words(e, w, t);
        e->words += words;
        if (t->speaker == 0)
            continue;
        struct doing *d = &doing[t->speaker];
        d->labelled++;
        d->ad_turns += begins_with_ad(e, t);
        if (words == 0)
            continue;
        e->speakers.v[t->speaker - 1].words += words;
        e->speakers.v[t->speaker - 1].turns++;
        d->opens = d->opens || talk < ENDS;
        last_talk[talk++ % ENDS] = t->speaker;
    }
    for (size_t i = 0; i < ENDS; i++)
        doing[last_talk[i]].closes = true;
}

static void give_role(struct speaker *s, const struct doing *d, double share)
{
    bool much = share >= MOST || (share >= HOST_SHARE && s->turns >= HOST_TURNS);

    if (d->in.guest) {
        s->role = ROLE_GUEST;
        s->role_reason = "named under Guest Name(s)";
    } else if (d->sponsor || (!d->in.listed && d->labelled > 0 && d->ad_turns == d->labelled)) {
        s->role = ROLE_SPONSOR;
        s->role_reason = d->sponsor ? "the label over an ad of this name"
                                    : "every turn with this label begins with an ad";
    } else if (d->labelled == 0) {
        s->role = ROLE_OTHER;
        s->role_reason = "quoted on the page, but no turn has this label";
    } else if (much || ((d->opens || d->closes) && s->turns > 1)) {
        s->role = ROLE_HOST;
        s->role_reason = much ? "speaks a good part of the episode and is no guest"
                              : "opens or closes the episode and is no guest";
    } else if ((s->turns == 1 || (s->turns <= CLIP_TURNS && share < CLIP_SHARE)) &&
               strchr(s->name, ' ') != NULL) {
        s->role = ROLE_CLIP;
        s->role_reason = s->turns == 1
                             ? "a person with a single turn, and not most of the words"
                             : "a person with very few turns who neither opens nor closes";
    } else {
        s->role = ROLE_OTHER;
        s->role_reason = "neither named as a guest nor speaking like a host";
    }
}

/* A turn that is wholly an ad is not the listed guest's or clip's whose label it bears; a
 * host may read one. */
static void take_ads_away(struct episode *e)
{
    for (size_t i = 0; i < e->turns.n; i++) {
        struct turn *t = &e->turns.v[i];
        if (t->speaker == 0)
            continue;
        enum role role = e->speakers.v[t->speaker - 1].role;
        if (role != ROLE_SPONSOR && role != ROLE_HOST && is_wholly_ad(e, t))
            t->speaker = 0;
    }
}

/* What is said behind the ad under a sponsor's label is somebody else's talk. */
static void take_talk_away(struct episode *e)
{
    for (size_t i = 0; i < e->speakers.n; i++)
        if (e->speakers.v[i].role == ROLE_SPONSOR)
            e->speakers.v[i].words = e->speakers.v[i].turns = 0;
}

bool roles_give(struct arena *a, struct episode *e, const struct words *w,
                const struct listing *listings)
{
    struct doing *doing = arena_array(a, e->speakers.n + 1, sizeof *doing);
    double total = 0;

    if (doing == NULL)
        return false;
    for (size_t i = 0; i < e->speakers.n; i++)
        doing[i + 1].in = listings[i];
    mark_sponsors(e, doing);
    count_talk(e, w, doing);
    for (size_t i = 0; i < e->speakers.n; i++)
        total += doing[i + 1].sponsor ? 0 : e->speakers.v[i].words;
    for (size_t i = 0; i < e->speakers.n; i++)
        give_role(&e->speakers.v[i], &doing[i + 1], total > 0 ? e->speakers.v[i].words / total : 0);
    corrections_tell(e);
    take_ads_away(e);
    take_talk_away(e);
    return true;
}
