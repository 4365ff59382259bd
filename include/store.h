/* struct episode to tables and back. Every call runs inside a transaction of the caller's. */
#ifndef EPISODED_STORE_H
#define EPISODED_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "db.h"
#include "episode.h"
#include "error.h"

/* What is stored beside an episode. */
struct store_source {
    const void *bytes; /* as they were loaded */
    size_t len;
    const char *digest; /* of bytes and metadata, hex: what decides whether a load is skipped */
    int analysis_version;
};

/* A line of the library's list. */
struct store_listed {
    const char *id, *title, *show, *published, *language, *primary_topic;
    unsigned turns, paragraphs, words, chapters, quotes;
    const char *revision;
};

struct store_list {
    struct store_listed *v;
    size_t n;
    size_t total;         /* all that match */
    bool more;            /* some stand behind the last of v */
    const char *revision; /* of the library: changes with any of its episodes */
};

/* The parts of an episode that a caller needs read; what is not asked for stays empty. */
enum store_part {
    STORE_META = 0,     /* meta, primary_topic, overview: always */
    STORE_SECTIONS = 1, /* takeaways (with evidence), advice, about, people ... books */
    STORE_CHAPTERS = 2,
    STORE_QUOTES = 4,
    STORE_SPEAKERS = 8,
    STORE_TURNS = 16, /* turns, and paragraphs without their text and parts */
    STORE_TEXT = 32,  /* turns and paragraphs whole */
    STORE_CORRECTIONS = 64,
    STORE_ALL = 127
};

/* Stores a whole analysed episode, which must not be there yet; its corrections take the place
 * of those that are kept for its id. first_part is the key of its first part; the others follow
 * it in order of paragraph and part. They must be free, as those behind store_next_part are. */
enum err store_put(struct db *db, const struct episode *e, const struct store_source *source,
                   int64_t first_part, struct failure *f);

/* The key behind those of all parts. */
enum err store_next_part(struct db *db, int64_t *key, struct failure *f);

/* Removes an episode, but for the corrections that are kept for its id; ERR_NOT_FOUND. */
enum err store_remove(struct db *db, const char *id, struct failure *f);

/* Key of an episode's first part, and how many parts it has; ERR_NOT_FOUND. */
enum err store_parts(struct db *db, const char *id, int64_t *first_part, size_t *count,
                     struct failure *f);

/* Reads an episode (parts: store_part bits) into *e; ERR_NOT_FOUND. *revision (may be NULL)
 * gets a digest that changes whenever anything that is served of the episode does: of the
 * source's digest, the analysis version and the corrections. */
enum err store_get(struct db *db, struct arena *a, const char *id, unsigned parts,
                   struct episode *e, const char **revision, struct failure *f);

struct store_range {
    const char *episode;  /* its id */
    unsigned first, last; /* paragraphs, from 1, both included */
};

/* A paragraph by itself, with what it has through its episode. */
struct store_paragraph {
    const char *episode; /* its id */
    unsigned n;
    struct paragraph paragraph;
    const char *speaker_id, *speaker_name; /* of its turn; NULL: nobody is known to speak */
    enum role role;                        /* of that speaker */
};

struct store_paragraph_list {
    struct store_paragraph *v;
    size_t n;
};

/* Reads those paragraphs of a range that there are; none where there is no such episode.
 * range->episode must live as long as *out. */
enum err store_get_paragraphs(struct db *db, struct arena *a, const struct store_range *range,
                              struct store_paragraph_list *out, struct failure *f);

/* The corrections that are kept for an id, whether or not its episode is there. */
enum err store_get_corrections(struct db *db, struct arena *a, const char *id,
                               struct correction_list *out, struct failure *f);

/* The source without its bytes; ERR_NOT_FOUND. */
enum err store_get_digest(struct db *db, struct arena *a, const char *id,
                          struct store_source *source, struct failure *f);

/* The source whole; ERR_NOT_FOUND. */
enum err store_get_source(struct db *db, struct arena *a, const char *id,
                          struct store_source *source, struct failure *f);

struct store_list_request {
    const char *words;   /* that id, title, show and topic must have; or NULL */
    const char *speaker; /* who must be heard: a name in any spelling, or an id; or NULL */
    const char *after;   /* the id that the first one stands behind; NULL: from the start */
    size_t limit;        /* at most so many */
};

/* The episodes that are asked for, by id. */
enum err store_list(struct db *db, struct arena *a, const struct store_list_request *request,
                    struct store_list *out, struct failure *f);

/* Moves *id (NULL: the start) on to the next episode, by id, that was analysed by another
 * version than this; NULL: there is none. */
enum err store_next_outdated(struct db *db, struct arena *a, int analysis_version, const char **id,
                             struct failure *f);

/* The revision of an episode, as store_get gives it, for the price of one row; ERR_NOT_FOUND. */
enum err store_revision(struct db *db, struct arena *a, const char *id, const char **revision,
                        struct failure *f);

/* Gives the library another revision though no episode changes: what is made of them all does. */
enum err store_touch_library(struct db *db, struct failure *f);

/* The revision of the library, as in store_list. */
enum err store_library_revision(struct db *db, struct arena *a, const char **revision,
                                struct failure *f);

#endif
