#include "cache.h"

#include <assert.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct entry {
    struct entry *next;          /* in its bucket */
    struct entry *newer, *older; /* in order of use */
    struct answer *answer;
    uint64_t hash;
    size_t size;
    char key[];
};

struct cache {
    pthread_mutex_t lock;
    struct entry **buckets;
    size_t bucket_count; /* a power of two */
    struct entry *newest, *oldest;
    size_t max_bytes, bytes;
    unsigned generation;
};

/* One bucket for each 4 KiB: answers are seldom smaller. */
static size_t buckets_for(size_t max_bytes)
{
    size_t count = 16;

    while (count < max_bytes / 4096 && count < 65536)
        count *= 2;
    return count;
}

struct cache *cache_create(size_t max_bytes)
{
    struct cache *cache = calloc(1, sizeof *cache);

    if (!cache)
        return NULL;
    cache->max_bytes = max_bytes;
    cache->bucket_count = buckets_for(max_bytes);
    cache->buckets = calloc(cache->bucket_count, sizeof(struct entry *));
    if (!cache->buckets || pthread_mutex_init(&cache->lock, NULL) != 0) {
        free(cache->buckets);
        free(cache);
        return NULL;
    }
    return cache;
}

static struct entry *entry_create(const char *key, struct answer *answer)
{
    size_t key_size = strlen(key) + 1;
    struct entry *entry = calloc(1, sizeof *entry + key_size);

    if (!entry)
        return NULL;
    memcpy(entry->key, key, key_size);
    entry->hash = hash_bytes(HASH_START, key, key_size - 1);
    entry->size = sizeof *entry + key_size + answer_size(answer);
    entry->answer = answer_retain(answer);
    return entry;
}

static void entry_destroy(struct entry *entry)
{
    answer_release(entry->answer);
    free(entry);
}

static struct entry **bucket_of(struct cache *cache, uint64_t hash)
{
    return &cache->buckets[hash & (cache->bucket_count - 1)];
}

static void unlink_from_order(struct cache *cache, struct entry *entry)
{
    if (entry->newer)
        entry->newer->older = entry->older;
    else
        cache->newest = entry->older;
    if (entry->older)
        entry->older->newer = entry->newer;
    else
        cache->oldest = entry->newer;
}

static void make_newest(struct cache *cache, struct entry *entry)
{
    entry->newer = NULL;
    entry->older = cache->newest;
    if (cache->newest)
        cache->newest->newer = entry;
    else
        cache->oldest = entry;
    cache->newest = entry;
}

static void remove_entry(struct cache *cache, struct entry *entry)
{
    struct entry **at = bucket_of(cache, entry->hash);

    while (*at != entry)
        at = &(*at)->next;
    *at = entry->next;
    unlink_from_order(cache, entry);
    cache->bytes -= entry->size;
    entry_destroy(entry);
}

static void evict(struct cache *cache)
{
    assert(cache->oldest && !cache->oldest->older);
    remove_entry(cache, cache->oldest);
}

static void remove_all(struct cache *cache)
{
    struct entry *older;

    for (struct entry *entry = cache->newest; entry; entry = older) {
        older = entry->older;
        entry_destroy(entry);
    }
    cache->newest = cache->oldest = NULL;
    cache->bytes = 0;
    memset(cache->buckets, 0, cache->bucket_count * sizeof(struct entry *));
}

void cache_destroy(struct cache *cache)
{
    if (!cache)
        return;
    remove_all(cache);
    pthread_mutex_destroy(&cache->lock);
    free(cache->buckets);
    free(cache);
}

static struct entry *find(struct cache *cache, uint64_t hash, const char *key)
{
    struct entry *entry = *bucket_of(cache, hash);

    while (entry && (entry->hash != hash || strcmp(entry->key, key) != 0))
        entry = entry->next;
    return entry;
}

struct answer *cache_get(struct cache *cache, const char *key)
{
    uint64_t hash = hash_bytes(HASH_START, key, strlen(key));
    struct answer *answer = NULL;
    struct entry *entry;

    pthread_mutex_lock(&cache->lock);
    entry = find(cache, hash, key);
    if (entry) {
        answer = answer_retain(entry->answer);
        unlink_from_order(cache, entry);
        make_newest(cache, entry);
    }
    pthread_mutex_unlock(&cache->lock);
    return answer;
}

unsigned cache_generation(struct cache *cache)
{
    unsigned generation;

    pthread_mutex_lock(&cache->lock);
    generation = cache->generation;
    pthread_mutex_unlock(&cache->lock);
    return generation;
}

static void insert(struct cache *cache, struct entry *entry)
{
    struct entry **bucket = bucket_of(cache, entry->hash);
    struct entry *old = find(cache, entry->hash, entry->key);

    if (old)
        remove_entry(cache, old);
    while (cache->bytes + entry->size > cache->max_bytes)
        evict(cache);
    entry->next = *bucket;
    *bucket = entry;
    make_newest(cache, entry);
    cache->bytes += entry->size;
}

void cache_put(struct cache *cache, unsigned generation, const char *key, struct answer *answer)
{
    struct entry *entry = entry_create(key, answer);
    bool kept = false;

    if (!entry)
        return;
    pthread_mutex_lock(&cache->lock);
    if (generation == cache->generation && entry->size <= cache->max_bytes / 4) {
        insert(cache, entry);
        kept = true;
    }
    pthread_mutex_unlock(&cache->lock);
    if (!kept)
        entry_destroy(entry);
}

void cache_drop(struct cache *cache)
{
    pthread_mutex_lock(&cache->lock);
    cache->generation++;
    remove_all(cache);
    pthread_mutex_unlock(&cache->lock);
}
