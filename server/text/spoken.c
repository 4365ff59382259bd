#include "spoken.h"

#include <stdlib.h>
#include <string.h>

#include "number.h"

/* Numbers up to a hundred are words with digits as their stems already; those of more digits are
 * hardly ever said. */
enum { LEAST = 101, MOST = 9999 };

enum { LETTERS_LEAST = 2, LETTERS_MOST = 5 };

struct forms {
    struct arena *arena;
    const char **v;
    size_t n;
};

/* False for NULL: out of memory. */
static bool add(struct forms *f, const char *form)
{
    f->v[f->n++] = form;
    return form;
}

/* ---- numbers ---- */

/* "sixty eight", of 1 to 99; NULL when out of memory, as below. */
static const char *two_digits(struct arena *a, int value)
{
    const char *name = number_name(value);

    if (name)
        return name;
    return arena_printf(a, "%s %s", number_name(value / 10 * 10), number_name(value % 10));
}

/* "nineteen sixty eight", "nineteen oh five", "nineteen hundred" */
static const char *by_hundreds(struct arena *a, int value)
{
    const char *hundreds = two_digits(a, value / 100), *rest = two_digits(a, value % 100);

    if (!hundreds || !rest)
        return NULL;
    if (value % 100 == 0)
        return arena_printf(a, "%s hundred", hundreds);
    return arena_printf(a, value % 100 < 10 ? "%s oh %s" : "%s %s", hundreds, rest);
}

/* "two thousand", "one hundred", then what is said before the rest, and "forty one" */
static const char *in_full(struct arena *a, int value, const char *before)
{
    const char *text = "", *rest = two_digits(a, value % 100);

    if (value >= 1000)
        text = arena_printf(a, "%s thousand", number_name(value / 1000));
    if (text && value / 100 % 10 > 0)
        text = arena_printf(a, "%s%s%s hundred", text, *text ? " " : "",
                            number_name(value / 100 % 10));
    if (text && rest && value % 100 > 0)
        text = arena_printf(a, "%s%s%s", text, before, rest);
    return rest ? text : NULL;
}

/* 1101 to 1999, but for whole hundreds. */
static bool is_never_in_full(int value)
{
    return value / 100 >= 11 && value / 100 < 20 && value % 100 > 0;
}

/* Years are said by hundreds, those of this century also in full; its first ones only so. */
static bool add_number(struct forms *f, int value)
{
    int century = value / 100, rest = value % 100;
    bool year = century >= 11 && (century < 20 || (century == 20 && rest >= 10));

    if (year && !add(f, by_hundreds(f->arena, value)))
        return false;
    if (is_never_in_full(value))
        return true;
    if (!add(f, in_full(f->arena, value, " ")))
        return false;
    return rest == 0 || add(f, in_full(f->arena, value, " and "));
}

/* ---- ordinal numbers, decades ---- */

/* The name of a number with another end: "sixty", "th": "sixtieth". */
static const char *with_end(struct arena *a, int value, const char *end)
{
    const char *name = number_name(value);
    size_t len = strlen(name);

    if (name[len - 1] == 'y')
        return arena_printf(a, "%.*sie%s", (int)len - 1, name, end);
    return arena_printf(a, "%s%s", name, end);
}

/* Of 1 to 99. */
static const char *ordinal_name(struct arena *a, int value)
{
    static const char *const irregular[] = {
        [1] = "first",  [2] = "second", [3] = "third",   [5] = "fifth",
        [8] = "eighth", [9] = "ninth",  [12] = "twelfth"};
    const char *last;

    if (value <= 12 && irregular[value])
        return irregular[value];
    if (number_name(value))
        return with_end(a, value, "th");
    last = ordinal_name(a, value % 10);
    return last ? arena_printf(a, "%s %s", number_name(value / 10 * 10), last) : NULL;
}

/* "1920s", "20s": "nineteen twenties", "twenties" */
static bool add_decade(struct forms *f, int value)
{
    const char *hundreds, *tens;

    if (value % 10 > 0 || value % 100 < 20 || (value >= 100 && value < 1000))
        return true;
    tens = with_end(f->arena, value % 100, "s");
    if (value < 100)
        return add(f, tens);
    hundreds = two_digits(f->arena, value / 100);
    return tens && hundreds && add(f, arena_printf(f->arena, "%s %s", hundreds, tens));
}

static bool is_ordinal_end(const char *s)
{
    return strcmp(s, "st") == 0 || strcmp(s, "nd") == 0 || strcmp(s, "rd") == 0 ||
           strcmp(s, "th") == 0;
}

bool spoken_number(struct arena *a, const char *word, const char *forms[SPOKEN_FORMS], size_t *n)
{
    struct forms f = {a, forms, 0};
    size_t digits = strspn(word, "0123456789");
    const char *end = word + digits;
    int value = digits > 0 && digits <= 4 ? (int)strtol(word, NULL, 10) : 0;
    bool made = true;

    if (*end == '\0' && value >= LEAST && value <= MOST)
        made = add_number(&f, value);
    else if (value > 0 && strcmp(end, "s") == 0)
        made = add_decade(&f, value);
    else if (value > 0 && value < 100 && is_ordinal_end(end))
        made = add(&f, ordinal_name(a, value));
    *n = f.n;
    return made;
}

/* ---- numbers in words ---- */

bool spoken_is_number(const char *word)
{
    return number_of(word) >= 0;
}

struct words {
    const char *const *v;
    size_t n;
};

static bool is(struct words w, size_t at, const char *word)
{
    return at < w.n && strcmp(w.v[at], word) == 0;
}

/* 1 to 99, in digits too; 0 for any other word. */
static int below_hundred(struct words w, size_t at)
{
    size_t digits = at < w.n ? strspn(w.v[at], "0123456789") : 0;
    int value = at < w.n ? number_of(w.v[at]) : 0;

    if (digits > 0 && digits <= 2 && w.v[at][digits] == '\0')
        value = (int)strtol(w.v[at], NULL, 10);
    return value > 0 && value < 100 ? value : 0;
}

/* "forty", "and forty": where it ends; at where it is not there. */
static size_t add_rest(struct words w, size_t at, int *value)
{
    size_t last = at + is(w, at, "and");
    int rest = below_hundred(w, last);

    *value += rest;
    return rest > 0 ? last + 1 : at;
}

/* "two thousand nine hundred and forty", "nine hundred": where it ends; 0: there is none. */
static size_t read_in_full(struct words w, int *value)
{
    int first = below_hundred(w, 0), hundreds;

    if (is(w, 0, "100")) { /* one hundred */
        *value = 100;
        return add_rest(w, 1, value);
    }
    if (first < 1 || first > 9)
        return 0;
    if (is(w, 1, "hundred")) {
        *value = 100 * first;
        return add_rest(w, 2, value);
    }
    if (!is(w, 1, "thousand"))
        return 0;
    *value = 1000 * first;
    hundreds = below_hundred(w, 2);
    if (hundreds < 1 || hundreds > 9 || !is(w, 3, "hundred"))
        return add_rest(w, 2, value);
    *value += 100 * hundreds;
    return add_rest(w, 4, value);
}

/* "nineteen sixty", "nineteen oh five", "nineteen hundred" */
static size_t read_by_hundreds(struct words w, int *value)
{
    int century = below_hundred(w, 0), rest = below_hundred(w, 1), ignored = 0;

    *value = 100 * century;
    if (century < 11 || century > 20)
        return 0;
    if (rest >= 10) {
        *value += rest;
        return 2;
    }
    if (century == 20)
        return 0;
    rest = below_hundred(w, 2);
    if (is(w, 1, "oh") && rest > 0 && rest < 10) {
        *value += rest;
        return 3;
    }
    return is(w, 1, "hundred") && add_rest(w, 2, &ignored) == 2 ? 2 : 0;
}

/* What nobody writes so is no form of the number, and would not be found as it: "one thousand nine
 * hundred and sixty" for 1960. */
size_t spoken_value(const char *const *words, size_t n, int *value)
{
    const struct words w = {words, n};
    size_t used;

    *value = 0;
    if (n < 2 || (number_of(words[0]) < 0 && !is(w, 0, "100")))
        return 0;
    used = read_in_full(w, value);
    if (used > 0 && is_never_in_full(*value))
        return 0;
    if (used == 0)
        used = read_by_hundreds(w, value);
    return *value >= LEAST ? used : 0;
}

/* ---- initials ---- */

bool spoken_letters(const char *word, char letters[SPOKEN_LETTERS])
{
    size_t len = strlen(word);

    if (len < LETTERS_LEAST || len > LETTERS_MOST)
        return false;
    for (size_t i = 0; i < len; i++) {
        if (word[i] < 'a' || word[i] > 'z')
            return false;
        letters[2 * i] = word[i];
        letters[2 * i + 1] = i + 1 < len ? ' ' : '\0';
    }
    return true;
}

const char *spoken_short(const char *word)
{
    static const char *const pairs[][2] = {
        {"dr", "doctor"}, {"mr", "mister"}, {"ok", "okay"}, {"vs", "versus"}};

    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        for (size_t k = 0; k < 2; k++)
            if (strcmp(word, pairs[i][k]) == 0)
                return pairs[i][1 - k];
    return NULL;
}

const char *spoken_roman(const char *word)
{
    static const struct {
        int value;
        const char *digit, *roman;
    } numbers[] = {{2, "2", "ii"}, {3, "3", "iii"}, {7, "7", "vii"}, {8, "8", "viii"}};

    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        if (strcmp(word, numbers[i].roman) == 0)
            return numbers[i].digit;
        if (strcmp(word, numbers[i].digit) == 0 || number_of(word) == numbers[i].value)
            return numbers[i].roman;
    }
    return NULL;
}

/* ---- British and American ---- */

struct ending {
    const char *british, *american;
    size_t before; /* letters at least: "prise" is no "prize", nor "four" "for" */
};

static bool ends(const char *word, const char *end, size_t least, size_t *before)
{
    size_t len = strlen(word), end_len = strlen(end);

    *before = len - end_len;
    return len >= end_len + least && strcmp(word + *before, end) == 0;
}

/* A prolog need not be a prologue, nor timber timbre. */
bool spoken_spelling(struct arena *a, const char *word, const char **out)
{
    static const struct ending endings[] = {
        {"isation", "ization", 3}, {"isations", "izations", 3}, {"ise", "ize", 3},
        {"ised", "ized", 3},       {"ises", "izes", 3},         {"ising", "izing", 3},
        {"iser", "izer", 3},       {"isers", "izers", 3},       {"yse", "yze", 3},
        {"ysed", "yzed", 3},       {"yses", "yzes", 3},         {"ysing", "yzing", 3},
        {"our", "or", 3},          {"ours", "ors", 3},          {"oured", "ored", 3},
        {"ouring", "oring", 3},    {"ourite", "orite", 3},      {"ourites", "orites", 3},
        {"oural", "oral", 3},      {"alogue", "alog", 2},       {"alogues", "alogs", 2},
        {"tre", "ter", 3},         {"tres", "ters", 3},         {"metre", "meter", 0},
        {"metres", "meters", 0},   {"litre", "liter", 0},       {"litres", "liters", 0},
        {"fibre", "fiber", 0},     {"fibres", "fibers", 0},     {"fence", "fense", 2},
        {"fences", "fenses", 2},   {"icence", "icense", 1},     {"icences", "icenses", 1},
        {"actise", "actice", 2},   {"actised", "acticed", 2},   {"grey", "gray", 0},
        {"tyre", "tire", 0},       {"tyres", "tires", 0},       {"minium", "minum", 3},
        {"sceptic", "skeptic", 0}, {"ceptical", "keptical", 1},
    };
    size_t before;

    *out = NULL;
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        const struct ending *e = &endings[i];
        const char *other = NULL;

        if (ends(word, e->british, e->before, &before))
            other = e->american;
        else if (ends(word, e->american, e->before, &before))
            other = e->british;
        if (other) {
            *out = arena_printf(a, "%.*s%s", (int)before, word, other);
            return *out;
        }
    }
    return true;
}
