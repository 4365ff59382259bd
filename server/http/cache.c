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
    unsigned long generation; /* in which the answer was last known to be good */
    uint64_t hash;
    size_t size;
    char key[];
};

struct cache {
    pthread_mutex_t lock;
    struct entry **buckets;
    size_t bucket_count; /* a power of two */
    struct entry *newest, *oldest;
    size_t max_bytes, bytes, entries;
    unsigned long generation; /* how often the database changed */
    struct making *makings;
    unsigned long claims; /* so far */
    pthread_cond_t made;  /* a making ended */
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
    if (!cache->buckets) {
        free(cache);
        return NULL;
    }
    pthread_mutex_init(&cache->lock, NULL); /* these two can't fail with glibc */
    pthread_cond_init(&cache->made, NULL);
    return cache;
}

static uint64_t hash_of(const char *key)
{
    return hash_bytes(HASH_START, key, strlen(key));
}

static struct entry *entry_create(const struct making *making, struct answer *answer)
{
    size_t key_size = strlen(making->key) + 1;
    struct entry *entry = calloc(1, sizeof *entry + key_size);

    if (!entry)
        return NULL;
    memcpy(entry->key, making->key, key_size);
    entry->hash = making->hash;
    entry->generation = making->generation;
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
    cache->entries--;
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
    cache->bytes = cache->entries = 0;
    memset(cache->buckets, 0, cache->bucket_count * sizeof(struct entry *));
}

void cache_destroy(struct cache *cache)
{
    if (!cache)
        return;
    remove_all(cache);
    assert(!cache->makings);
    pthread_cond_destroy(&cache->made);
    pthread_mutex_destroy(&cache->lock);
    free(cache->buckets);
    free(cache);
}

struct cache_usage cache_usage(struct cache *cache)
{
    struct cache_usage usage;

    pthread_mutex_lock(&cache->lock);
    usage = (struct cache_usage){cache->entries, cache->bytes, cache->max_bytes};
    pthread_mutex_unlock(&cache->lock);
    return usage;
}

static struct entry *find(struct cache *cache, uint64_t hash, const char *key)
{
    struct entry *entry = *bucket_of(cache, hash);

    while (entry && (entry->hash != hash || strcmp(entry->key, key) != 0))
        entry = entry->next;
    return entry;
}

struct cache_hit cache_get(struct cache *cache, const char *key)
{
    uint64_t hash = hash_of(key);
    struct cache_hit hit = {0};
    struct entry *entry;

    pthread_mutex_lock(&cache->lock);
    hit.generation = cache->generation;
    entry = find(cache, hash, key);
    if (entry) {
        hit.answer = answer_retain(entry->answer);
        hit.good = entry->generation == cache->generation;
        unlink_from_order(cache, entry);
        make_newest(cache, entry);
    }
    pthread_mutex_unlock(&cache->lock);
    return hit;
}

void cache_confirm(struct cache *cache, const char *key, const struct cache_hit *hit)
{
    struct entry *entry;

    pthread_mutex_lock(&cache->lock);
    entry = find(cache, hash_of(key), key);
    if (entry && entry->answer == hit->answer && entry->generation < hit->generation)
        entry->generation = hit->generation;
    pthread_mutex_unlock(&cache->lock);
}

/* ---- one making at a time ---- */

static const struct making *find_making(const struct cache *cache, const struct making *wanted)
{
    const struct making *m = cache->makings;

    while (m && (m->hash != wanted->hash || m->generation != cache->generation ||
                 strcmp(m->key, wanted->key) != 0))
        m = m->next;
    return m;
}

static bool goes_on(const struct cache *cache, unsigned long claim)
{
    const struct making *m = cache->makings;

    while (m && m->claim != claim)
        m = m->next;
    return m != NULL;
}

/* What is kept since the state that making is to be of. */
static struct answer *find_since(struct cache *cache, const struct making *making)
{
    struct entry *entry = find(cache, making->hash, making->key);

    return entry && entry->generation >= making->generation ? answer_retain(entry->answer) : NULL;
}

/* Waits for the making of that claim. Only for that one: where it fails, the next may already be
 * under way, and nobody is to wait for one after the other. */
static void await(struct cache *cache, unsigned long claim)
{
    while (goes_on(cache, claim))
        pthread_cond_wait(&cache->made, &cache->lock);
}

struct answer *cache_claim(struct cache *cache, const char *key, struct making *making)
{
    const struct making *other;
    struct answer *answer;

    *making = (struct making){.key = key, .hash = hash_of(key)};
    pthread_mutex_lock(&cache->lock);
    making->generation = cache->generation;
    other = cache->max_bytes ? find_making(cache, making) : NULL;
    if (other)
        await(cache, other->claim);
    answer = find_since(cache, making);
    if (!answer && !other) {
        making->claim = ++cache->claims;
        making->next = cache->makings;
        cache->makings = making;
    }
    pthread_mutex_unlock(&cache->lock);
    return answer;
}

static void end_claim(struct cache *cache, struct making *making)
{
    struct making **at = &cache->makings;

    while (*at && *at != making)
        at = &(*at)->next;
    if (!*at)
        return;
    *at = making->next;
    pthread_cond_broadcast(&cache->made);
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
    cache->entries++;
}

void cache_made(struct cache *cache, struct making *making, struct answer *answer)
{
    struct entry *entry = answer ? entry_create(making, answer) : NULL;
    bool fits = entry && entry->size <= cache->max_bytes / 4;

    pthread_mutex_lock(&cache->lock);
    if (fits)
        insert(cache, entry);
    end_claim(cache, making);
    pthread_mutex_unlock(&cache->lock);
    if (entry && !fits)
        entry_destroy(entry);
}

void cache_changed(struct cache *cache)
{
    pthread_mutex_lock(&cache->lock);
    cache->generation++;
    pthread_mutex_unlock(&cache->lock);
}
