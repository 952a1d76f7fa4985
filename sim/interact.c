/* People's commands and clicks, and what the app's answer does: see interact.h. */
#include "sim/interact.h"

#include "base/mem.h"
#include "base/str.h"
#include "sim/ask.h"
#include "sim/click.h"
#include "sim/control.h"
#include "sim/envelope.h"
#include "sim/events.h"
#include "sim/grants.h"
#include "sim/messages.h"
#include "sim/modal.h"
#include "sim/response_url.h"
#include "sim/socket_mode.h"
#include "sim/text.h"

#include <stdio.h>

/* ---- Who and where */

static struct user *find_user(const struct sim *sim, const struct json *body) {
    struct user *user = workspace_user(sim->workspace, json_str(body, "user"));
    return user && !user->is_bot ? user : NULL;
}

/* ---- Slash commands */

static struct json *command_payload(struct sim *sim, struct app *app, struct user *user,
                                    struct channel *channel, const char *command,
                                    const char *typed) {
    struct json *payload = json_new_object();
    bool escapes = json_is_true(app_command(app, command), "should_escape");
    char *text = escapes ? text_of_command(sim->workspace, typed) : mem_strdup(typed);
    json_put_str(payload, "token", ENVELOPE_TOKEN);
    json_put_str(payload, "team_id", sim->workspace->team_id);
    json_put_str(payload, "team_domain", sim->workspace->domain);
    json_put_str(payload, "channel_id", channel->id);
    json_put_str(payload, "channel_name", envelope_channel_name(channel));
    json_put_str(payload, "user_id", user->id);
    json_put_str(payload, "user_name", user->name);
    json_put_str(payload, "command", command);
    json_put_str(payload, "text", text);
    json_put_str(payload, "api_app_id", app->id);
    json_put_str(payload, "is_enterprise_install", "false");
    envelope_put_url(sim, app, payload, "response_url",
                     grants_new_response_url(sim, "commands", app, user, channel, ""));
    json_put_str(payload, "trigger_id", grants_new_trigger(sim, app, user, ""));
    mem_free(text);
    return payload;
}

/* An answer in the ack is shown like one at the response URL; {} and nothing show nothing. */
static void on_command_answer(void *owner, const struct answer *answer) {
    struct ask *ask = owner;
    struct response_url grant = {.app = ask->app, .user = ask->user, .channel = ask->channel};
    bool says = json_len(answer->payload, "") > 0;
    ask_finish(ask, answer, says ? response_apply(ask->sim, &grant, answer->payload) : NULL);
}

/* Who gives which app's command where; NULL, or the error. */
static const char *find_command(struct sim *sim, const struct json *body, struct user **ret_user,
                                struct channel **ret_channel, struct app **ret_app) {
    const char *error = control_find(sim, body, ret_user, ret_channel);
    if (error)
        return error;
    *ret_app = workspace_app_by_command(sim->workspace, json_str(body, "command"));
    if (!*ret_app || !app_has_scope(*ret_app, "commands"))
        return "unknown_command";
    return control_enter(sim, *ret_channel, *ret_user);
}

void interact_command(struct sim *sim, struct exchange *exchange, const struct json *body) {
    struct user *user;
    struct channel *channel;
    struct app *app;
    char key[GRANT_SIZE];
    const char *error = find_command(sim, body, &user, &channel, &app);
    if (error) {
        control_refuse(exchange, error);
        return;
    }
    struct json *payload = command_payload(sim, app, user, channel, json_str(body, "command"),
                                           json_text_at(body, "text"));
    struct ask *ask = ask_new(sim, exchange, app, user);
    ask->channel = channel;
    snprintf(key, sizeof key, "%s", json_str(payload, "trigger_id"));
    socket_mode_send_request(sim, app, "slash_commands", true, key, payload, on_command_answer,
                             ask);
}

/* ---- Shortcuts */

static void shortcut(struct sim *sim, struct exchange *exchange, struct user *user,
                     const struct json *body) {
    char ts[TS_SIZE];
    struct app *app = control_app(sim, body);
    if (!app) {
        control_refuse(exchange, "app_not_found");
        return;
    }
    struct json *payload =
        envelope_interaction(sim, app, user, "shortcut", grants_new_trigger(sim, app, user, ""));
    json_put_str(payload, "callback_id", json_text_at(body, "callback_id"));
    json_put_str(payload, "action_ts", workspace_new_ts(sim->workspace, ts));
    ask_click(sim, exchange, app, user, payload);
}

static void message_action(struct sim *sim, struct exchange *exchange, struct user *user,
                           const struct message *message, const struct json *body) {
    char ts[TS_SIZE];
    struct app *app = control_app(sim, body);
    if (!app) {
        control_refuse(exchange, "app_not_found");
        return;
    }
    struct json *payload = envelope_interaction(sim, app, user, "message_action",
                                                grants_new_trigger(sim, app, user, ""));
    json_put_str(payload, "callback_id", json_text_at(body, "callback_id"));
    json_put_str(payload, "action_ts", workspace_new_ts(sim->workspace, ts));
    json_put_str(payload, "message_ts", message->ts);
    json_put(payload, "message", message_api_json(message, true));
    json_put(payload, "channel", envelope_channel(message->channel));
    envelope_put_url(
        sim, app, payload, "response_url",
        grants_new_response_url(sim, "app-actions", app, user, message->channel, message->ts));
    ask_click(sim, exchange, app, user, payload);
}

/* ---- Which one it is */

static const char *type_of(const struct json *body) {
    const char *type = json_str(body, "type");
    if (type)
        return type;
    if (json_at(body, "action_id"))
        return "block_actions";
    return json_at(body, "view_id") ? "view_submission" : "";
}

static void with_view(struct sim *sim, struct exchange *exchange, struct view *view,
                      const struct json *body) {
    const char *type = type_of(body);
    if (str_equal(type, "view_submission") && !view->is_home)
        modal_submit(sim, exchange, view, body);
    else if (str_equal(type, "view_closed") && !view->is_home)
        modal_close(sim, exchange, view, body);
    else if (str_equal(type, "block_actions"))
        click_in_view(sim, exchange, view, body);
    else if (str_equal(type, "block_suggestion"))
        modal_suggest(sim, exchange, view, body);
    else
        control_refuse(exchange, "unknown_type");
}

static void with_message(struct sim *sim, struct exchange *exchange, struct user *user,
                         const struct json *body) {
    const char *type = type_of(body);
    struct channel *channel = control_channel(sim, body, json_str(body, "channel"), user);
    const struct message *message =
        channel ? messages_find_shown(channel, json_str(body, "message_ts")) : NULL;
    bool hidden = message && *message->ephemeral_to && !str_equal(message->ephemeral_to, user->id);
    if (!message || message_is_tombstone(message) || hidden || !channel_has(channel, user))
        control_refuse(exchange, channel ? "message_not_found" : "channel_not_found");
    else if (str_equal(type, "block_actions"))
        click_in_message(sim, exchange, user, message, body);
    else if (str_equal(type, "message_action"))
        message_action(sim, exchange, user, message, body);
    else
        control_refuse(exchange, "unknown_type");
}

void interact_any(struct sim *sim, struct exchange *exchange, const struct json *body) {
    struct user *user = find_user(sim, body);
    if (!user) {
        control_refuse(exchange, "user_not_found");
        return;
    }
    if (str_equal(type_of(body), "shortcut")) {
        shortcut(sim, exchange, user, body);
        return;
    }
    if (!json_at(body, "view_id")) {
        with_message(sim, exchange, user, body);
        return;
    }
    struct view *view = views_find(sim, NULL, json_str(body, "view_id"));
    if (view && view->user == user)
        with_view(sim, exchange, view, body);
    else
        control_refuse(exchange, "view_not_found");
}

void interact_envelope(struct sim *sim, struct exchange *exchange, const struct json *body) {
    struct app *app = control_app(sim, body);
    const struct json *payload = json_at(body, "payload");
    if (!app || json_kind_of(payload) != JSON_OBJECT) {
        control_refuse(exchange, app ? "no_payload" : "app_not_found");
        return;
    }
    socket_mode_send_request(sim, app, json_text_at(body, "type"),
                             json_is_true(body, "accepts_response_payload"), "by hand",
                             json_copy(payload), ask_on_answer, ask_new(sim, exchange, app, NULL));
}

void interact_open_home(struct sim *sim, struct exchange *exchange, const struct json *body) {
    struct user *user = find_user(sim, body);
    struct app *app = control_app(sim, body);
    if (!user || !app) {
        control_refuse(exchange, user ? "app_not_found" : "user_not_found");
        return;
    }
    struct view *home = views_home(sim, app, user);
    struct json *event = event_new(sim, "app_home_opened");
    json_put_str(event, "user", user->id);
    json_put_str(event, "channel", workspace_im(sim, app, user)->id);
    json_put_str(event, "tab", "home");
    if (home)
        json_put(event, "view", json_copy(home->json));
    events_app(sim, app, event);
    struct json *json = json_new_object();
    json_put_bool(json, "ok", true);
    json_put(json, "view", home ? json_copy(home->json) : NULL);
    http_answer_json(exchange, 200, json);
}
