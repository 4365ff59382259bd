/* What an author should look at, from ingest and from the analysis, as lines to go to. */
#include "library.h"

struct collector {
    struct arena *arena;
    struct warning_list *out;
    size_t capacity;
    bool failed; /* out of memory */
};

static void add(struct collector *c, unsigned line, unsigned column, const char *message)
{
    struct warning *grown =
        arena_grow(c->arena, c->out->v, c->out->n, &c->capacity, sizeof *c->out->v);

    c->failed = c->failed || !grown || !message;
    if (c->failed)
        return;
    c->out->v = grown;
    grown[c->out->n++] = (struct warning){line, line ? column : 0, message};
}

static void add_quote(struct collector *c, const struct quote *q, size_t n)
{
    if (q->verdict == VERDICT_NOT_FOUND)
        add(c, q->line, 1, arena_printf(c->arena, "quote %zu does not stand in the transcript", n));
    else if (q->attribution == ATTRIBUTION_DIFFERS)
        add(c, q->line, 1,
            arena_printf(c->arena, "quote %zu is given to %s but stands in another's turn", n,
                         q->attributed_to));
}

static void add_turn(struct collector *c, const struct turn *t)
{
    if (t->speaker == 0 && *t->label)
        add(c, t->line, 1,
            arena_printf(c->arena, "what stands under the label '%s' is not its own speech",
                         t->label));
}

static void add_turns(struct collector *c, const struct episode *e)
{
    bool labels = false;

    for (size_t i = 0; i < e->turns.n; i++) {
        labels = labels || *e->turns.v[i].label;
        add_turn(c, &e->turns.v[i]);
    }
    if (!labels && e->paragraphs.n > 0)
        add(c, e->paragraphs.v[0].line, 1,
            "nobody is known to speak: no turn has a label (of a page, a name that stands alone on "
            "its line)");
}

/* Where the speaker's label stands first, else where the name does. */
static unsigned line_of(const struct speaker *s)
{
    for (size_t i = 0; i < s->spelling_count; i++)
        if (s->spellings[i].where == SPELLING_LABEL)
            return s->spellings[i].line;
    return s->spelling_count ? s->spellings[0].line : 1;
}

static void add_doubts(struct collector *c, const struct speaker *s)
{
    for (size_t i = 0; i < s->doubt_count; i++)
        add(c, line_of(s), 1,
            arena_printf(c->arena, "%s may be %s: %s", s->name, s->doubts[i].name,
                         s->doubts[i].reason));
}

enum err library_warnings(struct arena *a, const struct episode *e, struct warning_list *out,
                          struct failure *f)
{
    struct collector c = {.arena = a, .out = out};

    *out = (struct warning_list){0};
    for (size_t i = 0; i < e->warnings.n; i++)
        add(&c, e->warnings.v[i].line, e->warnings.v[i].column, e->warnings.v[i].message);
    for (size_t i = 0; i < e->quotes.n; i++)
        add_quote(&c, &e->quotes.v[i], i + 1);
    add_turns(&c, e);
    for (size_t i = 0; i < e->speakers.n; i++)
        add_doubts(&c, &e->speakers.v[i]);
    return c.failed ? fail(f, ERR_MEMORY, "out of memory") : OK;
}
