/* Which of a resource's forms a client wants. */
#ifndef EPISODED_API_ACCEPT_H
#define EPISODED_API_ACCEPT_H

#include <stdbool.h>

#include "api.h"

/* A set of enum api_form: bits 1 << form. */
#define FORM(form) (1u << (form))

/* Content type of each form, with its charset; the bare media type; and how the address ends that
 * has this form alone. */
extern const char *const form_types[], *const form_media_types[], *const form_extensions[];

/* The form that an Accept header (NULL: none) likes best among forms, by q-value, then in the
 * order of enum api_form, which begins with JSON; false if it wants none of them. A header
 * that can't be read counts as none. */
bool accept_choose(const char *accept, unsigned forms, enum api_form *out);

#endif
