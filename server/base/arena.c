#include "arena.h"

#include <sanitizer/asan_interface.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Under AddressSanitizer what was not handed out is poisoned, so that it sees a read behind
 * the end of an item; elsewhere its macros are nothing. */

/* The first block is small, since most requests need little; each further one doubles, up to
 * this, or is as large as what is asked for. */
enum { FIRST_BLOCK = 16 * 1024, LARGEST_BLOCK = 1024 * 1024 };

struct block {
    struct block *next; /* the one filled before */
    size_t size, used;
    alignas(max_align_t) unsigned char bytes[];
};

struct arena {
    struct block *block; /* the one being filled */
};

static struct block *block_create(size_t size, struct block *next)
{
    struct block *b;

    if (size > SIZE_MAX - sizeof *b)
        return NULL;
    b = malloc(sizeof *b + size);
    if (!b)
        return NULL;
    b->next = next;
    b->size = size;
    b->used = 0;
    ASAN_POISON_MEMORY_REGION(b->bytes, size);
    return b;
}

struct arena *arena_create(void)
{
    struct arena *a = malloc(sizeof *a);

    if (!a)
        return NULL;
    a->block = block_create(FIRST_BLOCK, NULL);
    if (!a->block) {
        free(a);
        return NULL;
    }
    return a;
}

/* Keeps the newest block that is not out of the ordinary: it is the largest of those. The first
 * one never is, so there is one to keep. */
void arena_reset(struct arena *a)
{
    struct block *kept = a->block;

    while (kept->size > LARGEST_BLOCK)
        kept = kept->next;
    for (struct block *b = a->block, *next; b; b = next) {
        next = b->next;
        if (b != kept)
            free(b);
    }
    kept->next = NULL;
    kept->used = 0;
    ASAN_POISON_MEMORY_REGION(kept->bytes, kept->size);
    a->block = kept;
}

void arena_destroy(struct arena *a)
{
    if (!a)
        return;
    arena_reset(a);
    free(a->block);
    free(a);
}

static struct block *block_for(struct arena *a, size_t size)
{
    struct block *b = a->block;
    size_t wanted;

    if (size <= b->size - b->used)
        return b;
    wanted = b->size < LARGEST_BLOCK ? b->size * 2 : LARGEST_BLOCK;
    if (wanted < size)
        wanted = size;
    b = block_create(wanted, a->block);
    if (b)
        a->block = b;
    return b;
}

void *arena_alloc(struct arena *a, size_t size)
{
    const size_t align = alignof(max_align_t);
    size_t room = (size + align - 1) / align * align;
    struct block *b;
    void *p;

    if (size > SIZE_MAX - align)
        return NULL;
    b = block_for(a, room);
    if (!b)
        return NULL;
    p = b->bytes + b->used;
    b->used += room;
    ASAN_UNPOISON_MEMORY_REGION(p, size);
    return memset(p, 0, size);
}

void *arena_array(struct arena *a, size_t count, size_t item_size)
{
    if (item_size && count > SIZE_MAX / item_size)
        return NULL;
    return arena_alloc(a, count * item_size);
}

char *arena_strndup(struct arena *a, const char *s, size_t len)
{
    char *copy;

    if (!s)
        return NULL;
    copy = arena_alloc(a, len + 1);
    if (!copy)
        return NULL;
    memcpy(copy, s, len);
    return copy;
}

char *arena_strdup(struct arena *a, const char *s)
{
    return s ? arena_strndup(a, s, strlen(s)) : NULL;
}

char *arena_printf(struct arena *a, const char *format, ...)
{
    va_list args;
    int len;
    char *s;

    va_start(args, format);
    len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (len < 0)
        return NULL;
    s = arena_alloc(a, (size_t)len + 1);
    if (!s)
        return NULL;
    va_start(args, format);
    vsnprintf(s, (size_t)len + 1, format, args);
    va_end(args);
    return s;
}

void *arena_grow(struct arena *a, void *items, size_t count, size_t *capacity, size_t item_size)
{
    size_t larger = *capacity ? *capacity * 2 : 8;
    void *grown;

    if (count < *capacity)
        return items;
    grown = arena_array(a, larger, item_size);
    if (!grown)
        return NULL;
    if (count)
        memcpy(grown, items, count * item_size);
    *capacity = larger;
    return grown;
}
