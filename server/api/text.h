/* The transcript for reading: plain text, Markdown, HTML. Call begin, then turn and its
 * paragraphs in order, then end. */
#ifndef EPISODED_API_TEXT_H
#define EPISODED_API_TEXT_H

#include <stdbool.h>

#include "api.h"
#include "buf.h"
#include "episode.h"

/* Where a text is being written to, as what. */
struct text {
    struct buf *buf;
    enum api_form form; /* not API_JSON */
    const struct episode *episode;
};

void text_begin(const struct text *t);
void text_turn(const struct text *t, const struct turn *turn);

/* Paragraph number n with the text given; opens: the first of its turn that is written. */
void text_paragraph(const struct text *t, unsigned n, const char *text, bool opens);
void text_end(const struct text *t);

/* Adds s with the characters escaped that mean something in HTML. */
void text_add_html(struct buf *b, const char *s);

#endif
