/* The page format: section headings on lines of their own, in any order, with or without a
 * colon, in any letter case; under Transcript, lines that hold only a name open a turn; so
 * do those with a colon behind it, if the page lists the name, or most that it lists have one. */
#include "page.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "formats.h"
#include "token.h"
#include "utf8.h"

enum { HEADING_MAX = 40 }; /* bytes; no heading is longer */

/* A heading as its tokens joined by blanks. */
static const struct {
    const char *words;
    enum section section;
} headings[] = {{"primary topic", SECTION_TOPIC},
                {"episode summary", SECTION_SUMMARY},
                {"main takeaways", SECTION_TAKEAWAYS},
                {"episode chapters", SECTION_CHAPTERS},
                {"actionable advice", SECTION_ADVICE},
                {"about this episode", SECTION_ABOUT},
                {"people", SECTION_PEOPLE},
                {"companies", SECTION_COMPANIES},
                {"books", SECTION_BOOKS},
                {"guest name s", SECTION_GUESTS},
                {"guest names", SECTION_GUESTS},
                {"guest name", SECTION_GUESTS},
                {"content warnings", SECTION_WARNINGS},
                {"content warning", SECTION_WARNINGS},
                {"transcript", SECTION_TRANSCRIPT}};

void page_warn(struct page *p, const struct line *at, const char *format, ...)
{
    struct warning_list *list = &p->episode->warnings;
    struct warning *grown =
        arena_grow(p->arena, list->v, list->n, &p->warning_capacity, sizeof *list->v);
    char message[300];
    va_list args;

    if (!grown)
        return;
    list->v = grown;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    grown[list->n] = (struct warning){at->number, at->column, arena_strdup(p->arena, message)};
    list->n += grown[list->n].message != NULL;
}

/* The words of a possible heading: letters and brackets, at most one colon, at the end. */
static bool heading_words(const char *s, size_t len, char out[HEADING_MAX + 1])
{
    struct tokenizer t;
    struct token token;
    size_t at = 0;

    if (len > HEADING_MAX || strcspn(s, ".,?!\"") < len)
        return false;
    tokenizer_init(&t, s, len);
    while (tokenizer_next(&t, &token)) {
        if (at + token.len + 1 > HEADING_MAX)
            return false;
        if (at > 0)
            out[at++] = ' ';
        memcpy(out + at, token.text, token.len);
        at += token.len;
    }
    out[at] = '\0';
    return at > 0;
}

static int section_named(const char *words)
{
    for (size_t i = 0; i < sizeof headings / sizeof *headings; i++)
        if (strcmp(headings[i].words, words) == 0)
            return (int)headings[i].section;
    return -1;
}

/* The section that a line opens, or -1. *rest gets what follows the heading's colon on the
 * same line, with len 0 where nothing does. */
static int heading_of(const struct line *line, struct line *rest)
{
    const char *colon = memchr(line->text, ':', line->len);
    char words[HEADING_MAX + 1];
    size_t len = colon ? (size_t)(colon - line->text) : line->len;

    *rest = *line;
    rest->len = 0;
    if (!heading_words(line->text, len, words))
        return -1;
    if (colon) {
        rest->text = colon + 1;
        rest->len = trim(&rest->text, line->len - len - 1);
        rest->column += (unsigned)utf8_count(line->text, (size_t)(rest->text - line->text));
    }
    return section_named(words);
}

/* Inside the transcript only a bare heading counts, and one of a single word ("People") only
 * where its section is still missing: the same word could be speech. */
static bool ends_transcript(const struct page *p, int section, const struct line *line,
                            const struct line *rest)
{
    if (section < 0 || rest->len > 0)
        return false;
    return strchr(line->text, ' ') || !p->seen[section];
}

static bool open_section(struct page *p, int section, const struct line *line,
                         const struct line *rest)
{
    if (p->seen[section])
        page_warn(p, line, "this section stands here again; it is read as one");
    p->seen[section] = true;
    if (section == SECTION_TRANSCRIPT && !p->transcript_line)
        p->transcript_line = line->number;
    return rest->len == 0 || line_add(p->arena, &p->sections[section], rest);
}

/* Puts each line into its section. */
static bool divide(struct page *p, const struct line_list *lines)
{
    int current = -1;

    for (size_t i = 0; i < lines->n; i++) {
        const struct line *line = &lines->v[i];
        struct line rest;
        int section = heading_of(line, &rest);

        if (current == SECTION_TRANSCRIPT && !ends_transcript(p, section, line, &rest))
            section = -1;
        if (section >= 0) {
            if (!open_section(p, section, line, &rest))
                return false;
            current = section;
        } else if (current < 0) {
            page_warn(p, line, "this line stands before the first section and is left out");
        } else if (!line_add(p->arena, &p->sections[current], line)) {
            return false;
        }
    }
    return true;
}

enum err page_read(struct arena *a, const char *text, size_t len, struct episode *out,
                   struct failure *f)
{
    struct page p = {.arena = a, .episode = out};
    struct line_list lines;

    if (!lines_of(a, text, len, &lines) || !divide(&p, &lines))
        return fail(f, ERR_MEMORY, "out of memory");
    if (lines.n == 0)
        return fail_at(f, 1, 1, "the input is empty");
    if (!p.seen[SECTION_TRANSCRIPT])
        return fail_at(f, lines.v[lines.n - 1].number, 1,
                       "no transcript: a page needs a line that says 'Transcript'");
    if (p.sections[SECTION_TRANSCRIPT].n == 0)
        return fail_at(f, p.transcript_line, 1, "the transcript is empty");
    if (!lists_read(&p) || !chapters_read(&p) || !transcript_read(&p))
        return fail(f, ERR_MEMORY, "out of memory");
    if (out->paragraphs.n == 0)
        return fail_at(f, p.transcript_line, 1, "the transcript has no speech");
    return OK;
}
