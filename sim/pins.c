/* Messages that are pinned to their channel: see pins.h. */
#include "sim/pins.h"

#include "base/clock.h"
#include "base/str.h"
#include "base/utc.h"
#include "sim/events.h"

#include <stdio.h>

static const struct json *find(const struct message *message) {
    const struct json *pins = message->channel->pins;
    for (size_t i = 0; i < json_len(pins, ""); i++)
        if (str_equal(json_str(json_item(pins, i), "ts"), message->ts))
            return json_item(pins, i);
    return NULL;
}

static struct json *info_of(const struct message *message, const struct json *pin) {
    struct json *info = json_new_object();
    json_put_str(info, "channel", message->channel->id);
    json_put_str(info, "pinned_by", json_str(pin, "user"));
    json_put_int(info, "pinned_ts", json_int(pin, "created", 0));
    return info;
}

void pins_show(const struct message *message, struct json *json) {
    const struct json *pin = find(message);
    if (!pin)
        return;
    struct json *channels = json_new_array();
    json_push(channels, json_new_string(message->channel->id));
    json_put(json, "pinned_to", channels);
    json_put(json, "pinned_info", info_of(message, pin));
}

static struct json *item_of(const struct message *message, const struct json *pin) {
    struct json *item = json_new_object();
    json_put_str(item, "type", "message");
    json_put_str(item, "channel", message->channel->id);
    json_put_str(item, "created_by", json_str(pin, "user"));
    json_put_int(item, "created", json_int(pin, "created", 0));
    json_put(item, "message", message_api_json(message, false));
    return item;
}

struct json *pins_json(const struct channel *channel) {
    struct json *items = json_new_array();
    for (size_t i = 0; i < json_len(channel->pins, ""); i++) {
        const struct json *pin = json_item(channel->pins, i);
        const struct message *message = messages_find(channel, json_str(pin, "ts"));
        if (message)
            json_push(items, item_of(message, pin));
    }
    return items;
}

/* The event of a pin that is there; its number of pins is a text
 * (docs.slack.dev/tools/node-slack-sdk/reference/types/interfaces/PinAddedEvent). */
static struct json *event_of(struct sim *sim, const char *type, const struct message *message,
                             const struct user *user, size_t count) {
    const struct json *pin = find(message);
    struct json *event = event_new(sim, type);
    char text[24];
    snprintf(text, sizeof text, "%zu", count);
    json_put_str(event, "user", user->id);
    json_put_str(event, "channel_id", message->channel->id);
    json_put(event, "item", item_of(message, pin));
    json_put_str(event, "item_user", json_text_at(message->json, "user"));
    json_put_str(event, "pin_count", text);
    json_put(event, "pinned_info", info_of(message, pin));
    return event;
}

const char *pins_add(struct sim *sim, struct message *message, const struct user *user) {
    struct channel *channel = message->channel;
    if (find(message))
        return "already_pinned";
    if (json_len(channel->pins, "") >= PINS_MAX)
        return "too_many_pins";
    struct json *pin = json_new_object();
    json_put_str(pin, "ts", message->ts);
    json_put_str(pin, "user", user->id);
    json_put_int(pin, "created", clock_utc_ms() / SECOND_MS);
    json_push(channel->pins, pin);
    events_channel(sim, channel, false,
                   event_of(sim, "pin_added", message, user, json_len(channel->pins, "")));
    return NULL;
}

const char *pins_remove(struct sim *sim, struct message *message, const struct user *user) {
    struct channel *channel = message->channel;
    const struct json *gone = find(message);
    if (!gone)
        return "no_pin";
    size_t left = json_len(channel->pins, "") - 1;
    struct json *kept = json_new_array(),
                *event = event_of(sim, "pin_removed", message, user, left);
    for (size_t i = 0; i <= left; i++)
        if (json_item(channel->pins, i) != gone)
            json_push(kept, json_copy(json_item(channel->pins, i)));
    json_free(channel->pins);
    channel->pins = kept;
    json_put_bool(event, "has_pins", left > 0);
    events_channel(sim, channel, false, event);
    return NULL;
}
