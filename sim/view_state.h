/* What a person entered into the elements of a view or a message, in Slack's shapes
 * (docs.slack.dev/reference/interaction-payloads/view-interactions-payload). */
#ifndef SIM_VIEW_STATE_H
#define SIM_VIEW_STATE_H

#include "sim/views.h"

/* {type, value | selected_…} of an element: from given (a text, an array of texts, or the member as
 * Slack has it; users and channels by id or name), or from its initial value when given is NULL.
 * NULL and *ret_error when the element cannot have that value; NULL alone when the element keeps no
 * state (a button). The caller frees it. */
struct json *element_value(const struct sim *sim, const struct json *element,
                           const struct json *given, const char **ret_error);

/* The state of all blocks: what kept holds, over that what values ({block: {action: given}}) says,
 * else the initial values. Returns {"values": …}; the caller frees it. Errors ({block: text}) gets
 * a text for each input that may not be submitted so; it may be NULL. */
struct json *blocks_state(const struct sim *sim, const struct json *blocks, const struct json *kept,
                          const struct json *values, struct json *errors);

#endif
