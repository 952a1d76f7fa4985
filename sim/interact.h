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

/* {user}: opens the app's Home tab. */
void interact_open_home(struct sim *sim, struct exchange *exchange, const struct json *body);

/* ---- Shared with control.c ---- */

/* Answers {"ok":false,"error":…} with a matching status. */
void control_refuse(struct exchange *exchange, const char *error);

/* The channel that a request means: an id, a name, or a person's direct messages with the app,
 * written as the name of the app's bot (then user is needed) or of the person. NULL for nothing. */
struct channel *control_channel(struct sim *sim, const struct json *body, const char *any,
                                struct user *user);

/* The app that a request means by "app" (an id or a name), else the first one; NULL for none. */
struct app *control_app(const struct sim *sim, const struct json *body);

/* NULL when the person may write there, after joining a public channel for it; else the error. */
const char *control_enter(struct sim *sim, struct channel *channel, struct user *user);

#endif
