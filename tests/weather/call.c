/* Calls of the Web API on their way to the simulated Slack and back: see slack.h. What the sky does
 * to them is decided when they are made. */
#include "tests/weather/slack.h"

#include "base/str.h"
#include "tests/weather/oracle.h"
#include "tests/weather/process.h"

#include <stdlib.h>
#include <string.h>

enum { ANSWER_MAX_MS = 10 * SECOND_MS, RETRY_MS = 30 * SECOND_MS };

struct call {
    int life;
    uint64_t ticket;
    const char *method, *url, *body;
    const char *bytes; /* of a file, or NULL */
    size_t len;
    const char *op; /* of a row whose message shows no sign of it, else "" */
    bool answer_lost;
    bool answered_badly; /* that is, with a 5xx or HTML, and at once */
    const char *answer;  /* JSON, once done */
    struct reply_of_slack reply;
};

static void answer_arrives(struct world *world, void *thing) {
    const struct call *call = thing;
    if (agenda_put_off(world, answer_arrives, thing))
        return;
    process_answered(world, call->life, call->ticket, &call->reply);
}

static int latency_ms(struct world *world) {
    return 20 + world_below(world, 200);
}

/* Where only the oracle reads it: in history there are no such messages. */
static void put_op(struct json *body, const char *op) {
    struct json *metadata = json_new_object(), *payload = json_new_object();
    json_put_str(payload, "op", op);
    json_put(metadata, "event_payload", payload);
    json_put(body, "metadata", metadata);
}

static void call_arrives(struct world *world, void *thing) {
    struct call *call = thing;
    struct err err;
    JSON_AUTO *body = NULL;
    JSON_AUTO *answer = json_new_object();
    if (json_parse(call->body, strlen(call->body), &body, &err) != OK)
        abort();
    if (*call->op)
        put_op(body, call->op);
    bool is_late = !process_is_up(world) || process_life(world) != call->life;
    struct slack_arrival arrival = {.method = call->method,
                                    .url = call->url,
                                    .body = body,
                                    .bytes = call->bytes,
                                    .len = call->len,
                                    .is_late = is_late,
                                    .is_heard = !call->answer_lost && !is_late};
    const char *error = slack_serve(world, &arrival, answer);
    json_put_bool(answer, "ok", !error);
    world_tell(world, "API  %s%s %s%s", call->method, call->url, error ? error : "ok",
               call->answer_lost ? ", answer lost" : "");
    call->reply = (struct reply_of_slack){error ? REPLY_REFUSED : REPLY_OK, error ? error : "",
                                          arena_strdup(world->arena, json_print(answer)), -1};
    if (call->answer_lost)
        call->reply = (struct reply_of_slack){REPLY_IN_DOUBT, "", NULL, -1};
    bool is_silence = call->answer_lost && !call->answered_badly;
    agenda_add(world, is_silence ? ANSWER_MAX_MS : latency_ms(world), answer_arrives, call);
}

static void answer_without_effect(struct world *world, struct call *call, int64_t in_ms,
                                  struct reply_of_slack reply) {
    call->reply = reply;
    agenda_add(world, in_ms, answer_arrives, call);
}

/* What goes past the outbox is tried once; of a row whose message carries no sign of it the oracle
 * must know which it is. */
static void note_call(struct world *world, struct call *call, bool is_row) {
    struct err err;
    JSON_AUTO *body = NULL;
    if (json_parse(call->body, strlen(call->body), &body, &err) != OK)
        abort();
    const char *user = json_text_at(body, "user"), *text = json_text_at(body, "text");
    oracle_sees_attempt(world, arena_strdup(world->arena, user), text);
    if (is_row && *call->url && !call->bytes)
        call->op = oracle_op_of_call(world, "response_url", call->url, text);
    else if (is_row && str_equal(call->method, "chat.postEphemeral"))
        call->op = oracle_op_of_call(world, call->method, user, text);
    else if (str_equal(call->method, "files.completeUploadExternal"))
        call->op =
            oracle_op_of_file(world, json_text_at(json_item(json_at(body, "files"), 0), "id"),
                              slack_place_named(world, json_text_at(body, "channel_id")));
}

static struct call *new_call(struct world *world, const struct slack_request *request) {
    struct call *call = arena_alloc(world->arena, sizeof *call);
    *call = (struct call){
        .life = process_life(world),
        .ticket = request->ticket,
        .method = arena_strdup(world->arena, request->method ? request->method : ""),
        .url = arena_strdup(world->arena, request->url ? request->url : ""),
        .body = arena_strdup(world->arena, request->body ? request->body : "{}"),
        .bytes = request->bytes ? arena_strndup(world->arena, request->bytes, request->len) : NULL,
        .len = request->len,
        .op = ""};
    note_call(world, call, request->is_row);
    return call;
}

void slack_call(struct world *world, const struct slack_request *request) {
    const struct sky *sky = &world->sky;
    struct call *call = new_call(world, request);
    if (sky->api_down || world_chance(world, sky->unsent))
        answer_without_effect(world, call, world_below(world, ANSWER_MAX_MS),
                              (struct reply_of_slack){REPLY_UNSENT, "", NULL, -1});
    else if (world_chance(world, sky->request_lost))
        answer_without_effect(world, call, ANSWER_MAX_MS,
                              (struct reply_of_slack){REPLY_IN_DOUBT, "", NULL, -1});
    else if (world_chance(world, sky->rate_limited))
        answer_without_effect(
            world, call, latency_ms(world),
            (struct reply_of_slack){
                REPLY_LATER, "ratelimited", NULL,
                world_chance(world, 300) ? RETRY_MS : 1 + world_below(world, 20 * SECOND_MS)});
    else if (world_chance(world, sky->server_error) && world_chance(world, 500))
        answer_without_effect(world, call, latency_ms(world),
                              (struct reply_of_slack){REPLY_IN_DOUBT, "internal_error", NULL, -1});
    else {
        call->answered_badly = world_chance(world, sky->server_error / 2);
        call->answer_lost = call->answered_badly || world_chance(world, sky->answer_lost);
        agenda_add(world, latency_ms(world), call_arrives, call);
    }
}
