/* Posting, replacing and deleting by response URL: see response_url.h. */
#include "sim/response_url.h"

#include "base/str.h"
#include "sim/compose.h"
#include "sim/journal.h"
#include "sim/messages.h"
#include "sim/reply.h"

#include <stdio.h>

static const char plain_text[] = "text/plain; charset=utf-8";

/* The message that was acted on, unless it is gone. */
static struct message *original(const struct response_url *grant) {
    struct message *message = messages_find_shown(grant->channel, grant->message_ts);
    return message && !message_is_tombstone(message) ? message : NULL;
}

static const char *fill(struct sim *sim, const struct json *payload, struct json *message) {
    JSON_AUTO *complaints = json_new_array();
    JSON_AUTO *warnings = json_new_array();
    return compose_content(sim, payload, message, complaints, warnings);
}

static const char *replace(struct sim *sim, const struct response_url *grant,
                           struct message *message, const struct json *payload) {
    struct json *changed = json_copy(message->json);
    json_remove(changed, "blocks");
    json_remove(changed, "attachments");
    const char *error = fill(sim, payload, changed);
    if (error)
        json_free(changed);
    else
        messages_change(sim, message, changed, grant->app->bot->id);
    return error;
}

static const char *post(struct sim *sim, const struct response_url *grant,
                        const struct json *payload) {
    struct json *message = json_new_object();
    bool in_channel = str_equal(json_str(payload, "response_type"), "in_channel");
    const char *thread_ts = json_str(payload, "thread_ts");
    compose_sender(sim, grant->app, message);
    const char *error = fill(sim, payload, message);
    if (error) {
        json_free(message);
        return error;
    }
    if (thread_ts && messages_find(grant->channel, thread_ts))
        json_put_str(message, "thread_ts", thread_ts);
    messages_add(sim, grant->channel, message, in_channel ? NULL : grant->user->id);
    return NULL;
}

const char *response_apply(struct sim *sim, const struct response_url *grant,
                           const struct json *payload) {
    struct message *message = original(grant);
    if (json_is_true(payload, "delete_original")) {
        if (message)
            messages_delete(sim, message);
        return message ? NULL : "message_not_found";
    }
    if (json_is_true(payload, "replace_original") && message)
        return replace(sim, grant, message, payload);
    return post(sim, grant, payload);
}

static void note_use(struct sim *sim, const char *path, const struct json *payload,
                     const struct reply *reply) {
    struct json *entry = json_new_object();
    json_put_str(entry, "path", path);
    json_put(entry, "args", json_copy(payload));
    json_put_int(entry, "status", reply->status);
    journal_add(sim->journal, "response_url", entry);
}

/* Slack does not document what a dead URL answers; 404 and a word is what people have met. */
static void refuse_dead(const struct sim *sim, const char *error, struct reply *reply) {
    char json[64];
    int status = (int)sim->settings.dead_url_status;
    snprintf(json, sizeof json, "{\"ok\":false,\"error\":\"%s\"}", error);
    if (sim->settings.dead_url_json)
        reply_set(reply, status, "application/json; charset=utf-8", json);
    else
        reply_set(reply, status, plain_text, error);
}

static void apply(struct sim *sim, const struct exchange *exchange, const struct json *payload,
                  struct reply *reply) {
    const char *error = NULL;
    if (!str_equal(exchange->method, "POST") || json_kind_of(payload) != JSON_OBJECT) {
        reply_set(reply, 400, plain_text, "invalid_payload");
        return;
    }
    const struct response_url *grant = grants_use_response_url(sim, exchange->path, &error);
    if (!grant) {
        refuse_dead(sim, error, reply);
        return;
    }
    error = response_apply(sim, grant, payload);
    reply_set(reply, error ? 400 : 200, plain_text, error ? error : "ok");
}

void response_url_answer(struct sim *sim, struct exchange *exchange) {
    struct reply reply = reply_new();
    struct json *payload = NULL;
    enum result parsed = json_parse(exchange->body, exchange->body_len, &payload, NULL);
    if (!reply_spoil(sim, "response_url", NULL, &reply))
        apply(sim, exchange, parsed == OK ? payload : NULL, &reply);
    note_use(sim, exchange->path, payload, &reply);
    json_free(payload);
    reply_send(sim, exchange, "response_url", NULL, &reply);
    reply_free(&reply);
}
