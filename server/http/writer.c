#include "writer.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>

enum { MOST_WAITING = 32 };

struct writer {
    struct api_worker *api;
    struct arena *arena;
    struct cache *cache;
    size_t most_bytes; /* of all bodies */
    pthread_t thread;
    bool running;

    pthread_mutex_t lock; /* of what follows */
    pthread_cond_t changed;
    struct waiting *first, **end;
    unsigned count;
    size_t bytes;
    bool ending;
};

/* ---- the thread ---- */

/* The next in turn; NULL where there will be none. *ending tells that it is to be refused. */
static struct waiting *take(struct writer *w, bool *ending)
{
    struct waiting *waiting;

    pthread_mutex_lock(&w->lock);
    while (!w->first && !w->ending)
        pthread_cond_wait(&w->changed, &w->lock);
    waiting = w->first;
    if (waiting) {
        w->first = waiting->next;
        w->count--;
    }
    if (!w->first)
        w->end = &w->first;
    *ending = w->ending;
    pthread_mutex_unlock(&w->lock);
    return waiting;
}

static void answer(struct writer *w, struct waiting *waiting, bool ending)
{
    struct response rs = {0};

    if (ending) {
        fail(&waiting->rq.failure, ERR_BUSY, "the server is ending");
        api_refuse(w->arena, &waiting->rq, &rs);
    } else {
        api_handle(w->api, w->arena, &waiting->rq, &rs);
        cache_changed(w->cache);
    }
    waiting->answer = answer_create(&rs, &waiting->variant);
    arena_reset(w->arena);
}

/* Once resumed, what waited may be gone at any time. */
static void *run(void *argument)
{
    struct writer *w = argument;
    struct waiting *waiting;
    bool ending;

    while ((waiting = take(w, &ending))) {
        answer(w, waiting, ending);
        MHD_resume_connection(waiting->connection);
    }
    return NULL;
}

/* ---- beginning and end ---- */

static enum err start(struct writer *w, const struct api_options *options, struct failure *f)
{
    enum err e = api_writer_create(&w->api, options, f);

    if (e)
        return e;
    w->arena = arena_create();
    if (!w->arena)
        return fail(f, ERR_MEMORY, "out of memory");
    if (pthread_create(&w->thread, NULL, run, w) != 0)
        return fail(f, ERR_IO, "the thread that writes can't start");
    w->running = true;
    return OK;
}

enum err writer_create(struct writer **out, const struct api_options *options, struct cache *cache,
                       struct failure *f)
{
    struct writer *w = calloc(1, sizeof *w);
    enum err e;

    if (!w)
        return fail(f, ERR_MEMORY, "out of memory");
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->changed, NULL);
    w->end = &w->first;
    w->cache = cache;
    w->most_bytes = options->max_bytes < SIZE_MAX / 2 ? options->max_bytes * 2 : SIZE_MAX;
    e = start(w, options, f);
    if (e) {
        writer_destroy(w);
        return e;
    }
    *out = w;
    return OK;
}

void writer_end(struct writer *w)
{
    if (!w || !w->running)
        return;
    pthread_mutex_lock(&w->lock);
    w->ending = true;
    pthread_cond_signal(&w->changed);
    pthread_mutex_unlock(&w->lock);
    pthread_join(w->thread, NULL);
    w->running = false;
}

void writer_destroy(struct writer *w)
{
    if (!w)
        return;
    writer_end(w);
    api_worker_destroy(w->api);
    arena_destroy(w->arena);
    pthread_cond_destroy(&w->changed);
    pthread_mutex_destroy(&w->lock);
    free(w);
}

/* ---- for the handlers ---- */

/* The connection is suspended before the thread can see it, so it can't be resumed too early; that
 * it is resumed before its handler returns is well with libmicrohttpd, which only notes it
 * (daemon.c, MHD_resume_connection). */
bool writer_submit(struct writer *w, struct waiting *waiting)
{
    bool fits;

    pthread_mutex_lock(&w->lock);
    fits = w->count < MOST_WAITING && !w->ending;
    if (fits) {
        MHD_suspend_connection(waiting->connection);
        waiting->next = NULL;
        *w->end = waiting;
        w->end = &waiting->next;
        w->count++;
        pthread_cond_signal(&w->changed);
    }
    pthread_mutex_unlock(&w->lock);
    return fits;
}

bool writer_reserve(struct writer *w, size_t bytes)
{
    bool fits;

    pthread_mutex_lock(&w->lock);
    fits = bytes <= w->most_bytes - w->bytes;
    if (fits)
        w->bytes += bytes;
    pthread_mutex_unlock(&w->lock);
    return fits;
}

void writer_release(struct writer *w, size_t bytes)
{
    pthread_mutex_lock(&w->lock);
    w->bytes -= bytes;
    pthread_mutex_unlock(&w->lock);
}
