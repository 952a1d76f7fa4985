/* The conversations methods: channels, their members, their history. */
#include "sim/web_api.h"

#include "base/clock.h"
#include "base/str.h"
#include "base/utf8.h"
#include "sim/channels.h"
#include "sim/fault.h"
#include "sim/messages.h"

#include <stdio.h>
#include <string.h>

enum { NAME_MAX_CHARS = 80, INVITE_MAX = 100, TOPIC_MAX_CHARS = 250, OPEN_USERS_MAX = 8 };

/* ---- Channels by name ------------------------------------------------------------------------ */

static const char *check_name(const struct call *call, const char *name) {
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789-_";
    if (!*name)
        return "invalid_name_required";
    if (utf8_count(name) > NAME_MAX_CHARS)
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

/* ---- What most methods ask first ------------------------------------------------------------- */

enum need { NEED_MEMBER = 1, NEED_LIVE = 2, NEED_NO_DM = 4 };

/* The channel argument, when the app has the scope for its kind and what need says holds. */
static const char *find(struct call *call, const char *scope, unsigned need,
                        struct channel **ret_channel) {
    struct channel *channel;
    const char *error = call_channel(call, "channel", &channel);
    if (!error)
        error = call_scope_for(call, channel, scope);
    if (error)
        return error;
    if (need & NEED_NO_DM && channel->kind == CHANNEL_IM)
        return "method_not_supported_for_channel_type";
    if (need & NEED_MEMBER && !channel_has(channel, call->app->bot))
        return "not_in_channel";
    if (need & NEED_LIVE && channel->is_archived)
        return "is_archived";
    *ret_channel = channel;
    return NULL;
}

/* ---- Inviting ------------------------------------------------------------------------------- */

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

/* Calls visit for each id in the list with commas. */
static size_t each_user(struct call *call, const char *list,
                        void (*visit)(struct call *call, struct channel *channel, const char *id,
                                      struct json *errors),
                        struct channel *channel, struct json *errors) {
    size_t count = 0;
    for (const char *at = list; *at; at += strcspn(at, ","), at += *at == ',', count++) {
        char id[ID_SIZE];
        snprintf(id, sizeof id, "%.*s", (int)strcspn(at, ","), at);
        visit(call, channel, id, errors);
    }
    return count;
}

static struct user *user_by_id(const struct call *call, const char *id) {
    struct user *user = workspace_user(call->sim->workspace, id);
    return user && str_equal(user->id, id) ? user : NULL;
}

static void check_invite(struct call *call, struct channel *channel, const char *id,
                         struct json *errors) {
    const char *error = invite_error(call, channel, user_by_id(call, id));
    if (error)
        push_refusal(errors, error, id);
}

static void do_invite(struct call *call, struct channel *channel, const char *id,
                      struct json *errors) {
    struct user *user = user_by_id(call, id);
    (void)errors;
    if (!invite_error(call, channel, user))
        channels_join(call->sim, channel, user, call->app->bot);
}

/* A list may come as an array in JSON. */
static void add_list(struct str *list, const struct call *call, const char *name) {
    const struct json *array = json_at(call->args, name);
    if (call_str(call, name))
        str_add(list, call_str(call, name));
    for (size_t i = 0; i < json_len(array, ""); i++)
        str_addf(list, "%s%s", i > 0 ? "," : "", json_text_at(json_item(array, i), ""));
}

/* One bad user fails the whole call, unless force invites the others. */
static const char *invite(struct call *call) {
    struct channel *channel;
    STR_AUTO(users, 16 * 1024);
    const char *error = find(call, "write.invites", NEED_MEMBER | NEED_LIVE | NEED_NO_DM, &channel);
    if (error)
        return error;
    add_list(&users, call, "users");
    if (!*users.text)
        return "no_user";
    struct json *errors = json_new_array();
    if (each_user(call, users.text, check_invite, channel, errors) > INVITE_MAX) {
        json_free(errors);
        call_complain(call, "no more than %d items allowed [json-pointer:/users]", INVITE_MAX);
        return "invalid_arguments";
    }
    bool refused = json_len(errors, "") > 0;
    error = refused ? call_error(call, json_text_at(errors, "0.error")) : NULL;
    if (refused)
        json_put(call->answer, "errors", errors);
    else
        json_free(errors);
    if (refused && !call_flag(call, "force"))
        return error;
    each_user(call, users.text, do_invite, channel, NULL);
    answer_channel(call, channel);
    return NULL;
}

static const char *kick(struct call *call) {
    struct channel *channel;
    const char *error = find(call, "write", NEED_MEMBER | NEED_NO_DM, &channel);
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

/* ---- Joining and leaving --------------------------------------------------------------------- */

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
    const char *error = find(call, "write", NEED_NO_DM, &channel);
    if (error)
        return error;
    if (channel->is_general)
        return "cant_leave_general";
    if (!channels_leave(call->sim, channel, call->app->bot))
        json_put_bool(call->answer, "not_in_channel", true);
    return NULL;
}

/* ---- Changing ------------------------------------------------------------------------------- */

static const char *set_topic(struct call *call) {
    struct channel *channel;
    const char *error = find(call, "write.topic", NEED_MEMBER | NEED_LIVE, &channel);
    if (error)
        return error;
    if (utf8_count(json_text_at(call->args, "topic")) > TOPIC_MAX_CHARS)
        return "too_long";
    channels_set_topic(call->sim, channel, call->app->bot, json_text_at(call->args, "topic"));
    answer_channel(call, channel);
    return NULL;
}

static const char *set_purpose(struct call *call) {
    struct channel *channel;
    const char *error = find(call, "write.topic", NEED_MEMBER | NEED_LIVE, &channel);
    if (error)
        return error;
    if (utf8_count(json_text_at(call->args, "purpose")) > TOPIC_MAX_CHARS)
        return "too_long";
    channels_set_purpose(call->sim, channel, call->app->bot, json_text_at(call->args, "purpose"));
    json_put_str(call->answer, "purpose", channel->purpose);
    return NULL;
}

static const char *archive(struct call *call) {
    struct channel *channel;
    const char *error = find(call, "write", NEED_NO_DM, &channel);
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
    const char *error = find(call, "write", NEED_NO_DM, &channel);
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
    const char *error = find(call, "write", NEED_MEMBER | NEED_LIVE | NEED_NO_DM, &channel);
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

/* ---- Reading -------------------------------------------------------------------------------- */

static const char *info(struct call *call) {
    struct channel *channel;
    const char *error = find(call, "read", 0, &channel);
    if (error)
        return error;
    answer_channel(call, channel);
    struct json *json = json_member(call->answer, "channel");
    if (!call_flag(call, "include_num_members"))
        json_remove(json, "num_members");
    return NULL;
}

static bool types_known(const char *types) {
    char type[32];
    for (const char *at = types; *at; at += strcspn(at, ","), at += *at == ',') {
        at += strspn(at, " ");
        snprintf(type, sizeof type, "%.*s", (int)strcspn(at, ","), at);
        if (!str_equal(type, "public_channel") && !str_equal(type, "private_channel") &&
            !str_equal(type, "im") && !str_equal(type, "mpim"))
            return false;
    }
    return true;
}

static bool wanted(const struct call *call, const struct channel *channel, const char *types) {
    static const char *const names[] = {
        [CHANNEL_PUBLIC] = "public_channel",
        [CHANNEL_PRIVATE] = "private_channel",
        [CHANNEL_IM] = "im",
        [CHANNEL_MPIM] = "mpim",
    };
    if (call_flag(call, "exclude_archived") && channel->is_archived)
        return false;
    const char *found = strstr(types, names[channel->kind]);
    bool listed = found && (found == types || !strchr("mp", found[-1]));
    return listed && (channel->kind == CHANNEL_PUBLIC || channel_has(channel, call->app->bot));
}

/* The channels of these types; member limits them to those of one user. */
static const char *list_channels(struct call *call, const struct user *member) {
    const char *types = call_has(call, "types") ? call_str(call, "types") : "public_channel";
    struct json *all = json_new_array(), *page = json_new_array();
    const struct channel *channel;
    if (types_known(types))
        TAILQ_FOREACH(channel, &call->sim->workspace->channels, link)
    if (wanted(call, channel, types) && (!member || channel_has(channel, member)))
        json_push(all, channel_json(call->sim->workspace, channel, call->app));
    size_t from = 0, to = 0;
    const char *error = types_known(types)
                            ? call_page(call, json_len(all, ""), 100, 1000, &from, &to)
                            : "invalid_types";
    for (size_t i = from; i < to; i++)
        json_push(page, json_copy(json_item(all, i)));
    json_free(all);
    if (error)
        json_free(page);
    else
        json_put(call->answer, "channels", page);
    return error;
}

static const char *list(struct call *call) {
    return list_channels(call, NULL);
}

static const char *of_user(struct call *call) {
    const struct user *user =
        call_has(call, "user") ? user_by_id(call, call_str(call, "user")) : call->app->bot;
    return user ? list_channels(call, user) : "user_not_found";
}

static const char *members(struct call *call) {
    struct channel *channel;
    size_t from, to;
    const char *error = find(call, "read", 0, &channel);
    if (!error)
        error = call_page(call, channel->member_count, 100, 1000, &from, &to);
    if (error)
        return error;
    json_put(call->answer, "members", member_ids_json(channel->members + from, to - from));
    return NULL;
}

/* ---- History -------------------------------------------------------------------------------- */

/* The borders of a reading of messages; a ts compares as its text, all have the same form. */
struct span {
    const char *oldest, *latest;
    bool inclusive;
    int64_t limit;
    int64_t lag_ms; /* what is younger is not yet seen */
    char cursor[64];
};

static const char *read_span(struct call *call, int64_t most, struct span *ret_span) {
    struct span span = {.oldest = call_str(call, "oldest"),
                        .latest = call_str(call, "latest"),
                        .inclusive = call_flag(call, "inclusive"),
                        .limit = call_int(call, "limit", 100)};
    if (span.limit <= 0 || span.limit > most)
        span.limit = most;
    call_cursor(call, span.cursor, sizeof span.cursor);
    if (call_has(call, "cursor") && !str_starts(span.cursor, "ts:"))
        return "invalid_cursor";
    JSON_AUTO *lag =
        fault_take(call->sim->faults, "history_lag", call->method->name, call_str(call, "channel"));
    span.lag_ms = lag ? json_int(lag, "ms", 1000) : 0;
    *ret_span = span;
    return NULL;
}

/* Negative, zero or positive, as a ts lies before, at or after a border given as any number. */
static int compare_ts(const char *ts, const char *border) {
    char padded[TS_SIZE];
    const char *dot = strchr(border, '.');
    int whole = (int)(dot ? dot - border : (ptrdiff_t)strlen(border));
    char fraction[7];
    snprintf(fraction, sizeof fraction, "%s", dot ? dot + 1 : "");
    for (size_t i = strlen(fraction); i < 6; i++)
        fraction[i] = '0';
    fraction[6] = 0;
    snprintf(padded, sizeof padded, "%*.*s.%s", 10, whole < 10 ? whole : 10, border, fraction);
    return strcmp(ts, padded);
}

static bool within(const struct span *span, const struct message *message) {
    int after_oldest = span->oldest && *span->oldest ? compare_ts(message->ts, span->oldest) : 1;
    int after_latest = span->latest && *span->latest ? compare_ts(message->ts, span->latest) : -1;
    if (message->deleted || *message->ephemeral_to)
        return false;
    if (clock_monotonic_ms() - message->posted_ms < span->lag_ms)
        return false;
    if (span->inclusive)
        return after_oldest >= 0 && after_latest <= 0;
    return after_oldest > 0 && after_latest < 0;
}

static bool in_history(const struct message *message) {
    return !message_is_reply(message) ||
           str_equal(json_str(message->json, "subtype"), "thread_broadcast");
}

static void answer_messages(struct call *call, struct json *owned_messages, const char *next) {
    char cursor[64] = "";
    if (next)
        snprintf(cursor, sizeof cursor, "ts:%s", next);
    json_put(call->answer, "messages", owned_messages);
    json_put_bool(call->answer, "has_more", next != NULL);
    call_set_cursor(call, cursor);
}

static const char *history(struct call *call) {
    struct channel *channel;
    struct span span;
    const char *error = find(call, "history", NEED_MEMBER, &channel);
    if (!error)
        error = read_span(call, 999, &span);
    if (error)
        return error;
    bool all = call_flag(call, "include_all_metadata");
    struct json *shown = json_new_array();
    const struct message *message;
    const char *last = NULL, *next = NULL;
    TAILQ_FOREACH_REVERSE(message, &channel->messages, message_list, link) {
        if (!within(&span, message) || !in_history(message))
            continue;
        if (*span.cursor && strcmp(message->ts, span.cursor + 3) >= 0)
            continue; /* the cursor is the ts of the last one shown */
        if ((int64_t)json_len(shown, "") == span.limit) {
            next = last;
            break;
        }
        json_push(shown, message_api_json(message, all));
        last = message->ts;
    }
    json_put_int(call->answer, "pin_count", (int64_t)json_len(channel->pins, ""));
    answer_messages(call, shown, next);
    return NULL;
}

/* The parent comes first, then its replies from old to new. */
static const char *replies(struct call *call) {
    struct channel *channel;
    struct span span;
    const char *error = find(call, "history", NEED_MEMBER, &channel);
    if (!error)
        error = read_span(call, 1000, &span);
    if (error)
        return str_equal(error, "not_in_channel") ? "channel_not_found" : error;
    const char *ts = call_str(call, "ts");
    const struct message *message, *parent = messages_find(channel, ts);
    if (!parent)
        return "thread_not_found";
    bool all = call_flag(call, "include_all_metadata");
    struct json *shown = json_new_array();
    const char *last = NULL, *next = NULL;
    if (!*span.cursor)
        json_push(shown, message_api_json(parent, all));
    TAILQ_FOREACH(message, &channel->messages, link) {
        bool reply =
            message_is_reply(message) && str_equal(json_str(message->json, "thread_ts"), ts);
        if (!reply || !within(&span, message))
            continue;
        if (*span.cursor && strcmp(message->ts, span.cursor + 3) <= 0)
            continue;
        if (last && (int64_t)json_len(shown, "") >= span.limit) {
            next = last;
            break;
        }
        json_push(shown, message_api_json(message, all));
        last = message->ts;
    }
    answer_messages(call, shown, next);
    return NULL;
}

/* ---- Direct messages ------------------------------------------------------------------------- */

static const char *open_im(struct call *call) {
    STR_AUTO(users, 1024);
    struct channel *channel = NULL;
    add_list(&users, call, "users");
    if (!*users.text && !call_has(call, "channel"))
        return "users_list_not_supplied";
    if (!*users.text) {
        const char *error = call_channel(call, "channel", &channel);
        if (error)
            return error;
    }
    if (strchr(users.text, ','))
        return "method_not_supported_for_channel_type"; /* group messages are not kept here */
    struct user *user = channel ? NULL : user_by_id(call, users.text);
    if (!channel && !user)
        return "user_not_found";
    if (user && user->deleted)
        return "user_disabled";
    bool was_open = channel || workspace_find_im(call->sim->workspace, call->app, user);
    if (!channel)
        channel = workspace_im(call->sim, call->app, user);
    if (was_open)
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

#define READ "channels:read,groups:read,im:read,mpim:read"
#define HISTORY "channels:history,groups:history,im:history,mpim:history"
#define MANAGE "channels:manage,groups:write,im:write,mpim:write"
#define INVITES MANAGE ",channels:write.invites,groups:write.invites"
#define TOPIC MANAGE ",channels:write.topic,groups:write.topic"

const struct method methods_conversations[] = {
    {"conversations.create", create, TIER_2, MANAGE, "name", METHOD_POST_ONLY},
    {"conversations.invite", invite, TIER_3, INVITES, "channel,users", METHOD_POST_ONLY},
    {"conversations.kick", kick, TIER_3, MANAGE, "channel,user", METHOD_POST_ONLY},
    {"conversations.join", join, TIER_3, "channels:join", "channel", METHOD_POST_ONLY},
    {"conversations.leave", leave, TIER_3, MANAGE, "channel", METHOD_POST_ONLY},
    {"conversations.setTopic", set_topic, TIER_2, TOPIC, "channel", METHOD_POST_ONLY},
    {"conversations.setPurpose", set_purpose, TIER_2, TOPIC, "channel", METHOD_POST_ONLY},
    {"conversations.archive", archive, TIER_2, MANAGE, "channel", METHOD_POST_ONLY},
    {"conversations.unarchive", unarchive, TIER_2, MANAGE, "channel", METHOD_POST_ONLY},
    {"conversations.rename", rename_channel, TIER_2, MANAGE, "channel,name", METHOD_POST_ONLY},
    {"conversations.info", info, TIER_3, READ, "channel", METHOD_FORM_ONLY},
    {"conversations.list", list, TIER_2, READ, "", METHOD_FORM_ONLY},
    {"conversations.members", members, TIER_4, READ, "channel", METHOD_FORM_ONLY},
    {"conversations.history", history, TIER_3, HISTORY, "channel", METHOD_FORM_ONLY},
    {"conversations.replies", replies, TIER_3, HISTORY, "channel,ts", METHOD_FORM_ONLY},
    {"conversations.open", open_im, TIER_3, MANAGE, "", METHOD_POST_ONLY},
    {"users.conversations", of_user, TIER_3, READ, "", METHOD_FORM_ONLY},
    {0},
};
