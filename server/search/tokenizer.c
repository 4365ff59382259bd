/* One context a connection, made by tokenizer_register and freed by SQLite with the connection;
 * every tokenizer that FTS5 creates there is that context. */
#include "tokenizer.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "log.h"
#include "token.h"

typedef int token_fn(void *, int, const char *, int, int, int);

static int create(void *context, const char **args, int count, Fts5Tokenizer **out)
{
    (void)args;
    (void)count;
    *out = context;
    return SQLITE_OK;
}

static void release(Fts5Tokenizer *tokenizer)
{
    (void)tokenizer;
}

/* The aliases of a word, at its position. */
static int emit_aliases(const struct alias_table *aliases, const struct token *token,
                        token_fn *emit, void *sink)
{
    int rc = SQLITE_OK;
    size_t n;
    const struct alias *alias = aliases_find(aliases, token->text, &n);

    for (size_t i = 0; rc == SQLITE_OK && i < n; i++)
        rc = emit(sink, FTS5_TOKEN_COLOCATED, alias[i].other, (int)strlen(alias[i].other),
                  (int)token->start, (int)token->end);
    return rc;
}

static int split_document(const struct tokenizer_context *context, const char *text, int len,
                          token_fn *emit, void *sink)
{
    struct tokenizer t;
    struct token token;
    int rc = SQLITE_OK;

    tokenizer_init(&t, text, (size_t)len);
    while (rc == SQLITE_OK && tokenizer_next(&t, &token)) {
        rc = emit(sink, 0, token.text, (int)token.len, (int)token.start, (int)token.end);
        if (rc == SQLITE_OK && context->aliases)
            rc = emit_aliases(context->aliases, &token, emit, sink);
    }
    return rc;
}

/* A query's words come folded from query.c: folding them again could change them. */
static int split_query(const char *text, int len, token_fn *emit, void *sink)
{
    int rc = SQLITE_OK;

    for (int start = 0, end; rc == SQLITE_OK && start < len; start = end + 1) {
        for (end = start; end < len && text[end] != ' '; end++)
            ;
        if (end > start)
            rc = emit(sink, 0, text + start, end - start, start, end);
    }
    return rc;
}

static int tokenize(Fts5Tokenizer *tokenizer, void *sink, int flags, const char *text, int len,
                    token_fn *emit)
{
    if (flags & FTS5_TOKENIZE_QUERY)
        return split_query(text, len, emit, sink);
    return split_document((const struct tokenizer_context *)(void *)tokenizer, text, len, emit,
                          sink);
}

/* FTS5 hands its interface out through a pointer that is bound to a SELECT. */
static fts5_api *interface_of(sqlite3 *connection)
{
    fts5_api *api = NULL;
    sqlite3_stmt *s = NULL;

    if (sqlite3_prepare_v2(connection, "SELECT fts5(?1)", -1, &s, NULL) == SQLITE_OK) {
        sqlite3_bind_pointer(s, 1, &api, "fts5_api_ptr", NULL);
        sqlite3_step(s);
    }
    sqlite3_finalize(s);
    return api;
}

static enum err no_interface(struct failure *f)
{
    log_error("search: this SQLite was built without FTS5");
    return fail(f, ERR_DATABASE, "the database can't search: SQLite was built without FTS5");
}

enum err tokenizer_register(struct sqlite3 *connection, struct failure *f)
{
    static fts5_tokenizer callbacks = {create, release, tokenize};
    fts5_api *api = interface_of(connection);
    struct tokenizer_context *context;

    if (!api)
        return no_interface(f);
    context = calloc(1, sizeof *context);
    if (!context)
        return fail(f, ERR_MEMORY, "out of memory");
    if (api->xCreateTokenizer(api, "episoded", context, &callbacks, free) != SQLITE_OK) {
        free(context);
        return fail(f, ERR_MEMORY, "out of memory");
    }
    return OK;
}

enum err tokenizer_find(struct sqlite3 *connection, struct tokenizer_context **out,
                        struct failure *f)
{
    fts5_api *api = interface_of(connection);
    fts5_tokenizer callbacks;
    void *found = NULL;

    if (!api || api->xFindTokenizer(api, "episoded", &found, &callbacks) != SQLITE_OK)
        return no_interface(f);
    *out = found;
    return OK;
}
