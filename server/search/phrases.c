#include "phrases.h"

#include <string.h>
#include <utf8proc.h>

#include "index/arrays.h"
#include "sentence.h"
#include "token.h"
#include "utf8.h"

enum { SHORTEST = 2, LONGEST = 5, FOLDED = 120 /* bytes */ };

/* A run of capitalised words that is being read. */
struct run {
    size_t start, end; /* bytes of the text */
    size_t words;
    size_t folded_len;
    char folded[FOLDED];
    bool too_long;
};

struct reader {
    struct arena *arena;
    const char *s; /* the text that is read */
    struct run run;
    struct phrase_list *found; /* each appearance, with its number for count */
    size_t capacity;
    bool failed; /* out of memory */
};

static bool is_capitalised(const char *s, const struct token *word)
{
    int32_t cp;
    utf8proc_category_t category;

    if (utf8_decode(s + word->start, word->end - word->start, &cp) == 0)
        return false;
    category = utf8proc_category(cp);
    return category == UTF8PROC_CATEGORY_LU || category == UTF8PROC_CATEGORY_LT;
}

/* Bytes of the "'s" at the end of a word; 0 where there is none. */
static size_t genitive(const char *s, const struct token *word)
{
    static const char *const ends[] = {"'s", "\u2019s"};

    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        size_t n = strlen(ends[i]);
        if (word->end - word->start > n && memcmp(s + word->end - n, ends[i], n) == 0)
            return n;
    }
    return 0;
}

static void end_run(struct reader *r)
{
    struct run *run = &r->run;
    struct phrase *grown;

    if (run->words >= SHORTEST && !run->too_long) {
        grown = arena_grow(r->arena, r->found->v, r->found->n, &r->capacity, sizeof *grown);
        if (grown) {
            r->found->v = grown;
            grown += r->found->n++;
            grown->text = arena_strndup(r->arena, r->s + run->start, run->end - run->start);
            grown->folded = arena_strndup(r->arena, run->folded, run->folded_len);
            grown->count = (unsigned)r->found->n;
        }
        r->failed = r->failed || !grown || !grown->text || !grown->folded;
    }
    run->words = run->folded_len = 0;
    run->too_long = false;
}

static void add_word(struct reader *r, const struct token *word)
{
    size_t cut = genitive(r->s, word), len = word->len - (cut > 0);
    struct run *run = &r->run;

    if (run->words == 0)
        run->start = word->start;
    run->end = word->end - cut;
    if (run->words == LONGEST || run->folded_len + 1 + len > FOLDED) {
        run->too_long = true;
        return;
    }
    if (run->words++ > 0)
        run->folded[run->folded_len++] = ' ';
    memcpy(run->folded + run->folded_len, word->text, len);
    run->folded_len += len;
    if (cut)
        end_run(r);
}

/* Whether a word follows the run directly: behind one blank or hyphen. */
static bool follows(const struct reader *r, const struct token *word)
{
    const struct run *run = &r->run;

    return word->start == run->end + 1 && (r->s[run->end] == ' ' || r->s[run->end] == '-');
}

static void read_sentence(struct reader *r, const struct sentence *sentence)
{
    struct tokenizer t;
    struct token word;
    bool first = true;

    tokenizer_init(&t, r->s, sentence->end);
    t.pos = sentence->start;
    while (tokenizer_next(&t, &word)) {
        if (r->run.words > 0 && !follows(r, &word))
            end_run(r);
        if (!first && is_capitalised(r->s, &word) && !token_is_oneself(word.text))
            add_word(r, &word);
        else
            end_run(r);
        first = false;
    }
    end_run(r);
}

static void read_part(struct reader *r, const char *text, size_t len)
{
    struct sentence_list sentences;

    r->s = text;
    if (!sentences_of(r->arena, text, len, &sentences)) {
        r->failed = true;
        return;
    }
    for (size_t i = 0; i < sentences.n && !r->failed; i++)
        read_sentence(r, &sentences.v[i]);
}

/* By folded, then in the order of the text. */
static int compare_phrases(const void *a, const void *b)
{
    const struct phrase *x = a, *y = b;
    int order = strcmp(x->folded, y->folded);

    return order ? order : (x->count > y->count) - (x->count < y->count);
}

/* Makes one phrase of all its appearances, in the form of the first. */
static void count(struct phrase_list *list)
{
    size_t n = 0;

    for (size_t i = 0, end; i < list->n; i = end) {
        for (end = i + 1; end < list->n && strcmp(list->v[end].folded, list->v[i].folded) == 0;)
            end++;
        if (end - i < 2)
            continue;
        list->v[n] = list->v[i];
        list->v[n++].count = (unsigned)(end - i);
    }
    list->n = n;
}

bool phrases_of(struct arena *a, const struct episode *e, struct phrase_list *out)
{
    struct reader r = {.arena = a, .found = out};

    *out = (struct phrase_list){NULL, 0};
    for (size_t i = 0; i < e->paragraphs.n && !r.failed; i++) {
        const struct paragraph *p = &e->paragraphs.v[i];

        for (size_t k = 0; k < p->part_count && !r.failed; k++)
            if (p->parts[k].kind == PART_CONTENT)
                read_part(&r, p->text + p->parts[k].start, p->parts[k].end - p->parts[k].start);
    }
    array_sort(out->v, out->n, sizeof *out->v, compare_phrases);
    count(out);
    return !r.failed;
}
