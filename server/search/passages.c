/* What of an episode goes into the index, as which document, and out of it. */
#include <stdio.h>
#include <string.h>

#include "aliases.h"
#include "index/update.h"
#include "search.h"
#include "suggestions.h"
#include "words.h"

/* What a speaker's passages are marked with. */
struct speaker_keys {
    const char **v;
    size_t n;
};

struct adding {
    struct index *index;
    struct update *update;
    struct arena *arena, *passage_arena; /* the latter is emptied behind each passage */
    const struct episode *episode;
    struct stemmer *stemmer;
    struct alias_table aliases;
    struct speaker_keys *speaker_keys;          /* one for each speaker of the episode */
    int64_t key;                                /* of the episode */
    int64_t first, next, page_first, page_next; /* documents */
    struct buf speakers;                        /* see schema/005_index.sql */
    struct failure *failure;
};

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

static bool has_key(const struct speaker_keys *keys, const char *key)
{
    for (size_t i = 0; i < keys->n; i++)
        if (strcmp(keys->v[i], key) == 0)
            return true;
    return false;
}

/* The id, and what each spelling is looked up by, unless that is an id too. */
static bool keys_of_speaker(struct arena *a, const struct episode *e, const struct speaker *s,
                            struct speaker_keys *out)
{
    out->v = arena_array(a, 1 + s->spelling_count, sizeof *out->v);
    if (!out->v)
        return false;
    out->v[out->n++] = s->id;
    for (size_t i = 0; i < s->spelling_count; i++) {
        const char *key = name_key(a, s->spellings[i].text);
        if (!key)
            return false;
        if (!has_key(out, key) && !speaker_number(&e->speakers, key))
            out->v[out->n++] = key;
    }
    return true;
}

static bool keys_of_speakers(struct arena *a, const struct episode *e, struct speaker_keys **out)
{
    *out = arena_array(a, e->speakers.n, sizeof **out);
    for (size_t i = 0; i < e->speakers.n && *out; i++)
        if (!keys_of_speaker(a, e, &e->speakers.v[i], &(*out)[i]))
            return false;
    return *out != NULL;
}

/* ---- passages ---- */

static enum err add_word(struct adding *adding, const struct word *word,
                         struct dictionary_word *entry)
{
    enum err failed = update_word(adding->update, entry, adding->failure);
    size_t n;
    const struct alias *alias = aliases_find(&adding->aliases, word->token.text, &n);

    for (size_t i = 0; i < n && !failed; i++)
        failed = update_other(adding->update, alias[i].other, adding->failure);
    if (!failed && word->joined)
        failed = update_other(adding->update, word->joined, adding->failure);
    if (!failed && word->bare)
        failed = update_other(adding->update, word->bare, adding->failure);
    return failed;
}

static enum err begin(struct adding *adding, int64_t document, int64_t first)
{
    update_begin_passage(adding->update, document, adding->stemmer);
    if (document != first)
        return OK;
    return update_technical(adding->update, TECHNICAL_FIRST, adding->failure);
}

static enum err add_text(struct adding *adding, const char *text, size_t len)
{
    struct word_list words = {NULL, 0};
    struct dictionary_word **entries;
    enum err failed;

    arena_reset(adding->passage_arena);
    if (!words_of(adding->passage_arena, text, len, &words))
        return fail_memory(adding->failure);
    entries = arena_array(adding->passage_arena, words.n, sizeof(struct dictionary_word *));
    if (!entries)
        return fail_memory(adding->failure);
    failed = dictionary_find_all(&adding->update->dictionary, adding->stemmer, &words, entries,
                                 adding->failure);
    for (size_t i = 0; i < words.n && !failed; i++)
        failed = add_word(adding, &words.v[i], entries[i]);
    return failed;
}

static enum err mark(struct adding *adding, const char *mark, const char *value)
{
    const char *text = arena_printf(adding->passage_arena, "%s%s", mark, value);

    return text ? update_technical(adding->update, text, adding->failure)
                : fail_memory(adding->failure);
}

static enum err mark_number(struct adding *adding, const char *prefix, int number)
{
    char text[16];

    snprintf(text, sizeof text, "%d", number);
    return mark(adding, prefix, text);
}

/* Notes whose the passage is, by number in the episode; 0: nobody's. */
static enum err mark_speaker(struct adding *adding, unsigned speaker)
{
    const struct speaker_keys *keys = speaker ? &adding->speaker_keys[speaker - 1] : NULL;
    enum err failed = OK;

    buf_char(&adding->speakers, (char)speaker);
    buf_char(&adding->speakers, (char)(speaker >> 8));
    for (size_t i = 0; keys && i < keys->n && !failed; i++)
        failed = mark(adding, TECHNICAL_SPEAKER, keys->v[i]);
    return failed;
}

static enum err add_part(struct adding *adding, const struct paragraph *p, const struct part *part)
{
    enum err failed = begin(adding, adding->next++, adding->first);

    if (!failed && part->kind != PART_CONTENT)
        failed = mark_number(adding, TECHNICAL_KIND, (int)part->kind);
    if (!failed)
        failed = mark_speaker(adding, part_speaker(adding->episode, p, part->kind));
    if (!failed)
        failed = add_text(adding, p->text + part->start, part->end - part->start);
    return failed ? failed : update_end_passage(adding->update, adding->failure);
}

static enum err add_transcript(struct adding *adding)
{
    const struct episode *e = adding->episode;
    enum err failed = OK;

    for (size_t i = 0; i < e->paragraphs.n; i++)
        for (size_t k = 0; k < e->paragraphs.v[i].part_count && !failed; k++)
            failed = add_part(adding, &e->paragraphs.v[i], &e->paragraphs.v[i].parts[k]);
    return failed;
}

/* ---- the rest of the page ---- */

static enum err put_page_passage(struct adding *adding, enum search_section section, size_t n,
                                 const char *text)
{
    struct db_stmt *s = db_statement(adding->index->db, SQL_PAGE_PASSAGE_PUT);

    db_bind_int(s, 1, adding->page_next);
    db_bind_int(s, 2, adding->key);
    db_bind_int(s, 3, section);
    db_bind_int(s, 4, (int64_t)n);
    db_bind_text(s, 5, text);
    return db_run(s, adding->failure);
}

static enum err add_page_passage(struct adding *adding, enum search_section section, size_t n,
                                 const char *text, unsigned speaker)
{
    enum err failed = put_page_passage(adding, section, n, text);
    if (!failed)
        failed = begin(adding, adding->page_next++, adding->page_first);
    if (!failed)
        failed = mark_number(adding, TECHNICAL_SECTION, (int)section);
    if (!failed)
        failed = mark_speaker(adding, speaker);
    if (!failed)
        failed = add_text(adding, text, strlen(text));
    return failed ? failed : update_end_passage(adding->update, adding->failure);
}

static enum err add_page_text(struct adding *adding, enum search_section section, size_t n,
                              const char *text)
{
    return text ? add_page_passage(adding, section, n, text, 0) : OK;
}

static enum err add_items(struct adding *adding, const struct item_list *items)
{
    enum err failed = OK;

    for (size_t i = 0; i < items->n && !failed; i++)
        failed = add_page_text(adding, SEARCH_ABOUT, 0, items->v[i].text);
    return failed;
}

static enum err add_about(struct adding *adding)
{
    const struct episode *e = adding->episode;
    const struct item_list *const lists[] = {&e->advice,    &e->about,  &e->people,
                                             &e->companies, &e->guests, &e->content_warnings};
    enum err failed = add_page_text(adding, SEARCH_ABOUT, 0, e->primary_topic);

    if (!failed)
        failed = add_page_text(adding, SEARCH_ABOUT, 0, e->overview);
    for (size_t i = 0; i < sizeof lists / sizeof *lists && !failed; i++)
        failed = add_items(adding, lists[i]);
    for (size_t i = 0; i < e->books.n && !failed; i++) {
        failed = add_page_text(adding, SEARCH_ABOUT, 0, e->books.v[i].title);
        if (!failed)
            failed = add_items(adding, &e->books.v[i].authors);
    }
    return failed;
}

static const char *text_of_chapter(struct adding *adding, const struct chapter *c)
{
    return c->summary ? arena_printf(adding->arena, "%s\n%s", c->title, c->summary) : c->title;
}

static enum err add_page(struct adding *adding)
{
    const struct episode *e = adding->episode;
    enum err failed = OK;

    for (size_t i = 0; i < e->chapters.n && !failed; i++) {
        const char *text = text_of_chapter(adding, &e->chapters.v[i]);
        failed = text ? add_page_text(adding, SEARCH_CHAPTERS, i + 1, text)
                      : fail_memory(adding->failure);
    }
    for (size_t i = 0; i < e->takeaways.n && !failed; i++)
        failed = add_page_text(adding, SEARCH_TAKEAWAYS, i + 1, e->takeaways.v[i].text);
    for (size_t i = 0; i < e->quotes.n && !failed; i++)
        failed = add_page_passage(adding, SEARCH_QUOTES, i + 1, e->quotes.v[i].text,
                                  e->quotes.v[i].speaker);
    return failed ? failed : add_about(adding);
}

/* ---- an episode ---- */

/* 0: there is no such episode. */
static enum err find_key(struct db *db, const char *id, int64_t *key, struct failure *f)
{
    struct db_stmt *s = db_statement(db, SQL_SEARCH_EPISODE_KEY);

    *key = 0;
    db_bind_text(s, 1, id);
    return db_number(s, key, f);
}

static enum err put_indexed(struct adding *adding)
{
    struct db_stmt *s = db_statement(adding->index->db, SQL_INDEXED_PUT);
    const char *aliases = aliases_write(adding->arena, &adding->aliases);

    db_bind_int(s, 1, adding->key);
    db_bind_int(s, 2, adding->first);
    db_bind_int(s, 3, adding->next - adding->first);
    db_bind_int(s, 4, adding->page_first);
    db_bind_int(s, 5, adding->page_next - adding->page_first);
    db_bind_text(s, 6, aliases);
    db_bind_blob(s, 7, adding->speakers.data, adding->speakers.len);
    if (!aliases || adding->speakers.failed)
        return fail_memory(adding->failure);
    return db_run(s, adding->failure);
}

static enum err put_language(struct adding *adding)
{
    const char *language = adding->episode->meta.language;
    struct db_stmt *s = db_statement(adding->index->db, SQL_SEARCH_LANGUAGE_ADD);

    db_bind_text(s, 1, language ? language : "en");
    return db_run(s, adding->failure);
}

/* Finds out what adding begins with. */
static enum err prepare(struct adding *adding)
{
    const struct episode *e = adding->episode;
    struct db *db = adding->index->db;
    struct failure *f = adding->failure;
    enum err failed = find_key(db, e->meta.id, &adding->key, f);

    if (!failed && !adding->key)
        failed = fail(f, ERR_NOT_FOUND, "no episode '%s'", e->meta.id);
    if (!failed)
        failed = db_number(db_statement(db, SQL_PAGE_PASSAGE_NEXT), &adding->page_first, f);
    adding->page_next = adding->page_first;
    if (!failed)
        failed = index_stemmer(adding->index, e->meta.language, &adding->stemmer, f);
    if (!failed)
        failed = update_of(adding->index, &adding->update, f);
    if (!failed && (!episode_aliases(adding->arena, e, &adding->aliases) ||
                    !keys_of_speakers(adding->arena, e, &adding->speaker_keys)))
        failed = fail_memory(f);
    return failed ? failed : put_language(adding);
}

enum err search_add(struct db *db, struct arena *a, const struct episode *e, int64_t first_part,
                    struct failure *f)
{
    struct adding adding = {.arena = a,
                            .passage_arena = arena_create(),
                            .episode = e,
                            .first = first_part,
                            .next = first_part,
                            .failure = f};
    struct suggestions suggestions;
    enum err failed;

    suggestions_begin(&suggestions, e);
    buf_init(&adding.speakers);
    failed = adding.passage_arena ? index_of(db, &adding.index, f) : fail_memory(f);

    if (!failed)
        failed = prepare(&adding);
    if (!failed)
        failed = add_transcript(&adding);
    if (!failed)
        failed = add_page(&adding);
    if (!failed)
        failed = put_indexed(&adding);
    if (!failed)
        failed = suggestions_add(db, adding.key, &suggestions, f);
    suggestions_finish(&suggestions);
    arena_destroy(adding.passage_arena);
    buf_finish(&adding.speakers);
    return failed;
}

/* Reads the documents of an episode into ranges, and forgets that it has them. */
static enum err take_ranges(struct db *db, int64_t key, struct update_range ranges[SPACES],
                            bool *found, struct failure *f)
{
    struct db_stmt *s = db_statement(db, SQL_INDEXED_GET);
    enum err failed;

    db_bind_int(s, 1, key);
    failed = db_step(s, found, f);
    if (failed || !*found)
        return failed;
    for (int i = 0; i < SPACES; i++) {
        int64_t first = db_column_int(s, 2 * i);
        ranges[i] = (struct update_range){first, first + db_column_int(s, 2 * i + 1) - 1};
    }
    s = db_statement(db, SQL_INDEXED_REMOVE);
    db_bind_int(s, 1, key);
    failed = db_run(s, f);
    s = db_statement(db, SQL_PAGE_PASSAGE_REMOVE);
    db_bind_int(s, 1, ranges[1].first);
    db_bind_int(s, 2, ranges[1].last);
    return failed ? failed : db_run(s, f);
}

/* Documents that were added and not yet written can't be taken away. */
static enum err flush_added(struct index *x, const struct update_range ranges[SPACES],
                            struct failure *f)
{
    for (size_t i = 0; x->update && i < x->update->passage_count; i++) {
        int64_t document = x->update->passages[i].document;

        for (int k = 0; k < SPACES; k++)
            if (document >= ranges[k].first && document <= ranges[k].last)
                return update_flush(x, f);
    }
    return OK;
}

enum err search_remove(struct db *db, const char *id, struct failure *f)
{
    struct update_range ranges[SPACES];
    struct update *u;
    struct index *x;
    bool found = false;
    int64_t key;
    enum err failed = index_of(db, &x, f);

    if (!failed)
        failed = find_key(db, id, &key, f);
    if (!failed && key)
        failed = take_ranges(db, key, ranges, &found, f);
    if (failed || !found)
        return failed;
    failed = suggestions_remove(db, key, f);
    if (!failed)
        failed = flush_added(x, ranges, f);
    if (!failed)
        failed = update_of(x, &u, f);
    for (int i = 0; i < SPACES && !failed; i++)
        if (ranges[i].first <= ranges[i].last)
            failed = update_remove(u, &ranges[i], f);
    return failed;
}

enum err search_flush(struct db *db, struct failure *f)
{
    struct index *x;
    enum err failed = index_of(db, &x, f);

    return failed ? failed : update_flush(x, f);
}

void search_discard(struct db *db)
{
    struct index *x = db_attached(db);

    if (x)
        update_discard(x);
}
