/* The inputs of a form: blocks of a view, each named by its block_id, that hold one text each. A
 * select's text is the value of its option, a person's the user id, a day's "2026-11-20", and of
 * checkboxes the values of those that are ticked, with spaces between. */
#ifndef HANDLERS_KIT_INPUTS_H
#define HANDLERS_KIT_INPUTS_H

#include "handlers/kit/handler.h"

/* Lets text, in the stored form, stand in the input called name from the beginning, in place of
 * what may stand there. One that would be cut is left out, and the input's hint says so: a text
 * must not come back without its end. */
void input_fill(struct json *view, const char *name, const char *text);

/* What stands in it, in the stored form: as the person left it, or as it was shown where view bears
 * nothing of that. NULL when there is no such input; "" when it is empty. */
const char *input_text(struct context *cx, const struct json *view, const char *name);

/* Has Slack tell of each change in an input of view when it is made. */
void inputs_listen(struct json *view);

/* The name of the input that stands at this place among the blocks of view; NULL for other blocks
 * and behind the last. */
const char *input_at(const struct json *view, size_t place);

#endif
