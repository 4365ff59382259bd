/* libmicrohttpd could listen by itself, but its MHD_quiesce_daemon, which a clean end needs, may
 * abort the process: in 0.9.75 it and a pool thread that sees was_quiesced both take the socket
 * out of that thread's epoll set, and whoever comes second panics (daemon.c, MHD_quiesce_daemon
 * and MHD_epoll). With connections handed over by MHD_add_connection no socket is shared, and
 * they are spread over the threads evenly, by their number. */
#include "listen.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

/* How long to wait for descriptors to become free when there are none left. */
enum { EXHAUSTED_WAIT_MS = 50 };

struct listener {
    int socket;
    int stop; /* an eventfd: readable when the thread is to end */
    unsigned short port;
    struct MHD_Daemon *daemon;
    pthread_t thread;
    bool running;
};

static int open_socket(const struct addrinfo *address)
{
    int on = 1, off = 0, error;
    int fd = socket(address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    if (fd < 0)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (address->ai_family == AF_INET6) /* :: is to serve both, whatever the system's default */
        setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
    if (bind(fd, address->ai_addr, address->ai_addrlen) == 0 && listen(fd, SOMAXCONN) == 0)
        return fd;
    error = errno;
    close(fd);
    errno = error;
    return -1;
}

static unsigned short port_of(int fd)
{
    union {
        struct sockaddr any;
        struct sockaddr_in ipv4;
        struct sockaddr_in6 ipv6;
    } address = {.ipv6 = {0}};
    socklen_t len = sizeof address;

    if (getsockname(fd, &address.any, &len) != 0)
        return 0;
    return ntohs(address.any.sa_family == AF_INET6 ? address.ipv6.sin6_port
                                                   : address.ipv4.sin_port);
}

static enum err bind_to(struct listener *listener, const char *host, unsigned short port,
                        struct failure *f)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM,
                             .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE};
    struct addrinfo *found;
    char service[8];
    int error;

    snprintf(service, sizeof service, "%u", (unsigned)port);
    error = getaddrinfo(host, service, &hints, &found);
    if (error)
        return fail(f, ERR_IO, "'%s' is no address to listen on: %s", host, gai_strerror(error));
    listener->socket = open_socket(found);
    freeaddrinfo(found);
    if (listener->socket < 0)
        return fail(f, ERR_IO, "can't listen on %s port %u: %s", host, (unsigned)port,
                    strerror(errno));
    listener->port = port_of(listener->socket);
    return OK;
}

enum err listener_create(struct listener **out, const char *address, unsigned short port,
                         struct failure *f)
{
    struct listener *listener = calloc(1, sizeof *listener);
    enum err e;

    if (!listener)
        return fail(f, ERR_MEMORY, "out of memory");
    listener->socket = -1;
    listener->stop = eventfd(0, EFD_CLOEXEC);
    e = listener->stop < 0 ? fail(f, ERR_IO, "no file descriptor is left: %s", strerror(errno))
                           : bind_to(listener, address, port, f);
    if (e) {
        listener_destroy(listener);
        return e;
    }
    *out = listener;
    return OK;
}

unsigned short listener_port(const struct listener *listener)
{
    return listener->port;
}

static void accept_one(struct listener *listener, struct pollfd *stop)
{
    struct sockaddr_storage address;
    socklen_t len = sizeof address;
    int fd =
        accept4(listener->socket, (struct sockaddr *)&address, &len, SOCK_NONBLOCK | SOCK_CLOEXEC);

    if (fd >= 0)
        MHD_add_connection(listener->daemon, fd, (struct sockaddr *)&address, len);
    else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
        poll(stop, 1, EXHAUSTED_WAIT_MS);
}

static void *run(void *argument)
{
    struct listener *listener = argument;
    struct pollfd fds[] = {{.fd = listener->stop, .events = POLLIN},
                           {.fd = listener->socket, .events = POLLIN}};

    while (!fds[0].revents) {
        if (poll(fds, 2, -1) > 0 && fds[1].revents)
            accept_one(listener, &fds[0]);
    }
    return NULL;
}

enum err listener_start(struct listener *listener, struct MHD_Daemon *daemon, struct failure *f)
{
    listener->daemon = daemon;
    if (pthread_create(&listener->thread, NULL, run, listener) != 0)
        return fail(f, ERR_IO, "the thread that takes connections can't start");
    listener->running = true;
    return OK;
}

void listener_destroy(struct listener *listener)
{
    if (!listener)
        return;
    if (listener->running) {
        eventfd_write(listener->stop, 1);
        pthread_join(listener->thread, NULL);
    }
    if (listener->socket >= 0)
        close(listener->socket);
    if (listener->stop >= 0)
        close(listener->stop);
    free(listener);
}

/* Stands in for the C library's epoll_wait in this process, so in libmicrohttpd too, and gives one
 * event less than fits: 0.9.75 waits once more, for as long as the first time, before it looks at
 * any of them where its 128 places all were filled (daemon.c, MHD_epoll). With 128 clients who each
 * have sent a request and now wait for the answer, that is until one of them gives up. */
int epoll_wait(int fd, struct epoll_event *events, int places, int timeout)
{
    return epoll_pwait(fd, events, places > 1 ? places - 1 : places, timeout, NULL);
}
