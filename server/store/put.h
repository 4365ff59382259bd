/* What the files share that write an episode. */
#ifndef EPISODED_PUT_H
#define EPISODED_PUT_H

#include "store_internal.h"

/* What every row of one episode is written with. */
struct put {
    struct db *db;
    const struct episode *e;
    int64_t episode;    /* its key */
    int64_t first_part; /* the key of its first part */
    char corrections[REVISION_SIZE];
    struct failure *f;
};

/* The statement with the episode's key bound as its first parameter. */
struct db_stmt *put_statement(struct put *p, enum sql_id id);

void put_number(struct db_stmt *s, int parameter, size_t number);

/* The rows of what stands above the transcript. */
enum err put_sections(struct put *p); /* books among them */
enum err put_chapters(struct put *p);
enum err put_quotes(struct put *p);

/* The corrections in the place of those that were stored under the episode's id. */
enum err put_corrections(struct put *p);

/* A digest of the corrections, "" for none. */
void corrections_revision(const struct correction_list *list, char out[REVISION_SIZE]);

#endif
