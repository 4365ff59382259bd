#include "arrays.h"

#include <stdlib.h>

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
