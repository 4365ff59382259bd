/* The rules that tell an advertisement from talk. */
#ifndef EPISODED_ANALYSIS_AD_RULES_H
#define EPISODED_ANALYSIS_AD_RULES_H

#include <stddef.h>

/* The most slots of a pattern, alternatives in one, and words that a gap passes over. */
enum { AD_RULE_SLOTS = 8, AD_RULE_ALTERNATIVES = 16, AD_RULE_GAP = 4 };

/* What else a rule tells of a sentence. */
enum naming { NAMES_NOBODY, NAME_FOLLOWS, NAME_MAY_FOLLOW, NAME_PRECEDES };

/* A pattern is a row of folded words inside one sentence; "a|b" stands for either, "#" for a
 * number, ".." for a gap. ad and promo say what a sentence with it is worth as one. */
struct ad_rule {
    const char *pattern;
    float ad, promo;
    enum naming naming;
};

/* From this weight on a rule is a sure sign: no run of sentences is an ad without some. */
#define AD_RULE_SURE 2

extern const struct ad_rule ad_rules[];
extern const size_t ad_rule_count;

#endif
