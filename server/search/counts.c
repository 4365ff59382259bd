/* How many of the matches each speaker and each episode has. */
#include <string.h>

#include "hits.h"
#include "index/arrays.h"

enum { COUNTS = 100, SPEAKERS = 65536 };

/* Some matches, of an episode or of a speaker of it. */
struct tally {
    int64_t episode, first; /* its key, and its first document, by which it stands in order */
    unsigned speaker;
    size_t count;
};

struct tallies {
    struct tally *v;
    size_t n, capacity;
};

struct counter {
    struct index *index;
    struct arena *arena;
    const struct document_list *matches;
    struct tallies episodes, speakers;
    size_t *by_speaker; /* matches in the episode at hand */
    struct failure *failure;
};

static bool add(struct counter *c, struct tallies *t, const struct tally *tally)
{
    struct tally *grown = arena_grow(c->arena, t->v, t->n, &t->capacity, sizeof *grown);

    if (!grown)
        return false;
    t->v = grown;
    t->v[t->n++] = *tally;
    return true;
}

/* The speakers of the matches from number from to before number to, all of one episode. */
static bool tally_speakers(struct counter *c, const struct tally *episode, const uint8_t *speakers,
                           size_t from, size_t to)
{
    unsigned most = 0;
    bool done = true;

    for (size_t i = from; i < to; i++) {
        const uint8_t *at = speakers + 2 * (c->matches->v[i] - episode->first);
        unsigned speaker = at[0] | (unsigned)at[1] << 8;

        c->by_speaker[speaker]++;
        most = speaker > most ? speaker : most;
    }
    for (unsigned n = 0; n <= most; n++) {
        struct tally tally = {episode->episode, episode->first, n, c->by_speaker[n]};

        if (n > 0 && tally.count > 0)
            done = done && add(c, &c->speakers, &tally);
        c->by_speaker[n] = 0;
    }
    return done;
}

/* The episode of match number from; *to gets the number of the first one behind it. */
static enum err tally_episode(struct counter *c, size_t from, size_t *to)
{
    int64_t document = c->matches->v[from], last;
    bool page = document >= PAGE_DOCUMENT, row;
    struct db_stmt *s =
        db_statement(c->index->db, page ? SQL_SEARCH_PAGE_AROUND : SQL_SEARCH_AROUND);
    const uint8_t *speakers;
    struct tally tally = {0};
    enum err failed;
    int64_t before; /* speakers that stand before those of these documents */
    size_t len;

    db_bind_int(s, 1, document);
    failed = db_step(s, &row, c->failure);
    if (failed)
        return failed;
    if (row) {
        tally = (struct tally){db_column_int(s, 2), db_column_int(s, 0), 0, 0};
        last = tally.first + db_column_int(s, 1) - 1;
        speakers = db_column_blob(s, 3, &len);
        before = db_column_int(s, 4);
    }
    if (!row || document > last || (int64_t)len / 2 < before + last - tally.first + 1)
        return index_damaged(c->failure);
    for (*to = from; *to < c->matches->n && c->matches->v[*to] <= last; ++*to)
        tally.count++;
    if (!add(c, &c->episodes, &tally) ||
        !tally_speakers(c, &tally, speakers + 2 * before, from, *to))
        failed = fail_memory(c->failure);
    db_reset(s);
    return failed;
}

static int by_owner(const void *a, const void *b)
{
    const struct tally *x = a, *y = b;

    if (x->episode != y->episode)
        return x->episode < y->episode ? -1 : 1;
    if (x->speaker != y->speaker)
        return x->speaker < y->speaker ? -1 : 1;
    return (x->first > y->first) - (x->first < y->first);
}

static bool have_one_owner(const struct tally *x, const struct tally *y)
{
    return x->episode == y->episode && x->speaker == y->speaker;
}

/* Those of a transcript and of the rest of its page together. */
static void join(struct tallies *t)
{
    size_t n = 0;

    array_sort(t->v, t->n, sizeof *t->v, by_owner);
    for (size_t i = 0; i < t->n; i++)
        if (n > 0 && have_one_owner(&t->v[n - 1], &t->v[i]))
            t->v[n - 1].count += t->v[i].count;
        else
            t->v[n++] = t->v[i];
    t->n = n;
}

static int by_count(const void *a, const void *b)
{
    const struct tally *x = a, *y = b;

    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    if (x->first != y->first)
        return x->first < y->first ? -1 : 1;
    return (x->speaker > y->speaker) - (x->speaker < y->speaker);
}

static enum err name(struct counter *c, const struct tally *tally, struct search_count *out)
{
    struct db_stmt *s =
        db_statement(c->index->db, tally->speaker ? SQL_SEARCH_SPEAKER : SQL_SEARCH_EPISODE);
    enum err failed;
    bool row;

    db_bind_int(s, 1, tally->episode);
    if (tally->speaker)
        db_bind_int(s, 2, tally->speaker);
    failed = db_step(s, &row, c->failure);
    if (failed)
        return failed;
    out->count = tally->count;
    if (!row || !hits_copy(c->arena, s, 0, &out->id) || !hits_copy(c->arena, s, 1, &out->name) ||
        (tally->speaker && !hits_copy(c->arena, s, 2, &out->episode)))
        failed = row ? fail_memory(c->failure) : index_damaged(c->failure);
    db_reset(s);
    return failed;
}

static enum err name_all(struct counter *c, struct tallies *t, struct search_counts *out)
{
    enum err failed = OK;

    array_sort(t->v, t->n, sizeof *t->v, by_count);
    out->n = t->n < COUNTS ? t->n : COUNTS;
    out->v = arena_array(c->arena, out->n, sizeof *out->v);
    if (!out->v)
        return fail_memory(c->failure);
    for (size_t i = 0; i < out->n && !failed; i++)
        failed = name(c, &t->v[i], &out->v[i]);
    return failed;
}

enum err counts_make(struct index *x, struct arena *a, const struct search_request *request,
                     const struct document_list *matches, struct search_result *out,
                     struct failure *f)
{
    struct counter c = {.index = x,
                        .arena = a,
                        .matches = matches,
                        .by_speaker = arena_array(a, SPEAKERS, sizeof(size_t)),
                        .failure = f};
    enum err failed = c.by_speaker ? OK : fail_memory(c.failure);

    for (size_t i = 0; i < matches->n && !failed;)
        failed = tally_episode(&c, i, &i);
    join(&c.episodes);
    join(&c.speakers);
    if (!failed && request->count_speakers)
        failed = name_all(&c, &c.speakers, &out->speakers);
    if (!failed && request->count_episodes)
        failed = name_all(&c, &c.episodes, &out->episodes);
    return failed;
}
