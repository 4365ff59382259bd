#include "found.h"

#include <string.h>

enum { INDENT = 4, MOST_EPISODES = 100, MOST_PARTIAL = 10000 };

static const char *text_of(const json_t *thing, const char *key)
{
    return json_string_value(json_object_get(thing, key));
}

static long number_of(const json_t *thing, const char *key)
{
    return (long)json_integer_value(json_object_get(thing, key));
}

static const char *plural(long n)
{
    return n == 1 ? "" : "s";
}

/* ---- before the hits ---- */

/* One side of every correction, as a list. */
static void print_sides(struct screen *s, const json_t *corrections, const char *side)
{
    for (size_t i = 0; i < json_array_size(corrections); i++)
        screen_printf(s, STYLE_TITLE, i ? ", %s" : "%s",
                      text_of(json_array_get(corrections, i), side));
}

static void print_corrections(struct screen *s, const json_t *query)
{
    const json_t *corrections = json_object_get(query, "corrections");
    long as_written = number_of(query, "total_as_written");

    if (json_array_size(corrections) == 0)
        return;
    screen_write(s, STYLE_PLAIN, "Showing results for ");
    print_sides(s, corrections, "to");
    screen_write(s, STYLE_PLAIN, "; --exact searches for ");
    print_sides(s, corrections, "from");
    screen_printf(s, STYLE_PLAIN, " (%ld passage%s).", as_written, plural(as_written));
    screen_end_line(s, 0);
    screen_end_line(s, 0);
}

static void print_match(struct screen *s, const char *match)
{
    if (strcmp(match, "all") == 0)
        return;
    screen_write(s, STYLE_PLAIN,
                 strcmp(match, "near") == 0
                     ? "No passage has all of these words; two neighbours have:"
                     : "No passage has all of these words; these have some:");
    screen_end_line(s, 0);
    screen_end_line(s, 0);
}

/* ---- a hit ---- */

static void print_place(struct screen *s, const json_t *hit)
{
    const char *section = text_of(hit, "in");
    long paragraph = number_of(hit, "paragraph"), through = number_of(hit, "through");
    long n = number_of(hit, "n");

    if (through)
        screen_printf(s, STYLE_PLAIN, "paragraphs %ld-%ld", paragraph, through);
    else if (paragraph)
        screen_printf(s, STYLE_PLAIN, "paragraph %ld", paragraph);
    else if (n) /* chapters 3 is chapter 3 */
        screen_printf(s, STYLE_PLAIN, "%.*s %ld", (int)strlen(section) - 1, section, n);
    else
        screen_write(s, STYLE_PLAIN, "about the episode");
}

/* some: tell that not all words are there. */
static void print_heading(struct screen *s, const json_t *hit, bool some)
{
    const json_t *episode = json_object_get(hit, "episode");
    const char *title = text_of(episode, "title"), *kind = text_of(hit, "kind");
    const char *speaker = text_of(json_object_get(hit, "speaker"), "name");

    screen_write(s, STYLE_TITLE, title ? title : text_of(episode, "id"));
    screen_write(s, STYLE_PLAIN, " · ");
    print_place(s, hit);
    if (speaker)
        screen_printf(s, STYLE_PLAIN, " · %s", speaker);
    if (kind && strcmp(kind, "content") != 0)
        screen_printf(s, STYLE_PLAIN, " · %s", kind);
    if (some)
        screen_write(s, STYLE_PLAIN, " · some of the words");
}

static void print_snippet(struct screen *s, const json_t *hit)
{
    const json_t *runs = json_object_get(hit, "snippet");

    for (size_t i = 0; i < json_array_size(runs); i++) {
        const json_t *run = json_array_get(runs, i);
        bool mark = json_is_true(json_object_get(run, "mark"));

        screen_write(s, mark ? STYLE_MARK : STYLE_PLAIN, text_of(run, "text"));
    }
}

/* The paragraphs around a hit, each with its number and who speaks. */
static void print_paragraphs(struct screen *s, const json_t *paragraphs)
{
    for (size_t i = 0; i < json_array_size(paragraphs); i++) {
        const json_t *paragraph = json_array_get(paragraphs, i);
        const char *speaker = text_of(json_object_get(paragraph, "speaker"), "name");

        screen_printf(s, STYLE_FAINT, "%ld ", number_of(paragraph, "n"));
        if (speaker)
            screen_printf(s, STYLE_FAINT, "%s: ", speaker);
        screen_write(s, STYLE_FAINT, text_of(paragraph, "text"));
        screen_end_line(s, INDENT);
    }
}

static void print_hit(struct screen *s, const json_t *hit, const char *match)
{
    print_heading(s, hit,
                  strcmp(match, "partial") != 0 && strcmp(text_of(hit, "match"), "partial") == 0);
    screen_end_line(s, INDENT);
    print_paragraphs(s, json_object_get(hit, "before"));
    if (json_object_get(hit, "before"))
        screen_printf(s, STYLE_TITLE, "%ld ", number_of(hit, "paragraph"));
    print_snippet(s, hit);
    screen_end_line(s, INDENT);
    print_paragraphs(s, json_object_get(hit, "after"));
    s->indent = 0;
    screen_end_line(s, 0);
}

/* ---- behind them ---- */

/* ", and 40 with some of the words", and how many of those are shown. */
static void print_partial(struct screen *s, long partial, long shown)
{
    screen_printf(s, STYLE_PLAIN, ", and %ld%s with some of the words", partial,
                  partial == MOST_PARTIAL ? " or more" : "");
    if (shown > 0 && shown < partial)
        screen_printf(s, STYLE_PLAIN, ", the best %ld of them shown", shown);
    if (shown < partial)
        screen_write(s, STYLE_PLAIN, " (--limit N shows more)");
}

/* "12 passages in 3 episodes", and how many of them are shown. */
static void print_total(struct screen *s, const json_t *answer)
{
    const json_t *counts = json_object_get(answer, "counts");
    long shown = (long)json_array_size(json_object_get(answer, "items"));
    long total = number_of(answer, "total");
    long partial = number_of(answer, "total_partial");
    long episodes = (long)json_array_size(json_object_get(counts, "episodes"));

    if (strcmp(text_of(answer, "total_is"), "at_least") == 0)
        screen_write(s, STYLE_PLAIN, "at least ");
    screen_printf(s, STYLE_PLAIN, "%ld passage%s in %ld%s episode%s", total, plural(total),
                  episodes, episodes == MOST_EPISODES ? " or more" : "", plural(episodes));
    if (shown < total)
        screen_printf(s, STYLE_PLAIN, ", the best %ld shown (--limit N shows more)", shown);
    else if (partial > 0)
        print_partial(s, partial, shown - total);
    screen_end_line(s, 0);
}

void found_print(struct screen *s, const json_t *answer)
{
    const json_t *items = json_object_get(answer, "items");
    const char *match;

    print_corrections(s, json_object_get(answer, "query"));
    if (json_array_size(items) == 0) {
        screen_write(s, STYLE_PLAIN, "Nothing found.");
        screen_end_line(s, 0);
        return;
    }
    match = text_of(answer, "match");
    print_match(s, match);
    for (size_t i = 0; i < json_array_size(items); i++)
        print_hit(s, json_array_get(items, i), match);
    print_total(s, answer);
}
