/* Finds the rules' patterns in the sentences. */
#include <assert.h>
#include <ctype.h>
#include <string.h>

#include "ad_rules.h"
#include "ads.h"

/* A rule in a page's own word numbers. */
struct compiled {
    uint32_t ids[AD_RULE_SLOTS][AD_RULE_ALTERNATIVES];
    unsigned char count[AD_RULE_SLOTS]; /* of alternatives */
    bool number[AD_RULE_SLOTS], gap[AD_RULE_SLOTS];
    unsigned char slots;
    uint32_t counted; /* the last sentence it was found in, from 1 */
};

/* In the list of the rules that begin with one word. */
struct start {
    uint16_t rule, next; /* next: 1-based index of a start, 0: none */
};

struct matcher {
    const struct words *w;
    struct compiled *compiled; /* by rule */
    struct start *starts;
    size_t start_count;
    uint16_t numbers;  /* the rules that begin with a number */
    uint16_t *by_word; /* by word number */
};

/* Reads the slot at *s; false if the page has none of its words. */
static bool compile_slot(const struct words *w, const char **s, struct compiled *c)
{
    size_t slot = c->slots++;

    assert(slot < AD_RULE_SLOTS);
    if (**s == '.') {
        *s += 2;
        return c->gap[slot] = true;
    }
    do {
        *s += **s == '|';
        size_t len = strcspn(*s, " |");
        uint32_t id = vocabulary_find(&w->vocabulary, *s, len);
        assert(c->count[slot] < AD_RULE_ALTERNATIVES);
        if (**s == '#')
            c->number[slot] = true;
        else if (id != 0)
            c->ids[slot][c->count[slot]++] = id;
        *s += len;
    } while (**s == '|');
    return c->count[slot] > 0 || c->number[slot];
}

static void add_start(struct matcher *m, uint16_t *list, size_t rule)
{
    m->starts[m->start_count] = (struct start){(uint16_t)rule, *list};
    *list = (uint16_t)++m->start_count;
}

/* A rule that the page lacks a word for is left out. */
static void compile(struct matcher *m, size_t rule)
{
    struct compiled *c = &m->compiled[rule];
    const char *s = ad_rules[rule].pattern;

    while (*s != '\0') {
        if (!compile_slot(m->w, &s, c))
            return;
        s += *s == ' ';
    }
    if (c->number[0])
        add_start(m, &m->numbers, rule);
    for (size_t i = 0; i < c->count[0]; i++)
        add_start(m, &m->by_word[c->ids[0][i]], rule);
}

static bool is_number(const struct words *w, uint32_t id)
{
    return isdigit((unsigned char)w->vocabulary.v[id].text[0]);
}

static bool fits(const struct matcher *m, const struct compiled *c, size_t slot, uint32_t id)
{
    for (size_t i = 0; i < c->count[slot]; i++)
        if (c->ids[slot][i] == id)
            return true;
    return c->number[slot] && is_number(m->w, id);
}

/* Matches the slots from slot on with the words from i to end - 1; returns the word behind
 * the match, or 0. */
static size_t match(const struct matcher *m, const struct compiled *c, size_t slot, size_t i,
                    size_t end)
{
    for (; slot < c->slots && !c->gap[slot]; slot++, i++)
        if (i >= end || !fits(m, c, slot, m->w->v[i].id))
            return 0;
    if (slot == c->slots)
        return i;
    for (size_t skipped = 0; skipped <= AD_RULE_GAP; skipped++) {
        size_t past = match(m, c, slot + 1, i + skipped, end);
        if (past != 0)
            return past;
    }
    return 0;
}

bool credit_add(struct arena *a, struct credit_list *list, struct credit credit)
{
    struct credit *grown = arena_grow(a, list->v, list->n, &list->capacity, sizeof *list->v);

    if (grown == NULL)
        return false;
    list->v = grown;
    list->v[list->n++] = credit;
    return true;
}

void score_add(struct score *score, const struct score *worth, float times)
{
    score->ad += times * worth->ad;
    score->promo += times * worth->promo;
    score->sure += times * worth->sure;
}

static struct score worth_of(const struct ad_rule *rule)
{
    return (struct score){rule->ad, rule->promo, rule->ad >= AD_RULE_SURE ? rule->ad : 0};
}

/* Applies the rules of one list at word i; each counts once a sentence. */
static bool apply(struct arena *a, struct matcher *m, uint16_t list, size_t sentence, size_t i,
                  struct score *score, struct credit_list *credits)
{
    for (; list != 0; list = m->starts[list - 1].next) {
        size_t r = m->starts[list - 1].rule;
        struct compiled *c = &m->compiled[r];
        size_t past =
            c->counted == sentence + 1 ? 0 : match(m, c, 0, i, m->w->sentences[sentence].past_end);
        if (past == 0)
            continue;
        c->counted = (uint32_t)sentence + 1;
        struct score worth = worth_of(&ad_rules[r]);
        score_add(score, &worth, 1);
        struct credit credit = {(uint32_t)sentence, (uint32_t)past, CREDIT_FOLLOWS, .worth = worth};
        if (ad_rules[r].naming == NAME_MAY_FOLLOW)
            credit.kind = CREDIT_MAY_FOLLOW;
        if (ad_rules[r].naming == NAME_PRECEDES) {
            credit.word = (uint32_t)i;
            credit.kind = CREDIT_PRECEDES;
        }
        if (ad_rules[r].naming != NAMES_NOBODY && !credit_add(a, credits, credit))
            return false;
    }
    return true;
}

static bool compile_all(struct arena *a, struct matcher *m)
{
    size_t starts = ad_rule_count * (AD_RULE_ALTERNATIVES + 1);

    m->by_word = arena_array(a, m->w->vocabulary.n, sizeof *m->by_word);
    m->compiled = arena_array(a, ad_rule_count, sizeof *m->compiled);
    m->starts = arena_array(a, starts, sizeof *m->starts);
    if (m->by_word == NULL || m->compiled == NULL || m->starts == NULL)
        return false;
    assert(starts < UINT16_MAX);
    for (size_t r = 0; r < ad_rule_count; r++)
        compile(m, r);
    return true;
}

static bool apply_all(struct arena *a, struct matcher *m, struct score *scores,
                      struct credit_list *credits)
{
    const struct words *w = m->w;

    for (size_t s = 0; s < w->sentence_count; s++)
        for (size_t i = w->sentences[s].first; i < w->sentences[s].past_end; i++) {
            uint32_t id = w->v[i].id;
            if (!apply(a, m, m->by_word[id], s, i, &scores[s], credits) ||
                (is_number(w, id) && !apply(a, m, m->numbers, s, i, &scores[s], credits)))
                return false;
        }
    return true;
}

bool ads_match(struct arena *a, const struct words *w, struct score *scores,
               struct credit_list *credits)
{
    struct matcher m = {.w = w};
    struct arena *compiled = arena_create(); /* the rules, which nobody needs afterwards */
    bool done = compiled && compile_all(compiled, &m) && apply_all(a, &m, scores, credits);

    arena_destroy(compiled);
    return done;
}
