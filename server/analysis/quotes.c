/* Where a quote stands in the transcript, and how much of it. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "align.h"
#include "corrections.h"
#include "steps.h"
#include "token.h"

/* From these similarities on a quote is near or condensed; a condensed one must also have
 * this share of its (weighted) words in the place, and words of this weight: "I don't know
 * if" stands everywhere. */
static const double NEAR = 0.77, CONDENSED = 0.34, COVERED = 0.43, ENOUGH = 3;

/* A condensed quote's place is of whole sentences, as far as this many words away. */
enum { SENTENCE_REST = 40 };

/* A word is rare enough to look for up to this many times in the transcript; occurrences that
 * are looked at, where all words of a quote are frequent; windows that are compared; words of a
 * quote that are compared, and of a paragraph that it is told to stand in. */
enum { RARE = 60, SEEDS_MAX = 20000, WINDOWS = 6, QUOTE_WORDS = 200, WITHIN = 50000 };

/* Words that are looked at for a quote's exact place, beside its own twice: a text that repeats
 * itself, with a quote as long, would take the product of both. Speech stays far below. */
enum { COMPARED = 200000 };

struct locator {
    struct arena *arena;
    struct episode *e;
    struct alignment_input in; /* words, said, and the quote at hand */
    unsigned within;           /* the one paragraph to look in, or 0 */
    uint32_t *here;            /* what is said there */
};

/* An occurrence of a word of the quote. */
struct seed {
    uint32_t word, asked;
};

struct window {
    float score;
    size_t first, last; /* words */
};

static const struct turn *turn_of(const struct locator *l, size_t word)
{
    unsigned turn = l->e->paragraphs.v[l->in.words->v[word].paragraph - 1].turn;

    return turn == 0 ? NULL : &l->e->turns.v[turn - 1];
}

/* What is said: the words outside ads and promos. */
static uint32_t *words_said(struct arena *a, const struct episode *e, const struct words *w)
{
    uint32_t *said = arena_array(a, w->n, sizeof *said);

    for (size_t p = 0; p < e->paragraphs.n && said != NULL; p++) {
        const struct part *part = e->paragraphs.v[p].parts;
        const struct part *last = part + e->paragraphs.v[p].part_count - 1;
        for (size_t i = w->first_of[p]; i < w->first_of[p + 1]; i++) {
            while (part < last && w->v[i].start >= part->end)
                part++;
            said[i] = part->kind == PART_CONTENT ? w->v[i].id : 0;
        }
    }
    return said;
}

static bool read_quote(struct locator *l, const char *text)
{
    struct token_list tokens;
    const struct words *w = l->in.words;
    double most = log((double)w->n + 2);

    if (!tokens_of(l->arena, text, strlen(text), &tokens))
        return false;
    struct asked *q = arena_array(l->arena, tokens.n, sizeof *q);
    if (q == NULL)
        return false;
    for (size_t i = 0; i < tokens.n; i++) {
        const struct token *t = &tokens.v[i];
        q[i] = (struct asked){
            t->text, t->len, t->start, t->end, vocabulary_find(&w->vocabulary, t->text, t->len), 0};
        uint32_t count = w->vocabulary.v[q[i].id].count;
        q[i].weight = (float)(1 - 0.9 * log1p((double)count) / most);
    }
    l->in.q = q;
    l->in.n = tokens.n;
    return true;
}

/* How many words of the quote stand from word on, up to the first that does not. */
static size_t common_words(const struct alignment_input *in, size_t word)
{
    size_t n = 0;

    if (word + in->n > in->words->n)
        return 0;
    while (n < in->n && in->q[n].id != 0 && in->said[word + n] == in->q[n].id)
        n++;
    return n;
}

/* The word where the quote begins word for word, said by its speaker if it stands several
 * times; false if nowhere. */
static bool find_exact(const struct locator *l, unsigned speaker, size_t *word)
{
    const struct alignment_input *in = &l->in;
    const struct entry *v = in->words->vocabulary.v;
    size_t rarest = 0, compared = 0, most = COMPARED + 2 * in->n;
    bool found = false;

    for (size_t i = 1; i < in->n; i++)
        if (v[in->q[i].id].count < v[in->q[rarest].id].count)
            rarest = i;
    const struct entry *entry = &v[in->q[rarest].id];
    for (size_t i = 0; i < entry->count && compared < most; i++) {
        size_t at = in->words->postings[entry->first + i];
        size_t common = at < rarest ? 0 : common_words(in, at - rarest);
        compared += common + 1;
        if (common < in->n)
            continue;
        const struct turn *turn = turn_of(l, at);
        bool same = turn != NULL && turn->speaker == speaker;
        if (!found || same)
            *word = at - rarest;
        found = true;
        if (same)
            break;
    }
    return found;
}

static int compare_seeds(const void *a, const void *b)
{
    const struct seed *x = a, *y = b;

    if (x->word != y->word)
        return x->word < y->word ? -1 : 1;
    return (x->asked > y->asked) - (x->asked < y->asked);
}

/* How often a word may stand in the transcript to be looked for. */
static uint32_t rare_enough(const struct alignment_input *in)
{
    uint32_t rarest = UINT32_MAX;

    for (size_t i = 0; i < in->n; i++) {
        uint32_t count = in->words->vocabulary.v[in->q[i].id].count;
        rarest = count > 0 && count < rarest ? count : rarest;
    }
    return rarest == UINT32_MAX ? 0 : rarest > RARE ? rarest : RARE;
}

/* The occurrences of the quote's rarer words, in order; NULL when out of memory, and with a
 * *count of 0 where there are none. */
static struct seed *find_seeds(const struct locator *l, size_t *count)
{
    const struct alignment_input *in = &l->in;
    uint32_t limit = rare_enough(in);
    struct seed *seeds = NULL;
    size_t capacity = 0;

    *count = 0;
    for (size_t i = 0; i < in->n; i++) {
        const struct entry *entry = &in->words->vocabulary.v[in->q[i].id];
        if (entry->count > limit)
            continue;
        for (size_t k = 0; k < entry->count && *count < SEEDS_MAX; k++) {
            seeds = arena_grow(l->arena, seeds, *count, &capacity, sizeof *seeds);
            if (seeds == NULL)
                return NULL;
            seeds[(*count)++] = (struct seed){in->words->postings[entry->first + k], (uint32_t)i};
        }
    }
    if (seeds != NULL)
        qsort(seeds, *count, sizeof *seeds, compare_seeds);
    return seeds;
}

/* Keeps the best windows, of those that overlap only the best. */
static void keep_window(struct window best[WINDOWS], const struct window *new)
{
    size_t worst = 0;

    for (size_t i = 0; i < WINDOWS; i++) {
        if (best[i].score > 0 && best[i].first <= new->last &&new->first <= best[i].last) {
            worst = i;
            break;
        }
        if (best[i].score < best[worst].score)
            worst = i;
    }
    if (new->score > best[worst].score)
        best[worst] = *new;
}

/* The stretches where most of the quote's rarer words stand together. */
static bool find_windows(struct locator *l, struct window best[WINDOWS])
{
    const struct asked *q = l->in.q;
    size_t count, width = 2 * l->in.n + 10;
    struct seed *seeds = find_seeds(l, &count);
    uint32_t *inside = arena_array(l->arena, l->in.n, sizeof *inside);
    float score = 0;

    if (inside == NULL || (seeds == NULL && count > 0))
        return false;
    for (size_t i = 0, from = 0; i < count; i++) {
        if (inside[seeds[i].asked]++ == 0)
            score += q[seeds[i].asked].weight;
        for (; seeds[i].word - seeds[from].word > width; from++)
            if (--inside[seeds[from].asked] == 0)
                score -= q[seeds[from].asked].weight;
        struct window new = {score, seeds[from].word, seeds[i].word};
        keep_window(best, &new);
    }
    return true;
}

/* The best alignment around the best windows. */
static bool find_place(struct locator *l, struct alignment *best)
{
    struct window windows[WINDOWS] = {{0}};
    struct alignment one;

    memset(best, 0, sizeof *best);
    if (l->within != 0) {
        size_t first = l->in.words->first_of[l->within - 1];
        size_t end = l->in.words->first_of[l->within];
        return align(l->arena, &l->in, first, end - first > WITHIN ? first + WITHIN : end, best);
    }
    if (!find_windows(l, windows))
        return false;
    for (size_t i = 0; i < WINDOWS && windows[i].score > 0; i++) {
        size_t margin = l->in.n + 5, end = windows[i].last + margin;
        size_t first = windows[i].first > margin ? windows[i].first - margin : 0;
        if (!align(l->arena, &l->in, first, end < l->in.words->n ? end : l->in.words->n, &one))
            return false;
        if (one.score > best->score)
            *best = one;
    }
    return true;
}

/* Weights of the words that two texts share, against all of both. */
static double similarity_of(const struct locator *l, const struct alignment *found, double *covered)
{
    const struct words *w = l->in.words;
    double asked = 0, said = 0, most = log((double)w->n + 2);

    for (size_t i = 0; i < l->in.n; i++)
        asked += l->in.q[i].weight;
    for (size_t i = found->first; i <= found->last; i++)
        said += 1 - 0.9 * log1p((double)w->vocabulary.v[w->v[i].id].count) / most;
    /* A common word that a rare one was taken for weighs less than what it matched. */
    said = fmax(said, found->matched);
    *covered = found->matched / asked;
    return 2 * found->matched / (asked + said);
}

/* Words first to last as places, one for each paragraph. */
static bool tell_places(struct locator *l, struct quote *q, size_t first, size_t last)
{
    const struct word *v = l->in.words->v;
    size_t n = v[last].paragraph - v[first].paragraph + 1;

    q->places.v = arena_array(l->arena, n, sizeof *q->places.v);
    if (q->places.v == NULL)
        return false;
    q->places.n = 0;
    for (size_t i = first; i <= last; i++) {
        if (i == first || v[i].paragraph != v[i - 1].paragraph)
            q->places.v[q->places.n++] = (struct place){v[i].paragraph, v[i].start, v[i].end};
        q->places.v[q->places.n - 1].end = v[i].end;
    }
    return true;
}

/* The place with most of the quote decides whose words they are; those of an ad are nobody's. */
static enum attribution attribution_of(const struct locator *l, const struct quote *q)
{
    const struct place *longest = &q->places.v[0];
    const struct episode *e = l->e;

    for (size_t i = 1; i < q->places.n; i++)
        if (q->places.v[i].end - q->places.v[i].start > longest->end - longest->start)
            longest = &q->places.v[i];
    unsigned speaker = place_speaker(e, longest);
    if (q->speaker == 0 || speaker == 0 || e->speakers.v[speaker - 1].role == ROLE_SPONSOR)
        return ATTRIBUTION_UNKNOWN;
    return speaker == q->speaker ? ATTRIBUTION_SAME : ATTRIBUTION_DIFFERS;
}

/* Word for word, from word on. */
static bool pair_exactly(struct locator *l, size_t word, struct alignment *found)
{
    found->first = word;
    found->last = word + l->in.n - 1;
    found->with = arena_array(l->arena, l->in.n, sizeof *found->with);
    for (size_t i = 0; found->with != NULL && i < l->in.n; i++)
        found->with[i] = (uint32_t)(word + i + 1);
    return found->with != NULL;
}

/* Sets verdict and similarity of *q, and what they rest on in *found. */
static bool judge(struct locator *l, struct quote *q, struct alignment *found)
{
    double covered = 0;
    size_t word = 0;

    q->verdict = VERDICT_NOT_FOUND;
    q->similarity = 0;
    if (l->in.n == 0 || l->in.words->n == 0)
        return true;
    if (find_exact(l, q->speaker, &word)) {
        q->verdict = VERDICT_EXACT;
        q->similarity = 1;
        return pair_exactly(l, word, found);
    }
    if (l->in.n > QUOTE_WORDS)
        return true;
    if (!find_place(l, found))
        return false;
    if (found->score > 0)
        q->similarity = similarity_of(l, found, &covered);
    if (q->similarity >= NEAR)
        q->verdict = VERDICT_NEAR;
    else if (q->similarity >= CONDENSED && covered >= COVERED && found->matched >= ENOUGH)
        q->verdict = VERDICT_CONDENSED;
    return true;
}

/* What is condensed is condensed from sentences. */
static void widen(const struct locator *l, struct alignment *found)
{
    const struct words *w = l->in.words;
    const struct stretch *first = &w->sentences[sentence_of(w, found->first)];
    const struct stretch *last = &w->sentences[sentence_of(w, found->last)];

    if (found->first - first->first <= SENTENCE_REST)
        found->first = first->first;
    if (last->past_end - found->last <= SENTENCE_REST)
        found->last = last->past_end - 1;
}

static bool locate(struct locator *l, struct quote *q)
{
    struct alignment found = {0};

    if (!read_quote(l, q->text) || !judge(l, q, &found))
        return false;
    if (q->verdict == VERDICT_NOT_FOUND)
        return true;
    if (q->verdict == VERDICT_CONDENSED)
        widen(l, &found);
    if (!tell_places(l, q, found.first, found.last) ||
        !diff_tell(l->arena, l->e, &l->in, &found, q))
        return false;
    q->attribution = attribution_of(l, q);
    return true;
}

/* In the paragraph of a correction, whatever kind its words are of. */
static bool locate_within(struct locator *l, struct quote *q, struct correction *c)
{
    const struct words *w = l->in.words;
    const uint32_t *said = l->in.said;
    size_t first = w->first_of[c->paragraph - 1], end = w->first_of[c->paragraph];

    if (l->here == NULL)
        l->here = arena_array(l->arena, w->n, sizeof *l->here);
    if (l->here == NULL)
        return false;
    for (size_t i = first; i < end; i++)
        l->here[i] = w->v[i].id;
    l->in.said = l->here;
    l->within = c->paragraph;
    bool done = locate(l, q);
    l->in.said = said;
    l->within = 0;
    memset(l->here + first, 0, (end - first) * sizeof *l->here);
    q->corrected = q->verdict != VERDICT_NOT_FOUND;
    c->orphaned = !q->corrected;
    return done;
}

bool quotes_locate(struct arena *a, struct episode *e, const struct words *w)
{
    struct locator l = {.arena = a, .e = e, .in = {.words = w, .said = words_said(a, e, w)}};

    if (l.in.said == NULL)
        return false;
    for (size_t i = 0; i < e->quotes.n; i++) {
        struct quote *q = &e->quotes.v[i];
        struct correction *c = corrections_of_quote(e, i + 1);
        if (c != NULL && !locate_within(&l, q, c))
            return false;
        if (!q->corrected && !locate(&l, q))
            return false;
    }
    return true;
}
