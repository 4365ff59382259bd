/* What a quote kept, dropped and added, in readable runs. */
#include "align.h"
#include "buf.h"

struct differ {
    struct arena *arena;
    const struct episode *e;
    const struct alignment_input *in;
    struct quote *quote;
    size_t capacity;
};

static bool add_run(struct differ *d, enum diff_op op, const char *text)
{
    struct diff *diff = &d->quote->diff;
    struct diff_run *grown = arena_grow(d->arena, diff->v, diff->n, &d->capacity, sizeof *diff->v);

    if (grown == NULL || text == NULL)
        return false;
    diff->v = grown;
    diff->v[diff->n++] = (struct diff_run){op, text};
    return true;
}

/* Words first to past_end - 1 of the transcript; a blank joins two paragraphs. */
static bool add_said(struct differ *d, enum diff_op op, size_t first, size_t past_end)
{
    const struct word *v = d->in->words->v;
    struct buf b;
    bool added;

    if (first == past_end)
        return true;
    buf_init(&b);
    for (size_t i = first, from = first; i < past_end; i++)
        if (i + 1 == past_end || v[i + 1].paragraph != v[i].paragraph) {
            const char *text = d->e->paragraphs.v[v[i].paragraph - 1].text;
            if (from != first)
                buf_char(&b, ' ');
            buf_add(&b, text + v[from].start, v[i].end - v[from].start);
            from = i + 1;
        }
    added = !b.failed && add_run(d, op, arena_strndup(d->arena, b.data, b.len));
    buf_finish(&b);
    return added;
}

/* Words first to past_end - 1 of the quote, which are in it alone. */
static bool add_quoted(struct differ *d, size_t first, size_t past_end)
{
    const struct asked *q = d->in->q;

    if (first == past_end)
        return true;
    return add_run(d, DIFF_ADDED,
                   arena_strndup(d->arena, d->quote->text + q[first].start,
                                 q[past_end - 1].end - q[first].start));
}

/* True if the quote's word is the transcript's, not just like it. */
static bool is_same(const struct differ *d, size_t i, uint32_t with)
{
    return with != 0 && d->in->said[with - 1] == d->in->q[i].id;
}

bool diff_tell(struct arena *a, const struct episode *e, const struct alignment_input *in,
               const struct alignment *found, struct quote *q)
{
    struct differ d = {a, e, in, q, 0};
    size_t said = found->first; /* the next word of the transcript to tell */

    q->diff = (struct diff){NULL, 0};
    for (size_t i = 0; i < in->n;) {
        size_t from = i, first;
        while (i < in->n && !is_same(&d, i, found->with[i]))
            i++;
        first = i < in->n ? found->with[i] - 1 : found->last + 1;
        if (!add_said(&d, DIFF_DROPPED, said, first) || !add_quoted(&d, from, i))
            return false;
        for (said = first;
             i < in->n && is_same(&d, i, found->with[i]) && found->with[i] == said + 1; i++)
            said++;
        if (!add_said(&d, DIFF_SAME, first, said))
            return false;
    }
    return add_said(&d, DIFF_DROPPED, said, found->last + 1);
}
