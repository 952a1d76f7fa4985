/* What Slack delivers over the socket, as a request for dispatch. Pure: no I/O, no clock.
 *
 * https://docs.slack.dev/apis/events-api/using-socket-mode */
#ifndef BOT_ENVELOPE_H
#define BOT_ENVELOPE_H

#include "base/json.h"
#include "base/mem.h"
#include "handlers/kit/handler.h"

/* How a reply gets back to the person. */
enum reply_by {
    REPLY_NONE,    /* nobody asked */
    REPLY_BY_ACK,  /* in the acknowledgement: slash commands */
    REPLY_BY_CALL, /* a call of its own: buttons, shortcuts, mentions and what is said to us alone
                    */
    REPLY_BY_FORM /* a refusal in the form that was submitted, which stays open; all else as by call
                   */
};

/* An envelope, understood. Texts live in the arena or in the JSON it came from. */
struct envelope {
    const char *id;   /* envelope_id; "" when there is none, and then there is nothing to ack */
    const char *type; /* slash_commands, interactive, events_api, … */
    enum reply_by reply_by;
    bool wanted; /* false: nothing here concerns us; acknowledge and forget */
    struct request request;
};

/* Reads an envelope. Never fails: what is not understood is not wanted.
 * The key: trigger_id for commands, buttons and shortcuts, event_id for events, else the envelope's
 * own id.
 * bot_user tells our own messages and mentions from others'. */
struct envelope envelope_read(const struct json *json, const char *bot_user, struct arena *arena);

/* ---- Messages that were read in a channel or thread, as the events that they were when they were
 * written. Their keys are those that the events have, so that neither does again what the other
 * did. Not wanted: what is not from a person, does not mention us, or is not pinned in the channel.
 */

struct envelope envelope_of_mention(const struct json *message, const char *channel,
                                    const char *bot_user, struct arena *arena);
struct envelope envelope_of_pin(const struct json *message, const char *channel,
                                struct arena *arena);

/* Any message, as the event "message_read": what it says and bears by now. Its key is that of this
 * reading, a number, since what was as it is now at an earlier one may have been otherwise since.
 */
struct envelope envelope_of_message(const struct json *message, const char *channel,
                                    int64_t reading, struct arena *arena);

/* The same of an item of the channel's list of pins, which says when it was pinned: missed_ms is
 * that. https://docs.slack.dev/reference/methods/pins.list */
struct envelope envelope_of_pin_item(const struct json *item, const char *channel,
                                     struct arena *arena);

#endif
