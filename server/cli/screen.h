/* Text on a terminal: wrapped between words, and in colour where that is wanted. */
#ifndef EPISODED_CLI_SCREEN_H
#define EPISODED_CLI_SCREEN_H

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"

enum style { STYLE_PLAIN, STYLE_TITLE, STYLE_FAINT, STYLE_MARK, STYLES };

struct screen {
    size_t width;    /* columns; 0: lines are not wrapped */
    bool color;      /* styles show */
    size_t indent;   /* of the lines that follow */
    size_t column;   /* where the next word stands */
    bool blank;      /* a blank is due before it */
    struct buf word; /* the word that is being written, and the changes of style in it */
    size_t word_columns;
    bool after_wide;  /* it ends with a sign of a script without blanks, behind which, as before
                         it, a line may end */
    enum style style; /* at the end of word */
};

/* Standard output: wrapped at its width if it is a terminal. color: "auto" (on a terminal that
 * shows it, unless NO_COLOR is set), "always" or "never"; false for any other. */
bool screen_init(struct screen *s, const char *color);

/* Frees; false where not all could be written. */
bool screen_finish(struct screen *s);

/* Writes text on, which may begin or end within a word. A run of blanks is one blank, an LF
 * begins a line, and a control character shows as U+FFFD. */
void screen_write(struct screen *s, enum style style, const char *text);
void screen_printf(struct screen *s, enum style style, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Ends the line; the next one begins at indent. */
void screen_end_line(struct screen *s, size_t indent);

#endif
