/* The payloads of envelopes, in the shape of Slack's real ones
 * (docs.slack.dev/reference/interaction-payloads, docs.slack.dev/apis/events-api). */
#ifndef SIM_ENVELOPE_H
#define SIM_ENVELOPE_H

#include "sim/workspace.h"

/* Slack's old proof of origin; of no use in Socket Mode, but always there. */
#define ENVELOPE_TOKEN "local-verification-token"

/* The outer event around an inner one. The caller frees the result. */
struct json *envelope_event(const struct sim *sim, const struct app *app, const char *event_id,
                            struct json *owned_event);

/* What every interaction has; trigger_id may be NULL. The caller frees it. */
struct json *envelope_interaction(const struct sim *sim, const struct app *app,
                                  const struct user *user, const char *type,
                                  const char *trigger_id);

/* {id, name} of a channel, as interactions and commands show it. The caller frees it. */
struct json *envelope_channel(const struct channel *channel);

/* What a channel is called in a payload: its name, "directmessage" or "privategroup". */
const char *envelope_channel_name(const struct channel *channel);

/* Adds member name: path as an address under which app reaches this server. */
void envelope_put_url(const struct sim *sim, const struct app *app, struct json *json,
                      const char *name, const char *path);

#endif
