/* Joining, leaving, archiving, renaming, topics: see channels.h. */
#include "sim/channels.h"

#include "base/utc.h"
#include "sim/events.h"
#include "sim/messages.h"
#include "sim/stream.h"

#include <stdio.h>

static void redraw(struct sim *sim, const struct channel *channel) {
    struct json *change = json_new_object();
    struct json *json = channel_json(sim->workspace, channel, NULL);
    json_put(json, "members", member_ids_json(channel->members, channel->member_count));
    json_put_str(change, "id", channel->id);
    json_put(change, "channel", json);
    stream_send(sim->stream, "channel", change);
}

static void tell_membership(struct sim *sim, const struct channel *channel, const struct user *user,
                            const struct user *inviter, const char *type) {
    struct json *event = event_new(sim, type);
    json_put_str(event, "user", user->id);
    json_put_str(event, "channel", channel->id);
    json_put_str(event, "channel_type", channel->kind == CHANNEL_PUBLIC ? "C" : "G");
    json_put_str(event, "team", sim->workspace->team_id);
    if (inviter)
        json_put_str(event, "inviter", inviter->id);
    events_channel(sim, channel, false, event);
}

bool channels_join(struct sim *sim, struct channel *channel, struct user *user,
                   const struct user *inviter) {
    char text[2 * ID_SIZE + 64];
    if (!channel_add(channel, user))
        return false;
    snprintf(text, sizeof text, "<@%s> has joined the channel", user->id);
    messages_add_notice(sim, channel, user, "channel_join", text, "inviter",
                        inviter ? inviter->id : NULL);
    tell_membership(sim, channel, user, inviter, "member_joined_channel");
    redraw(sim, channel);
    return true;
}

bool channels_leave(struct sim *sim, struct channel *channel, struct user *user) {
    char text[ID_SIZE + 64];
    if (!channel_has(channel, user))
        return false;
    tell_membership(sim, channel, user, NULL, "member_left_channel");
    channel_remove(channel, user);
    snprintf(text, sizeof text, "<@%s> has left the channel", user->id);
    messages_add_notice(sim, channel, user, "channel_leave", text, NULL, NULL);
    redraw(sim, channel);
    return true;
}

/* The names of an event differ between public channels and old-style private groups. */
static const char *by_kind(const struct channel *channel, const char *public_name,
                           const char *private_name) {
    return channel->kind == CHANNEL_PUBLIC ? public_name : private_name;
}

void channels_archive(struct sim *sim, struct channel *channel, const struct user *by,
                      bool archived) {
    const char *type = archived ? by_kind(channel, "channel_archive", "group_archive")
                                : by_kind(channel, "channel_unarchive", "group_unarchive");
    messages_add_notice(sim, channel, by, type,
                        archived ? "archived the channel" : "un-archived the channel", NULL, NULL);
    channel->is_archived = archived;
    struct json *event = event_new(sim, type);
    json_put_str(event, "channel", channel->id);
    json_put_str(event, "user", by->id);
    events_channel(sim, channel, true, event);
    redraw(sim, channel);
}

void channels_rename(struct sim *sim, struct channel *channel, const struct user *by,
                     const char *name) {
    char text[3 * NAME_SIZE];
    snprintf(text, sizeof text, "has renamed the channel from \"%s\" to \"%s\"", channel->name,
             name);
    snprintf(channel->name, sizeof channel->name, "%s", name);
    messages_add_notice(sim, channel, by, by_kind(channel, "channel_name", "group_name"), text,
                        "name", name);
    struct json *event = event_new(sim, by_kind(channel, "channel_rename", "group_rename"));
    struct json *body = json_new_object();
    json_put_str(body, "id", channel->id);
    json_put_str(body, "name", channel->name);
    json_put_str(body, "name_normalized", channel->name);
    json_put_int(body, "created", channel->created_ms / SECOND_MS);
    json_put(event, "channel", body);
    events_channel(sim, channel, true, event);
    redraw(sim, channel);
}

void channels_set_topic(struct sim *sim, struct channel *channel, const struct user *by,
                        const char *topic) {
    char text[TOPIC_SIZE + 64];
    snprintf(channel->topic, sizeof channel->topic, "%s", topic);
    snprintf(text, sizeof text, "set the channel topic: %s", topic);
    messages_add_notice(sim, channel, by, by_kind(channel, "channel_topic", "group_topic"), text,
                        "topic", topic);
    redraw(sim, channel);
}

void channels_set_purpose(struct sim *sim, struct channel *channel, const struct user *by,
                          const char *purpose) {
    char text[TOPIC_SIZE + 64];
    snprintf(channel->purpose, sizeof channel->purpose, "%s", purpose);
    snprintf(text, sizeof text, "set the channel description: %s", purpose);
    messages_add_notice(sim, channel, by, by_kind(channel, "channel_purpose", "group_purpose"),
                        text, "purpose", purpose);
    redraw(sim, channel);
}

void channels_created(struct sim *sim, struct channel *channel) {
    struct json *event = event_new(sim, "channel_created");
    struct json *body = json_new_object();
    json_put_str(body, "id", channel->id);
    json_put_str(body, "name", channel->name);
    json_put_int(body, "created", channel->created_ms / SECOND_MS);
    json_put_str(body, "creator", channel->creator);
    json_put(event, "channel", body);
    if (channel->kind == CHANNEL_PUBLIC)
        events_channel(sim, channel, true, event);
    else
        json_free(event);
    redraw(sim, channel);
}
