#include "error.h"

#include <stdarg.h>
#include <stdio.h>

#define ERR_SLUG(code, slug, title) slug,
#define ERR_TITLE(code, slug, title) title,

static const char *const slugs[ERR_COUNT] = {ERR_LIST(ERR_SLUG)};
static const char *const titles[ERR_COUNT] = {ERR_LIST(ERR_TITLE)};

enum err fail(struct failure *f, enum err code, const char *format, ...)
{
    va_list args;

    if (!f)
        return code;
    f->code = code;
    f->line = f->column = 0;
    va_start(args, format);
    vsnprintf(f->message, sizeof f->message, format, args);
    va_end(args);
    return code;
}

enum err fail_at(struct failure *f, unsigned line, unsigned column, const char *format, ...)
{
    va_list args;

    if (!f)
        return ERR_INPUT;
    f->code = ERR_INPUT;
    f->line = line;
    f->column = column;
    va_start(args, format);
    vsnprintf(f->message, sizeof f->message, format, args);
    va_end(args);
    return ERR_INPUT;
}

const char *err_slug(enum err code)
{
    return slugs[code];
}

const char *err_title(enum err code)
{
    return titles[code];
}
