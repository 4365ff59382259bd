/* Whom a credit names: "brought to you by Caulkwell" does, "sponsored by grants" and a quoted
 * "sponsored by whoever" are talk. */
#include <ctype.h>
#include <string.h>

#include "ad_rules.h"
#include "ads.h"
#include "token.h"

/* A plain noun is a sponsor's name only if the sentences around sell something, by this much. */
enum { BACK = 3, AHEAD = 12 };
static const float BACKED = 3;

/* A quotation begins no more than these bytes before what it has of a credit. */
enum { QUOTED = 1000 };

/* Words that stand between a credit and the name. */
static const char *const fillers[] = {
    "the",     "our",  "a",        "an",      "friends",  "folks", "people", "at",      "from",
    "over",    "good", "partners", "sponsor", "here",     "also",  "by",     "product", "company",
    "service", "app",  "tool",     "called",  "sponsors", "my",    "your"};
static const char *const articles[] = {"a", "an"};
static const char *const no_names[] = {"us",  "me",  "you",   "this", "that", "it",  "them",
                                       "him", "her", "their", "i",    "we",   "who", "what",
                                       "all", "for", "and",   "is",   "to"};

/* A transcript of fewer capitals, one of so many words, has none for names. */
enum { CASED = 50 };

struct talk {
    const struct episode *e;
    const struct words *w;
    bool cased;
};

#define LISTED(list, word) (name_index(list, sizeof(list) / sizeof *(list), word) >= 0)

static const char *text_of(const struct talk *t, size_t i)
{
    return t->e->paragraphs.v[t->w->v[i].paragraph - 1].text;
}

static const char *folded(const struct talk *t, size_t i)
{
    return t->w->vocabulary.v[t->w->v[i].id].text;
}

/* Caulkwell, 3M or eBay. */
static bool looks_named(const struct talk *t, size_t i)
{
    const char *at = text_of(t, i) + t->w->v[i].start;
    size_t len = t->w->v[i].end - t->w->v[i].start;

    if (starts_capital(at, len) || isdigit((unsigned char)*at))
        return true;
    while (len > 0 && !isupper((unsigned char)at[len - 1]))
        len--;
    return len > 0;
}

/* Between words i and i + 1 stands nothing that ends a name. */
static bool runs_on(const struct talk *t, size_t i)
{
    const char *gap = text_of(t, i) + t->w->v[i].end;
    size_t len = t->w->v[i + 1].start - t->w->v[i].end;

    return (len == 1 && (*gap == ' ' || *gap == '-')) || (len == 3 && memcmp(gap, " & ", 3) == 0);
}

static bool is_possessive(const struct talk *t, size_t i)
{
    const struct word *word = &t->w->v[i];

    return possessive_bytes(text_of(t, i) + word->start, word->end - word->start) > 0;
}

/* The words of the name that begins at i, up to past_end: capitalised ones, or all that
 * stand before the next comma or stop. */
static size_t name_end(const struct talk *t, size_t i, size_t past_end)
{
    size_t end = i + 1;
    bool named = looks_named(t, i);

    while (end < past_end && end - i < SPONSOR_WORDS && runs_on(t, end - 1) &&
           !is_possessive(t, end - 1) && (!named || looks_named(t, end)))
        end++;
    bool complete = named || end == past_end || !runs_on(t, end - 1);
    return complete ? end : i;
}

static size_t name_start(const struct talk *t, size_t past_end, size_t first)
{
    size_t i = past_end;

    while (i > first && past_end - i < SPONSOR_WORDS && (i == past_end || runs_on(t, i - 1)) &&
           looks_named(t, i - 1))
        i--;
    return i;
}

static void give_name(struct credit *c, size_t first, size_t past_end, enum claim claim)
{
    c->first = (uint32_t)first;
    c->past_end = (uint32_t)past_end;
    c->claim = first < past_end ? claim : CLAIM_NONE;
}

/* The name ends in an address: presented by caulkwell.com. */
static bool is_host(const struct talk *t, size_t last, size_t past_end)
{
    const struct word *word = &t->w->v[last];

    return last + 1 < past_end && word[1].start == word->end + 1 &&
           text_of(t, last)[word->end] == '.';
}

/* "Who Gives" begins a name, "who" none. */
static bool is_no_name(const struct talk *t, size_t i)
{
    return LISTED(no_names, folded(t, i)) && (!looks_named(t, i) || token_is_oneself(folded(t, i)));
}

/* Somebody is named behind the credit, if further on: "by a company that I love, Caulkwell". */
static bool names_later(const struct talk *t, const struct credit *c)
{
    for (size_t i = c->word; i < t->w->sentences[c->sentence].past_end; i++)
        if (looks_named(t, i) && !token_is_oneself(folded(t, i)))
            return true;
    return false;
}

/* What the credit is followed by. It is in doubt after "a" and without a capital, unless it is the
 * address behind a sure sign: talk says "a tool called" of one, too. */
static void find_following(const struct talk *t, struct credit *c)
{
    size_t past_end = t->w->sentences[c->sentence].past_end, i = c->word;
    bool article = false;

    for (; i < past_end && LISTED(fillers, folded(t, i)); i++)
        article = LISTED(articles, folded(t, i));
    if (i >= past_end || is_no_name(t, i))
        return;
    size_t end = name_end(t, i, past_end), named = i;
    while (named < end && !looks_named(t, named))
        named++;
    if (named > i && named < end) { /* the makers of Caulkwell */
        i = named;
        article = false;
    }
    bool address = end > i && c->worth.sure > 0 && is_host(t, end - 1, past_end);
    give_name(c, i, end, address || (looks_named(t, i) && !article) ? CLAIM_NAME : CLAIM_DOUBTED);
}

/* Finds the words of the credit's name. */
static void find_name(const struct talk *t, struct credit *c)
{
    size_t first = 0, past_end = 0;

    switch (c->kind) {
    case CREDIT_FOLLOWS:
    case CREDIT_MAY_FOLLOW:
        find_following(t, c);
        return;
    case CREDIT_PRECEDES:
        past_end = c->word;
        first = name_start(t, past_end, t->w->sentences[c->sentence].first);
        break;
    case CREDIT_HOST:
        if (!brand_find(t->w, c->word, c->sentence, &first, &past_end))
            return;
        break;
    }
    give_name(c, first, past_end, CLAIM_NAME);
}

/* True if word i stands in a quotation: the last mark before it, and not far, opens one, as nothing
 * but a blank or a bracket stands before that. What the paragraph begins with may be all of it. */
static bool is_quoted(const struct talk *t, size_t i)
{
    static const char opening[] = "\u201C", closing[] = "\u201D";
    const char *text = text_of(t, i);
    size_t start = t->w->v[i].start, least = start > QUOTED ? start - QUOTED : 0;

    for (size_t at = start; at-- > least;) {
        if (text[at] == '"')
            return at > 0 && strchr(" ([", text[at - 1]) != NULL;
        if (strncmp(text + at, closing, sizeof closing - 1) == 0)
            return false;
        if (strncmp(text + at, opening, sizeof opening - 1) == 0)
            return at > 0;
    }
    return false;
}

/* The last word of the phrase or address that makes the credit. */
static size_t last_word(const struct credit *c)
{
    bool follows = c->kind == CREDIT_FOLLOWS || c->kind == CREDIT_MAY_FOLLOW;

    return follows ? c->word - 1 : c->word;
}

static bool is_backed(const struct talk *t, const struct score *scores, size_t sentence)
{
    size_t i = sentence > BACK ? sentence - BACK : 0;
    float sure = 0;

    for (; i <= sentence + AHEAD && i < t->w->sentence_count; i++)
        sure += scores[i].sure;
    return sure >= BACKED;
}

static bool has_capitals(const struct talk *t)
{
    size_t n = 0;

    for (size_t i = 0; i < t->w->n; i++) {
        const struct word *word = &t->w->v[i];
        n += starts_capital(text_of(t, i) + word->start, word->end - word->start);
    }
    return n * CASED >= t->w->n;
}

/* What says "sponsored by" and names nobody. */
static bool is_idle(const struct talk *t, const struct credit *c)
{
    return c->kind == CREDIT_FOLLOWS && t->cased &&
           (c->claim == CLAIM_DOUBTED || (c->claim == CLAIM_NONE && !names_later(t, c)));
}

void credits_weigh(const struct episode *e, const struct words *w, struct credit_list *credits,
                   struct score *scores)
{
    struct talk t = {e, w, false};

    t.cased = has_capitals(&t);
    for (size_t i = 0; i < credits->n; i++) {
        struct credit *c = &credits->v[i];
        bool quoted = is_quoted(&t, last_word(c));
        if (!quoted)
            find_name(&t, c);
        c->idle = !quoted && is_idle(&t, c);
        if (quoted || c->idle)
            score_add(&scores[c->sentence], &c->worth, -1);
    }
    /* Not before all are taken back: one credit in doubt must not back another. */
    for (size_t i = 0; i < credits->n; i++) {
        struct credit *c = &credits->v[i];
        bool backed = is_backed(&t, scores, c->sentence);
        c->backed = backed && c->idle;
        if (c->claim == CLAIM_DOUBTED)
            c->claim = backed ? CLAIM_BACKED : CLAIM_NONE;
    }
    for (size_t i = 0; i < credits->n; i++)
        if (credits->v[i].backed)
            score_add(&scores[credits->v[i].sentence], &credits->v[i].worth, 1);
}
