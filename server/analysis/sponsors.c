/* Whose advertisement it is: the names that credits ("brought to you by ...") and labels
 * give, and where else they are said. */
#include <assert.h>
#include <string.h>

#include "ads.h"
#include "token.h"

/* A credit counts from this score of its sentence on; a mention counts this many sentences
 * before and after one. */
enum { BEFORE = 16, BESIDE = 3, AFTER = SPONSOR_REACH };

/* More sponsors than this no page has; what is credited beyond is nobody's. */
enum { SPONSORS_MAX = 200 };

static const float CREDITED = 3, MENTIONED = 2.2F, LABELLED = 3;
static const float SELLING = 3.3F; /* more than two addresses */

struct search {
    struct arena *arena;
    const struct episode *e;
    const struct words *w;
    struct sponsor_list *list;
    bool *persons; /* by word number: part of a listed person's name */
};

static const char *text_of(const struct search *s, size_t i)
{
    return s->e->paragraphs.v[s->w->v[i].paragraph - 1].text;
}

static const char *folded(const struct search *s, size_t i)
{
    return s->w->vocabulary.v[s->w->v[i].id].text;
}

/* Bytes of the 's that ends word i, or 0. */
static size_t ending_of(const struct search *s, size_t i)
{
    const struct word *word = &s->w->v[i];

    return possessive_bytes(text_of(s, i) + word->start, word->end - word->start);
}

static size_t add_sponsor(struct search *s, const struct sponsor *new)
{
    struct sponsor_list *l = s->list;

    for (size_t i = 0; i < l->n; i++)
        if (l->v[i].n == new->n && memcmp(l->v[i].words, new->words, sizeof new->words) == 0)
            return i + 1;
    struct sponsor *grown = arena_grow(s->arena, l->v, l->n, &l->capacity, sizeof *l->v);
    if (grown == NULL)
        return 0;
    l->v = grown;
    l->v[l->n++] = *new;
    return l->n;
}

/* The word without its last letter, where the page has that too. */
static uint32_t without_s(const struct search *s, uint32_t id)
{
    const struct entry *entry = &s->w->vocabulary.v[id];
    uint32_t shorter = vocabulary_find(&s->w->vocabulary, entry->text, entry->len - 1);

    return shorter != 0 ? shorter : id;
}

/* Takes words i to end - 1, of one paragraph, as a sponsor; *told gets its index. */
static bool credit_words(struct search *s, size_t i, size_t end, uint32_t *told)
{
    struct sponsor new = {.n = end - i};
    size_t ending = ending_of(s, end - 1);
    size_t start = s->w->v[i].start, stop = s->w->v[end - 1].end - ending;

    assert(s->w->v[i].paragraph == s->w->v[end - 1].paragraph);
    if (s->list->n >= SPONSORS_MAX)
        return true;
    new.name = arena_strndup(s->arena, text_of(s, i) + start, stop - start);
    for (size_t k = 0; k < new.n; k++)
        new.words[k] = s->w->v[i + k].id;
    if (ending > 0)
        new.words[new.n - 1] = without_s(s, new.words[new.n - 1]);
    size_t index = new.name == NULL ? 0 : add_sponsor(s, &new);
    *told = (uint32_t)index;
    return index != 0;
}

/* An address is an advertiser's where an offer stands by it, and no announcement of the show. */
static bool is_selling(const struct search *s, const struct score *scores, size_t sentence)
{
    size_t i = sentence > BESIDE ? sentence - BESIDE : 0;
    float sure = 0;

    for (; i <= sentence + BESIDE && i < s->w->sentence_count; i++)
        sure += scores[i].sure;
    return sure >= SELLING && scores[sentence].ad > scores[sentence].promo;
}

static bool take_credit(struct search *s, const struct credit *c)
{
    uint32_t *told = c->kind == CREDIT_HOST ? s->list->addressed : s->list->credited;

    if (c->claim == CLAIM_NONE || s->persons[s->w->v[c->first].id])
        return true;
    return credit_words(s, c->first, c->past_end, told + c->sentence);
}

static bool has_prefix(const struct entry *longer, const struct entry *entry)
{
    return longer->len == entry->len + 1 && longer->text[entry->len] == 's' &&
           memcmp(longer->text, entry->text, entry->len) == 0;
}

/* True if the sponsor's name stands at word i, perhaps with an s behind it. */
static bool is_named_at(const struct search *s, const struct sponsor *sponsor, size_t i)
{
    const struct entry *v = s->w->vocabulary.v;

    for (size_t k = 0; k < sponsor->n; k++) {
        uint32_t mine = sponsor->words[k];
        uint32_t said = i + k < s->w->n ? s->w->v[i + k].id : 0;
        if (said != mine && !(k + 1 == sponsor->n && said != 0 && has_prefix(&v[said], &v[mine])))
            return false;
    }
    return true;
}

/* True if a credit of the sponsor stands near enough to the sentence. */
static bool is_near(const struct search *s, size_t sponsor, size_t sentence)
{
    size_t first = sentence > AFTER ? sentence - AFTER : 0, last = sentence + BEFORE;

    for (size_t i = first; i <= last && i < s->w->sentence_count; i++)
        if (s->list->credited[i] == sponsor || s->list->addressed[i] == sponsor)
            return true;
    return false;
}

/* Where a word of the page stands; of the three forms that a name's first word has. */
struct form {
    const uint32_t *postings;
    size_t n;
};

static struct form postings_of(const struct search *s, const char *text, size_t len)
{
    uint32_t id = vocabulary_find(&s->w->vocabulary, text, len);
    const struct entry *entry = &s->w->vocabulary.v[id];

    return (struct form){s->w->postings + entry->first, id == 0 ? 0 : entry->count};
}

/* The forms: the first word itself; a lone one with an s; several run together. */
static void forms_of(const struct search *s, const struct sponsor *sponsor, struct form forms[3])
{
    char joined[SPONSOR_WORDS * (TOKEN_MAX + 8)];
    size_t len = 0;

    memset(forms, 0, 3 * sizeof *forms);
    for (size_t k = 0; k < sponsor->n; k++) {
        const struct entry *entry = &s->w->vocabulary.v[sponsor->words[k]];
        memcpy(joined + len, entry->text, entry->len);
        len += entry->len;
        if (k == 0)
            forms[0] = postings_of(s, joined, len);
    }
    joined[len] = 's';
    if (sponsor->n > 1)
        forms[1] = postings_of(s, joined, len);
    else
        forms[2] = postings_of(s, joined, len + 1);
}

/* Counts the sentences that mention the sponsor, in *near those near a credit; adds weight to
 * the scores of the latter. */
static size_t visit_mentions(const struct search *s, size_t index, float weight,
                             struct score *scores, size_t *near)
{
    struct form forms[3];
    size_t total = 0;

    *near = 0;
    forms_of(s, &s->list->v[index - 1], forms);
    for (size_t f = 0; f < 3; f++)
        for (size_t i = 0, last = SIZE_MAX; i < forms[f].n; i++) {
            size_t sentence = sentence_of(s->w, forms[f].postings[i]);
            if (sentence == last ||
                (f == 0 && !is_named_at(s, &s->list->v[index - 1], forms[f].postings[i])))
                continue;
            last = sentence;
            total++;
            if (!is_near(s, index, sentence))
                continue;
            ++*near;
            scores[sentence].ad += weight;
            scores[sentence].sure += weight;
            s->list->mentioned[sentence] = (uint32_t)index;
        }
    return total;
}

/* A name that the page says all over weighs less. */
static void score_mentions(const struct search *s, size_t index, struct score *scores)
{
    size_t near, total = visit_mentions(s, index, 0, scores, &near);

    if (total > 0)
        visit_mentions(s, index, MENTIONED * (float)near / (float)total, scores, &near);
}

/* The words of a label, where a paragraph of turn t, or the one before it, says them all in a
 * row: from word *found on. */
static bool finds_label(const struct search *s, size_t t, const struct token_list *label,
                        size_t *found)
{
    const struct turn *turn = &s->e->turns.v[t];
    size_t p = turn->first > 1 ? turn->first - 2 : 0;
    size_t end = turn->first - 1 + turn->count;
    uint32_t id = vocabulary_find(&s->w->vocabulary, label->v[0].text, label->v[0].len);

    for (size_t i = s->w->first_of[p]; id != 0 && i + label->n <= s->w->first_of[end]; i++) {
        size_t k = 0;
        if (*folded(s, i) != *label->v[0].text ||
            s->w->v[i].paragraph != s->w->v[i + label->n - 1].paragraph)
            continue;
        while (k < label->n && strncmp(folded(s, i + k), label->v[k].text, label->v[k].len) == 0 &&
               strlen(folded(s, i + k)) <= label->v[k].len + 1)
            k++;
        *found = i;
        if (k == label->n)
            return true;
    }
    return false;
}

/* A label that is no listed person's, over a turn that sells and says the name. */
static bool take_label(struct search *s, size_t t, struct score *scores)
{
    const struct turn *turn = &s->e->turns.v[t];
    struct token_list label;
    size_t found, sentence;
    float sells = 0;

    if (turn->count == 0 || !tokens_of(s->arena, turn->label, strlen(turn->label), &label))
        return turn->count == 0;
    if (label.n == 0 || label.n > SPONSOR_WORDS || !finds_label(s, t, &label, &found) ||
        s->persons[s->w->v[found].id])
        return true;
    sentence = sentence_of(s->w, s->w->first_of[turn->first - 1]);
    for (size_t i = sentence;
         i < s->w->sentence_count && s->w->sentences[i].paragraph < turn->first + turn->count; i++)
        sells += scores[i].ad > 0 ? scores[i].ad : 0;
    if (sells < LABELLED || scores[sentence].promo > LABELLED)
        return true;
    scores[sentence].ad += LABELLED;
    scores[sentence].sure += LABELLED;
    if (s->list->credited[sentence_of(s->w, found)] != 0)
        return true;
    return credit_words(s, found, found + label.n, s->list->credited + sentence_of(s->w, found));
}

bool sponsors_find(struct arena *a, const struct episode *e, const struct words *w,
                   const struct credit_list *credits, struct score *scores,
                   struct sponsor_list *out)
{
    const struct item_list *lists[] = {&e->people, &e->guests};
    struct search s = {a, e, w, out, words_listed(a, w, lists, 2)};

    memset(out, 0, sizeof *out);
    out->credited = arena_array(a, w->sentence_count, sizeof *out->credited);
    out->addressed = arena_array(a, w->sentence_count, sizeof *out->addressed);
    out->mentioned = arena_array(a, w->sentence_count, sizeof *out->mentioned);
    if (!out->credited || !out->addressed || !out->mentioned || !s.persons)
        return false;
    for (size_t i = 0; i < credits->n; i++) {
        const struct credit *c = &credits->v[i];
        if (c->kind == CREDIT_HOST && !is_selling(&s, scores, c->sentence))
            continue;
        if (scores[c->sentence].ad >= CREDITED && out->credited[c->sentence] == 0 &&
            !take_credit(&s, c))
            return false;
    }
    for (size_t t = 0; t < e->turns.n; t++)
        if (!take_label(&s, t, scores))
            return false;
    for (size_t i = 1; i <= out->n; i++)
        score_mentions(&s, i, scores);
    return blocks_score(a, w, out, scores);
}
