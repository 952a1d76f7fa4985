/* What a person does to an app: slash commands, buttons, modals, shortcuts. Each function takes the
 * body of a control request, sends the envelope, and answers the exchange when it is settled:
 * {"ok":true,"envelope_id":…,"ack_ms":…,"response":…,"error":null|…}. */
#ifndef SIM_INTERACT_H
#define SIM_INTERACT_H

#include "sim/http.h"
#include "sim/workspace.h"

/* {channel, user, command, text} */
void interact_command(struct sim *sim, struct exchange *exchange, const struct json *body);

/* {user, channel, message_ts, action_id, block_id?, value?} and the other kinds; see
 * docs/local-slack.md. */
void interact_any(struct sim *sim, struct exchange *exchange, const struct json *body);

/* {type, payload, accepts_response_payload?}: any envelope, for kinds that nobody here can cause.
 */
void interact_envelope(struct sim *sim, struct exchange *exchange, const struct json *body);

/* {user}: opens the app's Home tab. */
void interact_open_home(struct sim *sim, struct exchange *exchange, const struct json *body);

#endif
