#include "completion.h"

#include <string.h>
#include <utf8proc.h>

#include "distance.h"
#include "index/sound.h"
#include "utf8.h"

struct marker {
    struct arena *arena;
    struct suggestion *suggestion;
    size_t capacity;
    bool failed; /* out of memory */
};

/* ---- words ---- */

static bool begins(const struct token *typed, const char *word, size_t len)
{
    return typed->len <= len && memcmp(typed->text, word, typed->len) == 0;
}

static bool sounds_like(const struct token *typed, const char *word, size_t len)
{
    uint32_t key = sound_key(typed->text, typed->len);

    return key != 0 && key == sound_key(word, len);
}

/* Whether a misspelt beginning of word was typed. */
static bool begins_alike(const struct token *typed, const char *word, size_t len)
{
    size_t limit = typed->len < 4 ? 0 : typed->len < 8 ? 1 : 2;

    if (begins(typed, word, len))
        return true;
    if (limit == 0)
        return false;
    for (size_t n = typed->len - limit; n <= typed->len + limit && n <= len; n++)
        if (edit_distance(typed->text, typed->len, word, n, limit) <= limit)
            return true;
    return sounds_like(typed, word, len);
}

static bool fits(const struct typed *t, size_t i, const char *word, size_t len)
{
    const struct token *typed = &t->words.v[i];

    return t->alike ? begins_alike(typed, word, len) : begins(typed, word, len);
}

bool completion_fits(const struct typed *t, const char *folded)
{
    size_t next = 0;

    while (*folded && next < t->words.n) {
        size_t len = strcspn(folded, " ");

        next += fits(t, next, folded, len);
        folded += len + (folded[len] == ' ');
    }
    return next == t->words.n;
}

/* ---- marks ---- */

static void add_run(struct marker *m, const char *text, size_t len, bool mark)
{
    struct suggestion *s = m->suggestion;
    struct search_run *grown;
    const char *copy;

    if (len == 0)
        return;
    grown = arena_grow(m->arena, s->runs, s->run_count, &m->capacity, sizeof *grown);
    copy = arena_strndup(m->arena, text, len);
    if (!grown || !copy) {
        m->failed = true;
        return;
    }
    s->runs = grown;
    s->runs[s->run_count++] = (struct search_run){copy, mark};
}

/* The end of the grapheme at pos, at most end. */
static size_t next_grapheme(const char *s, size_t pos, size_t end)
{
    int32_t before, after;

    pos += utf8_decode(s + pos, end - pos, &before);
    while (pos < end) {
        size_t size = utf8_decode(s + pos, end - pos, &after);

        if (utf8proc_grapheme_break(before, after))
            break;
        pos += size;
        before = after;
    }
    return pos;
}

/* Where the first letters of a word end that fold to those typed. */
static size_t typed_end(const char *s, const struct token *word, const struct token *typed)
{
    size_t pos = word->start, len = 0;
    struct tokenizer t;
    struct token token;

    while (pos < word->end && len < typed->len) {
        pos = next_grapheme(s, pos, word->end);
        tokenizer_init(&t, s + word->start, pos - word->start);
        len = tokenizer_next(&t, &token) ? token.len : 0;
    }
    return pos;
}

/* Marks the words of a text that fit; false where they are not all that was typed. */
static bool mark_words(struct marker *m, const struct typed *t, const struct token_list *words)
{
    const char *s = m->suggestion->text;
    size_t pos = 0, next = 0;

    m->suggestion->run_count = 0;
    for (size_t i = 0; i < words->n && next < t->words.n; i++) {
        const struct token *word = &words->v[i];
        size_t end;

        if (!fits(t, next, word->text, word->len))
            continue;
        end = t->alike ? word->end : typed_end(s, word, &t->words.v[next]);
        add_run(m, s + pos, word->start - pos, false);
        add_run(m, s + word->start, end - word->start, true);
        pos = end;
        next++;
    }
    add_run(m, s + pos, strlen(s) - pos, false);
    return next == t->words.n;
}

bool completion_mark(struct arena *a, const struct typed *t, struct suggestion *s)
{
    struct marker m = {.arena = a, .suggestion = s};
    struct typed alike = {t->words, true};
    struct token_list words;

    s->runs = NULL;
    s->run_count = 0;
    if (!tokens_of(a, s->text, strlen(s->text), &words))
        return false;
    if (!mark_words(&m, t, &words) && !mark_words(&m, &alike, &words)) {
        s->run_count = 0;
        add_run(&m, s->text, strlen(s->text), true);
    }
    return !m.failed;
}
