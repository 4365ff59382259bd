#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "http.h"
#include "listen.h"
#include "log.h"
#include "request.h"
#include "watch.h"

enum {
    CONNECTIONS = 900,             /* a process may have 1024 descriptors unless told otherwise */
    CONNECTION_MEMORY = 32 * 1024, /* bounds the request line and headers, by 414 and 431 */
    IDLE_SECONDS = 30,
    STACK_BYTES = 1024 * 1024, /* only what is touched takes memory */
    MAX_THREADS = 64
};

struct http_server {
    struct listener *listener;
    struct MHD_Daemon *daemon;
    struct watch *watch;
    struct service service;
    unsigned grace; /* seconds */
};

__attribute__((format(printf, 2, 0))) static void log_message(void *cls, const char *format,
                                                              va_list args)
{
    char message[512];
    size_t len;

    (void)cls;
    vsnprintf(message, sizeof message, format, args);
    len = strlen(message);
    if (len > 0 && message[len - 1] == '\n')
        message[len - 1] = '\0';
    log_info("http: %s", message);
}

static unsigned thread_count(unsigned wanted)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);

    if (wanted == 0)
        wanted = processors > 0 ? (unsigned)processors : 1;
    return wanted < MAX_THREADS ? wanted : MAX_THREADS;
}

static enum err create_workers(struct service *service, unsigned count,
                               const struct api_options *options, struct failure *f)
{
    service->workers = calloc(count, sizeof *service->workers);
    if (!service->workers)
        return fail(f, ERR_MEMORY, "out of memory");
    service->worker_count = count;
    for (unsigned i = 0; i < count; i++) {
        enum err e = api_worker_create(&service->workers[i].api, options, f);
        if (e)
            return e;
        service->workers[i].arena = arena_create();
        if (!service->workers[i].arena)
            return fail(f, ERR_MEMORY, "out of memory");
    }
    return OK;
}

static void destroy_workers(struct service *service)
{
    for (unsigned i = 0; i < service->worker_count; i++) {
        api_worker_destroy(service->workers[i].api);
        arena_destroy(service->workers[i].arena);
    }
    free(service->workers);
}

/* A pool of one thread is not a pool: libmicrohttpd warns and ignores the option. The logger
 * comes first, so that it gets whatever the others give rise to. */
static enum err start_daemon(struct http_server *server, struct failure *f)
{
    struct service *service = &server->service;
    bool pool = service->worker_count > 1;
    struct MHD_OptionItem options[] = {
        {MHD_OPTION_EXTERNAL_LOGGER, (intptr_t)log_message, NULL},
        {MHD_OPTION_URI_LOG_CALLBACK, (intptr_t)request_target, service},
        {MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)request_completed, service},
        {MHD_OPTION_CONNECTION_TIMEOUT, IDLE_SECONDS, NULL},
        {MHD_OPTION_CONNECTION_LIMIT, CONNECTIONS, NULL},
        {MHD_OPTION_CONNECTION_MEMORY_LIMIT, CONNECTION_MEMORY, NULL},
        {MHD_OPTION_THREAD_STACK_SIZE, STACK_BYTES, NULL},
        {pool ? MHD_OPTION_THREAD_POOL_SIZE : MHD_OPTION_END, service->worker_count, NULL},
        {MHD_OPTION_END, 0, NULL}};
    unsigned flags =
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_NO_LISTEN_SOCKET | MHD_USE_ITC | MHD_USE_ERROR_LOG;

    server->daemon = MHD_start_daemon(flags, 0, NULL, NULL, request_handle, service,
                                      MHD_OPTION_ARRAY, options, MHD_OPTION_END);
    if (!server->daemon)
        return fail(f, ERR_IO, "the HTTP server can't start its threads");
    return OK;
}

static enum err start(struct http_server *server, const struct http_options *options,
                      struct failure *f)
{
    struct service *service = &server->service;
    enum err e;

    server->grace = options->grace;
    service->cache = cache_create(options->cache_bytes);
    if (!service->cache)
        return fail(f, ERR_MEMORY, "out of memory");
    e = listener_create(&server->listener, options->address, options->port, f);
    if (!e)
        e = create_workers(service, thread_count(options->threads), &options->api, f);
    if (!e)
        e = watch_start(&server->watch, &options->api, service->cache, f);
    if (!e)
        e = start_daemon(server, f);
    if (!e)
        e = listener_start(server->listener, server->daemon, f);
    return e;
}

enum err http_start(struct http_server **out, const struct http_options *options, struct failure *f)
{
    struct http_server *server = calloc(1, sizeof *server);
    enum err e;

    if (!server)
        return fail(f, ERR_MEMORY, "out of memory");
    e = start(server, options, f);
    if (e) {
        http_stop(server);
        return e;
    }
    *out = server;
    return OK;
}

unsigned short http_port(const struct http_server *server)
{
    return listener_port(server->listener);
}

void http_changed(struct http_server *server)
{
    cache_drop(server->service.cache);
}

static long long now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

/* Waits until nothing is being answered; no longer, since a client may never read its answer. */
static void finish_answers(struct service *service, long long until_ms)
{
    const struct timespec step = {.tv_nsec = 2 * 1000 * 1000};

    while (atomic_load(&service->active) > 0 && now_ms() < until_ms)
        nanosleep(&step, NULL);
}

/* Connections are taken as long as others are being answered: who asks learns by /readyz that there
 * will be no more, and is not refused. */
static void end_connections(struct http_server *server)
{
    long long until_ms = now_ms() + server->grace * 1000LL;

    atomic_store(&server->service.stopping, true);
    finish_answers(&server->service, until_ms);
    listener_destroy(server->listener);
    finish_answers(&server->service, until_ms); /* those that were taken last */
    MHD_stop_daemon(server->daemon);
}

void http_stop(struct http_server *server)
{
    if (!server)
        return;
    if (server->daemon)
        end_connections(server);
    else
        listener_destroy(server->listener);
    watch_stop(server->watch);
    cache_destroy(server->service.cache);
    destroy_workers(&server->service);
    free(server);
}
