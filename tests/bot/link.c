/* The link over real sockets: the state machine, the WebSocket and the Web API client together,
 * against a Web API and up to two Socket Mode servers on loopback. */
#include "bot/link.h"

#include "base/json.h"
#include "base/str.h"
#include "bot/loop.h"
#include "tests/kit/descriptors.h"
#include "tests/kit/peer.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

enum { PATIENCE_MS = 60 * 1000, STORY_MAX = 4 * 1024 };

#define HELLO "{\"type\":\"hello\",\"num_connections\":1}"
#define ENVELOPE(id) "{\"envelope_id\":\"" id "\",\"type\":\"slash_commands\",\"payload\":{}}"
#define WARNING "{\"type\":\"disconnect\",\"reason\":\"warning\"}"

struct world {
    struct loop *loop;
    struct web_api *api;
    struct websockets *sockets;
    struct link *link;
    struct loop_task limit;
    int64_t give_up_ms;
    struct str story;
    int descriptors;
    const char *stop_after; /* an envelope's id: the link is stopped when it is acknowledged */
    struct peer *web, *servers[2];
    char base_url[64];
};

/* ---- The owner of the link. */

static void on_envelope(void *owner, uint32_t socket, const struct json *envelope) {
    struct world *world = owner;
    struct err err;
    const char *id = json_text_at(envelope, "envelope_id");
    str_addf(&world->story, "%s@%u ", id, socket);
    cr_assert(link_ack(world->link, socket, id, NULL, &err) == OK, "%s", err.text);
    if (world->stop_after && strcmp(id, world->stop_after) == 0)
        world->give_up_ms = -1; /* the watch stops it: not from inside a delivery */
}

static void on_connected(void *owner, const struct socket_mode_hello *hello) {
    struct world *world = owner;
    str_addf(&world->story, "hello%u ", hello->socket);
}

static void on_trouble(void *owner, const struct socket_mode_trouble *trouble) {
    struct world *world = owner;
    str_addf(&world->story, "trouble%u ", trouble->socket);
}

static const struct link_events events = {on_envelope, on_connected, on_trouble};

/* Stops the link when the test is over, and the loop when the link is idle. */
static int64_t watch(void *owner, int64_t now_ms) {
    struct world *world = owner;
    if (world->give_up_ms == 0)
        world->give_up_ms = now_ms + PATIENCE_MS;
    if (world->give_up_ms == -1)
        link_stop(world->link);
    else
        cr_assert(now_ms < world->give_up_ms, "so far: %s", world->story.text);
    if (world->give_up_ms == -1 && link_is_idle(world->link))
        loop_stop(world->loop);
    return now_ms + 10;
}

/* ---- The servers. */

static int server_ports[2];
static unsigned urls_given;

static void give_urls(struct peer_link *link) {
    char request[256], answer[128];
    while (peer_read_head(link)) {
        peer_read_body(link, request, sizeof request);
        snprintf(answer, sizeof answer, "{\"ok\":true,\"url\":\"ws:\\/\\/localhost:%d\\/link\\/\"}",
                 server_ports[urls_given % 2]);
        urls_given++;
        peer_answer(link, 200, "", answer);
    }
}

static struct world new_world(void) {
    return (struct world){.descriptors = descriptors_open_with_libuv(),
                          .story = str_new(STORY_MAX)};
}

/* A link whose Web API is at base_url. */
static void open_world(struct world *world, const struct socket_mode_settings *settings) {
    struct err err;
    cr_assert(loop_new(&world->loop, &err) == OK);
    cr_assert(web_api_new(world->loop,
                          &(struct web_api_settings){.base_url = world->base_url,
                                                     .app_token = "xapp-test-token"},
                          &world->api, &err) == OK);
    cr_assert(websockets_new(world->loop,
                             &(struct websocket_settings){.ping_ms = 200, .dead_after_ms = 1000},
                             &world->sockets, &err) == OK);
    world->link = link_new(world->loop, world->api, world->sockets, settings, &events, world);
}

/* Runs the link against these two servers, which take the connections in turn. */
static void play(struct world *world, void (*first)(struct peer_link *link),
                 void (*second)(struct peer_link *link)) {
    world->servers[0] = peer_start(&(struct peer_settings){.serve = first});
    world->servers[1] = peer_start(&(struct peer_settings){.serve = second});
    for (int i = 0; i < 2; i++)
        server_ports[i] = peer_port(world->servers[i]);
    world->web = peer_start(&(struct peer_settings){.serve = give_urls});
    snprintf(world->base_url, sizeof world->base_url, "http://localhost:%d/api/",
             peer_port(world->web));
    open_world(world, &(struct socket_mode_settings){.seed = 1, .drain_min_ms = 100});
    world->limit = (struct loop_task){.run = watch, .owner = world, .clock = LOOP_MONOTONIC};
    loop_add(world->loop, &world->limit);
    link_start(world->link);
    loop_run(world->loop);
    link_free(world->link);
    loop_free(world->loop);
    peer_stop(world->web);
    peer_stop(world->servers[0]);
    peer_stop(world->servers[1]);
}

/* The end of every test. */
static void expect(struct world *world, const char *story) {
    cr_assert_str_eq(world->story.text, story, "it happened: %s", world->story.text);
    str_free(&world->story);
    cr_assert(descriptors_are_back(world->descriptors), "descriptors are left open");
}

static struct peer_frame seen_acks[2], seen_closes[2];

/* Welcomes the client with an envelope, keeps the acknowledgement, says one thing more unless that
 * is NULL, and keeps the close frame. */
static void serve_life(struct peer_link *link, int server, const char *envelope, const char *more) {
    if (!peer_upgrade(link))
        return;
    peer_text(link, HELLO);
    peer_text(link, envelope);
    if (peer_await_frame(link, PEER_TEXT, &seen_acks[server]) && more)
        peer_text(link, more);
    if (peer_await_frame(link, PEER_CLOSE, &seen_closes[server]))
        peer_write_frame(link, true, PEER_CLOSE, seen_closes[server].bytes, 2);
}

static void serve_e1_then_warn(struct peer_link *link) {
    serve_life(link, 0, ENVELOPE("E1"), WARNING);
}

static void serve_e2(struct peer_link *link) {
    peer_pause(300); /* the handshake takes its time: the old socket serves meanwhile */
    serve_life(link, 1, ENVELOPE("E2"), NULL);
}

/* Slack: D13, D16 */
Test(link, at_a_refresh_each_socket_gets_its_acknowledgement_and_its_close_frame) {
    struct world world = new_world();
    world.stop_after = "E2";
    play(&world, serve_e1_then_warn, serve_e2);
    cr_assert_str_eq(seen_acks[0].bytes, "{\"envelope_id\":\"E1\"}");
    cr_assert_str_eq(seen_acks[1].bytes, "{\"envelope_id\":\"E2\"}");
    for (int i = 0; i < 2; i++)
        cr_assert(seen_closes[i].len == 2 && memcmp(seen_closes[i].bytes, "\x03\xe8", 2) == 0);
    cr_assert(urls_given == 2);
    expect(&world, "hello1 E1@1 trouble1 hello2 E2@2 ");
}

static void refuse(struct peer_link *link) {
    if (peer_read_head(link))
        peer_answer(link, 409, "", "");
}

static void refuse_once(struct peer_link *link) {
    if (link->number == 0)
        refuse(link);
    else
        serve_life(link, 1, ENVELOPE("E2"), NULL);
}

/* node-slack-sdk#2094, over real sockets. */
/* Slack: A10, bug-1 */
Test(link, three_refused_handshakes_make_four_questions_and_one_socket) {
    struct world world = new_world();
    world.stop_after = "E2";
    play(&world, refuse, refuse_once);
    cr_assert(urls_given == 4, "%u questions", urls_given);
    expect(&world, "trouble1 trouble2 trouble3 hello4 E2@4 ");
}

/* node-slack-sdk#2709: a peer that reads nothing and answers nothing, not even a close frame. */
static void fall_silent(struct peer_link *link) {
    if (!peer_upgrade(link))
        return;
    peer_text(link, HELLO);
    peer_await_end(link);
}

static void serve_e2_at_once(struct peer_link *link) {
    serve_life(link, 1, ENVELOPE("E2"), NULL);
}

/* Slack: D08, bug-3 */
Test(link, a_peer_that_falls_silent_is_replaced_and_leaves_no_descriptor) {
    struct world world = new_world();
    world.stop_after = "E2";
    play(&world, fall_silent, serve_e2_at_once);
    expect(&world, "hello1 trouble1 hello2 E2@2 ");
}

static void reset_after_hello(struct peer_link *link) {
    if (!peer_upgrade(link))
        return;
    peer_text(link, HELLO);
    peer_text(link, ENVELOPE("E1"));
    peer_await_frame(link, PEER_TEXT, &seen_acks[0]);
    peer_reset(link);
}

Test(link, a_reset_is_followed_by_a_new_socket) {
    struct world world = new_world();
    world.stop_after = "E2";
    play(&world, reset_after_hello, serve_e2_at_once);
    expect(&world, "hello1 E1@1 trouble1 hello2 E2@2 ");
}

static int64_t stop_at_the_question(void *owner, int64_t now_ms) {
    struct world *world = owner;
    if (web_api_count(world->api) > 0)
        loop_stop(world->loop);
    return now_ms + 10;
}

Test(link, a_program_may_end_while_a_url_is_awaited_and_leaves_nothing) {
    struct world world = new_world();
    struct peer *deaf = peer_start(&(struct peer_settings){.deaf = true});
    snprintf(world.base_url, sizeof world.base_url, "http://localhost:%d/api/", peer_port(deaf));
    open_world(&world, &(struct socket_mode_settings){.seed = 1});
    struct loop_task stop = {.run = stop_at_the_question, .owner = &world, .clock = LOOP_MONOTONIC};
    loop_add(world.loop, &stop);
    link_start(world.link);
    loop_run(world.loop);
    cr_assert_eq(web_api_count(world.api), 1u);
    link_free(world.link);
    loop_free(world.loop);
    peer_stop(deaf);
    expect(&world, "");
}
