/* Which spellings are one person. A wrong merge is worse than a missed one: names that stand
 * side by side in a list stay apart, labels that alternate stay apart, and a spelling that
 * fits two persons equally well joins neither. */
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

/* A first name fits as well as a last name does. */
static enum likeness rank_of(enum likeness l)
{
    return l == NAMES_LAST ? NAMES_FIRST : l;
}

/* The one person whom name fits best; NOBODY if none or several do. A list joins only whole
 * names, and none that it has itself. */
static size_t best_person(const struct cast *c, const struct name *name, enum spelling_place where)
{
    enum likeness best = NAMES_DIFFER;
    size_t person = NOBODY;
    bool list = where == SPELLING_GUESTS || where == SPELLING_PEOPLE;

    if (c->spelled_count > CAST_COMPARED)
        return NOBODY;
    for (size_t i = 0; i < c->spelled_count; i++) {
        const struct spelled *s = &c->spelled[i];
        enum likeness l = rank_of(names_compare(name, &s->name));
        if (l == NAMES_DIFFER || l < best)
            continue;
        if (list && (l < NAMES_SHORT || (c->persons[s->person].in[where] && l != NAMES_SAME)))
            continue;
        if (l > best)
            person = s->person;
        else if (person != s->person)
            person = NOBODY;
        best = l;
    }
    return person;
}

static bool add_listed(struct arena *a, struct cast *c, const struct item_list *items,
                       enum spelling_place where)
{
    for (size_t i = 0; i < items->n; i++) {
        struct spelled s = {.where = where, .line = items->v[i].line, .count = 1};
        if (!name_read(a, items->v[i].text, &s.name))
            return false;
        s.person = best_person(c, &s.name, where);
        if (s.person == NOBODY ? !add_person(a, c, &s) : !add_spelled(a, c, &s))
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
    s.person = best_person(c, &s.name, SPELLING_LABEL);
    if (s.person != NOBODY && alternates(e, l, id, s.person))
        s.person = NOBODY;
    if (s.person == NOBODY ? !add_person(a, c, &s) : !add_spelled(a, c, &s))
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
        s.person = best_person(c, &s.name, SPELLING_QUOTES);
        if (s.person == NOBODY ? !add_person(a, c, &s) : !add_spelled(a, c, &s))
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
    if (!tell_speakers(a, e, out, &labels))
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
