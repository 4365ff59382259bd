/* Turns and paragraphs. A label is a line that holds only a name: a few capitalised words
 * without a mark at the end, followed by a line that is not one (behind a name that the page
 * lists: not another of those). A colon may stand behind a name that the page lists, and behind
 * any where most that it lists have one. */
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "formats.h"
#include "page.h"
#include "token.h"
#include "utf8.h"

enum { LABEL_WORDS = 5, LABEL_BYTES = 100 };

/* What people say on a line of its own; the names of the page are asked first. */
static const char *const interjections[] = {
    "yes", "yeah",   "no",    "nope", "right",      "okay",    "ok",        "sure",      "exactly",
    "wow", "thanks", "hello", "hi",   "absolutely", "totally", "correct",   "great",     "amazing",
    "bye", "cool",   "nice",  "what", "really",     "hey",     "so",        "well",      "oh",
    "mhm", "true",   "why",   "how",  "agreed",     "yep",     "thank you", "of course", "good"};

/* The names that the page lists, sorted. */
struct names {
    const char **v;
    size_t n;
    bool colons; /* one of them has a colon behind it on a line of the transcript */
};

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool collect_names(const struct page *p, struct names *out)
{
    const struct item_list *lists[] = {&p->episode->people, &p->episode->guests};

    out->v = arena_array(p->arena, lists[0]->n + lists[1]->n, sizeof(const char *));
    if (!out->v)
        return false;
    for (size_t k = 0; k < 2; k++)
        for (size_t i = 0; i < lists[k]->n; i++)
            out->v[out->n++] = lists[k]->v[i].text;
    qsort(out->v, out->n, sizeof(const char *), by_text);
    return true;
}

static bool is_listed(const struct names *names, const char *name)
{
    return bsearch(&name, names->v, names->n, sizeof(const char *), by_text) != NULL;
}

static bool is_interjection(const char *s)
{
    struct tokenizer t;
    struct token token;
    char words[LABEL_BYTES + 1] = "";
    size_t at = 0;

    tokenizer_init(&t, s, strlen(s));
    while (tokenizer_next(&t, &token) && at + token.len + 1 < sizeof words) {
        if (at > 0)
            words[at++] = ' ';
        memcpy(words + at, token.text, token.len + 1);
        at += token.len;
    }
    for (size_t i = 0; i < sizeof interjections / sizeof *interjections; i++)
        if (strcmp(interjections[i], words) == 0)
            return true;
    return false;
}

/* True for van, and for al in al-Rahman. */
static bool is_particle(const char *word, size_t len)
{
    static const char *const particles[] = {"van", "von", "de", "der", "den", "da", "di",
                                            "du",  "la",  "le", "del", "bin", "al", "el",
                                            "of",  "and", "y",  "the", "&"};

    const char *dash = memchr(word, '-', len);

    if (dash)
        len = (size_t)(dash - word);
    for (size_t i = 0; i < sizeof particles / sizeof *particles; i++)
        if (strlen(particles[i]) == len && memcmp(particles[i], word, len) == 0)
            return true;
    return false;
}

/* A capital or a letter without case begins a word of a name; a digit may begin one behind
 * the first (Speaker 1). */
static bool begins_name(int32_t cp, bool first)
{
    switch (utf8proc_category(cp)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LO:
        return true;
    case UTF8PROC_CATEGORY_ND:
        return !first;
    default:
        return false;
    }
}

static bool inside_name(int32_t cp)
{
    switch (utf8proc_category(cp)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ND:
        return true;
    default:
        return cp == '.' || cp == '\'' || cp == 0x2019 || cp == '&' || cp == '-' || cp == '_' ||
               cp == 0xB7 || cp == 0x30FB;
    }
}

static bool is_name_word(const char *s, size_t len, bool first)
{
    int32_t cp;

    for (size_t i = 0, n; i < len; i += n) {
        n = utf8_decode(s + i, len - i, &cp);
        if (n == 0 || !inside_name(cp))
            return false;
        if (i == 0 && !begins_name(cp, first) && (first || !is_particle(s, len)))
            return false;
    }
    return true;
}

/* A full stop ends a name only behind an abbreviation. */
static bool ends_like_name(const char *s, size_t len)
{
    if (s[len - 1] == '.')
        return (len > 3 &&
                (memcmp(s + len - 3, "Jr.", 3) == 0 || memcmp(s + len - 3, "Sr.", 3) == 0));
    return s[len - 1] != '-';
}

/* A few words that may be a name. */
static bool is_name(const char *s)
{
    const char *at = s;
    size_t words = 0;

    if (!*s || !ends_like_name(s, strlen(s)))
        return false;
    while (*at) {
        size_t len = strcspn(at, " ");

        if (++words > LABEL_WORDS || !is_name_word(at, len, words == 1))
            return false;
        at += len;
        at += strspn(at, " ");
    }
    return !is_interjection(s);
}

/* The size of the label that a line may be, without its colon; 0 where it is none. */
static size_t label_size(const struct names *names, const struct line *line)
{
    char name[LABEL_BYTES + 1];
    size_t len;

    if (line->len > LABEL_BYTES)
        return 0;
    if (is_listed(names, line->text))
        return line->len;
    len = without_blanks(line->text, line->len - colon_before(line->text, line->len));
    memcpy(name, line->text, len);
    name[len] = '\0';
    if (len < line->len && is_listed(names, name))
        return len;
    return (len == line->len || names->colons) && is_name(name) ? len : 0;
}

/* True if more of the listed names that stand on a line of their own have a colon than have none.
 */
static bool has_colons(const struct names *names, const struct line_list *lines)
{
    size_t with = 0, without = 0;

    for (size_t i = 0; i < lines->n; i++) {
        size_t len = label_size(names, &lines->v[i]);

        with += len > 0 && len < lines->v[i].len;
        without += len > 0 && is_listed(names, lines->v[i].text);
    }
    return with > without;
}

struct builder {
    struct page *page;
    size_t turn_capacity, paragraph_capacity;
};

static bool add_turn(struct builder *b, const char *label, unsigned line)
{
    struct episode *e = b->page->episode;
    struct turn *grown =
        arena_grow(b->page->arena, e->turns.v, e->turns.n, &b->turn_capacity, sizeof *e->turns.v);

    if (!grown)
        return false;
    e->turns.v = grown;
    grown[e->turns.n++] = (struct turn){
        .label = label, .line = line, .first = (unsigned)e->paragraphs.n + 1, .count = 0};
    return true;
}

static bool add_paragraph(struct builder *b, const struct line *line)
{
    struct episode *e = b->page->episode;
    struct paragraph *grown;

    if (e->turns.n == 0 && !add_turn(b, "", line->number))
        return false;
    grown = arena_grow(b->page->arena, e->paragraphs.v, e->paragraphs.n, &b->paragraph_capacity,
                       sizeof *e->paragraphs.v);
    if (!grown)
        return false;
    e->paragraphs.v = grown;
    grown[e->paragraphs.n++] = (struct paragraph){.text = line->text,
                                                  .turn = (unsigned)e->turns.n,
                                                  .line = line->number,
                                                  .column = line->column};
    e->turns.v[e->turns.n - 1].count++;
    return true;
}

/* Adds a turn whose label is the first size bytes of a line. */
static bool add_labelled(struct builder *b, const struct line *line, size_t size)
{
    const char *label =
        size == line->len ? line->text : arena_strndup(b->page->arena, line->text, size);

    return label && add_turn(b, label, line->number);
}

/* Whether a line that may be a label is one: before what is none. A name that the page lists is one
 * before what only looks like a name, too, as any short line does in a script without capitals. */
static bool is_label(const struct names *names, const struct line *line, const struct line *next)
{
    return label_size(names, next) == 0 ||
           (is_listed(names, line->text) && !is_listed(names, next->text));
}

bool transcript_read(struct page *p)
{
    const struct line_list *lines = &p->sections[SECTION_TRANSCRIPT];
    struct builder b = {.page = p};
    struct names names = {0};
    bool labelled = false; /* the line before was a label */

    if (!collect_names(p, &names))
        return false;
    names.colons = has_colons(&names, lines);
    for (size_t i = 0; i < lines->n; i++) {
        const struct line *line = &lines->v[i];
        size_t label = labelled || i + 1 == lines->n ? 0 : label_size(&names, line);

        labelled = label && is_label(&names, line, &lines->v[i + 1]);
        if (labelled ? !add_labelled(&b, line, label) : !add_paragraph(&b, line))
            return false;
    }
    return true;
}
