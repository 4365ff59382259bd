#include "held.h"

#include <stdlib.h>

enum { FIRST_SIZE = 256 };

typedef bool keep_fn(const void *context, const struct held *h);

/* The table is half full at most, and a quarter at least. */
static size_t cost_of(const struct held *h)
{
    return 4 * sizeof *h + (h->container ? h->container->size : 0);
}

static uint64_t hash(uint64_t key)
{
    return key * UINT64_C(0x9E3779B97F4A7C15) >> 20;
}

/* Neighbouring chunks of a term stand side by side, as they are asked for. */
static size_t place_for(uint64_t key, size_t size)
{
    uint64_t beside = key >> 32 & 7;

    return (size_t)(hash(key ^ beside << 32) * 8 + beside) & (size - 1);
}

static struct held *place_of(struct held *v, size_t size, uint64_t key)
{
    size_t i = place_for(key, size);

    while (v[i].is_used && v[i].key != key)
        i = (i + 1) & (size - 1);
    return &v[i];
}

void held_finish(struct held_table *t)
{
    for (size_t i = 0; i < t->size; i++)
        container_destroy(t->v[i].container);
    free(t->v);
    *t = (struct held_table){0};
}

/* Makes a table of that size with what keep wants of this one; NULL: all. */
static bool rebuild(struct held_table *t, size_t size, keep_fn *keep, const void *context)
{
    struct held_table made = {calloc(size, sizeof *made.v), 0, size, 0, t->turns};

    if (!made.v)
        return false;
    for (size_t i = 0; i < t->size; i++) {
        struct held *h = &t->v[i];

        if (!h->is_used)
            continue;
        if (keep && !keep(context, h)) {
            container_destroy(h->container);
            continue;
        }
        *place_of(made.v, size, h->key) = *h;
        made.n++;
        made.bytes += cost_of(h);
    }
    free(t->v);
    *t = made;
    return true;
}

struct held *held_find(struct held_table *t, uint64_t key, bool *fresh)
{
    struct held *h;

    if (t->n * 2 >= t->size && !rebuild(t, t->size ? t->size * 2 : FIRST_SIZE, NULL, NULL))
        return NULL;
    h = place_of(t->v, t->size, key);
    *fresh = !h->is_used;
    h->asked = (uint8_t)(h->asked < 255 ? h->asked + 1 : 255);
    return h;
}

void held_keep(struct held_table *t, struct held *h, uint64_t key, uint32_t chunk)
{
    h->is_used = true;
    h->asked = 1;
    h->key = key;
    h->chunk = chunk;
    t->n++;
    t->bytes += cost_of(h);
}

void held_sift(struct held_table *t, keep_fn *keep, const void *context)
{
    if (t->size > 0 && !rebuild(t, t->size, keep, context))
        held_finish(t);
}

void held_unweigh(struct held_table *t)
{
    for (size_t i = 0; i < t->size; i++)
        if (t->v[i].container)
            container_unweigh(t->v[i].container);
}

struct lot {
    unsigned least; /* what was asked for as often is kept whatever it draws */
    uint64_t turn;
};

static bool is_spared(const void *drawn, const struct held *h)
{
    const struct lot *lot = drawn;

    return h->asked >= lot->least || hash(h->key ^ hash(lot->turn)) >> 43 & 1;
}

static void fit_table(struct held_table *t)
{
    size_t size = FIRST_SIZE;

    while (size < 4 * t->n)
        size *= 2;
    if (size < t->size)
        (void)rebuild(t, size, NULL, NULL); /* else it stays larger than it need be */
}

void held_shrink(struct held_table *t, size_t most)
{
    for (unsigned least = 1; t->bytes > most; least += least <= UINT8_MAX ? least : 0) {
        const struct lot lot = {least, ++t->turns};
        held_sift(t, is_spared, &lot);
    }
    for (size_t i = 0; i < t->size; i++)
        t->v[i].asked /= 2;
    fit_table(t);
}
