/* The faults of handshakes and sockets that only a bare client can see as they are. */
#include "base/str.h"
#include "tests/sim/raw.h"

#include <criterion/criterion.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { A_WHILE_MS = 100 };

static struct raw_server *server;
static struct raw_frame frame;
static char head[RAW_SIZE];

static void start(void) {
    server = raw_start(NULL, NULL);
    json_free(raw_control(server, "config", "{\"ping_interval_ms\":0}"));
}

static void stop(void) {
    raw_stop(server);
}

TestSuite(socket_fault, .init = start, .fini = stop);

static void arm(const char *body) {
    JSON_AUTO *answer = raw_control(server, "fault", body);
    cr_assert(json_is_true(answer, "ok"), "%s: %s", body, json_text_at(answer, "error"));
}

/* Nothing comes for a while. */
static bool is_quiet(int fd) {
    struct pollfd watched = {.fd = fd, .events = POLLIN};
    return poll(&watched, 1, A_WHILE_MS) == 0;
}

/* Asks for a websocket and does not wait for the answer. */
static int ask(void) {
    char path[256];
    int fd = raw_connect(server);
    raw_shake(fd, raw_ticket(server, path));
    return fd;
}

static void expect_hello(int fd) {
    cr_assert(raw_read_message(fd, &frame));
    cr_assert_not_null(strstr(frame.bytes, "\"hello\""), "%s", frame.bytes);
}

static int open_socket(void) {
    int fd = raw_websocket(server);
    expect_hello(fd);
    return fd;
}

static void ping(int fd) {
    raw_send_frame(fd, 0x89, true, "are you there", 13);
}

/* Slack: sim-9 */
Test(socket_fault, a_slow_handshake_is_quiet_first_and_then_as_ever) {
    arm("{\"kind\":\"handshake_slow\",\"ms\":1000}");
    int fd = ask();
    cr_assert(is_quiet(fd));
    raw_read_until(fd, "\r\n\r\n", head);
    cr_assert(str_starts(head, "HTTP/1.1 101 "), "%s", head);
    expect_hello(fd);
    close(fd);
}

/* Slack: sim-9 */
Test(socket_fault, a_silent_handshake_is_never_answered_and_the_next_one_is) {
    arm("{\"kind\":\"handshake_silent\"}");
    int silent = ask(), next = open_socket();
    cr_assert(is_quiet(silent));
    close(silent);
    close(next);
}

/* Slack: sim-9 */
Test(socket_fault, a_socket_without_a_hello_gets_no_envelope_and_answers_pings) {
    arm("{\"kind\":\"no_hello\"}");
    int fd = raw_websocket(server);
    JSON_AUTO *answer = raw_control(server, "command",
                                    "{\"channel\":\"incidents\",\"user\":\"alice\","
                                    "\"command\":\"/incident\",\"text\":\"help\"}");
    cr_assert_str_eq(json_str(answer, "error"), "dispatch_failed");
    ping(fd);
    cr_assert(raw_read_frame(fd, &frame));
    cr_assert_eq(frame.opcode, 10, "the pong is the first frame");
    close(fd);
}

/* Slack: sim-9 */
Test(socket_fault, a_delayed_hello_comes_after_the_answer_to_a_ping) {
    arm("{\"kind\":\"hello_delay\",\"ms\":1000}");
    int fd = raw_websocket(server);
    ping(fd);
    cr_assert(raw_read_frame(fd, &frame));
    cr_assert_eq(frame.opcode, 10);
    expect_hello(fd);
    close(fd);
}

/* Slack: sim-7 */
Test(socket_fault, a_slow_pong_comes_after_what_was_sent_later) {
    arm("{\"kind\":\"slow_pong\",\"ms\":1000}");
    int fd = open_socket();
    ping(fd);
    arm("{\"kind\":\"text_frame\",\"text\":\"later\"}");
    cr_assert(raw_read_frame(fd, &frame));
    cr_assert_str_eq(frame.bytes, "later");
    cr_assert(raw_read_frame(fd, &frame));
    cr_assert_eq(frame.opcode, 10);
    cr_assert_str_eq(frame.bytes, "are you there", "a pong has what its ping had");
    close(fd);
}

/* Slack: sim-7 */
Test(socket_fault, a_socket_without_pongs_answers_no_ping_and_is_otherwise_as_ever) {
    arm("{\"kind\":\"no_pong\"}");
    int fd = open_socket();
    ping(fd);
    arm("{\"kind\":\"text_frame\",\"text\":\"still here\"}");
    cr_assert(raw_read_frame(fd, &frame));
    cr_assert_str_eq(frame.bytes, "still here");
    close(fd);
}

/* Slack: sim-7 */
Test(socket_fault, a_socket_without_pings_sends_none_and_answers_them) {
    json_free(raw_control(server, "config", "{\"ping_interval_ms\":20}"));
    arm("{\"kind\":\"no_ping\"}");
    int fd = open_socket();
    cr_assert(is_quiet(fd));
    ping(fd);
    cr_assert(raw_read_frame(fd, &frame));
    cr_assert_eq(frame.opcode, 10);
    close(fd);
}

/* Slack: sim-9 */
Test(socket_fault, a_handshake_can_be_answered_with_no_http) {
    arm("{\"kind\":\"handshake_garbage\"}");
    int fd = ask();
    raw_read_until(fd, "\a", head); /* to the end */
    cr_assert_not(str_starts(head, "HTTP/"), "%s", head);
    cr_assert(*head, "something comes");
    close(fd);
}

Test(socket_fault, a_socket_that_stopped_reading_hears_nothing_and_still_speaks) {
    arm("{\"kind\":\"stop_reading\"}");
    int fd = open_socket();
    ping(fd);
    raw_send_frame(fd, 0x88, true, "\x03\xe8", 2);
    arm("{\"kind\":\"text_frame\",\"text\":\"still here\"}");
    cr_assert(raw_read_frame(fd, &frame));
    cr_assert_str_eq(frame.bytes, "still here");
    cr_assert(is_quiet(fd), "neither a pong nor a close frame");
    close(fd);
}

/* Slack: sim-6 */
Test(socket_fault, a_close_frame_without_an_answer_leaves_the_connection_as_it_is) {
    arm("{\"kind\":\"no_close_answer\"}");
    int fd = open_socket();
    raw_send_frame(fd, 0x88, true, "\x03\xe8", 2);
    ping(fd);
    cr_assert(raw_read_frame(fd, &frame));
    cr_assert_eq(frame.opcode, 10, "the pong, and no close frame before it");
    cr_assert(is_quiet(fd));
    close(fd);
}

/* ---- Calls */

/* Calls auth.test and does not wait for the answer. */
static int call_auth_test(void) {
    int fd = raw_connect(server);
    raw_send_text(fd, "POST /api/auth.test HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                      "Authorization: Bearer xoxb-test-token\r\nContent-Length: 0\r\n\r\n");
    return fd;
}

Test(socket_fault, a_call_without_an_answer_has_no_effect_unless_it_is_wanted) {
    static const char request[] =
        "POST /api/conversations.join HTTP/1.1\r\nHost: x\r\n"
        "Authorization: Bearer xoxb-test-token\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n\r\n%s";
    static const char *const channels[] = {"channel=C0GENERAL", "channel=C0INCIDENTS"};
    int fds[2];
    arm("{\"kind\":\"no_answer\",\"method\":\"conversations.join\"}");
    arm("{\"kind\":\"no_answer\",\"method\":\"conversations.join\",\"effect\":true}");
    for (int i = 0; i < 2; i++) {
        STR_AUTO(text, 1024);
        str_addf(&text, request, strlen(channels[i]), channels[i]);
        fds[i] = raw_connect(server);
        raw_send_text(fds[i], text.text);
        cr_assert(is_quiet(fds[i]));
    }
    JSON_AUTO *mine = raw_api(server, "users.conversations", "xoxb-test-token", "");
    cr_assert_eq(json_len(mine, "channels"), 1);
    cr_assert_str_eq(json_str(mine, "channels.0.id"), "C0INCIDENTS");
    close(fds[0]);
    close(fds[1]);
}

Test(socket_fault, html_with_status_200_says_that_it_is_html) {
    arm("{\"kind\":\"html_200\"}");
    int fd = call_auth_test();
    raw_read_until(fd, "\a", head); /* to the end */
    cr_assert(str_starts(head, "HTTP/1.1 200 "), "%s", head);
    cr_assert_not_null(strstr(head, "Content-Type: text/html"), "%s", head);
    cr_assert_not_null(strstr(head, "<html>"));
    close(fd);
}

Test(socket_fault, garbage_says_that_it_is_json_and_is_cut_off) {
    struct json *json = NULL;
    arm("{\"kind\":\"garbage_json\"}");
    int fd = call_auth_test();
    raw_read_until(fd, "\a", head); /* to the end */
    cr_assert(str_starts(head, "HTTP/1.1 200 "), "%s", head);
    cr_assert_not_null(strstr(head, "Content-Type: application/json"), "%s", head);
    const char *body = strstr(head, "\r\n\r\n") + 4;
    cr_assert_eq(json_parse(body, strlen(body), &json, NULL), INVALID, "%s", body);
    close(fd);
}
