/* The few things that all our JSON shares. NULL stands for out of memory throughout, and is
 * passed on: a json_pack with a NULL "o" gives NULL itself, so only json_write's result
 * needs a check. */
#ifndef EPISODED_API_JSON_H
#define EPISODED_API_JSON_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "arena.h"
#include "episode.h"

/* Adds item to *list and takes it over; if either is NULL, *list is given up and becomes
 * NULL. */
void json_list_add(json_t **list, json_t *item);

/* The same for a member of *object. */
void json_member_add(json_t **object, const char *key, json_t *value);

/* Adds the members of more to *object and releases it; either may be NULL, as above. */
void json_members_add(json_t **object, json_t *more);

/* The texts of items as an array of strings. */
json_t *json_texts(const struct item_list *items);

/* A score or share with the four decimals that answers carry: writing, reading and writing
 * it again gives the same text. */
double json_rounded(double x);

/* Code points in the first bytes bytes of text: a position as clients know it. */
int json_position(const char *text, size_t bytes);

/* json as text that ends in LF, indented by two blanks if pretty; *len (may be NULL) is its
 * length. Releases json. In the arena. */
const char *json_write(struct arena *a, json_t *json, bool pretty, size_t *len);

#endif
