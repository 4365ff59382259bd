/* What the files share that read an episode back. */
#ifndef EPISODED_GET_H
#define EPISODED_GET_H

#include "store_internal.h"

/* What every row of one episode is read with. */
struct get {
    struct db *db;
    struct arena *a;
    struct episode *e;
    int64_t episode;           /* its key */
    int64_t first_part, parts; /* the keys of its parts */
    size_t capacity;           /* of the list that grows now */
    struct failure *f;
    enum err failed; /* the first failure: read freely, check once a row */
};

/* Reads one row of s into the episode. */
typedef void get_row(struct get *g, struct db_stmt *s);

/* Calls row for every row of the statement, whose first parameter is the episode's key; does
 * nothing once something has failed. */
void get_rows(struct get *g, enum sql_id id, get_row *row);

/* The same, for a statement whose parameters are bound. */
void get_rows_of(struct get *g, struct db_stmt *s, get_row *row);

/* The n items of a list with room for one more, zeroed; NULL when out of memory. The items of
 * one list are read one after the other. */
void *get_grow(struct get *g, void *items, size_t n, size_t item_size);

/* A column's text in the arena, or NULL. */
const char *get_text(struct get *g, struct db_stmt *s, int column);

/* The same, of a column that every row has a text in; else the file is damaged. */
const char *get_needed(struct get *g, struct db_stmt *s, int column);

unsigned get_number(struct db_stmt *s, int column);

/* Nothing more is read, and the reason told. */
void get_damaged(struct get *g);

/* A column that must be less than limit, as an enum or an index; else the file is damaged,
 * and 0. */
unsigned get_below(struct get *g, struct db_stmt *s, int column, size_t limit);

/* A column that must be a number from 1 to count, as an index from 0; as above. */
unsigned get_index(struct get *g, struct db_stmt *s, int column, size_t count);

/* Adds the part that a row of part_range holds to its paragraph. */
void get_part(struct get *g, struct db_stmt *s, struct paragraph *p);

/* Whether a paragraph's parts stand in order inside its text, and there is one. */
bool get_parts_fit(const struct paragraph *p);

/* What stands above the transcript. */
void get_sections(struct get *g); /* books among them */
void get_chapters(struct get *g);
void get_quotes(struct get *g);

/* What persons corrected. */
void get_corrections(struct get *g);

#endif
