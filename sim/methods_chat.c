/* The chat methods: posting, changing, deleting and scheduling messages. */
#include "sim/call.h"

#include "base/clock.h"
#include "base/str.h"
#include "base/utc.h"
#include "sim/characters.h"
#include "sim/compose.h"
#include "sim/messages.h"
#include "sim/schedule.h"

#include <stdio.h>

enum { UPDATE_TEXT_MAX = 4000 };

/* ---- Where to */

/* The channel to post in: an id, a name, or a user's id for the direct messages with the app. */
static const char *find_target(struct call *call, struct channel **ret_channel) {
    struct workspace *workspace = call->sim->workspace;
    const char *any = call_str(call, "channel");
    struct user *user = workspace_user(workspace, any);
    if (user && str_equal(user->id, any) && !user->is_bot) {
        *ret_channel = workspace_im(call->sim, call->app, user);
        return NULL;
    }
    struct channel *channel = workspace_channel(workspace, any);
    bool visible =
        channel && (channel->kind == CHANNEL_PUBLIC || channel_has(channel, call->app->bot));
    if (!visible)
        return "channel_not_found";
    *ret_channel = channel;
    return NULL;
}

/* Whether the app may speak there. */
static const char *may_post(const struct call *call, const struct channel *channel) {
    if (channel->kind == CHANNEL_IM && !call->app->messages_tab)
        return "messages_tab_disabled";
    if (channel->is_archived)
        return "is_archived";
    bool in_public =
        channel->kind == CHANNEL_PUBLIC && app_has_scope(call->app, "chat:write.public");
    return channel_has(channel, call->app->bot) || in_public ? NULL : "not_in_channel";
}

static const char *find_place(struct call *call, struct channel **ret_channel) {
    const char *error = find_target(call, ret_channel);
    return error ? error : may_post(call, *ret_channel);
}

/* ---- What */

static const char *take_thread(struct call *call, const struct channel *channel,
                               struct json *message) {
    if (!call_has(call, "thread_ts"))
        return NULL;
    const char *thread_ts = call_str(call, "thread_ts");
    const struct message *parent = thread_ts ? messages_find(channel, thread_ts) : NULL;
    if (!thread_ts)
        call_complain(call, "must provide a string [json-pointer:/thread_ts]");
    if (!parent)
        return thread_ts ? "cannot_reply_to_message" : "invalid_arguments";
    if (message_is_reply(parent))
        return "cannot_reply_to_message";
    json_put_str(message, "thread_ts", thread_ts);
    const char *author = json_str(parent->json, "user");
    if (author)
        json_put_str(message, "parent_user_id", author);
    if (call_flag(call, "reply_broadcast")) {
        json_put_str(message, "subtype", "thread_broadcast");
        json_put(message, "root", message_api_json(parent, false));
    }
    return NULL;
}

static const char *take_name(struct call *call, struct json *message) {
    bool named =
        call_has(call, "username") || call_has(call, "icon_emoji") || call_has(call, "icon_url");
    if (!named)
        return NULL;
    if (call_str(call, "username"))
        json_put_str(message, "username", call_str(call, "username"));
    return call_scope(call, "chat:write.customize");
}

/* A message with everything that the arguments say, or NULL with the error code. The caller frees
 * it or hands it on. */
static struct json *compose(struct call *call, const struct channel *channel,
                            const char **ret_error) {
    struct json *message = json_new_object();
    compose_sender(call->sim, call->app, message);
    const char *error =
        compose_content(call->sim, call->args, message, call->messages, call->warnings);
    if (!error)
        error = take_thread(call, channel, message);
    if (!error)
        error = take_name(call, message);
    *ret_error = error;
    if (!error)
        return message;
    json_free(message);
    return NULL;
}

static void answer_message(struct call *call, const struct message *message) {
    json_put_str(call->answer, "channel", message->channel->id);
    json_put_str(call->answer, "ts", message->ts);
    json_put(call->answer, "message", message_api_json(message, true));
}

/* The app's message that had this client_msg_id, which clients of people send and Slack may or may
 * not honour for apps; NULL when it does not. */
static const struct message *find_posted(const struct call *call, const struct channel *channel) {
    const struct message *message;
    const char *id = call_str(call, "client_msg_id");
    if (!id || !call->sim->settings.honours_client_msg_id)
        return NULL;
    TAILQ_FOREACH_REVERSE(message, &channel->messages, message_list, link)
    if (str_equal(json_str(message->json, "client_msg_id"), id) &&
        str_equal(json_str(message->json, "bot_id"), call->app->bot_id))
        return message;
    return NULL;
}

static const char *post_message(struct call *call) {
    struct channel *channel;
    const char *error = find_place(call, &channel);
    if (error)
        return error;
    const struct message *posted = find_posted(call, channel);
    if (posted) {
        answer_message(call, posted);
        return NULL;
    }
    struct json *message = compose(call, channel, &error);
    if (!message)
        return error;
    if (call->sim->settings.honours_client_msg_id && call_has(call, "client_msg_id"))
        json_put_str(message, "client_msg_id", call_str(call, "client_msg_id"));
    answer_message(call, messages_add(call->sim, channel, message, NULL));
    return NULL;
}

static const char *post_ephemeral(struct call *call) {
    struct channel *channel;
    const char *error = find_place(call, &channel);
    if (error)
        return error;
    const struct user *user = workspace_user(call->sim->workspace, call_str(call, "user"));
    if (!user || !channel_has(channel, user))
        return "user_not_in_channel";
    struct json *message = compose(call, channel, &error);
    if (!message)
        return error;
    json_remove(message, "metadata");
    const struct message *posted = messages_add(call->sim, channel, message, user->id);
    json_put_str(call->answer, "message_ts", posted->ts);
    return NULL;
}

/* ---- Changing */

/* One of the app's own messages. */
static const char *find_own(struct call *call, const char *refusal, struct message **ret_message) {
    struct channel *channel;
    const char *error = call_channel(call, "channel", &channel);
    if (error)
        return error;
    struct message *message = messages_find(channel, call_str(call, "ts"));
    if (!message || message_is_tombstone(message))
        return "message_not_found";
    if (!str_equal(json_str(message->json, "bot_id"), call->app->bot_id))
        return refusal;
    *ret_message = message;
    return NULL;
}

/* text without blocks takes the blocks away; neither keeps both
 * (docs.slack.dev/reference/methods/chat.update). */
static const char *change_content(struct call *call, struct json *json) {
    bool with_text = call_has(call, "text") || call_has(call, "markdown_text");
    JSON_AUTO *given = json_copy(call->args);
    if (with_text && !call_has(call, "blocks"))
        json_remove(json, "blocks");
    if (with_text && !call_has(call, "attachments"))
        json_remove(json, "attachments");
    if (!with_text)
        json_put_str(given, "text", json_text_at(json, "text"));
    return compose_content(call->sim, given, json, call->messages, call->warnings);
}

static const char *update(struct call *call) {
    struct message *message;
    const char *error = find_own(call, "cant_update_message", &message);
    if (error)
        return error;
    if (characters_count(&call->sim->settings, json_text_at(call->args, "text")) > UPDATE_TEXT_MAX)
        return "msg_too_long";
    struct json *changed = json_copy(message->json);
    error = change_content(call, changed);
    if (error) {
        json_free(changed);
        return error;
    }
    messages_change(call->sim, message, changed, call->app->bot->id);
    answer_message(call, message);
    json_put_str(call->answer, "text", json_text_at(message->json, "text"));
    return NULL;
}

static const char *delete_own(struct call *call) {
    struct message *message;
    const char *error = find_own(call, "cant_delete_message", &message);
    if (error)
        return error;
    messages_delete(call->sim, message);
    json_put_str(call->answer, "channel", message->channel->id);
    json_put_str(call->answer, "ts", message->ts);
    return NULL;
}

static const char *get_permalink(struct call *call) {
    struct channel *channel;
    const char *error = call_channel(call, "channel", &channel);
    if (error)
        return error;
    const struct message *message = messages_find(channel, call_str(call, "message_ts"));
    if (!message)
        return "message_not_found";
    char digits[TS_SIZE], url[512];
    snprintf(digits, sizeof digits, "%.10s%s", message->ts, message->ts + 11);
    snprintf(url, sizeof url, "%s/archives/%s/p%s", call->sim->base_url, channel->id, digits);
    json_put_str(call->answer, "channel", channel->id);
    json_put_str(call->answer, "permalink", url);
    return NULL;
}

/* ---- Scheduling */

static const char *check_post_at(const struct call *call, const struct channel *channel,
                                 int64_t post_at_s) {
    int64_t now_s = clock_utc_ms() / SECOND_MS;
    if (post_at_s == 0)
        return "invalid_time";
    if (post_at_s <= now_s)
        return "time_in_past";
    if (post_at_s > now_s + 120 * (DAY_MS / SECOND_MS))
        return "time_too_far";
    return schedule_is_full(call->sim, channel, post_at_s) ? "restricted_too_many" : NULL;
}

static const char *schedule_message(struct call *call) {
    struct channel *channel;
    int64_t post_at_s = call_int(call, "post_at", 0);
    char id[ID_SIZE];
    const char *error = find_place(call, &channel);
    if (!error)
        error = check_post_at(call, channel, post_at_s);
    if (error)
        return error;
    struct json *message = compose(call, channel, &error);
    if (!message)
        return error;
    json_put(call->answer, "message", json_copy(message));
    schedule_add(call->sim, call->app, channel, post_at_s, message, id);
    json_put_str(call->answer, "scheduled_message_id", id);
    json_put_str(call->answer, "channel", channel->id);
    json_put_int(call->answer, "post_at", post_at_s);
    return NULL;
}

static const char *delete_scheduled(struct call *call) {
    struct channel *channel;
    const char *error = call_channel(call, "channel", &channel);
    if (error)
        return error;
    bool found =
        schedule_remove(call->sim, call->app, channel, call_str(call, "scheduled_message_id"));
    return found ? NULL : "invalid_scheduled_message_id";
}

static const char *list_scheduled(struct call *call) {
    struct channel *channel = NULL;
    if (call_has(call, "channel") && call_channel(call, "channel", &channel) != NULL)
        return "invalid_channel";
    json_put(call->answer, "scheduled_messages", schedule_json(call->sim, call->app, channel));
    call_set_cursor(call, "");
    return NULL;
}

const struct method methods_chat[] = {
    {"chat.postMessage", post_message, TIER_POSTING, "chat:write", "channel", METHOD_POST_ONLY},
    {"chat.postEphemeral", post_ephemeral, TIER_4, "chat:write", "channel,user", METHOD_POST_ONLY},
    {"chat.update", update, TIER_3, "chat:write", "channel,ts", METHOD_POST_ONLY},
    {"chat.delete", delete_own, TIER_3, "chat:write", "channel,ts", METHOD_POST_ONLY},
    {"chat.getPermalink", get_permalink, TIER_SPECIAL, "", "channel,message_ts", METHOD_FORM_ONLY},
    {"chat.scheduleMessage", schedule_message, TIER_3, "chat:write", "channel,post_at",
     METHOD_POST_ONLY},
    {"chat.deleteScheduledMessage", delete_scheduled, TIER_3, "chat:write",
     "channel,scheduled_message_id", METHOD_POST_ONLY},
    {"chat.scheduledMessages.list", list_scheduled, TIER_3, "", "", 0},
    {0},
};
