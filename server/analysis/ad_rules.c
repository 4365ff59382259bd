/* The rules that tell an advertisement from talk: what is said, and what it weighs. */
#include <assert.h>
#include <ctype.h>
#include <string.h>

#include "ads.h"

/* A pattern is a row of folded words inside one sentence; "a|b" stands for either, "#" for a
 * number, ".." for up to GAP words of any kind. */
enum { GAP = 4, SLOTS = 8, ALTERNATIVES = 16 };

/* What else a rule tells of a sentence. */
enum naming { NAMES_NOBODY, NAME_FOLLOWS, NAME_PRECEDES };

static const struct rule {
    const char *pattern;
    float ad, promo;
    enum naming naming;
} rules[] = {
    /* credits */
    {"brought to you by", 6, 0, NAME_FOLLOWS},
    {"brought you by", 6, 0, NAME_FOLLOWS},
    {"brought to you by us|me|my|our", -12, 7, 0},
    {"sponsored by", 3, 0, NAME_FOLLOWS},
    {"episode|show|podcast|portion|segment is|was sponsored by", 4, 0, 0},
    {"project|work|research|event|conference|meetup is|was|are .. sponsored", -4, 0, 0},
    {"thanks|thank you for supporting", -1.5F, 1, 0},
    {"sponsor for today|todays|this|the", 2, 0, 0},
    {"our|todays|first|second|third|next|presenting|new|episodes sponsor", 3, 1, 0},
    {"sponsor is|are", 2, 0, NAME_FOLLOWS},
    {"sponsor .. is", 3, 0, NAME_FOLLOWS},
    {"sponsors for today|todays|this", 2, 3, 0},
    {"sponsor break", 0, 6, 0},
    {"todays sponsor", 2, 0, NAME_FOLLOWS},
    {"our sponsor", 1, 0, NAME_FOLLOWS},
    {"our sponsors", 3, 1, 0},
    {"sponsor of the|this|our|todays", 3, 0, 0},
    {"sponsored|sponsoring this|the|todays|our", 3.5, 0, NAME_PRECEDES},
    {"is|are|theyre sponsoring", 2, 0, 0},
    {"support for .. comes|provided|brought", 5, 0, 0},
    {"support .. comes from", 3, 0, NAME_FOLLOWS},
    {"thanks|thank .. for sponsoring|supporting", 4, 0, 0},
    {"thank you|goes .. for supporting|sponsoring", 2, 0, 0},
    {"another thank|thanks .. to", 2, 0, NAME_FOLLOWS},
    {"thank you so much to", 1, 0, NAME_FOLLOWS},
    {"thank you to", 1, 0, NAME_FOLLOWS},
    {"shout out to", 1, 0, NAME_FOLLOWS},
    {"for supporting the|this|our|python", 3, 0, 0},
    {"their support of", 5, 0, 0},
    {"word from our", 2, 4, 0},
    {"say thank you to", 2, 0, NAME_FOLLOWS},
    {"underwritten by", 5, 0, 0},
    {"presented by", 3, 0, NAME_FOLLOWS},
    {"next|first up weve|we got", 2, 0.5F, NAME_FOLLOWS},
    {"next|first up is", 1.5F, 0.5F, NAME_FOLLOWS},
    {"original|new .. podcast from|created", 2.5, 0, 0},
    {"let me introduce you to", 2, 0, NAME_FOLLOWS},
    /* offers */
    {"promo|discount|coupon|offer|referral code", 4.5, 0.5F, 0},
    {"use|using|with|enter|type|put .. code", 2.5, 0.5F, 0},
    {"the code is", 2, 0, 0},
    {"is the code", 4, 0, 0},
    {"enter that code", 4, 0, 0},
    {"code .. at checkout", 3, 0, 0},
    {"at checkout", 3, 0, 0},
    {"percent|# off", 2.5, 0.5F, 0},
    {"off your|the first", 4, 0, 0},
    {"off of|their first", 3, 0, 0},
    {"get # off", 3, 0, 0},
    {"free trial", 3.5, 0, 0},
    {"# day|week|month free", 2, 0, 0},
    {"free shipping|returns|delivery|month|months|meals|postage", 3, 0, 0},
    {"free credit|credits", 3, 0, 0},
    {"in free", 1, 0, 0},
    {"free for #|thirty|your", 3, 0, 0},
    {"try .. for free", 3, 0, 0},
    {"for free", 0.8F, 0.3F, 0},
    {"managed free", 3, 0, 0},
    {"for a limited time", 3.5, 0.5F, 0},
    {"limited time", 1, 0.5F, 0},
    {"special offer|bonus", 3, 0, 0},
    {"our|my listeners", 2.5, 1, 0},
    {"listeners .. get|can|try|receive", 2, 0.5F, 0},
    {"listeners of", 2, 0, 0},
    {"your first month|order|purchase|box|year|three", 3.5, 0, 0},
    {"first month", 1, 0, 0},
    {"sign up today|now|for|at", 1.5, 1, 0},
    {"sign up", 0.5F, 0.7F, 0},
    {"get started", 2, 0.5F, 0},
    {"# a month", 2, 0.7F, 0},
    {"per month|hour|kit", 1.5, 0, 0},
    {"starts|start|starting at just|only|#", 2, 0, 0},
    {"for just|only #", 2, 0.7F, 0},
    {"risk free", 3, 0, 0},
    {"no commitment", 2, 0, 0},
    {"money back", 2.5, 0, 0},
    {"no questions asked", 2, 0, 0},
    {"terms .. apply", 5, 0, 0},
    {"rates may apply", 5, 0, 0},
    {"investing involves risk", 5, 0, 0},
    {"dont|not wait", 2.5, 0, 0},
    {"before you do anything else", 3, 0, 0},
    {"top of the|our homepage", 3, 0, 0},
    {"right now", 0.6F, 0, 0},
    {"order .. today|now|online|at", 1.2F, 0.3F, 0},
    /* addresses */
    {"learn|find out more|where at|and|about", 2, 0.7F, 0},
    {"learn more at", 2.5, 1, 0},
    {"visit", 0.8F, 0.5F, 0},
    {"head over to", 1.5, 1.2F, 0},
    {"check .. out", 0.7F, 0.7F, 0},
    {"check out", 0.7F, 0.5F, 0},
    {"check them out", 2.5, 0, 0},
    {"go to", 0.8F, 0.6F, 0},
    {"all lowercase|caps|one", 2.5, 0.5F, 0},
    {"text .. to #", 3, 0.5F, 0},
    {"download the|our", 1.5, 0.5F, 0},
    {"mobile|the app", 1, 0, 0},
    {"use our|this|the link", 2.5, 1, 0},
    {"search for .. in|on|wherever", 2, 1, 0},
    {"link|links .. show|episode notes", 1.2F, 2, 0},
    {"show notes", 0.5F, 1.5, 0},
    /* what is praised, and to whom */
    {"whether youre", 2.2F, 0, 0},
    {"designed for|to", 1.2F, 0, 0},
    {"thats why you|we|they", 0.5F, 0, 0},
    {"say goodbye", 2, 0, 0},
    {"makes|make|making it easy|easier|simple", 1.8F, 0, 0},
    {"easy to use|spin|get", 1, 0, 0},
    {"its easy to", 0.8F, 0, 0},
    {"fast|fastest|easy|easiest|best|smartest|smarter|better way to", 2, 0, 0},
    {"fast|fastest|easy|easiest|quick .. and|or fast|easy|easiest|simple|free", 1.5, 0, 0},
    {"all in one", 1.2F, 0, 0},
    {"all sizes", 1, 0, 0},
    {"any size|budget", 1.5, 0, 0},
    {"no more", 1, 0, 0},
    {"unlike other", 2.5, 0, 0},
    {"without .. hassle|extra|additional|breaking", 0.8F, 0, 0},
    {"you can trust", 2, 0, 0},
    {"next level", 1.5, 0, 0},
    {"its no wonder", 2, 0, 0},
    {"no wonder", 1, 0, 0},
    {"number one|1", 0.7F, 0, 0},
    {"helps|help|helping you", 1.2F, 0, 0},
    {"lets|allows|gives you", 1.2F, 0, 0},
    {"you can|could choose|get|use|listen|find|save|access|trace|compare|post", 0.9F, 0.2F, 0},
    {"youll|you get|also|receive|love|find|never|enjoy|ship|need", 1, 0.2F, 0},
    {"give it a", 1, 0.3F, 0},
    {"you need to", 0.2F, 0, 0},
    {"your business|team|customers|home|family|needs|order|orders|money|data|application|"
     "applications|company",
     0.9F, 0, 0},
    {"your own", 0.5F, 0, 0},
    {"rated|trusted|loved|used by", 1.2F, 0, 0},
    {"over|more # million|thousand|people|customers|reviews|companies", 1.2F, 0, 0},
    {"over #", 0.6F, 0, 0},
    {"customers", 0.4F, 0, 0},
    {"affordable", 1.7F, 0, 0},
    {"flexible", 0.7F, 0, 0},
    {"platform", 0.6F, 0, 0},
    {"pricing|prices|fee|discount", 0.8F, 0.3F, 0},
    {"coverage", 0.7F, 0, 0},
    {"delivered|delivers|deliver", 0.6F, 0, 0},
    {"guarantee|guarantees|guaranteed", 1, 0, 0},
    {"tired of", 1, 0, 0},
    {"looking for a|the|to", 0.6F, 0, 0},
    {"save|save up # | your|time|money|to", 1, 0, 0},
    {"sponsor|sponsors", 0.8F, 0.8F, 0},
    {"only on|in theaters", 1, 0, 0},
    {"get your tickets", 2, 1.5, 0},
    {"plans", 0.5F, 0, 0},
    {"today", 0.2F, 0, 0},
    {"partners", 0.2F, 0, 0},
    {"they offer|offers|combine|deliver", 1, 0, 0},
    {"offers|offering|offer", 0.7F, 0, 0},
    {"industry leading", 1.5, 0, 0},
    {"you deserve", 1.5, 0, 0},
    {"in just|under #|two|five minutes|seconds", 1.3F, 0, 0},
    {"have you thought|ever", 0.7F, 0, 0},
    {"wouldnt it be nice", 2, 0, 0},
    {"heres how it works", 2, 0, 0},
    {"like a good", 1, 0, 0},
    {"they|theyve got|have|make|ship|made|fund|use|carry", 0.4F, 0, 0},
    {"they sent .. us|me|some", 2, 0, 0},
    {"featured|features|feature|featuring", 0.5F, 0, 0},
    {"thats # off", 2, 0, 0},
    {"# each|pack|bottle|reviews|flavors", 0.8F, 0, 0},
    {"delicious|comfortable|premium|personalized|finest|easy|effortless|seamless|refreshing", 0.8F,
     0, 0},
    /* the show about itself */
    {"right back", 0, 4.5, 0},
    {"after the|this|a|these break|messages", 0, 4, 0},
    {"take|short|quick|little .. break", 0, 3, 0},
    {"when we come|get back", 0, 3.5, 0},
    {"when we return", 0, 3.5, 0},
    {"stay tuned", 0, 2, 0},
    {"subscribe", 0, 2.8F, 0},
    {"subscriber|member .. today|at", 0, 1.5, 0},
    {"become a|an subscriber|member|patron", 0, 4, 0},
    {"rate and|or review", 0, 5, 0},
    {"leave|write .. review|rating", 0, 3.5, 0},
    {"follow us|me|the|him|her", 0, 2.8F, 0},
    {"find us|me on|at", 0, 3, 0},
    {"connect with us|me", 0, 3.5, 0},
    {"newsletter|newsletters", 0, 2.2F, 0},
    {"mailing list", 0, 2.2F, 0},
    {"patreon", 0, 3, 0},
    {"share this|the|it .. episode|show|podcast|with", 0, 3.5, 0},
    {"tell a|your|one .. friend|friends", 0, 3, 0},
    {"tell .. to subscribe|listen", 0, 2, 0},
    {"recommend us", 0, 4, 0},
    {"support the|our|this show|podcast|work|channel", 0.3F, 2.5, 0},
    {"join us", 0, 1.5, 0},
    {"our website|youtube|discord|slack|channel|instagram|twitter", 0, 2.5, 0},
    {"on our website|site", 0, 1, 0},
    {"on apple|spotify|itunes|stitcher", 0.3F, 2.5, 0},
    {"wherever you get|listen|find", 0, 3, 0},
    {"send us|me|your", 0, 1.5, 0},
    {"send|submit your|a questions|question|ideas", 0, 2.5, 0},
    {"questions to ask", 0, 1.5, 0},
    {"if you liked|enjoyed|like|enjoy this|the", 0, 3.5, 0},
    {"if you want to support|comment|submit", 0, 3, 0},
    {"if you wanna|want|would|youd like to|subscribe", 0, 0.7F, 0},
    {"if youd like to", 0, 1, 0},
    {"learn more about us|virtual|our", 0, 1, 0},
    {"say hi to", 0, 1.5, 0},
    {"merch", 0, 2.5, 0},
    {"hashtag", 0, 1.5, 0},
    {"my|our book|course|courses|books is|has|out|yet|called|intuitive", 0, 2, 0},
    {"available for|on purchase|sale|amazon", 0.5F, 2.5, 0},
    {"tickets", 0.3F, 0.8F, 0},
    {"live stream|streaming", 0, 1.5, 0},
    {"livestream|livestreaming", 0, 1.2F, 0},
    {"on twitter|instagram|facebook|youtube|mastodon|bluesky|snapchat", 0, 2.2F, 0},
    {"get notified", 0, 3, 0},
    {"hit|press .. bell", 0, 3, 0},
    {"the show on", 0, 1.2F, 0},
    {"gmail com", 0, 2.5, 0},
    {"full show notes", 0, 2, 0},
    {"for listening|watching to", 0, 1, 0},
    {"our|the next episode", 0, 0.5F, 0},
    {"limited|number of .. seats|seating|spots", 0, 2.5, 0},
    {"early bird", 0, 1.5, 0},
    {"registration", 0, 0.8F, 0},
    /* talk */
    {"welcome to|back", -3, -1.5, 0},
    {"thanks|thank you|so .. for having", -5, -4, 0},
    {"for joining|coming", -3, -2, 0},
    {"joining|joins|with me|us today", -2, -1, 0},
    {"our|my guest|guests", -3, -1, 0},
    {"lets talk|start|dive|jump|move|get", -2.5, -1, 0},
    {"this is .. im", -2, -2, 0},
    {"im your host", -4, -3, 0},
    {"what|how|why do|did|would you", -1.5, -1.2F, 0},
    {"you think", -1, -1, 0},
    {"i think|guess|mean|remember|thought|dont|was|feel|said|had", -1.3F, -0.8F, 0},
    {"we were|had|did", -0.7F, -0.5F, 0},
    {"you know", -0.7F, -0.6F, 0},
    {"yeah", -1, -1, 0},
    {"he|she was|said|had|is|did", -0.8F, -0.8F, 0},
    {"they were|had|did", -0.5F, -0.5F, 0},
    {"like i said", -1, -1, 0},
    {"tell me|us about", -2, -1, 0},
    {"so like", -0.5F, -0.5F, 0},
    {"we|were are|now back", -2.5F, -1.5F, 0},
    {"i am your host", -4, -3, 0},
    {"the next one|thing|item|topic|question", -2, -1.5F, 0},
    {"all right", -1, -0.5F, 0},
    {"alright|okay|anyway", -1, -0.5F, 0},
    {"speaking of", -1, -0.5F, 0},
    {"interesting", -0.7F, -0.5F, 0},
    {"catch|see you next", -3, -2, 0},
    {"your question", -2, 0, 0},
    {"i believe|forgot|found|saw|read", -1, -0.5F, 0},
    {"kind|sort of", -0.7F, -0.6F, 0},
};

enum { RULES = sizeof rules / sizeof *rules };

/* A rule in a page's own word numbers. */
struct compiled {
    uint32_t ids[SLOTS][ALTERNATIVES];
    unsigned char count[SLOTS]; /* of alternatives */
    bool number[SLOTS], gap[SLOTS];
    unsigned char slots;
    uint32_t counted; /* the last sentence it was found in, from 1 */
};

/* In the list of the rules that begin with one word. */
struct start {
    uint16_t rule, next; /* next: 1-based index of a start, 0: none */
};

struct matcher {
    const struct words *w;
    struct compiled compiled[RULES];
    struct start starts[RULES * ALTERNATIVES];
    size_t start_count;
    uint16_t numbers;  /* the rules that begin with a number */
    uint16_t *by_word; /* by word number */
};

/* Reads the slot at *s; false if the page has none of its words. */
static bool compile_slot(const struct words *w, const char **s, struct compiled *c)
{
    size_t slot = c->slots++, len;

    assert(slot < SLOTS);
    if (strncmp(*s, "..", 2) == 0) {
        *s += 2;
        return c->gap[slot] = true;
    }
    do {
        *s += **s == '|';
        len = strcspn(*s, " |");
        uint32_t id = vocabulary_find(&w->vocabulary, *s, len);
        assert(c->count[slot] < ALTERNATIVES);
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
    const char *s = rules[rule].pattern;

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
    for (size_t skipped = 0; skipped <= GAP; skipped++) {
        size_t past = match(m, c, slot + 1, i + skipped, end);
        if (past != 0)
            return past;
    }
    return 0;
}

static bool add_credit(struct arena *a, struct credit_list *list, struct credit credit)
{
    struct credit *grown = arena_grow(a, list->v, list->n, &list->capacity, sizeof *list->v);

    if (grown == NULL)
        return false;
    list->v = grown;
    list->v[list->n++] = credit;
    return true;
}

/* Applies the rules of one list at word i; each counts once a sentence. */
static bool apply(struct arena *a, struct matcher *m, uint16_t list, size_t sentence, size_t i,
                  struct score *score, struct credit_list *credits)
{
    for (; list != 0; list = m->starts[list - 1].next) {
        size_t r = m->starts[list - 1].rule;
        struct compiled *c = &m->compiled[r];
        size_t past = c->counted == sentence + 1
                          ? 0
                          : match(m, c, 0, i, m->w->sentences[sentence].past_end);
        if (past == 0)
            continue;
        c->counted = (uint32_t)sentence + 1;
        score->ad += rules[r].ad;
        score->promo += rules[r].promo;
        struct credit credit = {(uint32_t)sentence, (uint32_t)past, false};
        if (rules[r].naming == NAME_PRECEDES)
            credit = (struct credit){(uint32_t)sentence, (uint32_t)i, true};
        if (rules[r].naming != NAMES_NOBODY && !add_credit(a, credits, credit))
            return false;
    }
    return true;
}

bool ad_rules_apply(struct arena *a, const struct words *w, struct score *scores,
                    struct credit_list *credits)
{
    struct matcher *m = arena_alloc(a, sizeof *m);

    if (m == NULL)
        return false;
    m->w = w;
    m->by_word = arena_array(a, w->vocabulary.n, sizeof *m->by_word);
    if (m->by_word == NULL)
        return false;
    for (size_t r = 0; r < RULES; r++)
        compile(m, r);
    for (size_t s = 0; s < w->sentence_count; s++)
        for (size_t i = w->sentences[s].first; i < w->sentences[s].past_end; i++) {
            uint32_t id = w->v[i].id;
            if (!apply(a, m, m->by_word[id], s, i, &scores[s], credits) ||
                (is_number(w, id) && !apply(a, m, m->numbers, s, i, &scores[s], credits)))
                return false;
        }
    return true;
}
