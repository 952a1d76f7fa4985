/* Delivers the outbox: lanes in order, within Slack's limits, each call once as far as Slack lets
 * us know. No socket, no clock and no timer of its own: calls go out through a port, time is an
 * input, so that a simulated world can run it.
 *
 * What an answer leads to:
 *   ok                 answered: the handler that waits for it runs
 *   refused            repaired once where that can help (joining the channel, plain text instead
 *                      of blocks, no thread), tried again in a minute where it only came at the
 *                      wrong time, else answered with the error
 *   rate limited       again after Retry-After; others of the same kind wait too
 *   certainly unsent   again, with back-off from 1 to 60 s
 *   in doubt           looked up by the id in its metadata before it is posted again
 *   token refused      everything waits and one call probes every five minutes
 *
 * Slack has no idempotency key (slackapi/slack-api-specs#10), and a thread or history may lag
 * behind a post, so a post in doubt is looked for twice, 20 seconds apart. */
#ifndef BOT_SENDER_H
#define BOT_SENDER_H

#include "base/err.h"
#include "base/random.h"
#include "bot/web_api.h"
#include "store/store.h"

struct sender;

enum { SENDER_FLIGHTS_MAX = 8 }; /* calls under way at once */

#define SENDER_NEVER INT64_MAX

enum sender_event_kind {
    SENDER_DELIVERED,
    SENDER_RETRY,
    SENDER_FAILED,
    SENDER_FOUND,
    SENDER_PAUSED
};

/* Something for the log. */
struct sender_event {
    enum sender_event_kind kind;
    int64_t row;
    const char *method;
    const char *text;  /* what happened; lives until the call returns */
    int64_t retry_ms;  /* with RETRY and PAUSED */
    int64_t waited_ms; /* since the row was written */
};

struct sender_ports {
    /* Starts a call; its answer comes through sender_answered with the same ticket, never from
     * inside this. Anything but OK: nothing was sent. */
    enum result (*call)(void *world, uint64_t ticket, const struct web_call *call, struct err *err);
    /* A row was answered: dispatch_answer has work. */
    void (*answered)(void *world);
    void (*event)(void *world, const struct sender_event *event);
    /* The store failed; result says how badly. */
    void (*broken)(void *world, enum result result, const struct err *err);
};

/* store, random, ports and world outlive the sender. max_age_ms: an undelivered row this old is
 * given up. Rows that were under way when the process died are in doubt from here on. */
enum result sender_new(struct store *store, struct random *random, int64_t max_age_ms,
                       const struct sender_ports *ports, void *world, struct sender **ret_sender,
                       struct err *err) RESULT;
void sender_free(struct sender *sender); /* NULL is allowed */

/* Sends what may be sent at now_ms (UTC); returns when to call again, SENDER_NEVER when only a new
 * row or an answer can give it work. */
int64_t sender_run(struct sender *sender, int64_t now_ms);

/* The answer to the call with this ticket; call sender_run afterwards. */
void sender_answered(struct sender *sender, uint64_t ticket, const struct web_answer *answer,
                     int64_t now_ms);

#endif
