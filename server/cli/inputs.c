#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"
#include "ingest.h"
#include "token.h"

#define SIDECAR ".meta.json"
#define SIDECAR_IN_CAPITALS ".META.JSON"

struct collector {
    struct arena *arena;
    struct input_list *out;
    size_t capacity;
    const char *given_id;
    size_t max_bytes;
};

/* In any letter case. */
static bool ends_with(const char *s, const char *end)
{
    size_t len = strlen(s), end_len = strlen(end);

    return len >= end_len && strcasecmp(s + len - end_len, end) == 0;
}

/* The stem of a path: its last part without the extension. */
static char *stem_of(struct arena *a, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    const char *dot = strrchr(name, '.');

    return arena_strndup(a, name, dot && dot != name ? (size_t)(dot - name) : strlen(name));
}

/* The name of the folder a path stands in; "" where the path does not say. */
static char *folder_of(struct arena *a, const char *path)
{
    const char *end = strrchr(path, '/');
    const char *start = end;

    if (!end)
        return arena_strdup(a, "");
    while (start > path && start[-1] != '/')
        start--;
    return arena_strndup(a, start, (size_t)(end - start));
}

/* The slug of the file's stem, or of its folder's name where the stem says nothing. */
static const char *id_of_path(struct arena *a, const char *path)
{
    static const char *const plain[] = {"page", "index", "transcript", "episode"};
    char *stem = stem_of(a, path);

    for (size_t i = 0; stem && i < sizeof plain / sizeof *plain; i++)
        if (strcasecmp(stem, plain[i]) == 0) {
            const char *folder = folder_of(a, path);
            return folder && *folder ? slug_of(a, folder) : slug_of(a, stem);
        }
    return stem ? slug_of(a, stem) : NULL;
}

/* The id that a document carries, or NULL if it can't be read; its faults are told later,
 * when it is loaded. */
static const char *id_of_document(const struct collector *c, const char *path)
{
    struct arena *scratch = arena_create();
    struct episode e = {0};
    const char *bytes = NULL, *id = NULL;
    size_t len = 0;

    if (scratch && input_read(scratch, path, c->max_bytes, &bytes, &len, NULL) == OK &&
        ingest(scratch, bytes, len, &e, NULL) == OK)
        id = arena_strdup(c->arena, e.meta.id);
    arena_destroy(scratch);
    return id;
}

static enum err add(struct collector *c, const char *path, bool named, struct failure *f)
{
    struct input *grown =
        arena_grow(c->arena, c->out->v, c->out->n, &c->capacity, sizeof *c->out->v);
    struct input *input;

    if (!grown)
        return fail(f, ERR_MEMORY, "out of memory");
    c->out->v = grown;
    input = &grown[c->out->n++];
    *input = (struct input){.path = arena_strdup(c->arena, path), .named = named};
    if (c->given_id)
        input->id = c->given_id;
    else if (ends_with(path, ".json"))
        input->id = id_of_document(c, path);
    if (!input->id)
        input->id = id_of_path(c->arena, path);
    return input->path && input->id ? OK : fail(f, ERR_MEMORY, "out of memory");
}

/* In a folder, other people's JSON is no input. */
static bool is_document(const char *path)
{
    char head[256];
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? 0 : read(fd, head, sizeof head - 1);

    if (fd >= 0)
        close(fd);
    head[n > 0 ? n : 0] = '\0';
    return strstr(head, "\"episoded/episode\"") != NULL;
}

static bool is_input(const char *path)
{
    if (ends_with(path, SIDECAR))
        return false;
    return ends_with(path, ".txt") || (ends_with(path, ".json") && is_document(path));
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
    return strcmp((*a)->fts_name, (*b)->fts_name);
}

static enum err add_folder(struct collector *c, char *path, struct failure *f)
{
    char *roots[] = {path, NULL};
    FTS *walk = fts_open(roots, FTS_LOGICAL | FTS_NOCHDIR, by_name);
    enum err e = OK;
    FTSENT *entry;

    if (!walk)
        return fail(f, ERR_IO, "%s: %s", path, strerror(errno));
    while (e == OK && (entry = fts_read(walk))) {
        if (entry->fts_level > 0 && entry->fts_name[0] == '.')
            fts_set(walk, entry, FTS_SKIP);
        else if (entry->fts_info == FTS_DNR ||
                 (entry->fts_info == FTS_F && is_input(entry->fts_path)))
            e = add(c, entry->fts_path, false, f);
    }
    fts_close(walk);
    return e;
}

/* An input, and which file it is: its path alone does not tell. */
struct file {
    struct input *input;
    dev_t device;
    ino_t inode; /* 0 where there is none; then the path tells */
};

static void find_file(struct input *input, struct file *out)
{
    struct stat st;

    *out = (struct file){.input = input};
    if (strcmp(input->path, "-") == 0 || stat(input->path, &st) != 0)
        return;
    out->device = st.st_dev;
    out->inode = st.st_ino;
}

static int by_file(const struct file *a, const struct file *b)
{
    if (a->device != b->device)
        return a->device < b->device ? -1 : 1;
    if (a->inode != b->inode)
        return a->inode < b->inode ? -1 : 1;
    return a->inode ? 0 : strcmp(a->input->path, b->input->path);
}

/* Those of one file in the order that they were named in. */
static int by_id_and_file(const void *a, const void *b)
{
    const struct file *x = a, *y = b;
    int order = strcmp(x->input->id, y->input->id);

    if (order == 0)
        order = by_file(x, y);
    return order ? order : (x->input > y->input) - (x->input < y->input);
}

/* Takes out, in their order, those without a path. */
static void close_up(struct input_list *list)
{
    size_t n = 0;

    for (size_t i = 0; i < list->n; i++)
        if (list->v[i].path)
            list->v[n++] = list->v[i];
    list->n = n;
}

/* Tells two neighbours of each other where they share an id; where they are one file, the first
 * stays and stands for both. */
static void compare(const struct file *a, const struct file *b)
{
    struct input *before = a->input, *input = b->input;

    if (strcmp(input->id, before->id) != 0)
        return;
    if (by_file(a, b) == 0) {
        before->named |= input->named;
        input->path = NULL;
    } else if (*input->id) {
        input->rival = before->path;
        before->rival = before->rival ? before->rival : input->path;
    }
}

/* Leaves a file that was named more than once the first of its places, and tells inputs that share
 * an id of each other. A file with two names of different ids is two episodes. */
static enum err join_repeated(struct arena *a, struct input_list *list, struct failure *f)
{
    struct file *files = arena_array(a, list->n, sizeof *files);
    struct file *last = files;

    if (!files)
        return fail(f, ERR_MEMORY, "out of memory");
    for (size_t i = 0; i < list->n; i++)
        find_file(&list->v[i], &files[i]);
    qsort(files, list->n, sizeof *files, by_id_and_file);
    for (size_t i = 1; i < list->n; i++) {
        compare(last, &files[i]);
        if (files[i].input->path)
            last = &files[i];
    }
    close_up(list);
    return OK;
}

static bool has_meta(const struct episode_meta *m)
{
    return m->id || m->title || m->show || m->published || m->link;
}

enum err inputs_collect(struct arena *a, char **paths, int count,
                        const struct load_options *options, struct input_list *out,
                        struct failure *f)
{
    const struct episode_meta *given = options->given;
    struct collector c = {
        .arena = a, .out = out, .given_id = given->id, .max_bytes = options->max_bytes};
    struct stat st;
    enum err e = OK;

    memset(out, 0, sizeof *out);
    for (int i = 0; i < count && e == OK; i++) {
        bool input = strcmp(paths[i], "-") == 0;

        if (input && !given->id)
            e = fail(f, ERR_USAGE, "standard input has no name to take an id from; give --id ID");
        else if (!input && stat(paths[i], &st) == 0 && S_ISDIR(st.st_mode))
            e = add_folder(&c, paths[i], f);
        else
            e = add(&c, paths[i], true, f);
    }
    if (e == OK)
        e = join_repeated(a, out, f);
    if (e == OK && out->n > 1 && has_meta(given))
        e = fail(f, ERR_USAGE,
                 "--id, --title, --show, --published and --link are for a single episode; these "
                 "are %zu",
                 out->n);
    return e;
}

static enum err read_all(struct arena *a, int fd, size_t most, const char **bytes, size_t *len,
                         struct failure *f)
{
    struct stat st;
    size_t capacity = 65536;
    char *data;
    ssize_t n;

    if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode))
        return fail(f, ERR_IO, "%s", strerror(EISDIR));
    if (fstat(fd, &st) == 0 && st.st_size > 0 && (size_t)st.st_size <= most)
        capacity = (size_t)st.st_size + 1;
    data = arena_alloc(a, capacity);
    *len = 0;
    while (data && (n = read(fd, data + *len, capacity - *len)) != 0) {
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return fail(f, ERR_IO, "%s", strerror(errno));
        *len += (size_t)n;
        if (*len > most)
            return fail(f, ERR_TOO_LARGE, "over the size limit of %zu bytes (--max-bytes)", most);
        if (*len == capacity) {
            char *grown = arena_alloc(a, capacity * 2);
            if (grown)
                memcpy(grown, data, *len);
            data = grown;
            capacity *= 2;
        }
    }
    *bytes = data;
    return data ? OK : fail(f, ERR_MEMORY, "out of memory");
}

enum err input_read(struct arena *a, const char *path, size_t most, const char **bytes, size_t *len,
                    struct failure *f)
{
    int fd;
    enum err e;

    if (strcmp(path, "-") == 0)
        return read_all(a, STDIN_FILENO, most, bytes, len, f);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return fail(f, ERR_IO, "%s", strerror(errno));
    e = read_all(a, fd, most, bytes, len, f);
    close(fd);
    return e;
}

/* Where the sidecar of an input is to be. */
static const char *sidecar_of(struct arena *a, const char *path, const char *extension)
{
    const char *dot = strrchr(path, '.');
    const char *slash = strrchr(path, '/');
    size_t stem =
        dot && (!slash || dot > slash + 1) && dot != path ? (size_t)(dot - path) : strlen(path);

    return arena_printf(a, "%.*s%s", (int)stem, path, extension);
}

/* Its path in *path; NULL there where there is none. False when out of memory. */
static bool find_sidecar(struct arena *a, const char *input, const char **path)
{
    static const char *const extensions[] = {SIDECAR, SIDECAR_IN_CAPITALS};

    for (size_t i = 0; i < sizeof extensions / sizeof *extensions; i++) {
        *path = sidecar_of(a, input, extensions[i]);
        if (!*path || access(*path, F_OK) == 0)
            return *path != NULL;
    }
    *path = NULL;
    return true;
}

static enum err read_sidecar(struct arena *a, const char *path, struct episode_meta *out,
                             struct failure *f)
{
    const char *bytes = NULL;
    size_t len = 0;
    enum err e = input_read(a, path, 1 << 20, &bytes, &len, f);

    return e == OK ? ingest_sidecar(a, bytes, len, out, f) : e;
}

enum err input_meta(struct arena *a, const struct input *input, const struct episode_meta *given,
                    struct episode_meta *out, const char **where, struct failure *f)
{
    const char *path = NULL;
    enum err e = OK;

    *out = *given;
    out->id = input->id;
    *where = NULL;
    if (input->id && !*input->id)
        return fail(f, ERR_INPUT, "no id can be made of this name; give one with --id");
    if (strcmp(input->path, "-") != 0 && !find_sidecar(a, input->path, &path))
        return fail(f, ERR_MEMORY, "out of memory");
    if (path)
        e = read_sidecar(a, path, out, f);
    if (e == OK)
        return ingest_check_meta(out, f);
    *where = path;
    return e;
}
