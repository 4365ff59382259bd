/* Which spellings are one person. A wrong merge is worse than a missed one: names that stand
 * side by side in a list stay apart, labels that alternate stay apart, and a spelling that
 * fits two persons equally well joins neither. Each of these is noted, to be told as a doubt. */
#include <string.h>

#include "cast.h"
#include "corrections.h"
#include "steps.h"

/* The labels of the turns, each once. */
struct labels {
    struct vocabulary texts; /* label number -> text */
    uint32_t *of_turn;       /* label number of turn n at n - 1; 0: no label */
    size_t *person;          /* by label number; NOBODY until it is known */
    unsigned *line, *count;  /* by label number */
};

#define NOBODY SIZE_MAX

/* A spelling that fits more persons than this is told of the first ones alone. */
enum { SEVERAL_NOTED = 4 };

static bool add_spelled(struct arena *a, struct cast *c, const struct spelled *s)
{
    struct spelled *grown =
        arena_grow(a, c->spelled, c->spelled_count, &c->spelled_capacity, sizeof *c->spelled);

    if (grown == NULL)
        return false;
    c->spelled = grown;
    c->spelled[c->spelled_count++] = *s;
    struct person *p = &c->persons[s->person];
    p->in[s->where] = true;
    return true;
}

static bool add_person(struct arena *a, struct cast *c, struct spelled *s)
{
    struct person *grown =
        arena_grow(a, c->persons, c->person_count, &c->person_capacity, sizeof *c->persons);

    if (grown == NULL)
        return false;
    c->persons = grown;
    s->person = c->person_count++;
    c->persons[s->person] = (struct person){.name = s->name.text, .named = s->where};
    return add_spelled(a, c, s);
}

/* Notes why the spelling that is added next is kept from one that it is like. */
static bool keep_apart(struct arena *a, struct cast *c, size_t like, enum kept why)
{
    struct kept_apart *grown =
        arena_grow(a, c->apart, c->apart_count, &c->apart_capacity, sizeof *c->apart);

    if (grown == NULL)
        return false;
    c->apart = grown;
    c->apart[c->apart_count++] = (struct kept_apart){c->spelled_count, like, why};
    return true;
}

/* A first name fits as well as a last name does. */
static enum likeness rank_of(enum likeness l)
{
    return l == NAMES_LAST ? NAMES_FIRST : l;
}

/* Whom a name fits; NOBODY for none. */
struct fit {
    enum likeness best;
    size_t person;  /* the one whom it fits best; NOBODY if several do */
    size_t spelled; /* the spelling of theirs that it is like */
    size_t beside;  /* a spelling that it is like but that stands in the same list */
};

static const struct fit fits_nobody = {NAMES_DIFFER, NOBODY, NOBODY, NOBODY};

/* How s fits spelling i. A list joins only whole names, and none that it has itself: then
 * *beside is set. */
static enum likeness fit_one(const struct cast *c, const struct spelled *s, size_t i, bool *beside)
{
    const struct spelled *other = &c->spelled[i];
    enum likeness l = rank_of(names_compare(&s->name, &other->name));

    *beside = false;
    if (s->where != SPELLING_GUESTS && s->where != SPELLING_PEOPLE)
        return l;
    if (l < NAMES_SHORT)
        return NAMES_DIFFER;
    *beside = l != NAMES_SAME && c->persons[other->person].in[s->where];
    return l;
}

static struct fit fit_best(const struct cast *c, const struct spelled *s)
{
    struct fit fit = fits_nobody;
    bool beside;

    if (c->spelled_count > CAST_COMPARED)
        return fit;
    for (size_t i = 0; i < c->spelled_count; i++) {
        enum likeness l = fit_one(c, s, i, &beside);
        if (beside)
            fit.beside = i;
        if (beside || l == NAMES_DIFFER || l < fit.best)
            continue;
        if (l > fit.best) {
            fit.person = c->spelled[i].person;
            fit.spelled = i;
        } else if (fit.person != c->spelled[i].person) {
            fit.person = NOBODY;
        }
        fit.best = l;
    }
    return fit;
}

/* True if entry first or a later one is about this person. */
static bool is_kept_from(const struct cast *c, size_t first, size_t person)
{
    for (size_t i = first; i < c->apart_count; i++)
        if (c->spelled[c->apart[i].like].person == person)
            return true;
    return false;
}

/* Notes the persons whom s fits equally well: a few of them. */
static bool keep_from_several(struct arena *a, struct cast *c, const struct spelled *s,
                              enum likeness best)
{
    size_t first = c->apart_count;
    bool beside;

    for (size_t i = 0; i < c->spelled_count && c->apart_count - first < SEVERAL_NOTED; i++)
        if (fit_one(c, s, i, &beside) == best && !beside &&
            !is_kept_from(c, first, c->spelled[i].person) && !keep_apart(a, c, i, KEPT_SEVERAL))
            return false;
    return true;
}

/* Gives s to the person whom it fits best, or else to a new one, and notes why. */
static bool place(struct arena *a, struct cast *c, struct spelled *s, const struct fit *fit)
{
    if (fit->person != NOBODY) {
        s->person = fit->person;
        return add_spelled(a, c, s);
    }
    if (fit->beside != NOBODY && !keep_apart(a, c, fit->beside, KEPT_LISTED))
        return false;
    if (fit->best != NAMES_DIFFER && !keep_from_several(a, c, s, fit->best))
        return false;
    return add_person(a, c, s);
}

static bool add_listed(struct arena *a, struct cast *c, const struct item_list *items,
                       enum spelling_place where)
{
    for (size_t i = 0; i < items->n; i++) {
        struct spelled s = {.where = where, .line = items->v[i].line, .count = 1};
        if (!name_read(a, items->v[i].text, &s.name))
            return false;
        struct fit fit = fit_best(c, &s);
        if (!place(a, c, &s, &fit))
            return false;
    }
    return true;
}

static bool read_labels(struct arena *a, const struct episode *e, struct labels *l)
{
    l->of_turn = arena_array(a, e->turns.n, sizeof *l->of_turn);
    l->line = arena_array(a, e->turns.n + 1, sizeof *l->line);
    l->count = arena_array(a, e->turns.n + 1, sizeof *l->count);
    l->person = arena_array(a, e->turns.n + 1, sizeof *l->person);
    if (!vocabulary_init(a, &l->texts) || l->of_turn == NULL || l->line == NULL ||
        l->count == NULL || l->person == NULL)
        return false;
    for (size_t i = 0; i < e->turns.n; i++) {
        const struct turn *t = &e->turns.v[i];
        if (*t->label == '\0')
            continue;
        uint32_t id = vocabulary_add(a, &l->texts, t->label, strlen(t->label));
        if (id == 0)
            return false;
        l->of_turn[i] = id;
        if (l->count[id]++ == 0)
            l->line[id] = t->line;
        l->person[id] = NOBODY;
    }
    return true;
}

/* True if label and the labels of person take turns, as two people do. */
static bool alternates(const struct episode *e, const struct labels *l, uint32_t label,
                       size_t person)
{
    size_t there = 0, back = 0;

    for (size_t i = 1; i < e->turns.n; i++) {
        uint32_t before = l->of_turn[i - 1], now = l->of_turn[i];
        there += before == label && now != label && l->person[now] == person;
        back += now == label && before != label && l->person[before] == person;
    }
    return there > 0 && back > 0 && there + back > 2;
}

static bool place_label(struct arena *a, const struct episode *e, struct cast *c, struct labels *l,
                        uint32_t id)
{
    struct spelled s = {.where = SPELLING_LABEL, .line = l->line[id], .count = l->count[id]};

    if (!name_read(a, l->texts.v[id].text, &s.name))
        return false;
    struct fit fit = fit_best(c, &s);
    if (fit.person != NOBODY && alternates(e, l, id, fit.person)) {
        if (!keep_apart(a, c, fit.spelled, KEPT_TURNS))
            return false;
        fit = fits_nobody;
    }
    if (!place(a, c, &s, &fit))
        return false;
    l->person[id] = s.person;
    return true;
}

/* Whole names first, so that a first name alone meets all who might bear it. */
static bool place_labels(struct arena *a, const struct episode *e, struct cast *c, struct labels *l)
{
    for (int single = 0; single <= 1; single++)
        for (uint32_t id = 1; id < l->texts.n; id++) {
            bool is_single = strchr(l->texts.v[id].text, ' ') == NULL;
            if (is_single == (single == 1) && !place_label(a, e, c, l, id))
                return false;
        }
    return true;
}

static bool place_quotes(struct arena *a, const struct episode *e, struct cast *c, size_t *person)
{
    for (size_t i = 0; i < e->quotes.n; i++) {
        const struct quote *q = &e->quotes.v[i];
        struct spelled s = {.where = SPELLING_QUOTES, .line = q->line, .count = 1};
        person[i] = NOBODY;
        if (q->attributed_to == NULL)
            continue;
        if (!name_read(a, q->attributed_to, &s.name))
            return false;
        struct fit fit = fit_best(c, &s);
        if (!place(a, c, &s, &fit))
            return false;
        person[i] = s.person;
    }
    return true;
}

/* The guest list knows a name best, then the list of people, then the labels. */
static void choose_names(struct cast *c)
{
    static const int trust[SPELLING_PLACES] = {
        [SPELLING_GUESTS] = 3, [SPELLING_PEOPLE] = 2, [SPELLING_LABEL] = 1};

    for (size_t i = 0; i < c->spelled_count; i++) {
        const struct spelled *s = &c->spelled[i];
        struct person *p = &c->persons[s->person];
        if (trust[s->where] > trust[p->named]) {
            p->name = s->name.text;
            p->named = s->where;
        }
    }
}

/* The slug of name; "-2" and so on where it is taken. */
static const char *unique_id(struct arena *a, struct vocabulary *used, const char *name)
{
    const char *slug = slug_of(a, name), *id = slug;

    if (slug == NULL)
        return NULL;
    if (*slug == '\0')
        id = slug = "speaker";
    while (id != NULL && vocabulary_find(used, id, strlen(id)) != 0) {
        struct entry *base = &used->v[vocabulary_find(used, slug, strlen(slug))];
        base->count = base->count == 0 ? 2 : base->count + 1;
        id = arena_printf(a, "%s-%u", slug, base->count);
    }
    return id != NULL && vocabulary_add(a, used, id, strlen(id)) != 0 ? id : NULL;
}

static bool add_speaker(struct arena *a, struct episode *e, struct person *p,
                        struct vocabulary *used)
{
    if (p->speaker != 0)
        return true;
    struct speaker *s = &e->speakers.v[e->speakers.n++];
    s->name = p->name;
    s->id = unique_id(a, used, p->name);
    s->corrected = p->corrected;
    p->speaker = (unsigned)e->speakers.n;
    return s->id != NULL;
}

/* All with a label, in order of the first one, then guests and those who are quoted. */
static bool tell_speakers(struct arena *a, struct episode *e, struct cast *c,
                          const struct labels *l)
{
    struct vocabulary used;

    e->speakers.n = 0;
    e->speakers.v = arena_array(a, c->person_count, sizeof *e->speakers.v);
    if (e->speakers.v == NULL || !vocabulary_init(a, &used))
        return false;
    for (uint32_t id = 1; id < l->texts.n; id++)
        if (!add_speaker(a, e, &c->persons[l->person[id]], &used))
            return false;
    for (size_t i = 0; i < c->person_count; i++) {
        struct person *p = &c->persons[i];
        if ((p->in[SPELLING_GUESTS] || p->in[SPELLING_QUOTES]) && !add_speaker(a, e, p, &used))
            return false;
    }
    for (size_t i = 0; i < e->turns.n; i++)
        e->turns.v[i].speaker =
            l->of_turn[i] == 0 ? 0 : c->persons[l->person[l->of_turn[i]]].speaker;
    return true;
}

/* Corrections move spellings from one person to another, their labels and quotes with them.
 * Of the quotes with a name each has a spelling, in their order. */
static bool correct(struct arena *a, struct episode *e, struct cast *c, struct labels *l,
                    size_t *quoted)
{
    size_t quote = 0;

    if (!corrections_cast(a, e, c))
        return false;
    for (size_t i = 0; i < c->spelled_count && e->corrections.n > 0; i++) {
        const struct spelled *s = &c->spelled[i];
        const char *text = s->name.text;
        if (s->where == SPELLING_LABEL)
            l->person[vocabulary_find(&l->texts, text, strlen(text))] = s->person;
        if (s->where != SPELLING_QUOTES)
            continue;
        while (quoted[quote] == NOBODY)
            quote++;
        quoted[quote++] = s->person;
    }
    return true;
}

bool cast_find(struct arena *a, struct episode *e, struct cast *out)
{
    struct labels labels;
    size_t *quoted = arena_array(a, e->quotes.n, sizeof *quoted);

    memset(out, 0, sizeof *out);
    memset(&labels, 0, sizeof labels);
    if (quoted == NULL || !add_listed(a, out, &e->guests, SPELLING_GUESTS) ||
        !add_listed(a, out, &e->people, SPELLING_PEOPLE) || !read_labels(a, e, &labels) ||
        !place_labels(a, e, out, &labels) || !place_quotes(a, e, out, quoted) ||
        !correct(a, e, out, &labels, quoted))
        return false;
    choose_names(out);
    corrections_name(e, out);
    if (!tell_speakers(a, e, out, &labels) || !doubts_tell(a, e, out))
        return false;
    for (size_t i = 0; i < e->quotes.n; i++)
        e->quotes.v[i].speaker = quoted[i] == NOBODY ? 0 : out->persons[quoted[i]].speaker;
    return true;
}

bool speakers_find(struct arena *a, struct episode *e, struct words *w, struct listing **listings)
{
    struct cast cast;

    if (!cast_find(a, e, &cast) || !mentions_find(a, e, &cast, w))
        return false;
    *listings = arena_array(a, e->speakers.n, sizeof **listings);
    if (*listings == NULL)
        return false;
    for (size_t i = 0; i < cast.person_count; i++) {
        const struct person *p = &cast.persons[i];
        bool guest = p->in[SPELLING_GUESTS];
        if (p->speaker != 0)
            (*listings)[p->speaker - 1] = (struct listing){guest, guest || p->in[SPELLING_PEOPLE]};
    }
    return true;
}
