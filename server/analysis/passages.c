#include "passages.h"

#include <string.h>

#include "token.h"

struct reader {
    struct arena *arena;
    struct vocabulary *vocabulary;
    struct passages *out;
};

static bool add_text(struct reader *r, const char *text, unsigned line)
{
    struct token_list tokens;
    struct word *words;

    if (text == NULL)
        return true;
    struct passage *grown =
        arena_grow(r->arena, r->out->v, r->out->n, &r->out->capacity, sizeof *r->out->v);
    if (grown == NULL || !tokens_of(r->arena, text, strlen(text), &tokens))
        return false;
    r->out->v = grown;
    words = arena_array(r->arena, tokens.n, sizeof *words);
    if (words == NULL)
        return false;
    for (size_t i = 0; i < tokens.n; i++) {
        const struct token *t = &tokens.v[i];
        words[i] = (struct word){vocabulary_add(r->arena, r->vocabulary, t->text, t->len), 0,
                                 (uint32_t)t->start, (uint32_t)t->end};
        if (words[i].id == 0)
            return false;
    }
    r->out->v[r->out->n++] = (struct passage){text, words, tokens.n, SPELLING_PAGE, line};
    return true;
}

static bool add_items(struct reader *r, const struct item_list *items)
{
    for (size_t i = 0; i < items->n; i++)
        if (!add_text(r, items->v[i].text, items->v[i].line))
            return false;
    return true;
}

bool passages_of_sections(struct arena *a, const struct episode *e, struct vocabulary *vocabulary,
                          struct passages *out)
{
    struct reader reader = {a, vocabulary, out}, *r = &reader;

    if (!add_text(r, e->primary_topic, 0) || !add_text(r, e->overview, 0))
        return false;
    for (size_t i = 0; i < e->takeaways.n; i++)
        if (!add_text(r, e->takeaways.v[i].text, e->takeaways.v[i].line))
            return false;
    for (size_t i = 0; i < e->chapters.n; i++) {
        const struct chapter *c = &e->chapters.v[i];
        if (!add_text(r, c->title, c->line) || !add_text(r, c->summary, c->line))
            return false;
    }
    for (size_t i = 0; i < e->books.n; i++)
        if (!add_text(r, e->books.v[i].title, e->books.v[i].line) ||
            !add_items(r, &e->books.v[i].authors))
            return false;
    return add_items(r, &e->advice) && add_items(r, &e->about);
}
