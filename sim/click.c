/* Clicks in messages and views: see click.h. */
#include "sim/click.h"

#include "base/str.h"
#include "sim/ask.h"
#include "sim/block_kit.h"
#include "sim/control.h"
#include "sim/envelope.h"
#include "sim/grants.h"
#include "sim/view_state.h"

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

/* {block: {action: value}}: all that the person has filled in by now, with what was chosen. */
static struct json *filled_in(const struct place *place, const struct json *body) {
    const char *block_id = json_text_at(place->block, "block_id");
    const struct json *given = json_at(body, "values");
    bool is_form = json_kind_of(given) == JSON_OBJECT;
    struct json *values = is_form ? json_copy(given) : json_new_object();
    if (!chosen(body))
        return values;
    if (json_kind_of(json_member(values, block_id)) != JSON_OBJECT)
        json_put(values, block_id, json_new_object());
    json_put(json_member(values, block_id), json_text_at(place->element, "action_id"),
             json_copy(chosen(body)));
    return values;
}

static struct app *app_of_message(const struct sim *sim, const struct message *message) {
    return workspace_app(sim->workspace, json_str(message->json, "app_id"));
}

void click_in_message(struct sim *sim, struct exchange *exchange, struct user *user,
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
    JSON_AUTO *values = filled_in(&place, body);
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
    ask_click(sim, exchange, app, user, with_actions(payload, action));
}

void click_in_view(struct sim *sim, struct exchange *exchange, struct view *view,
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
    JSON_AUTO *values = filled_in(&place, body);
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
    ask_click(sim, exchange, view->app, view->user, with_actions(payload, action));
}
