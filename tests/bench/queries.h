/* The queries of bench-search, and the way that each program which answers them is timed and
 * prints what it found: see LuceneSearch.java, which does the same. */
#ifndef EPISODED_BENCH_QUERIES_H
#define EPISODED_BENCH_QUERIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bench_query {
    char class[32];
    unsigned number;
    char *text;
};

struct bench_queries {
    struct bench_query *v;
    size_t n;
};

/* What a query found. */
struct bench_answer {
    size_t total;
    bool at_least; /* there are more than total */
    struct {
        int64_t document;
        double score;
    } hits[10];
    size_t hit_count;
};

/* Answers a query; ends the process where it can't. */
typedef void bench_ask(void *engine, const struct bench_query *query, struct bench_answer *out);

/* How often. A round is every query once. */
struct bench_rounds {
    double warm; /* seconds to go through rounds that don't count */
    int count;   /* of those that do, at least one */
};

/* Prints why and ends the process. */
_Noreturn void bench_die(const char *what, const char *why);

/* Reads a file of scripts/make-queries; ends the process where it can't. */
struct bench_queries bench_read(const char *path);
void bench_finish(struct bench_queries *queries);

/* Microseconds of the steady clock. */
double bench_now(void);

/* "SECONDS COUNT" of the command line. */
struct bench_rounds bench_rounds_of(const char *warm, const char *count);

/* Asks, and prints a line a query: class, number, microseconds (the median of the rounds), total,
 * document:score of each hit; then "resident" and the kB that the process holds now and held at
 * most. */
void bench_measure(const struct bench_queries *queries, struct bench_rounds rounds, bench_ask *ask,
                   void *engine);

/* Adds a hit behind those of answer, if it has room. */
void bench_hit(struct bench_answer *answer, int64_t document, double score);

#endif
