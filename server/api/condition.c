#include "condition.h"

#include <string.h>

/* Whether an entity tag, without W/ and quotes, is one of an answer about the episode as it is. */
static bool is_current(const char *tag, size_t len, const char *revision)
{
    size_t revision_len = revision ? strlen(revision) : 0;

    return revision && len > revision_len && tag[revision_len] == '-' &&
           memcmp(tag, revision, revision_len) == 0;
}

/* What a list of entity tags says of the revision. */
enum match { MATCH_NONE, MATCH_WEAK, MATCH_STRONG, MATCH_UNREADABLE };

static enum match match_list(const char *s, const char *revision)
{
    enum match found = MATCH_NONE;

    for (s += strspn(s, " \t,"); *s; s += strspn(s, " \t,")) {
        bool weak = strncmp(s, "W/", 2) == 0;
        const char *tag = s + (weak ? 3 : 1), *end = tag[-1] == '"' ? strchr(tag, '"') : NULL;
        if (!end)
            return MATCH_UNREADABLE;
        if (is_current(tag, (size_t)(end - tag), revision) && found != MATCH_STRONG)
            found = weak ? MATCH_WEAK : MATCH_STRONG;
        s = end + 1;
    }
    return found;
}

static bool is_any(const char *header)
{
    return strcmp(header, "*") == 0;
}

/* If-Match compares strongly, If-None-Match weakly (RFC 9110, 13.1.1 and 13.1.2). */
bool condition_holds(void *condition, const char *revision)
{
    struct condition *c = condition;
    const struct request *rq = c->rq;
    bool match = true, none = true;

    c->is_there = revision != NULL;
    if (rq->if_match)
        match = is_any(rq->if_match) ? revision != NULL
                                     : match_list(rq->if_match, revision) == MATCH_STRONG;
    if (rq->if_none_match)
        none = is_any(rq->if_none_match) ? revision == NULL
                                         : match_list(rq->if_none_match, revision) == MATCH_NONE;
    return match && none;
}

enum err condition_refuse(const struct condition *c)
{
    struct request *rq = c->rq;

    if (rq->if_match && !c->is_there)
        return fail(&rq->failure, ERR_CONDITION,
                    "there is no episode '%.100s', and If-Match asks for one", rq->id);
    if (rq->if_none_match)
        return fail(&rq->failure, ERR_CONDITION,
                    is_any(rq->if_none_match) ? "there is an episode '%.100s' already"
                                              : "If-None-Match does not hold for episode '%.100s'",
                    rq->id);
    return fail(
        &rq->failure, ERR_CONDITION,
        "If-Match does not name episode '%.100s' as it is now: get it, and see what has changed",
        rq->id);
}
