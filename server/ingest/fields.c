/* The fields that a document may have (schema/episode.schema.json): those that are read, and those
 * of the analysis, which are passed over. What stands inside the latter is nobody's concern. */
#include <string.h>

#include "config.h"
#include "formats.h"

enum { FIELDS_MOST = 24 };

static const struct {
    const char *list; /* whose objects have them; NULL: any other */
    const char *names[FIELDS_MOST];
} known[] = {
    {"",
     {"format",
      "version",
      "id",
      "title",
      "show",
      "published",
      "link",
      "language",
      "primary_topic",
      "overview",
      "takeaways",
      "chapters",
      "quotes",
      "actionable_advice",
      "about",
      "people",
      "companies",
      "books",
      "guests",
      "content_warnings",
      "speakers",
      "turns",
      "corrections"}},
    {"takeaways", {"n", "text", "line", "evidence"}},
    {"chapters", {"n", "number", "title", "summary", "line", "places"}},
    {"quotes",
     {"n", "chapter", "text", "attributed_to", "speaker", "line", "verdict", "similarity",
      "attribution", "places", "diff", "corrected"}},
    {"books", {"title", "authors", "line"}},
    {"turns", {"n", "label", "line", "speaker", "paragraphs"}},
    {"paragraphs", {"n", "line", "column", "text", "parts"}},
    {"corrections",
     {"n", "type", "name", "other", "role", "kind", "quote", "paragraph", "start", "end", "text",
      "digest", "orphaned"}},
    {NULL, {"text", "line"}},
};

static const char *const *names_of(const char *list)
{
    size_t i = 0;

    while (known[i].list && strcmp(known[i].list, list) != 0)
        i++;
    return known[i].names;
}

bool field_is_known(const char *list, const char *name)
{
    const char *const *names = names_of(list);

    for (size_t i = 0; i < FIELDS_MOST && names[i]; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

const char *field_nearest(const char *list, const char *name)
{
    const char *const *names = names_of(list);
    size_t count = 0;

    while (count < FIELDS_MOST && names[count])
        count++;
    return config_nearest(names, count, name);
}
