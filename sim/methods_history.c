/* The conversations methods that only look: channels, members, history. */
#include "sim/call.h"

#include "base/clock.h"
#include "base/str.h"
#include "sim/fault.h"
#include "sim/messages.h"

#include <stdio.h>
#include <string.h>

/* ---- Channels */

static const char *info(struct call *call) {
    struct channel *channel;
    const char *error = call_channel_for(call, "read", 0, &channel);
    if (error)
        return error;
    struct json *json = channel_json(call->sim->workspace, channel, call->app);
    if (!call_flag(call, "include_num_members"))
        json_remove(json, "num_members");
    json_put(call->answer, "channel", json);
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
    const struct channel *channel;
    size_t from, to;
    if (!types_known(types))
        return "invalid_types";
    JSON_AUTO *all = json_new_array();
    TAILQ_FOREACH(channel, &call->sim->workspace->channels, link)
    if (wanted(call, channel, types) && (!member || channel_has(channel, member)))
        json_push(all, channel_json(call->sim->workspace, channel, call->app));
    const char *error = call_page(call, json_len(all, ""), 100, 1000, &from, &to);
    if (error)
        return error;
    struct json *page = json_new_array();
    for (size_t i = from; i < to; i++)
        json_push(page, json_copy(json_item(all, i)));
    json_put(call->answer, "channels", page);
    return NULL;
}

static const char *list(struct call *call) {
    return list_channels(call, NULL);
}

static const char *of_user(struct call *call) {
    const struct user *user = call_has(call, "user")
                                  ? workspace_user(call->sim->workspace, call_str(call, "user"))
                                  : call->app->bot;
    return user ? list_channels(call, user) : "user_not_found";
}

static const char *members(struct call *call) {
    struct channel *channel;
    size_t from, to;
    const char *error = call_channel_for(call, "read", 0, &channel);
    if (!error)
        error = call_page(call, channel->member_count, 100, 1000, &from, &to);
    if (error)
        return error;
    json_put(call->answer, "members", member_ids_json(channel->members + from, to - from));
    return NULL;
}

/* ---- History */

/* The borders of a reading of messages; a ts compares as its text, all have the same form. */
struct span {
    const char *oldest, *latest;
    bool inclusive;
    int64_t limit;
    int64_t lag_ms; /* what is younger is not yet seen */
    char cursor[64];
};

static const char *read_span(struct call *call, int64_t usual, int64_t most,
                             struct span *ret_span) {
    struct span span = {.oldest = call_str(call, "oldest"),
                        .latest = call_str(call, "latest"),
                        .inclusive = call_flag(call, "inclusive"),
                        .limit = call_int(call, "limit", usual)};
    if (span.limit <= 0 || span.limit > most)
        span.limit = most;
    call_cursor(call, span.cursor, sizeof span.cursor);
    if (call_has(call, "cursor") && !str_starts(span.cursor, "ts:"))
        return "invalid_cursor";
    JSON_AUTO *lag =
        fault_take(call->sim->faults, "history_lag", call->method->name, call_str(call, "channel"));
    span.lag_ms = lag ? json_int(lag, "ms", 1000) : call->sim->settings.history_lag_ms;
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
    const char *error = call_channel_for(call, "history", NEED_MEMBER, &channel);
    if (!error)
        error = read_span(call, 100, 999, &span);
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
    const char *error = call_channel_for(call, "history", NEED_MEMBER, &channel);
    if (!error)
        error = read_span(call, 1000, 1000, &span);
    if (error)
        return str_equal(error, "not_in_channel") ? "channel_not_found" : error;
    const char *ts = call_str(call, "ts");
    const struct message *message, *parent = messages_find(channel, ts);
    if (!parent)
        return "thread_not_found";
    bool all = call_flag(call, "include_all_metadata");
    struct json *shown = json_new_array();
    const char *last = NULL, *next = NULL;
    if (!*span.cursor) {
        json_push(shown, message_api_json(parent, all));
        last = parent->ts;
    }
    TAILQ_FOREACH(message, &channel->messages, link) {
        bool reply =
            message_is_reply(message) && str_equal(json_str(message->json, "thread_ts"), ts);
        if (!reply || !within(&span, message))
            continue;
        if (*span.cursor && strcmp(message->ts, span.cursor + 3) <= 0)
            continue;
        if ((int64_t)json_len(shown, "") == span.limit) {
            next = last;
            break;
        }
        json_push(shown, message_api_json(message, all));
        last = message->ts;
    }
    answer_messages(call, shown, next);
    return NULL;
}

#define READ "channels:read,groups:read,im:read,mpim:read"
#define HISTORY "channels:history,groups:history,im:history,mpim:history"

const struct method methods_history[] = {
    {"conversations.info", info, TIER_3, READ, "channel", METHOD_FORM_ONLY},
    {"conversations.list", list, TIER_2, READ, "", METHOD_FORM_ONLY},
    {"conversations.members", members, TIER_4, READ, "channel", METHOD_FORM_ONLY},
    {"conversations.history", history, TIER_3, HISTORY, "channel", METHOD_FORM_ONLY},
    {"conversations.replies", replies, TIER_3, HISTORY, "channel,ts", METHOD_FORM_ONLY},
    {"users.conversations", of_user, TIER_3, READ, "", METHOD_FORM_ONLY},
    {0},
};
