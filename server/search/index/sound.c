#include "sound.h"

#include <string.h>

enum sound { SILENT, VOWEL = SOUND_VOWEL, B, D, F, J, K, L, N, R, S };

enum { SOUNDS = 8, SOUND_BITS = 4, MOST_LETTERS = 64 /* of a word, for its key */ };

/* Letters that together have a sound of their own, before the shorter ones they begin with. What
 * is left of them after taken letters is read on. */
static const struct {
    const char *letters;
    size_t taken;
    enum sound sound;
} groups[] = {{"tsch", 4, J}, {"sch", 3, J},    {"tch", 3, J}, {"chr", 2, K}, {"chl", 2, K},
              {"tion", 2, J}, {"ch", 2, J},     {"cz", 2, J},  {"sh", 2, J},  {"sz", 2, J},
              {"zh", 2, J},   {"ce", 1, S},     {"ci", 1, S},  {"cy", 1, S},  {"ph", 2, F},
              {"th", 2, D},   {"gh", 2, SILENT}};

/* h, w and y are heard too little, or in too many ways, to tell words apart; but w before a vowel
 * is many a v. */
static const unsigned char letters[26] = {VOWEL, B, K,     D, VOWEL,  F,     K,     SILENT, VOWEL,
                                          J,     K, L,     N, N,      VOWEL, B,     K,      R,
                                          S,     D, VOWEL, F, SILENT, K,     VOWEL, S};

static int is_vowel(char c)
{
    return c != '\0' && strchr("aeiou", c) != NULL;
}

/* The sound at s, where left letters are left, and how many of them it takes. */
static enum sound sound_at(const char *s, size_t left, size_t *taken)
{
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) {
        const char *group = groups[i].letters;

        if (*group == *s && strlen(group) <= left && memcmp(s, group, strlen(group)) == 0) {
            *taken = groups[i].taken;
            return groups[i].sound;
        }
    }
    *taken = 1;
    if (*s == 'w' && left > 1 && is_vowel(s[1]))
        return F;
    return (enum sound)letters[*s - 'a'];
}

/* Letters at the beginning that are written and not heard. */
static size_t skip_mute(const char *word, size_t len)
{
    static const char *const mute[] = {"kn", "gn", "pn", "ps", "wr"};

    for (size_t i = 0; i < sizeof mute / sizeof *mute; i++)
        if (len > 2 && memcmp(word, mute[i], 2) == 0)
            return 1;
    return 0;
}

size_t sound_read(const char *word, size_t len, uint8_t *sounds)
{
    enum sound last = SILENT;
    size_t n = 0, taken;

    for (size_t i = 0; i < len; i++)
        if (word[i] < 'a' || word[i] > 'z')
            return 0;
    for (size_t i = skip_mute(word, len); i < len; i += taken) {
        enum sound sound = sound_at(word + i, len - i, &taken);

        if (sound != SILENT && sound != last)
            sounds[n++] = (uint8_t)sound;
        if (word[i] == 'x') /* is two sounds */
            sounds[n++] = (uint8_t)(sound = S);
        last = sound;
    }
    return n;
}

uint32_t sound_key(const char *word, size_t len)
{
    uint8_t sounds[2 * MOST_LETTERS];
    size_t count = sound_read(word, len < MOST_LETTERS ? len : MOST_LETTERS, sounds), n = 0;
    uint32_t key = 0;

    for (size_t i = 0; i < count && n < SOUNDS; i++)
        if (sounds[i] != VOWEL || n == 0) {
            key = key << SOUND_BITS | sounds[i];
            n++;
        }
    return n > 1 ? key : 0;
}
