/* Inside ingest/: the lines of a page, and who reads which of its sections. */
#ifndef EPISODED_INGEST_PAGE_H
#define EPISODED_INGEST_PAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"
#include "episode.h"
#include "error.h"

/* A line of the page that is not blank, without the blanks at its ends. */
struct line {
    const char *text;
    size_t len;
    unsigned number, column; /* where text begins in the source, from 1 */
};

struct line_list {
    struct line *v;
    size_t n;
    size_t capacity;
};

/* A text that grows at its end, in the arena. */
struct growing {
    char *s; /* NULL before anything was added */
    size_t len, capacity;
};

/* Adds len bytes at s, behind separator where something stands before them. False when out
 * of memory. */
bool growing_add(struct arena *a, struct growing *text, char separator, const char *s, size_t len);

enum section {
    SECTION_TOPIC,
    SECTION_SUMMARY,
    SECTION_TAKEAWAYS,
    SECTION_CHAPTERS,
    SECTION_ADVICE,
    SECTION_ABOUT,
    SECTION_PEOPLE,
    SECTION_COMPANIES,
    SECTION_BOOKS,
    SECTION_GUESTS,
    SECTION_WARNINGS,
    SECTION_TRANSCRIPT,
    SECTIONS
};

/* What is being read, and where it goes. */
struct page {
    struct arena *arena;
    struct episode *episode;
    struct line_list sections[SECTIONS];
    bool seen[SECTIONS];
    unsigned transcript_line; /* of the heading */
    size_t warning_capacity;
};

/* The lines of text (valid UTF-8 without NUL) that are not blank. False when out of memory. */
bool lines_of(struct arena *a, const char *text, size_t len, struct line_list *out);

/* Adds a line to a list. False when out of memory. */
bool line_add(struct arena *a, struct line_list *list, const struct line *line);

/* Notes something that the author of the page should look at. */
void page_warn(struct page *p, const struct line *at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* ---- readers of sections: from p->sections into p->episode; false when out of memory ---- */

bool lists_read(struct page *p);      /* takeaways, advice, about, names, books ... */
bool chapters_read(struct page *p);   /* chapters with their quotes */
bool transcript_read(struct page *p); /* turns and paragraphs; after lists_read */

/* True if the line says that its section is empty. */
bool line_is_none(const struct line *line);

/* Pointer behind a list bullet and its blanks, or s itself where there is none. */
const char *skip_bullet(const char *s);

/* Kinds of quotation marks: what a mark of one opens, only one of the same closes. */
enum marks {
    MARKS_USUAL,        /* " “ „ « and " ” “ »; each is seen with each */
    MARKS_INWARD,       /* »...« */
    MARKS_ANGLE,        /* ‹...› */
    MARKS_ANGLE_INWARD, /* ›...‹ */
    MARKS_CORNER,       /* 「...」 */
    MARKS_WHITE_CORNER, /* 『...』 */
    MARKS_SAME,         /* ”...” */
    MARKS_SINGLE,       /* ‘...’ */
    MARKS_LOW,          /* ‚...‘ */
    MARKS_STRAIGHT,     /* '...' */
    MARKS_KINDS,
    MARKS_AMBIGUOUS = MARKS_SAME /* from here on they may be apostrophes, or close what others
                                    have opened */
};

/* The size of the mark at s that opens a quotation, and *kind is its kind; 0 for none. */
size_t opening_mark(const char *s, enum marks *kind);

/* The size of the mark at s that closes a quotation of a kind; 0 for none. */
size_t closing_mark(const char *s, enum marks kind);

/* True if one that closes, and is nothing else, ends at s[end]. */
bool closing_mark_before(const char *s, size_t end);

#endif
