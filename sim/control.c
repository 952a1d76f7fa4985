/* The routes of the control API: see control.h. */
#include "sim/control.h"

#include "base/mem.h"
#include "base/str.h"
#include "sim/channels.h"
#include "sim/fault.h"
#include "sim/interact.h"
#include "sim/journal.h"
#include "sim/limits.h"
#include "sim/messages.h"
#include "sim/people.h"
#include "sim/socket_mode.h"
#include "sim/stream.h"
#include "sim/text.h"
#include "sim/texts.h"
#include "sim/views.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct json *good(void) {
    struct json *json = json_new_object();
    json_put_bool(json, "ok", true);
    return json;
}

void control_done(struct exchange *exchange, const char *error) {
    if (error)
        control_refuse(exchange, error);
    else
        http_answer_json(exchange, 200, good());
}

void control_refuse(struct exchange *exchange, const char *error) {
    struct json *json = json_new_object();
    json_put_bool(json, "ok", false);
    json_put_str(json, "error", error);
    http_answer_json(exchange, 400, json);
}

/* ---- Who and where */

struct app *control_app(const struct sim *sim, const struct json *body) {
    const char *any = json_str(body, "app");
    struct app *app;
    TAILQ_FOREACH(app, &sim->workspace->apps, link)
    if (!any || str_equal(app->id, any) || str_equal_nocase(app->name, any))
        return app;
    return NULL;
}

struct channel *control_channel(struct sim *sim, const struct json *body, const char *any,
                                struct user *user) {
    struct channel *channel = workspace_channel(sim->workspace, any);
    struct user *named = channel ? NULL : workspace_user(sim->workspace, any);
    if (channel || !named)
        return channel;
    if (named->app)
        return user ? workspace_im(sim, named->app, user) : NULL;
    struct app *app = control_app(sim, body);
    return app ? workspace_im(sim, app, named) : NULL;
}

const char *control_find(struct sim *sim, const struct json *body, struct user **ret_user,
                         struct channel **ret_channel) {
    struct user *user = workspace_user(sim->workspace, json_str(body, "user"));
    if (!user || user->is_bot)
        return "user_not_found";
    struct channel *channel = control_channel(sim, body, json_str(body, "channel"), user);
    if (!channel)
        return "channel_not_found";
    *ret_user = user;
    *ret_channel = channel;
    return NULL;
}

const char *control_enter(struct sim *sim, struct channel *channel, struct user *user) {
    if (channel->is_archived)
        return "is_archived";
    if (channel_has(channel, user))
        return NULL;
    if (channel->kind != CHANNEL_PUBLIC)
        return "not_in_channel";
    channels_join(sim, channel, user, NULL);
    return NULL;
}

/* ---- Events and the start */

/* An event that nothing here causes, {"type":"user_change", …}: wrapped and sent to the app. */
static void send_event(struct sim *sim, struct exchange *exchange, const struct json *body) {
    struct app *app = control_app(sim, body);
    const struct json *event = json_at(body, "event");
    if (!app || !json_str(event, "type")) {
        control_refuse(exchange, app ? "no_event" : "app_not_found");
        return;
    }
    socket_mode_send_event(sim, app, json_copy(event));
    http_answer_json(exchange, 200, good());
}

static void reset(struct sim *sim, struct exchange *exchange, const struct json *body) {
    (void)body;
    sim_reset(sim);
    http_answer_json(exchange, 200, good());
}

/* ---- Faults and switches */

static void remove_scope(struct app *app, const char *scope) {
    struct json *kept = texts_without(app->scopes, scope);
    json_free(app->scopes);
    app->scopes = kept;
}

/* A fault of the workspace takes effect at once; NULL, or the error code. */
static const char *strike_once(struct sim *sim, const struct json *fault) {
    const char *kind = json_str(fault, "kind");
    struct app *app = control_app(sim, fault);
    struct channel *channel = workspace_channel(sim->workspace, json_str(fault, "channel"));
    if (!app)
        return "app_not_found";
    if (str_equal(kind, "ghost")) {
        socket_mode_add_ghosts(sim, app, json_int(fault, "times", 1));
        return NULL;
    }
    if (str_equal(kind, "token_revoked")) {
        app->revoked = true;
        return NULL;
    }
    if (str_equal(kind, "remove_scope")) {
        remove_scope(app, json_text_at(fault, "scope"));
        return NULL;
    }
    if (!channel)
        return "channel_not_found";
    if (str_equal(kind, "bot_removed"))
        channels_leave(sim, channel, app->bot);
    else
        channels_archive(sim, channel, TAILQ_FIRST(&sim->workspace->users), true);
    return NULL;
}

/* Names of channels become ids, because calls name them by id; and the short form
 * {"kind":"channel_not_found"} of an error without end becomes one. */
static struct json *full_fault(const struct sim *sim, const struct json *body) {
    struct json *fault = json_copy(body);
    const struct channel *channel = workspace_channel(sim->workspace, json_str(body, "channel"));
    if (channel)
        json_put_str(fault, "channel", channel->id);
    if (str_equal(json_str(body, "kind"), "channel_not_found")) {
        json_put_str(fault, "kind", "error");
        json_put_str(fault, "error", "channel_not_found");
        json_put_int(fault, "times", json_int(body, "times", -1));
    }
    return fault;
}

static void arm(struct sim *sim, struct exchange *exchange, const struct json *body) {
    enum fault_place place = FAULT_AT_CALL;
    struct err err;
    JSON_AUTO *fault = full_fault(sim, body);
    if (str_equal(json_str(fault, "kind"), "clear")) {
        faults_clear(sim->faults);
        http_answer_json(exchange, 200, good());
        return;
    }
    if (faults_arm(sim->faults, fault, &place, &err) != OK) {
        control_refuse(exchange, err.text);
        return;
    }
    const char *error = place == FAULT_AT_ONCE ? strike_once(sim, fault) : NULL;
    if (place == FAULT_AT_SOCKET && !json_is_true(fault, "before_hello"))
        socket_mode_strike(sim);
    if (error)
        control_refuse(exchange, error);
    else
        http_answer_json(exchange, 200, good());
}

static void list_faults(struct sim *sim, struct exchange *exchange, const char *rest) {
    (void)rest;
    struct json *json = good();
    json_put(json, "faults", faults_json(sim->faults));
    http_answer_json(exchange, 200, json);
}

static void configure(struct sim *sim, struct exchange *exchange, const struct json *body) {
    struct err err;
    if (settings_change(&sim->settings, body, &err) != OK) {
        control_refuse(exchange, err.text);
        return;
    }
    limits_clear(sim->limits); /* the buckets were filled by the old budgets */
    struct json *json = good();
    json_put(json, "config", settings_json(&sim->settings));
    http_answer_json(exchange, 200, json);
}

static void show_config(struct sim *sim, struct exchange *exchange, const char *rest) {
    (void)rest;
    struct json *json = good();
    json_put(json, "config", settings_json(&sim->settings));
    http_answer_json(exchange, 200, json);
}

/* ---- Looking */

static void show_log(struct sim *sim, struct exchange *exchange, const char *rest) {
    (void)rest;
    const char *since = strstr(exchange->query, "since=");
    struct json *json = good();
    json_put(json, "entries",
             journal_since(sim->journal, since ? strtoll(since + 6, NULL, 10) : 0));
    http_answer_json(exchange, 200, json);
}

static struct json *users_json(const struct sim *sim) {
    struct json *all = json_new_array();
    const struct user *user;
    TAILQ_FOREACH(user, &sim->workspace->users, link)
    json_push(all, user_json(sim->workspace, user, true));
    return all;
}

static struct json *channels_json(const struct sim *sim) {
    struct json *all = json_new_array();
    const struct channel *channel;
    TAILQ_FOREACH(channel, &sim->workspace->channels, link) {
        struct json *one = channel_json(sim->workspace, channel, NULL);
        json_remove(one, "is_member"); /* is a matter of who asks */
        json_put(one, "members", member_ids_json(channel->members, channel->member_count));
        json_put(one, "pins", json_copy(channel->pins));
        json_put(one, "bookmarks", json_copy(channel->bookmarks));
        json_push(all, one);
    }
    return all;
}

static struct json *usergroups_json(const struct sim *sim) {
    struct json *all = json_new_array();
    const struct usergroup *group;
    TAILQ_FOREACH(group, &sim->workspace->usergroups, link) {
        struct json *one = json_new_object();
        json_put_str(one, "id", group->id);
        json_put_str(one, "handle", group->handle);
        json_put(one, "users", member_ids_json(group->users, group->user_count));
        json_push(all, one);
    }
    return all;
}

static struct json *bot_user_json(const struct app *app) {
    struct json *json = json_new_object();
    json_put_str(json, "id", app->bot->id);
    json_put_str(json, "name", app->bot->name);
    return json;
}

static struct json *apps_json(const struct sim *sim) {
    struct json *all = json_new_array();
    const struct app *app;
    TAILQ_FOREACH(app, &sim->workspace->apps, link) {
        struct json *one = json_new_object();
        json_put_str(one, "id", app->id);
        json_put_str(one, "name", app->name);
        json_put_str(one, "bot_id", app->bot_id);
        json_put(one, "bot_user", bot_user_json(app));
        json_put(one, "commands", json_copy(app->commands));
        json_put(one, "shortcuts", json_copy(app->shortcuts));
        json_put(one, "scopes", json_copy(app->scopes));
        json_put(one, "events", json_copy(app->events));
        json_put_int(one, "sockets", (int64_t)socket_mode_count(sim, app));
        json_push(all, one);
    }
    return all;
}

static void show_state(struct sim *sim, struct exchange *exchange, const char *rest) {
    (void)rest;
    struct json *json = good(), *team = json_new_object();
    const struct app *first = TAILQ_FIRST(&sim->workspace->apps);
    json_put_str(team, "id", sim->workspace->team_id);
    json_put_str(team, "name", sim->workspace->team_name);
    json_put_str(team, "domain", sim->workspace->domain);
    json_put(json, "team", team);
    json_put(json, "users", users_json(sim));
    json_put(json, "channels", channels_json(sim));
    json_put(json, "usergroups", usergroups_json(sim));
    json_put(json, "apps", apps_json(sim));
    json_put(json, "bot_user", first ? bot_user_json(first) : NULL);
    json_put(json, "views", views_json(sim));
    json_put(json, "faults", faults_json(sim->faults));
    json_put(json, "sockets", socket_mode_json(sim));
    json_put_int(json, "time_factor", sim->settings.time_factor);
    http_answer_json(exchange, 200, json);
}

static void show_messages(struct sim *sim, struct exchange *exchange, const char *rest) {
    struct channel *channel = control_channel(sim, NULL, rest, NULL);
    if (!channel) {
        control_refuse(exchange, "channel_not_found");
        return;
    }
    struct json *json = good(), *messages = json_new_array();
    const struct message *message;
    TAILQ_FOREACH(message, &channel->messages, link)
    json_push(messages, message_full_json(message));
    json_put_str(json, "channel", channel->id);
    json_put(json, "messages", messages);
    http_answer_json(exchange, 200, json);
}

static void watch(struct sim *sim, struct exchange *exchange, const char *rest) {
    (void)rest;
    stream_watch(sim->stream, exchange);
}

/* ---- Routes */

static const struct {
    const char *name;
    void (*answer)(struct sim *sim, struct exchange *exchange, const struct json *body);
} posts[] = {
    {"message", people_post},
    {"edit", people_edit},
    {"delete", people_delete},
    {"command", interact_command},
    {"interact", interact_any},
    {"invite", people_invite},
    {"channel", people_change_channel},
    {"reaction", people_react},
    {"pin", people_pin},
    {"reset", reset},
    {"fault", arm},
    {"open-home", interact_open_home},
    {"config", configure},
    {"event", send_event},
    {"envelope", interact_envelope},
};

/* A name that ends with a slash takes the rest of the path. */
static const struct {
    const char *name;
    void (*answer)(struct sim *sim, struct exchange *exchange, const char *rest);
} gets[] = {
    {"log", show_log},      {"state", show_state}, {"messages/", show_messages},
    {"fault", list_faults}, {"stream", watch},     {"config", show_config},
};

static void answer_post(struct sim *sim, struct exchange *exchange, const char *name) {
    struct err err;
    JSON_AUTO *body = NULL;
    enum result result = OK;
    if (exchange->body_len > 0)
        result = json_parse(exchange->body, exchange->body_len, &body, &err);
    if (result != OK) {
        control_refuse(exchange, err.text);
        return;
    }
    for (size_t i = 0; i < sizeof posts / sizeof *posts; i++) {
        if (!str_equal(posts[i].name, name))
            continue;
        posts[i].answer(sim, exchange, body);
        return;
    }
    control_refuse(exchange, "unknown_control");
}

static void answer_get(struct sim *sim, struct exchange *exchange, const char *name) {
    for (size_t i = 0; i < sizeof gets / sizeof *gets; i++) {
        size_t len = strlen(gets[i].name);
        bool takes_rest = gets[i].name[len - 1] == '/';
        if (takes_rest ? !str_starts(name, gets[i].name) : !str_equal(gets[i].name, name))
            continue;
        gets[i].answer(sim, exchange, name + len);
        return;
    }
    control_refuse(exchange, "unknown_control");
}

void control_answer(struct sim *sim, struct exchange *exchange) {
    const char *name = exchange->path + strlen("/_control/");
    if (str_equal(exchange->method, "POST"))
        answer_post(sim, exchange, name);
    else
        answer_get(sim, exchange, name);
}
