/* Answers to an interaction: at its response_url, or in the ack of a slash command
 * (docs.slack.dev/interactivity/handling-user-interaction). */
#ifndef SIM_RESPONSE_URL_H
#define SIM_RESPONSE_URL_H

#include "sim/grants.h"
#include "sim/http.h"

/* Answers a POST to /commands/…, /actions/… or /app-actions/…. */
void response_url_answer(struct sim *sim, struct exchange *exchange);

/* Does what the payload says: post, replace or delete. NULL, or an error code. */
const char *response_apply(struct sim *sim, const struct response_url *grant,
                           const struct json *payload);

#endif
