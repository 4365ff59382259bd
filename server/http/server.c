#include <limits.h>
#include <sched.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "deadline.h"
#include "http.h"
#include "listen.h"
#include "log.h"
#include "request.h"
#include "watch.h"
#include "writer.h"

enum {
    CONNECTION_MEMORY = 32 * 1024, /* bounds the request line and headers, by 414 and 431 */
    STACK_BYTES = 1024 * 1024,     /* only what is touched takes memory */
    MAX_THREADS = 64,
    THREAD_DESCRIPTORS = 8, /* of a thread's database handle and events, and more */
    OTHER_DESCRIPTORS = 64, /* of everything else but connections */
    TOLD_A_MINUTE = 20      /* messages of libmicrohttpd that are logged */
};

struct http_server {
    struct listener *listener;
    struct MHD_Daemon *daemon;
    struct service service;
    struct api_options api; /* of the workers */
    unsigned grace;         /* seconds */
};

/* Nearly all that libmicrohttpd tells is what some client did wrong: it could fill the disk. */
static bool may_be_told(void)
{
    static atomic_llong minute = -1;
    static atomic_uint told;
    struct timespec now;
    unsigned before;

    clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    if (atomic_exchange(&minute, now.tv_sec / 60) != now.tv_sec / 60)
        atomic_store(&told, 0);
    before = atomic_fetch_add(&told, 1);
    if (before == TOLD_A_MINUTE)
        log_info("http: more of this is not told before the next minute");
    return before < TOLD_A_MINUTE;
}

__attribute__((format(printf, 2, 0))) static void log_message(void *cls, const char *format,
                                                              va_list args)
{
    char message[512];
    size_t len;

    (void)cls;
    if (!may_be_told())
        return;
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

/* Raises the limit on open files as far as wanted and allowed; how many there may be. */
static unsigned descriptor_count(unsigned wanted)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return wanted;
    if (limit.rlim_cur < wanted) {
        limit.rlim_cur = limit.rlim_max < wanted ? limit.rlim_max : wanted;
        setrlimit(RLIMIT_NOFILE, &limit);
        getrlimit(RLIMIT_NOFILE, &limit);
    }
    return limit.rlim_cur < wanted ? (unsigned)limit.rlim_cur : wanted;
}

static enum err create_deadlines(struct service *service, const struct http_options *options,
                                 unsigned threads, struct failure *f)
{
    unsigned reserved = OTHER_DESCRIPTORS + THREAD_DESCRIPTORS * threads;
    struct deadline_options limits = {.descriptors =
                                          descriptor_count(options->connections + reserved),
                                      .seconds = options->request_timeout};

    limits.connections = limits.descriptors > reserved ? limits.descriptors - reserved : 1;
    if (limits.connections < options->connections)
        log_info("%u connections at a time, not %u: more files may not be open", limits.connections,
                 options->connections);
    return deadlines_create(&service->deadlines, &limits, f);
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
        service->workers[i].metrics = calloc(1, sizeof *service->workers[i].metrics);
        if (!service->workers[i].arena || !service->workers[i].metrics)
            return fail(f, ERR_MEMORY, "out of memory");
    }
    return OK;
}

static void destroy_workers(struct service *service)
{
    for (unsigned i = 0; i < service->worker_count; i++) {
        api_worker_destroy(service->workers[i].api);
        arena_destroy(service->workers[i].arena);
        free(service->workers[i].metrics);
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
        {MHD_OPTION_NOTIFY_CONNECTION, (intptr_t)deadlines_notify, service->deadlines},
        {MHD_OPTION_CONNECTION_LIMIT, INT_MAX, NULL}, /* deadline.h tells why */
        {MHD_OPTION_CONNECTION_MEMORY_LIMIT, CONNECTION_MEMORY, NULL},
        {MHD_OPTION_THREAD_STACK_SIZE, STACK_BYTES, NULL},
        {pool ? MHD_OPTION_THREAD_POOL_SIZE : MHD_OPTION_END, service->worker_count, NULL},
        {MHD_OPTION_END, 0, NULL}};
    static const struct sched_param batch = {0};
    unsigned flags =
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_NO_LISTEN_SOCKET | MHD_USE_ITC | MHD_USE_ERROR_LOG;

    if (service->writer)
        flags |= MHD_ALLOW_SUSPEND_RESUME;
    /* A thread of this policy does not cut in on a client of the same machine that has more to send
     * (sched(7), SCHED_BATCH): it wakes to more requests at once, and goes to sleep less often. The
     * threads of the daemon inherit it. A kernel that refuses it does without. */
    (void)sched_setscheduler(0, SCHED_BATCH, &batch);
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
    unsigned threads = thread_count(options->threads);
    enum err e;

    server->grace = options->grace;
    service->begun = time(NULL);
    server->api = options->api;
    server->api.workers = threads;
    server->api.metrics = metrics_write;
    server->api.metrics_of = service;
    service->cache = cache_create(options->cache_bytes);
    if (!service->cache)
        return fail(f, ERR_MEMORY, "out of memory");
    e = options->access_log ? access_log_create(&service->log, options->access_log, f) : OK;
    if (!e)
        e = cors_create(&service->cors, options->cors, f);
    if (!e)
        e = hosts_create(&service->hosts, options->address, options->hosts, f);
    if (!e)
        e = listener_create(&server->listener, options->address, options->port, f);
    if (!e)
        e = create_deadlines(service, options, threads, f);
    if (!e)
        e = create_workers(service, threads, &server->api, f);
    if (!e && options->api.token)
        e = writer_create(&service->writer, &options->api, service->cache, f);
    if (!e)
        e = watch_start(&service->watch, &options->api, service->cache, f);
    if (!e)
        e = start_daemon(server, f);
    if (!e)
        e = listener_start(server->listener, server->daemon, service->deadlines, f);
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
    cache_changed(server->service.cache);
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
    writer_end(server->service.writer);
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
    deadlines_destroy(server->service.deadlines);
    writer_destroy(server->service.writer);
    watch_stop(server->service.watch);
    cache_destroy(server->service.cache);
    cors_destroy(server->service.cors);
    hosts_destroy(server->service.hosts);
    access_log_destroy(server->service.log);
    destroy_workers(&server->service);
    free(server);
}
