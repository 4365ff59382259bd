#include "corrections.h"

#include <sha256.h>
#include <string.h>

#include "analysis.h"
#include "utf8.h"

#define NOBODY SIZE_MAX

static const char told[] = "told by a correction";

typedef char digest[CORRECTION_DIGEST_SIZE];

/* ---- following the page ---- */

void correction_digest(const char *text, char out[CORRECTION_DIGEST_SIZE])
{
    char hex[SHA256_DIGEST_STRING_LENGTH];

    SHA256Data((const uint8_t *)text, strlen(text), hex);
    memcpy(out, hex, CORRECTION_DIGEST_SIZE - 1);
    out[CORRECTION_DIGEST_SIZE - 1] = '\0';
}

static digest *read_digests(struct arena *a, const struct episode *e)
{
    digest *digests = arena_array(a, e->paragraphs.n, sizeof *digests);

    for (size_t i = 0; digests != NULL && i < e->paragraphs.n; i++)
        correction_digest(e->paragraphs.v[i].text, digests[i]);
    return digests;
}

static unsigned distance(unsigned a, unsigned b)
{
    return a < b ? b - a : a - b;
}

/* The paragraph with the correction's digest that is nearest to its number; 0: none. */
static unsigned find_paragraph(const struct episode *e, const digest *digests,
                               const struct correction *c)
{
    unsigned best = 0;

    for (unsigned n = 1; n <= e->paragraphs.n; n++)
        if (strcmp(digests[n - 1], c->digest) == 0 &&
            (best == 0 || distance(n, c->paragraph) < distance(best, c->paragraph)))
            best = n;
    return best;
}

/* The one place in all paragraphs where the correction's words stand; NULL if they stand
 * nowhere or several times. *paragraph is its number. */
static const char *find_words(const struct episode *e, const struct correction *c,
                              unsigned *paragraph)
{
    const char *found = NULL;

    for (unsigned n = 1; n <= e->paragraphs.n; n++)
        for (const char *at = e->paragraphs.v[n - 1].text; (at = strstr(at, c->text)); at++) {
            if (found != NULL)
                return NULL;
            found = at;
            *paragraph = n;
        }
    return found;
}

/* Words whose paragraph is gone may stand in another one, made of it. */
static bool follow_words(const struct episode *e, const digest *digests, struct correction *c)
{
    unsigned paragraph = 0;
    const char *at = find_words(e, c, &paragraph);

    if (at == NULL)
        return false;
    const char *text = e->paragraphs.v[paragraph - 1].text;
    c->paragraph = paragraph;
    c->digest = digests[paragraph - 1];
    c->start = utf8_count(text, (size_t)(at - text));
    c->end = c->start + utf8_count(at, strlen(c->text));
    return true;
}

/* The quote with the correction's text that is nearest to its number. */
static bool follow_quote(const struct episode *e, struct correction *c)
{
    unsigned best = 0;

    for (unsigned n = 1; n <= e->quotes.n; n++)
        if (strcmp(e->quotes.v[n - 1].text, c->text) == 0 &&
            (best == 0 || distance(n, c->quote) < distance(best, c->quote)))
            best = n;
    if (best != 0)
        c->quote = best;
    return best != 0;
}

/* Whether the words stand where the correction says: a document's may not. */
static bool stand_there(const char *text, const struct correction *c)
{
    size_t len = strlen(text), from = utf8_offset(text, len, c->start);
    size_t words = strlen(c->text);

    return words <= len - from && memcmp(text + from, c->text, words) == 0 &&
           c->end == c->start + utf8_count(c->text, words);
}

static bool follow(const struct episode *e, const digest *digests, struct correction *c)
{
    unsigned paragraph = find_paragraph(e, digests, c);

    if (paragraph != 0)
        c->paragraph = paragraph;
    if (c->type == CORRECTION_QUOTE)
        return paragraph != 0 && follow_quote(e, c);
    if (paragraph != 0 && stand_there(e->paragraphs.v[paragraph - 1].text, c))
        return true;
    return follow_words(e, digests, c);
}

bool corrections_follow(struct arena *a, struct episode *e)
{
    digest *digests = NULL;

    for (size_t i = 0; i < e->corrections.n; i++) {
        struct correction *c = &e->corrections.v[i];
        if (c->type != CORRECTION_KIND && c->type != CORRECTION_QUOTE)
            continue;
        if (digests == NULL)
            digests = read_digests(a, e);
        if (digests == NULL)
            return false;
        c->orphaned = !follow(e, digests, c);
    }
    return true;
}

/* ---- speakers ---- */

static size_t person_of(const struct cast *c, const char *text)
{
    for (size_t i = 0; i < c->spelled_count; i++)
        if (strcmp(c->spelled[i].name.text, text) == 0)
            return c->spelled[i].person;
    return NOBODY;
}

/* All spellings of all persons who have the spelling text become the person's. */
static void join(struct cast *c, const char *text, size_t person)
{
    for (size_t i = 0; i < c->spelled_count; i++) {
        size_t other = c->spelled[i].person;
        if (other == person || strcmp(c->spelled[i].name.text, text) != 0)
            continue;
        for (size_t k = 0; k < c->spelled_count; k++)
            if (c->spelled[k].person == other)
                c->spelled[k].person = person;
    }
}

static bool merge(struct cast *c, const struct correction *correction)
{
    size_t person = person_of(c, correction->name);

    if (person == NOBODY || person_of(c, correction->other) == NOBODY)
        return false;
    join(c, correction->name, person);
    join(c, correction->other, person);
    c->persons[person].corrected = true;
    return true;
}

/* Gives the spelling to the person; with its family those that it was one with before any merge. */
static void part(struct cast *c, size_t spelled, size_t person, bool with_family)
{
    size_t from = c->spelled[spelled].person, family = c->spelled[spelled].family;

    for (size_t i = 0; i < c->spelled_count; i++) {
        struct spelled *s = &c->spelled[i];
        if (i == spelled || (with_family && s->person == from && s->family == family))
            s->person = s->family = person;
    }
}

/* Whether one of the first n corrections is a merge of somebody of that name. */
static bool is_merged(const struct correction_list *list, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++) {
        const struct correction *c = &list->v[i];
        if (c->type == CORRECTION_MERGE && !c->orphaned &&
            (strcmp(c->name, name) == 0 || strcmp(c->other, name) == 0))
            return true;
    }
    return false;
}

/* A new person for the spelling; the persons that had it keep what else they have. Of a name that a
 * merge joined to another, the other spellings go with it: two people are no more one than before.
 */
static bool split(struct arena *a, struct cast *c, struct correction *correction, bool merged)
{
    struct person *grown;

    correction->orphaned = person_of(c, correction->name) == NOBODY;
    if (correction->orphaned)
        return true;
    grown = arena_grow(a, c->persons, c->person_count, &c->person_capacity, sizeof *c->persons);
    if (grown == NULL)
        return false;
    c->persons = grown;
    c->persons[c->person_count++].corrected = true;
    for (size_t i = 0; i < c->spelled_count; i++)
        if (strcmp(c->spelled[i].name.text, correction->name) == 0) {
            c->persons[c->spelled[i].person].corrected = true;
            part(c, i, c->person_count - 1, merged);
        }
    return true;
}

/* Every person is named by its first spelling, until names are chosen. */
static void begin_again(struct cast *c)
{
    for (size_t i = 0; i < c->person_count; i++)
        c->persons[i] = (struct person){.corrected = c->persons[i].corrected};
    for (size_t i = 0; i < c->spelled_count; i++) {
        const struct spelled *s = &c->spelled[i];
        struct person *p = &c->persons[s->person];
        p->in[s->where] = true;
        if (p->name == NULL) {
            p->name = s->name.text;
            p->named = s->where;
        }
    }
}

bool corrections_cast(struct arena *a, struct episode *e, struct cast *c)
{
    if (e->corrections.n == 0)
        return true;
    for (size_t i = 0; i < c->spelled_count; i++)
        c->spelled[i].family = c->spelled[i].person;
    for (size_t i = 0; i < e->corrections.n; i++) {
        struct correction *correction = &e->corrections.v[i];
        if (correction->type == CORRECTION_MERGE)
            correction->orphaned = !merge(c, correction);
        else if (correction->type == CORRECTION_SPLIT &&
                 !split(a, c, correction, is_merged(&e->corrections, i, correction->name)))
            return false;
    }
    begin_again(c);
    return true;
}

void corrections_name(const struct episode *e, struct cast *c)
{
    for (size_t i = 0; i < e->corrections.n; i++) {
        const struct correction *correction = &e->corrections.v[i];
        if (correction->type == CORRECTION_MERGE && !correction->orphaned)
            c->persons[person_of(c, correction->name)].name = correction->name;
    }
}

static struct speaker *speaker_with(const struct episode *e, const char *spelling)
{
    for (size_t i = 0; i < e->speakers.n; i++) {
        struct speaker *s = &e->speakers.v[i];
        for (size_t k = 0; k < s->spelling_count; k++)
            if (strcmp(s->spellings[k].text, spelling) == 0)
                return s;
    }
    return NULL;
}

/* A later split may have parted the two again. */
static void tell_reason(struct episode *e, const struct correction *c)
{
    struct speaker *s = speaker_with(e, c->other);

    if (s != speaker_with(e, c->name))
        return;
    for (size_t i = 0; s != NULL && i < s->spelling_count; i++)
        if (strcmp(s->spellings[i].text, c->other) == 0)
            s->spellings[i].reason = told;
}

static void tell_role(struct episode *e, struct correction *c)
{
    struct speaker *s = speaker_with(e, c->name);

    c->orphaned = s == NULL;
    if (s == NULL)
        return;
    s->role = c->role;
    s->role_reason = told;
    s->corrected = true;
}

void corrections_tell(struct episode *e)
{
    for (size_t i = 0; i < e->corrections.n; i++) {
        struct correction *c = &e->corrections.v[i];
        if (c->type == CORRECTION_MERGE && !c->orphaned)
            tell_reason(e, c);
        else if (c->type == CORRECTION_ROLE)
            tell_role(e, c);
    }
}

/* ---- parts ---- */

/* Whose ad the part is that touches words start to end, if one does. */
static const char *sponsor_beside(const struct paragraph *p, size_t start, size_t end)
{
    for (size_t i = 0; i < p->part_count; i++) {
        const struct part *part = &p->parts[i];
        if (part->start <= end && part->end >= start && part->sponsor != NULL)
            return part->sponsor;
    }
    return NULL;
}

/* Puts one part in the place of what stands there. */
static bool cut(struct arena *a, struct paragraph *p, const struct part *new)
{
    struct part *parts = arena_array(a, p->part_count + 2, sizeof *parts);
    size_t n = 0;
    bool placed = false;

    if (parts == NULL)
        return false;
    for (size_t i = 0; i < p->part_count; i++) {
        const struct part *old = &p->parts[i];
        if (old->start < new->start) {
            parts[n] = *old;
            parts[n++].end = old->end < new->start ? old->end : new->start;
        }
        if (!placed && old->end > new->start) {
            parts[n++] = *new;
            placed = true;
        }
        if (old->end > new->end) {
            parts[n] = *old;
            parts[n++].start = old->start > new->end ? old->start : new->end;
        }
    }
    p->parts = parts;
    p->part_count = n;
    return true;
}

bool corrections_cut(struct arena *a, struct episode *e)
{
    for (size_t i = 0; i < e->corrections.n; i++) {
        struct correction *c = &e->corrections.v[i];
        if (c->type != CORRECTION_KIND || c->orphaned)
            continue;
        struct paragraph *p = &e->paragraphs.v[c->paragraph - 1];
        size_t len = strlen(p->text);
        struct part new = {.kind = c->kind,
                           .start = utf8_offset(p->text, len, c->start),
                           .end = utf8_offset(p->text, len, c->end),
                           .corrected = true};
        while (p->text[new.end] == ' ')
            new.end++;
        if (c->kind == PART_AD)
            new.sponsor = sponsor_beside(p, new.start, new.end);
        c->orphaned = new.start >= new.end;
        if (!c->orphaned && !cut(a, p, &new))
            return false;
    }
    return true;
}

/* ---- quotes ---- */

struct correction *corrections_of_quote(struct episode *e, size_t n)
{
    for (size_t i = e->corrections.n; i-- > 0;) {
        struct correction *c = &e->corrections.v[i];
        if (c->type == CORRECTION_QUOTE && !c->orphaned && c->quote == n)
            return c;
    }
    return NULL;
}
