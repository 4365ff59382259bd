#include "screen.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli.h"
#include "utf8.h"

enum { WIDEST = 100 }; /* longer lines are hard to read */

static const char *const style_codes[STYLES] = {"", "\033[1m", "\033[2m", "\033[1;31m"};
static const char reset_code[] = "\033[0m";

static size_t terminal_width(void)
{
    struct winsize size;

    if (!isatty(STDOUT_FILENO))
        return 0;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return 80;
    return size.ws_col < WIDEST ? size.ws_col : WIDEST;
}

static bool terminal_has_color(void)
{
    const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

    return isatty(STDOUT_FILENO) && !(no_color && *no_color) && !(term && !strcmp(term, "dumb"));
}

bool screen_init(struct screen *s, const char *color)
{
    *s = (struct screen){.width = terminal_width(), .color = strcmp(color, "always") == 0};
    buf_init(&s->word);
    if (strcmp(color, "auto") == 0)
        s->color = terminal_has_color();
    else if (!s->color && strcmp(color, "never") != 0)
        return false;
    return true;
}

bool screen_finish(struct screen *s)
{
    bool written = !s->word.failed && fflush(stdout) == 0 && !ferror(stdout);

    buf_finish(&s->word);
    return written;
}

/* Goes on in a style, which holds over the end of the word. */
static void set_style(struct screen *s, enum style style)
{
    if (style == s->style || !s->color)
        return;
    if (s->style != STYLE_PLAIN)
        buf_str(&s->word, reset_code);
    buf_str(&s->word, style_codes[style]);
    s->style = style;
}

static void begin_line(struct screen *s)
{
    putchar('\n');
    s->column = 0;
}

/* Prints the word, on the next line where this one has no room for it. */
static void put_word(struct screen *s)
{
    if (s->word_columns == 0)
        return;
    if (s->width && s->column + s->blank + s->word_columns > s->width && s->column > s->indent)
        begin_line(s);
    if (s->column == 0)
        s->column = (size_t)printf("%*s", (int)s->indent, "");
    else if (s->blank)
        s->column += (size_t)printf(" ");
    fwrite(s->word.data, 1, s->word.len, stdout);
    s->column += s->word_columns;
    s->word.len = s->word_columns = 0;
    s->blank = false;
}

static void add_sign(struct screen *s, enum style style, const char *sign, size_t size)
{
    size_t columns;
    int32_t cp;

    utf8_decode(sign, size, &cp);
    if (cli_is_control(cp)) {
        sign = "\uFFFD";
        size = strlen(sign);
        cp = 0xFFFD;
    }
    columns = utf8_columns(cp);
    if (columns > 1 || (columns > 0 && s->after_wide))
        put_word(s);
    if (columns > 0)
        s->after_wide = columns > 1;
    set_style(s, style);
    buf_add(&s->word, sign, size);
    s->word_columns += columns;
}

void screen_write(struct screen *s, enum style style, const char *text)
{
    for (size_t len = strlen(text), size; len > 0; text += size, len -= size) {
        int32_t cp;

        size = utf8_decode(text, len, &cp);
        if (size == 0)
            return;
        if (cp == '\n') {
            screen_end_line(s, s->indent);
        } else if (cp == ' ' || cp == '\t') {
            put_word(s);
            s->blank = s->column > 0;
        } else {
            add_sign(s, style, text, size);
        }
    }
}

void screen_printf(struct screen *s, enum style style, const char *format, ...)
{
    va_list args;
    char *text;

    va_start(args, format);
    if (vasprintf(&text, format, args) < 0) {
        s->word.failed = true;
    } else {
        screen_write(s, style, text);
        free(text);
    }
    va_end(args);
}

void screen_end_line(struct screen *s, size_t indent)
{
    put_word(s);
    if (s->style != STYLE_PLAIN)
        printf("%s", reset_code);
    s->style = STYLE_PLAIN;
    begin_line(s);
    s->blank = false;
    s->indent = indent;
}
