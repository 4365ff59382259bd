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

const char *number_name(int value)
{
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (numbers[i].value == value)
            return numbers[i].word;
    return NULL;
}

/* Nearly every word is none of these: a look at its end is enough to know. */
static int tens_of(const struct token *t)
{
    if (t->len < 5 || memcmp(t->text + t->len - 2, "ty", 2) != 0)
        return -1;
    return number_of(t->text);
}

int number_of_two(const struct token *first, const struct token *second)
{
    int tens = tens_of(first), ones;

    if (tens > 0) {
        ones = number_of(second->text);
        return ones >= 1 && ones <= 9 ? tens + ones : -1;
    }
    if (strcmp(first->text, "a") == 0 || strcmp(first->text, "one") == 0)
        return strcmp(second->text, "hundred") == 0 ? 100 : -1;
    return -1;
}
