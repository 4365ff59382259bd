/* The table of what can be asked for. */
#ifndef EPISODED_API_ROUTES_H
#define EPISODED_API_ROUTES_H

#include "api.h"

struct route {
    const char *method;
    const char *pattern; /* segments in braces stand for any one */
    handler_fn *handler;
    enum api_depends depends;
    unsigned params; /* accepted ones, of params.h */
    unsigned forms;  /* of accept.h: what the Accept header chooses among; one is given anyhow */
    bool brief;      /* also without /v1/episodes/{id}, for the default episode */
    const char *what;
};

/* All routes, *count of them. */
const struct route *routes_all(size_t *count);

/* The pattern of a brief route behind the episode: its short form. */
const char *route_short(const struct route *r);

/* What a path led to. */
struct route_match {
    const struct route *route;
    bool is_short;     /* asked for without an episode */
    const char *allow; /* where only the method is wrong: those that exist; else NULL */
};

/* All methods that some route has, for an Allow header. */
enum err routes_methods(struct request *rq, const char **allow);

/* Finds the route of rq's method and of count path segments, and fills in rq->segments, and
 * rq->id from the path. ERR_NOT_FOUND, ERR_METHOD (with m->allow set). HEAD counts as GET. */
enum err routes_match(struct request *rq, const char *const *path, size_t count,
                      struct route_match *m);

#endif
