/* What happens in the workspace, told to the apps that subscribed to it and may see it
 * (docs.slack.dev/apis/events-api). Each function takes the inner event over. */
#ifndef SIM_EVENTS_H
#define SIM_EVENTS_H

#include "sim/workspace.h"

/* An event of type "message": for apps that are members of the channel. Adds channel, channel_type
 * and event_ts. */
void events_message(struct sim *sim, const struct channel *channel, struct json *owned);

/* An event about a channel: for members, and for everyone when it is public and to_all is set. */
void events_channel(struct sim *sim, const struct channel *channel, bool to_all,
                    struct json *owned);

/* An event for one app. Like all: only when it subscribed to the event's type. */
void events_app(struct sim *sim, struct app *app, struct json *owned);

/* A new inner event with its type and event_ts, to be filled. */
struct json *event_new(struct sim *sim, const char *type);

#endif
