/* What Slack does not document, one test a question: each sees the switch in both positions. The
 * questions have the order and the numbers of docs/local-slack.md. */
#include "base/str.h"
#include "tests/sim/raw.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { SOCKETS = 10, NAPS = 500, NAP_US = 20000 };

static struct raw_server *server;
static struct raw_frame frame;

static void start(void) {
    server = raw_start(NULL, NULL);
    json_free(raw_control(server, "config", "{\"rate_limits\":false}"));
}

static void stop(void) {
    raw_stop(server);
}

TestSuite(switches, .init = start, .fini = stop);

/* ---- Helpers */

static void configure(const char *body) {
    JSON_AUTO *answer = raw_control(server, "config", body);
    cr_assert(json_is_true(answer, "ok"), "%s: %s", body, json_text_at(answer, "error"));
}

static int open_socket(void) {
    int fd = raw_websocket(server);
    cr_assert(raw_read_message(fd, &frame));
    cr_assert_not_null(strstr(frame.bytes, "\"hello\""), "%s", frame.bytes);
    return fd;
}

/* The text at path of the message in `frame`. */
static const char *said(const char *path) {
    static char text[128];
    JSON_AUTO *json = NULL;
    cr_assert_eq(json_parse(frame.bytes, frame.len, &json, NULL), OK, "%s", frame.bytes);
    snprintf(text, sizeof text, "%s", json_text_at(json, path));
    return text;
}

static void *give_command(void *ret_answer) {
    struct json **answer = ret_answer;
    *answer = raw_control(server, "command",
                          "{\"channel\":\"incidents\",\"user\":\"alice\","
                          "\"command\":\"/incident\",\"text\":\"help\"}");
    return NULL;
}

/* Gives a command on a thread of its own and reads its envelope from fd. */
static pthread_t command_to(int fd, struct json **ret_answer) {
    pthread_t thread;
    pthread_create(&thread, NULL, give_command, ret_answer);
    cr_assert(raw_read_message(fd, &frame));
    return thread;
}

/* The ack of the envelope in `frame`, as a text of more than len bytes. */
static const char *ack_of(size_t len) {
    static char ack[32 * 1024];
    snprintf(ack, sizeof ack, "{\"envelope_id\":\"%s\",\"pad\":\"%0*d\"}", said("envelope_id"),
             (int)len, 0);
    return ack;
}

static void send_ack(int fd, size_t len) {
    const char *ack = ack_of(len);
    raw_send_frame(fd, 0x81, true, ack, strlen(ack));
}

/* Whether the person saw no error. */
static bool went_well(pthread_t thread, struct json **answer) {
    pthread_join(thread, NULL);
    bool well = json_str(*answer, "error") == NULL;
    json_free(*answer);
    return well;
}

static void send_event(void) {
    json_free(raw_control(server, "event", "{\"event\":{\"type\":\"user_change\"}}"));
}

/* Whether a call of the Web API went well. */
static bool call(const char *method, const char *form) {
    JSON_AUTO *answer = raw_api(server, method, "xoxb-test-token", form);
    return json_is_true(answer, "ok");
}

static void join(void) {
    cr_assert(call("conversations.join", "channel=C0INCIDENTS"));
}

/* On both open sockets, if there are two: what was sent before is read once this comes. */
static void send_fence(void) {
    static const char body[] = "{\"kind\":\"text_frame\",\"text\":\"fence\",\"times\":2}";
    json_free(raw_control(server, "fault", body));
}

static bool is_fence(void) {
    return str_equal(frame.bytes, "fence");
}

/* ---- 1 to 6: envelopes and pings */

/* Slack: open-1 */
Test(switches, question_1_a_command_waits_for_its_ack_as_long_as_the_deadline_says) {
    struct json *answer = NULL;
    int fd = open_socket();
    configure("{\"ack_deadline_ms\":1}");
    cr_assert_not(went_well(command_to(fd, &answer), &answer));
    configure("{\"ack_deadline_ms\":600000}");
    pthread_t thread = command_to(fd, &answer);
    usleep(2 * NAP_US);
    send_ack(fd, 0);
    cr_assert(went_well(thread, &answer));
    close(fd);
}

/* Whether the first retry of an event has the envelope id of the event. */
static bool keeps_envelope_id(int fd) {
    char first[128];
    send_event();
    cr_assert(raw_read_message(fd, &frame));
    snprintf(first, sizeof first, "%s", said("envelope_id"));
    cr_assert(raw_read_message(fd, &frame));
    cr_assert_str_eq(said("retry_reason"), "timeout");
    bool same = str_equal(first, said("envelope_id"));
    send_ack(fd, 0);
    return same;
}

/* Slack: open-2 */
Test(switches, question_2_a_retry_has_a_new_envelope_id_or_the_old_one) {
    int fd = open_socket();
    configure("{\"ack_deadline_ms\":300}");
    cr_assert_not(keeps_envelope_id(fd));
    configure("{\"redelivery_same_envelope_id\":true}");
    cr_assert(keeps_envelope_id(fd));
    close(fd);
}

static size_t count_lost(const struct json *entries) {
    size_t count = 0;
    for (size_t i = 0; i < json_len(entries, ""); i++)
        count += str_equal(json_str(json_item(entries, i), "kind"), "event_lost");
    return count;
}

/* The journal once this many events are lost. */
static struct json *log_after(size_t lost) {
    struct json *log = raw_look(server, "log");
    for (int i = 0; i < NAPS && count_lost(json_at(log, "entries")) < lost; i++) {
        json_free(log);
        usleep(NAP_US);
        log = raw_look(server, "log");
    }
    cr_assert_geq(count_lost(json_at(log, "entries")), lost);
    return log;
}

/* Attempts of an event that went to another socket than the attempt before. */
static int count_moves(const struct json *entries) {
    int moves = 0;
    for (size_t i = 0; i < json_len(entries, ""); i++)
        for (size_t j = 0; j < i; j++) {
            const struct json *later = json_item(entries, i), *before = json_item(entries, j);
            bool follows = json_str(later, "key") && json_at(later, "attempt") &&
                           str_equal(json_str(later, "key"), json_str(before, "key")) &&
                           json_int(later, "attempt", 0) == json_int(before, "attempt", -9) + 1;
            moves += follows && json_int(later, "socket", 0) != json_int(before, "socket", 0);
        }
    return moves;
}

/* Loses ten events on two sockets. */
static int moves_of_ten_events(void) {
    int first = open_socket(), second = open_socket();
    for (int i = 0; i < 10; i++)
        send_event();
    JSON_AUTO *log = log_after(10);
    close(first);
    close(second);
    return count_moves(json_at(log, "entries"));
}

/* Slack: open-3 */
Test(switches, question_3_a_retry_goes_to_any_socket) {
    configure("{\"ack_deadline_ms\":1,\"time_factor\":100000}");
    cr_assert_gt(moves_of_ten_events(), 0);
}

/* Slack: open-3 */
Test(switches, question_3_a_retry_goes_to_the_same_socket_when_that_is_wanted) {
    configure("{\"ack_deadline_ms\":1,\"time_factor\":100000,\"retry_on_same_socket\":true}");
    cr_assert_eq(moves_of_ten_events(), 0);
}

/* Whether a new socket hears of a command that nobody has acked. */
static bool replays(void) {
    struct json *answer = NULL;
    int first = open_socket();
    cr_assert_not(went_well(command_to(first, &answer), &answer));
    raw_send_frame(first, 0x88, true, "\x03\xe8", 2);
    cr_assert(raw_at_end(first)); /* what is replayed can only go to the next */
    close(first);
    int second = open_socket();
    send_fence();
    cr_assert(raw_read_message(second, &frame));
    bool replayed = !is_fence() && str_equal(said("type"), "slash_commands");
    close(second);
    return replayed;
}

/* Slack: open-4 */
Test(switches, question_4_a_command_without_an_ack_is_given_up) {
    configure("{\"ack_deadline_ms\":1}");
    cr_assert_not(replays());
}

/* Slack: open-4 */
Test(switches, question_4_a_command_without_an_ack_comes_again_at_the_next_hello) {
    configure("{\"ack_deadline_ms\":1,\"replay_unacked\":true}");
    cr_assert(replays());
}

/* Acks a command on a socket that was opened after it came. */
static bool other_socket_is_heard(void) {
    struct json *answer = NULL;
    int first = open_socket();
    pthread_t thread = command_to(first, &answer);
    const char *ack = ack_of(0);
    int second = open_socket();
    raw_send_frame(second, 0x81, true, ack, strlen(ack));
    bool well = went_well(thread, &answer);
    close(first);
    close(second);
    return well;
}

/* Slack: open-5 */
Test(switches, question_5_an_ack_on_another_socket_is_taken) {
    cr_assert(other_socket_is_heard());
}

/* Slack: open-5 */
Test(switches, question_5_an_ack_on_another_socket_is_ignored_when_that_is_wanted) {
    configure("{\"accept_ack_on_other_socket\":false,\"ack_deadline_ms\":500}");
    cr_assert_not(other_socket_is_heard());
}

/* Slack: open-6 */
Test(switches, question_6_the_server_pings_in_its_interval_or_never) {
    configure("{\"ping_interval_ms\":1}");
    int fd = open_socket();
    cr_assert(raw_read_frame(fd, &frame));
    cr_assert_eq(frame.opcode, 9);
    close(fd);
    configure("{\"ping_interval_ms\":0}");
    fd = open_socket();
    usleep(2 * NAP_US);
    send_fence();
    cr_assert(raw_read_frame(fd, &frame));
    cr_assert(is_fence(), "a frame with opcode %d", frame.opcode);
    close(fd);
}

/* Slack: open-6 */
Test(switches, question_6_a_socket_whose_pings_are_switched_off_falls_silent) {
    configure("{\"ping_interval_ms\":1}");
    int fd = open_socket();
    configure("{\"ping_interval_ms\":0}");
    usleep(2 * NAP_US); /* a ping that was due already may still come */
    send_fence();
    do
        cr_assert(raw_read_frame(fd, &frame));
    while (!is_fence());
    usleep(2 * NAP_US);
    json_free(raw_control(server, "fault", "{\"kind\":\"text_frame\",\"text\":\"more\"}"));
    cr_assert(raw_read_frame(fd, &frame));
    cr_assert_neq(frame.opcode, 9);
    close(fd);
}

/* ---- 7 to 10: how many and how often */

static void open_all(int fds[SOCKETS]) {
    for (int i = 0; i < SOCKETS; i++)
        fds[i] = open_socket();
}

static void close_all(const int fds[SOCKETS]) {
    for (int i = 0; i < SOCKETS; i++)
        close(fds[i]);
}

static void expect_too_many(int fd) {
    cr_assert(raw_read_message(fd, &frame));
    cr_assert_str_eq(said("reason"), "too_many_websockets");
    cr_assert(raw_at_end(fd));
}

/* Slack: open-7 */
Test(switches, question_7_the_eleventh_socket_is_sent_away_without_a_hello) {
    int fds[SOCKETS];
    open_all(fds);
    int eleventh = raw_websocket(server);
    expect_too_many(eleventh);
    close(eleventh);
    close_all(fds);
}

/* Slack: open-7 */
Test(switches, question_7_the_eleventh_socket_hears_hello_first_when_that_is_wanted) {
    int fds[SOCKETS];
    configure("{\"too_many_after_hello\":true}");
    open_all(fds);
    int eleventh = open_socket();
    expect_too_many(eleventh);
    close(eleventh);
    close_all(fds);
}

/* Slack: open-7 */
Test(switches, question_7_the_oldest_socket_makes_room_when_that_is_wanted) {
    int fds[SOCKETS];
    configure("{\"too_many_closes\":\"oldest\"}");
    open_all(fds);
    int eleventh = open_socket();
    expect_too_many(fds[0]);
    for (int i = 1; i < SOCKETS; i++) /* the new one is left alone */
        close(fds[i]);
    raw_send_frame(eleventh, 0x89, true, "x", 1);
    cr_assert(raw_read_message(eleventh, &frame));
    cr_assert_eq(frame.opcode, 10);
    close(fds[0]);
    close(eleventh);
}

/* Whether a ticket is good after a nap. */
static bool ticket_lives(void) {
    static char answer[RAW_SIZE];
    char path[256];
    int fd = raw_connect(server);
    raw_ticket(server, path);
    usleep(NAP_US);
    raw_shake(fd, path);
    raw_read_until(fd, "\r\n", answer);
    close(fd);
    return strstr(answer, " 101 ") != NULL;
}

/* Slack: open-8 */
Test(switches, question_8_a_ticket_lives_as_long_as_it_is_told) {
    cr_assert(ticket_lives());
    configure("{\"ticket_life_ms\":1}");
    cr_assert_not(ticket_lives());
}

static bool opens_twice(void) {
    JSON_AUTO *first = raw_api(server, "apps.connections.open", "xapp-test-token", "");
    JSON_AUTO *second = raw_api(server, "apps.connections.open", "xapp-test-token", "");
    cr_assert(json_is_true(first, "ok"));
    return json_is_true(second, "ok");
}

/* Slack: open-9 */
Test(switches, question_9_sockets_are_opened_by_the_budget_of_a_tier) {
    configure("{\"rate_limits\":true}");
    cr_assert(opens_twice());
    configure("{\"connections_open_tier\":1}");
    cr_assert_not(opens_twice());
}

/* How many of three calls of a method pass that has 20 in a minute. */
static int pass_of_three(void) {
    int passed = 0;
    for (int i = 0; i < 3; i++)
        passed += call("conversations.list", "");
    return passed;
}

/* Slack: open-10 */
Test(switches, question_10_a_burst_is_a_share_of_the_budget_of_a_minute) {
    configure("{\"rate_limits\":true}");
    cr_assert_eq(pass_of_three(), 3);
    configure("{\"burst_percent\":5}");
    cr_assert_eq(pass_of_three(), 1);
}

/* ---- 11 to 14: messages */

/* Slack: open-11 */
Test(switches, question_11_metadata_has_a_largest_size) {
    static const char form[] = "channel=C0INCIDENTS&text=x&metadata="
                               "{\"event_type\":\"op\",\"event_payload\":{\"op\":\"1\"}}";
    join();
    cr_assert(call("chat.postMessage", form));
    configure("{\"metadata_max\":10}");
    cr_assert_not(call("chat.postMessage", form));
}

/* How many messages two posts with one client_msg_id make. */
static size_t messages_of_two_posts(const char *form) {
    JSON_AUTO *first = raw_api(server, "chat.postMessage", "xoxb-test-token", form);
    JSON_AUTO *second = raw_api(server, "chat.postMessage", "xoxb-test-token", form);
    cr_assert(json_is_true(first, "ok") && json_is_true(second, "ok"));
    return str_equal(json_str(first, "ts"), json_str(second, "ts")) ? 1 : 2;
}

/* Slack: open-12 */
Test(switches, question_12_the_client_msg_id_of_an_app_is_ignored_or_honoured) {
    join();
    cr_assert_eq(messages_of_two_posts("channel=C0INCIDENTS&text=x&client_msg_id=one"), 2);
    configure("{\"client_msg_id\":\"honour\"}");
    cr_assert_eq(messages_of_two_posts("channel=C0INCIDENTS&text=x&client_msg_id=two"), 1);
    cr_assert_eq(messages_of_two_posts("channel=C0INCIDENTS&text=x"), 2);
}

static size_t history_len(void) {
    JSON_AUTO *history =
        raw_api(server, "conversations.history", "xoxb-test-token", "channel=C0INCIDENTS");
    return json_len(history, "messages");
}

/* Slack: open-13 */
Test(switches, question_13_history_sees_a_message_at_once_or_later) {
    join();
    cr_assert_eq(history_len(), 1, "the notice that the app has joined");
    configure("{\"history_lag_ms\":600000}");
    cr_assert_eq(history_len(), 0);
}

/* Slack: open-14 */
Test(switches, question_14_characters_are_code_points_or_units_of_utf_16) {
    STR_AUTO(topic, 2048);
    STR_AUTO(header, 2048);
    str_add(&topic, "channel=C0INCIDENTS&topic=");
    str_add(&header, "channel=C0INCIDENTS&blocks=[{\"type\":\"header\",\"text\":"
                     "{\"type\":\"plain_text\",\"text\":\"");
    for (int i = 0; i < 126; i++) {
        str_add(&topic, "\U0001f525");
        str_add(&header, "\U0001f525");
    }
    str_add(&header, "\"}}]");
    join();
    cr_assert(call("conversations.setTopic", topic.text));
    cr_assert(call("chat.postMessage", header.text));
    configure("{\"characters\":\"utf16_units\"}");
    cr_assert_not(call("conversations.setTopic", topic.text));
    cr_assert_not(call("chat.postMessage", header.text));
}

/* ---- 15 to 19: odd frames, dead addresses, ends */

/* Slack: open-15 */
Test(switches, question_15_an_ack_too_large_closes_the_socket) {
    struct json *answer = NULL;
    configure("{\"ack_deadline_ms\":500}");
    int fd = open_socket();
    pthread_t thread = command_to(fd, &answer);
    send_ack(fd, 20480);
    cr_assert(raw_read_message(fd, &frame));
    cr_assert_eq(frame.opcode, 8);
    cr_assert_not(went_well(thread, &answer));
    close(fd);
}

/* Slack: open-15 */
Test(switches, question_15_an_ack_too_large_is_dropped_when_that_is_wanted) {
    struct json *answer = NULL;
    configure("{\"oversized_ack\":\"drop\"}");
    int fd = open_socket();
    pthread_t thread = command_to(fd, &answer);
    send_ack(fd, 20480);
    send_ack(fd, 0);
    cr_assert(went_well(thread, &answer), "the socket still hears");
    close(fd);
}

static bool fragments_are_heard(void) {
    struct json *answer = NULL;
    int fd = open_socket();
    pthread_t thread = command_to(fd, &answer);
    const char *ack = ack_of(100);
    raw_send_frame(fd, 0x01, true, ack, 50);
    raw_send_frame(fd, 0x89, true, "between", 7);
    raw_send_frame(fd, 0x00, true, ack + 50, 20);
    raw_send_frame(fd, 0x80, true, ack + 70, strlen(ack) - 70);
    bool well = went_well(thread, &answer);
    close(fd);
    return well;
}

/* Slack: open-16 */
Test(switches, question_16_fragments_are_dropped) {
    configure("{\"ack_deadline_ms\":500}");
    cr_assert_not(fragments_are_heard());
}

/* Slack: open-16 */
Test(switches, question_16_fragments_are_put_together_when_that_is_wanted) {
    configure("{\"fragmented_ack\":\"join\"}");
    cr_assert(fragments_are_heard());
}

/* What a response URL that does not exist answers, head and body. */
static const char *dead_url_answer(void) {
    static char answer[RAW_SIZE];
    int fd = raw_connect(server);
    raw_send_text(fd, "POST /commands/T0LOCAL/1/none HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                      "Content-Length: 12\r\n\r\n{\"text\":\"x\"}");
    raw_read_until(fd, "\a", answer); /* to the end */
    close(fd);
    return answer;
}

/* Slack: open-17 */
Test(switches, question_17_a_dead_response_url_answers_as_it_is_told) {
    cr_assert(str_starts(dead_url_answer(), "HTTP/1.1 404 "));
    cr_assert_not_null(strstr(dead_url_answer(), "\r\n\r\nno_such_url"));
    configure("{\"dead_url_status\":410,\"dead_url_answer\":\"json\"}");
    cr_assert(str_starts(dead_url_answer(), "HTTP/1.1 410 "), "%s", dead_url_answer());
    cr_assert_not_null(strstr(dead_url_answer(), "{\"ok\":false,\"error\":\"no_such_url\"}"));
}

/* The opcode of what comes first after a close frame and a ping. */
static int answer_to_close(void) {
    int fd = open_socket();
    raw_send_frame(fd, 0x88, true, "\x03\xe8", 2);
    raw_send_frame(fd, 0x89, true, "x", 1);
    cr_assert(raw_read_message(fd, &frame));
    close(fd);
    return frame.opcode;
}

/* Slack: open-18 */
Test(switches, question_18_a_close_frame_is_answered_or_not) {
    cr_assert_eq(answer_to_close(), 8);
    configure("{\"answer_close\":false}");
    cr_assert_eq(answer_to_close(), 10);
}

/* The reason of the first disconnect in a short life. */
static const char *first_farewell(void) {
    static char head[RAW_SIZE];
    char path[256 + 32];
    int fd = raw_connect(server);
    raw_ticket(server, path);
    strcat(path, "&debug_reconnects=true");
    raw_shake(fd, path);
    raw_read_until(fd, "\r\n\r\n", head);
    for (int i = 0; i < 2; i++) /* hello, and then */
        cr_assert(raw_read_message(fd, &frame));
    close(fd);
    return said("reason");
}

/* Slack: open-19 */
Test(switches, question_19_a_refresh_is_announced_by_a_warning_or_not) {
    configure("{\"time_factor\":10000,\"warning_before_refresh\":100}");
    cr_assert_str_eq(first_farewell(), "warning");
    configure("{\"warning_before_refresh\":0}");
    cr_assert_str_eq(first_farewell(), "refresh_requested");
}
