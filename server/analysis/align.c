#include "align.h"

#include <stdlib.h>
#include <string.h>

#include "distance.h"

/* The price of passing over a word of the transcript, one that may not match, and a word of
 * the quote; the worth of a word that is only like the quote's. */
static const float DROPPED = 0.07F, BARRED = 1, ADDED = 0.03F, LIKE = 0.7F;

enum step { STOP, PAIR, DROP, ADD };

static size_t common_prefix(const char *a, const char *b)
{
    size_t n = 0;

    while (a[n] != '\0' && a[n] == b[n])
        n++;
    return n;
}

/* Forms of one word, or one mistyped. */
static bool are_like(const struct asked *q, const struct entry *said)
{
    if (*q->text != *said->text || q->len < 4 || said->len < 4)
        return false;
    size_t longer = q->len > said->len ? q->len : said->len;
    size_t prefix = common_prefix(q->text, said->text);

    if (prefix >= 4 && longer - prefix <= 3)
        return true;
    return edit_distance(q->text, q->len, said->text, said->len, 1) <= 1;
}

static float worth(const struct alignment_input *in, size_t i, size_t word)
{
    uint32_t said = in->said[word];

    if (said == 0)
        return 0;
    if (said == in->q[i].id)
        return in->q[i].weight;
    return are_like(&in->q[i], &in->words->vocabulary.v[said]) ? LIKE * in->q[i].weight : 0;
}

/* The matrix: row i, column j is the best that ends with i words of the quote and j of the
 * stretch looked at. */
struct matrix {
    float *score;
    unsigned char *step;
    size_t width;
};

static void fill_cell(const struct alignment_input *in, const struct matrix *m, size_t i, size_t j,
                      size_t first)
{
    size_t at = i * m->width + j;
    float w = worth(in, i - 1, first + j - 1);
    float pair = m->score[at - m->width - 1] + w;
    float drop = m->score[at - 1] - (in->said[first + j - 1] == 0 ? BARRED : DROPPED);
    float add = m->score[at - m->width] - ADDED;

    if (w > 0 && pair >= drop && pair >= add) {
        m->score[at] = pair;
        m->step[at] = PAIR;
    } else if (drop > 0 || add > 0) {
        m->score[at] = drop > add ? drop : add;
        m->step[at] = drop > add ? DROP : ADD;
    }
}

static void trace(const struct matrix *m, size_t at, size_t first, struct alignment *out)
{
    out->last = first + at % m->width - 1;
    while (m->step[at] != STOP) {
        size_t i = at / m->width, j = at % m->width;
        if (m->step[at] == PAIR) {
            out->with[i - 1] = (uint32_t)(first + j);
            out->first = first + j - 1;
            at -= m->width + 1;
        } else {
            at -= m->step[at] == DROP ? 1 : m->width;
        }
    }
}

/* The cell where the best alignment ends. */
static size_t fill(const struct alignment_input *in, const struct matrix *m, size_t first)
{
    size_t best = 0;

    for (size_t i = 1; i <= in->n; i++)
        for (size_t j = 1; j < m->width; j++) {
            fill_cell(in, m, i, j, first);
            if (m->score[i * m->width + j] > m->score[best])
                best = i * m->width + j;
        }
    return best;
}

bool align(struct arena *a, const struct alignment_input *in, size_t first, size_t past_end,
           struct alignment *out)
{
    struct matrix m = {.width = past_end - first + 1};
    bool enough;

    memset(out, 0, sizeof *out);
    m.score = calloc((in->n + 1) * m.width, sizeof *m.score);
    m.step = calloc((in->n + 1) * m.width, 1);
    out->with = arena_array(a, in->n, sizeof *out->with);
    enough = m.score != NULL && m.step != NULL && out->with != NULL;
    if (enough) {
        size_t best = fill(in, &m, first);
        out->score = m.score[best];
        if (out->score > 0)
            trace(&m, best, first, out);
        for (size_t i = 0; i < in->n; i++)
            if (out->with[i] != 0)
                out->matched += worth(in, i, out->with[i] - 1);
    }
    free(m.score);
    free(m.step);
    return enough;
}
