#include "watch.h"

#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { INTERVAL_MS = 100 };

struct watch {
    pthread_t thread;
    int stop; /* an eventfd: readable when the thread is to end */
    struct cache *cache;

    pthread_mutex_t lock; /* of what follows */
    struct api_worker *worker;
    unsigned version; /* as of when it was last asked */
};

/* PRAGMA data_version has no meaning but that it differs once another connection committed.
 * What this handle can see committed, a transaction begun later on any other sees too. */
void watch_look(struct watch *watch)
{
    unsigned now;

    pthread_mutex_lock(&watch->lock);
    now = api_data_version(watch->worker);
    /* 0: it could not be read, so nothing is known to be fresh. */
    if (now != watch->version || now == 0)
        cache_changed(watch->cache);
    watch->version = now;
    pthread_mutex_unlock(&watch->lock);
}

static void *run(void *argument)
{
    struct watch *watch = argument;
    struct pollfd stop = {.fd = watch->stop, .events = POLLIN};

    while (poll(&stop, 1, INTERVAL_MS) <= 0)
        watch_look(watch);
    return NULL;
}

static void watch_free(struct watch *watch)
{
    if (watch->stop >= 0)
        close(watch->stop);
    api_worker_destroy(watch->worker);
    pthread_mutex_destroy(&watch->lock);
    free(watch);
}

static enum err prepare(struct watch *watch, const struct api_options *options, struct failure *f)
{
    enum err e = api_worker_create(&watch->worker, options, f);

    if (e)
        return e;
    /* Before anything is answered: the thread may start late, and miss a commit. */
    watch->version = api_data_version(watch->worker);
    watch->stop = eventfd(0, EFD_CLOEXEC);
    if (watch->stop < 0 || pthread_create(&watch->thread, NULL, run, watch) != 0)
        return fail(f, ERR_IO, "the thread that watches the database can't start");
    return OK;
}

enum err watch_start(struct watch **out, const struct api_options *options, struct cache *cache,
                     struct failure *f)
{
    struct watch *watch = calloc(1, sizeof *watch);
    enum err e;

    if (!watch)
        return fail(f, ERR_MEMORY, "out of memory");
    pthread_mutex_init(&watch->lock, NULL);
    watch->stop = -1;
    watch->cache = cache;
    e = prepare(watch, options, f);
    if (e) {
        watch_free(watch);
        return e;
    }
    *out = watch;
    return OK;
}

void watch_stop(struct watch *watch)
{
    if (!watch)
        return;
    eventfd_write(watch->stop, 1);
    pthread_join(watch->thread, NULL);
    watch_free(watch);
}
