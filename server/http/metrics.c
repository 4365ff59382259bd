#include "metrics.h"

#include <time.h>

#include "buf.h"
#include "request.h"
#include "version.h"

static const double bounds[METRICS_BOUNDS] = {0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005,
                                              0.01,   0.025,   0.05,   0.1,   0.25,   1};

uint64_t metrics_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static void add(atomic_ullong *count, unsigned long long n)
{
    atomic_fetch_add_explicit(count, n, memory_order_relaxed);
}

void metrics_count_answer(struct metrics *m, unsigned route, unsigned status)
{
    add(&m->requests[route][status < METRICS_STATUSES ? status : 0], 1);
}

void metrics_count_time(struct metrics *m, uint64_t ns)
{
    size_t i = 0;

    while (i < METRICS_BOUNDS && (double)ns > bounds[i] * 1e9)
        i++;
    add(&m->took[i], 1);
    add(&m->took_ns, ns);
}

static unsigned long long read_count(const atomic_ullong *count)
{
    return atomic_load_explicit(count, memory_order_relaxed);
}

static void head(struct buf *b, const char *name, const char *type, const char *what)
{
    buf_printf(b, "# HELP %s %s\n# TYPE %s %s\n", name, what, name, type);
}

static void write_requests(struct buf *b, const struct service *s, unsigned route)
{
    const char *method, *pattern;

    api_route(route, &method, &pattern);
    for (unsigned status = 0; status < METRICS_STATUSES; status++) {
        unsigned long long sum = 0;
        for (unsigned i = 0; i < s->worker_count; i++)
            sum += read_count(&s->workers[i].metrics->requests[route][status]);
        if (sum)
            buf_printf(b,
                       "episoded_requests_total{method=\"%s\",route=\"%s\",status=\"%u\"} %llu\n",
                       method, pattern, status, sum);
    }
}

static void write_times(struct buf *b, const struct service *s)
{
    unsigned long long sum = 0, ns = 0;

    for (unsigned bound = 0; bound <= METRICS_BOUNDS; bound++) {
        for (unsigned i = 0; i < s->worker_count; i++)
            sum += read_count(&s->workers[i].metrics->took[bound]);
        if (bound < METRICS_BOUNDS)
            buf_printf(b, "episoded_request_seconds_bucket{le=\"%g\"} %llu\n", bounds[bound], sum);
    }
    for (unsigned i = 0; i < s->worker_count; i++)
        ns += read_count(&s->workers[i].metrics->took_ns);
    buf_printf(b,
               "episoded_request_seconds_bucket{le=\"+Inf\"} %llu\n"
               "episoded_request_seconds_sum %.9f\nepisoded_request_seconds_count %llu\n",
               sum, (double)ns / 1e9, sum);
}

const char *metrics_write(void *of, struct arena *a)
{
    const struct service *s = of;
    const char *text;
    struct buf b;

    buf_init(&b);
    head(&b, "episoded_build_info", "gauge", "The version that runs.");
    buf_printf(&b, "episoded_build_info{version=\"%s\"} 1\n", EPISODED_VERSION);
    head(&b, "episoded_requests_active", "gauge", "Requests begun and not yet answered whole.");
    buf_printf(&b, "episoded_requests_active %u\n", atomic_load(&s->active));
    head(&b, "episoded_requests_total", "counter", "Requests answered, refused ones too.");
    for (unsigned route = 0; route <= API_MOST_ROUTES; route++)
        if (api_route(route, NULL, NULL))
            write_requests(&b, s, route);
    head(&b, "episoded_request_seconds", "histogram",
         "From the head of a request to the last byte of its answer.");
    write_times(&b, s);
    text = b.failed ? NULL : arena_strndup(a, b.data, b.len);
    buf_finish(&b);
    return text;
}
