/* What the index is held to: an exhaustive scan, written without it. Passages of words from a small
 * vocabulary, queries of every kind over them, and for each passage whether it matches and what
 * it scores. */
#ifndef EPISODED_TESTS_SCAN_H
#define EPISODED_TESTS_SCAN_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "search.h"

/* BM25. */
#define K1 1.0
#define B 0.8

/* The more common first; stem: what the forms of one word have in common. */
static const struct {
    const char *text, *stem;
} vocabulary[] = {
    {"bako", "bako"},     {"lamp", "lamp"},    {"tu", "tu"},
    {"walked", "walk"},   {"o", "o"},          {"lamps", "lamp"},
    {"pilo", "pilo"},     {"zemo", "zemo"},    {"sailing", "sail"},
    {"bakodu", "bakodu"}, {"walk", "walk"},    {"paint", "paint"},
    {"kiru", "kiru"},     {"sito", "sito"},    {"lampo", "lampo"},
    {"drano", "drano"},   {"walks", "walk"},   {"painted", "paint"},
    {"fegu", "fegu"},     {"hivo", "hivo"},    {"bakodumi", "bakodumi"},
    {"jumu", "jumu"},     {"nopa", "nopa"},    {"sail", "sail"},
    {"pabu", "pabu"},     {"quro", "quro"},    {"rito", "rito"},
    {"tiku", "tiku"},     {"tilu", "tilu"},    {"walking", "walk"},
    {"umbo", "umbo"},     {"vanu", "vanu"},    {"wero", "wero"},
    {"sails", "sail"},    {"walko", "walko"},  {"xilo", "xilo"},
    {"yaru", "yaru"},     {"paints", "paint"}, {"zaku", "zaku"},
    {"piloda", "piloda"},
};

enum { VOCABULARY = sizeof vocabulary / sizeof *vocabulary, PASSAGE_WORDS = 300 };

struct passage {
    int64_t document;
    const char *episode;
    enum search_section section;
    unsigned n; /* of its paragraph, or takeaway */
    enum part_kind kind;
    unsigned speaker; /* 0: nobody */
    size_t words;
    uint8_t v[PASSAGE_WORDS]; /* numbers in the vocabulary */
};

/* All that is in the index, by document, and what a scan of it has counted. */
struct scan {
    struct passage *v;
    size_t n;
    double average[2]; /* words of a passage, as the index takes it: of transcripts, of pages */
};

/* ---- queries ---- */

enum { TERM_WORDS = 3, ASKED_TERMS = 8 };

struct asked_term {
    uint8_t v[TERM_WORDS];
    size_t n;
    size_t letters; /* that the last word is cut to, as a beginning; 0: it is whole */
    bool quoted, without, either;
};

struct asked {
    struct asked_term v[ASKED_TERMS];
    size_t n;
    bool exact;
    unsigned kinds, sections;
    const char *episode;
    unsigned speaker; /* 0: any */
};

static inline bool is_literal(const struct asked *q, const struct asked_term *t)
{
    return q->exact || t->quoted;
}

static inline bool begins(unsigned word, const struct asked_term *t)
{
    return strncmp(vocabulary[word].text, vocabulary[t->v[t->n - 1]].text, t->letters) == 0;
}

static inline bool same_stem(unsigned a, unsigned b)
{
    return strcmp(vocabulary[a].stem, vocabulary[b].stem) == 0;
}

/* Whether it counts for how rare a word is: the transcripts, or the rest of the pages as a whole.
 */
static inline bool is_counted(const struct asked *q, const struct passage *p)
{
    unsigned sections = q->sections ? q->sections : 1;

    return p->section == SEARCH_TRANSCRIPT ? (sections & 1) != 0 : sections > 1;
}

/* Whether it passes the filters. */
static inline bool is_wanted(const struct asked *q, const struct passage *p)
{
    return ((q->sections ? q->sections : 1) >> p->section & 1) &&
           (!q->episode || strcmp(q->episode, p->episode) == 0) &&
           (!q->kinds || (q->kinds >> p->kind & 1)) && (!q->speaker || q->speaker == p->speaker);
}

/* Words of which passages are counted: of any of their stems, or, for a beginning, those words
 * themselves; once: of one letter or two no more than one in a passage. */
struct counted {
    bool of[VOCABULARY];
    bool once;
};

static inline bool is_there(const struct scan *s, unsigned word)
{
    for (size_t i = 0; i < s->n; i++)
        if (memchr(s->v[i].v, (int)word, s->v[i].words))
            return true;
    return false;
}

/* Passages that have a word. */
static inline size_t passages_with(const struct scan *s, unsigned word)
{
    size_t n = 0;

    for (size_t i = 0; i < s->n; i++)
        n += memchr(s->v[i].v, (int)word, s->v[i].words) != NULL;
    return n;
}

/* Whether other words with the stems of those that begin so are few enough to come with them. */
static inline bool are_few(const struct scan *s, const struct asked_term *t)
{
    size_t asked = 0, others = 0;

    for (unsigned w = 0; w < VOCABULARY; w++) {
        bool same = false;

        for (unsigned other = 0; other < VOCABULARY && !same; other++)
            same = begins(other, t) && is_there(s, other) && same_stem(w, other);
        if (begins(w, t))
            asked += passages_with(s, w);
        else if (same)
            others += passages_with(s, w);
    }
    return others * 32 <= asked;
}

/* What word number i of a term stands for. */
static inline void find_counted(const struct scan *s, const struct asked *q,
                                const struct asked_term *t, size_t i, struct counted *out)
{
    bool beginning = t->letters && i + 1 == t->n;
    bool stems = !beginning || (!is_literal(q, t) && t->letters > 2 && are_few(s, t));

    *out = (struct counted){.once = beginning && !is_literal(q, t) && t->letters <= 2};
    for (unsigned w = 0; w < VOCABULARY; w++) {
        if (!(beginning ? begins(w, t) && is_there(s, w) : w == t->v[i]))
            continue;
        for (unsigned other = 0; other < VOCABULARY; other++)
            out->of[other] |= stems ? same_stem(w, other) : other == w;
    }
}

static inline unsigned count_words(const struct counted *c, const struct passage *p)
{
    unsigned n = 0;

    for (size_t i = 0; i < p->words; i++)
        n += c->of[p->v[i]];
    return c->once && n > 1 ? 1 : n > 255 ? 255 : n;
}

/* How often a term stands literally in a passage. */
static inline unsigned count_literally(const struct asked_term *t, const struct passage *p)
{
    unsigned n = 0;

    for (size_t i = 0; i + t->n <= p->words; i++) {
        bool stands = true;

        for (size_t k = 0; k < t->n && stands; k++)
            stands = t->letters && k + 1 == t->n ? begins(p->v[i + k], t) : p->v[i + k] == t->v[k];
        n += stands;
    }
    return n > 255 ? 255 : n;
}

/* A term made ready to scan for. */
struct sought {
    const struct asked_term *term;
    bool literal;
    struct counted words; /* where it is not literal: of its only word */
    double weight;        /* the sum of its words' */
};

static inline double weigh(const struct scan *s, const struct asked *q, const struct counted *c)
{
    /* The df of several stems is taken for their sum, but not for more than all passages. */
    double all = 0, df = 0;
    bool done[VOCABULARY] = {false};

    for (size_t i = 0; i < s->n; i++)
        all += is_counted(q, &s->v[i]) && s->v[i].words > 0;
    for (unsigned w = 0; w < VOCABULARY; w++) {
        struct counted one = {.once = true};

        if (!c->of[w] || done[w])
            continue;
        for (unsigned k = 0; k < VOCABULARY; k++) {
            one.of[k] = c->once ? c->of[k] : same_stem(w, k);
            done[k] |= one.of[k];
        }
        for (size_t i = 0; i < s->n; i++)
            df += is_counted(q, &s->v[i]) && count_words(&one, &s->v[i]) > 0;
    }
    df = df < all ? df : all;
    return (K1 + 1) * log(1 + (all - df + 0.5) / (df + 0.5));
}

static inline void seek(const struct scan *s, const struct asked *q, struct sought *out)
{
    for (size_t i = 0; i < q->n; i++) {
        struct counted c;

        out[i] = (struct sought){.term = &q->v[i], .literal = is_literal(q, &q->v[i])};
        out[i].literal |= q->v[i].n > 1;
        for (size_t k = 0; k < q->v[i].n; k++) {
            find_counted(s, q, &q->v[i], k, &c);
            out[i].weight += weigh(s, q, &c);
        }
        out[i].words = c;
    }
}

static inline unsigned count_term(const struct sought *t, const struct passage *p)
{
    return t->literal ? count_literally(t->term, p) : count_words(&t->words, p);
}

/* Whether the passage has all of the query; then *score is its BM25, else 0. */
static inline bool score(const struct scan *s, const struct asked *q, const struct sought *terms,
                         const struct passage *p, double *out)
{
    double sum = 0, average = s->average[p->section != SEARCH_TRANSCRIPT];
    double k = K1 * (1 - B + B * (double)p->words / average);
    bool all = is_wanted(q, p);

    *out = 0;
    for (size_t i = 0; i < q->n && all;) {
        bool any = false, without = q->v[i].without;

        do {
            double count = count_term(&terms[i], p);
            any |= count > 0;
            sum += without ? 0 : terms[i].weight * count / (count + k);
        } while (++i < q->n && q->v[i].either);
        all = any != without;
    }
    if (all)
        *out = sum;
    return all;
}

#endif
