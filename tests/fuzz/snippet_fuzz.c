/* Any text and any query: a line of query, then the text. The runs are the text's own, whole and
 * in a row; a word that stands in the text is marked. */
#include "../../server/search/snippet.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "utf8.h"

static void check(bool holds)
{
    if (!holds)
        abort();
}

/* Joins the runs but for the ellipses at the ends, which are runs of their own. */
static const char *joined(struct arena *a, const struct search_hit *hit, bool cut_before,
                          bool cut_behind)
{
    const char *all = "";
    size_t bad;

    for (size_t i = cut_before; i + cut_behind < hit->snippet_runs; i++) {
        const char *text = hit->snippet[i].text;

        check(*text && utf8_valid(text, strlen(text), &bad));
        all = arena_printf(a, "%s%s", all, text);
        check(all != NULL);
    }
    return all;
}

static bool is_cut(const struct search_run *run)
{
    return !run->mark && strcmp(run->text, "…") == 0;
}

static void check_runs(struct arena *a, const struct snippet_passage *p,
                       const struct search_hit *hit)
{
    size_t n = hit->snippet_runs, words = 0;
    bool before, behind;
    struct word_list all;

    check(words_of(a, p->text, p->len, &all));
    words = all.n;
    before = words > SNIPPET_WORDS && n > 0 && is_cut(&hit->snippet[0]);
    behind = words > SNIPPET_WORDS && n > 1 && is_cut(&hit->snippet[n - 1]);
    check(strstr(p->text, joined(a, hit, before, behind)) != NULL);
}

/* Whether the text has a term's one word as it is written. */
static bool has_word(const struct word_list *words, const struct query_term *term)
{
    for (size_t i = 0; i < words->n; i++)
        if (term->words.n == 1 && strcmp(words->v[i].token.text, term->words.v[0].text) == 0)
            return true;
    return false;
}

static void check_marks(struct arena *a, const struct query *q, const struct snippet_passage *p,
                        const struct search_hit *hit)
{
    struct word_list words;
    size_t marks = 0;
    bool has = false;

    check(words_of(a, p->text, p->len, &words));
    for (size_t i = 0; i < hit->snippet_runs; i++)
        marks += hit->snippet[i].mark;
    for (size_t i = 0; i < q->n; i++)
        has |= !q->v[i].without && has_word(&words, &q->v[i]);
    check(marks > 0 || !has);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct alias pairs[] = {{"kovalchik", "kowaltschik"}, {"kowaltschik", "kovalchik"}};
    static const struct alias_table aliases = {pairs, 2};
    static struct stemmer *english;
    static struct arena *arena;
    const uint8_t *line = memchr(data, '\n', size);
    struct snippet_passage passage = {.aliases = &aliases};
    struct search_hit hit;
    struct failure f;
    struct query q;
    const char *text;
    size_t bad;

    if (!arena) {
        arena = arena_create();
        english = stemmer_create("en");
    }
    check(arena && english);
    arena_reset(arena);
    if (!line || query_parse(arena, arena_strndup(arena, (const char *)data, (size_t)(line - data)),
                             &q, &f) != OK)
        return 0;
    text = arena_strndup(arena, (const char *)line + 1, size - 1 - (size_t)(line - data));
    check(text != NULL);
    passage.text = text;
    passage.len = strlen(text);
    if (!utf8_valid(text, passage.len, &bad))
        return 0;
    passage.stemmer = size % 2 ? english : NULL;
    check(snippet_make(arena, &q, &passage, &hit));
    check_runs(arena, &passage, &hit);
    check_marks(arena, &q, &passage, &hit);
    return 0;
}
