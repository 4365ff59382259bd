/* Domain structs as the JSON that several resources, or the document, have in common. All
 * return NULL when out of memory (see json.h). */
#ifndef EPISODED_API_PIECES_H
#define EPISODED_API_PIECES_H

#include <jansson.h>

#include "api.h"
#include "episode.h"
#include "search.h"
#include "store.h"

#define ALL_KINDS ((1u << PART_KINDS) - 1)

/* n, or null for 0: none. */
json_t *piece_number(unsigned n);

json_t *piece_diff(const struct diff *diff);
json_t *piece_spellings(const struct speaker *s);

/* [{"id","name","reason"}] of those whom the speaker may be; id is null for no speaker. */
json_t *piece_doubts(const struct episode *e, const struct speaker *s);

/* A speaker's words among those of everybody but sponsors, 0 to 1; 0 of a sponsor. */
double piece_share(const struct episode *e, const struct speaker *s);

/* {"id","name"} of speaker number speaker, or null for 0. */
json_t *piece_speaker_ref(const struct episode *e, unsigned speaker);

/* Adds "corrected": true where a correction told it; the key stands only there. */
json_t *piece_with_corrected(json_t *thing, bool corrected);

/* Correction number n, with what its type has; "orphaned": true stands only where it is. */
json_t *piece_correction(const struct correction *c, size_t n);

/* Whom a quote is attributed to: a speaker, else a mere name, else nobody. */
json_t *piece_attributed_to(const struct episode *e, const struct quote *q);

/* The places of a quote, with their addresses in the episode that rq is about. */
json_t *piece_places(struct request *rq, const struct episode *e, const struct quote *q);

/* Adds "sponsor" to the JSON of an ad. */
json_t *piece_with_sponsor(json_t *part, const char *sponsor);

/* True if a paragraph or turn is that of the speaker whose label it stands under, who has this
 * role: a sponsor's is all of it an ad, else somebody else speaks. kinds: bits, those that it has.
 */
bool piece_is_theirs(enum role role, unsigned kinds);

/* A quote or paragraph of the episode that rq is about, with its address. */
json_t *piece_quote(struct request *rq, const struct episode *e, unsigned n);

/* Of the paragraph's parts only those of the kinds (bits 1 << enum part_kind); its text is
 * theirs then. */
json_t *piece_paragraph(struct request *rq, const struct episode *e, unsigned n, unsigned kinds);

/* [{"text","mark"?}]: mark stands only where it is true. */
json_t *piece_runs(const struct search_run *runs, size_t n);

/* The same, of a paragraph that was read by itself. */
json_t *piece_spoken(struct arena *a, const struct store_paragraph *spoken, unsigned kinds);

/* Words in the parts of these kinds. */
int piece_words(const struct paragraph *p, unsigned kinds);

/* Kinds (bits) that stand in the paragraph. */
unsigned piece_kinds(const struct paragraph *p);

/* The text of the parts of these kinds, joined by blanks; NULL when out of memory. */
const char *piece_text(struct arena *a, const struct paragraph *p, unsigned kinds);

#endif
