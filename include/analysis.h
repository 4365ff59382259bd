/* What a page's claims mean in its transcript. A pure function of the ingested episode. */
#ifndef EPISODED_ANALYSIS_H
#define EPISODED_ANALYSIS_H

#include "arena.h"
#include "episode.h"
#include "error.h"

/* Grows with every change of ingest or the analysis that can change an answer: what is stored under
 * another version is analysed anew. */
#define ANALYSIS_VERSION 5

/* Fills in the fields of *e that episode.h marks as the analysis': parts, speakers, places,
 * verdicts, evidence. Applies e->corrections, whose numbers and positions follow the page and
 * of which those that find nothing to hang on become orphaned. Deterministic. What it makes lives
 * in a. ERR_MEMORY only. */
enum err analyse(struct arena *a, struct episode *e, struct failure *f);

#define CORRECTION_DIGEST_SIZE 33 /* 32 hexadecimal digits and NUL */

/* Completes a correction that a person makes, of which type and what it takes are set (see
 * library_correct), by what it hangs on. ERR_INPUT names what there is where the page has no
 * such thing. What it makes lives in a. */
enum err correction_anchor(struct arena *a, const struct episode *e, struct correction *c,
                           struct failure *f);

/* Why the analysis of *e has left a correction orphaned that was completed just before; never
 * OK. */
enum err correction_explain(struct arena *a, const struct episode *e, const struct correction *c,
                            struct failure *f);

/* What a correction knows a paragraph by: a digest of its text. */
void correction_digest(const char *text, char out[CORRECTION_DIGEST_SIZE]);

/* Locates a sentence in an analysed episode (its turns, paragraphs whole, and speakers) by the
 * code that locates the page's quotes: of *claim text and attributed_to (may be NULL) are the
 * caller's, the rest must be zero and gets what a quote has. claim->speaker is the one whose
 * spellings the name fits best. What it makes lives in a. ERR_MEMORY only. */
enum err analyse_claim(struct arena *a, const struct episode *e, struct quote *claim,
                       struct failure *f);

#endif
