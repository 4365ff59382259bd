/* What tells one state of an episode, or of the library, from another. */
#include "store_internal.h"

#include <inttypes.h>
#include <sha256.h>
#include <stdio.h>
#include <string.h>

void store_digest(const char *const *texts, size_t count, char out[REVISION_SIZE])
{
    char hex[SHA256_DIGEST_STRING_LENGTH];
    SHA2_CTX context;

    SHA256Init(&context);
    for (size_t i = 0; i < count; i++) {
        const char *text = texts[i] ? texts[i] : "";

        SHA256Update(&context, (const uint8_t *)text, strlen(text) + 1);
    }
    SHA256End(&context, hex);
    memcpy(out, hex, REVISION_SIZE - 1);
    out[REVISION_SIZE - 1] = '\0';
}

void store_episode_revision(const char *digest, int64_t analysis_version, const char *corrections,
                            char out[REVISION_SIZE])
{
    char version[24];

    snprintf(version, sizeof version, "%" PRId64, analysis_version);
    store_digest((const char *const[]){digest, version, corrections},
                 corrections && *corrections ? 3 : 2, out);
}

/* The revision as it stands; valid until the next step of the statement. */
static enum err read_revision(struct db_stmt *s, const char **revision, struct failure *f)
{
    bool row;
    enum err failed = db_step(s, &row, f);

    if (failed)
        return failed;
    if (!row)
        return fail(f, ERR_DATABASE, "the database file is damaged");
    *revision = db_column_text(s, 0);
    return OK;
}

enum err store_advance_library(struct db *db, const char *id, const char *revision,
                               struct failure *f)
{
    struct db_stmt *get = db_statement(db, SQL_LIBRARY_REVISION_GET);
    struct db_stmt *put = db_statement(db, SQL_LIBRARY_REVISION_PUT);
    const char *last = NULL;
    char next[REVISION_SIZE];
    enum err failed = read_revision(get, &last, f);

    if (failed)
        return failed;
    store_digest((const char *const[]){last, id, revision}, 3, next);
    db_reset(get);
    db_bind_text(put, 1, next);
    return db_run(put, f);
}

enum err store_touch_library(struct db *db, struct failure *f)
{
    return store_advance_library(db, "", "", f);
}

enum err store_revision(struct db *db, struct arena *a, const char *id, const char **revision,
                        struct failure *f)
{
    struct db_stmt *s = db_statement(db, SQL_EPISODE_REVISION);
    char text[REVISION_SIZE];
    bool row;
    enum err failed;

    db_bind_text(s, 1, id);
    failed = db_step(s, &row, f);
    if (failed)
        return failed;
    if (row)
        store_episode_revision(db_column_text(s, 0), db_column_int(s, 1), db_column_text(s, 2),
                               text);
    db_reset(s);
    if (!row)
        return fail(f, ERR_NOT_FOUND, "no episode '%s'", id);
    *revision = arena_strdup(a, text);
    return *revision ? OK : fail(f, ERR_MEMORY, "out of memory");
}

enum err store_library_revision(struct db *db, struct arena *a, const char **revision,
                                struct failure *f)
{
    struct db_stmt *s = db_statement(db, SQL_LIBRARY_REVISION_GET);
    const char *text = NULL;
    enum err failed = read_revision(s, &text, f);

    if (failed)
        return failed;
    *revision = arena_strdup(a, text ? text : "");
    db_reset(s);
    return *revision ? OK : fail(f, ERR_MEMORY, "out of memory");
}
