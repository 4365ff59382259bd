#include <stdio.h>
#include <string.h>

#include "pieces.h"
#include "reader.h"

/* ---- quotes ---- */

static const struct speaker *speaker_at(const struct episode *e, const struct place *place)
{
    unsigned speaker = place_speaker(e, place);

    return speaker ? &e->speakers.v[speaker - 1] : NULL;
}

/* "Marit", the name as printed or as the speaker's; NULL: the page names nobody. */
static const char *attributed_to(const struct episode *e, const struct quote *q)
{
    return q->speaker ? e->speakers.v[q->speaker - 1].name : q->attributed_to;
}

static void add_places(const struct text *t, const struct place_list *list)
{
    buf_str(t->buf, list->n > 1 ? ", paragraphs " : ", paragraph ");
    for (size_t i = 0; i < list->n; i++)
        buf_printf(t->buf, "%s<a href=\"#p%u\">%u</a>",
                   i == 0            ? ""
                   : i + 1 < list->n ? ", "
                                     : " and ",
                   list->v[i].paragraph, list->v[i].paragraph);
}

/* "Said in these words by Marit, paragraph 5." and where the page is wrong about that, or found
 * no such words, that it is. */
static void put_verdict(const struct text *t, const struct quote *q)
{
    static const char *const words[] = {"Said in these words", "Said in nearly these words",
                                        "Condensed from what was said",
                                        "Not found in the transcript"};
    const char *name = attributed_to(t->episode, q);
    const struct speaker *heard = q->places.n ? speaker_at(t->episode, &q->places.v[0]) : NULL;

    buf_printf(t->buf, "<p><b class=\"verdict\">%s</b>", words[q->verdict]);
    if (heard) {
        buf_str(t->buf, " by <bdi class=\"heard\">");
        text_words(t, heard->name);
        buf_str(t->buf, "</bdi>");
    }
    if (q->places.n > 0)
        add_places(t, &q->places);
    if (q->corrected)
        buf_str(t->buf, ", as a person corrected");
    buf_char(t->buf, '.');
    if (name && q->attribution != ATTRIBUTION_SAME) {
        buf_str(t->buf, q->attribution == ATTRIBUTION_DIFFERS
                            ? " <b class=\"wrong\">The page gives it to <bdi class=\"given\">"
                            : " The page gives it to <bdi class=\"given\">");
        text_words(t, name);
        buf_str(t->buf, "</bdi>");
        buf_str(t->buf, q->attribution == ATTRIBUTION_DIFFERS ? ".</b>" : ".");
    }
    buf_str(t->buf, "</p>\n");
}

/* What was said, word by word against the quote. */
static void put_diff(const struct text *t, const struct diff *diff)
{
    static const char *const tags[] = {NULL, "ins",
                                       "del"}; /* by diff_op: in the transcript's eyes */

    buf_str(t->buf,
            "<p class=\"said\"><span class=\"soft\">As it was said:</span> <span dir=\"auto\">");
    for (size_t i = 0; i < diff->n; i++) {
        const char *tag = tags[diff->v[i].op];
        buf_str(t->buf, i > 0 ? " " : "");
        if (tag)
            buf_printf(t->buf, "<%s>", tag);
        text_words(t, diff->v[i].text);
        if (tag)
            buf_printf(t->buf, "</%s>", tag);
    }
    buf_str(t->buf, "</span></p>\n");
}

static void put_quote(const struct text *t, size_t n)
{
    const struct quote *q = &t->episode->quotes.v[n - 1];

    buf_printf(t->buf, "<figure class=\"quote %s%s\" id=\"quote-%zu\">\n<blockquote",
               verdict_names[q->verdict],
               q->attribution == ATTRIBUTION_DIFFERS ? " misattributed" : "", n);
    text_language(t);
    buf_str(t->buf, "><p dir=\"auto\">");
    text_words(t, q->text);
    buf_str(t->buf, "</p></blockquote>\n<figcaption>\n");
    put_verdict(t, q);
    if (q->verdict == VERDICT_NEAR || q->verdict == VERDICT_CONDENSED)
        put_diff(t, &q->diff);
    buf_str(t->buf, "</figcaption>\n</figure>\n");
}

static bool has_differences(const struct quote_list *list)
{
    for (size_t i = 0; i < list->n; i++)
        if (list->v[i].verdict == VERDICT_NEAR || list->v[i].verdict == VERDICT_CONDENSED)
            return true;
    return false;
}

void reader_trust(const struct text *t)
{
    static const char *const words[] = {"said in these words", "said in nearly these words",
                                        "condensed from what was said",
                                        "not found in the transcript"};
    const struct quote_list *list = &t->episode->quotes;
    unsigned verdicts[sizeof words / sizeof *words] = {0}, wrong = 0;
    const char *mark = ": ";

    if (list->n < 2)
        return;
    for (size_t i = 0; i < list->n; i++) {
        verdicts[list->v[i].verdict]++;
        wrong += list->v[i].attribution == ATTRIBUTION_DIFFERS;
    }
    buf_printf(t->buf, "<p class=\"soft trust\">Of %zu quotes", list->n);
    for (size_t v = 0; v < sizeof words / sizeof *words; v++) {
        if (verdicts[v] == 0)
            continue;
        buf_printf(t->buf, "%s%u %s", mark, verdicts[v], words[v]);
        mark = ", ";
    }
    if (wrong > 0)
        buf_printf(t->buf, "; %u given to somebody who did not say %s", wrong,
                   wrong == 1 ? "it" : "them");
    buf_str(t->buf,
            has_differences(list)
                ? ". Where the words differ, <ins>these</ins> were said but left out of the "
                  "quote, and <del>these</del> were not said.</p>\n"
                : ".</p>\n");
}

void reader_quotes(const struct text *t, unsigned chapter)
{
    for (size_t i = 0; i < t->episode->quotes.n; i++)
        if (t->episode->quotes.v[i].chapter == chapter)
            put_quote(t, i + 1);
}

/* ---- the transcript ---- */

#define ALONE(kind) (1u << (kind))

/* The sponsor of a paragraph that is an ad; "" where it is not known. */
static const char *sponsor_of(const struct paragraph *p)
{
    for (size_t i = 0; i < p->part_count; i++)
        if (p->parts[i].sponsor)
            return p->parts[i].sponsor;
    return "";
}

static void put_whole(const struct text *t, unsigned n)
{
    buf_printf(t->buf, "<p id=\"p%u\" dir=\"auto\">", n);
    text_words(t, t->episode->paragraphs.v[n - 1].text);
    buf_str(t->buf, "</p>\n");
}

static void put_mixed(const struct text *t, unsigned n)
{
    buf_printf(t->buf, "<p id=\"p%u\" dir=\"auto\">", n);
    text_parts(t, &t->episode->paragraphs.v[n - 1], ALL_KINDS);
    buf_str(t->buf, "</p>\n");
}

/* Paragraphs first to before end that are ads of one sponsor. */
static void put_ad(const struct text *t, unsigned first, unsigned end)
{
    const char *sponsor = sponsor_of(&t->episode->paragraphs.v[first - 1]);
    int words = 0;

    for (unsigned p = first; p < end; p++)
        words += piece_words(&t->episode->paragraphs.v[p - 1], ALL_KINDS);
    buf_printf(t->buf, "<details class=\"ad\"><summary>Advertisement%s", *sponsor ? ": <bdi>" : "");
    text_words(t, sponsor);
    buf_printf(t->buf, "%s <span class=\"soft\">%d words</span></summary>\n",
               *sponsor ? "</bdi>" : "", words);
    for (unsigned p = first; p < end; p++)
        put_whole(t, p);
    buf_str(t->buf, "</details>\n");
}

static void put_promo(const struct text *t, unsigned n)
{
    buf_str(t->buf, "<div class=\"promo\"><span class=\"soft\">Promotion</span>\n");
    put_whole(t, n);
    buf_str(t->buf, "</div>\n");
}

/* Puts paragraph n, before end, with the ads that follow it if it is one; gives the next one. */
static unsigned put_paragraphs(const struct text *t, unsigned n, unsigned end)
{
    const struct paragraph *v = t->episode->paragraphs.v;
    unsigned next = n + 1, kinds = piece_kinds(&v[n - 1]);

    if (kinds == ALONE(PART_AD)) {
        while (next < end && piece_kinds(&v[next - 1]) == ALONE(PART_AD) &&
               strcmp(sponsor_of(&v[next - 1]), sponsor_of(&v[n - 1])) == 0)
            next++;
        put_ad(t, n, next);
    } else if (kinds == ALONE(PART_PROMO)) {
        put_promo(t, n);
    } else {
        put_mixed(t, n);
    }
    return next;
}

static bool is_ad(const struct episode *e, const struct turn *turn)
{
    for (unsigned p = turn->first; p < turn->first + turn->count; p++)
        if (piece_kinds(&e->paragraphs.v[p - 1]) != ALONE(PART_AD))
            return false;
    return turn->count > 0;
}

/* The label in doubt where the speaker is not known; none over an ad, which is nobody's word. */
static void put_speaker(const struct text *t, const struct turn *turn)
{
    const char *name = turn->speaker ? t->episode->speakers.v[turn->speaker - 1].name : turn->label;

    if (!*name || is_ad(t->episode, turn))
        return;
    buf_str(t->buf, "<cite dir=\"auto\">");
    text_words(t, name);
    buf_str(t->buf, "</cite>\n");
}

/* The chapters that are discussed from paragraph n on, each with the way back to what the page
 * says of it. */
static void put_chapters_from(const struct text *t, unsigned n)
{
    const struct chapter_list *list = &t->episode->chapters;

    for (size_t i = 0; i < list->n; i++) {
        if (list->v[i].places.n == 0 || list->v[i].places.v[0].first != n)
            continue;
        buf_printf(t->buf,
                   "<p class=\"chapter-begins\" data-chapter=\"%zu\"><a href=\"#chapter-%zu\">"
                   "<span lang=\"en\">Chapter</span> %zu: <bdi>",
                   i + 1, i + 1, i + 1);
        text_words(t, list->v[i].title);
        buf_str(t->buf, "</bdi></a></p>\n");
    }
}

void reader_turn(const struct text *t, unsigned n, unsigned colour)
{
    const struct turn *turn = &t->episode->turns.v[n - 1];
    unsigned end = turn->first + turn->count;

    buf_printf(t->buf, "<div class=\"turn s%u\" id=\"turn-%u\"", colour, n);
    text_language(t);
    buf_str(t->buf, ">\n");
    put_chapters_from(t, turn->first);
    put_speaker(t, turn);
    for (unsigned p = turn->first; p < end;) {
        if (p > turn->first)
            put_chapters_from(t, p);
        p = put_paragraphs(t, p, end);
    }
    buf_str(t->buf, "</div>\n");
}
