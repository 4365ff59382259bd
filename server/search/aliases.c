#include "aliases.h"

#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "distance.h"
#include "index/arrays.h"
#include "token.h"
#include "utf8.h"

#define NAME_WORDS 8 /* what is longer is no name */
#define SPELLINGS 64 /* of one speaker that are compared with one another */
#define SHORTEST 3   /* letters of a word that can have an alias */

struct name {
    unsigned speaker;
    struct token_list words;
};

struct owner {
    const char *word;
    unsigned speaker;
};

struct builder {
    struct arena *arena;
    struct name *names;
    size_t name_count;
    struct owner *owners; /* each word of each name, by word, then speaker */
    size_t owner_count;
    struct alias_table *table;
    size_t capacity;
    bool failed; /* out of memory */
};

static size_t shorter(size_t a, size_t b)
{
    return a < b ? a : b;
}

static size_t longer(size_t a, size_t b)
{
    return a > b ? a : b;
}

/* ---- whose words they are ---- */

static int compare_owners(const void *a, const void *b)
{
    const struct owner *x = a, *y = b;
    int order = strcmp(x->word, y->word);

    return order ? order : (x->speaker > y->speaker) - (x->speaker < y->speaker);
}

/* Sorts the words of all names, and drops what repeats. */
static bool list_owners(struct builder *b)
{
    size_t total = 0, n = 0;

    for (size_t i = 0; i < b->name_count; i++)
        total += b->names[i].words.n;
    b->owners = arena_array(b->arena, total, sizeof *b->owners);
    if (!b->owners)
        return false;
    for (size_t i = 0; i < b->name_count; i++)
        for (size_t k = 0; k < b->names[i].words.n; k++)
            b->owners[n++] = (struct owner){b->names[i].words.v[k].text, b->names[i].speaker};
    b->owner_count = array_distinct(b->owners, total, sizeof *b->owners, compare_owners);
    return true;
}

static bool has_another_owner(const struct builder *b, const struct owner *own)
{
    const struct owner *at =
        bsearch(own, b->owners, b->owner_count, sizeof *b->owners, compare_owners);
    size_t i = (size_t)(at - b->owners);

    return (i > 0 && strcmp(at[-1].word, own->word) == 0) ||
           (i + 1 < b->owner_count && strcmp(at[1].word, own->word) == 0);
}

static bool may_have_alias(const struct builder *b, const struct token *word, unsigned speaker)
{
    struct owner own = {word->text, speaker};

    return utf8_count(word->text, word->len) >= SHORTEST && !has_another_owner(b, &own);
}

/* ---- pairs ---- */

static void add(struct builder *b, const char *word, const char *other)
{
    struct alias *grown =
        arena_grow(b->arena, b->table->v, b->table->n, &b->capacity, sizeof *grown);

    if (!grown) {
        b->failed = true;
        return;
    }
    b->table->v = grown;
    b->table->v[b->table->n++] = (struct alias){word, other};
}

static void pair(struct builder *b, unsigned speaker, const struct token *x, const struct token *y)
{
    if (strcmp(x->text, y->text) == 0 || !may_have_alias(b, x, speaker) ||
        !may_have_alias(b, y, speaker))
        return;
    add(b, x->text, y->text);
    add(b, y->text, x->text);
}

/* Whether two words can be one name heard twice: a title in the place of a first name is not. */
static bool alike(const struct token *x, const struct token *y)
{
    size_t limit = longer(x->len, y->len) / 2;

    if (strncmp(x->text, y->text, shorter(x->len, y->len)) == 0)
        return true;
    return edit_distance(x->text, x->len, y->text, y->len, limit) <= limit;
}

/* Whether one word is all of name without its blanks. What could as well be name without one
 * of its words is not. */
static bool is_fused(const struct token *word, const struct name *name)
{
    struct buf whole;
    size_t limit;
    bool fused;

    buf_init(&whole);
    limit = TOKEN_MAX;
    for (size_t i = 0; i < name->words.n; i++) {
        buf_add(&whole, name->words.v[i].text, name->words.v[i].len);
        limit = shorter(limit, name->words.v[i].len - 1);
    }
    limit = shorter(limit, whole.len / 4);
    fused = !whole.failed &&
            edit_distance(word->text, word->len, whole.data, whole.len, limit) <= limit;
    buf_finish(&whole);
    return fused;
}

/* Pairs the words of x, a spelling of one word, with those of y. */
static void pair_single(struct builder *b, const struct name *x, const struct name *y)
{
    const struct token *single = &x->words.v[0];
    bool fused = is_fused(single, y);

    for (size_t i = 0; i < y->words.n; i++)
        if (fused || alike(single, &y->words.v[i]))
            pair(b, x->speaker, single, &y->words.v[i]);
}

static void pair_names(struct builder *b, const struct name *x, const struct name *y)
{
    if (x->words.n == y->words.n) {
        for (size_t i = 0; i < x->words.n; i++)
            if (alike(&x->words.v[i], &y->words.v[i]))
                pair(b, x->speaker, &x->words.v[i], &y->words.v[i]);
    } else if (x->words.n == 1) {
        pair_single(b, x, y);
    } else if (y->words.n == 1) {
        pair_single(b, y, x);
    }
}

static void pair_all(struct builder *b)
{
    for (size_t i = 0; i < b->name_count; i++)
        for (size_t k = i + 1; k < b->name_count && k <= i + SPELLINGS; k++) {
            if (b->names[k].speaker != b->names[i].speaker)
                break;
            pair_names(b, &b->names[i], &b->names[k]);
        }
}

/* ---- the table ---- */

static int compare_aliases(const void *a, const void *b)
{
    const struct alias *x = a, *y = b;
    int order = strcmp(x->word, y->word);

    return order ? order : strcmp(x->other, y->other);
}

static bool read_names(struct builder *b, const struct spelled_name *names, size_t count)
{
    b->names = arena_array(b->arena, count, sizeof *b->names);
    if (!b->names)
        return false;
    for (size_t i = 0; i < count; i++) {
        struct name *name = &b->names[b->name_count];

        name->speaker = names[i].speaker;
        if (!tokens_of(b->arena, names[i].text, strlen(names[i].text), &name->words))
            return false;
        if (name->words.n > 0 && name->words.n <= NAME_WORDS)
            b->name_count++;
    }
    return true;
}

bool aliases_of(struct arena *a, const struct spelled_name *names, size_t count,
                struct alias_table *out)
{
    struct builder b = {.arena = a, .table = out};

    *out = (struct alias_table){NULL, 0};
    if (!read_names(&b, names, count) || !list_owners(&b))
        return false;
    pair_all(&b);
    out->n = array_distinct(out->v, out->n, sizeof *out->v, compare_aliases);
    return !b.failed;
}

const char *aliases_write(struct arena *a, const struct alias_table *table)
{
    const char *text = NULL;
    struct buf b;

    buf_init(&b);
    buf_str(&b, "");
    for (size_t i = 0; i < table->n; i++) {
        buf_str(&b, table->v[i].word);
        buf_char(&b, ' ');
        buf_str(&b, table->v[i].other);
        buf_char(&b, '\n');
    }
    if (!b.failed)
        text = arena_strndup(a, b.data, b.len);
    buf_finish(&b);
    return text;
}

static char *cut(char **rest, char end)
{
    char *start = *rest, *at = strchr(start, end);

    if (at)
        *at++ = '\0';
    *rest = at ? at : start + strlen(start);
    return start;
}

bool aliases_read(struct arena *a, char *text, struct alias_table *out)
{
    size_t lines = 0;

    for (const char *s = text; (s = strchr(s, '\n')); s++)
        lines++;
    *out = (struct alias_table){arena_array(a, lines, sizeof *out->v), lines};
    for (size_t i = 0; out->v && i < lines; i++) {
        out->v[i].word = cut(&text, ' ');
        out->v[i].other = cut(&text, '\n');
    }
    return out->v;
}

const struct alias *aliases_find(const struct alias_table *table, const char *word, size_t *n)
{
    size_t low = 0, high = table->n, end;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (strcmp(table->v[middle].word, word) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (end = low; end < table->n && strcmp(table->v[end].word, word) == 0; end++)
        ;
    *n = end - low;
    return *n > 0 ? &table->v[low] : NULL;
}
