/* Spellings that are alike but were kept apart, told as doubts of their speakers. */
#include <string.h>

#include "cast.h"

static bool is_split(const struct episode *e, const char *text)
{
    for (size_t i = 0; i < e->corrections.n; i++) {
        const struct correction *c = &e->corrections.v[i];
        if (c->type == CORRECTION_SPLIT && strcmp(c->name, text) == 0)
            return true;
    }
    return false;
}

/* True if a correction gave the spelling to one of those it is like, or parted the two. */
static bool is_settled(const struct episode *e, const struct cast *c, const struct kept_apart *k)
{
    for (size_t i = 0; i < c->apart_count; i++) {
        const struct kept_apart *other = &c->apart[i];
        if (other->spelled == k->spelled &&
            c->spelled[other->spelled].person == c->spelled[other->like].person)
            return true;
    }
    return is_split(e, c->spelled[k->spelled].name.text) ||
           (k->why != KEPT_SEVERAL && is_split(e, c->spelled[k->like].name.text));
}

/* True if the spelling is told from this person by an earlier entry, for the same reason. */
static bool is_repeated(const struct cast *c, size_t entry)
{
    const struct kept_apart *k = &c->apart[entry];

    for (size_t i = entry; i-- > 0 && c->apart[i].spelled == k->spelled;)
        if (c->apart[i].why == k->why &&
            c->spelled[c->apart[i].like].person == c->spelled[k->like].person)
            return true;
    return false;
}

/* The names of all whom the spelling of the entry fits equally well, joined by "and". */
static const char *names_of_several(struct arena *a, const struct cast *c, size_t spelled)
{
    const char *out = NULL;

    for (size_t i = 0; i < c->apart_count; i++) {
        const struct kept_apart *k = &c->apart[i];
        const char *name = c->persons[c->spelled[k->like].person].name;
        if (k->spelled != spelled || k->why != KEPT_SEVERAL || is_repeated(c, i))
            continue;
        out = out == NULL ? name : arena_printf(a, "%s and %s", out, name);
        if (out == NULL)
            return NULL;
    }
    return out;
}

static const char *reason_of(struct arena *a, const struct cast *c, const struct kept_apart *k)
{
    const struct name *name = &c->spelled[k->spelled].name, *like = &c->spelled[k->like].name;
    enum likeness l = names_compare(name, like);
    const char *names;

    switch (k->why) {
    case KEPT_TURNS:
        return l < NAMES_SHORT ? "one may be a part of the other's name, but the two take turns"
                               : "spelled alike, but the two take turns";
    case KEPT_LISTED:
        return "spelled alike, but one list has both";
    case KEPT_SEVERAL:
        names = names_of_several(a, c, k->spelled);
        return names == NULL ? NULL
                             : arena_printf(a, "a %s that fits %s",
                                            l == NAMES_FIRST  ? "first name"
                                            : l == NAMES_LAST ? "last name"
                                                              : "spelling",
                                            names);
    }
    return NULL;
}

/* Tells that person may be other; of one pair the first reason stays. */
static bool add_doubt(struct arena *a, struct episode *e, const struct person *person,
                      const struct person *other, const char *reason)
{
    struct speaker *s = person->speaker == 0 ? NULL : &e->speakers.v[person->speaker - 1];
    size_t capacity = 0;

    if (s == NULL)
        return true;
    for (size_t i = 0; i < s->doubt_count; i++)
        if (s->doubts[i].speaker == other->speaker && strcmp(s->doubts[i].name, other->name) == 0)
            return true;
    while (capacity < s->doubt_count)
        capacity = capacity == 0 ? 8 : capacity * 2;
    struct doubt *grown = arena_grow(a, s->doubts, s->doubt_count, &capacity, sizeof *s->doubts);
    if (grown == NULL)
        return false;
    s->doubts = grown;
    s->doubts[s->doubt_count++] = (struct doubt){other->speaker, other->name, reason};
    return true;
}

bool doubts_tell(struct arena *a, struct episode *e, const struct cast *c)
{
    for (size_t i = 0; i < c->apart_count; i++) {
        const struct kept_apart *k = &c->apart[i];
        const struct person *person = &c->persons[c->spelled[k->spelled].person];
        const struct person *other = &c->persons[c->spelled[k->like].person];
        if (is_settled(e, c, k) || is_repeated(c, i))
            continue;
        const char *reason = reason_of(a, c, k);
        if (reason == NULL || !add_doubt(a, e, person, other, reason))
            return false;
        if (k->why != KEPT_SEVERAL && !add_doubt(a, e, other, person, reason))
            return false;
    }
    return true;
}
