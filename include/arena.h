/* Memory that is given back all at once: one arena per load and per request. */
#ifndef EPISODED_ARENA_H
#define EPISODED_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena;

/* NULL when out of memory. */
struct arena *arena_create(void);

/* Frees everything handed out; NULL is allowed. */
void arena_destroy(struct arena *a);

/* Forgets everything handed out and keeps one block for what comes next. */
void arena_reset(struct arena *a);

/* size bytes, zeroed, aligned for any type; NULL when out of memory. Lives until reset or
 * destroy. A size of 0 gives a valid pointer. */
void *arena_alloc(struct arena *a, size_t size);

/* An array of count zeroed items; NULL when out of memory or when the size overflows. */
void *arena_array(struct arena *a, size_t count, size_t item_size);

/* Copies; NULL when out of memory, and for a NULL s. */
char *arena_strdup(struct arena *a, const char *s);
char *arena_strndup(struct arena *a, const char *s, size_t len);
char *arena_printf(struct arena *a, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Room for one more item in a growing array: returns items, or a larger copy of it, with
 * item number count zeroed and *capacity updated; NULL when out of memory. Start with
 * items NULL and *capacity 0. */
void *arena_grow(struct arena *a, void *items, size_t count, size_t *capacity, size_t item_size);

#endif
