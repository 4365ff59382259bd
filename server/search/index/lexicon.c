#include "lexicon.h"

#include <stdlib.h>
#include <string.h>

#include "arrays.h"
#include "distance.h"
#include "sound.h"
#include "spoken.h"
#include "utf8.h"

enum {
    LONGEST = EDIT_PATTERN_MOST, /* letters */
    SHORTEST = 3,
    MOST = 4096,       /* words that are found */
    READ_MOST = 100000 /* words that are read by one call */
};

/* What a word is filtered by before its letters are compared; its text follows in the buffer. */
struct record {
    uint32_t letters; /* a bit each, by their last five bits */
    uint32_t sound;
    uint8_t count;  /* letters */
    uint8_t len;    /* bytes of text */
    uint16_t block; /* of 128 code points: the first letter's, as no slip is in another script */
};

struct hunt {
    struct arena *arena;
    struct record wanted;
    struct edit_pattern pattern;
    const char *letters;
    unsigned limit; /* edits */
    struct likeness_list *found;
    size_t capacity;
    bool failed; /* out of memory */
};

void lexicon_init(struct lexicon *v, struct db *db, size_t most)
{
    *v = (struct lexicon){.db = db, .most = most};
    buf_init(&v->records);
}

void lexicon_finish(struct lexicon *v)
{
    buf_finish(&v->records);
}

/* ---- words as letters ---- */

/* Writes one byte for each letter, so that an edit is an edit in any script; returns how many, 0
 * for a word that is too long to compare. */
static size_t spell(const char *word, size_t len, char letters[LONGEST])
{
    size_t n = 0;

    for (size_t pos = 0; pos < len; n++) {
        int32_t cp = (unsigned char)word[pos];
        size_t size = cp < 0x80 ? 1 : utf8_decode(word + pos, len - pos, &cp);

        if (size == 0 || n == LONGEST)
            return 0;
        letters[n] = (char)(cp < 0x80 ? cp : 0x80 | (cp & 0x7F));
        pos += size;
    }
    return n;
}

/* All of a record but the sound; false for a word that is too long to compare. */
static bool describe(const char *word, size_t len, struct record *out, char letters[LONGEST])
{
    size_t n = spell(word, len, letters);
    int32_t first;

    if (n == 0)
        return false;
    utf8_decode(word, len, &first);
    *out =
        (struct record){.count = (uint8_t)n, .len = (uint8_t)len, .block = (uint16_t)(first >> 7)};
    for (size_t i = 0; i < n; i++)
        out->letters |= 1u << (letters[i] & 31);
    return true;
}

bool lexicon_compares(const struct token *word)
{
    char letters[LONGEST];
    size_t n = spell(word->text, word->len, letters);

    for (size_t i = 0; i < n; i++)
        if (letters[i] >= '0' && letters[i] <= '9')
            return false;
    return n >= SHORTEST && !spoken_is_number(word->text);
}

static unsigned limit_for(size_t letters)
{
    return letters <= 5 ? 1 : letters <= 9 ? 2 : 3;
}

/* ---- comparing ---- */

static void add(struct hunt *h, const char *word, size_t len, unsigned cost)
{
    struct likeness *grown;
    const char *copy;

    if (h->found->n == MOST)
        return;
    grown = arena_grow(h->arena, h->found->v, h->found->n, &h->capacity, sizeof *grown);
    copy = arena_strndup(h->arena, word, len);
    if (!grown || !copy) {
        h->failed = true;
        return;
    }
    h->found->v = grown;
    h->found->v[h->found->n++] = (struct likeness){copy, cost};
}

/* Whether a word can be within limit: a changed letter makes two bits differ, all else fewer; and
 * is of the same script. */
static bool may_be_like(const struct hunt *h, const struct record *r, unsigned limit)
{
    unsigned gap = (unsigned)abs(r->count - h->wanted.count);
    unsigned bits = (unsigned)__builtin_popcount(r->letters ^ h->wanted.letters);

    return gap <= limit && bits <= 2 * limit && r->block == h->wanted.block;
}

/* A slip in the first letter is rare, unless it came second. */
static bool begins_otherwise(const struct hunt *h, const struct record *r, const char *spelled)
{
    bool swapped = h->wanted.count > 1 && r->count > 1 && spelled[0] == h->letters[1] &&
                   spelled[1] == h->letters[0];

    return spelled[0] != h->letters[0] && !swapped;
}

static void compare(struct hunt *h, const struct record *r, const char *word)
{
    bool sounds = h->wanted.sound && r->sound == h->wanted.sound;
    unsigned limit = h->limit + sounds;
    const char *spelled = word;
    char letters[LONGEST] = "";
    size_t distance;

    if (!may_be_like(h, r, limit))
        return;
    if (r->count < r->len && spell(word, r->len, letters) > 0)
        spelled = letters;
    distance = edit_pattern_distance(&h->pattern, spelled, r->count);
    if (distance == 0 || distance > limit)
        return;
    add(h, word, r->len, (unsigned)(2 * distance) - sounds + begins_otherwise(h, r, spelled));
}

static void compare_held(const struct lexicon *v, struct hunt *h)
{
    struct record r;

    for (size_t at = 0; at < v->records.len && !h->failed; at += sizeof r + r.len) {
        memcpy(&r, v->records.data + at, sizeof r);
        compare(h, &r, v->records.data + at + sizeof r);
    }
}

/* Compares the words that are not held. */
static enum err compare_others(struct lexicon *v, struct hunt *h, const struct token *word,
                               struct failure *f)
{
    struct db_stmt *s = db_statement(v->db, SQL_SPELLING_WORDS_LIKE);
    char behind[8], letters[LONGEST];
    int32_t cp;
    size_t size = utf8_decode(word->text, word->len, &cp);
    enum err failed;
    bool row;

    memcpy(behind, word->text, size);
    behind[size - 1]++; /* no byte of UTF-8 is 0xFF */
    db_bind_text_n(s, 1, word->text, size);
    db_bind_text_n(s, 2, behind, size);
    db_bind_int(s, 3, v->last);
    while (!(failed = db_step(s, &row, f)) && row && !h->failed) {
        const char *text = db_column_text(s, 0);
        struct record r;

        if (!text || !describe(text, strlen(text), &r, letters) ||
            !may_be_like(h, &r, h->limit + 1))
            continue;
        r.sound = sound_key(text, r.len);
        compare(h, &r, text);
    }
    db_reset(s);
    return failed;
}

/* ---- what is held ---- */

static void hold(struct lexicon *v, int64_t id, const char *word)
{
    char letters[LONGEST];
    struct record r;

    v->last = id;
    if (!word || !describe(word, strlen(word), &r, letters) || r.count < SHORTEST - 1)
        return;
    r.sound = sound_key(word, r.len);
    buf_add(&v->records, &r, sizeof r);
    buf_add(&v->records, word, r.len);
}

/* Reads the words that have come since, as far as they are to be held; *more tells whether there
 * are others. Those that have gone stay until the handle closes: they are few, and whoever asks
 * looks a word up before it is used. */
static enum err refresh(struct lexicon *v, bool *more, struct failure *f)
{
    struct db_stmt *s = db_statement(v->db, SQL_SPELLING_WORDS);
    enum err failed;

    db_bind_int(s, 1, v->last);
    for (int i = 0; !(failed = db_step(s, more, f)) && *more; i++) {
        if (v->records.len >= v->most || i == READ_MOST)
            break;
        hold(v, db_column_int(s, 0), db_column_text(s, 1));
    }
    db_reset(s);
    if (v->records.failed) {
        buf_finish(&v->records);
        v->last = 0;
        return fail_memory(f);
    }
    return failed;
}

static int compare_likeness(const void *a, const void *b)
{
    const struct likeness *x = a, *y = b;

    if (x->cost != y->cost)
        return x->cost < y->cost ? -1 : 1;
    return strcmp(x->word, y->word);
}

enum err lexicon_alike(struct lexicon *v, struct arena *a, const struct token *word,
                       struct likeness_list *out, struct failure *f)
{
    char letters[LONGEST] = "";
    struct hunt h = {.arena = a, .found = out, .letters = letters};
    bool more = false;
    enum err failed;

    *out = (struct likeness_list){NULL, 0};
    if (!describe(word->text, word->len, &h.wanted, letters))
        return OK;
    h.limit = limit_for(h.wanted.count);
    h.wanted.sound = sound_key(word->text, word->len);
    edit_pattern_init(&h.pattern, letters, h.wanted.count);
    failed = refresh(v, &more, f);
    if (failed)
        return failed;
    compare_held(v, &h);
    if (more)
        failed = compare_others(v, &h, word, f);
    if (!failed && h.failed)
        failed = fail_memory(f);
    /* A word with two stems is held twice. */
    out->n = array_distinct(out->v, out->n, sizeof *out->v, compare_likeness);
    return failed;
}

/* ---- two words ---- */

/* Whether two words are of the same letters, and of three begin alike: tiem, time; teh, the; but
 * not cat, act. */
static bool is_swapped(const char *x, const char *y)
{
    int counts[256] = {0};

    if (strlen(x) != strlen(y) || (*x != *y && utf8_count(x, strlen(x)) <= SHORTEST))
        return false;
    for (; *x; x++)
        counts[(unsigned char)*x]++;
    for (; *y; y++)
        if (counts[(unsigned char)*y]-- == 0)
            return false;
    return true;
}

/* Whether two words sound alike, with the same vowels and, unless it may be one that is not heard,
 * the same first letter: fone, phone; but not fine, fun, or crib, grip. */
static bool sounds_alike(const char *x, const char *y)
{
    static const char vowels[] = "aeiouy";
    uint32_t sound = sound_key(x, strlen(x));

    if (!sound || sound != sound_key(y, strlen(y)) || (*x != *y && strlen(x) >= strlen(y)))
        return false;
    for (;; x++, y++) {
        x += strcspn(x, vowels);
        y += strcspn(y, vowels);
        if (!*x || !*y)
            return !*x && !*y;
        if (*x != *y && !(strchr("iy", *x) && strchr("iy", *y)))
            return false;
    }
}

bool lexicon_is_slip(const char *typed, const char *word)
{
    return is_swapped(typed, word) ||
           (utf8_count(typed, strlen(typed)) > SHORTEST && sounds_alike(typed, word));
}

enum err lexicon_is_name(struct db *db, const char *word, bool *is, struct failure *f)
{
    struct db_stmt *s = db_statement(db, SQL_SPELLING_NAME);
    enum err failed;

    db_bind_text(s, 1, word);
    failed = db_step(s, is, f);
    db_reset(s);
    return failed;
}
