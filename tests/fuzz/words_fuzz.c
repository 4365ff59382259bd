/* Any text as words and their stems: in order, within the text, folded, and always the same. */
#include "utf8.h"
#include "words.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

static void require(bool holds)
{
    if (!holds)
        abort();
}

/* Folding the text once more changes nothing, but for the letter that is not taken apart: short i
 * of Cyrillic. */
static void check_folded(const char *text)
{
    const utf8proc_option_t options = (utf8proc_option_t)(UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE |
                                                          UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
    size_t len = strlen(text), n;

    require(len > 0 && len <= TOKEN_MAX);
    for (size_t i = 0; i < len; i += n) {
        utf8proc_int32_t cp, parts[32];
        int last = 0;

        n = utf8_decode(text + i, len - i, &cp);
        require(n > 0);
        require(cp == 0x0439 ||
                (utf8proc_decompose_char(cp, parts, 32, options, &last) == 1 && parts[0] == cp));
    }
}

/* The stem is text, and the same when asked again. */
static void check_stem(struct stemmer *s, const char *word)
{
    char first[4 * TOKEN_MAX];
    const char *stem = stemmer_stem(s, word, strlen(word));
    size_t len = strlen(stem), bad;

    require(len > 0 && len < sizeof first && utf8_valid(stem, len, &bad));
    memcpy(first, stem, len + 1);
    stemmer_stem(s, "wandering", 9);
    require(strcmp(stemmer_stem(s, word, strlen(word)), first) == 0);
}

static void check_word(const struct word *w, size_t *end, size_t len, struct stemmer *s)
{
    require(w->token.start >= *end && w->token.end > w->token.start && w->token.end <= len);
    require(strlen(w->token.text) == w->token.len);
    *end = w->token.end;
    check_folded(w->token.text);
    check_stem(s, w->token.text);
    if (w->joined) {
        check_folded(w->joined);
        check_stem(s, w->joined);
    }
    if (w->bare)
        check_folded(w->bare);
}

/* The first byte chooses a language; one of them has no stemmer. */
static struct stemmer *stemmer_for(uint8_t byte)
{
    static const char *const languages[] = {
        "en", "ja", "ar", "da", "de", "el", "es", "eu", "fi", "fr", "ga", "hi", "hu", "hy", "id",
        "it", "lt", "ne", "nl", "no", "pt", "ro", "ru", "sr", "sv", "ta", "tr", "yi", "ca"};
    enum { COUNT = sizeof languages / sizeof *languages };
    static struct stemmer *stemmers[COUNT];
    size_t i = byte % COUNT;

    if (!stemmers[i])
        stemmers[i] = stemmer_create(languages[i]);
    return stemmers[i];
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct arena *arena;
    struct word_list list;
    size_t end = 0, bad;

    if (!arena && !(arena = arena_create()))
        abort();
    if (size == 0 || !utf8_valid((const char *)data + 1, size - 1, &bad))
        return 0;
    require(words_of(arena, (const char *)data + 1, size - 1, &list));
    require((list.n == 0) == (list.v == NULL));
    require(list.n == 0 || !list.v[list.n - 1].joined);
    for (size_t i = 0; i < list.n; i++)
        check_word(&list.v[i], &end, size - 1, stemmer_for(data[0]));
    arena_reset(arena);
    return 0;
}
