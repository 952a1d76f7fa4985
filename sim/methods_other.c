/* The remaining methods: who we are, sockets, pins, bookmarks, reactions. */
#include "sim/call.h"

#include "base/clock.h"
#include "base/str.h"
#include "base/utc.h"
#include "sim/messages.h"
#include "sim/pins.h"
#include "sim/socket_mode.h"

#include <stdio.h>
#include <string.h>

enum { BOOKMARKS_MAX = 100 };

/* ---- Who and where */

static const char *test(struct call *call) {
    const struct workspace *workspace = call->sim->workspace;
    char url[300];
    snprintf(url, sizeof url, "%s/", call->sim->base_url);
    json_put_str(call->answer, "url", url);
    json_put_str(call->answer, "team", workspace->team_name);
    json_put_str(call->answer, "user", call->app->bot->name);
    json_put_str(call->answer, "team_id", workspace->team_id);
    json_put_str(call->answer, "user_id", call->app->bot->id);
    json_put_str(call->answer, "bot_id", call->app->bot_id);
    json_put_bool(call->answer, "is_enterprise_install", false);
    return NULL;
}

static const char *team_info(struct call *call) {
    const struct workspace *workspace = call->sim->workspace;
    if (call_has(call, "team") && !str_equal(call_str(call, "team"), workspace->team_id))
        return "team_not_found";
    struct json *team = json_new_object();
    json_put_str(team, "id", workspace->team_id);
    json_put_str(team, "name", workspace->team_name);
    json_put_str(team, "domain", workspace->domain);
    json_put(call->answer, "team", team);
    return NULL;
}

static const char *bots_info(struct call *call) {
    const struct app *app;
    const char *wanted = call_has(call, "bot") ? call_str(call, "bot") : call->app->bot_id;
    TAILQ_FOREACH(app, &call->sim->workspace->apps, link)
    if (str_equal(app->bot_id, wanted))
        break;
    if (!app)
        return "bot_not_found";
    struct json *bot = json_new_object();
    json_put_str(bot, "id", app->bot_id);
    json_put_bool(bot, "deleted", false);
    json_put_str(bot, "name", app->name);
    json_put_str(bot, "user_id", app->bot->id);
    json_put_str(bot, "app_id", app->id);
    json_put(call->answer, "bot", bot);
    return NULL;
}

/* The address has the host by which the app came, so that its certificate fits. */
static const char *open_connection(struct call *call) {
    char ticket[TICKET_SIZE], url[512];
    const char *base = call->sim->base_url;
    if (*call->authority && strlen(call->authority) < sizeof call->app->authority)
        snprintf(call->app->authority, sizeof call->app->authority, "%s", call->authority);
    const char *host = *call->app->authority ? call->app->authority : strstr(base, "://") + 3;
    snprintf(url, sizeof url, "%s://%s/link/?ticket=%s&app_id=%s",
             str_starts(base, "https:") ? "wss" : "ws", host,
             socket_mode_new_ticket(call->sim, call->app, ticket), call->app->id);
    json_put_str(call->answer, "url", url);
    return NULL;
}

/* ---- One message of a channel */

/* The message at channel and timestamp; an old form of a ts is bad_timestamp. */
static const char *find_message(struct call *call, struct message **ret_message) {
    struct channel *channel;
    const char *error = call_channel(call, "channel", &channel);
    if (error)
        return error;
    const char *ts = call_str(call, "timestamp");
    if (!ts || !*ts)
        return "no_item_specified";
    if (!strchr(ts, '.'))
        return "bad_timestamp";
    if (!channel_has(channel, call->app->bot))
        return "not_in_channel";
    struct message *message = messages_find(channel, ts);
    if (!message || message_is_tombstone(message))
        return "message_not_found";
    *ret_message = message;
    return NULL;
}

/* ---- Lists of a channel */

/* The entry whose member called name has this text, or NULL. */
static struct json *find_entry(struct json *entries, const char *name, const char *text) {
    for (size_t i = 0; i < json_len(entries, ""); i++)
        if (str_equal(json_str(json_item(entries, i), name), text))
            return json_element(entries, i);
    return NULL;
}

static void drop_entry(struct json **entries, const struct json *gone) {
    struct json *kept = json_new_array();
    for (size_t i = 0; i < json_len(*entries, ""); i++)
        if (json_item(*entries, i) != gone)
            json_push(kept, json_copy(json_item(*entries, i)));
    json_free(*entries);
    *entries = kept;
}

/* ---- Pins */

static const char *add_pin(struct call *call) {
    struct message *message;
    const char *error = find_message(call, &message);
    return error ? error : pins_add(call->sim, message, call->app->bot);
}

static const char *remove_pin(struct call *call) {
    struct message *message;
    const char *error = find_message(call, &message);
    return error ? error : pins_remove(call->sim, message, call->app->bot);
}

static const char *list_pins(struct call *call) {
    struct channel *channel;
    const char *error = call_channel(call, "channel", &channel);
    if (error)
        return error;
    if (!channel_has(channel, call->app->bot))
        return "not_in_channel";
    json_put(call->answer, "items", pins_json(channel));
    return NULL;
}

/* ---- Bookmarks */

static const char *check_link(const char *link) {
    bool good = str_starts(link, "https://") || str_starts(link, "http://");
    return good && strlen(link) <= 3000 ? NULL : "invalid_link";
}

static const char *add_bookmark(struct call *call) {
    struct channel *channel;
    char id[ID_SIZE];
    const char *error = call_channel(call, "channel_id", &channel);
    if (error)
        return error;
    if (!str_equal(call_str(call, "type"), "link"))
        return "invalid_bookmark_type";
    error = check_link(call_str(call, "link"));
    if (error)
        return error;
    if (!channel_has(channel, call->app->bot))
        return "permission_denied";
    if (json_len(channel->bookmarks, "") >= BOOKMARKS_MAX)
        return "too_many_bookmarks";
    struct json *bookmark = json_new_object();
    json_put_str(bookmark, "id", sim_new_id(call->sim, "Bk", id));
    json_put_str(bookmark, "channel_id", channel->id);
    json_put_str(bookmark, "title", call_str(call, "title"));
    json_put_str(bookmark, "link", call_str(call, "link"));
    json_put_str(bookmark, "emoji", json_text_at(call->args, "emoji"));
    json_put_str(bookmark, "type", "link");
    json_put_str(bookmark, "app_id", call->app->id);
    json_put_int(bookmark, "date_created", clock_utc_ms() / SECOND_MS);
    json_put_int(bookmark, "date_updated", 0);
    json_push(channel->bookmarks, bookmark);
    json_put(call->answer, "bookmark", json_copy(bookmark));
    return NULL;
}

static const char *edit_bookmark(struct call *call) {
    static const char *const names[] = {"title", "link", "emoji"};
    struct channel *channel;
    const char *error = call_channel(call, "channel_id", &channel);
    if (!error && call_has(call, "link"))
        error = check_link(call_str(call, "link"));
    if (error)
        return error;
    struct json *bookmark = find_entry(channel->bookmarks, "id", call_str(call, "bookmark_id"));
    if (!bookmark)
        return "not_found";
    for (size_t i = 0; i < 3; i++)
        if (call_has(call, names[i]))
            json_put_str(bookmark, names[i], call_str(call, names[i]));
    json_put_int(bookmark, "date_updated", clock_utc_ms() / SECOND_MS);
    json_put(call->answer, "bookmark", json_copy(bookmark));
    return NULL;
}

static const char *remove_bookmark(struct call *call) {
    struct channel *channel;
    const char *error = call_channel(call, "channel_id", &channel);
    if (error)
        return error;
    const struct json *gone = find_entry(channel->bookmarks, "id", call_str(call, "bookmark_id"));
    if (!gone)
        return "not_found";
    drop_entry(&channel->bookmarks, gone);
    return NULL;
}

static const char *list_bookmarks(struct call *call) {
    struct channel *channel;
    const char *error = call_channel(call, "channel_id", &channel);
    if (error)
        return error;
    json_put(call->answer, "bookmarks", json_copy(channel->bookmarks));
    return NULL;
}

/* ---- Reactions */

static const char *react(struct call *call, bool add) {
    struct message *message;
    const char *name = json_text_at(call->args, "name");
    const char *error = find_message(call, &message);
    if (!error && add)
        error = messages_reaction_error(message, name);
    if (error)
        return error;
    if (messages_react(call->sim, message, call->app->bot, name, add))
        return NULL;
    return add ? "already_reacted" : "no_reaction";
}

static const char *add_reaction(struct call *call) {
    return react(call, true);
}

static const char *remove_reaction(struct call *call) {
    return react(call, false);
}

const struct method methods_other[] = {
    {"auth.test", test, TIER_SPECIAL, "", "", 0},
    {"team.info", team_info, TIER_3, "team:read", "", METHOD_FORM_ONLY},
    {"bots.info", bots_info, TIER_3, "users:read", "", METHOD_FORM_ONLY},
    {"apps.connections.open", open_connection, TIER_CONNECT, "", "",
     METHOD_APP_TOKEN | METHOD_POST_ONLY},
    {"pins.add", add_pin, TIER_2, "pins:write", "channel", METHOD_POST_ONLY},
    {"pins.remove", remove_pin, TIER_2, "pins:write", "channel", METHOD_POST_ONLY},
    {"pins.list", list_pins, TIER_2, "pins:read", "channel", METHOD_FORM_ONLY},
    {"bookmarks.add", add_bookmark, TIER_2, "bookmarks:write", "channel_id,title,type",
     METHOD_POST_ONLY},
    {"bookmarks.edit", edit_bookmark, TIER_2, "bookmarks:write", "channel_id,bookmark_id",
     METHOD_POST_ONLY},
    {"bookmarks.remove", remove_bookmark, TIER_2, "bookmarks:write", "channel_id,bookmark_id",
     METHOD_POST_ONLY},
    {"bookmarks.list", list_bookmarks, TIER_3, "bookmarks:read", "channel_id", METHOD_FORM_ONLY},
    {"reactions.add", add_reaction, TIER_3, "reactions:write", "channel,name,timestamp",
     METHOD_POST_ONLY},
    {"reactions.remove", remove_reaction, TIER_2, "reactions:write", "channel,name,timestamp",
     METHOD_POST_ONLY},
    {0},
};
