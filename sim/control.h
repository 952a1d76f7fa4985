/* The control API, by which the page and the tests play the people of the workspace, arm faults and
 * look at what happened. docs/local-slack.md describes it. */
#ifndef SIM_CONTROL_H
#define SIM_CONTROL_H

#include "sim/http.h"
#include "sim/workspace.h"

/* Answers a request for /_control/…. */
void control_answer(struct sim *sim, struct exchange *exchange);

/* ---- For the modules that answer one of its routes */

/* Answers {"ok":true}, or what control_refuse does where there is an error. */
void control_done(struct exchange *exchange, const char *error);

/* Answers {"ok":false,"error":…} with status 400. */
void control_refuse(struct exchange *exchange, const char *error);

/* The channel that a request means: an id, a name, or a person's direct messages with the app,
 * written as the name of the app's bot (then user is needed) or of the person. NULL for nothing. */
struct channel *control_channel(struct sim *sim, const struct json *body, const char *any,
                                struct user *user);

/* The app that a request means by "app" (an id or a name), else the first one; NULL for none. */
struct app *control_app(const struct sim *sim, const struct json *body);

/* The person and the channel of a request, by "user" and "channel"; NULL, or the error. */
const char *control_find(struct sim *sim, const struct json *body, struct user **ret_user,
                         struct channel **ret_channel);

/* NULL when the person may write there, after joining a public channel for it; else the error. */
const char *control_enter(struct sim *sim, struct channel *channel, struct user *user);

#endif
