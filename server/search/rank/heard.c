#include "heard.h"

#include <string.h>

#include "index/sound.h"

/* How much what is just like a word counts, in sound and in letters; found on collections of
 * questions and what was said (scripts/bench-quality). */
#define SOUND_WEIGHT 0.2
#define LETTERS_WEIGHT 0.5
/* How like it must be, 1 being the same. */
#define SOUND_LEAST 0.6
#define LETTERS_LEAST 0.4

/* What a sound costs that is changed, dropped or added: vowels are heard least. */
enum { VOWEL_COST = 3, CONSONANT_COST = 10 };

enum {
    SHORTEST = 4,      /* letters of a word */
    WORDS_MOST = 1024, /* of a passage */
    FORMS = 8192,      /* a power of two, above the different words of most queries' passages */
    SOUNDS_MOST = 2 * HEARD_LETTERS
};

/* A form that stands in passages. */
struct heard_form {
    uint64_t id; /* of the table word; 0: none */
    uint8_t *sounds;
    size_t sound_count;
    float likeness[HEARD_WORDS]; /* in letters, to each word of the query */
};

static unsigned cost_of(uint8_t sound)
{
    return sound == SOUND_VOWEL ? VOWEL_COST : CONSONANT_COST;
}

/* ---- letters ---- */

/* Three letters each of at most HEARD_LETTERS, the word's ends being letters of their own; returns
 * how many. */
static size_t read_grams(const char *word, size_t len, uint32_t grams[HEARD_LETTERS + 1])
{
    uint32_t gram = 1;
    size_t n = 0;

    for (size_t i = 0; i <= len; i++) {
        gram = (gram << 8 | (i < len ? (unsigned char)word[i] : 1)) & 0xFFFFFF;
        if (i > 0)
            grams[n++] = gram;
    }
    return n;
}

/* Dice's coefficient. */
static double likeness_of(const struct heard_word *w, const uint32_t *grams, size_t n)
{
    size_t common = 0;

    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < w->gram_count; k++)
            if (grams[i] == w->grams[k]) {
                common++;
                break;
            }
    return 2.0 * (double)common / (double)(n + w->gram_count);
}

/* ---- the query ---- */

static bool is_listened_for(const struct leaf *leaf)
{
    return leaf->word && !leaf->alike && !leaf->said && !leaf->function_word && !leaf->phrase &&
           leaf->n == 1 && strlen(leaf->word) >= SHORTEST && strlen(leaf->word) <= HEARD_LETTERS;
}

bool heard_init(struct heard *h, struct index *x, struct arena *a, const struct group *group,
                const struct places *places)
{
    *h = (struct heard){.index = x, .arena = a};
    for (size_t i = 0; i < group->n && h->n < HEARD_WORDS; i++) {
        const struct leaf *leaf = &group->leaves[i];
        struct heard_word *w = &h->v[h->n];

        if (!is_listened_for(leaf))
            continue;
        w->sound_count = sound_read(leaf->word, strlen(leaf->word), w->sounds);
        if (w->sound_count < 2)
            continue;
        w->gram_count = read_grams(leaf->word, strlen(leaf->word), w->grams);
        w->weight = leaf->weight;
        w->number = places->words[i];
        h->n++;
    }
    h->forms = arena_array(a, FORMS, sizeof *h->forms);
    h->sounds = arena_array(a, WORDS_MOST, SOUNDS_MOST);
    h->begins = arena_array(a, WORDS_MOST * SOUNDS_MOST + 1, sizeof *h->begins);
    return h->forms && h->sounds && h->begins;
}

/* ---- a passage ---- */

static enum err read_form(struct heard *h, uint64_t id, struct heard_form *out, struct failure *f)
{
    struct db_stmt *s = db_statement(h->index->db, SQL_TEXT_OF_WORD);
    uint32_t grams[HEARD_LETTERS + 1];
    enum err failed;
    bool row;

    *out = (struct heard_form){0};
    db_bind_int(s, 1, (int64_t)id);
    failed = db_step(s, &row, f);
    if (!failed && row) {
        const char *text = db_column_text(s, 0);
        size_t all = text ? strlen(text) : 0, len = all < HEARD_LETTERS ? all : HEARD_LETTERS;
        size_t n = len > 0 ? read_grams(text, len, grams) : 0;

        out->sounds = arena_alloc(h->arena, 2 * len + 1);
        if (out->sounds)
            out->sound_count = sound_read(text, len, out->sounds);
        else
            failed = fail_memory(f);
        for (size_t i = 0; i < h->n; i++)
            out->likeness[i] = (float)likeness_of(&h->v[i], grams, n);
        out->id = id;
    }
    db_reset(s);
    return failed;
}

/* The form of an id; one that has no room in the table is read anew each time. */
static enum err find_form(struct heard *h, uint64_t id, const struct heard_form **out,
                          struct failure *f)
{
    size_t i = (size_t)(id * UINT64_C(0x9E3779B97F4A7C15) >> 32) & (FORMS - 1);
    size_t last = (i + 8) & (FORMS - 1);

    while (h->forms[i].id && h->forms[i].id != id && i != last)
        i = (i + 1) & (FORMS - 1);
    *out = &h->forms[i];
    return h->forms[i].id == id ? OK : read_form(h, id, &h->forms[i], f);
}

/* The least that a run of the passage's words differs from a word in sound (Sellers, "The Theory
 * and Computation of Evolutionary Distances", 1980). */
static unsigned least_cost(const struct heard *h, const struct heard_word *w, size_t n)
{
    enum { FAR = UINT16_MAX };
    unsigned rows[2][SOUNDS_MOST + 1], *before = rows[0], *row = rows[1], least = FAR;

    before[0] = 0;
    for (size_t i = 0; i < w->sound_count; i++)
        before[i + 1] = before[i] + cost_of(w->sounds[i]);
    for (size_t k = 0; k < n; k++) {
        unsigned *kept = before, added = cost_of(h->sounds[k]);

        row[0] = h->begins[k + 1] ? 0 : FAR;
        for (size_t i = 0; i < w->sound_count; i++) {
            unsigned own = cost_of(w->sounds[i]);
            unsigned changed = w->sounds[i] == h->sounds[k] ? 0 : own > added ? own : added;
            unsigned best = before[i] + changed;

            best = before[i + 1] + added < best ? before[i + 1] + added : best;
            row[i + 1] = row[i] + own < best ? row[i] + own : best;
        }
        if (h->begins[k + 1] && row[w->sound_count] < least)
            least = row[w->sound_count];
        before = row;
        row = kept;
    }
    return least;
}

static double sound_of(const struct heard *h, const struct heard_word *w, size_t n)
{
    unsigned all = 0, cost = least_cost(h, w, n);

    for (size_t i = 0; i < w->sound_count; i++)
        all += cost_of(w->sounds[i]);
    return 1 - (double)cost / all;
}

static double above(double likeness, double least)
{
    return likeness > least ? (likeness - least) / (1 - least) : 0;
}

/* The words of the query that a passage does not have, a bit each. */
static unsigned lacks(const struct heard *h, const struct places *places)
{
    bool has[256] = {false};
    unsigned lacking = 0;

    for (size_t i = 0; i < places->n; i++)
        has[places->v[i]] = true;
    for (size_t i = 0; i < h->n; i++)
        if (h->v[i].number == 0 || !has[h->v[i].number])
            lacking |= 1U << i;
    return lacking;
}

enum err heard_score(struct heard *h, const struct places *places,
                     const struct forward_passage *passage, double *score, struct failure *f)
{
    float letters[HEARD_WORDS] = {0};
    unsigned lacking = lacks(h, places);
    size_t n = 0, words = 0;
    const uint8_t *s = passage->words;
    enum err failed;

    *score = 0;
    if (!lacking)
        return OK;
    for (; s < passage->words_end && words < WORDS_MOST; words++) {
        const struct heard_form *form;

        failed = find_form(h, forward_read(&s, passage->words_end), &form, f);
        if (failed)
            return failed;
        h->begins[n] = true;
        for (size_t i = 0; i < form->sound_count; i++) {
            h->sounds[n++] = form->sounds[i];
            h->begins[n] = false;
        }
        for (size_t i = 0; i < h->n; i++)
            letters[i] = form->likeness[i] > letters[i] ? form->likeness[i] : letters[i];
    }
    h->begins[n] = true;
    for (size_t i = 0; i < h->n; i++)
        if (lacking >> i & 1)
            *score +=
                h->v[i].weight * (SOUND_WEIGHT * above(sound_of(h, &h->v[i], n), SOUND_LEAST) +
                                  LETTERS_WEIGHT * above(letters[i], LETTERS_LEAST));
    return OK;
}
