/* The words of the library, in memory, so that one word is quickly compared with all of them. */
#ifndef EPISODED_SEARCH_LEXICON_H
#define EPISODED_SEARCH_LEXICON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "buf.h"
#include "db.h"
#include "error.h"
#include "token.h"

#define LEXICON_BYTES ((size_t)16 << 20) /* 800,000 words, in each reading thread */

/* Belongs to one handle, and with that to one thread at a time. */
struct lexicon {
    struct db *db;
    struct buf records; /* of the words that are held */
    size_t most;        /* bytes of records */
    int64_t last;       /* id of the last word that is held */
};

void lexicon_init(struct lexicon *v, struct db *db, size_t most);
void lexicon_finish(struct lexicon *v);

/* How far one word is from another: two for each edit (letters added, dropped, changed, or
 * swapped), one less where both sound the same, one more where they begin differently but for a
 * swap. */
struct likeness {
    const char *word; /* folded */
    unsigned cost;    /* 0 is none */
};

struct likeness_list {
    struct likeness *v; /* by cost, then by word; no word twice */
    size_t n;
};

/* The words that word, of 3 to 63 letters, none of them a digit, and no number ("twenty"), may have
 * been meant to be: one edit away for up to five letters, two for up to nine, else three, and one
 * more where it sounds the same; at most 4,096. A word that has left the library may be among them.
 * Where the library has more words than are held, of the others only those that begin with the same
 * letter are looked at. In the caller's read transaction; lives in the arena. ERR_BUSY past the
 * handle's budget, ERR_MEMORY. */
enum err lexicon_alike(struct lexicon *v, struct arena *a, const struct token *word,
                       struct likeness_list *out, struct failure *f);

/* Whether a word can be compared: see above. */
bool lexicon_compares(const struct token *word);

/* Whether a word has the letters of another in another order (tiem, time; of three only behind the
 * first: teh, the), or is of four at least, sounds like it and has its vowels (fone, phone; but not
 * crib, grip). */
bool lexicon_is_slip(const char *typed, const char *word);

/* Whether a folded word is one of the name of a speaker, or of a person or company of a page.
 * ERR_BUSY past the handle's budget. */
enum err lexicon_is_name(struct db *db, const char *word, bool *is, struct failure *f);

#endif
