#include "find.h"

#include <string.h>

#include "rank/alikes.h"
#include "rank/function_words.h"
#include "rank/rescore.h"
#include "said.h"
#include "spelling.h"

/* Where fewer passages than FEW have all words, or two neighbours, the best others follow. In an
 * archive of more than SOME passages, where to rank all that have any of the words takes ten times
 * as long, only if the words are SHORT at most, or asked as a question, or no passage has all. */
enum { FEW = 10, SOME = 65536, SHORT = 5 };

/* Bytes of a word that may be split by the end of a paragraph, and of a half at least. */
enum { SPLIT_LEAST = 5, SPLIT_MOST = 24, HALF = 2 };

/* Words of what is quoted as somebody said it, at least; people remember such not quite. */
enum { QUOTE = 4 };

struct finder {
    struct index *index;
    struct arena *arena;
    const struct search_request *request;
    struct plan plan;
    struct query apart; /* the query for partial matches: see add_apart */
    struct found *all;  /* the first ones, best first; room for wanted */
    size_t n, wanted;
    bool is_words; /* the query, as it was corrected: nothing else */
    struct finding *out;
    struct failure *failure;
};

/* Of two neighbours the second may come again, as what it is alone. */
static bool is_listed(const struct finder *x, int64_t document)
{
    for (size_t i = 0; i < x->n && i < FEW; i++)
        if (x->all[i].document == document)
            return true;
    return false;
}

/* Adds what was ranked, but for what stands above it, as matches of that kind. */
static void append(struct finder *x, const struct ranking *ranking, enum search_match match)
{
    for (size_t i = 0; i < ranking->n && x->n < x->wanted; i++)
        if (match == MATCH_ALL || !is_listed(x, ranking->v[i].document))
            x->all[x->n++] = (struct found){ranking->v[i].document, ranking->v[i].score, match};
}

/* Ranks a plan behind what was found before; where something is, its matches count. */
static enum err rank(struct finder *x, const struct plan *plan, enum search_match match)
{
    const struct search_request *request = x->request;
    struct ranking ranking = {.most = x->wanted, .windows = match == MATCH_NEAR};
    struct document_list matches = {NULL, 0, 0};
    bool counting = request->count_speakers || request->count_episodes;
    size_t above = x->out->total, before = x->n;
    enum err failed;

    ranking.matches = counting ? &matches : NULL;
    if (match == MATCH_PARTIAL)
        ranking.most = (x->wanted > RESCORED ? x->wanted : RESCORED) + x->n;
    failed = rank_plan(x->index, x->arena, plan, &ranking, x->failure);
    if (!failed && match == MATCH_PARTIAL)
        failed = rescore(x->index, x->arena, plan, &ranking, x->failure);
    if (failed || ranking.total == 0)
        return failed;
    append(x, &ranking, match);
    if (above == 0) {
        x->out->match = match;
        x->out->total = ranking.total;
        x->out->matches = matches;
        return OK;
    }
    /* Those above have some words, too, but for a paragraph that has half of one. */
    x->out->total_partial = ranking.total > above ? ranking.total - above : 0;
    if (x->out->total_partial < x->n - before)
        x->out->total_partial = x->n - before;
    return OK;
}

/* Whether a query is words alone, which partial matches may follow. */
static bool is_words(const struct query *q)
{
    for (size_t i = 0; i < q->n; i++)
        if (!q->v[i].said &&
            (q->v[i].quoted || q->v[i].prefix || q->v[i].either || q->v[i].without))
            return false;
    return true;
}

static bool is_archive(const struct finder *x)
{
    return !x->request->episode && x->plan.documents > SOME;
}

/* Whether the query is one that a person could be asked: what ..., or anything with a question
 * mark (U+003F, U+061F, U+FF1F). */
static bool is_asked(const struct finder *x)
{
    static const char *const marks[] = {"?", "\u061F", "\uFF1F"};
    const struct query *q = &x->out->query;

    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (strstr(x->request->text, marks[i]))
            return true;
    return q->n > 0 && is_question_word(q->v[0].words.v[0].text);
}

static enum err find_all(struct finder *x)
{
    const struct query *query = &x->out->query;
    enum err failed = plan_make(x->index, x->arena, x->request, query, &x->plan, x->failure);

    if (failed || !query->cut)
        return failed ? failed : rank(x, &x->plan, MATCH_ALL);
    if (x->request->exact) /* has no partial matches */
        return fail(x->failure, ERR_PARAMETER, "the query has more than %d terms", QUERY_TERMS);
    return OK;
}

/* Whether the library has a term of the query. */
static enum err has_term(struct finder *x, struct query_term term, bool *has)
{
    const struct search_request request = {.sections = x->request->sections};
    const struct query query = {.v = &term, .n = 1, .wanted = 1};
    struct ranking ranking = {.most = 1};
    struct plan plan = {0};
    enum err failed;

    term.either = false;
    failed = plan_make(x->index, x->arena, &request, &query, &plan, x->failure);
    if (!failed)
        failed = rank_plan(x->index, x->arena, &plan, &ranking, x->failure);
    *has = ranking.total > 0;
    return failed;
}

/* Adds a term to the query for partial matches. Where its correction may be wrong, it is the word
 * as it was typed, and the correction counts as one that is like it: see alikes.h. */
static bool add_whole(struct finder *x, struct query_term term)
{
    struct query *out = &x->apart;

    if (term.typed) {
        term.meant = term.words.v[0].text;
        if (!query_be_word(x->arena, term.typed, &term))
            return false;
    }
    out->v[out->n++] = term;
    out->wanted += !term.without && !term.either;
    return true;
}

/* Adds the words of a term, behind what they are as one; where that is there, a letter of it tells
 * nothing: email and mail for e-mail. */
static enum err add_parts(struct finder *x, const struct query_term *term)
{
    struct query *out = &x->apart;
    struct query_term parts = *term;
    int64_t df = 0;
    enum err failed = OK;

    if (term->joined)
        failed = plan_df(x->index, x->arena, term->joined, &df, x->failure);
    if (failed)
        return failed;
    if (df > 0 && !query_add_word(x->arena, term->joined, out))
        return fail_memory(x->failure);
    if (df > 0 && parts.words.v[0].len == 1) {
        parts.words.v++;
        parts.words.n--;
    }
    return query_take_apart(x->arena, &parts, out) ? OK : fail_memory(x->failure);
}

/* Whether it is of a script without blanks, of which four signs may be one name. */
static bool is_of_signs(const struct query_term *term)
{
    const struct token *first = &term->words.v[0];

    return token_is_unspaced(first->text, first->len);
}

/* Adds what a term is for partial matches. Nobody says a whole question in a row, where a
 * script has no blanks, or all that a hyphen joins, or that stands behind a quotation mark which
 * nothing closes, and a quotation is seldom quite what was said: what the library does not
 * have so is taken apart, of a quotation where nothing has the query. So is what an archive has: to
 * look for words in a row among all that have any word takes a hundred times as long; what a word
 * is said as is none there, where it is several. */
static enum err add_apart(struct finder *x, const struct query_term *term)
{
    bool quoted = term->quoted && !term->unclosed &&
                  (term->words.n < QUOTE || x->out->total > 0 || is_of_signs(term));
    bool whole = term->words.n == 1 || quoted || term->prefix || term->without;
    enum err failed = whole || is_archive(x) ? OK : has_term(x, *term, &whole);

    if (failed || (is_archive(x) && term->said && term->words.n > 1))
        return failed;
    if (!whole)
        return add_parts(x, term);
    return add_whole(x, *term) ? OK : fail_memory(x->failure);
}

static enum err take_apart(struct finder *x)
{
    const struct query *query = &x->out->query;
    size_t room = 0, most = query->n > QUERY_TERMS ? query->n : QUERY_TERMS;
    enum err failed = OK;

    x->is_words = is_words(query);
    for (size_t i = 0; i < query->n; i++)
        room += query->v[i].words.n + 1;
    x->apart = (struct query){.v = arena_array(x->arena, room, sizeof *query->v)};
    if (!x->apart.v)
        return fail_memory(x->failure);
    for (size_t i = 0; i < query->n && !failed; i++)
        failed = add_apart(x, &query->v[i]);
    if (x->apart.n > most)
        x->apart.n = most;
    return failed;
}

/* Adds what a word may be where the end of a paragraph splits it: two words in a row, as
 * alternatives to it. */
static enum err add_halves(struct finder *x, const struct token *word, struct query *out)
{
    enum err failed = OK;

    for (size_t i = HALF; i + HALF <= word->len && !failed; i++) {
        struct token *halves = arena_array(x->arena, 2, sizeof *halves);
        int64_t df = ((unsigned char)word->text[i] & 0xC0) != 0x80;

        if (!halves)
            return fail_memory(x->failure);
        halves[0].text = arena_strndup(x->arena, word->text, halves[0].len = i);
        halves[1].text = arena_strndup(x->arena, word->text + i, halves[1].len = word->len - i);
        halves[1].start = 1; /* they don't touch */
        if (!halves[0].text || !halves[1].text)
            return fail_memory(x->failure);
        for (int k = 0; k < 2 && df > 0 && !failed; k++)
            failed = plan_df(x->index, x->arena, halves[k].text, &df, x->failure);
        if (!failed && df > 0)
            out->v[out->n++] =
                (struct query_term){.words = {halves, 2}, .quoted = true, .either = true};
    }
    return failed;
}

/* A query, with the halves of its longer words. */
static enum err with_halves(struct finder *x, const struct query *query, struct query *out)
{
    size_t room = 0;
    enum err failed = OK;

    for (size_t i = 0; i < query->n; i++)
        room += 1 + query->v[i].words.v[0].len;
    *out = *query;
    out->n = 0;
    out->v = arena_array(x->arena, room, sizeof *out->v);
    if (!out->v)
        return fail_memory(x->failure);
    for (size_t i = 0; i < query->n && !failed; i++) {
        const struct query_term *term = &query->v[i];

        out->v[out->n++] = *term;
        if (query_is_plain(term) && term->words.v[0].len >= SPLIT_LEAST &&
            term->words.v[0].len <= SPLIT_MOST)
            failed = add_halves(x, &term->words.v[0], out);
    }
    return failed;
}

/* In two neighbouring paragraphs a word may also be split by the end of the first. */
static enum err find_near(struct finder *x)
{
    struct query query = {0};
    struct plan plan = {0};
    enum err failed;

    if (x->out->query.cut || x->out->total > 0 || !x->plan.spaces[0])
        return OK;
    failed = with_halves(x, &x->out->query, &query);
    if (!failed)
        failed = plan_make(x->index, x->arena, x->request, &query, &plan, x->failure);
    if (failed || (plan.wanted < 2 && !plan.has_phrase))
        return failed;
    failed = rank(x, &plan, MATCH_NEAR);
    if (!failed && x->out->total > 0)
        x->out->query = query; /* the halves are to be marked, too */
    return failed;
}

static enum err rank_partial(struct finder *x)
{
    struct plan plan = {0}, loose;
    enum err failed = plan_make(x->index, x->arena, x->request, &x->apart, &plan, x->failure);

    if (!failed && !plan_loosen(x->arena, &plan, &loose))
        failed = fail_memory(x->failure);
    if (!failed)
        failed = alikes_add(x->index, x->arena, &x->apart, &loose, x->failure);
    return failed ? failed : rank(x, &loose, MATCH_PARTIAL);
}

/* What follows others is left out where it takes too long. */
static enum err find_partial(struct finder *x)
{
    bool quick =
        !is_archive(x) || x->apart.wanted <= SHORT || is_asked(x) || x->out->match == MATCH_NEAR;
    bool follows = x->out->total > 0;
    bool goes_on = x->out->total < FEW && quick && x->is_words;
    size_t before = x->n;
    enum err failed;

    if (x->apart.wanted < 2 || (follows && !goes_on))
        return OK;
    if (follows)
        db_take_half(x->index->db);
    failed = rank_partial(x);
    if (follows)
        db_take_whole(x->index->db);
    if (follows && failed == ERR_BUSY)
        return OK;
    if (failed || x->n == before)
        return failed;
    if (x->out->match == MATCH_NEAR) /* the halves are to be marked in those above, too */
        return with_halves(x, &x->apart, &x->out->query);
    x->out->query = x->apart;
    return OK;
}

/* Puts what was probably meant in the place of what the library does not have, and counts what the
 * query finds as it was written. */
static enum err correct(struct finder *x)
{
    struct finding *out = x->out;
    struct spelling_result corrected;
    enum err failed = spelling_correct(x->index, x->arena, &out->query, &corrected, x->failure);

    if (failed)
        return failed;
    if (corrected.count == 0) {
        out->query = corrected.query; /* of some words it tells what they may mean */
        return OK;
    }
    failed = find_all(x);
    x->n = 0;
    *out = (struct finding){.query = corrected.query,
                            .match = MATCH_ALL,
                            .total_before = out->total,
                            .corrections = corrected.corrections,
                            .correction_count = corrected.count};
    return failed;
}

/* Keeps the page that was asked for. */
static void cut_page(struct finder *x)
{
    size_t after = x->request->after < x->n ? x->request->after : x->n;

    x->out->v = x->all + after;
    x->out->n = x->n - after;
}

static bool prepare(struct finder *x)
{
    const struct search_request *r = x->request;
    size_t after = r->after < SEARCH_COUNTED ? r->after : SEARCH_COUNTED;

    x->wanted = after + r->limit;
    x->all = arena_array(x->arena, x->wanted, sizeof *x->all);
    return x->all;
}

enum err find(struct index *x, struct arena *a, const struct search_request *request,
              struct finding *out, struct failure *f)
{
    struct finder finder = {.index = x, .arena = a, .request = request, .out = out, .failure = f};
    bool has_partial = !request->exact && !request->whole;
    enum err failed;

    *out = (struct finding){.match = MATCH_ALL};
    failed = query_parse(a, request->text, &out->query, f);
    if (!failed)
        failed = index_refresh(x, f);
    if (!failed && !prepare(&finder))
        failed = fail_memory(finder.failure);
    if (!failed && !request->exact)
        failed = said_add(x, a, &out->query, f);
    if (!failed && !request->exact)
        failed = correct(&finder);
    if (!failed)
        failed = find_all(&finder);
    if (!failed && has_partial && out->total < FEW)
        failed = take_apart(&finder);
    if (!failed && !request->exact)
        failed = find_near(&finder);
    if (!failed && has_partial)
        failed = find_partial(&finder);
    if (!failed)
        cut_page(&finder);
    return failed;
}

enum err find_total(struct db *db, struct arena *a, const struct search_request *request,
                    int64_t *passages, struct failure *f)
{
    struct search_ranked *hits;
    size_t n, total = 0;
    enum err failed =
        request->text ? search_rank(db, a, request, &hits, &n, &total, f) : fail_memory(f);

    *passages = (int64_t)total;
    return failed;
}

enum err find_in_a_row(struct index *x, struct arena *a, const char *words, unsigned sections,
                       int64_t *passages, struct failure *f)
{
    const struct search_request request = {
        .text = arena_printf(a, "\"%s\"", words), .exact = true, .sections = sections, .limit = 1};

    return find_total(x->db, a, &request, passages, f);
}
