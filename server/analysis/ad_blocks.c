/* What the sentences around one tell of it: a host's jokes in the middle of a read have no sign
 * of their own. */
#include <string.h>

#include "ads.h"

/* After a credit, which begins an advertisement from this score on, the next sentences are
 * likelier to be copy. */
enum { WAKE_LENGTH = 12, CALLED_LENGTH = 2 };
static const float WAKE = 0.6F, BEGINS = 5, CALLED = 4;

/* So are those between two sentences that name one sponsor, no further apart than this: the
 * second likely an ad at least by this, the first that or surely the sponsor's. */
enum { BRIDGED = 24 };
static const float BRIDGE = 1.3F, PILLAR = 2;

/* But not over talk that is this sure to be talk, nor over the show's own announcements. */
static const float TALK = -2.5F, OWN = 4;

/* The first credit of a sponsor counts; the next one may well end the advertisement. */
static bool score_wake(struct arena *a, const struct words *w, const struct sponsor_list *l,
                       struct score *scores)
{
    size_t left = 0, *last = arena_array(a, l->n + 1, sizeof *last);

    for (size_t i = 0; i < w->sentence_count && last != NULL; i++) {
        uint32_t sponsor = l->credited[i];
        bool begins = sponsor != 0 && scores[i].ad >= BEGINS &&
                      (last[sponsor] == 0 || i - last[sponsor] > SPONSOR_REACH);
        if (scores[i].ad <= TALK)
            left = 0;
        scores[i].ad += WAKE * (float)left / WAKE_LENGTH;
        if (begins)
            left = WAKE_LENGTH;
        else if (scores[i].sure >= CALLED && left > CALLED_LENGTH)
            left = CALLED_LENGTH;
        else
            left -= left > 0;
        if (sponsor != 0)
            last[sponsor] = i;
    }
    return last != NULL;
}

/* Raises the sentences from first on that lead to the one at end, unless some bar the way. */
static void bridge(struct score *scores, size_t first, size_t end)
{
    for (size_t i = first; i < end; i++)
        if (scores[i].ad <= TALK || scores[i].promo >= OWN)
            return;
    for (size_t i = first; i < end; i++)
        scores[i].ad += BRIDGE;
}

static bool score_bridges(struct arena *a, const struct words *w, const struct sponsor_list *l,
                          struct score *scores)
{
    size_t *last = arena_array(a, l->n + 1, sizeof *last); /* pillar of each, from 1 */

    for (size_t i = 0; i < w->sentence_count && last != NULL; i++) {
        uint32_t sponsor = l->mentioned[i] != 0   ? l->mentioned[i]
                           : l->addressed[i] != 0 ? l->addressed[i]
                                                  : l->credited[i];
        if (sponsor == 0 || (scores[i].ad < PILLAR && scores[i].sure < PILLAR))
            continue;
        if (last[sponsor] != 0 && i - last[sponsor] < BRIDGED && scores[i].ad >= PILLAR)
            bridge(scores, last[sponsor], i);
        last[sponsor] = i + 1;
    }
    return last != NULL;
}

bool blocks_score(struct arena *a, const struct words *w, const struct sponsor_list *sponsors,
                  struct score *scores)
{
    return score_bridges(a, w, sponsors, scores) && score_wake(a, w, sponsors, scores);
}
