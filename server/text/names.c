#include <string.h>

#include "episode.h"

const char *const part_kind_names[PART_KINDS] = {"content", "ad", "promo"};
const char *const role_names[ROLES] = {"host", "guest", "sponsor", "clip", "other"};
const char *const spelling_place_names[SPELLING_PLACES] = {"label",  "guests", "people",
                                                           "quotes", "page",   "speech"};
const char *const verdict_names[4] = {"exact", "near", "condensed", "not_found"};
const char *const attribution_names[3] = {"unknown", "same", "differs"};
const char *const diff_op_names[3] = {"same", "dropped", "added"};
const char *const correction_type_names[CORRECTION_TYPES] = {"merge", "split", "role", "kind",
                                                             "quote"};

int name_index(const char *const *names, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return (int)i;
    return -1;
}

unsigned speaker_number(const struct speaker_list *speakers, const char *id)
{
    for (size_t i = 0; i < speakers->n; i++)
        if (strcmp(speakers->v[i].id, id) == 0)
            return (unsigned)i + 1;
    return 0;
}

bool role_is_heard(enum role role, enum part_kind kind)
{
    return (role == ROLE_SPONSOR) == (kind == PART_AD);
}

unsigned part_speaker(const struct episode *e, const struct paragraph *p, enum part_kind kind)
{
    unsigned n = p->turn ? e->turns.v[p->turn - 1].speaker : 0;

    return n && role_is_heard(e->speakers.v[n - 1].role, kind) ? n : 0;
}

unsigned place_speaker(const struct episode *e, const struct place *place)
{
    const struct paragraph *p = &e->paragraphs.v[place->paragraph - 1];
    enum part_kind kind = PART_CONTENT;
    size_t longest = 0;

    for (size_t i = 0; i < p->part_count; i++) {
        const struct part *part = &p->parts[i];
        size_t start = part->start > place->start ? part->start : place->start;
        size_t end = part->end < place->end ? part->end : place->end;
        if (end > start && end - start > longest) {
            longest = end - start;
            kind = part->kind;
        }
    }
    return part_speaker(e, p, kind);
}
