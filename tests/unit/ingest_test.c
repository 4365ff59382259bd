/* ingest() against the golden folders of tests/ingest:
 *
 *   valid/NAME/    page.txt or document.json, expected.json: its document before any analysis,
 *                  and warnings.txt, lines of "line:column: message", where there are any
 *   invalid/NAME/  page.txt, page.bin or document.json, and expected.txt: "line:column: message"
 *   sidecar/NAME/  meta.json and expected.txt: the fields, or the failure
 *
 * RENEW=1 in the environment writes the expectations anew instead of comparing them; read the
 * difference before you commit it. Runs in the root of the tree. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "ingested.h"

#include "buf.h"
#include "document.h"

static bool renews(void)
{
    return getenv("RENEW") != NULL;
}

/* Reads a file into *out; false if it is not there. */
static bool read_file(struct buf *out, const char *folder, const char *name)
{
    char path[600], bytes[4096];
    size_t n;
    FILE *file;

    buf_init(out);
    snprintf(path, sizeof path, "%s/%s", folder, name);
    file = fopen(path, "rb");
    if (!file)
        return false;
    while ((n = fread(bytes, 1, sizeof bytes, file)) > 0)
        buf_add(out, bytes, n);
    fclose(file);
    buf_str(out, "");
    assert_false(out->failed);
    return true;
}

static void write_file(const char *folder, const char *name, const char *text)
{
    char path[600];
    FILE *file;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    if (!*text) {
        unlink(path);
        return;
    }
    file = fopen(path, "wb");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

/* Holds text against a file of the folder; no file means no text. */
static bool as_expected(const char *folder, const char *name, const char *text)
{
    struct buf expected;
    bool same;

    if (renews()) {
        write_file(folder, name, text);
        return true;
    }
    read_file(&expected, folder, name);
    same = strcmp(expected.data ? expected.data : "", text) == 0;
    if (!same)
        print_error("%s/%s differs; there is now:\n%s\n", folder, name, text);
    buf_finish(&expected);
    return same;
}

static void read_input(struct buf *out, const char *folder)
{
    static const char *const names[] = {"page.txt", "page.bin", "document.json", "meta.json"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (read_file(out, folder, names[i]))
            return;
    fail_msg("%s has no input", folder);
}

static const char *warnings_of(struct arena *a, const struct episode *e)
{
    const char *out = "";

    for (size_t i = 0; i < e->warnings.n; i++) {
        const struct warning *w = &e->warnings.v[i];
        out = arena_printf(a, "%s%u:%u: %s\n", out, w->line, w->column, w->message);
    }
    return out;
}

static bool valid_case(struct arena *a, const char *folder)
{
    struct failure f = {.message = ""};
    struct episode e;
    struct buf input;
    bool same = false;

    read_input(&input, folder);
    if (ingest(a, input.data, input.len, &e, &f) != OK)
        print_error("%s:%u:%u: %s\n", folder, f.line, f.column, f.message);
    else
        same = as_expected(folder, "expected.json", document_of(a, &e));
    if (same)
        same = as_expected(folder, "warnings.txt", warnings_of(a, &e));
    buf_finish(&input);
    return same;
}

static bool invalid_case(struct arena *a, const char *folder)
{
    struct failure f = {.message = ""};
    struct episode e;
    struct buf input;
    bool same = false;

    read_input(&input, folder);
    if (ingest(a, input.data, input.len, &e, &f) == ERR_INPUT)
        same = as_expected(folder, "expected.txt",
                           arena_printf(a, "%u:%u: %s\n", f.line, f.column, f.message));
    else
        print_error("%s is taken\n", folder);
    buf_finish(&input);
    return same;
}

static bool sidecar_case(struct arena *a, const char *folder)
{
    struct episode_meta meta = {0};
    struct failure f = {.message = ""};
    const char *outcome;
    struct buf input;

    read_input(&input, folder);
    if (ingest_sidecar(a, input.data, input.len, &meta, &f) == OK)
        outcome = arena_printf(a, "title: %s\nshow: %s\npublished: %s\nlink: %s\nlanguage: %s\n",
                               meta.title ? meta.title : "-", meta.show ? meta.show : "-",
                               meta.published ? meta.published : "-", meta.link ? meta.link : "-",
                               meta.language ? meta.language : "-");
    else
        outcome = arena_printf(a, "%u:%u: %s\n", f.line, f.column, f.message);
    buf_finish(&input);
    return as_expected(folder, "expected.txt", outcome);
}

/* Runs a case for every folder within root; all of them, before it fails. */
static void each_folder(struct arena *a, const char *root,
                        bool (*run)(struct arena *, const char *))
{
    DIR *folders = opendir(root);
    size_t count = 0, failed = 0;
    const struct dirent *entry;

    if (!folders)
        fail_msg("%s is not here: run this in the root of the tree", root);
    while ((entry = readdir(folders))) {
        if (entry->d_name[0] == '.')
            continue;
        failed += !run(a, arena_printf(a, "%s/%s", root, entry->d_name));
        count++;
    }
    closedir(folders);
    assert_true(count > 0);
    if (failed)
        fail_msg("%zu of %zu folders in %s", failed, count, root);
}

static void valid_input(void **state)
{
    each_folder(*state, "tests/ingest/valid", valid_case);
}

static void invalid_input(void **state)
{
    each_folder(*state, "tests/ingest/invalid", invalid_case);
}

static void sidecars(void **state)
{
    each_folder(*state, "tests/ingest/sidecar", sidecar_case);
}

/* ---- too large to be committed ---- */

static void a_line_of_a_megabyte(void **state)
{
    struct episode e;
    struct failure f;
    struct buf b;

    buf_init(&b);
    buf_str(&b, "Transcript\nAda Reed\n");
    while (b.len < (1u << 20))
        buf_str(&b, "It rang. ");
    buf_str(&b, "\nBo Lund\nIt did.");
    assert_int_equal(ingest(*state, b.data, b.len, &e, &f), OK);
    assert_int_equal(e.turns.n, 2);
    assert_int_equal(e.paragraphs.n, 2);
    assert_in_range(strlen(e.paragraphs.v[0].text), (1u << 20) - 30, 1u << 20);
    buf_finish(&b);
}

/* A section of 100,000 lines must not cost more than lines do: repeated copies of what was
 * read so far would take gigabytes. */
static void many_short_lines(void **state)
{
    static const char *const headings[] = {
        "Primary Topic", "Main Takeaways\n- x", "Episode Chapters\n1: T", "People",
        "Books",         "Transcript"};

    for (size_t i = 0; i < sizeof headings / sizeof *headings; i++) {
        struct episode e;
        struct failure f;
        struct buf b;

        buf_init(&b);
        buf_printf(&b, "%s\n", headings[i]);
        for (int n = 0; n < 100000; n++)
            buf_printf(&b, "line %d\n", n);
        buf_str(&b, "Transcript\nIt rang.\n");
        assert_int_equal(ingest(*state, b.data, b.len, &e, &f), OK);
        buf_finish(&b);
        arena_reset(*state);
    }
}

/* Lines of a megabyte, each of which makes the reader of its section look far. */
static void lines_that_are_hard_to_divide(void **state)
{
    static const struct {
        const char *heading, *piece;
    } cases[] = {
        {"Episode Chapters\n1: T", "\""},
        {"Episode Chapters\n1: T", ". \"a "},
        {"Episode Chapters\n1: T", ":\""},
        {"Episode Chapters\n1: T", "A: \""},
        {"Episode Chapters\n1: T", "x: \"a "},
        {"Episode Chapters\n1: T", "a\" "},
        {"Episode Chapters\n1: T", " "},
        {"Books", "by x and "},
        {"Books", "\" by "},
        {"Books", "& "},
        {"People", "Jr., "},
        {"People", " "},
        {"Transcript", "A. "},
        {"Transcript", "\""},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct episode e;
        struct failure f;
        struct buf b;

        buf_init(&b);
        buf_printf(&b, "%s\nx", cases[i].heading);
        while (b.len < (1u << 20))
            buf_str(&b, cases[i].piece);
        buf_str(&b, "x\nTranscript\nIt rang.\n");
        assert_int_equal(ingest(*state, b.data, b.len, &e, &f), OK);
        buf_finish(&b);
        arena_reset(*state);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(valid_input),      cmocka_unit_test(invalid_input),
        cmocka_unit_test(sidecars),         cmocka_unit_test(a_line_of_a_megabyte),
        cmocka_unit_test(many_short_lines), cmocka_unit_test(lines_that_are_hard_to_divide),
    };

    return cmocka_run_group_tests(tests, with_arena, without_arena);
}
