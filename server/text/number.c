#include "number.h"

#include <stdlib.h>
#include <string.h>

struct number {
    const char *word;
    int value;
};

/* Sorted by word. */
static const struct number numbers[] = {
    {"eight", 8},     {"eighteen", 18},  {"eighty", 80},   {"eleven", 11}, {"fifteen", 15},
    {"fifty", 50},    {"five", 5},       {"forty", 40},    {"four", 4},    {"fourteen", 14},
    {"hundred", 100}, {"nine", 9},       {"nineteen", 19}, {"ninety", 90}, {"one", 1},
    {"seven", 7},     {"seventeen", 17}, {"seventy", 70},  {"six", 6},     {"sixteen", 16},
    {"sixty", 60},    {"ten", 10},       {"thirteen", 13}, {"thirty", 30}, {"three", 3},
    {"twelve", 12},   {"twenty", 20},    {"two", 2},       {"zero", 0},
};

static int compare(const void *word, const void *number)
{
    return strcmp(word, ((const struct number *)number)->word);
}

int number_of(const char *word)
{
    const struct number *found =
        bsearch(word, numbers, sizeof numbers / sizeof *numbers, sizeof *numbers, compare);

    return found ? found->value : -1;
}

int number_of_two(const char *first, const char *second)
{
    int tens = strcmp(first, "a") == 0 ? 1 : number_of(first);
    int ones;

    if (tens != 1 && (tens < 20 || tens > 90))
        return -1;
    ones = number_of(second);
    if (tens == 1)
        return ones == 100 ? 100 : -1;
    return ones >= 1 && ones <= 9 ? tens + ones : -1;
}
