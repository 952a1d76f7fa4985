/* What people do: see people.h. */
#include "sim/people.h"

#include "base/mem.h"
#include "base/str.h"
#include "sim/channels.h"
#include "sim/control.h"
#include "sim/files.h"
#include "sim/messages.h"
#include "sim/pins.h"
#include "sim/sim.h"
#include "sim/text.h"

#include <stdio.h>
#include <string.h>

/* ---- Writing */

/* The message at thread_ts, or the parent when that is itself a reply. */
static const char *thread_of(const struct channel *channel, const char *thread_ts) {
    const struct message *message = messages_find(channel, thread_ts);
    if (!message)
        return NULL;
    return message_is_reply(message) ? json_str(message->json, "thread_ts") : message->ts;
}

/* What a person typed, into message: as text, and as the block beside it that says the same. */
static void put_words(struct sim *sim, struct json *message, const char *typed) {
    char id[RANDOM_ID_SIZE], block_id[6];
    struct json *blocks = json_new_array();
    char *text = text_of_message(sim->workspace, typed);
    json_put_str(message, "text", text);
    snprintf(block_id, sizeof block_id, "%.5s", random_id(&sim->random, id));
    json_push(blocks, text_rich_block(sim->workspace, typed, block_id));
    json_put(message, "blocks", blocks);
    mem_free(text);
}

/* {"file":{"name","content"}}: a text that hangs on the message. */
static void put_file(struct sim *sim, struct json *message, const struct user *user,
                     const struct json *file) {
    const char *name = json_text_at(file, "name"), *content = json_text_at(file, "content");
    if (!*name)
        return;
    struct json *files = json_new_array();
    json_push(files, file_json(sim, files_of_person(sim, user, name, content, strlen(content))));
    json_put(message, "files", files);
    json_put_str(message, "subtype", "file_share");
}

static struct json *typed_message(struct sim *sim, const struct user *user,
                                  const struct json *body) {
    char id[RANDOM_ID_SIZE];
    struct json *message = json_new_object();
    json_put_str(message, "user", user->id);
    json_put_str(message, "client_msg_id", random_id(&sim->random, id));
    put_words(sim, message, json_text_at(body, "text"));
    put_file(sim, message, user, json_at(body, "file"));
    return message;
}

/* Posts what a person typed; NULL, or the error. */
static const char *post(struct sim *sim, const struct json *body,
                        const struct message **ret_posted) {
    struct user *user;
    struct channel *channel;
    const char *thread_ts = json_str(body, "thread_ts"), *parent_ts = NULL;
    const char *error = control_find(sim, body, &user, &channel);
    if (error)
        return error;
    if (!*json_text_at(body, "text") && !*json_text_at(body, "file.name"))
        return "no_text";
    if (thread_ts && !(parent_ts = thread_of(channel, thread_ts)))
        return "thread_not_found";
    error = control_enter(sim, channel, user);
    if (error)
        return error;
    struct json *message = typed_message(sim, user, body);
    if (parent_ts)
        json_put_str(message, "thread_ts", parent_ts);
    *ret_posted = messages_add(sim, channel, message, NULL);
    return NULL;
}

void people_post(struct sim *sim, struct exchange *exchange, const struct json *body) {
    const struct message *posted;
    const char *error = post(sim, body, &posted);
    if (error) {
        control_refuse(exchange, error);
        return;
    }
    struct json *json = json_new_object();
    json_put_bool(json, "ok", true);
    json_put_str(json, "channel", posted->channel->id);
    json_put_str(json, "ts", posted->ts);
    http_answer_json(exchange, 200, json);
}

/* ---- Changing what one wrote */

/* A message of this person's own; NULL, or the error with which Slack's client refuses. */
static const char *find_own(struct sim *sim, const struct json *body, const char *refusal,
                            struct user **ret_user, struct message **ret_message) {
    struct channel *channel;
    const char *error = control_find(sim, body, ret_user, &channel);
    if (error)
        return error;
    struct message *message = messages_find(channel, json_str(body, "ts"));
    if (!message || message_is_tombstone(message))
        return "message_not_found";
    *ret_message = message;
    return str_equal(json_text_at(message->json, "user"), (*ret_user)->id) ? NULL : refusal;
}

void people_edit(struct sim *sim, struct exchange *exchange, const struct json *body) {
    struct user *user;
    struct message *message;
    const char *error = find_own(sim, body, "cant_update_message", &user, &message);
    if (!error && !*json_text_at(body, "text"))
        error = "no_text";
    if (!error) {
        struct json *edited = json_copy(message->json);
        put_words(sim, edited, json_text_at(body, "text"));
        messages_change(sim, message, edited, user->id);
    }
    control_done(exchange, error);
}

void people_delete(struct sim *sim, struct exchange *exchange, const struct json *body) {
    struct user *user;
    struct message *message;
    const char *error = find_own(sim, body, "cant_delete_message", &user, &message);
    if (!error)
        messages_delete(sim, message);
    control_done(exchange, error);
}

/* ---- Reactions and pins */

/* Adds or removes a reaction; NULL, or the error. */
static const char *react_to(struct sim *sim, const struct json *body) {
    struct user *user;
    struct channel *channel;
    const char *name = json_text_at(body, "reaction");
    const char *error = control_find(sim, body, &user, &channel);
    if (error)
        return error;
    struct message *message = messages_find(channel, json_str(body, "ts"));
    if (!message || (channel->kind != CHANNEL_PUBLIC && !channel_has(channel, user)))
        return "message_not_found";
    bool add = !json_is_true(body, "remove");
    error = add ? messages_reaction_error(message, name) : NULL;
    if (!error)
        messages_react(sim, message, user, name, add);
    return error;
}

void people_react(struct sim *sim, struct exchange *exchange, const struct json *body) {
    control_done(exchange, react_to(sim, body));
}

/* Pins a message, or takes the pin away; NULL, or the error. */
static const char *pin_for(struct sim *sim, const struct json *body) {
    struct user *user;
    struct channel *channel;
    const char *error = control_find(sim, body, &user, &channel);
    if (error)
        return error;
    struct message *message = messages_find(channel, json_str(body, "ts"));
    if (!message || message_is_tombstone(message))
        return "message_not_found";
    return json_is_true(body, "remove") ? pins_remove(sim, message, user)
                                        : pins_add(sim, message, user);
}

void people_pin(struct sim *sim, struct exchange *exchange, const struct json *body) {
    control_done(exchange, pin_for(sim, body));
}

/* ---- Channels */

/* Brings somebody, the app too, into a channel that the person is in, as /invite does in Slack's
 * client; NULL, or the error. */
static const char *bring_in(struct sim *sim, const struct json *body) {
    struct user *user, *who = workspace_user(sim->workspace, json_str(body, "who"));
    struct channel *channel;
    const char *error = control_find(sim, body, &user, &channel);
    if (error)
        return error;
    if (!who)
        return "user_not_found";
    if (channel->is_archived)
        return "is_archived";
    if (!channel_has(channel, user) || channel->kind == CHANNEL_IM)
        return "not_in_channel";
    return channels_join(sim, channel, who, user) ? NULL : "already_in_channel";
}

void people_invite(struct sim *sim, struct exchange *exchange, const struct json *body) {
    control_done(exchange, bring_in(sim, body));
}

/* Takes the app, or a person, out of a channel; NULL, or the error. */
static const char *throw_out(struct sim *sim, const struct json *body, struct channel *channel) {
    struct user *who = workspace_user(sim->workspace, json_str(body, "who"));
    if (!who)
        return "user_not_found";
    return channels_leave(sim, channel, who) ? NULL : "not_in_channel";
}

/* What stands in the menu of a channel in Slack's client; NULL, or the error. */
static const char *change_channel(struct sim *sim, const struct json *body) {
    struct user *user;
    struct channel *channel;
    const char *what = json_text_at(body, "do"), *name = json_text_at(body, "name");
    const char *error = control_find(sim, body, &user, &channel);
    if (error)
        return error;
    if (str_equal(what, "archive") || str_equal(what, "unarchive"))
        channels_archive(sim, channel, user, str_equal(what, "archive"));
    else if (str_equal(what, "rename") && *name)
        channels_rename(sim, channel, user, name);
    else if (str_equal(what, "remove"))
        return throw_out(sim, body, channel);
    else
        return "invalid_arguments";
    return NULL;
}

void people_change_channel(struct sim *sim, struct exchange *exchange, const struct json *body) {
    control_done(exchange, change_channel(sim, body));
}
