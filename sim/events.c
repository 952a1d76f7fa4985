/* Events and who gets them: see events.h. */
#include "sim/events.h"

#include "sim/socket_mode.h"

struct json *event_new(struct sim *sim, const char *type) {
    char ts[TS_SIZE];
    struct json *event = json_new_object();
    json_put_str(event, "type", type);
    json_put_str(event, "event_ts", workspace_new_ts(sim->workspace, ts));
    return event;
}

static const char *message_subscription(const struct channel *channel) {
    static const char *const names[] = {
        [CHANNEL_PUBLIC] = "message.channels",
        [CHANNEL_PRIVATE] = "message.groups",
        [CHANNEL_IM] = "message.im",
        [CHANNEL_MPIM] = "message.mpim",
    };
    return names[channel->kind];
}

void events_message(struct sim *sim, const struct channel *channel, struct json *owned) {
    json_put_str(owned, "channel", channel->id);
    json_put_str(owned, "channel_type", channel_type(channel));
    if (!json_at(owned, "event_ts"))
        json_put_str(owned, "event_ts", json_str(owned, "ts"));
    struct app *app;
    TAILQ_FOREACH(app, &sim->workspace->apps, link)
    if (channel_has(channel, app->bot) && app_subscribes(app, message_subscription(channel)))
        socket_mode_send_event(sim, app, json_copy(owned));
    json_free(owned);
}

void events_channel(struct sim *sim, const struct channel *channel, bool to_all,
                    struct json *owned) {
    bool everyone = to_all && channel->kind == CHANNEL_PUBLIC;
    struct app *app;
    TAILQ_FOREACH(app, &sim->workspace->apps, link)
    if (everyone || channel_has(channel, app->bot))
        events_app(sim, app, json_copy(owned));
    json_free(owned);
}

void events_app(struct sim *sim, struct app *app, struct json *owned) {
    if (app_subscribes(app, json_str(owned, "type")))
        socket_mode_send_event(sim, app, owned);
    else
        json_free(owned);
}
