/* What a page's claims mean in its transcript. A pure function of the ingested episode. */
#ifndef EPISODED_ANALYSIS_H
#define EPISODED_ANALYSIS_H

#include "arena.h"
#include "episode.h"
#include "error.h"

/* Grows with every change of the analysis that can change an answer: what is stored under
 * another version is analysed anew. */
#define ANALYSIS_VERSION 2

/* Fills in the fields of *e that episode.h marks as the analysis': parts, speakers, places,
 * verdicts, evidence. Deterministic. What it makes lives in a. ERR_MEMORY only. */
enum err analyse(struct arena *a, struct episode *e, struct failure *f);

/* Locates a sentence in an analysed episode (its turns, paragraphs whole, and speakers) by the
 * code that locates the page's quotes: of *claim text and attributed_to (may be NULL) are the
 * caller's, the rest must be zero and gets what a quote has. claim->speaker is the one whose
 * spellings the name fits best. What it makes lives in a. ERR_MEMORY only. */
enum err analyse_claim(struct arena *a, const struct episode *e, struct quote *claim,
                       struct failure *f);

#endif
