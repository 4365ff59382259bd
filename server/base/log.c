#include "log.h"

#include <stdarg.h>
#include <stdio.h>

/* One write a line: stderr is unbuffered, so threads can't mix within it. */
__attribute__((format(printf, 2, 0))) static void write_line(const char *level, const char *format,
                                                             va_list args)
{
    char message[1024];

    vsnprintf(message, sizeof message, format, args);
    fprintf(stderr, "episoded: %s%s\n", level, message);
}

void log_info(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    write_line("", format, args);
    va_end(args);
}

void log_error(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    write_line("error: ", format, args);
    va_end(args);
}
