/* Messages and what follows from them: see messages.h. */
#include "sim/messages.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "sim/events.h"
#include "sim/pins.h"
#include "sim/stream.h"
#include "sim/text.h"
#include "sim/texts.h"

#include <stdio.h>
#include <string.h>

/* ---- Finding */

struct message *messages_find_shown(const struct channel *channel, const char *ts) {
    struct message *message;
    TAILQ_FOREACH_REVERSE(message, &channel->messages, message_list, link)
    if (!message->deleted && str_equal(message->ts, ts))
        return message;
    return NULL;
}

struct message *messages_find(const struct channel *channel, const char *ts) {
    struct message *message = messages_find_shown(channel, ts);
    return message && !*message->ephemeral_to ? message : NULL;
}

bool message_is_reply(const struct message *message) {
    const char *thread_ts = json_str(message->json, "thread_ts");
    return thread_ts && !str_equal(thread_ts, message->ts);
}

bool message_is_tombstone(const struct message *message) {
    return str_equal(json_str(message->json, "subtype"), "tombstone");
}

/* ---- As JSON */

struct json *message_api_json(const struct message *message, bool all_metadata) {
    struct json *json = json_copy(message->json);
    struct json *metadata = json_member(json, "metadata");
    if (metadata && !all_metadata)
        json_remove(metadata, "event_payload");
    pins_show(message, json);
    return json;
}

struct json *message_full_json(const struct message *message) {
    struct json *json = json_copy(message->json);
    json_put_str(json, "channel", message->channel->id);
    if (*message->ephemeral_to)
        json_put_str(json, "ephemeral_to", message->ephemeral_to);
    if (message->deleted)
        json_put_bool(json, "deleted", true);
    pins_show(message, json);
    return json;
}

/* ---- Telling */

static void redraw(struct sim *sim, const struct message *message, const char *type) {
    struct json *change = json_new_object();
    json_put_str(change, "channel", message->channel->id);
    json_put(change, "message", message_full_json(message));
    stream_send(sim->stream, type, change);
}

static void tell_mentions(struct sim *sim, const struct message *message) {
    struct app *app;
    if (message->channel->kind == CHANNEL_IM || json_str(message->json, "subtype"))
        return;
    TAILQ_FOREACH(app, &sim->workspace->apps, link) {
        bool own = str_equal(json_str(message->json, "bot_id"), app->bot_id);
        if (own || !channel_has(message->channel, app->bot) ||
            !text_mentions(json_str(message->json, "text"), app->bot->id))
            continue;
        struct json *event = json_copy(message->json);
        json_put_str(event, "type", "app_mention");
        json_put_str(event, "channel", message->channel->id);
        json_put_str(event, "event_ts", message->ts);
        events_app(sim, app, event);
    }
}

/* message_changed and message_deleted carry the message before the change. */
static void tell_change(struct sim *sim, const struct message *message, const char *subtype,
                        struct json *owned_previous) {
    char ts[TS_SIZE];
    bool deleted = message->deleted;
    if (*message->ephemeral_to) {
        json_free(owned_previous);
        return;
    }
    struct json *event = json_new_object();
    json_put_str(event, "type", "message");
    json_put_str(event, "subtype", subtype);
    json_put_bool(event, "hidden", true);
    json_put_str(event, "ts", workspace_new_ts(sim->workspace, ts));
    if (deleted)
        json_put_str(event, "deleted_ts", message->ts);
    else
        json_put(event, "message", json_copy(message->json));
    json_put(event, "previous_message", owned_previous);
    events_message(sim, message->channel, event);
}

/* ---- Threads */

static bool is_shown_reply_to(const struct message *message, const char *parent_ts) {
    return !message->deleted && !*message->ephemeral_to && message_is_reply(message) &&
           str_equal(json_str(message->json, "thread_ts"), parent_ts);
}

/* Writes what a parent says about its replies, from the replies. */
static void count_replies(struct sim *sim, struct message *parent) {
    const struct message *message;
    const char *latest = NULL;
    int64_t count = 0;
    struct json *users = json_new_array();
    TAILQ_FOREACH(message, &parent->channel->messages, link) {
        if (!is_shown_reply_to(message, parent->ts))
            continue;
        const char *user = json_text_at(message->json, "user");
        if (json_len(users, "") < 5 && !texts_hold(users, user))
            json_push(users, json_new_string(user));
        latest = message->ts;
        count++;
    }
    json_put_str(parent->json, "thread_ts", parent->ts);
    json_put_int(parent->json, "reply_count", count);
    json_put_int(parent->json, "reply_users_count", (int64_t)json_len(users, ""));
    json_put(parent->json, "reply_users", users);
    if (latest)
        json_put_str(parent->json, "latest_reply", latest);
    else
        json_remove(parent->json, "latest_reply");
    redraw(sim, parent, "message_changed");
}

/* Thread arithmetic after a message came or went. */
static void settle_thread(struct sim *sim, const struct message *message) {
    if (*message->ephemeral_to || !message_is_reply(message))
        return;
    struct message *parent = messages_find(message->channel, json_str(message->json, "thread_ts"));
    if (!parent)
        return;
    count_replies(sim, parent);
    if (message_is_tombstone(parent) && json_int(parent->json, "reply_count", 0) == 0)
        messages_delete(sim, parent);
}

/* ---- Changing */

static void free_message(struct message *message) {
    json_free(message->json);
    mem_free(message);
}

static void drop_oldest(struct channel *channel) {
    struct message *oldest = TAILQ_FIRST(&channel->messages);
    TAILQ_REMOVE(&channel->messages, oldest, link);
    channel->message_count--;
    free_message(oldest);
}

struct message *messages_add(struct sim *sim, struct channel *channel, struct json *owned,
                             const char *ephemeral_to) {
    struct message *message = mem_alloc(sizeof *message);
    message->channel = channel;
    message->json = owned;
    message->posted_ms = clock_monotonic_ms();
    snprintf(message->ephemeral_to, ID_SIZE, "%s", ephemeral_to ? ephemeral_to : "");
    workspace_new_ts(sim->workspace, message->ts);
    json_put_str(owned, "type", "message");
    json_put_str(owned, "ts", message->ts);
    json_put_str(owned, "team", sim->workspace->team_id);
    if (channel->message_count == MESSAGES_MAX)
        drop_oldest(channel);
    TAILQ_INSERT_TAIL(&channel->messages, message, link);
    channel->message_count++;
    redraw(sim, message, ephemeral_to ? "ephemeral" : "message");
    if (ephemeral_to)
        return message;
    settle_thread(sim, message);
    events_message(sim, channel, json_copy(owned));
    tell_mentions(sim, message);
    return message;
}

void messages_add_notice(struct sim *sim, struct channel *channel, const struct user *user,
                         const char *subtype, const char *text, const char *extra_name,
                         const char *extra_value) {
    struct json *json = json_new_object();
    json_put_str(json, "subtype", subtype);
    json_put_str(json, "user", user->id);
    json_put_str(json, "text", text);
    if (extra_value)
        json_put_str(json, extra_name, extra_value);
    messages_add(sim, channel, json, NULL);
}

void messages_change(struct sim *sim, struct message *message, struct json *owned,
                     const char *edited_by) {
    char ts[TS_SIZE];
    struct json *previous = message->json, *edited = json_new_object();
    json_put_str(edited, "user", edited_by);
    json_put_str(edited, "ts", workspace_new_ts(sim->workspace, ts));
    json_put(owned, "edited", edited);
    message->json = owned;
    redraw(sim, message, "message_changed");
    tell_change(sim, message, "message_changed", previous);
}

/* A tombstone keeps what the thread hangs on and nothing of what was said. */
static struct json *tombstone_of(const struct message *message) {
    static const char *const kept[] = {"type",        "ts",          "team",
                                       "thread_ts",   "reply_count", "reply_users_count",
                                       "reply_users", "latest_reply"};
    struct json *json = json_new_object();
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        json_put(json, kept[i], json_copy(json_at(message->json, kept[i])));
    json_put_str(json, "subtype", "tombstone");
    json_put_str(json, "user", "USLACKBOT");
    json_put_str(json, "text", "This message was deleted.");
    json_put_bool(json, "hidden", true);
    return json;
}

static void bury(struct sim *sim, struct message *message) {
    struct json *previous = message->json;
    message->json = tombstone_of(message);
    redraw(sim, message, "message_changed");
    tell_change(sim, message, "message_changed", previous);
}

void messages_delete(struct sim *sim, struct message *message) {
    if (!message_is_reply(message) && json_int(message->json, "reply_count", 0) > 0) {
        bury(sim, message);
        return;
    }
    message->deleted = true;
    redraw(sim, message, "message_deleted");
    tell_change(sim, message, "message_deleted", json_copy(message->json));
    settle_thread(sim, message);
}

void messages_free_all(struct channel *channel) {
    while (channel->message_count > 0)
        drop_oldest(channel);
}

/* ---- Reactions */

static struct json *find_reaction(const struct message *message, const char *name) {
    struct json *reactions = json_member(message->json, "reactions");
    for (size_t i = 0; i < json_len(reactions, ""); i++)
        if (str_equal(json_str(json_item(reactions, i), "name"), name))
            return json_element(reactions, i);
    return NULL;
}

static bool has_reaction(const struct message *message, const char *user, const char *name) {
    return texts_hold(json_at(find_reaction(message, name), "users"), user);
}

static struct json *make_reaction(struct message *message, const char *name) {
    struct json *reaction = json_new_object();
    json_put_str(reaction, "name", name);
    json_put(reaction, "users", json_new_array());
    if (!json_at(message->json, "reactions"))
        json_put(message->json, "reactions", json_new_array());
    json_push(json_member(message->json, "reactions"), reaction);
    return reaction;
}

/* Reactions that nobody gives any more disappear. */
static void drop_empty_reactions(struct message *message) {
    const struct json *reactions = json_at(message->json, "reactions");
    struct json *kept = json_new_array();
    for (size_t i = 0; i < json_len(reactions, ""); i++)
        if (json_len(json_item(reactions, i), "users") > 0)
            json_push(kept, json_copy(json_item(reactions, i)));
    bool any = json_len(kept, "") > 0;
    json_put(message->json, "reactions", kept);
    if (!any)
        json_remove(message->json, "reactions");
}

static void tell_reaction(struct sim *sim, const struct message *message, const struct user *user,
                          const char *name, bool add) {
    struct json *event = event_new(sim, add ? "reaction_added" : "reaction_removed");
    struct json *item = json_new_object();
    json_put_str(item, "type", "message");
    json_put_str(item, "channel", message->channel->id);
    json_put_str(item, "ts", message->ts);
    json_put_str(event, "user", user->id);
    json_put_str(event, "reaction", name);
    json_put(event, "item", item);
    if (json_str(message->json, "user"))
        json_put_str(event, "item_user", json_str(message->json, "user"));
    events_channel(sim, message->channel, false, event);
}

static bool is_emoji_name(const char *name) {
    size_t len = strlen(name);
    return len > 0 && len <= EMOJI_NAME_MAX &&
           strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_-+:") == len && *name != ':' &&
           name[len - 1] != ':';
}

const char *messages_reaction_error(const struct message *message, const char *name) {
    if (message_is_tombstone(message))
        return "message_not_found";
    if (!is_emoji_name(name))
        return "invalid_name";
    if (message->channel->is_archived)
        return "is_archived";
    bool is_full = json_len(message->json, "reactions") >= REACTIONS_MAX;
    return is_full && !find_reaction(message, name) ? "too_many_emoji" : NULL;
}

bool messages_react(struct sim *sim, struct message *message, const struct user *user,
                    const char *name, bool add) {
    if (has_reaction(message, user->id, name) == add)
        return false;
    struct json *reaction = find_reaction(message, name);
    if (!reaction)
        reaction = make_reaction(message, name);
    struct json *users = texts_without(json_at(reaction, "users"), user->id);
    if (add)
        json_push(users, json_new_string(user->id));
    json_put_int(reaction, "count", (int64_t)json_len(users, ""));
    json_put(reaction, "users", users);
    drop_empty_reactions(message);
    redraw(sim, message, "reaction");
    tell_reaction(sim, message, user, name, add);
    return true;
}
