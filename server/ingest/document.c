/* Reads back what document_of() writes (schema/episode.schema.json). Takes the fields of the
 * page and the corrections, and leaves out those of the analysis, which are made anew. */
#include <assert.h>
#include <jansson.h>
#include <string.h>

#include "formats.h"
#include "ingest.h"
#include "utf8.h"

#define FORMAT_NAME "episoded/episode"
enum { FORMAT_VERSION = 1, CORRECTIONS_MOST = 1000, STEPS_MOST = 2 };
enum { UNKNOWN_MOST = 20, UNKNOWN_SHOWN = 60 }; /* fields told of, and code points of their names */

/* The first thing that went wrong stays in error; every reader below does nothing after it. */
struct reader {
    struct arena *arena;
    struct failure *failure;
    enum err error;
    struct {
        const char *list;
        size_t index;
    } steps[STEPS_MOST]; /* from the root to what is being read */
    size_t depth;
    struct {
        const char *list, *name;
    } unknown[UNKNOWN_MOST]; /* the fields that were told of */
    size_t unknown_count;    /* one more, where not all were */
    struct warning_list *warnings;
    size_t warning_capacity;
};

static void enter(struct reader *r, const char *list, size_t index)
{
    assert(r->depth < STEPS_MOST);
    r->steps[r->depth].list = list;
    r->steps[r->depth++].index = index;
}

static void leave(struct reader *r)
{
    r->depth--;
}

/* Where a field of what is being read stands, or (key is NULL) that itself, as
 * "turns[3].paragraphs[0].text"; NULL when out of memory. */
static const char *path_of(struct reader *r, const char *key)
{
    const char *path = "";

    for (size_t i = 0; path && i < r->depth; i++)
        path = arena_printf(r->arena, "%s%s%s[%zu]", path, i ? "." : "", r->steps[i].list,
                            r->steps[i].index);
    return path && key ? arena_printf(r->arena, "%s%s%s", path, *path ? "." : "", key) : path;
}

static void out_of_memory(struct reader *r)
{
    if (r->error == OK)
        r->error = fail(r->failure, ERR_MEMORY, "out of memory");
}

static void reject(struct reader *r, const char *key, const char *what)
{
    const char *path = r->error == OK ? path_of(r, key) : NULL;

    if (path)
        r->error = fail(r->failure, ERR_INPUT, "%s: %s", path, what);
    else
        out_of_memory(r);
}

/* ---- fields that nobody reads ---- */

static void warn(struct reader *r, const char *message)
{
    struct warning_list *list = r->warnings;
    struct warning *grown =
        arena_grow(r->arena, list->v, list->n, &r->warning_capacity, sizeof *list->v);

    if (!grown || !message) {
        out_of_memory(r);
        return;
    }
    list->v = grown;
    grown[list->n++] = (struct warning){.message = message};
}

static const char *unknown_message(struct reader *r, const char *list, const char *name)
{
    const char *path = path_of(r, name), *near = field_nearest(list, name);

    if (!path)
        return NULL;
    return arena_printf(r->arena, "the field '%s' is not known here and is left out%s%s%s", path,
                        near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
}

/* Once for all objects of a list. */
static void tell_unknown(struct reader *r, const char *list, const char *given)
{
    const char *name =
        arena_strndup(r->arena, given, utf8_offset(given, strlen(given), UNKNOWN_SHOWN));

    if (!name) {
        out_of_memory(r);
        return;
    }
    for (size_t i = 0; i < r->unknown_count; i++)
        if (i == UNKNOWN_MOST ||
            (strcmp(r->unknown[i].list, list) == 0 && strcmp(r->unknown[i].name, name) == 0))
            return;
    if (r->unknown_count++ == UNKNOWN_MOST) {
        warn(r, "more fields are not known here and are left out");
        return;
    }
    r->unknown[r->unknown_count - 1].list = list;
    r->unknown[r->unknown_count - 1].name = name;
    warn(r, unknown_message(r, list, name));
}

static void check_fields(struct reader *r, json_t *object, const char *list)
{
    const char *name;
    json_t *value;

    json_object_foreach(object, name, value)
    {
        if (!field_is_known(list, name))
            tell_unknown(r, list, name);
    }
}

/* ---- fields of any object ---- */

static void *array_of(struct reader *r, size_t count, size_t item_size)
{
    void *items = arena_array(r->arena, count, item_size);

    if (!items)
        out_of_memory(r);
    return items;
}

/* A copy without the blanks at its ends; NULL where nothing is left. */
static const char *copy_trimmed(struct reader *r, const char *s)
{
    size_t len = trim(&s, strlen(s));
    const char *copy;

    if (len == 0)
        return NULL;
    copy = arena_strndup(r->arena, s, len);
    if (!copy)
        out_of_memory(r);
    return copy;
}

/* The text of a field, without blanks at its ends; NULL for null and for an empty one, where
 * that is allowed. */
static const char *text_field(struct reader *r, json_t *object, const char *key, bool required)
{
    json_t *value = json_object_get(object, key);
    const char *s = json_string_value(value);
    const char *copy;

    if (r->error != OK || (!required && (!value || json_is_null(value))))
        return NULL;
    if (!s) {
        reject(r, key, required ? "a string is needed here" : "must be a string or null");
        return NULL;
    }
    copy = copy_trimmed(r, s);
    if (required && !copy)
        reject(r, key, "must not be empty");
    return copy;
}

static unsigned number_field(struct reader *r, json_t *object, const char *key)
{
    json_t *value = json_object_get(object, key);
    json_int_t number = json_integer_value(value);

    if (!value || json_is_null(value))
        return 0;
    if (!json_is_integer(value) || number < 0 || number > 1000000000) {
        reject(r, key, "must be a number from 0 to 1000000000");
        return 0;
    }
    return (unsigned)number;
}

static json_t *list_field(struct reader *r, json_t *object, const char *key)
{
    json_t *value = json_object_get(object, key);

    if (value && !json_is_array(value))
        reject(r, key, "must be a list");
    return r->error == OK ? value : NULL;
}

/* Enters the object at index of a list, which has that name; reports anything else. */
static json_t *enter_object(struct reader *r, json_t *list, const char *name, size_t index)
{
    json_t *value = json_array_get(list, index);

    enter(r, name, index);
    if (!json_is_object(value))
        reject(r, NULL, "must be an object");
    check_fields(r, value, name);
    return value;
}

static void read_items(struct reader *r, json_t *root, const char *key, struct item_list *out)
{
    json_t *list = list_field(r, root, key);
    size_t n = json_array_size(list);

    out->v = array_of(r, n, sizeof *out->v);
    for (size_t i = 0; i < n && r->error == OK; i++) {
        json_t *item = enter_object(r, list, key, i);
        out->v[out->n++] =
            (struct item){text_field(r, item, "text", true), number_field(r, item, "line")};
        leave(r);
    }
}

static void read_takeaways(struct reader *r, json_t *root, struct takeaway_list *out)
{
    struct item_list items = {0};

    read_items(r, root, "takeaways", &items);
    out->v = array_of(r, items.n, sizeof *out->v);
    for (size_t i = 0; i < items.n && r->error == OK; i++)
        out->v[out->n++] = (struct takeaway){.text = items.v[i].text, .line = items.v[i].line};
}

static void read_chapters(struct reader *r, json_t *root, struct chapter_list *out)
{
    json_t *list = list_field(r, root, "chapters");
    size_t n = json_array_size(list);

    out->v = array_of(r, n, sizeof *out->v);
    for (size_t i = 0; i < n && r->error == OK; i++) {
        json_t *c = enter_object(r, list, "chapters", i);
        out->v[out->n++] = (struct chapter){.number = number_field(r, c, "number"),
                                            .title = text_field(r, c, "title", true),
                                            .summary = text_field(r, c, "summary", false),
                                            .line = number_field(r, c, "line")};
        leave(r);
    }
}

static void read_quotes(struct reader *r, json_t *root, struct episode *e)
{
    json_t *list = list_field(r, root, "quotes");
    size_t n = json_array_size(list);

    e->quotes.v = array_of(r, n, sizeof *e->quotes.v);
    for (size_t i = 0; i < n && r->error == OK; i++) {
        json_t *q = enter_object(r, list, "quotes", i);
        unsigned chapter = number_field(r, q, "chapter");

        if (chapter > e->chapters.n)
            reject(r, "chapter", "names a chapter that is not there");
        e->quotes.v[e->quotes.n++] =
            (struct quote){.text = text_field(r, q, "text", true),
                           .attributed_to = text_field(r, q, "attributed_to", false),
                           .chapter = chapter,
                           .line = number_field(r, q, "line")};
        leave(r);
    }
}

static void read_authors(struct reader *r, json_t *book, struct book *out)
{
    json_t *list = list_field(r, book, "authors");
    size_t n = json_array_size(list);

    out->authors.v = array_of(r, n, sizeof *out->authors.v);
    for (size_t i = 0; i < n && r->error == OK; i++) {
        const char *given = json_string_value(json_array_get(list, i));
        const char *name = given ? copy_trimmed(r, given) : NULL;

        enter(r, "authors", i);
        if (!name)
            reject(r, NULL, "must be a name");
        leave(r);
        out->authors.v[out->authors.n++] = (struct item){name, out->line};
    }
}

static void read_books(struct reader *r, json_t *root, struct book_list *out)
{
    json_t *list = list_field(r, root, "books");
    size_t n = json_array_size(list);

    out->v = array_of(r, n, sizeof *out->v);
    for (size_t i = 0; i < n && r->error == OK; i++) {
        json_t *b = enter_object(r, list, "books", i);
        struct book *book = &out->v[out->n++];

        book->title = text_field(r, b, "title", true);
        book->line = number_field(r, b, "line");
        read_authors(r, b, book);
        leave(r);
    }
}

static void read_paragraph(struct reader *r, json_t *p, struct episode *e)
{
    struct paragraph *paragraph = &e->paragraphs.v[e->paragraphs.n++];

    if (number_field(r, p, "n") != e->paragraphs.n)
        reject(r, "n", "must count the paragraphs from 1 through the episode");
    paragraph->text = text_field(r, p, "text", true);
    paragraph->turn = (unsigned)e->turns.n;
    paragraph->line = number_field(r, p, "line");
    paragraph->column = number_field(r, p, "column");
}

static void read_turn(struct reader *r, json_t *t, struct episode *e)
{
    json_t *list = list_field(r, t, "paragraphs");
    struct turn *turn = &e->turns.v[e->turns.n++];
    const char *label = text_field(r, t, "label", false);

    if (number_field(r, t, "n") != e->turns.n)
        reject(r, "n", "must count the turns from 1");
    turn->label = label ? label : "";
    turn->line = number_field(r, t, "line");
    turn->first = (unsigned)e->paragraphs.n + 1;
    turn->count = (unsigned)json_array_size(list);
    for (size_t i = 0; i < turn->count && r->error == OK; i++) {
        read_paragraph(r, enter_object(r, list, "paragraphs", i), e);
        leave(r);
    }
}

static void read_turns(struct reader *r, json_t *root, struct episode *e)
{
    json_t *list = list_field(r, root, "turns");
    size_t turns = json_array_size(list), paragraphs = 0;

    for (size_t i = 0; i < turns; i++)
        paragraphs += json_array_size(json_object_get(json_array_get(list, i), "paragraphs"));
    if (paragraphs == 0)
        reject(r, "turns", "a document needs a transcript: turns with paragraphs");
    e->turns.v = array_of(r, turns, sizeof *e->turns.v);
    e->paragraphs.v = array_of(r, paragraphs, sizeof *e->paragraphs.v);
    for (size_t i = 0; i < turns && r->error == OK; i++) {
        read_turn(r, enter_object(r, list, "turns", i), e);
        leave(r);
    }
}

/* The index of a field's word among names. */
static int word_field(struct reader *r, json_t *object, const char *key, const char *const *names,
                      size_t count)
{
    const char *word = text_field(r, object, key, true);
    int index = word ? name_index(names, count, word) : 0;

    if (index < 0)
        reject(r, key, "this word is not known here");
    return index < 0 ? 0 : index;
}

static void read_correction(struct reader *r, json_t *c, struct correction *out)
{
    int type = word_field(r, c, "type", correction_type_names, CORRECTION_TYPES);

    out->type = (enum correction_type)type;
    if (out->type == CORRECTION_KIND || out->type == CORRECTION_QUOTE) {
        out->quote = number_field(r, c, "quote");
        out->paragraph = number_field(r, c, "paragraph");
        out->start = number_field(r, c, "start");
        out->end = number_field(r, c, "end");
        out->text = text_field(r, c, "text", true);
        out->digest = text_field(r, c, "digest", true);
    } else {
        out->name = text_field(r, c, "name", true);
    }
    if (out->type == CORRECTION_MERGE)
        out->other = text_field(r, c, "other", true);
    if (out->type == CORRECTION_ROLE)
        out->role = (enum role)word_field(r, c, "role", role_names, ROLES);
    if (out->type == CORRECTION_KIND)
        out->kind = (enum part_kind)word_field(r, c, "kind", part_kind_names, PART_KINDS);
}

static void read_corrections(struct reader *r, json_t *root, struct correction_list *out)
{
    json_t *list = list_field(r, root, "corrections");
    size_t n = json_array_size(list);

    if (n > CORRECTIONS_MOST)
        reject(r, "corrections", "there are more than one episode can have");
    out->v = array_of(r, n, sizeof *out->v);
    for (size_t i = 0; i < n && r->error == OK; i++) {
        read_correction(r, enter_object(r, list, "corrections", i), &out->v[out->n++]);
        leave(r);
    }
}

static void read_meta(struct reader *r, json_t *root, struct episode_meta *meta)
{
    meta->id = text_field(r, root, "id", false);
    meta->title = text_field(r, root, "title", false);
    meta->show = text_field(r, root, "show", false);
    meta->published = text_field(r, root, "published", false);
    meta->link = text_field(r, root, "link", false);
    meta->language = text_field(r, root, "language", false);
}

static void read_document(struct reader *r, json_t *root, struct episode *e)
{
    check_fields(r, root, "");
    read_meta(r, root, &e->meta);
    e->primary_topic = text_field(r, root, "primary_topic", false);
    e->overview = text_field(r, root, "overview", false);
    read_takeaways(r, root, &e->takeaways);
    read_chapters(r, root, &e->chapters);
    read_quotes(r, root, e);
    read_items(r, root, "actionable_advice", &e->advice);
    read_items(r, root, "about", &e->about);
    read_items(r, root, "people", &e->people);
    read_items(r, root, "companies", &e->companies);
    read_items(r, root, "guests", &e->guests);
    read_items(r, root, "content_warnings", &e->content_warnings);
    read_books(r, root, &e->books);
    read_turns(r, root, e);
    read_corrections(r, root, &e->corrections);
}

static void check_format(struct reader *r, json_t *root)
{
    const char *format = json_string_value(json_object_get(root, "format"));
    const json_t *version = json_object_get(root, "version");

    if (!format || strcmp(format, FORMAT_NAME) != 0)
        reject(r, "format",
               "this JSON is no episode document: \"format\" is not \"" FORMAT_NAME "\"");
    else if (!version)
        reject(r, "version", "it is missing; the one that is known here is 1");
    else if (json_integer_value(version) != FORMAT_VERSION)
        reject(r, "version", "this version of the document format is not known here");
}

enum err document_read(struct arena *a, const char *text, size_t len, struct episode *out,
                       struct failure *f)
{
    struct reader r = {.arena = a, .failure = f, .error = OK, .warnings = &out->warnings};
    json_error_t error;
    json_t *root = json_loadb(text, len, JSON_REJECT_DUPLICATES, &error);

    if (!root)
        return fail_at(f, error.line > 0 ? (unsigned)error.line : 1,
                       error.column > 0 ? (unsigned)error.column : 1, "broken JSON: %s",
                       json_fault(&error));
    check_format(&r, root);
    if (r.error == OK)
        read_document(&r, root, out);
    json_decref(root);
    return r.error == OK ? ingest_check_meta(&out->meta, f) : r.error;
}
