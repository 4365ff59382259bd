#include "snippet.h"

#include <string.h>
#include <utf8proc.h>

#include "marks.h"
#include "sentence.h"
#include "utf8.h"
#include "words.h"

struct writer {
    struct arena *arena;
    const struct snippet_passage *passage;
    struct word_list words;
    struct mark *marks;
    size_t first, last; /* the words that are shown; last exclusive */
    size_t pos;         /* bytes before it are written */
    struct search_hit *hit;
    size_t capacity;
    bool failed; /* out of memory */
};

/* ---- the window ---- */

/* The marked words that SNIPPET_WORDS hold, from a marked one on. */
struct core {
    size_t first, last; /* last exclusive */
    unsigned terms;     /* how many different ones */
    size_t span;        /* the words in which all of them stand */
    size_t marks;
};

static struct core core_from(const struct writer *w, size_t first)
{
    struct core core = {.first = first, .last = w->marks[first].end};
    uint64_t terms = 0;

    for (size_t at = first; at < w->words.n && at < first + SNIPPET_WORDS; at++) {
        const struct mark *mark = &w->marks[at];

        core.marks += mark->on;
        if (mark->end == 0 || (mark->end > first + SNIPPET_WORDS && at > first))
            continue;
        if (mark->terms & ~terms)
            core.span = mark->end - first;
        terms |= mark->terms;
        if (mark->end > core.last)
            core.last = mark->end;
    }
    if (core.last > first + SNIPPET_WORDS)
        core.last = first + SNIPPET_WORDS;
    core.terms = (unsigned)__builtin_popcountll(terms);
    return core;
}

static bool is_better(const struct core *a, const struct core *b)
{
    if (a->terms != b->terms)
        return a->terms > b->terms;
    if (a->span != b->span)
        return a->span < b->span;
    return a->marks > b->marks;
}

/* The first of the best; nothing is in it where nothing is marked. */
static struct core best_core(const struct writer *w)
{
    struct core best = {0};

    for (size_t at = 0; at < w->words.n; at++) {
        struct core core;

        if (w->marks[at].end == 0)
            continue;
        core = core_from(w, at);
        if (is_better(&core, &best))
            best = core;
    }
    return best;
}

/* The word from least on, and not behind first, that begins a sentence: the last that leaves
 * SNIPPET_WORDS to show, else the first that leaves half of them. False where none does. */
static bool sentence_start(struct writer *w, size_t least, size_t first, size_t *out)
{
    const struct word *words = w->words.v;
    size_t from = least == 0 ? 0 : words[least].token.start, at = least;
    struct sentence_list sentences;
    bool found = false;

    if (!sentences_of(w->arena, w->passage->text + from, words[first].token.end - from,
                      &sentences)) {
        w->failed = true;
        return false;
    }
    /* What the look begins with is a sentence's rest, but at the beginning of the text. */
    for (size_t i = least != 0; i < sentences.n; i++) {
        while (at < first && words[at].token.start < from + sentences.v[i].start)
            at++;
        if (w->words.n - at < (found ? SNIPPET_WORDS : SNIPPET_WORDS / 2))
            break;
        *out = at;
        found = true;
    }
    return found;
}

/* The first word to show. */
static size_t window_first(struct writer *w, const struct core *core)
{
    size_t least = core->last > SNIPPET_WORDS ? core->last - SNIPPET_WORDS : 0;
    size_t first, slack = SNIPPET_WORDS - (core->last - core->first);

    if (sentence_start(w, least, core->first, &first))
        return first;
    first = core->first > slack / 2 ? core->first - slack / 2 : 0;
    return first + SNIPPET_WORDS > w->words.n ? w->words.n - SNIPPET_WORDS : first;
}

/* Chooses the words to show. */
static void choose_window(struct writer *w)
{
    struct core core;

    w->first = 0;
    w->last = w->words.n;
    if (w->words.n <= SNIPPET_WORDS)
        return;
    core = best_core(w);
    w->first = window_first(w, &core);
    if (w->first + SNIPPET_WORDS < w->words.n)
        w->last = w->first + SNIPPET_WORDS;
}

/* ---- bytes ---- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n';
}

static size_t step_back(const char *s, size_t pos)
{
    do
        pos--;
    while (pos > 0 && ((unsigned char)s[pos] & 0xC0) == 0x80);
    return pos;
}

/* Whether a grapheme can end at pos. */
static bool is_boundary(const struct snippet_passage *p, size_t pos)
{
    int32_t before = 0, after = 0;
    size_t back;

    if (pos == 0 || pos >= p->len)
        return true;
    back = step_back(p->text, pos);
    (void)utf8_decode(p->text + back, pos - back, &before);
    (void)utf8_decode(p->text + pos, p->len - pos, &after);
    return utf8proc_grapheme_break(before, after);
}

static size_t whole_before(const struct snippet_passage *p, size_t pos)
{
    while (!is_boundary(p, pos))
        pos = step_back(p->text, pos);
    return pos;
}

static size_t whole_after(const struct snippet_passage *p, size_t pos)
{
    int32_t cp;

    while (!is_boundary(p, pos))
        pos += utf8_decode(p->text + pos, p->len - pos, &cp);
    return pos;
}

/* Where the shown text begins: with the signs that belong to its first word, behind the last
 * blank before it. */
static size_t window_start(const struct writer *w)
{
    const char *s = w->passage->text;
    size_t word, pos;

    if (w->first == 0)
        return 0;
    word = w->words.v[w->first].token.start;
    for (pos = word; pos > w->words.v[w->first - 1].token.end; pos--)
        if (is_blank(s[pos - 1]))
            return pos;
    return whole_before(w->passage, word);
}

/* Where it ends: at the first blank behind its last word. */
static size_t window_end(const struct writer *w)
{
    const char *s = w->passage->text;
    size_t word, pos;

    if (w->last == w->words.n) {
        for (pos = w->passage->len; pos > 0 && is_blank(s[pos - 1]); pos--)
            ;
        return pos;
    }
    word = w->words.v[w->last - 1].token.end;
    for (pos = word; pos < w->words.v[w->last].token.start; pos++)
        if (is_blank(s[pos]))
            return pos;
    return whole_after(w->passage, word);
}

/* ---- runs ---- */

static void add_run(struct writer *w, const char *text, size_t len, bool mark)
{
    struct search_hit *hit = w->hit;
    struct search_run *grown;
    char *copy = arena_strndup(w->arena, text, len);

    grown = arena_grow(w->arena, hit->snippet, hit->snippet_runs, &w->capacity, sizeof *grown);
    if (!grown || !copy) {
        w->failed = true;
        return;
    }
    hit->snippet = grown;
    hit->snippet[hit->snippet_runs++] = (struct search_run){copy, mark};
}

/* Writes what lies between pos and end, if anything does. */
static void write_to(struct writer *w, size_t end, bool mark)
{
    if (end <= w->pos)
        return;
    add_run(w, w->passage->text + w->pos, end - w->pos, mark);
    w->pos = end;
}

static void write_marks(struct writer *w)
{
    const struct word *words = w->words.v;

    for (size_t i = w->first, end; i < w->last; i = end) {
        end = i + 1;
        if (!w->marks[i].on)
            continue;
        while (end < w->last && w->marks[end].continues)
            end++;
        write_to(w, whole_before(w->passage, words[i].token.start), false);
        write_to(w, whole_after(w->passage, words[end - 1].token.end), true);
    }
}

static void write_runs(struct writer *w)
{
    static const char ellipsis[] = "…";

    if (w->first > 0)
        add_run(w, ellipsis, sizeof ellipsis - 1, false);
    w->pos = window_start(w);
    write_marks(w);
    write_to(w, window_end(w), false);
    if (w->last < w->words.n)
        add_run(w, ellipsis, sizeof ellipsis - 1, false);
}

bool snippet_make(struct arena *a, const struct query *query, const struct snippet_passage *passage,
                  struct search_hit *hit)
{
    const struct mark_rules rules = {passage->aliases, passage->stemmer};
    struct writer w = {.arena = a, .passage = passage, .hit = hit};

    hit->snippet = NULL;
    hit->snippet_runs = 0;
    if (!words_of(a, passage->text, passage->len, &w.words))
        return false;
    w.marks = marks_of(a, query, &rules, &w.words);
    if (!w.marks)
        return false;
    choose_window(&w);
    write_runs(&w);
    return !w.failed;
}
