/* WebSocket connections against a server that does everything a server should not. */
#include "bot/websocket.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "bot/loop.h"
#include "tests/kit/descriptors.h"
#include "tests/kit/names.h"
#include "tests/kit/peer.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATIENCE_MS = 60 * 1000, STORY_MAX = 8 * 1024 };

/* The client's side of a test: what happened, as a text, and when to end. */
struct world {
    struct websocket_settings settings; /* for the client; mostly its defaults */
    struct loop *loop;
    struct websockets *sockets;
    struct websocket *socket;
    struct loop_task limit;
    int64_t give_up_ms;
    struct str story;
    int closed, wanted;
    struct websocket_end end;
    char reason[512];
    int descriptors;
    uint16_t close_when_open; /* code, 0 for not at all */
    uint16_t close_after_message;
    const char *say_when_open;
    const struct websocket_events *events;
    char url[256], proxy[64];
    int port;
    size_t longest;
};

static void on_established(void *user, struct websocket *socket) {
    struct world *world = user;
    struct err err;
    str_add(&world->story, "open ");
    if (world->say_when_open)
        cr_assert(
            websocket_send(socket, world->say_when_open, strlen(world->say_when_open), &err) == OK);
    if (world->close_when_open)
        websocket_close(socket, world->close_when_open);
}

static void on_message(void *user, struct websocket *socket, const char *text, size_t len) {
    struct world *world = user;
    cr_assert(text[len] == 0);
    if (len > world->longest)
        world->longest = len;
    str_addf(&world->story, "[%.40s] ", text);
    if (world->close_after_message)
        websocket_close(socket, world->close_after_message);
}

static void on_binary(void *user, struct websocket *socket, size_t len) {
    struct world *world = user;
    (void)socket;
    str_addf(&world->story, "binary %zu ", len);
}

static void on_closed(void *user, struct websocket *socket, const struct websocket_end *end) {
    struct world *world = user;
    (void)socket;
    str_add(&world->story, "closed");
    world->end = *end;
    snprintf(world->reason, sizeof world->reason, "%s", end->reason);
    if (++world->closed == world->wanted)
        loop_stop(world->loop);
}

static const struct websocket_events events = {on_established, on_message, on_binary, on_closed};

static int64_t watch_patience(void *owner, int64_t now_ms) {
    struct world *world = owner;
    if (!world->give_up_ms)
        world->give_up_ms = now_ms + PATIENCE_MS;
    cr_assert(now_ms < world->give_up_ms, "nothing ended; so far: %s", world->story.text);
    return world->give_up_ms;
}

static struct world new_world(void) {
    return (struct world){.story = str_new(STORY_MAX),
                          .wanted = 1,
                          .events = &events,
                          .descriptors = descriptors_open_with_libuv()};
}

static void open_world(struct world *world) {
    struct err err;
    cr_assert(loop_new(&world->loop, &err) == OK);
    cr_assert(websockets_new(world->loop, &world->settings, &world->sockets, &err) == OK, "%s",
              err.text);
    world->limit =
        (struct loop_task){.run = watch_patience, .owner = world, .clock = LOOP_MONOTONIC};
    loop_add(world->loop, &world->limit);
}

static void dial(struct world *world, const char *scheme, const char *host, int port) {
    struct err err;
    world->port = port;
    snprintf(world->url, sizeof world->url, "%s://%s:%d/link/?ticket=a-b&app_id=%%2F", scheme, host,
             port);
    cr_assert(websocket_open(world->sockets, world->url, world->events, world, &world->socket,
                             &err) == OK,
              "%s", err.text);
}

/* The end of every test: the loop closes clean and no descriptor stays open. */
static void close_world(struct world *world) {
    loop_free(world->loop);
    str_free(&world->story);
    cr_assert(descriptors_open() == world->descriptors, "descriptors are left open");
}

/* Lets one connection live and die against this server; world keeps what happened. */
static void play_with(struct world *world, const struct peer_settings *settings) {
    struct peer *peer = peer_start(settings);
    open_world(world);
    dial(world, settings->certificate ? "wss" : "ws", "localhost", peer_port(peer));
    loop_run(world->loop);
    cr_assert(websockets_count(world->sockets) == 0);
    peer_stop(peer);
}

static void play(struct world *world, void (*serve)(struct peer_link *link)) {
    play_with(world, &(struct peer_settings){.serve = serve});
}

static void expect_reason(const struct world *world, const char *part) {
    cr_assert(strstr(world->reason, part), "the reason is: %s", world->reason);
}

static void expect_story(const struct world *world, const char *story) {
    cr_assert_str_eq(world->story.text, story, "%s", world->story.text);
}

/* ---- A good life. */

static char seen_head[PEER_HEAD_SIZE];
static struct peer_frame seen_text, seen_close;

static void answer_close(struct peer_link *link) {
    if (peer_await_frame(link, PEER_CLOSE, &seen_close))
        peer_write_frame(link, true, PEER_CLOSE, seen_close.bytes, seen_close.len);
}

static void greet(struct peer_link *link) {
    if (!peer_upgrade(link))
        return;
    memcpy(seen_head, link->head, sizeof seen_head);
    peer_text(link, "hello");
    answer_close(link);
}

Test(websocket, a_connection_opens_delivers_and_closes) {
    struct world world = new_world();
    world.close_after_message = 1000;
    play(&world, greet);
    expect_story(&world, "open [hello] closed");
    expect_reason(&world, "closed with code 1000");
    cr_assert(world.end.established && world.end.http_status == 0);
    close_world(&world);
}

Test(websocket, the_request_has_the_whole_path_the_host_with_its_port_and_no_extension) {
    struct world world = new_world();
    char host[160];
    world.close_after_message = 1000;
    play(&world, greet);
    snprintf(host, sizeof host, "Host: %.*s\r\n", (int)strcspn(world.url + 5, "/"), world.url + 5);
    cr_assert(str_starts(seen_head, "GET /link/?ticket=a-b&app_id=%2F HTTP/1.1\r\n"), "%s",
              seen_head);
    cr_assert(strstr(seen_head, host), "%s", seen_head);
    cr_assert(!strcasestr(seen_head, "Sec-WebSocket-Extensions"));
    close_world(&world);
}

Test(websocket, our_close_frame_reaches_the_server) {
    struct world world = new_world();
    world.close_when_open = 1000;
    play(&world, greet);
    cr_assert(seen_close.opcode == PEER_CLOSE && seen_close.len == 2 && seen_close.masked);
    cr_assert(memcmp(seen_close.bytes, "\x03\xe8", 2) == 0);
    close_world(&world);
}

Test(websocket, our_close_frame_reaches_the_server_over_tls) {
    struct world world = new_world();
    world.settings.network.ca_file = peer_ca_file();
    world.close_when_open = 1001;
    play_with(&world, &(struct peer_settings){.serve = greet, .certificate = PEER_GOOD});
    expect_reason(&world, "closed with code 1001");
    cr_assert(seen_close.len == 2 && memcmp(seen_close.bytes, "\x03\xe9", 2) == 0);
    close_world(&world);
    peer_remove_ca_file();
}

static void keep_text(struct peer_link *link) {
    if (peer_upgrade(link) && peer_read_frame(link, &seen_text))
        answer_close(link);
}

Test(websocket, a_text_of_20479_bytes_leaves_as_one_frame_before_the_close_frame) {
    struct world world = new_world();
    static char text[20480];
    memset(text, 'x', sizeof text - 1);
    world.say_when_open = text;
    world.close_when_open = 1000;
    play(&world, keep_text);
    cr_assert(seen_text.opcode == PEER_TEXT && seen_text.final && seen_text.masked);
    cr_assert(seen_text.len == 20479 && strcmp(seen_text.bytes, text) == 0);
    cr_assert(seen_close.opcode == PEER_CLOSE);
    close_world(&world);
}

static struct str seen_texts;

static void keep_texts(struct peer_link *link) {
    struct peer_frame frame;
    seen_texts = str_new(STORY_MAX);
    if (!peer_upgrade(link))
        return;
    peer_text(link, "go");
    while (peer_read_frame(link, &frame) && frame.opcode == PEER_TEXT)
        str_addf(&seen_texts, "%s ", frame.bytes);
}

static void send_three(void *user, struct websocket *socket, const char *text, size_t len) {
    struct err err;
    on_message(user, socket, text, len);
    cr_assert(websocket_send(socket, "foo", 3, &err) == OK);
    cr_assert(websocket_send(socket, "", 0, &err) == OK);
    cr_assert(websocket_send(socket, "baz", 3, &err) == OK);
    websocket_close(socket, 1000);
    cr_assert(websocket_send(socket, "late", 4, &err) == BUSY);
}

Test(websocket, texts_arrive_in_order_and_none_after_the_close) {
    struct world world = new_world();
    const struct websocket_events three = {on_established, send_three, on_binary, on_closed};
    world.events = &three;
    play(&world, keep_texts);
    cr_assert_str_eq(seen_texts.text, "foo  baz ");
    str_free(&seen_texts);
    close_world(&world);
}

/* ---- Frames in. */

static void send_big(struct peer_link *link) {
    size_t len = WEBSOCKET_MESSAGE_MAX;
    char *big = mem_alloc(len);
    memset(big, 'x', len);
    if (peer_upgrade(link))
        peer_write_frame(link, true, PEER_TEXT, big, len);
    answer_close(link);
    mem_free(big);
}

Test(websocket, a_message_of_one_mebibyte_arrives_whole) {
    struct world world = new_world();
    world.close_after_message = 1000;
    play(&world, send_big);
    cr_assert(world.longest == WEBSOCKET_MESSAGE_MAX);
    close_world(&world);
}

static void send_too_big(struct peer_link *link) {
    size_t len = WEBSOCKET_MESSAGE_MAX / 2 + 1;
    char *half = mem_alloc(len);
    memset(half, 'x', len);
    if (peer_upgrade(link)) {
        peer_write_frame(link, false, PEER_TEXT, half, len);
        peer_write_frame(link, true, PEER_CONTINUED, half, len);
    }
    answer_close(link);
    mem_free(half);
}

Test(websocket, a_message_that_grows_over_one_mebibyte_is_answered_with_1009) {
    struct world world = new_world();
    play(&world, send_too_big);
    expect_story(&world, "open closed");
    expect_reason(&world, "longer than 1048576 bytes");
    cr_assert(memcmp(seen_close.bytes, "\x03\xf1", 2) == 0);
    close_world(&world);
}

static void announce_a_tebibyte(struct peer_link *link) {
    static const unsigned char head[] = {0x81, 127, 0, 0, 1, 0, 0, 0, 0, 0};
    static char block[64 * 1024];
    memset(block, 'x', sizeof block);
    if (!peer_upgrade(link))
        return;
    peer_write(link, head, sizeof head);
    for (int i = 0; i < 64; i++)
        peer_write(link, block, sizeof block);
}

Test(websocket, a_frame_that_announces_a_tebibyte_is_not_waited_for) {
    struct world world = new_world();
    play(&world, announce_a_tebibyte);
    expect_story(&world, "open closed");
    expect_reason(&world, "longer than 1048576 bytes");
    close_world(&world);
}

static void send_fragments(struct peer_link *link) {
    if (!peer_upgrade(link))
        return;
    peer_write_frame(link, false, PEER_TEXT, "", 0);
    peer_write_frame(link, true, PEER_PING, "one", 3);
    peer_write_frame(link, false, PEER_CONTINUED, "he", 2);
    peer_write_frame(link, true, PEER_PING, "two", 3);
    peer_write_frame(link, false, PEER_CONTINUED, "ll", 2);
    peer_write_frame(link, true, PEER_CONTINUED, "o", 1);
    answer_close(link);
}

Test(websocket, fragments_with_pings_between_them_are_one_message) {
    struct world world = new_world();
    world.close_after_message = 1000;
    play(&world, send_fragments);
    expect_story(&world, "open [hello] closed");
    close_world(&world);
}

static void send_oddities(struct peer_link *link) {
    if (!peer_upgrade(link))
        return;
    peer_write_frame(link, true, PEER_BINARY, "\0\1\2", 3);
    peer_text(link, "");
    peer_write_frame(link, false, PEER_BINARY, "abc", 3);
    peer_write_frame(link, true, PEER_CONTINUED, "de", 2);
    peer_text(link, "after");
    peer_close(link, 1000, "");
    answer_close(link);
}

Test(websocket, binary_messages_are_dropped_and_empty_ones_delivered) {
    struct world world = new_world();
    play(&world, send_oddities);
    expect_story(&world, "open binary 3 [] binary 5 [after] closed");
    close_world(&world);
}

static void dribble(struct peer_link *link) {
    unsigned char bytes[512];
    char head[256];
    if (!peer_read_head(link))
        return;
    peer_upgrade_text(link, head, sizeof head);
    size_t len = strlen(head);
    memcpy(bytes, head, len);
    len += peer_frame_bytes(bytes + len, true, PEER_TEXT, "drop by drop", 12);
    for (size_t i = 0; i < len; i++) {
        peer_write(link, bytes + i, 1);
        peer_pause(1);
    }
    answer_close(link);
}

Test(websocket, bytes_that_come_one_by_one_make_the_same_message) {
    struct world world = new_world();
    world.close_after_message = 1000;
    play(&world, dribble);
    expect_story(&world, "open [drop by drop] closed");
    close_world(&world);
}

static void send_all_at_once(struct peer_link *link) {
    unsigned char bytes[512];
    char head[256];
    if (!peer_read_head(link))
        return;
    peer_upgrade_text(link, head, sizeof head);
    size_t len = strlen(head);
    memcpy(bytes, head, len);
    len += peer_frame_bytes(bytes + len, true, PEER_TEXT, "one", 3);
    len += peer_frame_bytes(bytes + len, true, 10, "stray pong", 10);
    len += peer_frame_bytes(bytes + len, true, PEER_TEXT, "two", 3);
    len += peer_frame_bytes(bytes + len, true, PEER_CLOSE, "\x03\xe8", 2);
    peer_write(link, bytes, len);
    answer_close(link);
}

Test(websocket, frames_in_the_same_segment_as_the_handshake_are_not_lost) {
    struct world world = new_world();
    play(&world, send_all_at_once);
    expect_story(&world, "open [one] [two] closed");
    close_world(&world);
}

/* ---- Ends. */

static int server_code;

static void close_first(struct peer_link *link) {
    if (!peer_upgrade(link))
        return;
    peer_close(link, server_code, "so long");
    answer_close(link);
}

Test(websocket, the_servers_close_code_and_reason_are_told_and_answered) {
    static const int codes[] = {1000, 1001, 1008, 1009, 1011, 4000};
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        struct world world = new_world();
        char text[64];
        server_code = codes[i];
        seen_close.opcode = 0;
        play(&world, close_first);
        snprintf(text, sizeof text, "closed the connection with code %d: so long", codes[i]);
        expect_reason(&world, text);
        cr_assert(world.end.close_code == codes[i]);
        cr_assert(seen_close.opcode == PEER_CLOSE, "our answer is missing");
        close_world(&world);
    }
}

static void close_without_code(struct peer_link *link) {
    if (peer_upgrade(link))
        peer_write_frame(link, true, PEER_CLOSE, "", 0);
    answer_close(link);
}

Test(websocket, a_close_frame_without_a_code_is_an_end_like_any_other) {
    struct world world = new_world();
    play(&world, close_without_code);
    expect_story(&world, "open closed");
    expect_reason(&world, "the peer closed the connection");
    cr_assert(world.end.close_code == 0);
    close_world(&world);
}

static bool meet(struct peer_link *link) {
    return peer_upgrade(link) && peer_await_frame(link, PEER_TEXT, &seen_text);
}

static void hang_up(struct peer_link *link) {
    meet(link);
}

static void hang_up_with_reset(struct peer_link *link) {
    if (meet(link))
        peer_reset(link);
}

static void hang_up_in_a_frame(struct peer_link *link) {
    if (meet(link))
        peer_write(link, "\x81\x20half of it", 12);
}

Test(websocket, an_end_without_a_close_frame_is_told_once) {
    void (*const scripts[])(struct peer_link *) = {hang_up, hang_up_with_reset, hang_up_in_a_frame};
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) {
        struct world world = new_world();
        world.say_when_open = "hi";
        play(&world, scripts[i]);
        expect_story(&world, "open closed");
        expect_reason(&world, "the connection was lost");
        cr_assert(world.end.established);
        close_world(&world);
    }
}

static void ignore_close(struct peer_link *link) {
    struct peer_frame frame;
    if (peer_upgrade(link))
        while (peer_read_frame(link, &frame))
            ;
}

Test(websocket, a_server_that_never_answers_our_close_frame_is_left_in_time) {
    struct world world = new_world();
    world.settings.close_timeout_ms = 200;
    world.close_when_open = 1000;
    play(&world, ignore_close);
    expect_story(&world, "open closed");
    expect_reason(&world, "did not answer");
    close_world(&world);
}

static void read_nothing(struct peer_link *link) {
    if (peer_upgrade(link))
        peer_await_end(link);
}

Test(websocket, a_peer_that_answers_no_ping_is_given_up) {
    struct world world = new_world();
    world.settings.ping_ms = 100;
    world.settings.dead_after_ms = 600;
    play(&world, read_nothing);
    expect_story(&world, "open closed");
    expect_reason(&world, "no sign of life for 600 ms");
    close_world(&world);
}

static void stop_reading_under_load(void *user, struct websocket *socket) {
    static char block[256 * 1024];
    struct world *world = user;
    struct err err;
    int sent = 0;
    memset(block, 'x', sizeof block);
    str_add(&world->story, "open ");
    while (websocket_send(socket, block, sizeof block, &err) == OK)
        sent++;
    str_addf(&world->story, "%d blocks ", sent);
}

Test(websocket, what_waits_to_be_sent_has_a_limit) {
    struct world world = new_world();
    world.settings.ping_ms = 100;
    world.settings.dead_after_ms = 600;
    const struct websocket_events load = {stop_reading_under_load, on_message, on_binary,
                                          on_closed};
    world.events = &load;
    play(&world, read_nothing);
    expect_story(&world, "open 4 blocks closed");
    close_world(&world);
}

static void talk_without_pong(struct peer_link *link) {
    if (!peer_upgrade(link))
        return;
    for (int i = 0; i < 25; i++, peer_pause(100))
        peer_text(link, ".");
    peer_text(link, "end");
    peer_close(link, 1000, "");
    answer_close(link);
}

Test(websocket, data_is_a_sign_of_life_even_without_pongs) {
    struct world world = new_world();
    world.settings.ping_ms = 200;
    world.settings.dead_after_ms = 1500;
    play(&world, talk_without_pong);
    cr_assert(strstr(world.story.text, "[end] closed"), "%s", world.story.text);
    close_world(&world);
}

static int pings_seen;

static void only_pong(struct peer_link *link) {
    struct peer_frame frame;
    if (!peer_upgrade(link))
        return;
    for (; pings_seen < 25 && peer_await_frame(link, PEER_PING, &frame); pings_seen++)
        peer_write_frame(link, true, 10, frame.bytes, frame.len);
    peer_close(link, 1000, "");
    answer_close(link);
}

Test(websocket, a_silent_peer_that_answers_pings_is_kept) {
    struct world world = new_world();
    world.settings.ping_ms = 100;
    world.settings.dead_after_ms = 1500;
    play(&world, only_pong);
    cr_assert(pings_seen == 25, "%d pings came", pings_seen);
    cr_assert(world.end.close_code == 1000, "%s", world.reason);
    close_world(&world);
}

/* ---- Handshakes. */

static const char *refusal;

static void refuse(struct peer_link *link) {
    if (peer_read_head(link))
        peer_say(link, refusal);
}

Test(websocket, a_refused_handshake_tells_its_status_and_when_to_come_back) {
    static const struct {
        const char *answer;
        int status;
        int64_t retry_after_ms;
    } rows[] = {
        {"HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n", 401, -1},
        {"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n", 404, -1},
        {"HTTP/1.1 409 No\r\nContent-Length: 2\r\n\r\nno", 409, -1},
        {"HTTP/1.1 429 No\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n", 429, 7000},
        {"HTTP/1.1 503 No\r\nRetry-After: soon\r\nContent-Length: 0\r\n\r\n", 503, -1},
        {"HTTP/1.1 301 No\r\nLocation: ws://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n", 301, -1},
        {"HTTP/1.1 200 Yes\r\nContent-Length: 2\r\n\r\nhi", 200, -1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct world world = new_world();
        char text[64];
        refusal = rows[i].answer;
        play(&world, refuse);
        expect_story(&world, "closed");
        snprintf(text, sizeof text, "refused the WebSocket handshake with HTTP %d", rows[i].status);
        expect_reason(&world, text);
        cr_assert(world.end.http_status == rows[i].status && !world.end.established);
        cr_assert(world.end.retry_after_ms == rows[i].retry_after_ms, "status %d: %lld",
                  rows[i].status, (long long)world.end.retry_after_ms);
        close_world(&world);
    }
}

static void say_nothing(struct peer_link *link) {
    char byte;
    peer_read_head(link);
    peer_read(link, &byte, 1);
}

static void talk_ssh(struct peer_link *link) {
    peer_say(link, "SSH-2.0-OpenSSH_9.2\r\n");
    say_nothing(link);
}

static void forge_accept(struct peer_link *link) {
    if (peer_read_head(link))
        peer_say(link, "HTTP/1.1 101 Yes\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                       "Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n\r\n");
    say_nothing(link);
}

static void die_in_the_answer(struct peer_link *link) {
    if (peer_read_head(link))
        peer_say(link, "HTTP/1.1 101 Sw");
}

static void die_at_once(struct peer_link *link) {
    peer_reset(link);
}

Test(websocket, a_handshake_that_comes_to_nothing_ends_once_and_in_time) {
    void (*const scripts[])(struct peer_link *) = {say_nothing, talk_ssh, forge_accept,
                                                   die_in_the_answer, die_at_once};
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) {
        struct world world = new_world();
        world.settings.network.answer_timeout_ms = 400;
        play(&world, scripts[i]);
        expect_story(&world, "closed");
        cr_assert(world.end.http_status == 0 && !world.end.established);
        cr_assert(world.reason[0]);
        close_world(&world);
    }
}

Test(websocket, a_handshake_without_an_answer_is_called_so) {
    struct world world = new_world();
    world.settings.network.answer_timeout_ms = 400;
    play(&world, say_nothing);
    expect_reason(&world, "localhost did not answer the WebSocket handshake within 400 ms");
    close_world(&world);
}

Test(websocket, a_host_that_takes_no_connection_is_given_up_in_time) {
    struct world world = new_world();
    world.settings.network.connect_timeout_ms = 400;
    play_with(&world, &(struct peer_settings){.deaf = true});
    expect_story(&world, "closed");
    expect_reason(&world, "no connection to localhost");
    expect_reason(&world, "within 400 ms");
    close_world(&world);
}

static int free_port(void) {
    struct peer *peer = peer_start(&(struct peer_settings){.deaf = true});
    int port = peer_port(peer);
    peer_stop(peer);
    return port;
}

Test(websocket, a_refused_connection_and_an_unknown_name_end_with_a_sentence) {
    static const char long_label[] =
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    const char *const hosts[] = {"localhost", long_label};
    const char *const texts[] = {"cannot connect to localhost:", "is not known"};
    for (int i = 0; i < 2; i++) {
        struct world world = new_world();
        open_world(&world);
        dial(&world, "ws", hosts[i], free_port());
        loop_run(world.loop);
        expect_story(&world, "closed");
        expect_reason(&world, texts[i]);
        close_world(&world);
    }
}

Test(websocket, localhost_and_names_below_it_are_reached_though_nobody_knows_them) {
    const char *const hosts[] = {"localhost", NAMES_NOBODY_KNOWS, "LOCALHOST"};
    for (size_t i = 0; i < sizeof hosts / sizeof hosts[0]; i++) {
        struct world world = new_world();
        struct peer *peer = peer_start(&(struct peer_settings){.serve = greet});
        open_world(&world);
        world.close_after_message = 1000;
        dial(&world, "ws", hosts[i], peer_port(peer));
        loop_run(world.loop);
        expect_story(&world, "open [hello] closed");
        peer_stop(peer);
        close_world(&world);
    }
}

Test(websocket, an_address_that_refuses_is_followed_by_the_names_next_one) {
    struct world world = new_world();
    struct peer *peer = peer_start(&(struct peer_settings){.serve = greet});
    open_world(&world);
    world.close_after_message = 1000;
    dial(&world, "ws", NAMES_TWO_ADDRESSES, peer_port(peer));
    loop_run(world.loop);
    expect_story(&world, "open [hello] closed");
    peer_stop(peer);
    close_world(&world);
}

Test(websocket, when_every_address_refuses_the_connection_ends_once) {
    struct world world = new_world();
    open_world(&world);
    dial(&world, "ws", NAMES_TWO_ADDRESSES, free_port());
    loop_run(world.loop);
    expect_story(&world, "closed");
    expect_reason(&world, "cannot connect to " NAMES_TWO_ADDRESSES);
    close_world(&world);
}

Test(websocket, a_name_that_is_still_looked_up_is_given_up_in_time) {
    struct world world = new_world();
    world.settings.network.connect_timeout_ms = 400;
    open_world(&world);
    dial(&world, "ws", NAMES_SLOW, 80);
    loop_run(world.loop);
    expect_story(&world, "closed");
    expect_reason(&world, "no connection to " NAMES_SLOW ":80 within 400 ms");
    close_world(&world);
    names_answer();
}

Test(websocket, a_program_may_end_while_a_name_is_looked_up) {
    struct world world = new_world();
    open_world(&world);
    dial(&world, "ws", NAMES_SLOW, 80);
    close_world(&world);
    names_answer();
}

static void play_ipv6(struct world *world, enum peer_certificate certificate) {
    struct peer *peer = peer_start(
        &(struct peer_settings){.serve = greet, .certificate = certificate, .ipv6 = true});
    if (certificate)
        world->settings.network.ca_file = peer_ca_file();
    world->close_after_message = 1000;
    open_world(world);
    dial(world, certificate ? "wss" : "ws", "[::1]", peer_port(peer));
    loop_run(world->loop);
    peer_stop(peer);
    close_world(world);
    if (certificate)
        peer_remove_ca_file();
}

Test(websocket, an_ipv6_address_is_reached_without_and_with_tls) {
    static const enum peer_certificate certificates[] = {PEER_PLAIN, PEER_ADDRESS};
    for (int i = 0; i < 2; i++) {
        struct world world = new_world();
        char host[64];
        play_ipv6(&world, certificates[i]);
        cr_assert_str_eq(world.reason, "closed with code 1000");
        snprintf(host, sizeof host, "Host: [::1]:%d\r\n", world.port);
        cr_assert(strstr(seen_head, host), "%s", seen_head);
    }
}

/* ---- TLS. */

static void play_tls(struct world *world, enum peer_certificate certificate) {
    world->settings.network.ca_file = peer_ca_file();
    play_with(world, &(struct peer_settings){.serve = greet, .certificate = certificate});
    expect_story(world, "closed");
    close_world(world);
    peer_remove_ca_file();
}

Test(websocket, a_certificate_for_another_host_is_refused_by_name) {
    struct world world = new_world();
    play_tls(&world, PEER_WRONG_HOST);
    expect_reason(&world, "the certificate of localhost is not trusted: hostname mismatch");
}

Test(websocket, a_certificate_for_another_host_is_refused_for_an_ipv6_address_too) {
    struct world world = new_world();
    play_ipv6(&world, PEER_GOOD);
    expect_reason(&world, "the certificate of ::1 is not trusted: IP address mismatch");
}

Test(websocket, a_certificate_that_is_over_is_refused_as_expired) {
    struct world world = new_world();
    play_tls(&world, PEER_EXPIRED);
    expect_reason(&world, "the certificate of localhost is not trusted: certificate has expired");
}

Test(websocket, a_certificate_of_an_unknown_authority_is_refused) {
    struct world world = new_world();
    play_tls(&world, PEER_UNKNOWN_CA);
    expect_reason(&world, "the certificate of localhost is not trusted: self-signed certificate");
}

Test(websocket, the_systems_authorities_do_not_vouch_for_a_private_one) {
    struct world world = new_world();
    play_with(&world, &(struct peer_settings){.serve = greet, .certificate = PEER_GOOD});
    expect_story(&world, "closed");
    expect_reason(&world, "not trusted: unable to get local issuer certificate");
    close_world(&world);
}

Test(websocket, without_a_ca_file_the_systems_authorities_are_trusted) {
    struct world world = new_world();
    setenv("SSL_CERT_FILE", peer_ca_file(), 1); /* where OpenSSL looks for the system's */
    world.close_after_message = 1000;
    play_with(&world, &(struct peer_settings){.serve = greet, .certificate = PEER_GOOD});
    expect_story(&world, "open [hello] closed");
    close_world(&world);
    peer_remove_ca_file();
}

Test(websocket, with_a_ca_file_the_systems_authorities_are_not_trusted_any_more) {
    struct world world = new_world();
    setenv("SSL_CERT_FILE", peer_ca_file(), 1);
    world.settings.network.ca_file = "/etc/ssl/certs/ca-certificates.crt";
    play_with(&world, &(struct peer_settings){.serve = greet, .certificate = PEER_GOOD});
    expect_story(&world, "closed");
    expect_reason(&world, "not trusted");
    close_world(&world);
    peer_remove_ca_file();
}

Test(websocket, tls_and_no_tls_do_not_mix) {
    struct world world = new_world();
    world.settings.network.connect_timeout_ms = 2000;
    open_world(&world);
    struct peer *plain = peer_start(&(struct peer_settings){.serve = say_nothing});
    struct peer *tls =
        peer_start(&(struct peer_settings){.serve = greet, .certificate = PEER_GOOD});
    world.wanted = 2;
    dial(&world, "wss", "localhost", peer_port(plain));
    dial(&world, "ws", "localhost", peer_port(tls));
    loop_run(world.loop);
    expect_story(&world, "closedclosed");
    peer_stop(plain);
    peer_stop(tls);
    close_world(&world);
}

/* ---- Proxies. */

static char seen_connect[PEER_HEAD_SIZE];

static void be_proxy_and_target(struct peer_link *link) {
    if (!peer_read_head(link))
        return;
    memcpy(seen_connect, link->head, sizeof seen_connect);
    peer_say(link, "HTTP/1.1 200 Connected\r\n\r\n");
    if (strstr(link->head, ":443 "))
        peer_start_tls(link);
    greet(link);
}

static void play_proxy(struct world *world, void (*serve)(struct peer_link *link),
                       const char *scheme, const char *host, int port) {
    struct peer *proxy = peer_start(
        &(struct peer_settings){.serve = serve, .certificate = PEER_GOOD, .late_tls = true});
    snprintf(world->proxy, sizeof world->proxy, "http://user:p@ss@localhost:%d", peer_port(proxy));
    world->settings.network.proxy = world->proxy;
    world->settings.network.no_proxy = "127.0.0.1";
    world->settings.network.ca_file = peer_ca_file();
    open_world(world);
    world->close_after_message = 1000;
    dial(world, scheme, host, port);
    loop_run(world->loop);
    peer_stop(proxy);
}

Test(websocket, a_proxy_is_asked_to_connect_with_the_password_and_the_targets_name) {
    struct world world = new_world();
    play_proxy(&world, be_proxy_and_target, "ws", "slack.example.org", 8080);
    expect_story(&world, "open [hello] closed");
    cr_assert(str_starts(seen_connect, "CONNECT slack.example.org:8080 HTTP/1."), "%s",
              seen_connect);
    cr_assert(strcasestr(seen_connect, "Proxy-authorization: basic dXNlcjpwQHNz"), "%s",
              seen_connect);
    close_world(&world);
    peer_remove_ca_file();
}

Test(websocket, behind_a_proxy_the_targets_certificate_is_checked) {
    struct world world = new_world();
    play_proxy(&world, be_proxy_and_target, "wss", "localhost", 443);
    expect_story(&world, "open [hello] closed");
    close_world(&world);
    world = new_world();
    play_proxy(&world, be_proxy_and_target, "wss", "slack.example.org", 443);
    expect_story(&world, "closed");
    expect_reason(&world, "the certificate of slack.example.org is not trusted: hostname mismatch");
    close_world(&world);
    peer_remove_ca_file();
}

static void refuse_to_connect(struct peer_link *link) {
    if (peer_read_head(link))
        peer_say(link, "HTTP/1.1 407 Password needed\r\nContent-Length: 0\r\n\r\n");
}

Test(websocket, a_proxy_that_refuses_is_named_in_the_reason) {
    struct world world = new_world();
    play_proxy(&world, refuse_to_connect, "wss", "slack.example.org", 443);
    expect_story(&world, "closed");
    expect_reason(&world, "through the proxy");
    cr_assert(!strstr(world.reason, "p@ss"));
    close_world(&world);
    peer_remove_ca_file();
}

Test(websocket, a_host_of_no_proxy_and_the_environments_proxy_are_left_alone) {
    struct world world = new_world();
    setenv("http_proxy", "http://127.0.0.1:9", 1);
    struct peer *target = peer_start(&(struct peer_settings){.serve = greet});
    play_proxy(&world, die_at_once, "ws", "127.0.0.1", peer_port(target));
    expect_story(&world, "open [hello] closed");
    peer_stop(target);
    close_world(&world);
    peer_remove_ca_file();
}

/* ---- The owner's side. */

Test(websocket, a_connection_can_be_dropped_before_it_is_made) {
    struct world world = new_world();
    open_world(&world);
    struct peer *deaf = peer_start(&(struct peer_settings){.deaf = true});
    dial(&world, "ws", "localhost", peer_port(deaf));
    websocket_close(world.socket, 1000);
    websocket_close(world.socket, 1000);
    loop_run(world.loop);
    expect_story(&world, "closed");
    expect_reason(&world, "closed before the connection was made");
    peer_stop(deaf);
    close_world(&world);
}

static void dial_again(void *user, struct websocket *socket, const struct websocket_end *end) {
    struct world *world = user;
    if (world->closed < 2)
        dial(world, "ws", "localhost", world->port);
    on_closed(user, socket, end);
}

Test(websocket, another_connection_may_be_opened_while_one_is_reported_closed) {
    struct world world = new_world();
    const struct websocket_events again = {on_established, on_message, on_binary, dial_again};
    world.events = &again;
    world.wanted = 3;
    world.close_after_message = 1000;
    play(&world, greet);
    expect_story(&world, "open [hello] closedopen [hello] closedopen [hello] closed");
    close_world(&world);
}

static void stop_here(void *user, struct websocket *socket) {
    struct world *world = user;
    (void)socket;
    loop_stop(world->loop);
}

Test(websocket, a_program_may_end_with_connections_in_every_state) {
    struct world world = new_world();
    const struct websocket_events stop = {stop_here, on_message, on_binary, on_closed};
    open_world(&world);
    world.events = &stop;
    struct peer *good = peer_start(&(struct peer_settings){.serve = greet});
    struct peer *silent = peer_start(&(struct peer_settings){.serve = say_nothing});
    struct peer *deaf = peer_start(&(struct peer_settings){.deaf = true});
    dial(&world, "ws", "localhost", peer_port(good));
    dial(&world, "ws", "localhost", peer_port(silent));
    dial(&world, "ws", "localhost", peer_port(deaf));
    loop_run(world.loop);
    dial(&world, "ws", "localhost", peer_port(good)); /* not even looked up */
    loop_free(world.loop);
    cr_assert(world.closed == 0);
    str_free(&world.story);
    peer_stop(good);
    peer_stop(silent);
    peer_stop(deaf);
    cr_assert(descriptors_open() == world.descriptors, "descriptors are left open");
}

Test(websocket, a_url_that_the_library_would_misread_is_refused) {
    struct world world = new_world();
    struct err err;
    open_world(&world);
    cr_assert(websocket_open(world.sockets, "wss://slack.com/a b", &events, &world, &world.socket,
                             &err) == INVALID);
    cr_assert(websockets_count(world.sockets) == 0);
    close_world(&world);
}

Test(websocket, a_ca_file_that_is_none_is_refused_at_the_start) {
    struct websocket_settings settings = {.network.ca_file = "/dev/null"};
    struct websockets *sockets = NULL;
    struct loop *loop;
    struct err err;
    cr_assert(loop_new(&loop, &err) == OK);
    cr_assert(websockets_new(loop, &settings, &sockets, &err) == INVALID);
    cr_assert(strstr(err.text, "/dev/null"), "%s", err.text);
    loop_free(loop);
}

Test(websocket, a_peer_that_would_be_given_up_before_it_is_asked_is_refused_at_the_start) {
    struct websocket_settings settings = {.ping_ms = 30000};
    struct websockets *sockets = NULL;
    struct loop *loop;
    struct err err;
    cr_assert(loop_new(&loop, &err) == OK);
    cr_assert(websockets_new(loop, &settings, &sockets, &err) == INVALID);
    loop_free(loop);
}
