#include "entries.h"

#include <string.h>

#include "buf.h"
#include "index/arrays.h"
#include "phrases.h"
#include "token.h"

enum { MOST_BYTES = 160 }; /* of a text's folded words: what is longer is no completion */

struct collector {
    struct arena *arena;
    struct entry_list *list;
    size_t capacity;
    bool failed; /* out of memory */
};

/* The folded words of text, joined by blanks; "" for a text without words or with too many. */
static const char *fold(struct arena *a, const char *text, size_t len)
{
    const char *folded = "";
    struct buf b;

    buf_init(&b);
    tokens_add(&b, text, len);
    if (b.len > 0 && b.len <= MOST_BYTES)
        folded = arena_strndup(a, b.data, b.len);
    if (b.failed)
        folded = NULL;
    buf_finish(&b);
    return folded;
}

static void add_entry(struct collector *c, const struct entry *entry)
{
    struct entry *grown;

    if (!entry->text || !entry->folded) {
        c->failed = true;
        return;
    }
    if (!*entry->folded)
        return;
    grown = arena_grow(c->arena, c->list->v, c->list->n, &c->capacity, sizeof *grown);
    if (!grown) {
        c->failed = true;
        return;
    }
    c->list->v = grown;
    c->list->v[c->list->n++] = *entry;
}

static void add_text(struct collector *c, enum suggest_kind kind, const char *text, unsigned n)
{
    const struct entry entry = {.kind = kind,
                                .text = text,
                                .folded = fold(c->arena, text, strlen(text)),
                                .n = n,
                                .count = 1};

    add_entry(c, &entry);
}

static void add_items(struct collector *c, enum suggest_kind kind, const struct item_list *items)
{
    for (size_t i = 0; i < items->n; i++)
        add_text(c, kind, items->v[i].text, 0);
}

/* Whether name has the word of len bytes; both folded. */
static bool has_word(const char *name, const char *word, size_t len)
{
    for (; *name; name += strcspn(name, " "), name += *name == ' ')
        if (strcspn(name, " ") == len && memcmp(name, word, len) == 0)
            return true;
    return false;
}

static bool has_all_words(const char *name, const char *spelling)
{
    while (*spelling) {
        size_t len = strcspn(spelling, " ");

        if (!has_word(name, spelling, len))
            return false;
        spelling += len + (spelling[len] == ' ');
    }
    return true;
}

static void add_spellings(struct collector *c, const struct speaker *s, const struct entry *name)
{
    for (size_t i = 0; i < s->spelling_count && name->folded; i++) {
        const char *text = s->spellings[i].text;
        struct entry entry = *name;

        entry.folded = fold(c->arena, text, strlen(text));
        entry.name = name->folded;
        if (!entry.folded || !has_all_words(name->folded, entry.folded))
            add_entry(c, &entry);
    }
}

static void add_speakers(struct collector *c, const struct episode *e)
{
    for (size_t i = 0; i < e->speakers.n; i++) {
        const struct speaker *s = &e->speakers.v[i];
        const struct entry entry = {.kind = SUGGEST_SPEAKER,
                                    .text = s->name,
                                    .folded = fold(c->arena, s->name, strlen(s->name)),
                                    .n = (unsigned)i + 1,
                                    .count = s->turns};

        add_entry(c, &entry);
        add_spellings(c, s, &entry);
    }
}

static void add_names(struct collector *c, const struct episode *e)
{
    add_speakers(c, e);
    add_items(c, SUGGEST_PERSON, &e->people);
    add_items(c, SUGGEST_PERSON, &e->guests);
    add_items(c, SUGGEST_COMPANY, &e->companies);
}

/* Each line of the topic is one. */
static void add_topics(struct collector *c, const char *topic)
{
    while (topic && *topic) {
        size_t len = strcspn(topic, "\n");
        const char *line = arena_strndup(c->arena, topic, len);

        if (line)
            add_text(c, SUGGEST_TOPIC, line, 0);
        c->failed = c->failed || !line;
        topic += len + (topic[len] == '\n');
    }
}

static void add_books(struct collector *c, const struct book_list *books)
{
    for (size_t i = 0; i < books->n; i++) {
        add_text(c, SUGGEST_BOOK, books->v[i].title, 0);
        add_items(c, SUGGEST_PERSON, &books->v[i].authors);
    }
}

static void add_phrases(struct collector *c, const struct episode *e)
{
    struct phrase_list phrases;

    if (!phrases_of(c->arena, e, &phrases))
        c->failed = true;
    for (size_t i = 0; i < phrases.n && !c->failed; i++) {
        const struct phrase *p = &phrases.v[i];
        const struct entry entry = {
            .kind = SUGGEST_PHRASE, .text = p->text, .folded = p->folded, .count = p->count};

        add_entry(c, &entry);
    }
}

/* By text, the best kind first. */
static int compare_entries(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    int order = strcmp(x->folded, y->folded);

    if (order)
        return order;
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    if (!x->name != !y->name)
        return x->name ? 1 : -1;
    return (x->n > y->n) - (x->n < y->n);
}

/* One text is one suggestion of an episode, of the best of its kinds. */
static void sort_entries(struct entry_list *list)
{
    size_t n = 0;

    array_sort(list->v, list->n, sizeof *list->v, compare_entries);
    for (size_t i = 0; i < list->n; i++)
        if (n == 0 || strcmp(list->v[n - 1].folded, list->v[i].folded) != 0)
            list->v[n++] = list->v[i];
    list->n = n;
}

bool entries_of(struct arena *a, const struct episode *e, struct entry_list *out)
{
    struct collector c = {.arena = a, .list = out};

    *out = (struct entry_list){NULL, 0};
    add_names(&c, e);
    add_books(&c, &e->books);
    if (e->meta.title)
        add_text(&c, SUGGEST_TITLE, e->meta.title, 0);
    add_topics(&c, e->primary_topic);
    for (size_t i = 0; i < e->chapters.n; i++)
        add_text(&c, SUGGEST_CHAPTER, e->chapters.v[i].title, (unsigned)i + 1);
    add_phrases(&c, e);
    sort_entries(out);
    return !c.failed;
}

/* ---- the words of names ---- */

/* The words of all entries, each as often as it stands there. */
static bool split(struct arena *a, const struct entry_list *names, struct token_list *out)
{
    struct buf all;
    bool whole;

    buf_init(&all);
    buf_str(&all, "");
    for (size_t i = 0; i < names->n; i++) {
        buf_str(&all, names->v[i].folded);
        buf_char(&all, ' ');
    }
    whole = !all.failed && tokens_of(a, all.data, all.len, out);
    buf_finish(&all);
    return whole;
}

static int compare_words(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

bool name_words_of(struct arena *a, const struct episode *e, struct name_words *out)
{
    struct entry_list names = {NULL, 0};
    struct collector c = {.arena = a, .list = &names};
    struct token_list words;

    *out = (struct name_words){NULL, 0};
    add_names(&c, e);
    if (c.failed || !split(a, &names, &words))
        return false;
    out->v = arena_array(a, words.n, sizeof *out->v);
    if (!out->v)
        return false;
    for (size_t i = 0; i < words.n; i++)
        out->v[i] = words.v[i].text;
    out->n = array_distinct(out->v, words.n, sizeof *out->v, compare_words);
    return true;
}
