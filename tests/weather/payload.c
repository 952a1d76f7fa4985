/* What Slack sends to the app: see payload.h. */
#include "tests/weather/payload.h"

#include "base/str.h"
#include "tests/weather/slack.h"

#include <stdlib.h>
#include <string.h>

static struct json *command_payload(const struct delivery *delivery) {
    struct json *payload = json_new_object();
    json_put_str(payload, "command", "/incident");
    json_put_str(payload, "text", delivery->text);
    json_put_str(payload, "user_id", delivery->user);
    json_put_str(payload, "channel_id", delivery->channel);
    json_put_str(payload, "trigger_id", delivery->trigger_id);
    json_put_str(payload, "response_url", delivery->response_url);
    return payload;
}

const char *payload_mention(const struct delivery *delivery, struct arena *arena) {
    return arena_printf(arena, "<@" SLACK_BOT "> %s", delivery->text);
}

static struct json *mention_payload(const struct delivery *delivery, struct arena *arena) {
    struct json *payload = json_new_object(), *event = json_new_object();
    json_put_str(event, "type", "app_mention");
    json_put_str(event, "user", delivery->user);
    json_put_str(event, "text", payload_mention(delivery, arena));
    json_put_str(event, "channel", delivery->channel);
    json_put_str(event, "ts", delivery->ts);
    if (*delivery->thread)
        json_put_str(event, "thread_ts", delivery->thread);
    json_put_str(payload, "type", "event_callback");
    json_put_str(payload, "event_id", arena_printf(arena, "Ev%d", delivery->number));
    json_put(payload, "event", event);
    return payload;
}

/* The view with what was filled in: the delivery's text is the progress, the rest stays. */
static struct json *form_payload(const struct delivery *delivery) {
    struct err err;
    struct json *payload = json_new_object(), *user = json_new_object(), *view = NULL;
    struct json *state = json_new_object(), *values = json_new_object();
    if (json_parse(delivery->view, strlen(delivery->view), &view, &err) != OK)
        abort();
    for (size_t i = 0; i < json_len(view, "blocks"); i++) {
        const struct json *block = json_item(json_at(view, "blocks"), i);
        const char *id = json_text_at(block, "block_id");
        struct json *outer = json_new_object(), *inner = json_new_object();
        if (!str_equal(json_text_at(block, "type"), "input")) {
            json_free(outer);
            json_free(inner);
            continue;
        }
        json_put_str(inner, "type", json_text_at(block, "element.type"));
        if (json_at(block, "element.options"))
            json_put(inner, "selected_option", json_copy(json_at(block, "element.initial_option")));
        else if (str_equal(id, "progress"))
            json_put_str(inner, "value", delivery->text);
        else if (*json_text_at(block, "element.initial_value"))
            json_put_str(inner, "value", json_text_at(block, "element.initial_value"));
        else
            json_put(inner, "value", NULL);
        json_put(outer, json_text_at(block, "element.action_id"), inner);
        json_put(values, id, outer);
    }
    json_put(state, "values", values);
    json_put(view, "state", state);
    json_put_str(user, "id", delivery->user);
    json_put_str(payload, "type", "view_submission");
    json_put_str(payload, "trigger_id", delivery->trigger_id);
    json_put(payload, "user", user);
    json_put(payload, "view", view);
    return payload;
}

static struct json *home_view(void) {
    struct json *view = json_new_object();
    json_put_str(view, "type", "home");
    return view;
}

/* A press is told from another by its trigger_id. What is pressed on a page has no address to
 * answer to. */
static struct json *button_payload(const struct delivery *delivery) {
    struct json *payload = json_new_object(), *user = json_new_object();
    struct json *container = json_new_object(), *actions = json_new_array();
    struct json *action = json_new_object();
    json_put_str(user, "id", delivery->user);
    json_put_str(container, "channel_id", delivery->channel);
    if (*delivery->thread)
        json_put_str(container, "thread_ts", delivery->thread);
    if (*delivery->channel)
        json_put_str(payload, "response_url", delivery->response_url);
    else
        json_put(payload, "view", home_view());
    json_put_str(action, "action_id", "command.0");
    json_put_str(action, "value", delivery->text);
    json_push(actions, action);
    json_put_str(payload, "type", "block_actions");
    json_put_str(payload, "trigger_id", delivery->trigger_id);
    json_put(payload, "user", user);
    json_put(payload, "container", container);
    json_put(payload, "actions", actions);
    return payload;
}

static struct json *home_payload(const struct delivery *delivery, struct arena *arena) {
    struct json *payload = json_new_object(), *event = json_new_object();
    json_put_str(event, "type", "app_home_opened");
    json_put_str(event, "user", delivery->user);
    json_put_str(event, "channel", arena_printf(arena, "D%s", delivery->user + 1));
    json_put_str(event, "tab", "home");
    json_put_str(payload, "type", "event_callback");
    json_put_str(payload, "event_id", arena_printf(arena, "Ev%d", delivery->number));
    json_put(payload, "event", event);
    return payload;
}

/* A new name comes with the channel, everything else with its id. */
static struct json *channel_payload(const struct delivery *delivery, struct arena *arena) {
    struct json *payload = json_new_object(), *event = json_new_object();
    const char *name = strchr(delivery->text, ' ');
    size_t len = strcspn(delivery->text, " ");
    json_put_str(event, "type", arena_strndup(arena, delivery->text, len));
    json_put_str(event, "user", delivery->user);
    json_put_str(event, "channel", delivery->channel);
    if (name) {
        struct json *channel = json_new_object();
        json_put_str(channel, "id", delivery->channel);
        json_put_str(channel, "name", name + 1);
        json_put(event, "channel", channel);
    }
    json_put_str(payload, "type", "event_callback");
    json_put_str(payload, "event_id", arena_printf(arena, "Ev%d", delivery->number));
    json_put(payload, "event", event);
    return payload;
}

const char *payload_envelope(struct world *world, const struct delivery *delivery) {
    static const char *const types[] = {
        [BY_COMMAND] = "slash_commands", [BY_MENTION] = "events_api", [BY_FORM] = "interactive",
        [BY_BUTTON] = "interactive",     [BY_HOME] = "events_api",    [BY_CHANNEL] = "events_api"};
    bool takes_reply = delivery->kind == BY_COMMAND || delivery->kind == BY_FORM;
    struct json *payload = NULL;
    JSON_AUTO *envelope = json_new_object();
    switch (delivery->kind) {
    case BY_COMMAND:
        payload = command_payload(delivery);
        break;
    case BY_MENTION:
        payload = mention_payload(delivery, world->arena);
        break;
    case BY_FORM:
        payload = form_payload(delivery);
        break;
    case BY_BUTTON:
        payload = button_payload(delivery);
        break;
    case BY_HOME:
        payload = home_payload(delivery, world->arena);
        break;
    case BY_CHANNEL:
        payload = channel_payload(delivery, world->arena);
        break;
    }
    json_put_str(envelope, "envelope_id", delivery->envelope_id);
    json_put_str(envelope, "type", types[delivery->kind]);
    json_put_bool(envelope, "accepts_response_payload", takes_reply);
    json_put(envelope, "payload", payload);
    return arena_strdup(world->arena, json_print(envelope));
}
