#include "lookup.h"

#include "key.h"
#include "watch.h"

struct lookup {
    struct cache *cache;
    struct watch *watch;
    struct worker *worker;
    const struct request *request;
    struct variant variant;
};

static struct answer *refuse(const struct lookup *l, unsigned route, enum err why,
                             const char *detail)
{
    struct request rq = *l->request;
    struct response rs = {0};

    fail(&rq.failure, why, "%s", detail);
    api_refuse(l->worker->arena, &rq, &rs);
    rs.route = route;
    return answer_create(&rs, &l->variant);
}

/* RFC 9110, 12.5.3: what has no coding is sent where no coding that there is would do, unless that
 * is refused too. */
static void refuse_encoding(const struct lookup *l, struct request *rq, struct response *rs)
{
    fail(&rq->failure, ERR_NOT_ACCEPTABLE,
         "Accept-Encoding refuses all that there is: gzip, identity");
    api_refuse(l->worker->arena, rq, rs);
}

/* The cache learns of what the answer was made from before anybody sees that: who saw the new is
 * shown nothing old. */
static struct answer *make(const struct lookup *l, bool *lasting)
{
    struct encoding accepted = l->variant.accepted;
    struct request rq = *l->request;
    struct response rs = {0};

    api_handle(l->worker->api, l->worker->arena, &rq, &rs);
    watch_look(l->watch);
    if (rs.status == MHD_HTTP_OK && !accepted.gzip && !accepted.identity)
        refuse_encoding(l, &rq, &rs);
    *lasting = answer_is_lasting(&rs);
    return answer_create(&rs, &l->variant);
}

static struct answer *find_kept(const struct lookup *l, const char *key)
{
    struct cache_hit hit = cache_get(l->cache, key);

    if (!hit.answer || hit.good)
        return hit.answer;
    if (answer_is_current(hit.answer, l->worker->api, l->worker->arena)) {
        cache_confirm(l->cache, key, &hit);
        return hit.answer;
    }
    answer_release(hit.answer);
    return NULL;
}

static struct answer *make_once(const struct lookup *l, const char *key)
{
    struct making making;
    struct answer *answer = cache_claim(l->cache, key, &making);
    bool lasting = false;

    if (answer) {
        metrics_count(l->worker->metrics, METRICS_HITS, 1);
        return answer;
    }
    answer = make(l, &lasting);
    cache_made(l->cache, &making, lasting ? answer : NULL);
    metrics_count(l->worker->metrics, METRICS_MISSES, lasting);
    return answer;
}

static struct answer *find_or_make(const struct lookup *l)
{
    const char *key = key_of(l->worker->arena, l->request, &l->variant);
    struct answer *answer = key ? find_kept(l, key) : NULL;
    bool lasting;

    if (answer) {
        metrics_count(l->worker->metrics, METRICS_HITS, 1);
        return answer;
    }
    return key ? make_once(l, key) : make(l, &lasting);
}

static struct answer *need_match(const struct lookup *l, struct answer *answer,
                                 const char *if_match)
{
    unsigned route;

    if (!answer || answer_is_matched(answer, if_match))
        return answer;
    route = answer_route(answer);
    answer_release(answer);
    return refuse(l, route, ERR_CONDITION, "If-Match does not name this answer as it is now");
}

struct answer *lookup_answer(struct service *service, struct worker *worker,
                             const struct request *rq, const struct fields *fields)
{
    struct lookup l = {.cache = service->cache,
                       .watch = service->watch,
                       .worker = worker,
                       .request = rq,
                       .variant = {.accepted = encoding_accepted(fields->accept_encoding),
                                   .origin = cors_allowed(service->cors, fields->origin),
                                   .origin_varies = cors_varies(service->cors)}};
    bool lasting;

    if (!hosts_allow(service->hosts, fields->host))
        return refuse(&l, 0, ERR_MISDIRECTED, HOST_REFUSED);
    if (!request_is_read(rq->method))
        return make(&l, &lasting);
    return need_match(&l, find_or_make(&l), fields->if_match);
}
