/* How WebSocket connections come about, or do not: addresses, handshakes and proxies. */
#include "base/str.h"
#include "bot/loop.h"
#include "tests/kit/dialer.h"
#include "tests/kit/names.h"
#include "tests/kit/peer.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

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
        struct dialer dialer = dialer_new();
        char text[64];
        refusal = rows[i].answer;
        dialer_play(&dialer, refuse);
        dialer_expect_story(&dialer, "closed");
        snprintf(text, sizeof text, "refused the WebSocket handshake with HTTP %d", rows[i].status);
        dialer_expect_reason(&dialer, text);
        cr_assert(dialer.end.http_status == rows[i].status && !dialer.end.established);
        cr_assert(dialer.end.retry_after_ms == rows[i].retry_after_ms, "status %d: %lld",
                  rows[i].status, (long long)dialer.end.retry_after_ms);
        dialer_close(&dialer);
    }
}

static void greet_with_colons(struct peer_link *link) {
    char answer[512];
    if (!peer_read_head(link))
        return;
    peer_upgrade_text(link, answer, sizeof answer);
    answer[strlen(answer) - strlen("\r\n")] = 0; /* the empty line comes later */
    peer_say(link, answer);
    peer_say(link, "Date: Fri, 20 Nov 2026 14:05:00 GMT\r\nVia: 1.1 a:80, 1.1 [::1]:443\r\n\r\n");
    peer_text(link, "hello");
    dialer_answer_close(link);
}

/* Slack: A13 */
Test(websocket, a_handshake_whose_headers_have_colons_is_taken) {
    struct dialer dialer = dialer_new();
    dialer.close_after_message = 1000;
    dialer_play(&dialer, greet_with_colons);
    dialer_expect_story(&dialer, "open [hello] closed");
    dialer_close(&dialer);
}

static void talk_ssh(struct peer_link *link) {
    peer_say(link, "SSH-2.0-OpenSSH_9.2\r\n");
    dialer_say_nothing(link);
}

static void forge_accept(struct peer_link *link) {
    if (peer_read_head(link))
        peer_say(link, "HTTP/1.1 101 Yes\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                       "Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n\r\n");
    dialer_say_nothing(link);
}

static void die_in_the_answer(struct peer_link *link) {
    if (peer_read_head(link))
        peer_say(link, "HTTP/1.1 101 Sw");
}

static void die_at_once(struct peer_link *link) {
    peer_reset(link);
}

/* Slack: A14, D09, bug-10 */
Test(websocket, a_handshake_that_comes_to_nothing_ends_once_and_in_time) {
    void (*const scripts[])(struct peer_link *) = {dialer_say_nothing, talk_ssh, forge_accept,
                                                   die_in_the_answer, die_at_once};
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) {
        struct dialer dialer = dialer_new();
        dialer.settings.network.answer_timeout_ms = 400;
        dialer_play(&dialer, scripts[i]);
        dialer_expect_story(&dialer, "closed");
        cr_assert(dialer.end.http_status == 0 && !dialer.end.established);
        cr_assert(dialer.reason[0]);
        dialer_close(&dialer);
    }
}

static void die_soon(struct peer_link *link) {
    peer_pause(20);
    peer_reset(link);
}

static void dawdle(uv_async_t *async) {
    (void)async;
    peer_pause(60);
}

/* Before each wait for the sockets: what is ready with them comes after a pause. */
static int64_t dawdle_again(void *owner, int64_t now_ms) {
    uv_async_send(owner);
    return now_ms;
}

/* The reset comes when the loop knows that the connection is made and libwebsockets does not. */
Test(websocket, a_connection_that_is_reset_the_moment_it_is_made_leaves_nothing) {
    struct dialer dialer = dialer_new();
    uv_async_t async;
    struct peer *peer = peer_start(&(struct peer_settings){.serve = die_soon});
    struct loop_task dawdler = {.run = dawdle_again, .owner = &async, .clock = LOOP_MONOTONIC};
    dialer_open(&dialer);
    uv_async_init(loop_uv(dialer.loop), &async, dawdle);
    loop_add(dialer.loop, &dawdler);
    dialer_dial(&dialer, "ws", "127.0.0.1", peer_port(peer));
    loop_run(dialer.loop);
    dialer_expect_story(&dialer, "closed");
    loop_remove(dialer.loop, &dawdler);
    uv_close((uv_handle_t *)&async, NULL);
    peer_stop(peer);
    dialer_close(&dialer);
}

Test(websocket, a_handshake_without_an_answer_is_called_so) {
    struct dialer dialer = dialer_new();
    dialer.settings.network.answer_timeout_ms = 400;
    dialer_play(&dialer, dialer_say_nothing);
    dialer_expect_reason(&dialer, "localhost did not answer the WebSocket handshake within 400 ms");
    dialer_close(&dialer);
}

Test(websocket, a_host_that_takes_no_connection_is_given_up_in_time) {
    struct dialer dialer = dialer_new();
    dialer.settings.network.connect_timeout_ms = 400;
    dialer_play_with(&dialer, &(struct peer_settings){.deaf = true});
    dialer_expect_story(&dialer, "closed");
    dialer_expect_reason(&dialer, "no connection to localhost");
    dialer_expect_reason(&dialer, "within 400 ms");
    dialer_close(&dialer);
}

Test(websocket, a_refused_connection_and_an_unknown_name_end_with_a_sentence) {
    static const char long_label[] =
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    const char *const hosts[] = {"localhost", long_label};
    const char *const texts[] = {"cannot connect to localhost:", "is not known"};
    for (int i = 0; i < 2; i++) {
        struct dialer dialer = dialer_new();
        dialer_open(&dialer);
        dialer_dial(&dialer, "ws", hosts[i], dialer_free_port());
        loop_run(dialer.loop);
        dialer_expect_story(&dialer, "closed");
        dialer_expect_reason(&dialer, texts[i]);
        dialer_close(&dialer);
    }
}

Test(websocket, localhost_and_names_below_it_are_reached_though_nobody_knows_them) {
    const char *const hosts[] = {"localhost", NAMES_NOBODY_KNOWS, "LOCALHOST"};
    for (size_t i = 0; i < sizeof hosts / sizeof hosts[0]; i++) {
        struct dialer dialer = dialer_new();
        struct peer *peer = peer_start(&(struct peer_settings){.serve = dialer_greet});
        dialer_open(&dialer);
        dialer.close_after_message = 1000;
        dialer_dial(&dialer, "ws", hosts[i], peer_port(peer));
        loop_run(dialer.loop);
        dialer_expect_story(&dialer, "open [hello] closed");
        peer_stop(peer);
        dialer_close(&dialer);
    }
}

Test(websocket, an_address_that_refuses_is_followed_by_the_names_next_one) {
    struct dialer dialer = dialer_new();
    struct peer *peer = peer_start(&(struct peer_settings){.serve = dialer_greet});
    dialer_open(&dialer);
    dialer.close_after_message = 1000;
    dialer_dial(&dialer, "ws", NAMES_TWO_ADDRESSES, peer_port(peer));
    loop_run(dialer.loop);
    dialer_expect_story(&dialer, "open [hello] closed");
    peer_stop(peer);
    dialer_close(&dialer);
}

Test(websocket, when_every_address_refuses_the_connection_ends_once) {
    struct dialer dialer = dialer_new();
    dialer_open(&dialer);
    dialer_dial(&dialer, "ws", NAMES_TWO_ADDRESSES, dialer_free_port());
    loop_run(dialer.loop);
    dialer_expect_story(&dialer, "closed");
    dialer_expect_reason(&dialer, "cannot connect to " NAMES_TWO_ADDRESSES);
    dialer_close(&dialer);
}

Test(websocket, a_name_that_is_still_looked_up_is_given_up_in_time) {
    struct dialer dialer = dialer_new();
    dialer.settings.network.connect_timeout_ms = 400;
    dialer_open(&dialer);
    dialer_dial(&dialer, "ws", NAMES_SLOW, 80);
    loop_run(dialer.loop);
    dialer_expect_story(&dialer, "closed");
    dialer_expect_reason(&dialer, "no connection to " NAMES_SLOW ":80 within 400 ms");
    dialer_close(&dialer);
    names_answer();
}

Test(websocket, a_program_may_end_while_a_name_is_looked_up) {
    struct dialer dialer = dialer_new();
    dialer_open(&dialer);
    dialer_dial(&dialer, "ws", NAMES_SLOW, 80);
    dialer_close(&dialer);
    names_answer();
}

Test(websocket, an_ipv6_address_is_reached) {
    struct dialer dialer = dialer_new();
    char host[64];
    dialer.close_after_message = 1000;
    dialer_play_with(&dialer, &(struct peer_settings){.serve = dialer_greet, .ipv6 = true});
    dialer_expect_story(&dialer, "open [hello] closed");
    snprintf(host, sizeof host, "Host: [::1]:%d\r\n", dialer.port);
    cr_assert(strstr(dialer_seen_head, host), "%s", dialer_seen_head);
    dialer_close(&dialer);
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
    dialer_greet(link);
}

static void play_proxy(struct dialer *dialer, void (*serve)(struct peer_link *link),
                       const char *scheme, const char *host, int port) {
    struct peer *proxy = peer_start(
        &(struct peer_settings){.serve = serve, .certificate = PEER_GOOD, .late_tls = true});
    snprintf(dialer->proxy, sizeof dialer->proxy, "http://user:p@ss@localhost:%d",
             peer_port(proxy));
    dialer->settings.network.proxy = dialer->proxy;
    dialer->settings.network.no_proxy = "127.0.0.1";
    dialer->settings.network.ca_file = peer_ca_file();
    dialer_open(dialer);
    dialer->close_after_message = 1000;
    dialer_dial(dialer, scheme, host, port);
    loop_run(dialer->loop);
    peer_stop(proxy);
}

Test(websocket, a_proxy_is_asked_to_connect_with_the_password_and_the_targets_name) {
    struct dialer dialer = dialer_new();
    play_proxy(&dialer, be_proxy_and_target, "ws", "slack.example.org", 8080);
    dialer_expect_story(&dialer, "open [hello] closed");
    cr_assert(str_starts(seen_connect, "CONNECT slack.example.org:8080 HTTP/1."), "%s",
              seen_connect);
    cr_assert(strcasestr(seen_connect, "Proxy-authorization: basic dXNlcjpwQHNz"), "%s",
              seen_connect);
    dialer_close(&dialer);
    peer_remove_ca_file();
}

Test(websocket, behind_a_proxy_the_targets_certificate_is_checked) {
    struct dialer dialer = dialer_new();
    play_proxy(&dialer, be_proxy_and_target, "wss", "localhost", 443);
    dialer_expect_story(&dialer, "open [hello] closed");
    dialer_close(&dialer);
    dialer = dialer_new();
    play_proxy(&dialer, be_proxy_and_target, "wss", "slack.example.org", 443);
    dialer_expect_story(&dialer, "closed");
    dialer_expect_reason(&dialer,
                         "the certificate of slack.example.org is not trusted: hostname mismatch");
    dialer_close(&dialer);
    peer_remove_ca_file();
}

static void refuse_to_connect(struct peer_link *link) {
    if (peer_read_head(link))
        peer_say(link, "HTTP/1.1 407 Password needed\r\nContent-Length: 0\r\n\r\n");
}

Test(websocket, a_proxy_that_refuses_is_named_in_the_reason) {
    struct dialer dialer = dialer_new();
    play_proxy(&dialer, refuse_to_connect, "wss", "slack.example.org", 443);
    dialer_expect_story(&dialer, "closed");
    dialer_expect_reason(&dialer, "through the proxy");
    cr_assert(!strstr(dialer.reason, "p@ss"));
    dialer_close(&dialer);
    peer_remove_ca_file();
}

Test(websocket, a_host_of_no_proxy_and_the_environments_proxy_are_left_alone) {
    struct dialer dialer = dialer_new();
    setenv("http_proxy", "http://127.0.0.1:9", 1);
    struct peer *target = peer_start(&(struct peer_settings){.serve = dialer_greet});
    play_proxy(&dialer, die_at_once, "ws", "127.0.0.1", peer_port(target));
    dialer_expect_story(&dialer, "open [hello] closed");
    peer_stop(target);
    dialer_close(&dialer);
    peer_remove_ca_file();
}
