/* The best documents of a plan by BM25, and how many there are.
 *
 * The score of a document is the sum over the leaves that it has of weight * count / (count + K),
 * K depending on its length, added up in the order of the plan. It is exact: bounds only spare
 * documents that can't be among the best. They are the highest impact of a block of 64 documents,
 * and of a container (Ding and Suel, "Faster Top-k Document Retrieval Using Block-Max Indexes",
 * 2011; Mallia, Suel and Tonellotto, "Faster Learned Sparse Retrieval with Block-Max Pruning",
 * 2024).
 *
 * rank.c and rank_documents.c are all of it, document by document. The others are ways to the same
 * answer that look at less: rank_candidates.c at the rarest word first, rank_blocks.c at whole
 * blocks, rank_word.c and rank_peaks.c at what is kept of one word, by rank_bounds.c's bounds. */
#ifndef EPISODED_SEARCH_RANK_H
#define EPISODED_SEARCH_RANK_H

#include <math.h>

#include "plan.h"

struct document_list {
    int64_t *v; /* ascending */
    size_t n, capacity;
};

struct ranking {
    struct search_ranked *v; /* best first; of equal ones the lower document */
    size_t n, most;          /* most: how many are wanted */
    size_t total;            /* documents that match; beyond SEARCH_COUNTED perhaps not all */
    bool windows; /* set by the caller: of transcripts, each document and the one behind it
                     are ranked as one, told by the first; see near.c */
    struct document_list *matches; /* gets all of them, however many; or NULL */
};

/* Ranks what matches. Of *out the caller sets most, windows and matches; the rest is filled in, in
 * the arena. ERR_BUSY past the handle's budget. */
enum err rank_plan(struct index *x, struct arena *a, const struct plan *plan, struct ranking *out,
                   struct failure *f);

/* ---- for rank*.c ---- */

/* What a leaf has in a block. */
struct block_part {
    uint64_t documents;
    const uint8_t *counts; /* of them, in order */
    double weight;
    double bound; /* what it can bring at most */
};

struct ranker {
    struct index *index;
    struct arena *arena;
    const struct plan *plan;
    struct ranking *out; /* v is a heap, the worst first, until all is ranked */
    struct failure *failure;
    /* of the chunk that was entered: */
    struct chunk *chunk;
    struct norms norms;
    struct cursor *cursors; /* one for each source, in the order of the plan; empty until read */
    size_t source_count;
    size_t leaf_count;
    uint16_t first, last; /* documents to look at, both included */
    uint16_t *candidates; /* room for all documents of a chunk */
    size_t candidate_count;
    const struct cursor *lead; /* in cursors: of the one word that named them; or NULL */
    struct block_part *parts;  /* room for one for each leaf */
    /* of a plan of one word: */
    bool word;   /* it is one, in all transcripts, and only the best are wanted */
    double sure; /* what the best score at least, as far as is known before */
};

/* Where the sources of a leaf stand in the chunk. */
static inline struct cursor *cursors_of(const struct ranker *r, const struct leaf *leaf)
{
    return r->cursors + leaf->first;
}

/* What a document must score more than to be among the best. */
static inline double threshold_of(const struct ranking *r)
{
    return r->n < r->most ? -1 : r->most ? r->v[0].score : INFINITY;
}

/* Takes a document that scores so among the best, if it is one; documents come in rising order. */
void rank_offer(struct ranking *r, int64_t document, double score);

/* Counts a match. False when out of memory. */
bool rank_count(struct ranker *r, uint16_t document);

/* Where a source stands in the chunk that was entered; NULL in *out: nowhere. */
enum err rank_container(struct index *x, const struct chunk *chunk, const struct source *source,
                        const struct container **out, struct failure *f);

/* Sorts: best first, of equal ones the lower document. */
void rank_sort(struct search_ranked *v, size_t n);
void rank_sort_by_document(struct search_ranked *v, size_t n);

/* Ranks the chunk document by document: through the shortest list of candidates. All containers
 * were read. */
enum err rank_documents(struct ranker *r);

/* Whether one of its leaves is a phrase. */
bool rank_has_phrase(const struct group *group);

/* At most how many documents of the chunk have a group. */
size_t rank_count_group(const struct ranker *r, const struct group *group);

/* Lists the candidates, all containers being read. */
enum err rank_list(struct ranker *r);

/* Lists the candidates where every group is one word, or the plan is one phrase and not enough is
 * counted yet: reads the containers one after the other, the rarest word's first, and no more than
 * it needs; of a phrase its pairs before its other words. *done: they are listed; else that is to
 * be done in another way: the plan is not such, or its rarest word has too many documents here.
 * ERR_BUSY, ERR_DATABASE, ERR_MEMORY. */
enum err rank_list_rarest(struct ranker *r, bool *done);

/* Ranks the candidates that rank_list_rarest has listed. */
enum err rank_listed(struct ranker *r);

/* Where the shortest list of a chunk has more documents than this, blocks are faster. */
enum { LIST_MOST = SPARSE_MOST };

/* Reads where a source stands in the chunk, for its cursor. */
enum err rank_find(struct ranker *r, const struct source *source, struct cursor *out);

/* Weighs those containers whose impacts spare more than they take: for many candidates, or where
 * they are wanted again and again. */
void rank_weigh(const struct ranker *r);

/* At most what a document of a block can score. */
double rank_bound_of_block(const struct ranker *r, unsigned block);

/* What the bounds of a chunk's candidates, in rising order, have in common. */
struct bounds {
    struct cursor lead; /* of the word that named the candidates; without a container: none did */
    double weight;      /* of its leaf */
    double rest;        /* what the other leaves can bring at most */
    unsigned block;     /* that was looked at last; CHUNK_BLOCKS: none */
    double of_block;    /* its bound */
};

/* Of the candidates that were listed, for rank_can_win; what was not read is taken for nothing. */
struct bounds rank_bounds(const struct ranker *r);

/* Whether the next candidate can be among the best. */
bool rank_can_win(const struct ranker *r, struct bounds *b, uint16_t document);

/* Ranks the chunk block by block, through bitmaps; for plans without phrases. */
enum err rank_blocks(struct ranker *r);

bool rank_wants_one_word(const struct plan *plan);

/* Whether the plan is one word in all of the chunk; ranks the chunk, which has it, then. */
bool rank_is_one_word(const struct ranker *r);
void rank_word(struct ranker *r);

/* Makes use of what is known of the words before anything is read. */
void rank_recall(struct ranker *r);

/* Whether the next chunk has nothing that matches, or nothing that can be among the best; its
 * matches are counted, then, or enough were. */
bool rank_passes_over(const struct ranker *r);

/* Keeps what the best of a plan of one word have, for the next query. */
void rank_remember(const struct ranker *r);

/* Ranks the windows of the chunk. */
enum err rank_windows(struct ranker *r);

#endif
