/* Forms for reading: plain text, Markdown, HTML. A text is written block by block, in order,
 * between text_begin and text_end; whatever it is made of is escaped, so that no word of an episode
 * turns into markup.
 *
 * The HTML of a transcript is the untimed form of podcast:transcript (Podcasting 2.0 namespace,
 * transcripts/transcripts.md): a <cite> with the speaker and a colon, and a <p> for what was said.
 * Each <p> has the paragraph's number as its id, such as p40. */
#ifndef EPISODED_API_TEXT_H
#define EPISODED_API_TEXT_H

#include "api.h"
#include "buf.h"
#include "episode.h"

/* Where a text is being written to, as what. */
struct text {
    struct buf *buf;
    enum api_form form; /* not API_JSON */
    const struct episode *episode;
};

enum text_block {
    TEXT_TITLE,
    TEXT_SECTION, /* its words are English, whatever the episode's language is */
    TEXT_CHAPTER, /* a heading inside a section */
    TEXT_PARAGRAPH,
    TEXT_QUOTE,
    TEXT_LIST, /* holds TEXT_ITEM alone */
    TEXT_ITEM,
    TEXT_BLOCKS
};

void text_begin(const struct text *t);
void text_end(const struct text *t);

void text_open(const struct text *t, enum text_block block);
void text_close(const struct text *t, enum text_block block);

/* Words inside a block: a string, or len bytes. */
void text_words(const struct text *t, const char *s);
void text_add(const struct text *t, const char *s, size_t len);

/* A block that is nothing but words. */
void text_put(const struct text *t, enum text_block block, const char *words);

/* "paragraph 3" or "paragraphs 3 to 5", inside a block; a link to the first where the form has
 * links. */
void text_reference(const struct text *t, unsigned first, unsigned last);

/* Turn number n: who speaks, and the parts of these kinds (bits 1 << enum part_kind). Those that
 * are no content say so, as "[ad: Sponsor]". */
void text_turn(const struct text *t, unsigned n, unsigned kinds);

/* In a tag of HTML: the attribute that says the language of the episode, where it is known. */
void text_language(const struct text *t);

/* The parts of these kinds of a paragraph, inside a block. */
void text_parts(const struct text *t, const struct paragraph *p, unsigned kinds);

/* Adds s with the characters escaped that mean something in HTML. */
void text_add_html(struct buf *b, const char *s);

#endif
