/* Any bytes as a request: "METHOD TARGET" on the first line, an Accept header on the second, and
 * behind it a body.
 * Whatever they are, there is an answer with a status, JSON that says it is JSON parses, and
 * the database is left without a transaction. */
#include <assert.h>
#include <jansson.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "api.h"
#include "library.h"

static const char page[] = "Primary Topic\nRivers\n\n"
                           "Main Takeaways\n1. A river moves its bed.\n\n"
                           "Episode Chapters\n1: The bend\nWhy rivers wander.\n"
                           "Ida Moen: \"Every bend grows until the river cuts it off.\"\n\n"
                           "Guest Name(s)\nIda Moen\n\n"
                           "Transcript\nTom Reyes\nWhy does a river wander?\n"
                           "Ida Moen\nEvery bend grows until the river cuts it off.\n"
                           "The river moves its bed a little each spring.\n";

static char folder[] = "/tmp/episoded-fuzz-XXXXXX";
static char database[64];
static struct api_options options = {.database = database, .default_episode = "rivers"};
static struct api_worker *worker;
static struct arena *arena;

static void remove_database(void)
{
    static const char *const ends[] = {"", "-wal", "-shm"};
    char path[80];

    api_worker_destroy(worker);
    arena_destroy(arena);
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        snprintf(path, sizeof path, "%s%s", database, ends[i]);
        unlink(path);
    }
    rmdir(folder);
}

static void must(enum err err, const struct failure *f)
{
    if (err == OK)
        return;
    fprintf(stderr, "request_fuzz: %s\n", f->message);
    exit(1);
}

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    struct episode_meta meta = {.id = "rivers"};
    enum library_outcome outcome;
    struct failure f = {0};
    struct db *db;

    (void)argc;
    (void)argv;
    arena = arena_create();
    if (!arena || !mkdtemp(folder))
        exit(1);
    snprintf(database, sizeof database, "%s/fuzz.db", folder);
    atexit(remove_database);
    must(library_open(&db, database, true, &f), &f);
    must(library_load(db, arena, page, strlen(page), &meta, &outcome, NULL, &f), &f);
    db_close(db);
    must(api_worker_create(&worker, &options, &f), &f);
    return 0;
}

/* Ends the string at s at the first of the characters in ends, and gives what follows it;
 * NULL for nothing. */
static char *cut(char *s, const char *ends)
{
    char *end = s ? strpbrk(s, ends) : NULL;

    if (!end)
        return NULL;
    *end = '\0';
    return end + 1;
}

static void check(const struct request *rq, const struct response *rs)
{
    assert(rs->status >= 200 && rs->status < 600);
    assert((rs->body && rs->content_type) || rs->status == 204);
    if (rs->content_type && strstr(rs->content_type, "json")) {
        json_t *json = json_loadb(rs->body, rs->body_len, JSON_REJECT_DUPLICATES, NULL);
        assert(json);
        json_decref(json);
    }
    for (size_t i = 0; i < rs->header_count; i++)
        assert(!strpbrk(rs->headers[i].value, "\r\n"));
    if (db_begin_read(rq->db, NULL) != OK)
        abort(); /* one was left open */
    db_end(rq->db);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct request rq = {0};
    struct response rs;
    char *line, *target, *accept, *body;

    arena_reset(arena);
    line = arena_strndup(arena, (const char *)data, size);
    assert(line);
    rq.method = line;
    rq.accept = accept = cut(line, "\n");
    body = cut(accept, "\n");
    rq.body = body;
    rq.body_len = body ? size - (size_t)(body - line) : 0;
    if (rq.body_len > API_MAX_BODY)
        rq.body = NULL;
    rq.content_type = "application/json";
    target = cut(line, " ");
    rq.path = target ? target : "";
    rq.query = cut(target, "?");
    api_handle(worker, arena, &rq, &rs);
    check(&rq, &rs);
    return 0;
}
