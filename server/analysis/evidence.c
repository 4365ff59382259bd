/* The paragraphs that support a chapter or a takeaway: those that share its rarer words. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "steps.h"
#include "token.h"

/* What a chapter or takeaway must share with a place, of all the weight of its words. */
static const double TAKEAWAY_FLOOR = 0.2, CHAPTER_FLOOR = 0.12;

/* More takeaways or chapters than this no page has; what is beyond gets no evidence. Nor has
 * one of them more words than that; those beyond count for nothing. */
enum { CLAIMS_MAX = 500, TERMS_MAX = 500 };
enum { TAKEAWAY_PARAGRAPHS = 5, PLACES_MAX = 2 };

/* The transcript by word stems. */
struct index {
    struct arena *arena;
    struct episode *e;
    const struct words *w;
    uint32_t *stem_of;       /* by word number */
    uint32_t *first, *count; /* by stem: its entries of paragraphs */
    uint32_t *paragraphs;    /* indexes (from 0), ascending, each once a stem */
    struct vocabulary stems;
    bool *content; /* by paragraph: mostly talk */
    bool *taken;   /* by paragraph: in a place of the chapter at hand */
};

/* A word of a claim. */
struct term {
    uint32_t stem;
    double weight;
};

struct claim {
    struct term *v;
    size_t n, capacity;
    double total; /* weight of all its words */
};

/* Cuts the commonest endings off an English word, so that its forms meet. */
static size_t stem_length(const char *word, size_t len)
{
    static const char *const endings[] = {"ations", "ation", "ements", "ement", "ments", "ness",
                                          "ment",   "ings",  "ions",   "ing",   "ion",   "ers",
                                          "ies",    "ied",   "est",    "ed",    "es",    "ly",
                                          "er",     "al",    "e",      "s",     "y"};

    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t cut = strlen(endings[i]);
        if (len >= cut + 4 && memcmp(word + len - cut, endings[i], cut) == 0)
            return len - cut;
    }
    return len;
}

static bool is_content(const struct paragraph *p)
{
    size_t content = 0, all = strlen(p->text);

    for (size_t i = 0; i < p->part_count; i++)
        content += p->parts[i].kind == PART_CONTENT ? p->parts[i].end - p->parts[i].start : 0;
    return 2 * content > all;
}

static bool stem_words(struct index *x)
{
    const struct vocabulary *v = &x->w->vocabulary;

    x->stem_of = arena_array(x->arena, v->n, sizeof *x->stem_of);
    if (x->stem_of == NULL || !vocabulary_init(x->arena, &x->stems))
        return false;
    for (size_t i = 1; i < v->n; i++) {
        const struct entry *entry = &v->v[i];
        x->stem_of[i] =
            vocabulary_add(x->arena, &x->stems, entry->text, stem_length(entry->text, entry->len));
        if (x->stem_of[i] == 0)
            return false;
    }
    return true;
}

/* Goes over every stem of every paragraph, once a paragraph; counts them, or where counted
 * says fills in paragraphs. */
static void visit_stems(struct index *x, uint32_t *seen, bool counted)
{
    for (size_t p = 0; p < x->e->paragraphs.n; p++) {
        if (!x->content[p])
            continue;
        for (size_t i = x->w->first_of[p]; i < x->w->first_of[p + 1]; i++) {
            uint32_t stem = x->stem_of[x->w->v[i].id];
            if (seen[stem] == p + 1)
                continue;
            seen[stem] = (uint32_t)p + 1;
            if (counted)
                x->paragraphs[x->first[stem] + x->count[stem]] = (uint32_t)p;
            x->count[stem]++;
        }
    }
}

static bool index_paragraphs(struct index *x)
{
    size_t stems = x->stems.n;
    uint32_t *seen = arena_array(x->arena, stems, sizeof *seen), next = 0;

    x->first = arena_array(x->arena, stems, sizeof *x->first);
    x->count = arena_array(x->arena, stems, sizeof *x->count);
    x->content = arena_array(x->arena, x->e->paragraphs.n, sizeof *x->content);
    x->paragraphs = arena_array(x->arena, x->w->n, sizeof *x->paragraphs);
    if (!seen || !x->first || !x->count || !x->content || !x->paragraphs)
        return false;
    for (size_t p = 0; p < x->e->paragraphs.n; p++)
        x->content[p] = is_content(&x->e->paragraphs.v[p]);
    visit_stems(x, seen, false);
    for (size_t s = 1; s < stems; s++) {
        x->first[s] = next;
        next += x->count[s];
        x->count[s] = 0;
        seen[s] = 0;
    }
    visit_stems(x, seen, true);
    return true;
}

/* Adds the words of text to the claim, each stem once; share scales their weight. */
static bool claim_text(struct index *x, struct claim *c, const char *text, double share)
{
    struct tokenizer t;
    struct token token;

    if (text == NULL)
        return true;
    tokenizer_init(&t, text, strlen(text));
    while (c->n < TERMS_MAX && tokenizer_next(&t, &token)) {
        uint32_t stem = vocabulary_find(&x->stems, token.text, stem_length(token.text, token.len));
        double n = (double)x->e->paragraphs.n, count = stem == 0 ? 0 : x->count[stem];
        double weight = share * log((n + 1) / (count + 1));
        bool known = false;
        for (size_t i = 0; i < c->n; i++)
            known = known || c->v[i].stem == stem;
        if (known || weight <= 0 || count > n / 4)
            continue;
        c->total += weight < share * log((n + 1) / 2) ? weight : share * log((n + 1) / 2);
        if (count == 0)
            continue;
        struct term *grown = arena_grow(x->arena, c->v, c->n, &c->capacity, sizeof *c->v);
        if (grown == NULL)
            return false;
        c->v = grown;
        c->v[c->n++] = (struct term){stem, weight};
    }
    return true;
}

/* How much every paragraph shares with the claim, as part of the claim's whole weight; long
 * paragraphs share more by chance. */
static void score_paragraphs(const struct index *x, const struct claim *c, double *scores)
{
    double average = (double)x->w->n / (double)(x->e->paragraphs.n + 1) + 1;

    memset(scores, 0, x->e->paragraphs.n * sizeof *scores);
    for (size_t i = 0; i < c->n; i++)
        for (size_t k = 0; k < x->count[c->v[i].stem]; k++)
            scores[x->paragraphs[x->first[c->v[i].stem] + k]] += c->v[i].weight;
    for (size_t p = 0; p < x->e->paragraphs.n; p++) {
        double len = (double)(x->w->first_of[p + 1] - x->w->first_of[p]);
        if (scores[p] > 0)
            scores[p] /= c->total * (0.7 + 0.3 * len / average);
    }
}

/* Weights of a paragraph's neighbours, by distance. */
static double smoothed(const double *scores, size_t n, size_t p, const double *kernel, size_t reach)
{
    double sum = scores[p];

    for (size_t d = 1; d <= reach; d++)
        sum += kernel[d - 1] * ((p >= d ? scores[p - d] : 0) + (p + d < n ? scores[p + d] : 0));
    return sum;
}

static double at_most_one(double score)
{
    return score > 1 ? 1 : score;
}

/* Puts an evidence into its place among at most max, best first. */
static void insert(struct evidence_list *list, size_t max, struct evidence new)
{
    size_t i = list->n < max ? list->n++ : max;

    for (; i > 0 && list->v[i - 1].score < new.score; i--)
        if (i < max)
            list->v[i] = list->v[i - 1];
    if (i < max)
        list->v[i] = new;
}

static bool support_takeaway(struct index *x, struct takeaway *t, double *scores)
{
    static const double kernel[] = {0.15};
    struct claim c = {0};

    t->evidence = (struct evidence_list){
        arena_array(x->arena, TAKEAWAY_PARAGRAPHS, sizeof *t->evidence.v), 0};
    if (t->evidence.v == NULL || !claim_text(x, &c, t->text, 1))
        return false;
    if (c.n == 0)
        return true;
    score_paragraphs(x, &c, scores);
    for (size_t p = 0; p < x->e->paragraphs.n; p++) {
        double score = smoothed(scores, x->e->paragraphs.n, p, kernel, 1);
        if (scores[p] > 0 && score >= TAKEAWAY_FLOOR)
            insert(&t->evidence, TAKEAWAY_PARAGRAPHS,
                   (struct evidence){(unsigned)p + 1, (unsigned)p + 1, at_most_one(score)});
    }
    return true;
}

/* A chapter's quote says where it is discussed. */
static void add_quotes(const struct index *x, unsigned chapter, double *scores)
{
    static const double worth[] = {
        [VERDICT_EXACT] = 1, [VERDICT_NEAR] = 1, [VERDICT_CONDENSED] = 0.6};

    for (size_t i = 0; i < x->e->quotes.n; i++) {
        const struct quote *q = &x->e->quotes.v[i];
        if (q->chapter == chapter && q->verdict != VERDICT_NOT_FOUND && q->places.n > 0)
            scores[q->places.v[0].paragraph - 1] += worth[q->verdict];
    }
}

/* The stretch around the best paragraph that is not taken, down to a share of its score. */
static struct evidence best_stretch(const double *scores, size_t n, bool *taken)
{
    static const double SHARE = 0.45;
    size_t best = 0, first, last;

    for (size_t p = 1; p < n; p++)
        if (taken[best] || (!taken[p] && scores[p] > scores[best]))
            best = p;
    for (first = best; first > 0 && !taken[first - 1] && scores[first - 1] >= SHARE * scores[best];)
        first--;
    for (last = best; last + 1 < n && !taken[last + 1] && scores[last + 1] >= SHARE * scores[best];)
        last++;
    double score = taken[best] ? 0 : scores[best];
    for (size_t p = first; p <= last; p++)
        taken[p] = true;
    return (struct evidence){(unsigned)first + 1, (unsigned)last + 1, at_most_one(score)};
}

static bool place_chapter(struct index *x, size_t i, double *scores, double *smooth)
{
    static const double kernel[] = {0.6, 0.35, 0.15}, SECOND = 0.75;
    struct chapter *ch = &x->e->chapters.v[i];
    size_t n = x->e->paragraphs.n;
    struct claim c = {0};

    ch->places = (struct evidence_list){arena_array(x->arena, PLACES_MAX, sizeof *ch->places.v), 0};
    if (ch->places.v == NULL || !claim_text(x, &c, ch->title, 1) ||
        !claim_text(x, &c, ch->summary, 1))
        return false;
    score_paragraphs(x, &c, scores);
    add_quotes(x, (unsigned)i + 1, scores);
    memset(x->taken, 0, n * sizeof *x->taken);
    for (size_t p = 0; p < n; p++)
        smooth[p] = smoothed(scores, n, p, kernel, 3) / 2;
    while (ch->places.n < PLACES_MAX) {
        struct evidence e = best_stretch(smooth, n, x->taken);
        if (e.score < CHAPTER_FLOOR ||
            (ch->places.n > 0 && e.score < SECOND * ch->places.v[0].score))
            break;
        ch->places.v[ch->places.n++] = e;
    }
    return true;
}

bool evidence_find(struct arena *a, struct episode *e, const struct words *w)
{
    struct index x = {.arena = a, .e = e, .w = w};
    double *scores = arena_array(a, e->paragraphs.n, sizeof *scores);
    double *smooth = arena_array(a, e->paragraphs.n, sizeof *smooth);

    x.taken = arena_array(a, e->paragraphs.n, sizeof *x.taken);
    if (scores == NULL || smooth == NULL || x.taken == NULL || !stem_words(&x) ||
        !index_paragraphs(&x))
        return false;
    if (e->paragraphs.n == 0)
        return true;
    for (size_t i = 0; i < e->takeaways.n && i < CLAIMS_MAX; i++)
        if (!support_takeaway(&x, &e->takeaways.v[i], scores))
            return false;
    for (size_t i = 0; i < e->chapters.n && i < CLAIMS_MAX; i++)
        if (!place_chapter(&x, i, scores, smooth))
            return false;
    return true;
}
