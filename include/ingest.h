/* Bytes to struct episode. The page format is described in server/ingest/page.c, the
 * document format in schema/episode.schema.json. */
#ifndef EPISODED_INGEST_H
#define EPISODED_INGEST_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"
#include "episode.h"
#include "error.h"

/* Reads a page, or a document where the first character is '{', into *out: all fields but
 * those of the analysis. out->meta.id stays NULL for a page; a document carries its own.
 * Warnings go to out->warnings. ERR_INPUT with line and column for what is neither, ERR_MEMORY.
 * On failure *out is not to be used. */
enum err ingest(struct arena *a, const char *bytes, size_t len, struct episode *out,
                struct failure *f);

/* Whether ingest takes the bytes for a document. */
bool ingest_is_document(const char *bytes, size_t len);

/* Reads a sidecar {"title","show","published","link","language"}, behind a BOM or not, into
 * *meta, keeping what is already set there. ERR_INPUT for anything else, an unknown key included.
 */
enum err ingest_sidecar(struct arena *a, const char *bytes, size_t len, struct episode_meta *meta,
                        struct failure *f);

/* The checks on metadata that every way in shares: published is YYYY-MM-DD or RFC 3339's
 * date-time, link an http or https URL, id a slug (a-z 0-9 and inner '-', at most 100 bytes),
 * language a tag of BCP 47's shape that begins with a code of two or three letters.
 * NULL members are fine. ERR_INPUT names the offender. */
enum err ingest_check_meta(const struct episode_meta *meta, struct failure *f);

#endif
