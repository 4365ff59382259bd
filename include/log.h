/* Messages to the operator on stderr, one line each. Safe from any thread. */
#ifndef EPISODED_LOG_H
#define EPISODED_LOG_H

void log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_error(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
