/* What a form remembers of its opening, in the private_metadata that Slack hands back as it is:
 *     {"incident": 12, "user": "U1", "channel": "C1", "thread": "…", "closed": true,
 *      "line": "resolve INC-…", "args": "…", "known": {"fix": "0f3a…", "impact": "+91c0…"}}
 * known has the beginning of a hash of what the store had of each field then; behind a "+" when the
 * form could not show it. */
#ifndef HANDLERS_KIT_FORM_MEMORY_H
#define HANDLERS_KIT_FORM_MEMORY_H

#include "handlers/kit/form.h"

/* The memory of a view, which the caller frees; NULL when it has none. */
struct json *form_memory(const struct json *view);

/* Lets view remember. It is filled in with what is known, and nothing else, when this is called. */
enum result form_remember(struct context *cx, const struct request *rq, const struct form *form,
                          struct json *view) RESULT;

/* What memory has of a text, in the arena. */
enum result form_hash(struct context *cx, const char *text, const char **ret_hash) RESULT;

/* Whether a person left the text alone that was known as this. */
enum result form_left_alone(struct context *cx, const char *known, const char *text,
                            bool *ret_alone) RESULT;

/* Whether what memory has is of the text with this hash, shown or not. */
bool form_is_known(const char *known, const char *hash);

/* The texts in view that its person did not leave alone, by the names of their inputs, as an object
 * that the caller frees. */
enum result form_edits(struct context *cx, const struct json *view, struct json **ret_edits) RESULT;

#endif
