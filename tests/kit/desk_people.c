/* What people do at a desk, as Slack delivers it.
 *
 * https://docs.slack.dev/apis/events-api/using-socket-mode */
#include "tests/kit/desk.h"

#include "base/str.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

/* ---- Envelopes */

static struct json *with_user(struct json *payload, const char *user) {
    struct json *object = json_new_object();
    json_put_str(object, "id", user);
    json_put(payload, "user", object);
    return payload;
}

/* Delivers payload, which it takes, in an envelope of this type. */
static void deliver(struct desk *desk, const char *type, struct json *payload) {
    struct json *envelope = json_new_object();
    char id[32];
    snprintf(id, sizeof id, "envelope-%d", desk->deliveries);
    json_put_str(envelope, "envelope_id", id);
    json_put_str(envelope, "type", type);
    json_put(envelope, "payload", payload);
    desk_deliver(desk, envelope);
}

/* Takes ownership of event. */
static void deliver_event(struct desk *desk, struct json *event) {
    struct json *payload = json_new_object();
    char id[32];
    snprintf(id, sizeof id, "Ev%d", ++desk->deliveries);
    json_put_str(payload, "type", "event_callback");
    json_put_str(payload, "event_id", id);
    json_put(payload, "event", event);
    deliver(desk, "events_api", payload);
}

static void put_trigger(struct desk *desk, struct json *payload) {
    char id[32];
    snprintf(id, sizeof id, "trigger-%d", desk->deliveries);
    json_put_str(payload, "trigger_id", id);
}

static void put_response_url(struct desk *desk, struct json *payload) {
    char url[64];
    snprintf(url, sizeof url, "http://127.0.0.1/commands/%d", desk->deliveries);
    json_put_str(payload, "response_url", url);
}

/* ---- Commands, buttons and forms */

/* What Slack calls the channel: private ones are those whose id begins with G. */
static const char *channel_name(const struct desk *desk) {
    return desk->channel[0] == 'G' ? "privategroup" : "general";
}

static void type(struct desk *desk, const char *user, const char *text) {
    struct json *payload = json_new_object();
    json_put_str(payload, "user_id", user);
    json_put_str(payload, "channel_id", desk->channel);
    json_put_str(payload, "channel_name", channel_name(desk));
    json_put_str(payload, "text", text);
    if (desk->forms_open)
        put_trigger(desk, payload);
    put_response_url(desk, payload);
    deliver(desk, "slash_commands", payload);
}

void desk_type(struct desk *desk, const char *user, const char *text) {
    desk->deliveries++;
    type(desk, user, text);
}

void desk_type_again(struct desk *desk, const char *user, const char *text) {
    type(desk, user, text);
}

/* A press on a button that types command; where that stands is not said yet. */
static struct json *press(struct desk *desk, const char *user, const char *command) {
    struct json *payload = with_user(json_new_object(), user), *actions = json_new_array();
    struct json *action = json_new_object();
    desk->deliveries++;
    json_put_str(payload, "type", "block_actions");
    put_trigger(desk, payload);
    json_put_str(action, "action_id", "command.0");
    json_put_str(action, "value", command);
    json_push(actions, action);
    json_put(payload, "actions", actions);
    return payload;
}

void desk_press_at_home(struct desk *desk, const char *user, const char *command) {
    struct json *payload = press(desk, user, command);
    struct json *container = json_new_object(), *view = json_new_object();
    json_put_str(container, "type", "view");
    json_put(payload, "container", container);
    json_put_str(view, "type", "home");
    json_put(payload, "view", view);
    deliver(desk, "interactive", payload);
}

void desk_press(struct desk *desk, const char *user, const char *command) {
    struct json *payload = press(desk, user, command), *container = json_new_object();
    struct json *channel = json_new_object();
    put_response_url(desk, payload);
    json_put_str(container, "channel_id", desk->channel);
    json_put_str(channel, "name", channel_name(desk));
    json_put(payload, "channel", channel);
    if (*desk->thread)
        json_put_str(container, "thread_ts", desk->thread);
    json_put(payload, "container", container);
    deliver(desk, "interactive", payload);
}

/* The button whose label contains label; the test fails without one. */
static const struct json *button_of(const struct json *message, const char *label) {
    const struct json *blocks = json_at(message, "blocks");
    for (size_t i = 0; i < json_len(blocks, ""); i++) {
        const struct json *elements = json_at(json_item(blocks, i), "elements");
        for (size_t k = 0; k < json_len(elements, ""); k++)
            if (strstr(json_text_at(json_item(elements, k), "text.text"), label))
                return json_item(elements, k);
    }
    cr_assert(false, "no button %s in %s", label, json_print(message));
    return NULL;
}

void desk_press_in(struct desk *desk, const char *user, const struct desk_sent *sent,
                   const char *label) {
    struct json *payload = press(desk, user, ""), *container = json_new_object();
    struct json *actions = json_new_array(), *message = json_new_object();
    put_response_url(desk, payload);
    json_push(actions, json_copy(button_of(sent->body, label)));
    json_put(payload, "actions", actions);
    json_put_str(container, "channel_id", json_text_at(sent->body, "channel"));
    json_put_str(container, "message_ts", sent->ts);
    if (*json_text_at(sent->body, "thread_ts"))
        json_put_str(container, "thread_ts", json_text_at(sent->body, "thread_ts"));
    json_put(payload, "container", container);
    json_put_str(message, "text", json_text_at(sent->body, "text"));
    json_put(message, "blocks", json_copy(json_at(sent->body, "blocks")));
    json_put(payload, "message", message);
    deliver(desk, "interactive", payload);
}

void desk_submit(struct desk *desk, const char *user, struct json *view) {
    struct json *payload = with_user(json_new_object(), user);
    desk->deliveries++;
    json_put_str(payload, "type", "view_submission");
    put_trigger(desk, payload);
    json_put(payload, "view", view);
    deliver(desk, "interactive", payload);
}

void desk_edit_form(struct desk *desk, const char *user, struct json *view) {
    struct json *payload = with_user(json_new_object(), user), *actions = json_new_array();
    struct json *action = json_new_object();
    char ts[32];
    desk->deliveries++;
    desk_new_ts(desk, ts);
    json_put_str(action, "action_ts", ts);
    json_push(actions, action);
    json_put_str(payload, "type", "block_actions");
    put_trigger(desk, payload);
    json_put(payload, "view", view);
    json_put(payload, "actions", actions);
    deliver(desk, "interactive", payload);
}

void desk_close_form(struct desk *desk, const char *user, struct json *view) {
    struct json *payload = with_user(json_new_object(), user);
    desk->deliveries++;
    json_put_str(payload, "type", "view_closed");
    json_put(payload, "view", view);
    deliver(desk, "interactive", payload);
}

/* ---- Messages */

struct desk_said *desk_say(struct desk *desk, const char *user, const char *text) {
    cr_assert(desk->said_count < DESK_SAID_MAX);
    struct desk_said *said = &desk->said[desk->said_count++];
    *said = (struct desk_said){.channel = "C0INCIDENTS"};
    desk_new_ts(desk, said->ts);
    snprintf(said->thread, sizeof said->thread, "%s", desk->thread);
    snprintf(said->user, sizeof said->user, "%s", user);
    snprintf(said->text, sizeof said->text, "%s", text);
    return said;
}

void desk_mention(struct desk *desk, const char *user, const char *text) {
    char ts[32];
    STR_AUTO(whole, 1024 * 1024);
    struct json *event = json_new_object();
    str_addf(&whole, "<@U0INCIDENTD> %s", text);
    json_put_str(event, "type", "app_mention");
    json_put_str(event, "user", user);
    json_put_str(event, "channel", desk->channel);
    json_put_str(event, "text", whole.text);
    desk_new_ts(desk, ts);
    json_put_str(event, "ts", ts);
    if (*desk->thread)
        json_put_str(event, "thread_ts", desk->thread);
    deliver_event(desk, event);
}

void desk_open_home(struct desk *desk, const char *user, const char *tab) {
    struct json *event = json_new_object();
    json_put_str(event, "type", "app_home_opened");
    json_put_str(event, "user", user);
    json_put_str(event, "channel", "D0APP");
    json_put_str(event, "tab", tab);
    deliver_event(desk, event);
}

void desk_deliver_mention(struct desk *desk, const struct desk_said *said) {
    struct json *event = desk_said_json(said);
    json_put_str(event, "type", "app_mention");
    json_put_str(event, "channel", said->channel);
    deliver_event(desk, event);
}

void desk_deliver_pin(struct desk *desk, const struct desk_said *said) {
    struct json *event = json_new_object(), *item = json_new_object();
    json_put_str(item, "type", "message");
    json_put_str(item, "channel", said->channel);
    json_put(item, "message", desk_said_json(said));
    json_put_str(event, "type", "pin_added");
    json_put_str(event, "user", said->pinned_by);
    json_put_str(event, "channel_id", said->channel);
    json_put(event, "item", item);
    deliver_event(desk, event);
}

/* ---- Reactions, edits, and Slack's own menus */

void desk_react_unheard(struct desk_said *said, const char *user, const char *name, bool add) {
    int kept = 0;
    for (int i = 0; i < said->reaction_count; i++)
        if (!str_equal(said->reactions[i].user, user) || !str_equal(said->reactions[i].name, name))
            said->reactions[kept++] = said->reactions[i];
    said->reaction_count = kept;
    if (!add)
        return;
    cr_assert(kept < (int)(sizeof said->reactions / sizeof *said->reactions));
    struct desk_reaction *reaction = &said->reactions[said->reaction_count++];
    snprintf(reaction->name, sizeof reaction->name, "%s", name);
    snprintf(reaction->user, sizeof reaction->user, "%s", user);
}

void desk_react_at(struct desk *desk, const char *channel, const char *ts, const char *user,
                   const char *name, bool add) {
    struct json *event = json_new_object(), *item = json_new_object();
    json_put_str(item, "type", "message");
    json_put_str(item, "channel", channel);
    json_put_str(item, "ts", ts);
    json_put_str(event, "type", add ? "reaction_added" : "reaction_removed");
    json_put_str(event, "user", user);
    json_put_str(event, "reaction", name);
    json_put(event, "item", item);
    deliver_event(desk, event);
}

void desk_react(struct desk *desk, struct desk_said *said, const char *user, const char *name,
                bool add) {
    desk_react_unheard(said, user, name, add);
    desk_react_at(desk, said->channel, said->ts, user, name, add);
}

/* An event about a message, which has a timestamp of its own. */
static struct json *message_event(struct desk *desk, const struct desk_said *said,
                                  const char *subtype) {
    char ts[32];
    struct json *event = json_new_object();
    desk_new_ts(desk, ts);
    json_put_str(event, "type", "message");
    json_put_str(event, "subtype", subtype);
    json_put_str(event, "channel", said->channel);
    json_put_str(event, "channel_type", "channel");
    json_put_str(event, "ts", ts);
    json_put(event, "previous_message", desk_said_json(said));
    return event;
}

void desk_edit(struct desk *desk, struct desk_said *said, const char *text) {
    struct json *event = message_event(desk, said, "message_changed");
    snprintf(said->text, sizeof said->text, "%s", text);
    snprintf(said->edited, sizeof said->edited, "%s", json_text_at(event, "ts"));
    json_put(event, "message", desk_said_json(said));
    deliver_event(desk, event);
}

void desk_delete(struct desk *desk, struct desk_said *said) {
    struct json *event = message_event(desk, said, "message_deleted");
    json_put_str(event, "deleted_ts", said->ts);
    said->deleted = true;
    deliver_event(desk, event);
}

void desk_shortcut(struct desk *desk, const char *user, const char *callback_id,
                   const struct desk_said *said) {
    struct json *payload = with_user(json_new_object(), user);
    desk->deliveries++;
    json_put_str(payload, "type", said ? "message_action" : "shortcut");
    json_put_str(payload, "callback_id", callback_id);
    put_trigger(desk, payload);
    if (said) {
        struct json *channel = json_new_object();
        put_response_url(desk, payload);
        json_put_str(channel, "id", said->channel);
        json_put_str(channel, "name", said->channel[0] == 'G' ? "privategroup" : "incidents");
        json_put(payload, "channel", channel);
        json_put_str(payload, "message_ts", said->ts);
        json_put(payload, "message", desk_said_json(said));
    }
    deliver(desk, "interactive", payload);
}

void desk_write(struct desk *desk, const char *user, const char *text) {
    char ts[32], channel[40];
    struct json *event = json_new_object();
    snprintf(channel, sizeof channel, "D0%s", user + 2);
    desk_new_ts(desk, ts);
    json_put_str(event, "type", "message");
    json_put_str(event, "channel", channel);
    json_put_str(event, "channel_type", "im");
    json_put_str(event, "user", user);
    json_put_str(event, "text", text);
    json_put_str(event, "ts", ts);
    deliver_event(desk, event);
}

/* ---- Channels */

void desk_channel_event(struct desk *desk, const char *type, const char *channel,
                        const char *user) {
    struct json *event = json_new_object();
    json_put_str(event, "type", type);
    json_put_str(event, "channel", channel);
    json_put_str(event, "user", user);
    deliver_event(desk, event);
}

void desk_rename_channel(struct desk *desk, const char *channel, const char *name) {
    struct json *event = json_new_object(), *renamed = json_new_object();
    json_put_str(renamed, "id", channel);
    json_put_str(renamed, "name", name);
    json_put_str(event, "type", "channel_rename");
    json_put(event, "channel", renamed);
    deliver_event(desk, event);
}
