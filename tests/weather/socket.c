/* The simulated Slack's Socket Mode: see socket.h. */
#include "tests/weather/socket.h"

#include "base/str.h"
#include "tests/weather/oracle.h"
#include "tests/weather/payload.h"
#include "tests/weather/people.h"
#include "tests/weather/process.h"
#include "tests/weather/slack.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    CONNECTIONS_MAX = 10, /* Slack counts no more for one app */
    LATENCY_MS = 60,
    ACK_MAX_MS = 3 * SECOND_MS,
    WARNING_MS = 10 * SECOND_MS,
    SILENCE_MS = 30 * SECOND_MS, /* until our end notices that nothing comes any more */
    SENDS_MAX = 6
};

/* As Slack sees it. */
struct connection {
    uint32_t number;
    int life;        /* of the process that made it */
    bool registered; /* payloads may be sent here … */
    bool alive;      /* … and somebody hears them */
    bool deaf;       /* half-open: neither end has noticed */
    bool ready;      /* hello was sent */
    int64_t last_ms; /* when the last frame arrives: frames keep their order */
};

struct sockets {
    struct connection *list[CONNECTIONS_MAX];
    struct delivery **deliveries;
    int count, room;
    int envelopes;
};

struct sockets *sockets_new(void) {
    return mem_alloc(sizeof(struct sockets));
}

void sockets_free(struct sockets *sockets) {
    mem_free(sockets->deliveries);
    mem_free(sockets);
}

static int latency_ms(struct world *world) {
    return 5 + world_below(world, LATENCY_MS);
}

static struct connection *find(const struct world *world, uint32_t number) {
    for (int i = 0; i < CONNECTIONS_MAX; i++) {
        struct connection *connection = world->sockets->list[i];
        if (connection && connection->number == number && connection->life == process_life(world))
            return connection;
    }
    return NULL;
}

static void drop(struct world *world, const struct connection *connection) {
    for (int i = 0; i < CONNECTIONS_MAX; i++)
        if (world->sockets->list[i] == connection)
            world->sockets->list[i] = NULL;
}

bool sockets_work(const struct world *world) {
    for (int i = 0; i < CONNECTIONS_MAX; i++) {
        const struct connection *connection = world->sockets->list[i];
        if (connection && connection->ready && connection->alive && connection->registered)
            return true;
    }
    return false;
}

static int registered(const struct world *world) {
    int count = 0;
    for (int i = 0; i < CONNECTIONS_MAX; i++)
        count += world->sockets->list[i] && world->sockets->list[i]->registered;
    return count;
}

/* Without ghosts in the sky, connections of which nobody hears are counted no longer. */
static void bury_ghosts(struct world *world) {
    for (int i = 0; i < CONNECTIONS_MAX && !world->sky.ghosts; i++)
        if (world->sockets->list[i] && !world->sockets->list[i]->alive &&
            !world->sockets->list[i]->deaf)
            world->sockets->list[i] = NULL;
}

/* ---- Frames to the app */

struct frame {
    struct connection *connection;
    const char *text; /* NULL: the end of the connection */
};

static void frame_arrives(struct world *world, void *thing) {
    struct frame *frame = thing;
    const struct connection *connection = frame->connection;
    if (agenda_put_off(world, frame_arrives, thing))
        return;
    if (frame->text && connection->alive)
        process_message(world, connection->life, connection->number, frame->text);
    else if (!frame->text)
        process_closed(world, connection->life, connection->number);
}

static void send_frame(struct world *world, struct connection *connection, const char *text) {
    struct frame *frame = arena_alloc(world->arena, sizeof *frame);
    *frame = (struct frame){connection, text ? arena_strdup(world->arena, text) : NULL};
    int64_t at_ms = world->now_ms + latency_ms(world);
    if (at_ms <= connection->last_ms)
        at_ms = connection->last_ms + 1;
    connection->last_ms = at_ms;
    agenda_add(world, at_ms - world->now_ms, frame_arrives, frame);
}

/* ---- Deliveries */

struct delivery *delivery_new(struct world *world) {
    struct sockets *sockets = world->sockets;
    struct delivery *delivery = arena_alloc(world->arena, sizeof *delivery);
    if (sockets->count == sockets->room) {
        sockets->room = sockets->room ? 2 * sockets->room : 64;
        sockets->deliveries =
            mem_resize(sockets->deliveries, (size_t)sockets->room * sizeof(struct delivery *));
    }
    *delivery = (struct delivery){.number = sockets->count,
                                  .thread = "",
                                  .channel = SLACK_GENERAL,
                                  .token = "",
                                  .view = "",
                                  .at_ms = world->now_ms};
    sockets->deliveries[sockets->count++] = delivery;
    snprintf(delivery->trigger_id, sizeof delivery->trigger_id, "trigger.%d", delivery->number);
    snprintf(delivery->response_url, sizeof delivery->response_url,
             "https://hooks.slack.test/commands/%d", delivery->number);
    return delivery;
}

int delivery_count(const struct world *world) {
    return world->sockets->count;
}

struct delivery *delivery_at(const struct world *world, int index) {
    return world->sockets->deliveries[index];
}

struct delivery *delivery_of_url(const struct world *world, const char *url) {
    for (int i = 0; i < world->sockets->count; i++)
        if (str_equal(world->sockets->deliveries[i]->response_url, url))
            return world->sockets->deliveries[i];
    return NULL;
}

static struct connection *any_connection(struct world *world) {
    struct connection *open[CONNECTIONS_MAX];
    int count = 0;
    for (int i = 0; i < CONNECTIONS_MAX; i++) {
        struct connection *connection = world->sockets->list[i];
        if (connection && connection->registered && connection->ready)
            open[count++] = connection;
    }
    return count ? open[world_below(world, count)] : NULL;
}

/* One attempt to hand a delivery over, and the clock that runs from then. */
struct attempt {
    struct delivery *delivery;
    const struct connection *connection;
    int number;
};

static void attempt(struct world *world, void *thing);

/* Slack's retries of an event: at once, after a minute, after five.
 * https://docs.slack.dev/apis/events-api */
static void try_again(struct world *world, struct delivery *delivery) {
    static const int64_t waits_ms[] = {0, MINUTE_MS, 5 * MINUTE_MS};
    if (delivery->kind == BY_MENTION && delivery->sent <= 3)
        agenda_add(world, waits_ms[delivery->sent - 1], attempt, delivery);
}

static void time_is_up(struct world *world, void *thing) {
    const struct attempt *try = thing;
    struct delivery *delivery = try->delivery;
    if (delivery->acks || try->number != delivery->sent)
        return;
    delivery->timed_out = true;
    if (try->connection && try->connection->alive)
        oracle_sees_timeout(world, delivery);
    try_again(world, delivery);
}

static void hand_over(struct world *world, struct delivery *delivery) {
    bury_ghosts(world);
    struct connection *connection = any_connection(world);
    struct attempt *try = arena_alloc(world->arena, sizeof *try);
    delivery->sent++;
    delivery->linked = delivery->linked || sockets_work(world);
    *try = (struct attempt){delivery, connection, delivery->sent};
    /* Whether a second delivery has the id of the first is not documented. */
    if (delivery->sent == 1 || world_chance(world, 500))
        snprintf(delivery->envelope_id, sizeof delivery->envelope_id, "envelope-%d",
                 ++world->sockets->envelopes);
    if (connection && !world_chance(world, world->sky.envelope_lost))
        send_frame(world, connection, payload_envelope(world, delivery));
    agenda_add(world, ACK_MAX_MS, time_is_up, try);
}

static void attempt(struct world *world, void *thing) {
    struct delivery *delivery = thing;
    if (delivery->acks || delivery->sent >= SENDS_MAX)
        return;
    hand_over(world, delivery);
}

static void deliver_again(struct world *world, void *thing) {
    struct delivery *delivery = thing;
    delivery->replayed = true;
    if (delivery->sent < SENDS_MAX)
        hand_over(world, delivery);
}

void delivery_send(struct world *world, struct delivery *delivery) {
    int delay_ms = world->sky.envelope_delay_ms;
    delivery->at_ms = world->now_ms;
    world_tell(world, "TYPE %s (%d) %s", delivery->user, delivery->kind, delivery->text);
    if (delivery->kind == BY_MENTION)
        delivery->ts = slack_say(world, delivery->user, delivery->channel, delivery->thread,
                                 payload_mention(delivery, world->arena));
    agenda_add(world, delay_ms ? world_below(world, delay_ms) : 0, attempt, delivery);
    if (world_chance(world, world->sky.envelope_doubled))
        agenda_add(world, world_below(world, 20 * SECOND_MS), deliver_again, delivery);
}

/* What nobody acknowledged comes again on a new connection: seen in the field, not documented. */
static void replay(struct world *world) {
    for (int i = 0; i < world->sockets->count; i++) {
        struct delivery *delivery = world->sockets->deliveries[i];
        if (delivery->sent && !delivery->acks && delivery->kind != BY_MENTION &&
            world->now_ms - delivery->at_ms < HOUR_MS)
            agenda_add(world, latency_ms(world), deliver_again, delivery);
    }
}

/* ---- Connections */

struct question {
    int life;
    uint32_t attempt;
};

static void answer_url(struct world *world, void *thing) {
    const struct question *question = thing;
    if (agenda_put_off(world, answer_url, thing))
        return;
    struct reply_of_slack reply = {REPLY_OK, "", "{\"url\":\"wss://slack.test/link\"}", -1};
    if (world->sky.no_sockets || world->sky.api_down)
        reply = (struct reply_of_slack){REPLY_UNSENT, "", NULL, -1};
    else if (world_chance(world, world->sky.rate_limited))
        reply = (struct reply_of_slack){REPLY_LATER, "ratelimited", NULL, 5 * SECOND_MS};
    else if (world_chance(world, world->sky.server_error))
        reply = (struct reply_of_slack){REPLY_REFUSED, "fatal_error", NULL, -1};
    process_url(world, question->life, question->attempt, &reply);
}

void socket_ask_url(struct world *world, uint32_t number) {
    struct question *question = arena_alloc(world->arena, sizeof *question);
    *question = (struct question){process_life(world), number};
    if (!world_chance(world, world->sky.request_lost)) /* else the machine's own time-out ends it */
        agenda_add(world, latency_ms(world), answer_url, question);
}

static void say_hello(struct world *world, struct connection *connection) {
    char hello[256];
    snprintf(hello, sizeof hello,
             "{\"type\":\"hello\",\"num_connections\":%d,\"connection_info\":{\"app_id\":\"A0\"},"
             "\"debug_info\":{\"host\":\"applink\",\"approximate_connection_time\":18060}}",
             registered(world));
    connection->ready = true;
    send_frame(world, connection, hello);
    if (world->sky.replay)
        replay(world);
}

static void handshake(struct world *world, void *thing) {
    struct connection *connection = thing;
    if (!connection->alive || agenda_put_off(world, handshake, thing))
        return;
    process_opened(world, connection->life, connection->number);
    if (world_chance(world, world->sky.unsent)) /* a disconnect before hello is not unheard of */
        send_frame(world, connection,
                   "{\"type\":\"disconnect\",\"reason\":\"too_many_websockets\"}");
    else if (!world_chance(world, world->sky.request_lost))
        say_hello(world, connection);
}

/* Our end notices that the connection is no more, or never was. */
static void end_noticed(struct world *world, void *thing) {
    const struct connection *connection = thing;
    if (agenda_put_off(world, end_noticed, thing))
        return;
    drop(world, connection);
    process_closed(world, connection->life, connection->number);
}

void socket_dial(struct world *world, uint32_t number) {
    struct connection *connection = arena_alloc(world->arena, sizeof *connection);
    int place = 0;
    bury_ghosts(world);
    *connection = (struct connection){.number = number, .life = process_life(world)};
    while (place < CONNECTIONS_MAX && world->sockets->list[place])
        place++;
    if (place == CONNECTIONS_MAX || world->sky.no_sockets) {
        agenda_add(world, latency_ms(world), end_noticed, connection);
        return;
    }
    connection->alive = connection->registered = true;
    world->sockets->list[place] = connection;
    agenda_add(world, 2 * latency_ms(world), handshake, connection);
}

/* Slack's count goes down, now or, for a ghost, never while the sky has ghosts. */
static void forget(struct world *world, struct connection *connection) {
    connection->alive = connection->deaf = false;
    if (!world->sky.ghosts)
        drop(world, connection);
}

void socket_hang_up(struct world *world, uint32_t number) {
    struct connection *connection = find(world, number);
    if (connection)
        forget(world, connection);
}

void sockets_orphaned(struct world *world) {
    for (int i = 0; i < CONNECTIONS_MAX; i++)
        if (world->sockets->list[i])
            forget(world, world->sockets->list[i]);
}

static void cut(struct world *world, void *thing) {
    struct connection *connection = thing;
    if (!connection->alive || agenda_put_off(world, cut, thing))
        return;
    connection->alive = false;
    drop(world, connection);
    process_closed(world, connection->life, connection->number);
}

void sockets_disconnect(struct world *world, const char *reason) {
    char text[128];
    world_tell(world, "SOCKET disconnect %s", reason ? reason : "without a word");
    snprintf(text, sizeof text, "{\"type\":\"disconnect\",\"reason\":\"%s\"}",
             reason ? reason : "");
    for (int i = 0; i < CONNECTIONS_MAX; i++) {
        struct connection *connection = world->sockets->list[i];
        if (!connection || !connection->alive)
            continue;
        if (reason)
            send_frame(world, connection, text);
        agenda_add(world, reason ? WARNING_MS : 0, cut, connection);
    }
}

void sockets_go_deaf(struct world *world) {
    world_tell(world, "SOCKET half-open");
    for (int i = 0; i < CONNECTIONS_MAX; i++) {
        struct connection *connection = world->sockets->list[i];
        if (!connection || !connection->alive)
            continue;
        connection->alive = false; /* nothing arrives; payloads may still be sent here */
        connection->deaf = true;
        agenda_add(world, SILENCE_MS, end_noticed, connection);
    }
}

/* ---- Frames from the app */

static void ack_arrives(struct world *world, void *thing) {
    const char *text = thing;
    struct err err;
    JSON_AUTO *json = NULL;
    if (json_parse(text, strlen(text), &json, &err) != OK)
        abort();
    for (int i = 0; i < world->sockets->count; i++) {
        struct delivery *delivery = world->sockets->deliveries[i];
        if (!str_equal(delivery->envelope_id, json_text_at(json, "envelope_id")))
            continue;
        delivery->acks++;
        delivery->acked_ms = world->now_ms;
        const struct json *payload = json_at(json, "payload");
        oracle_sees_ack(world, delivery, payload ? json_print(payload) : "");
        if (json_at(payload, "blocks"))
            people_see_answer(world, delivery, json_print(json_at(payload, "blocks")));
    }
}

bool socket_receive(struct world *world, uint32_t number, const char *text) {
    const struct connection *connection = find(world, number);
    if (!connection)
        return false;
    if (!connection->alive || world_chance(world, world->sky.ack_lost))
        return true; /* the wire takes it, and nobody gets it */
    agenda_add(world, latency_ms(world), ack_arrives, arena_strdup(world->arena, text));
    return true;
}
