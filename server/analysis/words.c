#include "words.h"

#include <string.h>
#include <utf8proc.h>

#include "sentence.h"
#include "token.h"
#include "utf8.h"

enum { FIRST_SLOTS = 4096 };

static uint32_t hash_of(const char *text, size_t len)
{
    uint32_t h = 2166136261U;

    for (size_t i = 0; i < len; i++)
        h = (h ^ (unsigned char)text[i]) * 16777619U;
    return h ^ (h >> 15);
}

static uint32_t *slot_of(const struct vocabulary *v, const char *text, size_t len, uint32_t hash)
{
    size_t mask = v->slot_count - 1, i = hash & mask;

    for (; v->slots[i] != 0; i = (i + 1) & mask) {
        const struct entry *e = &v->v[v->slots[i]];
        if (e->hash == hash && e->len == len && memcmp(e->text, text, len) == 0)
            break;
    }
    return &v->slots[i];
}

static bool resize_slots(struct arena *a, struct vocabulary *v, size_t slot_count)
{
    v->slots = arena_array(a, slot_count, sizeof *v->slots);
    v->slot_count = slot_count;
    if (v->slots == NULL)
        return false;
    for (size_t i = 1; i < v->n; i++)
        *slot_of(v, v->v[i].text, v->v[i].len, v->v[i].hash) = (uint32_t)i;
    return true;
}

bool vocabulary_init(struct arena *a, struct vocabulary *v)
{
    memset(v, 0, sizeof *v);
    v->v = arena_grow(a, NULL, 0, &v->capacity, sizeof *v->v);
    v->n = 1;
    return v->v != NULL && resize_slots(a, v, FIRST_SLOTS);
}

uint32_t vocabulary_find(const struct vocabulary *v, const char *text, size_t len)
{
    return *slot_of(v, text, len, hash_of(text, len));
}

uint32_t vocabulary_add(struct arena *a, struct vocabulary *v, const char *text, size_t len)
{
    uint32_t hash = hash_of(text, len);
    uint32_t *slot = slot_of(v, text, len, hash);

    if (*slot != 0)
        return *slot;
    struct entry *grown = arena_grow(a, v->v, v->n, &v->capacity, sizeof *v->v);
    char *copy = arena_strndup(a, text, len);
    if (grown == NULL || copy == NULL)
        return 0;
    v->v = grown;
    v->v[v->n] = (struct entry){.text = copy, .len = (uint32_t)len, .hash = hash};
    *slot = (uint32_t)v->n++;
    if (v->n * 2 > v->slot_count && !resize_slots(a, v, v->slot_count * 2))
        return 0;
    return (uint32_t)(v->n - 1);
}

bool starts_capital(const char *s, size_t len)
{
    int32_t cp;

    if (len == 0)
        return false;
    if ((unsigned char)*s < 0x80)
        return *s >= 'A' && *s <= 'Z';
    return utf8_decode(s, len, &cp) > 0 && utf8proc_isupper(cp);
}

size_t possessive_bytes(const char *name, size_t len)
{
    static const char curly[] = "\xE2\x80\x99";

    if (len < 3 || (name[len - 1] != 's' && name[len - 1] != 'S'))
        return 0;
    if (name[len - 2] == '\'')
        return 2;
    return len > 4 && memcmp(name + len - 4, curly, 3) == 0 ? 4 : 0;
}

/* Reads the words of one sentence, which begins at text + offset. */
static bool read_sentence(struct arena *a, struct words *w, size_t *capacity, const char *text,
                          const struct stretch *s)
{
    struct tokenizer t;
    struct token token;

    tokenizer_init(&t, text + s->start, s->end - s->start);
    while (tokenizer_next(&t, &token)) {
        struct word *grown = arena_grow(a, w->v, w->n, capacity, sizeof *w->v);
        uint32_t id = vocabulary_add(a, &w->vocabulary, token.text, token.len);
        if (grown == NULL || id == 0)
            return false;
        w->v = grown;
        struct word *word = &w->v[w->n++];
        *word = (struct word){.id = id,
                              .paragraph = s->paragraph,
                              .start = s->start + (uint32_t)token.start,
                              .end = s->start + (uint32_t)token.end};
        struct entry *entry = &w->vocabulary.v[id];
        entry->count++;
        if (starts_capital(text + word->start, word->end - word->start))
            entry->capital++;
        else if (w->n - 1 > s->first)
            entry->lower++;
    }
    return true;
}

static bool read_paragraph(struct arena *a, struct words *w, size_t *capacity,
                           size_t *sentence_capacity, const struct episode *e, size_t index)
{
    struct sentence_list list;
    const char *text = e->paragraphs.v[index].text;

    if (!sentences_of(a, text, strlen(text), &list))
        return false;
    for (size_t i = 0; i < list.n; i++) {
        struct stretch *grown =
            arena_grow(a, w->sentences, w->sentence_count, sentence_capacity, sizeof *w->sentences);
        if (grown == NULL)
            return false;
        w->sentences = grown;
        struct stretch *s = &w->sentences[w->sentence_count++];
        *s = (struct stretch){.paragraph = (uint32_t)index + 1,
                              .start = (uint32_t)list.v[i].start,
                              .end = (uint32_t)list.v[i].end,
                              .first = (uint32_t)w->n};
        if (!read_sentence(a, w, capacity, text, s))
            return false;
        s->past_end = (uint32_t)w->n;
    }
    return true;
}

static bool fill_postings(struct arena *a, struct words *w)
{
    uint32_t next = 0;
    uint32_t *filled = arena_array(a, w->vocabulary.n, sizeof *filled);

    w->postings = arena_array(a, w->n, sizeof *w->postings);
    if (filled == NULL || w->postings == NULL)
        return false;
    for (size_t i = 1; i < w->vocabulary.n; i++) {
        w->vocabulary.v[i].first = next;
        next += w->vocabulary.v[i].count;
    }
    for (size_t i = 0; i < w->n; i++) {
        uint32_t id = w->v[i].id;
        w->postings[w->vocabulary.v[id].first + filled[id]++] = (uint32_t)i;
    }
    return true;
}

bool words_read(struct arena *a, const struct episode *e, struct words *out)
{
    size_t capacity = 0, sentence_capacity = 0;

    memset(out, 0, sizeof *out);
    out->first_of = arena_array(a, e->paragraphs.n + 1, sizeof *out->first_of);
    if (out->first_of == NULL || !vocabulary_init(a, &out->vocabulary))
        return false;
    for (size_t i = 0; i < e->paragraphs.n; i++) {
        out->first_of[i] = (uint32_t)out->n;
        if (!read_paragraph(a, out, &capacity, &sentence_capacity, e, i))
            return false;
    }
    out->first_of[e->paragraphs.n] = (uint32_t)out->n;
    return fill_postings(a, out);
}

size_t sentence_of(const struct words *w, size_t i)
{
    size_t low = 0, high = w->sentence_count;

    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        if (w->sentences[middle].first <= i)
            low = middle;
        else
            high = middle;
    }
    return low;
}

bool *words_listed(struct arena *a, const struct words *w, const struct item_list *const *lists,
                   size_t count)
{
    bool *out = arena_array(a, w->vocabulary.n, sizeof *out);
    struct tokenizer t;
    struct token token;

    for (size_t k = 0; k < count && out != NULL; k++)
        for (size_t i = 0; i < lists[k]->n; i++) {
            tokenizer_init(&t, lists[k]->v[i].text, strlen(lists[k]->v[i].text));
            while (tokenizer_next(&t, &token))
                out[vocabulary_find(&w->vocabulary, token.text, token.len)] = true;
        }
    return out;
}
