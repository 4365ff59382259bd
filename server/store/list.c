/* The library as a list of its episodes. */
#include "store_internal.h"

#include <string.h>

#include "token.h"

/* The keys of the episodes that a page of the list shows, and of one more where there is one. */
struct picked {
    int64_t *keys;
    size_t n, most;
};

static enum err count_all(struct db *db, size_t *total, struct failure *f)
{
    int64_t count = 0;
    enum err failed = db_number(db_statement(db, SQL_EPISODE_COUNT), &count, f);

    *total = (size_t)count;
    return failed;
}

static enum err pick(struct db *db, const char *after, struct picked *out, struct failure *f)
{
    struct db_stmt *s = db_statement(db, SQL_EPISODE_KEYS);
    bool row = true;
    enum err failed = OK;

    db_bind_text(s, 1, after);
    while (!failed && row && out->n < out->most) {
        failed = db_step(s, &row, f);
        if (!failed && row)
            out->keys[out->n++] = db_column_int(s, 0);
    }
    db_reset(s);
    return failed;
}

static bool has_words(const char *folded, const struct token_list *words)
{
    for (size_t i = 0; i < words->n; i++)
        if (!strstr(folded, words->v[i].text))
            return false;
    return true;
}

/* In one walk over those that s reads: the episodes of the page, and how many match in all. */
static enum err pick_matching(struct db_stmt *s, const struct token_list *words, const char *after,
                              struct picked *out, size_t *total, struct failure *f)
{
    bool row = true;
    enum err failed = OK;

    while (!failed && row) {
        failed = db_step(s, &row, f);
        if (failed || !row || !has_words(db_column_text(s, 2), words))
            continue;
        ++*total;
        if (out->n < out->most && strcmp(db_column_text(s, 1), after) > 0)
            out->keys[out->n++] = db_column_int(s, 0);
    }
    db_reset(s);
    return failed;
}

/* False when out of memory. */
static bool read_row(struct arena *a, struct db_stmt *s, struct store_listed *out)
{
    char revision[REVISION_SIZE];
    enum { TEXTS = 6, NUMBERS = 5 };
    const char **const texts[TEXTS] = {&out->id,        &out->title,    &out->show,
                                       &out->published, &out->language, &out->primary_topic};
    unsigned *const numbers[NUMBERS] = {&out->turns, &out->paragraphs, &out->words, &out->chapters,
                                        &out->quotes};

    for (int i = 0; i < TEXTS; i++) {
        const char *text = db_column_text(s, i);

        *texts[i] = arena_strdup(a, text);
        if (text && !*texts[i])
            return false;
    }
    for (int i = 0; i < NUMBERS; i++)
        *numbers[i] = (unsigned)db_column_int(s, TEXTS + i);
    store_episode_revision(db_column_text(s, 11), db_column_int(s, 12), db_column_text(s, 13),
                           revision);
    out->revision = arena_strdup(a, revision);
    return out->revision != NULL;
}

/* Reads the episodes picked; what stands behind the last of the page only shows that it is there.
 */
static enum err read_page(struct arena *a, struct db *db, const struct picked *picked,
                          struct store_list *list, struct failure *f)
{
    struct db_stmt *s = db_statement(db, SQL_EPISODE_LISTED);
    size_t limit = picked->most - 1;
    bool row;
    enum err failed = OK;

    list->more = picked->n > limit;
    list->n = list->more ? limit : picked->n;
    list->v = arena_alloc(a, list->n * sizeof *list->v);
    if (!list->v)
        return fail(f, ERR_MEMORY, "out of memory");
    for (size_t i = 0; !failed && i < list->n; i++) {
        db_bind_int(s, 1, picked->keys[i]);
        failed = db_step(s, &row, f);
        if (!failed && (!row || !read_row(a, s, &list->v[i])))
            failed = fail(f, row ? ERR_MEMORY : ERR_DATABASE,
                          row ? "out of memory" : "the database file is damaged");
        db_reset(s);
    }
    return failed;
}

/* Reads the episodes where a speaker is heard; false when out of memory. */
static bool bind_speaker(struct arena *a, struct db_stmt *s, const char *speaker)
{
    const char *name = NULL;
    struct buf words;

    buf_init(&words);
    buf_str(&words, "");
    tokens_add(&words, speaker, strlen(speaker));
    if (!words.failed)
        name = arena_strndup(a, words.data, words.len);
    buf_finish(&words);
    db_bind_text(s, 1, name);
    return name;
}

static enum err pick_all(struct db *db, const char *after, struct picked *out, size_t *total,
                         struct failure *f)
{
    enum err failed = pick(db, after, out, f);

    return failed ? failed : count_all(db, total, f);
}

enum err store_list(struct db *db, struct arena *a, const struct store_list_request *r,
                    struct store_list *out, struct failure *f)
{
    struct picked picked = {.keys = arena_alloc(a, (r->limit + 1) * sizeof *picked.keys),
                            .most = r->limit + 1};
    const char *after = r->after ? r->after : "";
    struct token_list words = {0};
    struct db_stmt *s = NULL;
    enum err failed;

    *out = (struct store_list){0};
    if (!picked.keys || (r->words && !tokens_of(a, r->words, strlen(r->words), &words)))
        return fail(f, ERR_MEMORY, "out of memory");
    if (r->speaker || words.n > 0)
        s = db_statement(db, r->speaker ? SQL_EPISODE_OF_SPEAKER : SQL_EPISODE_FOLDED);
    if (r->speaker && !bind_speaker(a, s, r->speaker))
        return fail(f, ERR_MEMORY, "out of memory");
    if (s)
        failed = pick_matching(s, &words, after, &picked, &out->total, f);
    else
        failed = pick_all(db, after, &picked, &out->total, f);
    if (!failed)
        failed = read_page(a, db, &picked, out, f);
    return failed ? failed : store_library_revision(db, a, &out->revision, f);
}

enum err store_next_outdated(struct db *db, struct arena *a, int analysis_version, const char **id,
                             struct failure *f)
{
    struct db_stmt *s = db_statement(db, SQL_EPISODE_OUTDATED);
    bool row;
    enum err failed;

    db_bind_text(s, 1, *id ? *id : "");
    db_bind_int(s, 2, analysis_version);
    failed = db_step(s, &row, f);
    if (failed)
        return failed;
    *id = row ? arena_strdup(a, db_column_text(s, 0)) : NULL;
    db_reset(s);
    return row && !*id ? fail(f, ERR_MEMORY, "out of memory") : OK;
}
