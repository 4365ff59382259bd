#include "metrics.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

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

void metrics_count(struct metrics *m, enum metrics_count what, unsigned long long n)
{
    add(&m->counts[what], n);
}

/* ---- the sums ---- */

static unsigned long long read_count(const atomic_ullong *count)
{
    return atomic_load_explicit(count, memory_order_relaxed);
}

static unsigned long long sum_of(const struct service *s, enum metrics_count what)
{
    unsigned long long sum = 0;

    for (unsigned i = 0; i < s->worker_count; i++)
        sum += read_count(&s->workers[i].metrics->counts[what]);
    return sum;
}

/* ---- the text ---- */

static void write_one(struct buf *b, const char *name, const char *type, const char *what,
                      unsigned long long value)
{
    api_begin_metric(b, name, type, what);
    buf_printf(b, "%s %llu\n", name, value);
}

static void write_route(struct buf *b, const struct service *s, unsigned route)
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

static void write_requests(struct buf *b, const struct service *s)
{
    api_begin_metric(b, "episoded_requests_total", "counter",
                     "Requests answered, refused ones too.");
    for (unsigned route = 0; route <= API_MOST_ROUTES; route++)
        if (api_route(route, NULL, NULL))
            write_route(b, s, route);
}

static void write_times(struct buf *b, const struct service *s)
{
    unsigned long long sum = 0, ns = 0;

    api_begin_metric(b, "episoded_request_seconds", "histogram",
                     "From the head of a request to the last byte of its answer.");
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

static void write_cache(struct buf *b, const struct service *s)
{
    struct cache_usage usage = cache_usage(s->cache);

    write_one(b, "episoded_cache_hits_total", "counter",
              "Answers that were there already, or being made.", sum_of(s, METRICS_HITS));
    write_one(b, "episoded_cache_misses_total", "counter",
              "Answers that had to be made, and may be kept.", sum_of(s, METRICS_MISSES));
    write_one(b, "episoded_cache_entries", "gauge", "Answers that are kept.", usage.entries);
    write_one(b, "episoded_cache_bytes", "gauge", "Memory that they take.", usage.bytes);
    write_one(b, "episoded_cache_limit_bytes", "gauge", "Memory that they may take.",
              usage.max_bytes);
}

/* ---- the process, by the names that all of Prometheus' clients use ---- */

/* Bytes in memory, or 0: the second number of the file is in pages. */
static unsigned long long resident_bytes(void)
{
    FILE *f = fopen("/proc/self/statm", "re");
    char line[128] = "";
    char *pages;

    if (!f)
        return 0;
    if (!fgets(line, sizeof line, f))
        line[0] = '\0';
    fclose(f);
    pages = strchr(line, ' ');
    return pages ? strtoull(pages, NULL, 10) * (unsigned long long)sysconf(_SC_PAGESIZE) : 0;
}

/* The names in the folder, but for . and .., and the handle it is read by. */
static unsigned long long open_descriptors(void)
{
    DIR *dir = opendir("/proc/self/fd");
    unsigned long long count = 0;

    if (!dir)
        return 0;
    while (readdir(dir))
        count++;
    closedir(dir);
    return count > 3 ? count - 3 : 0;
}

static void write_process(struct buf *b, const struct service *s)
{
    struct timespec cpu = {0};
    struct rlimit files = {0};

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu);
    getrlimit(RLIMIT_NOFILE, &files);
    api_begin_metric(b, "process_cpu_seconds_total", "counter", "Processor time taken.");
    buf_printf(b, "process_cpu_seconds_total %lld.%09ld\n", (long long)cpu.tv_sec, cpu.tv_nsec);
    write_one(b, "process_resident_memory_bytes", "gauge", "Memory in use.", resident_bytes());
    write_one(b, "process_open_fds", "gauge", "Files and sockets that are open.",
              open_descriptors());
    write_one(b, "process_max_fds", "gauge", "Files and sockets that may be.", files.rlim_cur);
    write_one(b, "process_start_time_seconds", "gauge", "When it was started.",
              (unsigned long long)s->begun);
}

void metrics_write(void *of, struct buf *b)
{
    const struct service *s = of;

    api_begin_metric(b, "episoded_build_info", "gauge", "The version that runs.");
    buf_printf(b, "episoded_build_info{version=\"%s\"} 1\n", EPISODED_VERSION);
    write_one(b, "episoded_connections", "gauge", "Connections that are open.",
              deadlines_open(s->deadlines));
    write_one(b, "episoded_requests_active", "gauge", "Requests begun and not yet answered whole.",
              atomic_load(&s->active));
    write_requests(b, s);
    write_times(b, s);
    write_one(b, "episoded_sent_bytes_total", "counter", "Bytes of bodies that were sent whole.",
              sum_of(s, METRICS_SENT));
    write_cache(b, s);
    if (s->log)
        write_one(b, "episoded_access_log_lost_total", "counter",
                  "Lines of the access log that could not be written.", access_log_lost(s->log));
    write_process(b, s);
}
