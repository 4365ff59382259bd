/* Taking an episode out of the tables. */
#include "store_internal.h"

static enum err run_with_id(struct db *db, enum sql_id statement, const char *id, struct failure *f)
{
    struct db_stmt *s = db_statement(db, statement);

    db_bind_text(s, 1, id);
    return db_run(s, f);
}

/* The parts go first: their range is in the episode's row. The rest follows that by itself. */
enum err store_remove(struct db *db, const char *id, struct failure *f)
{
    int64_t first_part;
    size_t count;
    enum err failed = store_parts(db, id, &first_part, &count, f);

    if (!failed)
        failed = run_with_id(db, SQL_PART_REMOVE, id, f);
    if (!failed)
        failed = run_with_id(db, SQL_EPISODE_REMOVE, id, f);
    return failed ? failed : store_advance_library(db, id, "", f);
}
