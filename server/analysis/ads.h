/* The signs of an advertisement in a sentence, and whose it is. */
#ifndef EPISODED_ANALYSIS_ADS_H
#define EPISODED_ANALYSIS_ADS_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"
#include "episode.h"
#include "words.h"

/* What speaks for a kind of part, and against content where it is positive. */
struct score {
    float ad, promo;
    float sure; /* of ad: what no talk says by chance */
};

/* Adds to a score so many times a worth. */
void score_add(struct score *score, const struct score *worth, float times);

/* Where a sponsor is named: "brought to you by" and the like, up to the word before it; or
 * the host name of an address. */
enum credit_kind { CREDIT_FOLLOWS, CREDIT_MAY_FOLLOW, CREDIT_PRECEDES, CREDIT_HOST };

/* What a credit gives for the sponsor's name: nothing, a plain noun, or one that is a name by its
 * letters or by what is sold around it. */
enum claim { CLAIM_NONE, CLAIM_DOUBTED, CLAIM_BACKED, CLAIM_NAME };

struct credit {
    uint32_t sentence;
    uint32_t word; /* the name begins here, or ends before it, or it is the host */
    enum credit_kind kind;
    struct score worth; /* what it added to the sentence's scores */
    /* of credits_weigh: */
    enum claim claim;
    bool idle, backed;        /* idle: it names nobody for sure; backed: it counts all the same */
    uint32_t first, past_end; /* the words of the name */
};

struct credit_list {
    struct credit *v;
    size_t n, capacity;
};

/* Adds a credit; false when out of memory. */
bool credit_add(struct arena *a, struct credit_list *list, struct credit credit);

/* Adds to scores, one for each sentence, what the rules of ad_rules.c say, and finds the
 * credits. False when out of memory. */
bool ads_match(struct arena *a, const struct words *w, struct score *scores,
               struct credit_list *credits);

/* Finds the names of the credits, and takes from the scores what those added that name nobody or
 * stand in a quotation. */
void credits_weigh(const struct episode *e, const struct words *w, struct credit_list *credits,
                   struct score *scores);

/* The most words of a sponsor's name. */
enum { SPONSOR_WORDS = 4 };

/* A sponsor's name where it stands first. */
struct sponsor {
    const char *name;
    uint32_t words[SPONSOR_WORDS]; /* in the vocabulary */
    size_t n;
};

struct sponsor_list {
    struct sponsor *v;
    size_t n, capacity;
    uint32_t *credited;  /* by sentence: 1-based index of the sponsor that it credits, or 0 */
    uint32_t *addressed; /* likewise, of one whose address it tells */
    uint32_t *mentioned; /* likewise, of one that it names near a credit */
};

/* The sponsors that the credits and the labels name; adds to scores for sentences that
 * mention them near there. False when out of memory. */
bool sponsors_find(struct arena *a, const struct episode *e, const struct words *w,
                   const struct credit_list *credits, struct score *scores,
                   struct sponsor_list *out);

/* Where the words of the host name at a word, which stands in the sentence, are first said as a
 * name in the sentences before: from word *first to *past_end - 1. False if nowhere. */
bool brand_find(const struct words *w, size_t host, size_t sentence, size_t *first,
                size_t *past_end);

/* How many sentences after its credit a sponsor's name still counts. */
enum { SPONSOR_REACH = 40 };

/* Adds to scores what the sentences around one tell of it: what follows a credit is copy for
 * a while, and so is what stands between two sure signs of one sponsor. False when out of
 * memory. */
bool blocks_score(struct arena *a, const struct words *w, const struct sponsor_list *sponsors,
                  struct score *scores);

#endif
