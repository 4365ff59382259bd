#include "snippet.h"

#include <string.h>
#include <utf8proc.h>

#include "utf8.h"

/* NEXT continues the match of the word before it. */
enum mark { MARK_NONE, MARK_FIRST, MARK_NEXT };

struct writer {
    struct arena *arena;
    const struct snippet_passage *passage;
    struct token_list words;
    unsigned char *marks; /* enum mark of each word */
    size_t first, last;   /* the words that are shown; last exclusive */
    size_t pos;           /* bytes before it are written */
    struct search_hit *hit;
    size_t capacity;
    bool failed; /* out of memory */
};

/* ---- matches ---- */

static bool begins_or_is(const char *text, const struct token *word, bool prefix)
{
    return strncmp(text, word->text, word->len) == 0 && (prefix || text[word->len] == '\0');
}

static bool word_matches(const struct writer *w, size_t at, const struct token *wanted, bool prefix)
{
    const struct alias *alias;
    size_t n;

    if (begins_or_is(w->words.v[at].text, wanted, prefix))
        return true;
    alias = aliases_find(w->passage->aliases, w->words.v[at].text, &n);
    for (size_t i = 0; i < n; i++)
        if (begins_or_is(alias[i].other, wanted, prefix))
            return true;
    return false;
}

static bool term_matches(const struct writer *w, size_t at, const struct query_term *term)
{
    size_t n = term->words.n;

    if (at + n > w->words.n)
        return false;
    for (size_t i = 0; i < n; i++)
        if (!word_matches(w, at + i, &term->words.v[i], term->prefix && i + 1 == n))
            return false;
    return true;
}

static void mark_term(struct writer *w, const struct query_term *term)
{
    for (size_t at = 0; at < w->words.n; at++) {
        if (!term_matches(w, at, term))
            continue;
        if (w->marks[at] == MARK_NONE)
            w->marks[at] = MARK_FIRST;
        for (size_t i = 1; i < term->words.n; i++)
            w->marks[at + i] = MARK_NEXT;
    }
}

/* ---- the window ---- */

/* The first of the windows that hold most marks. */
static size_t densest(const struct writer *w)
{
    size_t best = 0, most = 0, count = 0;

    for (size_t end = 0; end < w->words.n; end++) {
        count += w->marks[end] != MARK_NONE;
        if (end >= SNIPPET_WORDS)
            count -= w->marks[end - SNIPPET_WORDS] != MARK_NONE;
        if (count > most) {
            most = count;
            best = end >= SNIPPET_WORDS ? end + 1 - SNIPPET_WORDS : 0;
        }
    }
    return best;
}

/* Chooses the words to show, the marked ones in the middle. */
static void choose_window(struct writer *w)
{
    size_t first, last, start, slack;

    w->first = 0;
    w->last = w->words.n;
    if (w->words.n <= SNIPPET_WORDS)
        return;
    start = densest(w);
    for (first = start; first + 1 < start + SNIPPET_WORDS && !w->marks[first]; first++)
        ;
    for (last = start + SNIPPET_WORDS - 1; last > first && !w->marks[last]; last--)
        ;
    slack = SNIPPET_WORDS - (last - first + 1);
    start = first > slack / 2 ? first - slack / 2 : 0;
    if (start > w->words.n - SNIPPET_WORDS)
        start = w->words.n - SNIPPET_WORDS;
    w->first = start;
    w->last = start + SNIPPET_WORDS;
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
    word = w->words.v[w->first].start;
    for (pos = word; pos > w->words.v[w->first - 1].end; pos--)
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
    word = w->words.v[w->last - 1].end;
    for (pos = word; pos < w->words.v[w->last].start; pos++)
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
    const struct token *words = w->words.v;

    for (size_t i = w->first, end; i < w->last; i = end) {
        end = i + 1;
        if (!w->marks[i])
            continue;
        while (end < w->last && w->marks[end] == MARK_NEXT)
            end++;
        write_to(w, whole_before(w->passage, words[i].start), false);
        write_to(w, whole_after(w->passage, words[end - 1].end), true);
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
    struct writer w = {.arena = a, .passage = passage, .hit = hit};

    hit->snippet = NULL;
    hit->snippet_runs = 0;
    if (!tokens_of(a, passage->text, passage->len, &w.words))
        return false;
    w.marks = arena_array(a, w.words.n, sizeof *w.marks);
    if (!w.marks)
        return false;
    for (size_t i = 0; i < query->n; i++)
        if (!query->v[i].without)
            mark_term(&w, &query->v[i]);
    choose_window(&w);
    write_runs(&w);
    return !w.failed;
}
