#include "suggestions.h"

#include <string.h>

/* A suggestion and the rank that its words have. */
struct standing {
    int64_t id;
    enum suggest_kind kind;
    const char *folded;
    int64_t episodes;
};

/* ---- suggestions and their words ---- */

/* The rank under which a suggestion's words stand: lower is better. */
static int rank_of(enum suggest_kind kind, int64_t episodes)
{
    int level = 0;

    while (level < SUGGESTION_LEVELS - 1 && episodes >> (level + 1) > 0)
        level++;
    return (int)kind * SUGGESTION_LEVELS + SUGGESTION_LEVELS - 1 - level;
}

/* Adds or removes each word of a suggestion. */
static enum err write_words(struct db *db, enum sql_id id, const struct standing *r, int rank,
                            struct failure *f)
{
    enum err failed = OK;

    for (const char *word = r->folded; !failed && *word;) {
        struct db_stmt *s = db_statement(db, id);
        size_t len = strcspn(word, " ");

        db_bind_int(s, 1, rank);
        db_bind_text_n(s, 2, word, len);
        db_bind_int(s, 3, r->id);
        failed = db_run(s, f);
        word += len + (word[len] == ' ');
    }
    return failed;
}

/* Moves the words of a suggestion from where they stand with the episodes it had. */
static enum err move_words(struct db *db, const struct standing *now, int64_t had,
                           struct failure *f)
{
    int before = rank_of(now->kind, had), rank = rank_of(now->kind, now->episodes);
    enum err failed = OK;

    if (had > 0 && now->episodes > 0 && before == rank)
        return OK;
    if (had > 0)
        failed = write_words(db, SQL_SUGGESTION_WORD_REMOVE, now, before, f);
    if (!failed && now->episodes > 0)
        failed = write_words(db, SQL_SUGGESTION_WORD_PUT, now, rank, f);
    return failed;
}

static enum err put_place(struct db *db, int64_t episode, const struct entry *entry, int64_t id,
                          struct failure *f)
{
    struct db_stmt *s = db_statement(db, SQL_SUGGESTION_PLACE_PUT);

    db_bind_int(s, 1, episode);
    db_bind_int(s, 2, id);
    db_bind_text(s, 3, entry->text);
    db_bind_int(s, 4, entry->n);
    db_bind_int(s, 5, entry->count);
    return db_run(s, f);
}

/* The id of the name that an entry is another spelling of: 0 for a name itself, -1 where the name
 * is not there. */
static enum err find_name(struct db *db, const struct entry *entry, int64_t *id, struct failure *f)
{
    struct db_stmt *s = db_statement(db, SQL_SUGGESTION_NAME);

    *id = entry->name ? -1 : 0;
    if (!entry->name)
        return OK;
    db_bind_text(s, 1, entry->name);
    return db_number(s, id, f);
}

static enum err put_suggestion(struct db *db, const struct entry *entry, int64_t name,
                               struct standing *out, struct failure *f)
{
    struct db_stmt *s = db_statement(db, SQL_SUGGESTION_PUT);
    enum err failed;
    bool row;

    *out = (struct standing){.kind = entry->kind, .folded = entry->folded};
    db_bind_int(s, 1, entry->kind);
    db_bind_text(s, 2, entry->folded);
    db_bind_int(s, 3, name);
    failed = db_step(s, &row, f);
    if (!failed && row) {
        out->id = db_column_int(s, 0);
        out->episodes = db_column_int(s, 1);
        failed = db_step(s, &row, f); /* to its end */
    }
    return failed;
}

static enum err put_entry(struct db *db, int64_t episode, const struct entry *entry,
                          struct failure *f)
{
    struct standing r;
    int64_t name;
    enum err failed = find_name(db, entry, &name, f);

    if (failed || name < 0)
        return failed;
    failed = put_suggestion(db, entry, name, &r, f);
    if (!failed)
        failed = move_words(db, &r, r.episodes - 1, f);
    return failed ? failed : put_place(db, episode, entry, r.id, f);
}

/* Names first, then their other spellings. */
static enum err put_entries(struct db *db, int64_t episode, const struct entry_list *list,
                            struct failure *f)
{
    enum err failed = OK;

    for (size_t i = 0; !failed && i < list->n; i++)
        if (!list->v[i].name)
            failed = put_entry(db, episode, &list->v[i], f);
    for (size_t i = 0; !failed && i < list->n; i++)
        if (list->v[i].name)
            failed = put_entry(db, episode, &list->v[i], f);
    return failed;
}

static enum err put_name_words(struct db *db, int64_t episode, const struct name_words *words,
                               struct failure *f)
{
    enum err failed = OK;

    for (size_t i = 0; !failed && i < words->n; i++) {
        struct db_stmt *s = db_statement(db, SQL_NAME_WORD_PUT);

        db_bind_text(s, 1, words->v[i]);
        db_bind_int(s, 2, episode);
        failed = db_run(s, f);
    }
    return failed;
}

/* ---- an episode ---- */

static void *gather(void *suggestions)
{
    struct suggestions *s = suggestions;

    s->failed = !s->arena || !entries_of(s->arena, s->episode, &s->entries) ||
                !name_words_of(s->arena, s->episode, &s->names);
    return NULL;
}

static void wait(struct suggestions *s)
{
    if (s->in_thread)
        pthread_join(s->thread, NULL);
    s->in_thread = false;
}

void suggestions_begin(struct suggestions *s, const struct episode *e)
{
    *s = (struct suggestions){.episode = e, .arena = arena_create()};
    s->in_thread = pthread_create(&s->thread, NULL, gather, s) == 0;
    if (!s->in_thread)
        gather(s);
}

void suggestions_finish(struct suggestions *s)
{
    wait(s);
    arena_destroy(s->arena);
}

enum err suggestions_add(struct db *db, int64_t episode, struct suggestions *s, struct failure *f)
{
    enum err failed;

    wait(s);
    if (s->failed)
        return fail_memory(f);
    failed = put_entries(db, episode, &s->entries, f);
    return failed ? failed : put_name_words(db, episode, &s->names, f);
}

/* The suggestions that an episode carries. */
static enum err read_places(struct db *db, struct arena *a, int64_t episode, struct standing **out,
                            size_t *n, struct failure *f)
{
    struct db_stmt *s = db_statement(db, SQL_SUGGESTION_PLACES);
    size_t capacity = 0;
    enum err failed;
    bool row;

    *out = NULL;
    *n = 0;
    db_bind_int(s, 1, episode);
    while (!(failed = db_step(s, &row, f)) && row) {
        struct standing *grown = arena_grow(a, *out, *n, &capacity, sizeof *grown);
        const char *folded = arena_strdup(a, db_column_text(s, 2));

        if (!grown || !folded)
            return fail_memory(f);
        *out = grown;
        grown[(*n)++] =
            (struct standing){db_column_int(s, 0), (enum suggest_kind)db_column_int(s, 1), folded,
                              db_column_int(s, 3)};
    }
    return failed;
}

/* Lets one episode less carry a suggestion. */
static enum err lower(struct db *db, struct standing *r, struct failure *f)
{
    int64_t had = r->episodes--;
    struct db_stmt *s =
        db_statement(db, r->episodes > 0 ? SQL_SUGGESTION_LOWER : SQL_SUGGESTION_REMOVE);
    enum err failed;

    db_bind_int(s, 1, r->id);
    if (r->episodes > 0)
        db_bind_int(s, 2, r->episodes);
    failed = db_run(s, f);
    return failed ? failed : move_words(db, r, had, f);
}

/* Runs a statement about an episode. */
static enum err run_for(struct db *db, enum sql_id id, int64_t episode, struct failure *f)
{
    struct db_stmt *s = db_statement(db, id);

    db_bind_int(s, 1, episode);
    return db_run(s, f);
}

enum err suggestions_remove(struct db *db, int64_t episode, struct failure *f)
{
    struct arena *a = arena_create();
    struct standing *places = NULL;
    size_t n = 0;
    enum err failed = a ? read_places(db, a, episode, &places, &n, f) : fail_memory(f);

    for (size_t i = 0; !failed && i < n; i++)
        failed = lower(db, &places[i], f);
    arena_destroy(a);
    if (!failed)
        failed = run_for(db, SQL_SUGGESTION_PLACES_REMOVE, episode, f);
    return failed ? failed : run_for(db, SQL_NAME_WORDS_REMOVE, episode, f);
}
