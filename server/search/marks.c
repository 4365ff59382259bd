#include "marks.h"

#include <string.h>

/* A word that is looked for, and how. */
struct form {
    const char *text, *stem;
    size_t len; /* of text */
    bool prefix, literal;
};

/* Forms in a row that are looked for, for the sake of a term. */
struct wanted {
    struct form *v;
    size_t n;
    uint64_t terms;
};

/* What else a word of the passage is known as. */
struct known {
    const char *stem; /* NULL: not asked for yet */
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

static void learn_aliases(struct matcher *m)
{
    for (size_t i = 0; i < m->words->n; i++)
        m->known[i].alias =
            aliases_find(m->rules->aliases, m->words->v[i].token.text, &m->known[i].aliases);
}

/* The stem of a word of the passage, found when it is first asked for. */
static const char *stem_at(struct matcher *m, size_t at)
{
    const struct token *word = &m->words->v[at].token;

    if (!m->known[at].stem)
        m->known[at].stem = keep_stem(m, word->text, word->len);
    return m->known[at].stem;
}

/* ---- matches ---- */

static bool same(const char *a, const char *b)
{
    return *a == *b && strcmp(a, b) == 0;
}

/* Whether a word may have the form's stem at all: most have not, and stems take the most time. */
static bool may_be(const struct matcher *m, const struct form *form, const char *word)
{
    return *word == *form->stem || !stemmer_keeps_first(m->rules->stemmer, form->stem);
}

/* Whether a word that is told without its stem is what is looked for. */
static bool is_word(const struct matcher *m, const struct form *form, const char *word)
{
    if (form->prefix)
        return strncmp(word, form->text, form->len) == 0;
    if (form->literal)
        return same(word, form->text);
    return may_be(m, form, word) &&
           same(stemmer_stem(m->rules->stemmer, word, strlen(word)), form->stem);
}

/* Whether a word of the passage has the form's stem, as the same word has. */
static bool has_stem(struct matcher *m, size_t at, const struct form *form)
{
    const char *word = m->words->v[at].token.text;

    return same(word, form->text) || (may_be(m, form, word) && same(stem_at(m, at), form->stem));
}

/* How many words from at on are what is looked for: 1, 2 joined, or 0. */
static size_t match_form(struct matcher *m, size_t at, const struct form *form)
{
    const struct word *word = &m->words->v[at];
    const struct known *known = &m->known[at];
    bool by_stem = !form->prefix && !form->literal;

    if (by_stem ? has_stem(m, at, form) : is_word(m, form, word->token.text))
        return 1;
    if (word->joined && is_word(m, form, word->joined))
        return 2;
    if (word->bare && is_word(m, form, word->bare))
        return 1;
    for (size_t i = 0; i < known->aliases; i++)
        if (is_word(m, form, known->alias[i].other))
            return 1;
    return 0;
}

/* Where the match that begins at a word ends; 0 where there is none. */
static size_t match(struct matcher *m, size_t at, const struct wanted *wanted)
{
    for (size_t i = 0; i < wanted->n; i++) {
        size_t matched = at < m->words->n ? match_form(m, at, &wanted->v[i]) : 0;

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
    struct wanted wanted = {.n = term->words.n, .terms = terms};

    wanted.v = arena_array(m->arena, wanted.n, sizeof *wanted.v);
    if (!wanted.v) {
        m->failed = true;
        return;
    }
    for (size_t i = 0; i < wanted.n; i++) {
        const struct token *word = &term->words.v[i];

        wanted.v[i] = (struct form){word->text, keep_stem(m, word->text, word->len), word->len,
                                    term->prefix && i + 1 == wanted.n, term->quoted};
    }
    mark(m, &wanted);
}

/* Marks what the two words of a term are without their hyphen: "email" for e-mail. */
static void mark_joined(struct matcher *m, const char *joined, uint64_t terms)
{
    size_t len = strlen(joined);
    struct form form = {joined, keep_stem(m, joined, len), len, false, false};
    const struct wanted wanted = {.v = &form, .n = 1, .terms = terms};

    mark(m, &wanted);
}

struct mark *marks_of(struct arena *a, const struct query *query, const struct mark_rules *rules,
                      const struct word_list *words)
{
    struct matcher m = {.arena = a, .rules = rules, .words = words};
    unsigned number = 0;

    m.known = arena_array(a, words->n, sizeof *m.known);
    m.marks = arena_array(a, words->n, sizeof *m.marks);
    if (!m.known || !m.marks)
        return NULL;
    learn_aliases(&m);
    for (size_t i = 0; i < query->n; i++) {
        const struct query_term *term = &query->v[i];

        number += i > 0 && !term->either && number < MARKED_TERMS - 1;
        if (!term->without)
            mark_words(&m, term, UINT64_C(1) << number);
        if (!term->without && term->joined)
            mark_joined(&m, term->joined, UINT64_C(1) << number);
    }
    return m.failed ? NULL : m.marks;
}
