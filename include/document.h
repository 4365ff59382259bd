/* An episode as one JSON document: what export and `check --json` print, what
 * /v1/episodes/{id}/document serves and what ingest takes back
 * (schema/episode.schema.json). */
#ifndef EPISODED_DOCUMENT_H
#define EPISODED_DOCUMENT_H

#include "arena.h"
#include "episode.h"

/* The document, indented by two blanks, ending in LF, in the arena; NULL when out of memory.
 * Ingesting and analysing it gives an episode whose document is the same. */
const char *document_of(struct arena *a, const struct episode *e);

#endif
