#include "said.h"

#include <string.h>
#include <strings.h>

#include "find.h"
#include "index/lexicon.h"
#include "rank/function_words.h"
#include "rank/plan.h"
#include "search.h"
#include "spoken.h"
#include "utf8.h"

enum {
    RARE = 10,    /* a word in more passages than this ... */
    MORE = 8,     /* ... and in so many times those of its letters is something else than they */
    OTHER = 50,   /* the same of a word beside initials that were typed with full stops */
    SYLLABLE = 3, /* letters of one of Korean, at most */
    SHORTEST = 2, /* letters of a name in front of its version */
    NUMBER_WORDS = 6, /* nine thousand nine hundred and 99 */
    /* of a word, at most: as a number, and one each as letters or in short, a version, a numeral,
     * without umlauts, bare, in the other spelling */
    FORMS = SPOKEN_FORMS + 6
};

struct adding {
    struct index *index;
    struct arena *arena;
    struct query *out;
    struct failure *failure;
};

/* How many passages have a form, as it is written. */
static enum err count(struct adding *x, const char *form, int64_t *passages)
{
    const char *key = arena_printf(x->arena, "\"%s", form); /* no word has such a sign */
    enum err failed;

    if (!key)
        return fail_memory(x->failure);
    if (index_recall(x->index, key, passages))
        return OK;
    failed =
        find_in_a_row(x->index, x->arena, form, (1U << SEARCH_SECTIONS) - 1, passages, x->failure);
    if (!failed)
        index_remember(x->index, key, *passages);
    return failed;
}

/* Adds a term of these words, as an alternative. */
static enum err add_term(struct adding *x, struct query_term term, const char *words)
{
    term.either = true;
    if (!query_words(x->arena, words, strlen(words), &term.words))
        return fail_memory(x->failure);
    x->out->v[x->out->n++] = term;
    return OK;
}

/* Where fewer passages than least have it, it is nothing. */
static enum err add_form(struct adding *x, const char *form, int64_t least)
{
    struct query_term term = {.quoted = true};
    enum err failed = count(x, form, &term.said);

    return failed || term.said < least ? failed : add_term(x, term, form);
}

static enum err add_number(struct adding *x, const char *word)
{
    const char *forms[SPOKEN_FORMS];
    size_t n;
    enum err failed = spoken_number(x->arena, word, forms, &n) ? OK : fail_memory(x->failure);

    for (size_t i = 0; i < n && !failed; i++)
        failed = add_form(x, forms[i], 1);
    return failed;
}

/* The passages of the rarest of some letters, "u k". */
static enum err count_rarest(struct adding *x, const char *letters, int64_t *rarest)
{
    enum err failed = OK;

    *rarest = INT64_MAX;
    for (size_t i = 0; i == 0 || letters[i - 1]; i += 2) {
        const char letter[] = {letters[i], '\0'};
        int64_t df;

        failed = plan_df(x->index, x->arena, letter, &df, x->failure);
        if (failed)
            break;
        *rarest = df < *rarest ? df : *rarest;
    }
    return failed;
}

/* People say "I, I" and "a, I" and mean no initials; the first is none ever, the second may be. */
static bool is_stutter(const char *word)
{
    const char first[] = {word[0], '\0'};

    return strspn(word, first) == strlen(word);
}

static bool has_consonant(const char *word)
{
    return word[strspn(word, "ai")];
}

static enum err add_letters(struct adding *x, const struct query_term *term)
{
    const char *word = term->words.v[0].text;
    char letters[SPOKEN_LETTERS];
    int64_t df, rarest = 0, least = 1;
    enum err failed;

    if (!spoken_letters(word, letters) || is_stutter(word) ||
        (is_function_word(word) && !term->initials))
        return OK;
    failed = plan_df(x->index, x->arena, word, &df, x->failure);
    if (!failed && !(term->initials && has_consonant(word)) && df > RARE)
        least = (df + MORE - 1) / MORE;
    if (!failed)
        failed = count_rarest(x, letters, &rarest);
    return failed || rarest < least ? failed : add_form(x, letters, least);
}

/* U.K. is UK, too; U.S. is not "us". */
static enum err add_initials(struct adding *x, const struct token_list *words)
{
    char *word = arena_alloc(x->arena, words->n + 1);
    char *letters = arena_alloc(x->arena, 2 * words->n);
    int64_t df = 0, said = 0;
    enum err failed;

    if (!word || !letters)
        return fail_memory(x->failure);
    for (size_t i = 0; i < words->n; i++) {
        word[i] = letters[2 * i] = words->v[i].text[0];
        letters[2 * i + 1] = ' ';
    }
    word[words->n] = letters[2 * words->n - 1] = '\0';
    if (is_function_word(word))
        return OK;
    failed = count(x, letters, &said);
    if (!failed && said > 0)
        failed = plan_df(x->index, x->arena, word, &df, x->failure);
    return failed || df > OTHER * said ? failed : add_form(x, word, 1);
}

/* Whether it was typed in digits; what stands for two words has no place in the query. */
static bool is_in_digits(const struct token *word)
{
    return word->end > 0 && word->text[0] >= '0' && word->text[0] <= '9';
}

/* The words of a query from a term on, up to where there is something else: n of them at most. */
static size_t plain_words(const struct query *query, size_t at, const char **words, size_t n)
{
    size_t count = 0;

    while (count < n && at + count < query->n && query_is_plain(&query->v[at + count]) &&
           !is_in_digits(&query->v[at + count].words.v[0]) &&
           (count == 0 || !query->v[at + count].either)) {
        words[count] = query->v[at + count].words.v[0].text;
        count++;
    }
    return count;
}

/* Where words of the query are a number that the library has in digits, makes those a term of the
 * query; *used: how many of its terms they stand for. */
static enum err add_digits(struct adding *x, const struct query *query, size_t at, size_t *used)
{
    const char *words[NUMBER_WORDS];
    size_t n = plain_words(query, at, words, NUMBER_WORDS);
    struct query_term term = query->v[at];
    const char *digits;
    int64_t df = 0;
    int value;
    enum err failed;

    *used = spoken_value(words, n, &value);
    if (*used == 0)
        return OK;
    digits = arena_printf(x->arena, "%d", value);
    if (!digits || !query_words(x->arena, digits, strlen(digits), &term.words))
        return fail_memory(x->failure);
    failed = plan_df(x->index, x->arena, digits, &df, x->failure);
    if (df == 0)
        *used = 0;
    else
        x->out->v[x->out->n++] = term;
    return failed;
}

/* A name and its version that are typed as one word: vue3. */
static enum err add_version(struct adding *x, const char *word)
{
    static const char digits[] = "0123456789";
    size_t letters = strcspn(word, digits), after = strspn(word + letters, digits);
    const char *both;

    if (letters < SHORTEST || after == 0 || word[letters + after])
        return OK;
    both = arena_printf(x->arena, "%.*s %s", (int)letters, word, word + letters);
    return both ? add_form(x, both, 1) : fail_memory(x->failure);
}

/* Another word, in all its forms. */
static enum err add_word(struct adding *x, const char *word)
{
    struct query_term term = {.said = 0};
    enum err failed = plan_df(x->index, x->arena, word, &term.said, x->failure);

    return failed || term.said == 0 ? failed : add_term(x, term, word);
}

/* The word of the other spelling. */
static enum err add_spelling(struct adding *x, const char *word)
{
    const char *other;

    if (!spoken_spelling(x->arena, word, &other))
        return fail_memory(x->failure);
    return other ? add_word(x, other) : OK;
}

/* What is without its article is the same thing, but for d'Angelo. A syllable of Korean may be
 * anything. */
static enum err add_bare(struct adding *x, const struct query_term *term)
{
    const char *word = term->words.v[0].text, *bare = term->bare;
    bool begins = strncmp(word, bare, strlen(bare)) == 0, name;
    enum err failed = lexicon_is_name(x->index->db, word, &name, x->failure);

    if (failed || name || (begins && utf8_count(bare, strlen(bare)) <= SYLLABLE))
        return failed;
    return add_word(x, bare);
}

static bool has_german(const struct index *x)
{
    for (size_t i = 0; i < x->language_count; i++)
        if (strncasecmp(x->languages[i].tag, "de", 2) == 0)
            return true;
    return false;
}

/* German typed without umlauts: Haefen for Häfen, which is folded to hafen. */
static enum err add_umlauts(struct adding *x, const char *word)
{
    char *other;
    size_t n = 0;

    if (!has_german(x->index))
        return OK;
    other = arena_strdup(x->arena, word);
    if (!other)
        return fail_memory(x->failure);
    for (size_t i = 0; word[i]; i++)
        if (i == 0 || word[i] != 'e' || !strchr("aou", word[i - 1]))
            other[n++] = word[i];
    if (!word[n]) /* nothing was left out */
        return OK;
    other[n] = '\0';
    return add_word(x, other);
}

static enum err add_forms_of_word(struct adding *x, const struct query_term *term)
{
    const char *word = term->words.v[0].text;
    const char *other = spoken_short(word), *numeral = spoken_roman(word);
    enum err failed = add_number(x, word);

    if (!failed && numeral)
        failed = add_word(x, numeral);
    if (!failed)
        failed = other ? add_form(x, other, 1) : add_letters(x, term);
    if (!failed)
        failed = add_version(x, word);
    if (!failed)
        failed = add_umlauts(x, word);
    if (!failed && term->bare)
        failed = add_bare(x, term);
    return failed ? failed : add_spelling(x, word);
}

static enum err add_forms(struct adding *x, const struct query_term *term)
{
    if (query_is_plain(term))
        return add_forms_of_word(x, term);
    return term->initials ? add_initials(x, &term->words) : OK;
}

enum err said_add(struct index *x, struct arena *a, struct query *query, struct failure *f)
{
    const struct query before = *query;
    struct adding adding = {x, a, query, f};
    enum err failed = OK;

    query->n = 0;
    query->v = arena_array(a, before.n * (1 + SPOKEN_FORMS), sizeof *query->v);
    if (!query->v)
        return fail_memory(adding.failure);
    for (size_t i = 0, used; i < before.n && !failed; i += used) {
        failed = add_digits(&adding, &before, i, &used);
        if (used == 0) {
            query->v[query->n++] = before.v[i];
            used = 1;
        }
        query->wanted -= used - 1;
        if (!failed)
            failed = add_forms(&adding, &query->v[query->n - 1]);
    }
    return failed;
}
