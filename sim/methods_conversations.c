/* The conversations methods that change something: channels and who is in them. */
#include "sim/call.h"

#include "base/str.h"
#include "sim/channels.h"
#include "sim/characters.h"

#include <string.h>

enum { NAME_MAX_CHARS = 80, INVITE_MAX = 100, TOPIC_MAX_CHARS = 250 };

/* ---- Channels by name */

static const char *check_name(const struct call *call, const char *name) {
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789-_";
    if (!*name)
        return "invalid_name_required";
    if (characters_count(&call->sim->settings, name) > NAME_MAX_CHARS)
        return "invalid_name_maxlength";
    size_t plain = strspn(name, allowed);
    if (name[plain] && strchr(".,;:!?'\"()[]{}", name[plain]))
        return "invalid_name_punctuation";
    if (name[plain])
        return "invalid_name_specials";
    if (strspn(name, "-_") == strlen(name))
        return "invalid_name";
    return workspace_channel(call->sim->workspace, name) ? "name_taken" : NULL;
}

static void answer_channel(struct call *call, const struct channel *channel) {
    json_put(call->answer, "channel", channel_json(call->sim->workspace, channel, call->app));
}

static const char *create(struct call *call) {
    const char *name = json_text_at(call->args, "name");
    enum channel_kind kind = call_flag(call, "is_private") ? CHANNEL_PRIVATE : CHANNEL_PUBLIC;
    const char *error = check_name(call, name);
    if (!error)
        error = call_scope_for(call, &(struct channel){.kind = kind}, "write");
    if (error)
        return error;
    struct channel *channel = workspace_add_channel(call->sim, kind, name, call->app->bot);
    if (!channel)
        return "cannot_create_channel";
    channels_created(call->sim, channel);
    channels_join(call->sim, channel, call->app->bot, NULL);
    answer_channel(call, channel);
    return NULL;
}

/* ---- Inviting */

static const char *invite_error(const struct call *call, const struct channel *channel,
                                const struct user *user) {
    if (!user)
        return "user_not_found";
    if (user == call->app->bot)
        return "cant_invite_self";
    if (user->deleted)
        return "cant_invite";
    return channel_has(channel, user) ? "already_in_channel" : NULL;
}

static void push_refusal(struct json *errors, const char *error, const char *user) {
    struct json *one = json_new_object();
    json_put_bool(one, "ok", false);
    json_put_str(one, "error", error);
    json_put_str(one, "user", user);
    json_push(errors, one);
}

static struct user *user_by_id(const struct call *call, const char *id) {
    struct user *user = workspace_user(call->sim->workspace, id);
    return user && str_equal(user->id, id) ? user : NULL;
}

/* The refusals for those who cannot be invited. */
static struct json *check_invites(const struct call *call, const struct channel *channel,
                                  const struct json *ids) {
    struct json *errors = json_new_array();
    for (size_t i = 0; i < json_len(ids, ""); i++) {
        const char *id = json_text_at(json_item(ids, i), "");
        const char *error = invite_error(call, channel, user_by_id(call, id));
        if (error)
            push_refusal(errors, error, id);
    }
    return errors;
}

static void invite_all(struct call *call, struct channel *channel, const struct json *ids) {
    for (size_t i = 0; i < json_len(ids, ""); i++) {
        struct user *user = user_by_id(call, json_str(json_item(ids, i), ""));
        if (!invite_error(call, channel, user))
            channels_join(call->sim, channel, user, call->app->bot);
    }
}

/* One bad user fails the whole call, unless force invites the others. */
static const char *invite(struct call *call) {
    struct channel *channel;
    JSON_AUTO *ids = call_list(call, "users");
    const char *error =
        call_channel_for(call, "write.invites", NEED_MEMBER | NEED_LIVE | NEED_NO_DM, &channel);
    if (error)
        return error;
    if (json_len(ids, "") == 0)
        return "no_user";
    if (json_len(ids, "") > INVITE_MAX) {
        call_complain(call, "no more than %d items allowed [json-pointer:/users]", INVITE_MAX);
        return "invalid_arguments";
    }
    JSON_AUTO *errors = check_invites(call, channel, ids);
    bool refused = json_len(errors, "") > 0;
    if (refused)
        json_put(call->answer, "errors", json_copy(errors));
    if (refused && !call_flag(call, "force"))
        return call_error(call, json_text_at(errors, "0.error"));
    invite_all(call, channel, ids);
    answer_channel(call, channel);
    return NULL;
}

static const char *kick(struct call *call) {
    struct channel *channel;
    const char *error = call_channel_for(call, "write", NEED_MEMBER | NEED_NO_DM, &channel);
    struct user *user = user_by_id(call, call_str(call, "user"));
    if (error)
        return error;
    if (!user)
        return "user_not_found";
    if (user == call->app->bot)
        return "cant_kick_self";
    if (channel->is_general)
        return "cant_kick_from_general";
    return channels_leave(call->sim, channel, user) ? NULL : "not_in_channel";
}

/* ---- Joining and leaving */

static const char *join(struct call *call) {
    struct channel *channel;
    const char *error = call_channel(call, "channel", &channel);
    if (error)
        return error;
    if (channel->kind != CHANNEL_PUBLIC)
        return "method_not_supported_for_channel_type";
    if (channel->is_archived)
        return "is_archived";
    if (!channels_join(call->sim, channel, call->app->bot, NULL))
        call_warn(call, "already_in_channel");
    answer_channel(call, channel);
    return NULL;
}

static const char *leave(struct call *call) {
    struct channel *channel;
    const char *error = call_channel_for(call, "write", NEED_NO_DM, &channel);
    if (error)
        return error;
    if (channel->is_general)
        return "cant_leave_general";
    if (!channels_leave(call->sim, channel, call->app->bot))
        json_put_bool(call->answer, "not_in_channel", true);
    return NULL;
}

/* ---- Changing */

static const char *set_topic(struct call *call) {
    struct channel *channel;
    const char *error = call_channel_for(call, "write.topic", NEED_MEMBER | NEED_LIVE, &channel);
    if (error)
        return error;
    if (characters_count(&call->sim->settings, json_text_at(call->args, "topic")) > TOPIC_MAX_CHARS)
        return "too_long";
    channels_set_topic(call->sim, channel, call->app->bot, json_text_at(call->args, "topic"));
    answer_channel(call, channel);
    return NULL;
}

static const char *set_purpose(struct call *call) {
    struct channel *channel;
    const char *error = call_channel_for(call, "write.topic", NEED_MEMBER | NEED_LIVE, &channel);
    if (error)
        return error;
    if (characters_count(&call->sim->settings, json_text_at(call->args, "purpose")) >
        TOPIC_MAX_CHARS)
        return "too_long";
    channels_set_purpose(call->sim, channel, call->app->bot, json_text_at(call->args, "purpose"));
    json_put_str(call->answer, "purpose", channel->purpose);
    return NULL;
}

static const char *archive(struct call *call) {
    struct channel *channel;
    const char *error = call_channel_for(call, "write", NEED_NO_DM, &channel);
    if (error)
        return error;
    if (channel->is_archived)
        return "already_archived";
    if (channel->is_general)
        return "cant_archive_general";
    if (!channel_has(channel, call->app->bot))
        return "not_in_channel";
    channels_archive(call->sim, channel, call->app->bot, true);
    return NULL;
}

static const char *unarchive(struct call *call) {
    struct channel *channel;
    const char *error = call_channel_for(call, "write", NEED_NO_DM, &channel);
    if (error)
        return error;
    if (!channel->is_archived)
        return "not_archived";
    channels_archive(call->sim, channel, call->app->bot, false);
    return NULL;
}

static const char *rename_channel(struct call *call) {
    struct channel *channel;
    const char *name = json_text_at(call->args, "name");
    const char *error =
        call_channel_for(call, "write", NEED_MEMBER | NEED_LIVE | NEED_NO_DM, &channel);
    if (!error)
        error = check_name(call, name);
    if (error)
        return error;
    if (!str_equal(channel->creator, call->app->bot->id))
        return "not_authorized";
    channels_rename(call->sim, channel, call->app->bot, name);
    answer_channel(call, channel);
    return NULL;
}

/* ---- Direct messages */

/* Those who are asked for by id; group messages are not kept here. */
static const char *find_partner(struct call *call, struct user **ret_user) {
    JSON_AUTO *ids = call_list(call, "users");
    if (json_len(ids, "") == 0)
        return "users_list_not_supplied";
    if (json_len(ids, "") > 1)
        return "method_not_supported_for_channel_type";
    struct user *user = user_by_id(call, json_str(json_item(ids, 0), ""));
    if (!user || user->is_bot)
        return "user_not_found";
    *ret_user = user;
    return user->deleted ? "user_disabled" : NULL;
}

/* The direct messages with a user, which may be new, or with the id of the channel. */
static const char *find_im(struct call *call, struct channel **ret_channel, bool *ret_new) {
    struct user *user;
    *ret_new = false;
    if (!call_has(call, "users") && call_has(call, "channel"))
        return call_channel(call, "channel", ret_channel);
    const char *error = find_partner(call, &user);
    if (error)
        return error;
    *ret_new = !workspace_find_im(call->sim->workspace, call->app, user);
    *ret_channel = workspace_im(call->sim, call->app, user);
    return NULL;
}

static const char *open_im(struct call *call) {
    struct channel *channel;
    bool is_new;
    const char *error = find_im(call, &channel, &is_new);
    if (error)
        return error;
    if (!is_new)
        json_put_bool(call->answer, "already_open", true);
    if (call_flag(call, "return_im")) {
        answer_channel(call, channel);
        return NULL;
    }
    struct json *json = json_new_object();
    json_put_str(json, "id", channel->id);
    json_put(call->answer, "channel", json);
    return NULL;
}

#define MANAGE "channels:manage,groups:write,im:write,mpim:write"
#define INVITES MANAGE ",channels:write.invites,groups:write.invites"
#define TOPIC MANAGE ",channels:write.topic,groups:write.topic"

const struct method methods_conversations[] = {
    {"conversations.create", create, TIER_2, MANAGE, "", METHOD_POST_ONLY},
    {"conversations.invite", invite, TIER_3, INVITES, "channel,users", METHOD_POST_ONLY},
    {"conversations.kick", kick, TIER_3, MANAGE, "channel,user", METHOD_POST_ONLY},
    {"conversations.join", join, TIER_3, "channels:join", "channel", METHOD_POST_ONLY},
    {"conversations.leave", leave, TIER_3, MANAGE, "channel", METHOD_POST_ONLY},
    {"conversations.setTopic", set_topic, TIER_2, TOPIC, "channel", METHOD_POST_ONLY},
    {"conversations.setPurpose", set_purpose, TIER_2, TOPIC, "channel", METHOD_POST_ONLY},
    {"conversations.archive", archive, TIER_2, MANAGE, "channel", METHOD_POST_ONLY},
    {"conversations.unarchive", unarchive, TIER_2, MANAGE, "channel", METHOD_POST_ONLY},
    {"conversations.rename", rename_channel, TIER_2, MANAGE, "channel", METHOD_POST_ONLY},
    {"conversations.open", open_im, TIER_3, MANAGE, "", METHOD_POST_ONLY},
    {0},
};
