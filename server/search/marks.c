#include "marks.h"

#include <string.h>

/* A word that is looked for. */
struct form {
    const char *text, *stem;
    size_t len; /* of text */
};

/* Forms in a row that are looked for, for the sake of one term or two. */
struct wanted {
    struct form *v;
    size_t n;
    bool prefix, literal;
    uint64_t terms;
};

/* What else a word of the passage is known as. */
struct known {
    const char *stem;
    const struct alias *alias;
    size_t aliases;
};

struct matcher {
    struct arena *arena;
    const struct mark_rules *rules;
    const struct word_list *words;
    struct known *known; /* of each of the words */
    struct mark *marks;
    bool failed; /* out of memory */
};

/* ---- the passage's words ---- */

/* The stem of a word, to keep. */
static const char *keep_stem(struct matcher *m, const char *word, size_t len)
{
    const char *stem = stemmer_stem(m->rules->stemmer, word, len);

    if (stem != word)
        stem = arena_strndup(m->arena, stem, strlen(stem));
    if (!stem)
        m->failed = true;
    return stem ? stem : word;
}

static bool needs_stems(const struct query *q)
{
    for (size_t i = 0; i < q->n; i++)
        if (!q->v[i].quoted && !q->v[i].without && (!q->v[i].prefix || q->v[i].words.n > 1))
            return true;
    return false;
}

static void learn_words(struct matcher *m, bool stems)
{
    for (size_t i = 0; i < m->words->n; i++) {
        const struct token *word = &m->words->v[i].token;
        struct known *known = &m->known[i];

        known->stem = stems ? keep_stem(m, word->text, word->len) : word->text;
        known->alias = aliases_find(m->rules->aliases, word->text, &known->aliases);
    }
}

/* ---- matches ---- */

/* What form looks for, and how. */
struct look {
    const struct form *form;
    bool prefix, literal;
};

static bool same(const char *a, const char *b)
{
    return *a == *b && strcmp(a, b) == 0;
}

static bool is_word(const struct look *look, const char *word, const char *stem)
{
    if (look->prefix)
        return strncmp(word, look->form->text, look->form->len) == 0;
    return look->literal ? same(word, look->form->text) : same(stem, look->form->stem);
}

/* The same, of a word whose stem is not known yet. */
static bool is_other(struct matcher *m, const struct look *look, const char *word)
{
    return is_word(look, word, stemmer_stem(m->rules->stemmer, word, strlen(word)));
}

/* How many words from at on are what is looked for: 1, 2 joined, or 0. */
static size_t match_form(struct matcher *m, size_t at, const struct look *look)
{
    const struct word *word = &m->words->v[at];
    const struct known *known = &m->known[at];

    if (is_word(look, word->token.text, known->stem))
        return 1;
    if (word->joined && is_other(m, look, word->joined))
        return 2;
    for (size_t i = 0; i < known->aliases; i++)
        if (is_other(m, look, known->alias[i].other))
            return 1;
    return 0;
}

/* Where the match that begins at a word ends; 0 where there is none. */
static size_t match(struct matcher *m, size_t at, const struct wanted *wanted)
{
    for (size_t i = 0; i < wanted->n; i++) {
        const struct look look = {&wanted->v[i], wanted->prefix && i + 1 == wanted->n,
                                  wanted->literal};
        size_t matched = at < m->words->n ? match_form(m, at, &look) : 0;

        if (matched == 0)
            return 0;
        at += matched;
    }
    return at;
}

static void mark(struct matcher *m, const struct wanted *wanted)
{
    for (size_t at = 0; at < m->words->n; at++) {
        size_t end = match(m, at, wanted);
        struct mark *marks = m->marks;

        if (end == 0)
            continue;
        marks[at].terms |= wanted->terms;
        if (end > marks[at].end)
            marks[at].end = end;
        for (size_t i = at; i < end; i++) {
            marks[i].on = true;
            marks[i].continues |= i > at;
        }
    }
}

/* ---- what is looked for ---- */

static void mark_words(struct matcher *m, const struct query_term *term, uint64_t terms)
{
    struct wanted wanted = {
        .n = term->words.n, .prefix = term->prefix, .literal = term->quoted, .terms = terms};

    wanted.v = arena_array(m->arena, wanted.n, sizeof *wanted.v);
    if (!wanted.v) {
        m->failed = true;
        return;
    }
    for (size_t i = 0; i < wanted.n; i++) {
        const struct token *word = &term->words.v[i];

        wanted.v[i] = (struct form){word->text, keep_stem(m, word->text, word->len), word->len};
    }
    mark(m, &wanted);
}

/* Marks what two words are in one, joined by a sign: "25" for twenty five, "email" for e-mail. */
static void mark_fused(struct matcher *m, const struct token *first, const struct token *second,
                       char sign, uint64_t terms)
{
    char two[2 * TOKEN_MAX + 1];
    struct word_list words = {NULL, 0};
    struct wanted wanted = {.n = 1, .terms = terms};
    struct form form;

    memcpy(two, first->text, first->len);
    two[first->len] = sign;
    memcpy(two + first->len + 1, second->text, second->len);
    if (!words_of(m->arena, two, first->len + 1 + second->len, &words)) {
        m->failed = true;
        return;
    }
    if (words.n != 2 || !words.v[0].joined)
        return;
    form.text = words.v[0].joined;
    form.len = strlen(form.text);
    form.stem = keep_stem(m, form.text, form.len);
    wanted.v = &form;
    mark(m, &wanted);
}

static bool is_plain(const struct query_term *term, size_t words)
{
    return !term->quoted && !term->prefix && !term->without && term->words.n == words;
}

static void mark_term(struct matcher *m, const struct query *q, size_t i)
{
    const struct query_term *term = &q->v[i], *next = i + 1 < q->n ? term + 1 : NULL;
    const struct token *words = term->words.v;
    uint64_t bit = UINT64_C(1) << i;

    if (term->without)
        return;
    mark_words(m, term, bit);
    if (is_plain(term, 2))
        mark_fused(m, &words[0], &words[1], '-', bit);
    if (is_plain(term, 1) && next && is_plain(next, 1) && !next->either)
        mark_fused(m, &words[0], &next->words.v[0], ' ', bit | bit << 1);
}

struct mark *marks_of(struct arena *a, const struct query *query, const struct mark_rules *rules,
                      const struct word_list *words)
{
    struct matcher m = {.arena = a, .rules = rules, .words = words};

    m.known = arena_array(a, words->n, sizeof *m.known);
    m.marks = arena_array(a, words->n, sizeof *m.marks);
    if (!m.known || !m.marks)
        return NULL;
    learn_words(&m, needs_stems(query));
    for (size_t i = 0; i < query->n; i++)
        mark_term(&m, query, i);
    return m.failed ? NULL : m.marks;
}
