#include "speakers.h"

#include <string.h>

#include "answer.h"
#include "handlers.h"
#include "json.h"
#include "params.h"
#include "pieces.h"
#include "store.h"
#include "token.h"
#include "urls.h"

/* The speaker one of whose spellings has this key. */
static enum err find_spelling(struct request *rq, const struct episode *e, const char *key,
                              unsigned *speaker)
{
    for (size_t i = 0; i < e->speakers.n; i++) {
        const struct speaker *s = &e->speakers.v[i];
        for (size_t k = 0; k < s->spelling_count; k++) {
            const char *its = name_key(rq->arena, s->spellings[k].text);
            if (!its)
                return fail(&rq->failure, ERR_MEMORY, "out of memory");
            if (strcmp(its, key) == 0) {
                *speaker = (unsigned)i + 1;
                return OK;
            }
        }
    }
    return OK;
}

enum err speaker_find(struct request *rq, const struct episode *e, const char *name,
                      unsigned *speaker)
{
    const char *key;

    *speaker = speaker_number(&e->speakers, name);
    if (*speaker)
        return OK;
    key = name_key(rq->arena, name);
    if (!key)
        return fail(&rq->failure, ERR_MEMORY, "out of memory");
    *speaker = speaker_number(&e->speakers, key);
    return *speaker ? OK : find_spelling(rq, e, key, speaker);
}

enum err speaker_param(struct request *rq, const struct episode *e, unsigned *speaker)
{
    const char *name = param_text(rq, "speaker");
    enum err err;

    *speaker = 0;
    if (!name)
        return OK;
    err = speaker_find(rq, e, name, speaker);
    if (err == OK && !*speaker)
        return param_refuse(rq, "speaker",
                            arena_printf(rq->arena, "the id of a speaker in %s",
                                         url_of_episode(rq->arena, e->meta.id, "/speakers")));
    return err;
}

static json_t *speaker_json(struct request *rq, const struct episode *e, unsigned n)
{
    const struct speaker *s = &e->speakers.v[n - 1];

    json_t *out =
        json_pack("{s:s, s:s, s:s, s:s, s:s?, s:o, s:o, s:i, s:i, s:f}", "id", s->id, "self",
                  url_of_episode(rq->arena, rq->id, "/speakers/%s", s->id), "name", s->name, "role",
                  role_names[s->role], "role_reason", s->role_reason, "spellings",
                  piece_spellings(s), "doubts", piece_doubts(e, s), "turns", (int)s->turns, "words",
                  (int)s->words, "share", piece_share(e, s));

    return piece_with_corrected(out, s->corrected);
}

/* Behind which speaker the page begins: 0 for the first page. */
static enum err read_after(struct request *rq, const struct episode *e, unsigned *after)
{
    const char *id = param_text(rq, "after");

    *after = id ? speaker_number(&e->speakers, id) : 0;
    if (id && !*after)
        return param_refuse(rq, "after", "the id of the last speaker of the page before");
    return OK;
}

enum err speakers_list(struct request *rq, struct response *rs)
{
    struct page page = {0};
    struct episode e;
    size_t limit;
    unsigned n;
    enum err err = answer_episode(rq, rs, STORE_SPEAKERS, &e);

    if (err == OK)
        err = param_limit(rq, DEFAULT_LIMIT, &limit);
    if (err == OK)
        err = read_after(rq, &e, &n);
    if (err != OK)
        return err;
    page.total = e.speakers.n;
    page.items = json_array();
    for (; n < e.speakers.n && limit > 0; limit--)
        json_list_add(&page.items, speaker_json(rq, &e, ++n));
    page.more = n < e.speakers.n;
    page.after = n ? e.speakers.v[n - 1].id : NULL;
    return answer_page(rq, rs, &page);
}

/* To the speaker's own address, for the same reader. */
static enum err redirect(struct request *rq, struct response *rs, const char *id)
{
    const char *url = url_of_episode(rq->arena, rq->id, "/speakers/%s", id);

    if (url && rq->pretty)
        url = arena_printf(rq->arena, "%s?pretty", url);
    return answer_redirect(rq, rs, url);
}

enum err speakers_one(struct request *rq, struct response *rs)
{
    const char *asked = rq->segments[0];
    struct episode e;
    unsigned n;
    enum err err = answer_episode(rq, rs, STORE_SPEAKERS, &e);

    if (err == OK)
        err = speaker_find(rq, &e, asked, &n);
    if (err != OK)
        return err;
    if (!n)
        return fail(&rq->failure, ERR_NOT_FOUND, "no speaker '%.100s' in this episode", asked);
    if (strcmp(e.speakers.v[n - 1].id, asked) != 0)
        return redirect(rq, rs, e.speakers.v[n - 1].id);
    return answer_json(rq, rs, speaker_json(rq, &e, n));
}
