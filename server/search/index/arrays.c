#include "arrays.h"

#include <stdlib.h>
#include <string.h>

void *array_room(void *items, size_t n, size_t *capacity, size_t item_size)
{
    size_t wanted = *capacity ? *capacity : 16;
    void *grown;

    if (n <= *capacity)
        return items;
    while (wanted < n)
        wanted *= 2;
    grown = realloc(items, wanted * item_size);
    if (grown)
        *capacity = wanted;
    return grown;
}

void array_sort(void *items, size_t n, size_t item_size, compare_fn *compare)
{
    if (n > 0)
        qsort(items, n, item_size, compare);
}

size_t array_distinct(void *items, size_t n, size_t item_size, compare_fn *compare)
{
    char *v = items;
    size_t kept = 0;

    array_sort(items, n, item_size, compare);
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || compare(v + (kept - 1) * item_size, v + i * item_size) != 0)
            memmove(v + kept++ * item_size, v + i * item_size, item_size);
    return kept;
}
