/* WebSocket connections against a server that does everything a server should not. */
#include "base/mem.h"
#include "base/str.h"
#include "bot/loop.h"
#include "tests/kit/descriptors.h"
#include "tests/kit/dialer.h"
#include "tests/kit/peer.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

/* ---- A good life. */

/* Slack: A14 */
Test(websocket, a_connection_opens_delivers_and_closes) {
    struct dialer dialer = dialer_new();
    dialer.close_after_message = 1000;
    dialer_play(&dialer, dialer_greet);
    dialer_expect_story(&dialer, "open [hello] closed");
    dialer_expect_reason(&dialer, "closed with code 1000");
    cr_assert(dialer.end.established && dialer.end.http_status == 0);
    dialer_close(&dialer);
}

Test(websocket, the_request_has_the_whole_path_the_host_with_its_port_and_no_extension) {
    struct dialer dialer = dialer_new();
    char host[160];
    dialer.close_after_message = 1000;
    dialer_play(&dialer, dialer_greet);
    snprintf(host, sizeof host, "Host: %.*s\r\n", (int)strcspn(dialer.url + 5, "/"),
             dialer.url + 5);
    cr_assert(str_starts(dialer_seen_head, "GET /link/?ticket=a-b&app_id=%2F HTTP/1.1\r\n"), "%s",
              dialer_seen_head);
    cr_assert(strstr(dialer_seen_head, host), "%s", dialer_seen_head);
    cr_assert(!strcasestr(dialer_seen_head, "Sec-WebSocket-Extensions"));
    dialer_close(&dialer);
}

Test(websocket, our_close_frame_reaches_the_server) {
    struct dialer dialer = dialer_new();
    dialer.close_when_open = 1000;
    dialer_play(&dialer, dialer_greet);
    cr_assert(dialer_seen_close.opcode == PEER_CLOSE && dialer_seen_close.len == 2 &&
              dialer_seen_close.masked);
    cr_assert(memcmp(dialer_seen_close.bytes, "\x03\xe8", 2) == 0);
    dialer_close(&dialer);
}

Test(websocket, our_close_frame_reaches_the_server_over_tls) {
    struct dialer dialer = dialer_new();
    dialer.settings.network.ca_file = peer_ca_file();
    dialer.close_when_open = 1001;
    dialer_play_with(&dialer,
                     &(struct peer_settings){.serve = dialer_greet, .certificate = PEER_GOOD});
    dialer_expect_reason(&dialer, "closed with code 1001");
    cr_assert(dialer_seen_close.len == 2 && memcmp(dialer_seen_close.bytes, "\x03\xe9", 2) == 0);
    dialer_close(&dialer);
    peer_remove_ca_file();
}

static struct peer_frame seen_text;

static void keep_text(struct peer_link *link) {
    if (peer_upgrade(link) && peer_read_frame(link, &seen_text))
        dialer_answer_close(link);
}

/* Slack: C04 */
Test(websocket, a_text_of_20479_bytes_leaves_as_one_frame_before_the_close_frame) {
    struct dialer dialer = dialer_new();
    static char text[20480];
    memset(text, 'x', sizeof text - 1);
    dialer.say_when_open = text;
    dialer.close_when_open = 1000;
    dialer_play(&dialer, keep_text);
    cr_assert(seen_text.opcode == PEER_TEXT && seen_text.final && seen_text.masked);
    cr_assert(seen_text.len == 20479 && strcmp(seen_text.bytes, text) == 0);
    cr_assert(dialer_seen_close.opcode == PEER_CLOSE);
    dialer_close(&dialer);
}

static struct str seen_texts;

static void keep_texts(struct peer_link *link) {
    struct peer_frame frame;
    seen_texts = str_new(100);
    if (!peer_upgrade(link))
        return;
    peer_text(link, "go");
    while (peer_read_frame(link, &frame) && frame.opcode == PEER_TEXT)
        str_addf(&seen_texts, "%s ", frame.bytes);
}

static void send_three(void *user, struct websocket *socket, const char *text, size_t len) {
    struct err err;
    dialer_on_message(user, socket, text, len);
    cr_assert(websocket_send(socket, "foo", 3, &err) == OK);
    cr_assert(websocket_send(socket, "", 0, &err) == OK);
    cr_assert(websocket_send(socket, "baz", 3, &err) == OK);
    websocket_close(socket, 1000);
    cr_assert(websocket_send(socket, "late", 4, &err) == BUSY);
}

/* Slack: C09 */
Test(websocket, texts_arrive_in_order_and_none_after_the_close) {
    struct dialer dialer = dialer_new();
    const struct websocket_events three = {dialer_on_established, send_three, dialer_on_binary,
                                           dialer_on_closed};
    dialer.events = &three;
    dialer_play(&dialer, keep_texts);
    cr_assert_str_eq(seen_texts.text, "foo  baz ");
    str_free(&seen_texts);
    dialer_close(&dialer);
}

/* ---- Frames in. */

static void send_big(struct peer_link *link) {
    size_t len = WEBSOCKET_MESSAGE_MAX;
    char *big = mem_alloc(len);
    memset(big, 'x', len);
    if (peer_upgrade(link))
        peer_write_frame(link, true, PEER_TEXT, big, len);
    dialer_answer_close(link);
    mem_free(big);
}

/* Slack: B09 */
Test(websocket, a_message_of_one_mebibyte_arrives_whole) {
    struct dialer dialer = dialer_new();
    dialer.close_after_message = 1000;
    dialer_play(&dialer, send_big);
    cr_assert(dialer.longest == WEBSOCKET_MESSAGE_MAX);
    dialer_close(&dialer);
}

static void send_too_big(struct peer_link *link) {
    size_t len = WEBSOCKET_MESSAGE_MAX / 2 + 1;
    char *half = mem_alloc(len);
    memset(half, 'x', len);
    if (peer_upgrade(link)) {
        peer_write_frame(link, false, PEER_TEXT, half, len);
        peer_write_frame(link, true, PEER_CONTINUED, half, len);
    }
    dialer_answer_close(link);
    mem_free(half);
}

Test(websocket, a_message_that_grows_over_one_mebibyte_is_answered_with_1009) {
    struct dialer dialer = dialer_new();
    dialer_play(&dialer, send_too_big);
    dialer_expect_story(&dialer, "open closed");
    dialer_expect_reason(&dialer, "longer than 1048576 bytes");
    cr_assert(memcmp(dialer_seen_close.bytes, "\x03\xf1", 2) == 0);
    dialer_close(&dialer);
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
    struct dialer dialer = dialer_new();
    dialer_play(&dialer, announce_a_tebibyte);
    dialer_expect_story(&dialer, "open closed");
    dialer_expect_reason(&dialer, "longer than 1048576 bytes");
    dialer_close(&dialer);
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
    dialer_answer_close(link);
}

Test(websocket, fragments_with_pings_between_them_are_one_message) {
    struct dialer dialer = dialer_new();
    dialer.close_after_message = 1000;
    dialer_play(&dialer, send_fragments);
    dialer_expect_story(&dialer, "open [hello] closed");
    dialer_close(&dialer);
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
    dialer_answer_close(link);
}

/* Slack: B01 */
Test(websocket, binary_messages_are_dropped_and_empty_ones_delivered) {
    struct dialer dialer = dialer_new();
    dialer_play(&dialer, send_oddities);
    dialer_expect_story(&dialer, "open binary 3 [] binary 5 [after] closed");
    dialer_close(&dialer);
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
    dialer_answer_close(link);
}

/* Slack: B09 */
Test(websocket, bytes_that_come_one_by_one_make_the_same_message) {
    struct dialer dialer = dialer_new();
    dialer.close_after_message = 1000;
    dialer_play(&dialer, dribble);
    dialer_expect_story(&dialer, "open [drop by drop] closed");
    dialer_close(&dialer);
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
    dialer_answer_close(link);
}

/* Slack: B08 */
Test(websocket, frames_in_the_same_segment_as_the_handshake_are_not_lost) {
    struct dialer dialer = dialer_new();
    dialer_play(&dialer, send_all_at_once);
    dialer_expect_story(&dialer, "open [one] [two] closed");
    dialer_close(&dialer);
}

/* ---- Ends. */

static int server_code;

static void close_first(struct peer_link *link) {
    if (!peer_upgrade(link))
        return;
    peer_close(link, server_code, "so long");
    dialer_answer_close(link);
}

Test(websocket, the_servers_close_code_and_reason_are_told_and_answered) {
    static const int codes[] = {1000, 1001, 1008, 1009, 1011, 4000};
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        struct dialer dialer = dialer_new();
        char text[64];
        server_code = codes[i];
        dialer_seen_close.opcode = 0;
        dialer_play(&dialer, close_first);
        snprintf(text, sizeof text, "closed the connection with code %d: so long", codes[i]);
        dialer_expect_reason(&dialer, text);
        cr_assert(dialer.end.close_code == codes[i]);
        cr_assert(dialer_seen_close.opcode == PEER_CLOSE, "our answer is missing");
        dialer_close(&dialer);
    }
}

static void close_without_code(struct peer_link *link) {
    if (peer_upgrade(link))
        peer_write_frame(link, true, PEER_CLOSE, "", 0);
    dialer_answer_close(link);
}

Test(websocket, a_close_frame_without_a_code_is_an_end_like_any_other) {
    struct dialer dialer = dialer_new();
    dialer_play(&dialer, close_without_code);
    dialer_expect_story(&dialer, "open closed");
    dialer_expect_reason(&dialer, "the peer closed the connection");
    cr_assert(dialer.end.close_code == 0);
    dialer_close(&dialer);
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

/* Slack: B06, D09 */
Test(websocket, an_end_without_a_close_frame_is_told_once) {
    void (*const scripts[])(struct peer_link *) = {hang_up, hang_up_with_reset, hang_up_in_a_frame};
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) {
        struct dialer dialer = dialer_new();
        dialer.say_when_open = "hi";
        dialer_play(&dialer, scripts[i]);
        dialer_expect_story(&dialer, "open closed");
        dialer_expect_reason(&dialer, "the connection was lost");
        cr_assert(dialer.end.established);
        dialer_close(&dialer);
    }
}

static void ignore_close(struct peer_link *link) {
    struct peer_frame frame;
    if (peer_upgrade(link))
        while (peer_read_frame(link, &frame))
            ;
}

/* Slack: bug-4 */
Test(websocket, a_server_that_never_answers_our_close_frame_is_left_in_time) {
    struct dialer dialer = dialer_new();
    dialer.settings.close_timeout_ms = 200;
    dialer.close_when_open = 1000;
    dialer_play(&dialer, ignore_close);
    dialer_expect_story(&dialer, "open closed");
    dialer_expect_reason(&dialer, "did not answer");
    dialer_close(&dialer);
}

static void read_nothing(struct peer_link *link) {
    if (peer_upgrade(link))
        peer_await_end(link);
}

/* Slack: D17, bug-10 */
Test(websocket, a_peer_that_answers_no_ping_is_given_up) {
    struct dialer dialer = dialer_new();
    dialer.settings.ping_ms = 100;
    dialer.settings.dead_after_ms = 600;
    dialer_play(&dialer, read_nothing);
    dialer_expect_story(&dialer, "open closed");
    dialer_expect_reason(&dialer, "no sign of life for 600 ms");
    dialer_close(&dialer);
}

static void stop_reading_under_load(void *user, struct websocket *socket) {
    static char block[256 * 1024];
    struct dialer *dialer = user;
    struct err err;
    int sent = 0;
    memset(block, 'x', sizeof block);
    str_add(&dialer->story, "open ");
    while (websocket_send(socket, block, sizeof block, &err) == OK)
        sent++;
    str_addf(&dialer->story, "%d blocks ", sent);
}

Test(websocket, what_waits_to_be_sent_has_a_limit) {
    struct dialer dialer = dialer_new();
    dialer.settings.ping_ms = 100;
    dialer.settings.dead_after_ms = 600;
    const struct websocket_events load = {stop_reading_under_load, dialer_on_message,
                                          dialer_on_binary, dialer_on_closed};
    dialer.events = &load;
    dialer_play(&dialer, read_nothing);
    dialer_expect_story(&dialer, "open 4 blocks closed");
    dialer_close(&dialer);
}

static void talk_without_pong(struct peer_link *link) {
    if (!peer_upgrade(link))
        return;
    for (int i = 0; i < 25; i++, peer_pause(100))
        peer_text(link, ".");
    peer_text(link, "end");
    peer_close(link, 1000, "");
    dialer_answer_close(link);
}

Test(websocket, data_is_a_sign_of_life_even_without_pongs) {
    struct dialer dialer = dialer_new();
    dialer.settings.ping_ms = 200;
    dialer.settings.dead_after_ms = 1500;
    dialer_play(&dialer, talk_without_pong);
    cr_assert(strstr(dialer.story.text, "[end] closed"), "%s", dialer.story.text);
    dialer_close(&dialer);
}

static int pings_seen;

static void only_pong(struct peer_link *link) {
    struct peer_frame frame;
    if (!peer_upgrade(link))
        return;
    for (; pings_seen < 25 && peer_await_frame(link, PEER_PING, &frame); pings_seen++)
        peer_write_frame(link, true, 10, frame.bytes, frame.len);
    peer_close(link, 1000, "");
    dialer_answer_close(link);
}

/* Slack: D17 */
Test(websocket, a_silent_peer_that_answers_pings_is_kept) {
    struct dialer dialer = dialer_new();
    dialer.settings.ping_ms = 100;
    dialer.settings.dead_after_ms = 1500;
    dialer_play(&dialer, only_pong);
    cr_assert(pings_seen == 25, "%d pings came", pings_seen);
    cr_assert(dialer.end.close_code == 1000, "%s", dialer.reason);
    dialer_close(&dialer);
}

/* ---- The owner's side. */

Test(websocket, a_connection_can_be_dropped_before_it_is_made) {
    struct dialer dialer = dialer_new();
    dialer_open(&dialer);
    struct peer *deaf = peer_start(&(struct peer_settings){.deaf = true});
    dialer_dial(&dialer, "ws", "localhost", peer_port(deaf));
    websocket_close(dialer.socket, 1000);
    websocket_close(dialer.socket, 1000);
    loop_run(dialer.loop);
    dialer_expect_story(&dialer, "closed");
    dialer_expect_reason(&dialer, "closed before the connection was made");
    peer_stop(deaf);
    dialer_close(&dialer);
}

static void dial_again(void *user, struct websocket *socket, const struct websocket_end *end) {
    struct dialer *dialer = user;
    if (dialer->closed < 2)
        dialer_dial(dialer, "ws", "localhost", dialer->port);
    dialer_on_closed(user, socket, end);
}

Test(websocket, another_connection_may_be_opened_while_one_is_reported_closed) {
    struct dialer dialer = dialer_new();
    const struct websocket_events again = {dialer_on_established, dialer_on_message,
                                           dialer_on_binary, dial_again};
    dialer.events = &again;
    dialer.wanted = 3;
    dialer.close_after_message = 1000;
    dialer_play(&dialer, dialer_greet);
    dialer_expect_story(&dialer, "open [hello] closedopen [hello] closedopen [hello] closed");
    dialer_close(&dialer);
}

static void stop_here(void *user, struct websocket *socket) {
    struct dialer *dialer = user;
    (void)socket;
    loop_stop(dialer->loop);
}

Test(websocket, a_program_may_end_with_connections_in_every_state) {
    struct dialer dialer = dialer_new();
    const struct websocket_events stop = {stop_here, dialer_on_message, dialer_on_binary,
                                          dialer_on_closed};
    dialer_open(&dialer);
    dialer.events = &stop;
    struct peer *good = peer_start(&(struct peer_settings){.serve = dialer_greet});
    struct peer *silent = peer_start(&(struct peer_settings){.serve = dialer_say_nothing});
    struct peer *deaf = peer_start(&(struct peer_settings){.deaf = true});
    dialer_dial(&dialer, "ws", "localhost", peer_port(good));
    dialer_dial(&dialer, "ws", "localhost", peer_port(silent));
    dialer_dial(&dialer, "ws", "localhost", peer_port(deaf));
    loop_run(dialer.loop);
    dialer_dial(&dialer, "ws", "localhost", peer_port(good)); /* not even looked up */
    loop_free(dialer.loop);
    cr_assert(dialer.closed == 0);
    str_free(&dialer.story);
    peer_stop(good);
    peer_stop(silent);
    peer_stop(deaf);
    cr_assert(descriptors_are_back(dialer.descriptors), "descriptors are left open");
}

Test(websocket, a_url_that_the_library_would_misread_is_refused) {
    struct dialer dialer = dialer_new();
    struct err err;
    dialer_open(&dialer);
    cr_assert(websocket_open(dialer.sockets, "wss://slack.com/a b", &dialer_events, &dialer,
                             &dialer.socket, &err) == INVALID);
    cr_assert(websockets_count(dialer.sockets) == 0);
    dialer_close(&dialer);
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
