/* Messages that are pinned to their channel: by whom and when, and telling the apps. */
#ifndef SIM_PINS_H
#define SIM_PINS_H

#include "sim/messages.h"

enum { PINS_MAX = 100 };

/* Each returns NULL, or Slack's error code
 * (docs.slack.dev/reference/methods/pins.add, docs.slack.dev/reference/methods/pins.remove). */
const char *pins_add(struct sim *sim, struct message *message, const struct user *user);
const char *pins_remove(struct sim *sim, struct message *message, const struct user *user);

/* The items of pins.list; the caller frees it. */
struct json *pins_json(const struct channel *channel);

/* Adds pinned_to and pinned_info to a message's JSON when the message is pinned. */
void pins_show(const struct message *message, struct json *json);

#endif
