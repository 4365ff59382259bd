#include "deadline.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    SWEEP_MS = 250,
    BYTES_PER_MS = 16 /* about 16 KiB/s, below which a client is too slow */
};

/* What is known of the socket of a number. */
struct slot {
    _Atomic int64_t deadline; /* milliseconds of the monotonic clock; 0: none */
    bool is_open;             /* admitted, and not closed; under the lock */
};

struct deadlines {
    struct deadline_options options;
    pthread_mutex_t lock;
    atomic_uint open; /* slots that are */
    int highest;      /* number that was ever admitted; under the lock */
    int stop;         /* an eventfd: readable when the thread is to end */
    pthread_t thread;
    struct slot slots[]; /* by the number of the socket */
};

static int64_t now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void set(struct slot *slot, int64_t deadline)
{
    atomic_store_explicit(&slot->deadline, deadline, memory_order_relaxed);
}

static void give(struct deadlines *d, struct slot *slot, unsigned long long bytes)
{
    if (d->options.seconds)
        set(slot, now_ms() + (int64_t)d->options.seconds * 1000 + (int64_t)(bytes / BYTES_PER_MS));
}

static void release(struct deadlines *d, struct slot *slot)
{
    if (slot->is_open)
        atomic_fetch_sub(&d->open, 1);
    slot->is_open = false;
    set(slot, 0);
}

/* The lock is held, and libmicrohttpd closes a socket only after deadlines_notify, so an open
 * slot's number is still that socket's. The one exception is a connection that it gave up for want
 * of memory, without a word: there is no socket then. Shut down, it is closed by the thread that it
 * belongs to. */
static void end(struct deadlines *d, int socket)
{
    struct slot *slot = &d->slots[socket];

    set(slot, 0);
    if (shutdown(socket, SHUT_RDWR) != 0 && (errno == EBADF || errno == ENOTSOCK))
        release(d, slot);
}

static void sweep(struct deadlines *d)
{
    int64_t now = now_ms();

    pthread_mutex_lock(&d->lock);
    for (int i = 0; i <= d->highest; i++) {
        int64_t deadline = atomic_load_explicit(&d->slots[i].deadline, memory_order_relaxed);
        if (d->slots[i].is_open && deadline && deadline <= now)
            end(d, i);
    }
    pthread_mutex_unlock(&d->lock);
}

static void *run(void *argument)
{
    struct deadlines *d = argument;
    struct pollfd stop = {.fd = d->stop, .events = POLLIN};

    while (poll(&stop, 1, SWEEP_MS) <= 0)
        sweep(d);
    return NULL;
}

static void deadlines_free(struct deadlines *d)
{
    if (d->stop >= 0)
        close(d->stop);
    pthread_mutex_destroy(&d->lock);
    free(d);
}

enum err deadlines_create(struct deadlines **out, const struct deadline_options *options,
                          struct failure *f)
{
    struct deadlines *d = calloc(1, sizeof *d + options->descriptors * sizeof(struct slot));

    if (!d)
        return fail(f, ERR_MEMORY, "out of memory");
    pthread_mutex_init(&d->lock, NULL);
    d->options = *options;
    d->highest = -1;
    d->stop = eventfd(0, EFD_CLOEXEC);
    if (d->stop < 0 || pthread_create(&d->thread, NULL, run, d) != 0) {
        deadlines_free(d);
        return fail(f, ERR_IO, "the thread that ends slow connections can't start");
    }
    *out = d;
    return OK;
}

void deadlines_destroy(struct deadlines *d)
{
    if (!d)
        return;
    eventfd_write(d->stop, 1);
    pthread_join(d->thread, NULL);
    deadlines_free(d);
}

unsigned deadlines_open(struct deadlines *d)
{
    return atomic_load(&d->open);
}

bool deadlines_are_full(struct deadlines *d)
{
    return deadlines_open(d) >= d->options.connections;
}

bool deadlines_admit(struct deadlines *d, int socket)
{
    struct slot *slot;

    if (socket < 0 || (unsigned)socket >= d->options.descriptors)
        return false;
    slot = &d->slots[socket];
    pthread_mutex_lock(&d->lock);
    release(d, slot);
    slot->is_open = true;
    atomic_fetch_add(&d->open, 1);
    give(d, slot, 0);
    if (socket > d->highest)
        d->highest = socket;
    pthread_mutex_unlock(&d->lock);
    return true;
}

void deadlines_dismiss(struct deadlines *d, int socket)
{
    pthread_mutex_lock(&d->lock);
    release(d, &d->slots[socket]);
    pthread_mutex_unlock(&d->lock);
}

static int socket_of(struct MHD_Connection *connection)
{
    return MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
}

void deadlines_notify(void *cls, struct MHD_Connection *connection, void **context,
                      enum MHD_ConnectionNotificationCode code)
{
    (void)context;
    if (code == MHD_CONNECTION_NOTIFY_CLOSED)
        deadlines_dismiss(cls, socket_of(connection));
}

void deadlines_give(struct deadlines *d, struct MHD_Connection *connection,
                    unsigned long long bytes)
{
    give(d, &d->slots[socket_of(connection)], bytes);
}

void deadlines_pause(struct deadlines *d, struct MHD_Connection *connection)
{
    set(&d->slots[socket_of(connection)], 0);
}
