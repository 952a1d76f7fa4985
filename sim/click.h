/* A click on a button, or a choice in another element, outside of a submission
 * (docs.slack.dev/reference/interaction-payloads/block_actions-payload). */
#ifndef SIM_CLICK_H
#define SIM_CLICK_H

#include "sim/http.h"
#include "sim/messages.h"
#include "sim/views.h"

/* Both take the control request's body: action_id, block_id?, and what was chosen; and answer the
 * exchange. */
void click_in_message(struct sim *sim, struct exchange *exchange, struct user *user,
                      const struct message *message, const struct json *body);
void click_in_view(struct sim *sim, struct exchange *exchange, struct view *view,
                   const struct json *body);

#endif
