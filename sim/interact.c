/* People's commands and clicks, and what the app's answer does: see interact.h. */
#include "sim/interact.h"

#include "base/mem.h"
#include "base/str.h"
#include "sim/block_kit.h"
#include "sim/channels.h"
#include "sim/envelope.h"
#include "sim/events.h"
#include "sim/grants.h"
#include "sim/messages.h"
#include "sim/response_url.h"
#include "sim/socket_mode.h"
#include "sim/text.h"
#include "sim/view_state.h"

#include <stdio.h>

/* A request of the control API that waits for the app. */
struct waiting {
    struct sim *sim;
    struct exchange *exchange;
    struct app *app;
    struct user *user;
    struct channel *channel; /* of a slash command */
    char view_id[ID_SIZE];   /* of a submission, else "" */
};

/* ---- Answering ------------------------------------------------------------------------------- */

static struct json *answer_json(const struct answer *answer, const char *error) {
    bool sent = *answer->envelope_id && !str_equal(answer->error, "dispatch_failed");
    struct json *json = json_new_object();
    json_put_bool(json, "ok", true);
    json_put_str(json, "envelope_id", answer->envelope_id);
    json_put(json, "ack_ms", sent && !answer->error ? json_new_int(answer->ack_ms) : NULL);
    json_put(json, "response", json_copy(answer->payload));
    json_put_str(json, "error", error ? error : answer->error);
    return json;
}

/* Answers the control request and forgets it; error is what the person sees besides. */
static void finish(struct waiting *waiting, const struct answer *answer, const char *error) {
    http_answer_json(waiting->exchange, 200, answer_json(answer, error));
    mem_free(waiting);
}

static void on_plain_answer(void *owner, const struct answer *answer) {
    finish(owner, answer, NULL);
}

static struct waiting *new_waiting(struct sim *sim, struct exchange *exchange, struct app *app,
                                   struct user *user) {
    struct waiting *waiting = mem_alloc(sizeof *waiting);
    waiting->sim = sim;
    waiting->exchange = exchange;
    waiting->app = app;
    waiting->user = user;
    return waiting;
}

/* ---- Who and where ----------------------------------------------------------------------------
 */

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

static struct user *find_user(const struct sim *sim, const struct json *body) {
    struct user *user = workspace_user(sim->workspace, json_str(body, "user"));
    return user && !user->is_bot ? user : NULL;
}

/* ---- Slash commands ---------------------------------------------------------------------------
 */

static struct json *command_payload(struct sim *sim, struct app *app, struct user *user,
                                    struct channel *channel, const char *command,
                                    const char *typed) {
    struct json *payload = json_new_object();
    bool escapes = json_is_true(app_command(app, command), "should_escape");
    char *text = escapes ? text_of_command(sim->workspace, typed) : mem_strdup(typed);
    json_put_str(payload, "token", "local-verification-token");
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
    struct waiting *waiting = owner;
    struct response_url grant = {
        .app = waiting->app, .user = waiting->user, .channel = waiting->channel};
    bool says = json_len(answer->payload, "") > 0;
    finish(waiting, answer, says ? response_apply(waiting->sim, &grant, answer->payload) : NULL);
}

void interact_command(struct sim *sim, struct exchange *exchange, const struct json *body) {
    const char *command = json_text_at(body, "command");
    struct user *user = find_user(sim, body);
    struct channel *channel = control_channel(sim, body, json_str(body, "channel"), user);
    struct app *app = workspace_app_by_command(sim->workspace, command);
    const char *error = !user      ? "user_not_found"
                        : !channel ? "channel_not_found"
                        : !app || !app_has_scope(app, "commands")
                            ? "unknown_command"
                            : control_enter(sim, channel, user);
    if (error) {
        control_refuse(exchange, error);
        return;
    }
    struct json *payload =
        command_payload(sim, app, user, channel, command, json_text_at(body, "text"));
    struct waiting *waiting = new_waiting(sim, exchange, app, user);
    waiting->channel = channel;
    char key[GRANT_SIZE];
    snprintf(key, sizeof key, "%s", json_str(payload, "trigger_id"));
    socket_mode_send_request(sim, app, "slash_commands", true, key, payload, on_command_answer,
                             waiting);
}

/* ---- Buttons and other elements ----------------------------------------------------------------
 */

/* What the person chose: the member that the request has, by any of the names. */
static const struct json *chosen(const struct json *body) {
    static const char *const names[] = {"value",
                                        "selected",
                                        "selected_option",
                                        "selected_options",
                                        "selected_user",
                                        "selected_users",
                                        "selected_date",
                                        "selected_time",
                                        "selected_channel",
                                        "selected_channels",
                                        "selected_date_time",
                                        "selected_conversation",
                                        "selected_conversations"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (json_at(body, names[i]))
            return json_at(body, names[i]);
    return NULL;
}

/* The entry of actions[] for a click; NULL with the error code. */
static struct json *action_json(struct sim *sim, const struct place *place, const struct json *body,
                                const char **ret_error) {
    char ts[TS_SIZE];
    struct json *action = element_value(sim, place->element, chosen(body), ret_error);
    if (*ret_error)
        return NULL;
    if (!action)
        action = json_new_object();
    json_put_str(action, "type", json_str(place->element, "type"));
    json_put_str(action, "action_id", json_str(place->element, "action_id"));
    json_put_str(action, "block_id", json_str(place->block, "block_id"));
    json_put_str(action, "action_ts", workspace_new_ts(sim->workspace, ts));
    if (!str_equal(json_str(place->element, "type"), "button"))
        return action;
    json_put(action, "text", json_copy(json_at(place->element, "text")));
    if (json_str(place->element, "value"))
        json_put_str(action, "value", json_str(place->element, "value"));
    if (json_str(place->element, "style"))
        json_put_str(action, "style", json_str(place->element, "style"));
    return action;
}

static struct json *with_actions(struct json *payload, struct json *action) {
    struct json *actions = json_new_array();
    json_push(actions, action);
    json_put(payload, "actions", actions);
    return payload;
}

static struct json *message_container(const struct message *message) {
    struct json *container = json_new_object();
    const char *thread_ts = json_str(message->json, "thread_ts");
    json_put_str(container, "type", "message");
    json_put_str(container, "message_ts", message->ts);
    json_put_str(container, "channel_id", message->channel->id);
    json_put_bool(container, "is_ephemeral", *message->ephemeral_to != 0);
    if (thread_ts)
        json_put_str(container, "thread_ts", thread_ts);
    return container;
}

/* {block: {action: value}} with one entry, for blocks_state. */
static struct json *one_value(const struct place *place, const struct json *body) {
    struct json *values = json_new_object(), *block = json_new_object();
    json_put(block, json_text_at(place->element, "action_id"), json_copy(chosen(body)));
    json_put(values, json_text_at(place->block, "block_id"), block);
    return values;
}

static void send_click(struct sim *sim, struct exchange *exchange, struct app *app,
                       struct user *user, struct json *payload) {
    struct waiting *waiting = new_waiting(sim, exchange, app, user);
    char key[GRANT_SIZE];
    snprintf(key, sizeof key, "%s", json_text_at(payload, "trigger_id"));
    socket_mode_send_request(sim, app, "interactive", false, key, payload, on_plain_answer,
                             waiting);
}

static struct app *app_of_message(const struct sim *sim, const struct message *message) {
    return workspace_app(sim->workspace, json_str(message->json, "app_id"));
}

static void click_in_message(struct sim *sim, struct exchange *exchange, struct user *user,
                             const struct message *message, const struct json *body) {
    struct place place;
    const char *error = NULL;
    const struct json *blocks = json_at(message->json, "blocks");
    struct app *app = app_of_message(sim, message);
    if (!app ||
        !block_kit_find(blocks, json_str(body, "block_id"), json_str(body, "action_id"), &place)) {
        control_refuse(exchange, "action_not_found");
        return;
    }
    struct json *action = action_json(sim, &place, body, &error);
    if (error) {
        control_refuse(exchange, error);
        return;
    }
    JSON_AUTO *values = one_value(&place, body);
    struct json *payload = envelope_interaction(sim, app, user, "block_actions",
                                                grants_new_trigger(sim, app, user, ""));
    json_put(payload, "container", message_container(message));
    json_put(payload, "channel", envelope_channel(message->channel));
    if (!*message->ephemeral_to) /* an ephemeral message does not come along */
        json_put(payload, "message", message_api_json(message, true));
    json_put(payload, "state", blocks_state(sim, blocks, NULL, values, NULL));
    envelope_put_url(
        sim, app, payload, "response_url",
        grants_new_response_url(sim, "actions", app, user, message->channel, message->ts));
    send_click(sim, exchange, app, user, with_actions(payload, action));
}

static void click_in_view(struct sim *sim, struct exchange *exchange, struct view *view,
                          const struct json *body) {
    struct place place;
    const char *error = NULL;
    const struct json *blocks = json_at(view->json, "blocks");
    if (!block_kit_find(blocks, json_str(body, "block_id"), json_str(body, "action_id"), &place)) {
        control_refuse(exchange, "action_not_found");
        return;
    }
    struct json *action = action_json(sim, &place, body, &error);
    if (error) {
        control_refuse(exchange, error);
        return;
    }
    JSON_AUTO *values = one_value(&place, body);
    struct json *state = blocks_state(sim, blocks, json_at(view->json, "state"), values, NULL);
    json_put(view->json, "state", state);
    struct json *payload =
        envelope_interaction(sim, view->app, view->user, "block_actions",
                             grants_new_trigger(sim, view->app, view->user, view->id));
    struct json *container = json_new_object();
    json_put_str(container, "type", "view");
    json_put_str(container, "view_id", view->id);
    json_put(payload, "container", container);
    json_put(payload, "view", json_copy(view->json));
    json_put(payload, "state", json_copy(state));
    send_click(sim, exchange, view->app, view->user, with_actions(payload, action));
}

/* ---- Submitting --------------------------------------------------------------------------------
 */

static bool is_input(const struct json *blocks, const char *block_id) {
    for (size_t i = 0; i < json_len(blocks, ""); i++)
        if (str_equal(json_str(json_item(blocks, i), "block_id"), block_id))
            return str_equal(json_str(json_item(blocks, i), "type"), "input");
    return false;
}

/* Errors may only be put under inputs of the view. */
static const char *check_errors(const struct view *view, const struct json *errors) {
    struct json_member member = {0};
    while (json_next(errors, &member))
        if (!is_input(json_at(view->json, "blocks"), member.name))
            return "invalid_response_errors";
    return json_len(errors, "") > 0 ? NULL : "invalid_response_errors";
}

static const char *check_next_view(const struct json *next) {
    JSON_AUTO *complaints = json_new_array();
    return block_kit_check_view(next, "modal", complaints) ? NULL : "invalid_response_view";
}

static const char *push_next(struct sim *sim, struct view *view, const struct json *next) {
    if (views_depth(sim, view->app, view->user) >= VIEW_STACK_MAX)
        return "push_limit_reached";
    views_push(sim, view, next);
    return NULL;
}

/* What the answer to a submission does to the stack (docs.slack.dev/surfaces/modals). */
static const char *apply_to_view(struct sim *sim, struct view *view, const struct json *payload) {
    const char *action = json_str(payload, "response_action");
    const struct json *next = json_at(payload, "view");
    if (!action) {
        views_close(sim, view);
        return NULL;
    }
    if (str_equal(action, "clear")) {
        views_close_all(sim, view->app, view->user);
        return NULL;
    }
    if (str_equal(action, "errors"))
        return check_errors(view, json_at(payload, "errors"));
    bool updates = str_equal(action, "update"), pushes = str_equal(action, "push");
    if (!updates && !pushes)
        return "invalid_response_action";
    const char *error = check_next_view(next);
    if (error)
        return error;
    if (pushes)
        return push_next(sim, view, next);
    views_update(sim, view, next);
    return NULL;
}

static void on_submission_answer(void *owner, const struct answer *answer) {
    struct waiting *waiting = owner;
    struct view *view = views_find(waiting->sim, waiting->app, waiting->view_id);
    bool acked = !answer->error && view;
    finish(waiting, answer, acked ? apply_to_view(waiting->sim, view, answer->payload) : NULL);
}

/* {"ok":false,"error":"incomplete","errors":{…}}: Slack's own client would not send it. */
static void refuse_submission(struct exchange *exchange, struct json *owned_errors) {
    struct json *json = json_new_object();
    json_put_bool(json, "ok", false);
    json_put_str(json, "error", "incomplete");
    json_put(json, "errors", owned_errors);
    http_answer_json(exchange, 200, json);
}

static void submit(struct sim *sim, struct exchange *exchange, struct view *view,
                   const struct json *body) {
    struct json *errors = json_new_object();
    struct json *state =
        blocks_state(sim, json_at(view->json, "blocks"), json_at(view->json, "state"),
                     json_at(body, "values"), errors);
    json_put(view->json, "state", state);
    if (json_len(errors, "") > 0) {
        refuse_submission(exchange, errors);
        return;
    }
    json_free(errors);
    const char *trigger = grants_new_trigger(sim, view->app, view->user, view->id);
    struct json *payload =
        envelope_interaction(sim, view->app, view->user, "view_submission", trigger);
    json_put(payload, "view", json_copy(view->json));
    json_put(payload, "response_urls", json_new_array());
    struct waiting *waiting = new_waiting(sim, exchange, view->app, view->user);
    snprintf(waiting->view_id, sizeof waiting->view_id, "%s", view->id);
    char key[GRANT_SIZE];
    snprintf(key, sizeof key, "%s", trigger);
    socket_mode_send_request(sim, view->app, "interactive", true, key, payload,
                             on_submission_answer, waiting);
}

/* ---- Closing -----------------------------------------------------------------------------------
 */

static void answer_unsent(struct exchange *exchange) {
    http_answer_json(exchange, 200, answer_json(&(struct answer){.envelope_id = ""}, NULL));
}

static void close_view(struct sim *sim, struct exchange *exchange, struct view *view,
                       const struct json *body) {
    bool all = json_is_true(body, "is_cleared") || json_is_true(view->json, "clear_on_close");
    const char *root_id = json_str(view->json, "root_view_id");
    struct view *root = all ? views_find(sim, view->app, root_id) : NULL;
    const struct view *told = root ? root : view;
    struct app *app = view->app;
    struct user *user = view->user;
    char key[ID_SIZE];
    snprintf(key, sizeof key, "%s", told->id);
    struct json *payload = envelope_interaction(sim, app, user, "view_closed", NULL);
    bool notify = json_is_true(told->json, "notify_on_close");
    json_put(payload, "view", json_copy(told->json));
    json_put_bool(payload, "is_cleared", all);
    if (all)
        views_close_all(sim, app, user);
    else
        views_close(sim, view);
    if (notify) {
        socket_mode_send_request(sim, app, "interactive", false, key, payload, on_plain_answer,
                                 new_waiting(sim, exchange, app, user));
        return;
    }
    json_free(payload);
    answer_unsent(exchange);
}

/* ---- Shortcuts and suggestions ------------------------------------------------------------------
 */

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
    send_click(sim, exchange, app, user, payload);
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
    send_click(sim, exchange, app, user, payload);
}

static void suggest(struct sim *sim, struct exchange *exchange, struct view *view,
                    const struct json *body) {
    char key[2 * ID_SIZE];
    struct json *payload =
        envelope_interaction(sim, view->app, view->user, "block_suggestion", NULL);
    json_put_str(payload, "action_id", json_text_at(body, "action_id"));
    json_put_str(payload, "block_id", json_text_at(body, "block_id"));
    json_put_str(payload, "value", json_text_at(body, "value"));
    json_put(payload, "view", json_copy(view->json));
    snprintf(key, sizeof key, "suggestion %s", view->id);
    socket_mode_send_request(sim, view->app, "interactive", true, key, payload, on_plain_answer,
                             new_waiting(sim, exchange, view->app, view->user));
}

/* ---- Which one it is ----------------------------------------------------------------------------
 */

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
        submit(sim, exchange, view, body);
    else if (str_equal(type, "view_closed") && !view->is_home)
        close_view(sim, exchange, view, body);
    else if (str_equal(type, "block_actions"))
        click_in_view(sim, exchange, view, body);
    else if (str_equal(type, "block_suggestion"))
        suggest(sim, exchange, view, body);
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
    if (!message || hidden || !channel_has(channel, user))
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
