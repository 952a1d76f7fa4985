/* Building payloads: see envelope.h. */
#include "sim/envelope.h"

#include "base/clock.h"
#include "base/str.h"
#include "base/utc.h"

#include <stdio.h>

static struct json *authorization(const struct sim *sim, const struct app *app) {
    struct json *one = json_new_object();
    json_put(one, "enterprise_id", NULL);
    json_put_str(one, "team_id", sim->workspace->team_id);
    json_put_str(one, "user_id", app->bot->id);
    json_put_bool(one, "is_bot", true);
    json_put_bool(one, "is_enterprise_install", false);
    return one;
}

struct json *envelope_event(const struct sim *sim, const struct app *app, const char *event_id,
                            struct json *owned_event) {
    struct json *payload = json_new_object(), *authorizations = json_new_array();
    json_push(authorizations, authorization(sim, app));
    json_put_str(payload, "token", ENVELOPE_TOKEN);
    json_put_str(payload, "team_id", sim->workspace->team_id);
    json_put_str(payload, "context_team_id", sim->workspace->team_id);
    json_put(payload, "context_enterprise_id", NULL);
    json_put_str(payload, "api_app_id", app->id);
    json_put(payload, "event", owned_event);
    json_put_str(payload, "type", "event_callback");
    json_put_str(payload, "event_id", event_id);
    json_put_int(payload, "event_time", clock_utc_ms() / SECOND_MS);
    json_put(payload, "authorizations", authorizations);
    json_put_bool(payload, "is_ext_shared_channel", false);
    json_put_str(payload, "event_context", "4-local");
    return payload;
}

struct json *envelope_interaction(const struct sim *sim, const struct app *app,
                                  const struct user *user, const char *type,
                                  const char *trigger_id) {
    struct json *payload = json_new_object(), *team = json_new_object(), *who = json_new_object();
    json_put_str(team, "id", sim->workspace->team_id);
    json_put_str(team, "domain", sim->workspace->domain);
    json_put_str(who, "id", user->id);
    json_put_str(who, "username", user->name);
    json_put_str(who, "name", user->name);
    json_put_str(who, "team_id", sim->workspace->team_id);
    json_put_str(payload, "type", type);
    json_put(payload, "team", team);
    json_put(payload, "enterprise", NULL);
    json_put(payload, "user", who);
    json_put_str(payload, "api_app_id", app->id);
    json_put_str(payload, "token", ENVELOPE_TOKEN);
    json_put_bool(payload, "is_enterprise_install", false);
    if (trigger_id)
        json_put_str(payload, "trigger_id", trigger_id);
    return payload;
}

const char *envelope_channel_name(const struct channel *channel) {
    static const char *const instead[] = {
        [CHANNEL_PUBLIC] = NULL,
        [CHANNEL_PRIVATE] = "privategroup",
        [CHANNEL_IM] = "directmessage",
        [CHANNEL_MPIM] = "mpdm",
    };
    return instead[channel->kind] ? instead[channel->kind] : channel->name;
}

struct json *envelope_channel(const struct channel *channel) {
    struct json *json = json_new_object();
    json_put_str(json, "id", channel->id);
    json_put_str(json, "name", envelope_channel_name(channel));
    return json;
}

void envelope_put_url(const struct sim *sim, const struct app *app, struct json *json,
                      const char *name, const char *path) {
    char url[1024];
    if (*app->authority)
        snprintf(url, sizeof url, "%s://%s%s",
                 str_starts(sim->base_url, "https:") ? "https" : "http", app->authority, path);
    else
        snprintf(url, sizeof url, "%s%s", sim->base_url, path);
    json_put_str(json, name, url);
}
