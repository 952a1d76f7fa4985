/* A client to be served badly: see dialer.h. */
#include "tests/kit/dialer.h"

#include "bot/loop.h"
#include "tests/kit/descriptors.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

enum { PATIENCE_MS = 60 * 1000, STORY_MAX = 8 * 1024 };

void dialer_on_established(void *user, struct websocket *socket) {
    struct dialer *dialer = user;
    struct err err;
    str_add(&dialer->story, "open ");
    if (dialer->say_when_open)
        cr_assert(websocket_send(socket, dialer->say_when_open, strlen(dialer->say_when_open),
                                 &err) == OK);
    if (dialer->close_when_open)
        websocket_close(socket, dialer->close_when_open);
}

void dialer_on_message(void *user, struct websocket *socket, const char *text, size_t len) {
    struct dialer *dialer = user;
    cr_assert(text[len] == 0);
    if (len > dialer->longest)
        dialer->longest = len;
    str_addf(&dialer->story, "[%.40s] ", text);
    if (dialer->close_after_message)
        websocket_close(socket, dialer->close_after_message);
}

void dialer_on_binary(void *user, struct websocket *socket, size_t len) {
    struct dialer *dialer = user;
    (void)socket;
    str_addf(&dialer->story, "binary %zu ", len);
}

void dialer_on_closed(void *user, struct websocket *socket, const struct websocket_end *end) {
    struct dialer *dialer = user;
    (void)socket;
    str_add(&dialer->story, "closed");
    dialer->end = *end;
    snprintf(dialer->reason, sizeof dialer->reason, "%s", end->reason);
    if (++dialer->closed == dialer->wanted)
        loop_stop(dialer->loop);
}

const struct websocket_events dialer_events = {dialer_on_established, dialer_on_message,
                                               dialer_on_binary, dialer_on_closed};

static int64_t watch_patience(void *owner, int64_t now_ms) {
    struct dialer *dialer = owner;
    if (!dialer->give_up_ms)
        dialer->give_up_ms = now_ms + PATIENCE_MS;
    cr_assert(now_ms < dialer->give_up_ms, "nothing ended; so far: %s", dialer->story.text);
    return dialer->give_up_ms;
}

struct dialer dialer_new(void) {
    return (struct dialer){.story = str_new(STORY_MAX),
                           .wanted = 1,
                           .events = &dialer_events,
                           .descriptors = descriptors_open_with_libuv()};
}

void dialer_open(struct dialer *dialer) {
    struct err err;
    cr_assert(loop_new(&dialer->loop, &err) == OK);
    cr_assert(websockets_new(dialer->loop, &dialer->settings, &dialer->sockets, &err) == OK, "%s",
              err.text);
    dialer->limit =
        (struct loop_task){.run = watch_patience, .owner = dialer, .clock = LOOP_MONOTONIC};
    loop_add(dialer->loop, &dialer->limit);
}

void dialer_dial(struct dialer *dialer, const char *scheme, const char *host, int port) {
    struct err err;
    dialer->port = port;
    snprintf(dialer->url, sizeof dialer->url, "%s://%s:%d/link/?ticket=a-b&app_id=%%2F", scheme,
             host, port);
    cr_assert(websocket_open(dialer->sockets, dialer->url, dialer->events, dialer, &dialer->socket,
                             &err) == OK,
              "%s", err.text);
}

void dialer_close(struct dialer *dialer) {
    loop_free(dialer->loop);
    str_free(&dialer->story);
    cr_assert(descriptors_are_back(dialer->descriptors), "descriptors are left open");
}

void dialer_play_with(struct dialer *dialer, const struct peer_settings *settings) {
    struct peer *peer = peer_start(settings);
    dialer_open(dialer);
    dialer_dial(dialer, settings->certificate ? "wss" : "ws",
                settings->ipv6 ? "[::1]" : "localhost", peer_port(peer));
    loop_run(dialer->loop);
    cr_assert(websockets_count(dialer->sockets) == 0);
    peer_stop(peer);
}

void dialer_play(struct dialer *dialer, void (*serve)(struct peer_link *link)) {
    dialer_play_with(dialer, &(struct peer_settings){.serve = serve});
}

void dialer_expect_reason(const struct dialer *dialer, const char *part) {
    cr_assert(strstr(dialer->reason, part), "the reason is: %s", dialer->reason);
}

void dialer_expect_story(const struct dialer *dialer, const char *story) {
    cr_assert_str_eq(dialer->story.text, story, "%s", dialer->story.text);
}

/* ---- Servers. */

char dialer_seen_head[PEER_HEAD_SIZE];
struct peer_frame dialer_seen_close;

void dialer_answer_close(struct peer_link *link) {
    if (peer_await_frame(link, PEER_CLOSE, &dialer_seen_close))
        peer_write_frame(link, true, PEER_CLOSE, dialer_seen_close.bytes, dialer_seen_close.len);
}

void dialer_greet(struct peer_link *link) {
    if (!peer_upgrade(link))
        return;
    memcpy(dialer_seen_head, link->head, sizeof dialer_seen_head);
    peer_text(link, "hello");
    dialer_answer_close(link);
}

void dialer_say_nothing(struct peer_link *link) {
    char byte;
    peer_read_head(link);
    peer_read(link, &byte, 1);
}

int dialer_free_port(void) {
    struct peer *peer = peer_start(&(struct peer_settings){.deaf = true});
    int port = peer_port(peer);
    peer_stop(peer);
    return port;
}
