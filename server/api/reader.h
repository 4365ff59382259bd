/* Pieces of the page that a browser reads (reader.c). */
#ifndef EPISODED_API_READER_H
#define EPISODED_API_READER_H

#include "text.h"

/* How many of the quotes are what they claim, in a line; none where there are not two. */
void reader_trust(const struct text *t);

/* The quotes that stand in chapter number chapter (0: in none), each with what became of it. */
void reader_quotes(const struct text *t, unsigned chapter);

/* Turn number n: its speaker in colour number colour, and what is said. Paragraphs that are nothing
 * but ads are folded to a line that opens. */
void reader_turn(const struct text *t, unsigned n, unsigned colour);

#endif
