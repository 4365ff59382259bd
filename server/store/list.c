/* The library as a list of its episodes. */
#include "store_internal.h"

#include <string.h>

#include "token.h"

/* The words of a filter as a JSON array, which the statements look up one by one; NULL when
 * out of memory. Folded words need no escapes: they are letters, marks and digits. */
static const char *filter_words(struct arena *a, const char *filter)
{
    struct tokenizer t;
    struct token token;
    struct buf b;
    const char *words;

    buf_init(&b);
    buf_char(&b, '[');
    tokenizer_init(&t, filter, strlen(filter));
    while (tokenizer_next(&t, &token))
        buf_printf(&b, "%s\"%s\"", b.len > 1 ? "," : "", token.text);
    buf_char(&b, ']');
    words = b.failed ? NULL : arena_strndup(a, b.data, b.len);
    buf_finish(&b);
    return words;
}

static enum err count_matching(struct db *db, const char *words, size_t *total, struct failure *f)
{
    struct db_stmt *s = db_statement(db, SQL_EPISODE_COUNT);
    bool row;
    enum err failed;

    db_bind_text(s, 1, words);
    failed = db_step(s, &row, f);
    if (!failed)
        *total = (size_t)db_column_int(s, 0);
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

static enum err add_row(struct arena *a, struct db_stmt *s, struct store_list *list,
                        size_t *capacity, struct failure *f)
{
    list->v = arena_grow(a, list->v, list->n, capacity, sizeof *list->v);
    if (!list->v || !read_row(a, s, &list->v[list->n]))
        return fail(f, ERR_MEMORY, "out of memory");
    list->n++;
    return OK;
}

/* Asks for one row more than wanted, to know whether there are more. */
static enum err read_page(struct arena *a, struct db_stmt *s, size_t limit, struct store_list *list,
                          struct failure *f)
{
    size_t capacity = 0;
    bool row = true;
    enum err failed = OK;

    db_bind_int(s, 3, (int64_t)limit + 1);
    while (!failed && row && !list->more) {
        failed = db_step(s, &row, f);
        if (failed || !row)
            break;
        if (list->n == limit)
            list->more = true;
        else
            failed = add_row(a, s, list, &capacity, f);
    }
    db_reset(s);
    return failed;
}

enum err store_list(struct db *db, struct arena *a, const char *filter, const char *after,
                    size_t limit, struct store_list *out, struct failure *f)
{
    const char *words = filter ? filter_words(a, filter) : NULL;
    struct db_stmt *s = db_statement(db, SQL_EPISODE_LIST);
    enum err failed;

    *out = (struct store_list){0};
    if (filter && !words)
        return fail(f, ERR_MEMORY, "out of memory");
    db_bind_text(s, 1, after ? after : "");
    db_bind_text(s, 2, words);
    failed = read_page(a, s, limit, out, f);
    if (!failed)
        failed = count_matching(db, words, &out->total, f);
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
