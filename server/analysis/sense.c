/* Whether a place can mean what a quote says: in a short sentence one word makes another one of it,
 * and a "not" in any. */
#include "sense.h"

#include <ctype.h>
#include <string.h>

#include "function_words.h"
#include "spoken.h"

/* A quote of no more words than these, beside function words, needs each of them. Forms of a word
 * have this many letters in common; one misspelled is known from this many on. */
enum { FEW = 3, FORM = 4, LONG = 6 };

/* Folded, as is what they are compared with. */
static const char *const negations[] = {
    "not",   "never",  "nobody", "nothing", "none",     "neither", "nor",     "nowhere", "cannot",
    "cant",  "wont",   "dont",   "doesnt",  "didnt",    "isnt",    "arent",   "wasnt",   "werent",
    "hasnt", "havent", "hadnt",  "mustnt",  "shouldnt", "wouldnt", "couldnt", "aint",    "without"};

/* What a sentence may have more or less of, beside function words. */
static const char *const fillers[] = {"also", "actually", "even",  "here",   "just",  "now",
                                      "oh",   "okay",     "quite", "really", "still", "too",
                                      "very", "well",     "yeah",  "yes"};

#define LISTED(list, word) (name_index(list, sizeof(list) / sizeof *(list), word) >= 0)

static bool is_negation(const char *word)
{
    return LISTED(negations, word);
}

/* "No" beside them, which talk also begins with: it turns a quote round, but its lack nothing. */
static bool negates(const char *word)
{
    return is_negation(word) || strcmp(word, "no") == 0;
}

static bool is_number(const char *word)
{
    return isdigit((unsigned char)*word) || spoken_is_number(word);
}

static const char *said_at(const struct alignment_input *in, size_t word)
{
    return in->said[word] == 0 ? "" : in->words->vocabulary.v[in->said[word]].text;
}

static bool is_paired(const struct alignment_input *in, const struct alignment *found, size_t word)
{
    for (size_t i = 0; i < in->n; i++)
        if (found->with[i] == word + 1)
            return true;
    return false;
}

/* The place has a number that the quote may have written otherwise: 5, five. */
static bool has_other_number(const struct alignment_input *in, const struct alignment *found)
{
    for (size_t i = found->first; i <= found->last; i++)
        if (is_number(said_at(in, i)) && !is_paired(in, found, i))
            return true;
    return false;
}

/* The place has word i of the quote, or a form of it; of what is merely spelled like it, long words
 * alone: "hate" is not "have". */
static bool has_word(const struct alignment_input *in, const struct alignment *found, size_t i)
{
    const struct asked *q = &in->q[i];

    if (found->with[i] == 0)
        return is_number(q->text) && has_other_number(in, found);
    return in->said[found->with[i] - 1] == q->id || q->len >= LONG ||
           strncmp(q->text, said_at(in, found->with[i] - 1), FORM) == 0;
}

/* False if the quote has so few words that each counts, and one of them is not in the place. */
static bool has_its_words(const struct alignment_input *in, const struct alignment *found)
{
    size_t count = 0, missing = 0;

    for (size_t i = 0; i < in->n && count <= FEW; i++) {
        if (is_function_word(in->q[i].text) || LISTED(fillers, in->q[i].text))
            continue;
        count++;
        missing += !has_word(in, found, i);
    }
    return count > FEW || missing == 0;
}

/* The quote goes on over a negation as if it were not there. */
static bool is_passed_over(const struct alignment_input *in, const struct alignment *found,
                           size_t word)
{
    return word > found->first && word < found->last && is_negation(said_at(in, word)) &&
           is_paired(in, found, word - 1) && is_paired(in, found, word + 1) &&
           !is_paired(in, found, word);
}

bool sense_is_kept(const struct alignment_input *in, const struct alignment *found)
{
    bool claimed = false, said = false, dropped = false;

    for (size_t i = 0; i < in->n; i++)
        claimed = claimed || negates(in->q[i].text);
    for (size_t i = found->first; i <= found->last; i++) {
        said = said || negates(said_at(in, i));
        dropped = dropped || is_passed_over(in, found, i);
    }
    return has_its_words(in, found) && (claimed ? said : !dropped);
}
