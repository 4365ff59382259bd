/* What a word sounds like, so that a name spelled by ear finds the name. */
#ifndef EPISODED_SEARCH_SOUND_H
#define EPISODED_SEARCH_SOUND_H

#include <stddef.h>
#include <stdint.h>

enum { SOUND_VOWEL = 1 /* any of them */ };

/* The sounds of a folded word of English letters, one after the other, each a small number above 0:
 * consonants that are heard alike are one sound, and so are all vowels; what is doubled counts
 * once. At most two for each letter; returns how many, 0 for a word with other signs. */
size_t sound_read(const char *word, size_t len, uint8_t *sounds);

/* The first eight sounds of a folded word of English letters: consonants that are heard alike are
 * one sound (c, k and q; f, ph and v; tsch, ch and sh), vowels count at the beginning alone, and
 * what is doubled counts once. Words of one key are worth comparing, not the same. 0, which is
 * like nothing, for a word with other signs, or with a single sound. */
uint32_t sound_key(const char *word, size_t len);

#endif
