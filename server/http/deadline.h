/* The connections there are, and until when each may keep its part of the server waiting: for a
 * whole request, or for taking its answer. libmicrohttpd's own timeout counts from the last byte,
 * so a client that sends one every few seconds holds its connection for ever. Here the time runs on
 * whatever comes; a thread of its own shuts down the sockets whose time is up.
 *
 * libmicrohttpd 0.9.75 also has a limit on connections, which must never be reached: it then leaves
 * a mutex locked (daemon.c, new_connection_process_). This one is asked before accept. */
#ifndef EPISODED_HTTP_DEADLINE_H
#define EPISODED_HTTP_DEADLINE_H

#include <microhttpd.h>
#include <stdbool.h>
#include <stddef.h>

#include "error.h"

struct deadlines;

struct deadline_options {
    unsigned connections; /* at a time */
    unsigned descriptors; /* sockets from this number on are not admitted */
    unsigned seconds;     /* what a client is given, beside the time for its bytes; 0: no limit */
};

/* Starts the thread. */
enum err deadlines_create(struct deadlines **out, const struct deadline_options *options,
                          struct failure *f);

/* Ends the thread and frees; no connection may be left. NULL is allowed. */
void deadlines_destroy(struct deadlines *d);

/* How many connections there are. */
unsigned deadlines_open(struct deadlines *d);

/* Whether there are as many connections as there may be. */
bool deadlines_are_full(struct deadlines *d);

/* A fresh socket, whose time begins now. False where its number is too high. To be called from one
 * thread, before libmicrohttpd knows the socket. */
bool deadlines_admit(struct deadlines *d, int socket);

/* Takes it back: libmicrohttpd did not take the socket. */
void deadlines_dismiss(struct deadlines *d, int socket);

/* For MHD_OPTION_NOTIFY_CONNECTION; cls is the struct deadlines. It comes before the socket is
 * closed, and its number another's. */
void deadlines_notify(void *cls, struct MHD_Connection *connection, void **context,
                      enum MHD_ConnectionNotificationCode code);

/* Gives the client the time that it may take, from now, to send its next request (bytes = 0), or
 * that many bytes of a body, or to take an answer of that many. */
void deadlines_give(struct deadlines *d, struct MHD_Connection *connection,
                    unsigned long long bytes);

/* Stops its time until it is given some again: it is the server's turn. */
void deadlines_pause(struct deadlines *d, struct MHD_Connection *connection);

#endif
