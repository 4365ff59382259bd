/* Which sentences are advertisement, which the show's own announcements, which talk: every
 * sentence is scored by what it says, and the cheapest way through the episode, where every
 * change of kind has its price, smooths the scores to runs. */
#include <string.h>

#include "ads.h"
#include "steps.h"

/* Log-odds, as the weights of ad_rules.c: what a sentence without any sign is worth, by
 * kind, and what it costs to pass from one kind to another. */
static const float neutral[PART_KINDS] = {
    [PART_CONTENT] = 0, [PART_AD] = -0.9F, [PART_PROMO] = -1.3F};
static const float change[PART_KINDS][PART_KINDS] = {
    [PART_CONTENT] = {[PART_AD] = 3.5F, [PART_PROMO] = 1.8F},
    [PART_AD] = {[PART_CONTENT] = 1, [PART_PROMO] = 1.8F},
    [PART_PROMO] = {[PART_CONTENT] = 0.5F, [PART_AD] = 3},
};

/* Signs that are no words. */
static const float ADDRESS = 1.6F, ADDRESS_PROMO = 1, SPELLED = 2, SAID_TWICE = 2;
static const float SURE = 4, TAIL = 2;
static const float YOU = 5, I = 4;  /* by their share of the words */
static const float YOU_MOST = 0.6F; /* less than a sentence without signs is worth as an ad */
static const float TO_GUEST = -3;   /* "Mirela, how ..." */

struct kinds {
    const struct episode *e;
    const struct words *w;
    uint32_t dot;         /* the word's number, 0 if nobody says it */
    struct score *scores; /* by sentence */
    const bool *guests;   /* by word number: part of a listed guest's name */
    struct sponsor_list sponsors;
    unsigned char *kind; /* by sentence: enum part_kind */
    uint32_t *sponsor;   /* by sentence: 1-based, 0: none known */
    unsigned char (*from)[PART_KINDS];
};

static const char *text_at(const struct kinds *k, size_t paragraph)
{
    return k->e->paragraphs.v[paragraph - 1].text;
}

/* Word i ends a host name: shop.example.com, spoken or written, but not .NET. */
static bool is_address(const struct kinds *k, size_t i, size_t first)
{
    static const char *const ends[] = {"com", "org", "net", "io", "co",
                                       "fm",  "tv",  "app", "us", "ai"};
    const struct word *word = &k->w->v[i];
    const char *folded = k->w->vocabulary.v[word->id].text;
    const char *text = text_at(k, word->paragraph);
    bool dotted = i > first && word->start == word[-1].end + 1 && text[word->start - 1] == '.' &&
                  !starts_capital(text + word->start, 1);
    bool spoken = i > first && k->dot != 0 && word[-1].id == k->dot;

    if (!dotted && !spoken)
        return false;
    for (size_t n = 0; n < sizeof ends / sizeof *ends; n++)
        if (strcmp(ends[n], folded) == 0)
            return true;
    return false;
}

/* The word before the end of an address, and before the "dot" if that is spoken. */
static uint32_t host_of(const struct kinds *k, size_t end)
{
    bool spoken = k->dot != 0 && k->w->v[end - 1].id == k->dot;

    return (uint32_t)(end - 1 - (spoken && end > 1));
}

/* The host is one of mail: what is written to somebody@caulkwell.com is no page to visit. */
static bool is_mail(const struct kinds *k, size_t host)
{
    const struct word *word = &k->w->v[host];

    return word->start > 0 && text_at(k, word->paragraph)[word->start - 1] == '@';
}

/* Words i - 2 to i are letters of a spelled word: R-E-A-D. */
static bool is_spelled(const struct kinds *k, size_t i, size_t first)
{
    if (i < first + 2)
        return false;
    for (size_t n = i - 1; n <= i; n++) {
        const struct word *word = &k->w->v[n];
        if (word->end - word->start != 1 || text_at(k, word->paragraph)[word->start - 1] != '-')
            return false;
    }
    return k->w->v[i - 2].end - k->w->v[i - 2].start == 1;
}

/* The sentence begins with a guest's name and a comma: it is said to the guest. */
static bool asks_guest(const struct kinds *k, const struct stretch *s)
{
    if (s->past_end == s->first || !k->guests[k->w->v[s->first].id])
        return false;
    const char *behind = text_at(k, s->paragraph) + k->w->v[s->first].end;
    return behind[strspn(behind, " ")] == ',';
}

static bool score_signs(struct arena *a, struct kinds *k, size_t sentence, const uint32_t ids[6],
                        struct credit_list *credits)
{
    const struct stretch *s = &k->w->sentences[sentence];
    struct score *score = &k->scores[sentence];
    size_t you = 0, i_said = 0, n = s->past_end - s->first;
    size_t address = 0;
    bool spelled = false;

    for (size_t i = s->first; i < s->past_end; i++) {
        uint32_t id = k->w->v[i].id;
        for (size_t c = 0; c < 6; c++)
            *(c < 3 ? &you : &i_said) += id == ids[c];
        if (address == 0 && is_address(k, i, s->first))
            address = i;
        spelled = spelled || is_spelled(k, i, s->first);
    }
    if (n > 0) {
        float length = (float)(n < 8 ? 8 : n);
        float yours = YOU * (float)you / length;
        score->ad += (yours < YOU_MOST ? yours : YOU_MOST) - I * (float)i_said / length;
    }
    score->ad += (spelled ? SPELLED : 0) + (asks_guest(k, s) ? TO_GUEST : 0);
    score->sure += spelled ? SPELLED : 0;
    if (address == 0)
        return true;
    uint32_t host = host_of(k, address);
    struct score worth = {ADDRESS, is_mail(k, host) ? 0 : ADDRESS_PROMO, ADDRESS};
    score_add(score, &worth, 1);
    return credit_add(a, credits,
                      (struct credit){(uint32_t)sentence, host, CREDIT_HOST, .worth = worth});
}

static uint32_t hash_sentence(const struct words *w, const struct stretch *s)
{
    uint32_t h = 2166136261U;

    for (size_t i = s->first; i < s->past_end; i++)
        h = (h ^ w->v[i].id) * 16777619U;
    return h ^ (h >> 15);
}

/* What is read out twice word for word is mostly copy. */
static bool score_repeats(struct arena *a, struct kinds *k)
{
    enum { LONG_ENOUGH = 7 };
    size_t size = 64;

    while (size < 2 * k->w->sentence_count)
        size *= 2;
    uint32_t *seen = arena_array(a, size, sizeof *seen);
    uint32_t *where = arena_array(a, size, sizeof *where);
    if (seen == NULL || where == NULL)
        return false;
    for (size_t i = 0; i < k->w->sentence_count; i++) {
        const struct stretch *s = &k->w->sentences[i];
        uint32_t h = hash_sentence(k->w, s);
        size_t slot = h & (size - 1);
        if (s->past_end - s->first < LONG_ENOUGH)
            continue;
        while (where[slot] != 0 && seen[slot] != h)
            slot = (slot + 1) & (size - 1);
        if (where[slot] != 0) {
            k->scores[i].ad += k->scores[i].sure > 0 ? SAID_TWICE : 0;
            k->scores[where[slot] - 1].ad += k->scores[i].sure > 0 ? SAID_TWICE : 0;
        }
        seen[slot] = h;
        where[slot] = (uint32_t)i + 1;
    }
    return true;
}

static bool score_sentences(struct arena *a, struct kinds *k)
{
    static const char *const pronouns[6] = {"you", "your", "youre", "i", "im", "my"};
    struct credit_list credits = {0};
    const struct item_list *guests = &k->e->guests;
    uint32_t ids[6];

    k->scores = arena_array(a, k->w->sentence_count, sizeof *k->scores);
    k->guests = words_listed(a, k->w, &guests, 1);
    if (k->scores == NULL || k->guests == NULL || !ads_match(a, k->w, k->scores, &credits))
        return false;
    for (size_t i = 0; i < 6; i++) {
        ids[i] = vocabulary_find(&k->w->vocabulary, pronouns[i], strlen(pronouns[i]));
        ids[i] = ids[i] == 0 ? UINT32_MAX : ids[i];
    }
    for (size_t i = 0; i < k->w->sentence_count; i++)
        if (!score_signs(a, k, i, ids, &credits))
            return false;
    credits_weigh(k->e, k->w, &credits, k->scores);
    return score_repeats(a, k) && sponsors_find(a, k->e, k->w, &credits, k->scores, &k->sponsors);
}

static float worth(const struct kinds *k, size_t sentence, int kind)
{
    const struct score *s = &k->scores[sentence];
    float sign = kind == PART_AD ? s->ad : kind == PART_PROMO ? s->promo : 0;

    return neutral[kind] + sign;
}

/* The best kinds for all sentences together (Viterbi). */
static bool choose_kinds(struct arena *a, struct kinds *k)
{
    size_t n = k->w->sentence_count;
    float best[PART_KINDS] = {0, -2, -1}; /* an episode may well begin with an ad */
    int kind = PART_CONTENT;

    k->from = arena_array(a, n, sizeof *k->from);
    k->kind = arena_array(a, n, 1);
    if (k->from == NULL || k->kind == NULL)
        return false;
    for (size_t i = 0; i < n; i++) {
        float next[PART_KINDS];
        for (int to = 0; to < PART_KINDS; to++) {
            int from = to;
            for (int other = 0; other < PART_KINDS; other++)
                if (best[other] - change[other][to] > best[from] - change[from][to])
                    from = other;
            k->from[i][to] = (unsigned char)from;
            next[to] = best[from] - change[from][to] + worth(k, i, to);
        }
        memcpy(best, next, sizeof best);
    }
    for (int other = 0; other < PART_KINDS; other++)
        if (best[other] > best[kind])
            kind = other;
    for (size_t i = n; i-- > 0;) {
        k->kind[i] = (unsigned char)kind;
        kind = k->from[i][kind];
    }
    return true;
}

/* Where the run of ad sentences from first to past_end - 1 really ends: what follows its last
 * sure sign must have good signs of its own, else it is talk again. */
static size_t copy_end(const struct kinds *k, size_t first, size_t past_end)
{
    while (past_end > first && k->scores[past_end - 1].sure <= 0 &&
           k->scores[past_end - 1].ad < TAIL)
        past_end--;
    return past_end;
}

/* A run of sentences that is likely an ad, but without a sure sign of one, is talk after all:
 * somebody explaining to "you" how something works. */
static void drop_unsure(struct kinds *k)
{
    for (size_t i = 0, end; i < k->w->sentence_count; i = end) {
        float sure = 0;
        for (end = i; end < k->w->sentence_count && k->kind[end] == k->kind[i]; end++)
            sure += k->scores[end].sure;
        if (k->kind[i] != PART_AD)
            continue;
        size_t copy = sure < SURE ? i : copy_end(k, i, end);
        memset(k->kind + copy, PART_CONTENT, end - copy);
    }
}

/* Each run of ad sentences is the sponsor's who was credited last in it; what stands before
 * the first credit of a run is that one's. */
static bool assign_sponsors(struct arena *a, struct kinds *k)
{
    size_t n = k->w->sentence_count;

    k->sponsor = arena_array(a, n, sizeof *k->sponsor);
    if (k->sponsor == NULL)
        return false;
    for (size_t i = 0; i < n; i++) {
        bool runs_on = i > 0 && k->kind[i - 1] == PART_AD;
        if (k->kind[i] != PART_AD)
            continue;
        k->sponsor[i] =
            k->sponsors.credited[i] != 0 ? k->sponsors.credited[i] : k->sponsors.addressed[i];
        if (k->sponsor[i] == 0 && runs_on)
            k->sponsor[i] = k->sponsor[i - 1];
        for (size_t b = i;
             k->sponsor[i] != 0 && b-- > 0 && k->kind[b] == PART_AD && k->sponsor[b] == 0;)
            k->sponsor[b] = k->sponsor[i];
    }
    return true;
}

/* The parts of paragraph number p, whose sentences are first to past_end - 1. */
static bool cut_parts(struct arena *a, struct kinds *k, struct paragraph *p, size_t first,
                      size_t past_end)
{
    p->parts = arena_array(a, past_end > first ? past_end - first : 1, sizeof *p->parts);
    if (p->parts == NULL)
        return false;
    p->part_count = 0;
    for (size_t i = first; i < past_end; i++) {
        size_t start = i == first ? 0 : k->w->sentences[i].start;
        if (i > first && k->kind[i] == k->kind[i - 1] && k->sponsor[i] == k->sponsor[i - 1])
            continue;
        if (i > first)
            p->parts[p->part_count - 1].end = start;
        p->parts[p->part_count++] = (struct part){
            .kind = (enum part_kind)k->kind[i],
            .start = start,
            .sponsor = k->sponsor[i] == 0 ? NULL : k->sponsors.v[k->sponsor[i] - 1].name};
    }
    p->part_count += p->part_count == 0;
    p->parts[p->part_count - 1].end = strlen(p->text);
    return true;
}

bool ads_mark(struct arena *a, struct episode *e, const struct words *w)
{
    struct kinds k = {.e = e, .w = w, .dot = vocabulary_find(&w->vocabulary, "dot", 3)};

    if (!score_sentences(a, &k) || !choose_kinds(a, &k))
        return false;
    drop_unsure(&k);
    if (!assign_sponsors(a, &k))
        return false;
    for (size_t i = 0, first = 0, end; i < e->paragraphs.n; i++, first = end) {
        for (end = first; end < w->sentence_count && w->sentences[end].paragraph == i + 1;)
            end++;
        if (!cut_parts(a, &k, &e->paragraphs.v[i], first, end))
            return false;
    }
    return true;
}
