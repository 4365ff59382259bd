/* Arrays that grow, and are put in order. */
#ifndef EPISODED_SEARCH_ARRAYS_H
#define EPISODED_SEARCH_ARRAYS_H

#include <stddef.h>

typedef int compare_fn(const void *a, const void *b);

/* The malloc'd array with room for n items, at least one; NULL when out of memory. */
void *array_room(void *items, size_t n, size_t *capacity, size_t item_size);

/* qsort, which may not be given NULL, for arrays that may be empty. */
void array_sort(void *items, size_t n, size_t item_size, compare_fn *compare);

/* Sorts, and keeps one of those that compare as the same; returns how many are kept. */
size_t array_distinct(void *items, size_t n, size_t item_size, compare_fn *compare);

#endif
