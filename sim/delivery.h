/* Envelopes on their way: each goes to one socket, has its clock for the ack, and is sent again or
 * given up by Slack's rules (docs.slack.dev/apis/events-api, "Failure conditions"). */
#ifndef SIM_DELIVERY_H
#define SIM_DELIVERY_H

#include "sim/workspace.h"

enum {
    ACK_SIZE_MAX = 20 * 1024, /* an ack frame is shorter than this (slack-go#1196) */
    DELIVERIES_MAX = 20000,   /* on their way; an event beyond is dropped */
    LAPSED_MAX = 200          /* given up, kept for a replay */
};

struct socket;
struct deliveries;

/* How a request to an app ended. */
struct answer {
    const char *envelope_id; /* "" when it was never sent */
    int64_t ack_ms;
    const struct json *payload; /* of the ack, or NULL */
    const char *error;          /* NULL, "operation_timeout" or "dispatch_failed" */
};

/* Called once, from the loop or from inside delivery_request. */
typedef void answer_handler(void *owner, const struct answer *answer);

struct deliveries *deliveries_new(struct sim *sim);
void deliveries_free(struct deliveries *deliveries);
/* Forgets everything on its way; whoever waits for an answer gets "dispatch_failed". */
void deliveries_clear(struct deliveries *deliveries);

/* Sends an event_callback; retried at once, after one minute and after five. */
void delivery_event(struct deliveries *deliveries, struct app *app, const char *event_id,
                    struct json *owned_payload);

/* Sends a slash command or an interaction; not retried. key is its trigger_id or the like. */
void delivery_request(struct deliveries *deliveries, struct app *app, const char *type,
                      bool accepts_payload, const char *key, struct json *owned_payload,
                      answer_handler *handler, void *owner);

/* A client said something on a socket; len counts the whole text. */
void delivery_ack(struct deliveries *deliveries, const struct socket *socket, const char *text,
                  size_t len);

/* A socket had its hello: what is to be replayed goes out. */
void delivery_connected(struct deliveries *deliveries, const struct socket *socket);

/* Envelopes that wait for their ack on this socket. */
size_t delivery_unacked(const struct deliveries *deliveries, const struct socket *socket);

#endif
