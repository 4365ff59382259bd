#include "queries.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

void bench_die(const char *what, const char *why)
{
    fprintf(stderr, "bench: %s: %s\n", what, why);
    exit(1);
}

double bench_now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

struct bench_rounds bench_rounds_of(const char *warm, const char *count)
{
    struct bench_rounds rounds = {strtod(warm, NULL), (int)strtol(count, NULL, 10)};

    if (rounds.count < 1)
        bench_die(count, "at least one round");
    return rounds;
}

static bool parse(const char *line, struct bench_query *q)
{
    int text = 0;

    *q = (struct bench_query){0};
    if (sscanf(line, "%31[^\t]\t%u\t%n", q->class, &q->number, &text) < 2 || text == 0)
        return false;
    q->text = strdup(line + text);
    if (!q->text)
        return false;
    q->text[strcspn(q->text, "\n")] = '\0';
    return true;
}

struct bench_queries bench_read(const char *path)
{
    struct bench_queries queries = {NULL, 0};
    FILE *file = fopen(path, "r");
    char *line = NULL;
    size_t capacity = 0;

    if (!file)
        bench_die(path, "can't be read");
    while (getline(&line, &capacity, file) > 0) {
        queries.v = realloc(queries.v, (queries.n + 1) * sizeof *queries.v);
        if (!queries.v || !parse(line, &queries.v[queries.n++]))
            bench_die(path, line);
    }
    free(line);
    fclose(file);
    return queries;
}

void bench_finish(struct bench_queries *queries)
{
    for (size_t i = 0; i < queries->n; i++)
        free(queries->v[i].text);
    free(queries->v);
}

void bench_hit(struct bench_answer *answer, int64_t document, double score)
{
    if (answer->hit_count == sizeof answer->hits / sizeof *answer->hits)
        return;
    answer->hits[answer->hit_count].document = document;
    answer->hits[answer->hit_count++].score = score;
}

static int by_value(const void *a, const void *b)
{
    const double *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

static void print_resident(void)
{
    FILE *status = fopen("/proc/self/status", "r");
    unsigned long now = 0, most = 0;
    char line[128];

    while (status && fgets(line, sizeof line, status)) {
        (void)sscanf(line, "VmRSS: %lu", &now);
        (void)sscanf(line, "VmHWM: %lu", &most);
    }
    if (status)
        fclose(status);
    printf("resident\t%lu\t%lu\n", now, most);
}

/* One round: what query i found into answers[i], its microseconds into times[i * stride]. */
static void ask_all(const struct bench_queries *queries, bench_ask *ask, void *engine,
                    struct bench_answer *answers, double *times, size_t stride)
{
    for (size_t i = 0; i < queries->n; i++) {
        double start;

        answers[i] = (struct bench_answer){0};
        start = bench_now();
        ask(engine, &queries->v[i], &answers[i]);
        times[i * stride] = bench_now() - start;
    }
}

static void print(const struct bench_query *q, double microseconds,
                  const struct bench_answer *answer)
{
    printf("%s\t%u\t%.3f\t%zu%s\t", q->class, q->number, microseconds, answer->total,
           answer->at_least ? "+" : "");
    for (size_t i = 0; i < answer->hit_count; i++)
        printf("%" PRId64 ":%.4f ", answer->hits[i].document, answer->hits[i].score);
    putchar('\n');
}

void bench_measure(const struct bench_queries *queries, struct bench_rounds rounds, bench_ask *ask,
                   void *engine)
{
    size_t count = (size_t)rounds.count;
    double *times = calloc(queries->n * count, sizeof *times);
    struct bench_answer *answers = calloc(queries->n, sizeof *answers);
    double end = bench_now() + rounds.warm * 1e6;

    if (!times || !answers)
        bench_die("memory", "none left");
    while (bench_now() < end)
        ask_all(queries, ask, engine, answers, times, count);
    for (size_t i = 0; i < count; i++)
        ask_all(queries, ask, engine, answers, times + i, count);
    for (size_t i = 0; i < queries->n; i++) {
        qsort(times + i * count, count, sizeof *times, by_value);
        print(&queries->v[i], times[i * count + count / 2], &answers[i]);
    }
    print_resident();
    free(times);
    free(answers);
}
