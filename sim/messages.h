/* Messages: posting, changing, deleting, threads and reactions, and telling everyone who watches:
 * the page by its stream, the apps by events. */
#ifndef SIM_MESSAGES_H
#define SIM_MESSAGES_H

#include "sim/workspace.h"

enum { MESSAGES_MAX = 20000, REACTIONS_MAX = 23, EMOJI_NAME_MAX = 100 };

struct message {
    TAILQ_ENTRY(message) link;
    struct channel *channel;
    char ts[TS_SIZE];
    int64_t posted_ms;          /* monotonic clock */
    struct json *json;          /* the message as Slack's history shows it, metadata whole */
    char ephemeral_to[ID_SIZE]; /* the one user who sees it, or "" */
    bool deleted;               /* kept for whoever looks at the whole story */
};

/* Adds a message with the fields of owned (text, blocks, user, thread_ts, metadata, subtype …);
 * type, ts and team are filled in. ephemeral_to is a user's id or NULL. The oldest message goes
 * when the channel is full. */
struct message *messages_add(struct sim *sim, struct channel *channel, struct json *owned,
                             const char *ephemeral_to);

/* What Slack itself says in a channel: "<@U…> has joined the channel". The extra member may be
 * NULL. */
void messages_add_notice(struct sim *sim, struct channel *channel, const struct user *user,
                         const char *subtype, const char *text, const char *extra_name,
                         const char *extra_value);

/* Not deleted ones; ephemeral ones only on demand. NULL for nothing. */
struct message *messages_find(const struct channel *channel, const char *ts);
struct message *messages_find_shown(const struct channel *channel, const char *ts);

/* Replaces the message's fields by those of owned, which came from json_copy(message->json). */
void messages_change(struct sim *sim, struct message *message, struct json *owned,
                     const char *edited_by);
/* The parent of a thread leaves a tombstone, which goes with the last of the replies. */
void messages_delete(struct sim *sim, struct message *message);

/* Why nobody may react with this name, without colons, or NULL: Slack's error code
 * (docs.slack.dev/reference/methods/reactions.add). Taking a reaction back is always possible. */
const char *messages_reaction_error(const struct message *message, const char *name);

/* False when there is nothing to do (already there, not there). */
bool messages_react(struct sim *sim, struct message *message, const struct user *user,
                    const char *name, bool add);

/* As conversations.history shows it: of the metadata only event_type unless all is wanted
 * (docs.slack.dev/messaging/message-metadata), and where it is pinned. The caller frees it. */
struct json *message_api_json(const struct message *message, bool all_metadata);
/* With ephemeral_to and deleted, for the control API. */
struct json *message_full_json(const struct message *message);

bool message_is_reply(const struct message *message);
/* What is left of a deleted message that has replies. */
bool message_is_tombstone(const struct message *message);

void messages_free_all(struct channel *channel);

#endif
