/* What goes into the index, and out of it. An index without contents takes a passage away only
 * by the same words that were put in: both ways run through one function. */
#include "search.h"
#include "suggestions.h"
#include "tokenizer.h"

static bool episode_aliases(struct arena *a, const struct episode *e, struct alias_table *out)
{
    size_t count = 0, n = 0;
    struct spelled_name *names;

    for (size_t i = 0; i < e->speakers.n; i++)
        count += 1 + e->speakers.v[i].spelling_count;
    names = arena_array(a, count, sizeof *names);
    if (!names)
        return false;
    for (size_t i = 0; i < e->speakers.n; i++) {
        const struct speaker *speaker = &e->speakers.v[i];
        unsigned number = (unsigned)(i + 1);

        names[n++] = (struct spelled_name){number, speaker->name};
        for (size_t k = 0; k < speaker->spelling_count; k++)
            names[n++] = (struct spelled_name){number, speaker->spellings[k].text};
    }
    return aliases_of(a, names, n, out);
}

static enum err write_passages(struct db *db, const struct episode *e, int64_t first_part,
                               enum sql_id id, struct failure *f)
{
    int64_t key = first_part;
    enum err failed = OK;

    for (size_t i = 0; i < e->paragraphs.n; i++) {
        const struct paragraph *p = &e->paragraphs.v[i];

        for (size_t k = 0; !failed && k < p->part_count; k++) {
            struct db_stmt *s = db_statement(db, id);

            db_bind_int(s, 1, key++);
            db_bind_text_n(s, 2, p->text + p->parts[k].start, p->parts[k].end - p->parts[k].start);
            failed = db_run(s, f);
        }
    }
    return failed;
}

static enum err write_episode(struct db *db, struct arena *a, const struct episode *e,
                              int64_t first_part, enum sql_id id, struct failure *f)
{
    struct tokenizer_context *tokenizer;
    struct alias_table aliases;
    enum err failed;

    if (!episode_aliases(a, e, &aliases))
        return fail(f, ERR_MEMORY, "out of memory");
    failed = tokenizer_find(db_connection(db), &tokenizer, f);
    if (failed)
        return failed;
    tokenizer->aliases = &aliases;
    failed = write_passages(db, e, first_part, id, f);
    tokenizer->aliases = NULL;
    return failed;
}

enum err search_add(struct db *db, struct arena *a, const struct episode *e, int64_t first_part,
                    struct failure *f)
{
    enum err failed = write_episode(db, a, e, first_part, SQL_SEARCH_ADD, f);

    return failed ? failed : suggestions_add(db, a, e, f);
}

enum err search_remove(struct db *db, struct arena *a, const struct episode *e, int64_t first_part,
                       struct failure *f)
{
    enum err failed = write_episode(db, a, e, first_part, SQL_SEARCH_REMOVE, f);

    return failed ? failed : suggestions_remove(db, a, e, f);
}
