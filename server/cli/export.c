#include <stdio.h>

#include "cli.h"
#include "document.h"
#include "library.h"
#include "store.h"

static const struct cli_help help = {
    "episoded export [--db FILE] ID",
    "Prints an episode as one JSON document (schema/episode.schema.json): all that the page\n"
    "says and all that was found out about it. load takes such a document back.",
};

static enum err print_document(struct db *db, struct arena *a, const char *id, struct failure *f)
{
    struct episode e;
    const char *json;
    enum err err = db_begin_read(db, f);

    if (err == OK)
        err = store_get(db, a, id, STORE_ALL, &e, NULL, f);
    db_end(db);
    if (err != OK)
        return err;
    json = document_of(a, &e);
    if (!json)
        return fail(f, ERR_MEMORY, "out of memory");
    if (fputs(json, stdout) == EOF || fflush(stdout) != 0)
        return fail(f, ERR_IO, "the document could not be written");
    return OK;
}

static int run(const char *path, const char *id)
{
    struct arena *a = arena_create();
    struct db *db = NULL;
    struct failure f;
    enum err e = a ? OK : fail(&f, ERR_MEMORY, "out of memory");

    if (e == OK)
        e = library_open(&db, path, false, &f);
    if (e == OK)
        e = print_document(db, a, id, &f);
    db_close(db);
    arena_destroy(a);
    return e == OK ? 0 : cli_report(NULL, &f);
}

int cli_export(int argc, char **argv)
{
    const char *db = "./episoded.db";
    const struct option options[] = {
        {"db", OPTION_TEXT, &db, "FILE", "the database (./episoded.db)"},
    };
    struct failure f;
    int rest, status;

    if (!cli_options(options, 1, &help, argc, argv, &rest, &status))
        return status;
    if (rest != 2) {
        fail(&f, ERR_USAGE, "export takes the id of one episode");
        return cli_report(NULL, &f);
    }
    return run(db, argv[1]);
}
