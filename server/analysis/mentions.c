/* The spellings of speakers: those of the cast, and names in the sections and in the speech,
 * found as runs of capitalised words. A first or last name alone counts only where it can
 * be one person's. */
#include <string.h>

#include "cast.h"
#include "passages.h"

/* More spellings of one speaker than this are not told. */
enum { SPELLINGS_TOLD = 400 };

enum position { FIRST_NAME, MIDDLE_NAME, LAST_NAME, WHOLE_NAME };

/* What a word of the vocabulary can be. */
struct hit {
    size_t person;
    enum position position;
    bool exact;
    struct hit *next;
};

/* A word of a spelling of the cast, in the list of those that begin with the same sound. */
struct known {
    const struct spelled *spelled;
    size_t word;
    struct known *next;
};

struct finder {
    struct arena *arena;
    struct episode *e;
    const struct cast *cast;
    struct vocabulary *vocabulary;
    struct known *known[256];
    struct hit **hits; /* by word number */
};

static bool same_bytes(const char *s, const char *bytes, size_t len)
{
    return strncmp(s, bytes, len) == 0 && s[len] == '\0';
}

/* Why text is p's: how it is like the name shown, or the spelling of p it is most like. */
static const char *reason_for(const struct finder *f, size_t person, const char *text)
{
    const struct person *p = &f->cast->persons[person];
    enum likeness best = NAMES_DIFFER;
    const char *like = p->name;
    struct name name, shown;

    if (!name_read(f->arena, text, &name) || !name_read(f->arena, p->name, &shown))
        return NULL;
    best = names_compare(&name, &shown);
    for (size_t i = 0; best == NAMES_DIFFER && i < f->cast->spelled_count; i++) {
        const struct spelled *s = &f->cast->spelled[i];
        if (s->person == person && strcmp(s->name.text, text) != 0) {
            best = names_compare(&name, &s->name);
            like = best == NAMES_DIFFER ? like : s->name.text;
        }
    }
    return likeness_reason(f->arena, best, like);
}

/* Counts one spelling; the first place that a spelling is noted for keeps it. */
static bool note(struct finder *f, size_t person, const struct spelling *seen, size_t len)
{
    const struct person *p = &f->cast->persons[person];
    struct speaker *s = &f->e->speakers.v[p->speaker - 1];
    size_t capacity = 0;

    for (size_t i = 0; i < s->spelling_count; i++)
        if (same_bytes(s->spellings[i].text, seen->text, len)) {
            if (s->spellings[i].where == seen->where)
                s->spellings[i].count += seen->count;
            return true;
        }
    if (s->spelling_count == SPELLINGS_TOLD)
        return true;
    while (capacity < s->spelling_count)
        capacity = capacity == 0 ? 8 : capacity * 2;
    struct spelling *grown =
        arena_grow(f->arena, s->spellings, s->spelling_count, &capacity, sizeof *s->spellings);
    char *text = arena_strndup(f->arena, seen->text, len);
    if (grown == NULL || text == NULL)
        return false;
    s->spellings = grown;
    struct spelling *added = &s->spellings[s->spelling_count++];
    *added = *seen;
    added->text = text;
    if (strcmp(text, p->name) == 0)
        return true;
    added->reason = reason_for(f, person, text);
    return added->reason != NULL;
}

static bool note_cast(struct finder *f)
{
    for (int where = SPELLING_LABEL; where <= SPELLING_QUOTES; where++)
        for (size_t i = 0; i < f->cast->spelled_count; i++) {
            const struct spelled *s = &f->cast->spelled[i];
            struct spelling seen = {s->name.text, s->where, s->line, s->count, NULL};
            if ((int)s->where == where && f->cast->persons[s->person].speaker != 0 &&
                !note(f, s->person, &seen, strlen(seen.text)))
                return false;
        }
    return true;
}

static bool know_spellings(struct finder *f)
{
    size_t count = f->cast->spelled_count;

    for (size_t i = 0; i < count && i < CAST_COMPARED; i++) {
        const struct spelled *s = &f->cast->spelled[i];
        for (size_t k = 0; k < s->name.n; k++) {
            struct known *known = arena_alloc(f->arena, sizeof *known);
            unsigned char sound = (unsigned char)s->name.words[k].sound[0];
            if (known == NULL)
                return false;
            *known = (struct known){s, k, f->known[sound]};
            f->known[sound] = known;
        }
    }
    return true;
}

static bool add_hit(struct finder *f, uint32_t id, const struct hit *h)
{
    struct hit **at = &f->hits[id];

    for (; *at != NULL; at = &(*at)->next)
        if ((*at)->person == h->person && (*at)->position == h->position) {
            (*at)->exact = (*at)->exact || h->exact;
            return true;
        }
    *at = arena_alloc(f->arena, sizeof **at);
    if (*at == NULL)
        return false;
    **at = *h;
    return true;
}

/* What word number id can be in the names that begin with its sound. */
static bool find_hits(struct finder *f, uint32_t id, const struct name_word *word)
{
    for (const struct known *k = f->known[(unsigned char)word->sound[0]]; k; k = k->next) {
        const struct name *name = &k->spelled->name;
        const struct name_word *mine = &name->words[k->word];
        struct hit h = {.person = k->spelled->person, .exact = strcmp(mine->text, word->text) == 0};
        if (name_words_alike(mine, word))
            h.position = k->word == 0             ? FIRST_NAME
                         : k->word + 1 == name->n ? LAST_NAME
                                                  : MIDDLE_NAME;
        else if (k->word == 0 && name_is_fused(name, word))
            h.position = WHOLE_NAME;
        else
            continue;
        if (!add_hit(f, id, &h))
            return false;
    }
    return true;
}

static bool find_all_hits(struct finder *f)
{
    f->hits = arena_array(f->arena, f->vocabulary->n, sizeof *f->hits);
    if (f->hits == NULL)
        return false;
    for (uint32_t id = 1; id < f->vocabulary->n; id++) {
        const struct entry *entry = &f->vocabulary->v[id];
        struct name_word word;
        if (entry->count > 0 && entry->capital == 0)
            continue;
        name_word_set(&word, entry->text, entry->len);
        if (!find_hits(f, id, &word))
            return false;
    }
    return true;
}

/* Words i and i + 1 of p can be parts of one name. */
static bool joined(const struct passage *p, size_t i)
{
    const char *gap = p->text + p->v[i].end;
    size_t len = p->v[i + 1].start - p->v[i].end;

    if (len == 1)
        return *gap == ' ' || *gap == '-';
    return len == 2 && memcmp(gap, ". ", 2) == 0 && p->v[i].end - p->v[i].start <= 2;
}

static bool is_capital(const struct passage *p, size_t i)
{
    return starts_capital(p->text + p->v[i].start, p->v[i].end - p->v[i].start);
}

/* The length of the name of h's person that begins at word i with h, at most to end. */
static size_t name_length(const struct finder *f, const struct passage *p, size_t i, size_t end,
                          const struct hit *h)
{
    enum position last = h->position;
    size_t k = i + 1;

    for (; k < end; k++) {
        const struct hit *next = f->hits[p->v[k].id];
        while (next != NULL && (next->person != h->person || next->position <= last))
            next = next->next;
        if (next == NULL)
            break;
        last = next->position;
    }
    return k - i;
}

/* The person of the longest name at word i, and its length in *len; the cast's count if there
 * is none or two persons have it. */
static size_t longest_name(const struct finder *f, const struct passage *p, size_t i, size_t end,
                           size_t *len)
{
    size_t person = f->cast->person_count;
    bool exact = false;

    *len = 1;
    for (const struct hit *h = f->hits[p->v[i].id]; h != NULL; h = h->next) {
        size_t n = name_length(f, p, i, end, h);
        if (n < 2 || n < *len || (n == *len && exact && !h->exact))
            continue;
        person = n > *len || h->exact != exact ? h->person : f->cast->person_count;
        exact = h->exact;
        *len = n;
    }
    return person;
}

/* The one person whom word i alone can name, or the cast's count. A word only like a name
 * must be long, and no word that is mostly said in small letters is a name. */
static size_t lone_name(const struct finder *f, const struct passage *p, size_t i)
{
    const struct entry *entry = &f->vocabulary->v[p->v[i].id];
    size_t nobody = f->cast->person_count, person = nobody;
    bool exact = false;

    if (2 * entry->lower > entry->capital && entry->count > 0)
        return nobody;
    for (const struct hit *h = f->hits[p->v[i].id]; h != NULL; h = h->next) {
        if (h->position == MIDDLE_NAME || exact > h->exact ||
            (!h->exact && h->position != WHOLE_NAME && entry->len < 6))
            continue;
        if (h->exact > exact)
            person = h->person;
        else if (person != h->person)
            person = person == nobody ? h->person : f->cast->person_count + 1;
        exact = h->exact;
    }
    return person > nobody ? nobody : person;
}

/* Bytes of the name in words i to i + n - 1, without an ending 's. */
static size_t name_bytes(const struct passage *p, size_t i, size_t n)
{
    size_t len = p->v[i + n - 1].end - p->v[i].start;

    return len - possessive_bytes(p->text + p->v[i].start, len);
}

static bool note_name(struct finder *f, const struct passage *p, size_t i, size_t n, size_t person)
{
    struct spelling seen = {p->text + p->v[i].start, p->where, p->line, 1, NULL};

    if (person >= f->cast->person_count || f->cast->persons[person].speaker == 0)
        return true;
    return note(f, person, &seen, name_bytes(p, i, n));
}

/* Words i to end - 1 are a run of capitalised ones. */
static bool find_in_run(struct finder *f, const struct passage *p, size_t i, size_t end)
{
    size_t len;

    while (i + 1 < end && f->hits[p->v[i].id] == NULL && f->vocabulary->v[p->v[i].id].lower > 0)
        i++;
    if (i + 1 == end)
        return note_name(f, p, i, 1, lone_name(f, p, i));
    for (; i < end; i += len) {
        size_t person = longest_name(f, p, i, end, &len);
        if (len > 1 && !note_name(f, p, i, len, person))
            return false;
    }
    return true;
}

static bool find_in(struct finder *f, const struct passage *p)
{
    for (size_t i = 0, end; i < p->n; i = end) {
        end = i + 1;
        if (!is_capital(p, i))
            continue;
        while (end < p->n && joined(p, end - 1) && is_capital(p, end))
            end++;
        if (!find_in_run(f, p, i, end))
            return false;
    }
    return true;
}

static bool find_in_speech(struct finder *f, const struct words *w)
{
    for (size_t i = 0; i < f->e->paragraphs.n; i++) {
        const struct paragraph *paragraph = &f->e->paragraphs.v[i];
        size_t n = w->first_of[i + 1] - w->first_of[i];
        struct passage p = {paragraph->text, n ? w->v + w->first_of[i] : NULL, n, SPELLING_SPEECH,
                            paragraph->line};
        if (!find_in(f, &p))
            return false;
    }
    return true;
}

bool mentions_find(struct arena *a, struct episode *e, const struct cast *cast, struct words *w)
{
    struct finder f = {.arena = a, .e = e, .cast = cast, .vocabulary = &w->vocabulary};
    struct passages sections = {0};

    if (!note_cast(&f) || !know_spellings(&f) ||
        !passages_of_sections(a, e, &w->vocabulary, &sections) || !find_all_hits(&f))
        return false;
    for (size_t i = 0; i < sections.n; i++)
        if (!find_in(&f, &sections.v[i]))
            return false;
    return find_in_speech(&f, w);
}
