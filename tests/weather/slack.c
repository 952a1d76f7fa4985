/* The simulated Slack's workspace and Web API: see slack.h. */
#include "tests/weather/slack.h"

#include "base/str.h"
#include "tests/weather/oracle.h"
#include "tests/weather/people.h"
#include "tests/weather/process.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PAGE_MAX = 1000 };
enum { ANSWER_MAX_MS = 10 * SECOND_MS, TRIGGER_LIFE_MS = 3 * SECOND_MS, RETRY_MS = 30 * SECOND_MS };

struct slack {
    struct message *messages;
    int count, room;
    int64_t last_ts_us;
    enum slack_place place;
    int64_t opened_ms;          /* when it became so, while it is open */
    int64_t refused_history_ms; /* when a look-up was refused last */
    bool is_late;               /* the call that arrives was made by a process that died since */
};

struct slack *slack_new(void) {
    struct slack *slack = mem_alloc(sizeof *slack);
    slack->refused_history_ms = INT64_MIN;
    return slack;
}

void slack_free(struct slack *slack) {
    mem_free(slack->messages);
    mem_free(slack);
}

int slack_message_count(const struct slack *slack) {
    return slack->count;
}

const struct message *slack_message(const struct slack *slack, int index) {
    return &slack->messages[index];
}

bool slack_refused_history(const struct slack *slack, int64_t since_ms) {
    return slack->refused_history_ms >= since_ms;
}

enum slack_place slack_place(const struct world *world) {
    return world->slack->place;
}

void slack_set_place(struct world *world, enum slack_place place) {
    static const char *const names[] = {"open", "closed to the bot", "archived"};
    world_tell(world, "PLACE %s", names[place]);
    if (place == PLACE_OPEN && world->slack->place != PLACE_OPEN)
        world->slack->opened_ms = world->now_ms;
    world->slack->place = place;
    world_disturbed(world);
}

int64_t slack_open_ms(const struct world *world) {
    return world->slack->place == PLACE_OPEN ? world->now_ms - world->slack->opened_ms : 0;
}

/* ---- Messages */

static struct message *find_message(struct slack *slack, const char *ts) {
    for (int i = slack->count - 1; i >= 0; i--)
        if (str_equal(slack->messages[i].ts, ts))
            return &slack->messages[i];
    return NULL;
}

static void set_text(struct world *world, struct message *message, const struct json *body) {
    const struct json *blocks = json_at(body, "blocks");
    message->text = arena_strdup(world->arena, json_text_at(body, "text"));
    message->blocks = blocks ? arena_strdup(world->arena, json_print(blocks)) : "";
}

/* With a ts and nothing else. */
static struct message *new_message(struct world *world) {
    struct slack *slack = world->slack;
    if (slack->count == slack->room) {
        slack->room = slack->room ? 2 * slack->room : 256;
        slack->messages =
            mem_resize(slack->messages, (size_t)slack->room * sizeof *slack->messages);
    }
    struct message *message = &slack->messages[slack->count++];
    int64_t us = world->now_ms * 1000;
    slack->last_ts_us = us > slack->last_ts_us ? us : slack->last_ts_us + 1;
    *message = (struct message){.thread = "",
                                .to = "",
                                .user = "",
                                .blocks = "",
                                .op = "",
                                .is_late = slack->is_late,
                                .at_ms = world->now_ms};
    snprintf(message->ts, sizeof message->ts, "%lld.%06lld",
             (long long)(slack->last_ts_us / 1000000), (long long)(slack->last_ts_us % 1000000));
    return message;
}

/* A post may name its channel; what stands, and every look at it, has the id. */
static struct message *add_message(struct world *world, const struct json *body) {
    struct message *message = new_message(world);
    const char *channel = json_text_at(body, "channel");
    message->by_name = str_equal(channel, SLACK_SECURITY_NAME);
    message->channel = arena_strdup(world->arena, message->by_name ? SLACK_SECURITY : channel);
    message->thread = arena_strdup(world->arena, json_text_at(body, "thread_ts"));
    message->op = arena_strdup(world->arena, json_text_at(body, "metadata.event_payload.op"));
    set_text(world, message, body);
    world_tell(world, "SLACK %s%s%s: %s", message->channel, *message->thread ? " thread " : "",
               message->thread, message->text);
    return message;
}

const char *slack_say(struct world *world, const char *user, const char *channel,
                      const char *thread, const char *text) {
    struct message *message = new_message(world);
    message->channel = channel;
    message->thread = thread;
    message->user = user;
    message->text = text;
    return arena_strdup(world->arena, message->ts);
}

/* ---- Methods. Each fills answer, or returns Slack's error. */

static const char *place_error(const struct world *world, const char *channel) {
    if (channel[0] == 'U' || world->slack->place == PLACE_OPEN)
        return NULL;
    return world->slack->place == PLACE_ARCHIVED ? "is_archived" : "not_in_channel";
}

static const char *post_message(struct world *world, const struct json *body, struct json *answer) {
    const char *error = place_error(world, json_text_at(body, "channel"));
    if (error)
        return error;
    const struct message *message = add_message(world, body);
    json_put_str(answer, "channel", message->channel);
    json_put_str(answer, "ts", message->ts);
    oracle_sees_message(world, message);
    return NULL;
}

static const char *post_ephemeral(struct world *world, const struct json *body,
                                  struct json *answer) {
    struct message *message = add_message(world, body);
    message->to = arena_strdup(world->arena, json_text_at(body, "user"));
    json_put_str(answer, "message_ts", message->ts);
    oracle_sees_message(world, message);
    return NULL;
}

static const char *update(struct world *world, const struct json *body, struct json *answer) {
    struct message *message = find_message(world->slack, json_text_at(body, "ts"));
    const char *error = place_error(world, json_text_at(body, "channel"));
    if (error)
        return error;
    if (!message)
        return "message_not_found";
    set_text(world, message, body);
    json_put_str(answer, "channel", message->channel);
    json_put_str(answer, "ts", message->ts);
    world_tell(world, "SLACK edit %s: %s", message->ts, message->text);
    oracle_sees_edit(world, message);
    return NULL;
}

static const char *join(struct world *world, const struct json *body, struct json *answer) {
    (void)body;
    (void)answer;
    if (world->slack->place == PLACE_ARCHIVED)
        return "is_archived";
    /* Who removed the bot may have forbidden it to come back. */
    return world->slack->place == PLACE_REMOVED ? "restricted_action" : NULL;
}

static bool is_listed(const struct world *world, const struct message *message,
                      const struct json *body, int64_t oldest_ms) {
    const char *thread = json_text_at(body, "ts");
    return str_equal(message->channel, json_text_at(body, "channel")) && !*message->to &&
           (str_equal(message->thread, thread) || str_equal(message->ts, thread)) &&
           message->at_ms >= oldest_ms &&
           message->at_ms + world->sky.history_lag_ms <= world->now_ms;
}

static struct json *item_of(const struct message *message) {
    struct json *item = json_new_object(), *metadata = json_new_object();
    struct json *payload = json_new_object();
    json_put_str(item, "type", "message");
    json_put_str(item, "ts", message->ts);
    json_put_str(item, "user", *message->user ? message->user : SLACK_BOT);
    json_put_str(item, "text", message->text);
    if (*message->thread)
        json_put_str(item, "thread_ts", message->thread);
    if (!*message->user)
        json_put_str(item, "bot_id", "B0INCIDENTD");
    json_put_str(payload, "op", message->op);
    json_put(metadata, "event_payload", payload);
    json_put(item, "metadata", metadata);
    return item;
}

/* conversations.history and conversations.replies, which differ in ts only. The cursor is the place
 * in the list of all messages where the next page begins. */
static const char *history(struct world *world, const struct json *body, struct json *answer) {
    struct slack *slack = world->slack;
    int64_t oldest_ms = strtoll(json_text_at(body, "oldest"), NULL, 10) * SECOND_MS;
    size_t limit = (size_t)json_int(body, "limit", PAGE_MAX);
    struct json *messages = json_new_array(), *metadata = json_new_object();
    char cursor[16] = "";
    const char *error = place_error(world, json_text_at(body, "channel"));
    for (int i = atoi(json_text_at(body, "cursor")); i < slack->count && !error && !*cursor; i++) {
        if (!is_listed(world, &slack->messages[i], body, oldest_ms))
            continue;
        if (json_len(messages, "") == limit)
            snprintf(cursor, sizeof cursor, "%d", i);
        else
            json_push(messages, item_of(&slack->messages[i]));
    }
    json_put(answer, "messages", messages);
    json_put_str(metadata, "next_cursor", cursor);
    json_put(answer, "response_metadata", metadata);
    if (error)
        slack->refused_history_ms = world->now_ms;
    return error;
}

/* Who pins what is nobody's concern here. */
static const char *pin(struct world *world, const struct json *body, struct json *answer) {
    (void)answer;
    return place_error(world, json_text_at(body, "channel"));
}

static const char *list_pins(struct world *world, const struct json *body, struct json *answer) {
    json_put(answer, "items", json_new_array());
    return place_error(world, json_text_at(body, "channel"));
}

static const char *open_view(struct world *world, const struct json *body, struct json *answer) {
    const char *trigger = json_text_at(body, "trigger_id");
    (void)answer;
    for (int i = 0; i < delivery_count(world); i++) {
        const struct delivery *delivery = delivery_at(world, i);
        if (!str_equal(delivery->trigger_id, trigger))
            continue;
        if (world->now_ms - delivery->at_ms > TRIGGER_LIFE_MS)
            return "expired_trigger_id";
        people_see_form(world, delivery->user, json_print(json_at(body, "view")));
        return NULL;
    }
    return "invalid_trigger_id";
}

static const char *respond(struct world *world, const char *url, const struct json *body) {
    struct delivery *delivery = delivery_of_url(world, url);
    if (!delivery)
        return "http_404";
    if (world->now_ms - delivery->at_ms > 30 * MINUTE_MS)
        return "expired_url";
    struct message *message = add_message(world, body);
    message->channel = delivery->channel;
    message->to = delivery->user;
    delivery->answered = true;
    oracle_sees_message(world, message);
    people_see_answer(world, delivery, message->blocks);
    return NULL;
}

static const char *do_method(struct world *world, const char *method, const struct json *body,
                             struct json *answer) {
    static const struct {
        const char *name;
        const char *(*run)(struct world *, const struct json *, struct json *);
    } methods[] = {{"chat.postMessage", post_message},
                   {"chat.postEphemeral", post_ephemeral},
                   {"chat.update", update},
                   {"conversations.join", join},
                   {"conversations.history", history},
                   {"conversations.replies", history},
                   {"pins.add", pin},
                   {"pins.list", list_pins},
                   {"pins.remove", pin},
                   {"views.open", open_view}};
    if (world->sky.token_revoked)
        return "token_revoked";
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
        if (str_equal(methods[i].name, method))
            return methods[i].run(world, body, answer);
    return "unknown_method";
}

/* ---- Calls on their way */

struct call {
    int life;
    uint64_t ticket;
    const char *method, *url, *body;
    const char *op; /* of a row whose message one person alone sees, else "" */
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
    int count = world->slack->count;
    world->slack->is_late = !process_is_up(world) || process_life(world) != call->life;
    bool heard = !call->answer_lost && !world->slack->is_late;
    const char *error =
        *call->url ? respond(world, call->url, body) : do_method(world, call->method, body, answer);
    world->slack->is_late = false;
    json_put_bool(answer, "ok", !error);
    if (!heard && world->slack->count > count)
        world->slack->messages[count].answer_lost = true;
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

/* What goes past the outbox is tried once; of a row for one person the oracle must know which it
 * is, because its copies carry no sign of that. */
static void note_call(struct world *world, struct call *call, bool is_row) {
    struct err err;
    JSON_AUTO *body = NULL;
    if (json_parse(call->body, strlen(call->body), &body, &err) != OK)
        abort();
    const char *user = json_text_at(body, "user"), *text = json_text_at(body, "text");
    oracle_sees_attempt(world, arena_strdup(world->arena, user), text);
    if (is_row && *call->url)
        call->op = oracle_op_of_call(world, "response_url", call->url, text);
    else if (is_row && str_equal(call->method, "chat.postEphemeral"))
        call->op = oracle_op_of_call(world, call->method, user, text);
}

void slack_call(struct world *world, uint64_t ticket, const char *method, const char *url,
                const char *body, bool is_row) {
    const struct sky *sky = &world->sky;
    struct call *call = arena_alloc(world->arena, sizeof *call);
    *call = (struct call){.life = process_life(world),
                          .ticket = ticket,
                          .method = arena_strdup(world->arena, method ? method : ""),
                          .url = arena_strdup(world->arena, url ? url : ""),
                          .body = arena_strdup(world->arena, body ? body : "{}"),
                          .op = ""};
    note_call(world, call, is_row);
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
