/* The listening socket, and the thread that takes connections from it. */
#ifndef EPISODED_HTTP_LISTEN_H
#define EPISODED_HTTP_LISTEN_H

#include <microhttpd.h>

#include "deadline.h"
#include "error.h"

struct listener;

/* Binds and listens; port 0 takes a free one. ERR_IO with the reason. */
enum err listener_create(struct listener **out, const char *address, unsigned short port,
                         struct failure *f);

unsigned short listener_port(const struct listener *listener);

/* Starts handing connections to daemon, as many as deadlines admits, from a thread of its own. */
enum err listener_start(struct listener *listener, struct MHD_Daemon *daemon,
                        struct deadlines *deadlines, struct failure *f);

/* Ends the thread where one runs, closes the socket and frees; NULL is allowed. */
void listener_destroy(struct listener *listener);

#endif
