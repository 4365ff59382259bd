/* Search over the passages of the library. A passage of the transcript is one part of a paragraph:
 * what stands there in one kind (content, ad, promo); any other is one chapter (title and
 * summary), takeaway, quote, or one item or text of the rest of the page. Hides which index it
 * uses. */
#ifndef EPISODED_SEARCH_H
#define EPISODED_SEARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "db.h"
#include "episode.h"
#include "error.h"

/* Changes with what the words of a text, or who is heard in it, are to the index, and with how that
 * is stored: what another version has written is to be made anew. */
#define SEARCH_VERSION 7

/* Memory that a handle keeps of the index, unless told otherwise, where so many of them share the
 * machine: an eighth of its memory (memory.h) between them, but each 64 MiB at least if that is not
 * more than half of it. */
size_t search_memory(unsigned handles);

/* Sets how much of the index a handle keeps in memory between two queries, in bytes. One query may
 * need more: what it looks at of 65,536 passages. */
enum err search_set_memory(struct db *db, size_t bytes, struct failure *f);

/* Adds the passages of a stored episode, in the caller's write transaction; first_part as store_put
 * gave it. They are written by search_flush. */
enum err search_add(struct db *db, struct arena *a, const struct episode *e, int64_t first_part,
                    struct failure *f);

/* Takes away the passages of an episode, if there are any, likewise; before the episode is taken
 * out of the store. */
enum err search_remove(struct db *db, const char *id, struct failure *f);

/* Writes what was added and taken away since the last time: before the transaction is committed. */
enum err search_flush(struct db *db, struct failure *f);

/* Forgets it: after a transaction that was not committed. */
void search_discard(struct db *db);

/* A number, from next on, for the first of count passages of one episode: so that it does not lie
 * across two chunks of the index, which would part two neighbouring paragraphs, where it fits into
 * one. */
int64_t search_place(int64_t next, size_t count);

/* Whether the index was made by another version; empties it, so that every episode may be added
 * again. In the caller's transaction. */
enum err search_is_outdated(struct db *db, bool *outdated, struct failure *f);
enum err search_clear(struct db *db, struct failure *f);

/* What is searched: SEARCH_ABOUT is the topic, the overview, advice, about, people, companies,
 * books and guests. */
enum search_section {
    SEARCH_TRANSCRIPT,
    SEARCH_CHAPTERS,
    SEARCH_TAKEAWAYS,
    SEARCH_QUOTES,
    SEARCH_ABOUT,
    SEARCH_SECTIONS
};

extern const char *const search_section_names[SEARCH_SECTIONS];

/* How much of the query a passage has: MATCH_NEAR is all of it in two neighbouring paragraphs. */
enum search_match { MATCH_ALL, MATCH_NEAR, MATCH_PARTIAL, MATCHES };

extern const char *const search_match_names[MATCHES];

struct search_request {
    const char *text;    /* the query, in the language of server/search/rank/query.c */
    const char *episode; /* an episode's id, or NULL: the library */
    const char *speaker; /* an id, or the name_key of a spelling, in each episode; or NULL */
    unsigned kinds;      /* bits 1 << enum part_kind; 0: all; of the transcript's passages */
    unsigned sections;   /* bits 1 << enum search_section; 0: the transcript */
    bool exact;          /* no help: the words as they are, all in one passage */
    bool whole;          /* no partial matches */
    bool count_speakers, count_episodes;
    size_t limit, after; /* hits after + 1 to after + limit, by rank */
};

struct search_run {
    const char *text;
    bool mark;
};

struct search_hit {
    const char *episode, *title; /* title may be NULL */
    enum search_section section;
    enum search_match match;
    unsigned n;         /* of a chapter, takeaway or quote its number, else 0 */
    unsigned paragraph; /* 0 outside the transcript */
    unsigned part;      /* of the paragraph, from 1 on */
    unsigned through;   /* the last paragraph: for MATCH_NEAR the one behind it, else paragraph */
    const char *speaker_id, *speaker_name; /* NULL where nobody is known to speak */
    enum part_kind kind;
    double score;               /* higher is better: BM25, of partial matches more, see rescore.h */
    struct search_run *snippet; /* whole words of the passage, matches marked */
    size_t snippet_runs;
};

struct search_count {
    const char *id, *name; /* name: of the speaker, or the episode's title or NULL */
    const char *episode;   /* of a speaker; NULL when counting episodes */
    size_t count;
};

struct search_counts {
    struct search_count *v; /* most hits first, then in the order they were loaded; at most 100 */
    size_t n;
};

/* A word of the query that the library does not have, and what was looked for in its place. */
struct search_correction {
    const char *from, *to; /* one word, or several separated by blanks */
};

#define SEARCH_COUNTED 10000 /* matches that are counted exactly */

struct search_result {
    enum search_match match; /* of the first hit: those with more of the query come first */
    size_t total;            /* that match so, exact unless at_least */
    bool at_least;           /* there are more than total, which is SEARCH_COUNTED */
    size_t total_partial;    /* MATCH_PARTIAL behind them, at most SEARCH_COUNTED */
    struct search_correction *corrections;
    size_t correction_count;
    size_t total_before; /* where something was corrected: passages with all of the query as it was
                            written, at most SEARCH_COUNTED */
    struct search_hit *hits;
    size_t hit_count;
    struct search_counts speakers, episodes; /* of those in total, where asked for */
};

/* Runs a query in the caller's read transaction. ERR_PARAMETER says what a query lacks,
 * ERR_NOT_FOUND which episode there isn't, or that no episode has the speaker, ERR_BUSY past the
 * handle's budget. Hits of equal score stand in the order they were loaded. */
enum err search_run_query(struct db *db, struct arena *a, const struct search_request *request,
                          struct search_result *out, struct failure *f);

/* What a completion is; the better kinds first. A person, company or book is one that stands in
 * that list of a page, a phrase a run of capitalised words in what was said. */
enum suggest_kind {
    SUGGEST_SPEAKER,
    SUGGEST_PERSON,
    SUGGEST_COMPANY,
    SUGGEST_BOOK,
    SUGGEST_TITLE,
    SUGGEST_PHRASE,
    SUGGEST_TOPIC,
    SUGGEST_CHAPTER,
    SUGGEST_WORD,
    SUGGEST_KINDS
};

extern const char *const suggest_kind_names[SUGGEST_KINDS];

#define SUGGEST_MOST 50

struct suggest_request {
    const char *text;    /* as far as it is typed; may be NULL */
    const char *episode; /* an episode's id, or NULL: the library */
    size_t limit;        /* at most SUGGEST_MOST */
};

struct suggestion {
    enum suggest_kind kind;
    const char *text;
    const char *query;       /* what to search for it with */
    size_t count;            /* of a word: passages with all the words; else episodes, or, within
                                one episode, turns of a speaker, appearances of a phrase, 1 */
    const char *episode;     /* the only one that carries it, or NULL */
    const char *speaker;     /* its id in that episode; else NULL */
    unsigned chapter;        /* its number in that episode; else 0 */
    struct search_run *runs; /* text, with what was typed marked */
    size_t run_count;
};

struct suggest_result {
    bool alike; /* nothing begins as was typed: these are names spelled or sounding much like it */
    struct suggestion *v;
    size_t n;
};

/* Completes what is typed, in the caller's read transaction: names, titles and phrases in which
 * each word typed begins a word, in the order typed; then plain words for the last of them, that
 * stand in passages with the others. By kind, then the most common first. Case, accents and
 * apostrophes don't count, and signs of the query language are passed over; a text without words
 * has no completions. ERR_PARAMETER for one that is too long or no UTF-8, ERR_NOT_FOUND which
 * episode there isn't, ERR_BUSY past the handle's budget. */
enum err search_suggest(struct db *db, struct arena *a, const struct suggest_request *request,
                        struct suggest_result *out, struct failure *f);

/* Episodes that a sentence is worth comparing with, by id. */
#define SEARCH_CANDIDATES 8

struct search_candidates {
    const char *v[SEARCH_CANDIDATES];
    size_t n;
};

/* Finds where a sentence may have been said, exactly or nearly, in the caller's read transaction:
 * the episodes in which it stands word by word; else those in which most of it stands, in runs of
 * words, in two neighbouring passages; and where none has so much of it that it must be from there,
 * those in which most of its rarest words do. Outside ads and promos; fewer where the best of them
 * has far more of it than the others. ERR_BUSY past the handle's budget. */
enum err search_candidates(struct db *db, struct arena *a, const char *text,
                           struct search_candidates *out, struct failure *f);

/* What words tell of where they stand. */
struct search_rarity {
    double bits;     /* the sum over its different words: one that a passage in 2^n has, in any
                        form, tells n bits of where it stands */
    size_t episodes; /* of the library */
};

/* How rare the words of a text are, in the caller's read transaction. ERR_BUSY past the handle's
 * budget. */
enum err search_rarity(struct db *db, struct arena *a, const char *text, struct search_rarity *out,
                       struct failure *f);

/* The passages with all of the query, best first, and their scores, without any help and without
 * what is shown of them: for benchmarks, and for whoever only wants to know whether there are any.
 */
struct search_ranked {
    int64_t document;
    double score;
};

enum err search_rank(struct db *db, struct arena *a, const struct search_request *request,
                     struct search_ranked **out, size_t *n, size_t *total, struct failure *f);

#endif
