/* Removing an episode, and the condition that any write may have. */
#include "library_internal.h"

enum err library_check(struct db *db, struct arena *a, const char *id,
                       const struct library_condition *condition, struct failure *f)
{
    const char *revision = NULL;
    enum err failed;

    if (!condition)
        return OK;
    failed = store_revision(db, a, id, &revision, f);
    if (failed && failed != ERR_NOT_FOUND)
        return failed;
    if (condition->holds(condition->context, failed ? NULL : revision))
        return OK;
    return fail(f, ERR_CONDITION, failed ? "there is no episode '%s'" : "episode '%s' has changed",
                id);
}

static enum err remove_checked(struct db *db, struct arena *a, const char *id,
                               const struct library_condition *condition, struct failure *f)
{
    int64_t first;
    size_t count;
    enum err failed = library_enter(db, f);

    if (failed)
        return failed;
    failed = library_check(db, a, id, condition, f);
    if (!failed)
        failed = library_take_away(db, id, &first, &count, f);
    return library_leave(db, failed, f);
}

enum err library_remove(struct db *db, const char *id, const struct library_condition *condition,
                        struct failure *f)
{
    struct arena *a = arena_create();
    enum err failed =
        a ? remove_checked(db, a, id, condition, f) : fail(f, ERR_MEMORY, "out of memory");

    arena_destroy(a);
    return failed;
}
