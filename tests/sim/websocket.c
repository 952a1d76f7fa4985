/* The socket of Socket Mode, byte by byte. */
#include "base/str.h"
#include "tests/sim/raw.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static struct raw_server *server;
static struct raw_frame frame;

static void start(void) {
    server = raw_start(NULL, NULL);
}

static void stop(void) {
    raw_stop(server);
}

TestSuite(websocket, .init = start, .fini = stop);

static int open_socket(void) {
    int fd = raw_websocket(server);
    cr_assert(raw_read_message(fd, &frame));
    cr_assert_eq(frame.opcode, 1);
    return fd;
}

static int close_code(void) {
    cr_assert_eq(frame.opcode, 8);
    return (unsigned char)frame.bytes[0] << 8 | (unsigned char)frame.bytes[1];
}

/* Gives a slash command on another thread, because it answers only when the app has. */
static void *give_command(void *ret_answer) {
    struct json **answer = ret_answer;
    *answer = raw_control(server, "command",
                          "{\"channel\":\"incidents\",\"user\":\"alice\","
                          "\"command\":\"/incident\",\"text\":\"help\"}");
    return NULL;
}

static pthread_t command(struct json **answer) {
    pthread_t thread;
    pthread_create(&thread, NULL, give_command, answer);
    return thread;
}

/* The ack of the envelope in `frame`, padded to len bytes. */
static void write_ack(char *out, size_t len) {
    JSON_AUTO *envelope = NULL;
    cr_assert_eq(json_parse(frame.bytes, frame.len, &envelope, NULL), OK);
    int used = snprintf(out, RAW_SIZE, "{\"envelope_id\":\"%s\",\"pad\":\"",
                        json_str(envelope, "envelope_id"));
    memset(out + used, 'x', len - (size_t)used - 2);
    memcpy(out + len - 2, "\"}", 3);
}

/* Slack: sim-2 */
Test(websocket, hello_says_everything_that_the_documentation_shows) {
    int fd = open_socket();
    JSON_AUTO *hello = NULL;
    cr_assert_eq(json_parse(frame.bytes, frame.len, &hello, NULL), OK);
    cr_assert_str_eq(json_str(hello, "type"), "hello");
    cr_assert_eq(json_int(hello, "num_connections", 0), 1);
    cr_assert_str_eq(json_str(hello, "connection_info.app_id"), "A0INCIDENTD");
    cr_assert_eq(json_int(hello, "debug_info.approximate_connection_time", 0), 18060);
    cr_assert(str_starts(json_str(hello, "debug_info.host"), "applink-"));
    close(fd);
}

/* Slack: sim-1 */
Test(websocket, a_ticket_is_good_for_one_handshake) {
    char path[256];
    static char answer[RAW_SIZE];
    int first = raw_connect(server), second = raw_connect(server);
    raw_shake(first, raw_ticket(server, path));
    cr_assert_not_null(strstr(raw_read_until(first, "\r\n", answer), " 101 "));
    raw_shake(second, path);
    cr_assert_not_null(strstr(raw_read_until(second, "\r\n", answer), " 403 "));
    close(first);
    close(second);
}

Test(websocket, an_unmasked_frame_ends_the_socket_with_1002) {
    int fd = open_socket();
    raw_send_frame(fd, 0x81, false, "{}", 2);
    cr_assert(raw_read_message(fd, &frame));
    cr_assert_eq(close_code(), 1002);
    cr_assert(raw_at_end(fd));
    close(fd);
}

Test(websocket, reserved_bits_unknown_opcodes_and_long_pings_end_it_too) {
    static const int first_bytes[] = {0xc1, 0x83, 0x8b, 0x80, 0x09};
    char bytes[200] = "";
    json_free(raw_control(server, "config", "{\"rate_limits\":false}"));
    for (size_t i = 0; i < sizeof first_bytes / sizeof *first_bytes; i++) {
        int fd = open_socket();
        raw_send_frame(fd, first_bytes[i], true, bytes, 1);
        cr_assert(raw_read_message(fd, &frame));
        cr_assert_eq(close_code(), 1002, "first byte %x", (unsigned)first_bytes[i]);
        close(fd);
    }
    int fd = open_socket();
    raw_send_frame(fd, 0x89, true, bytes, 126);
    cr_assert(raw_read_message(fd, &frame));
    cr_assert_eq(close_code(), 1002);
    close(fd);
}

Test(websocket, a_ping_is_answered_with_its_own_bytes) {
    int fd = open_socket();
    raw_send_frame(fd, 0x89, true, "are you there", 13);
    cr_assert(raw_read_message(fd, &frame));
    cr_assert_eq(frame.opcode, 10);
    cr_assert_str_eq(frame.bytes, "are you there");
    close(fd);
}

/* Slack: sim-7 */
Test(websocket, the_server_pings_by_its_name) {
    json_free(raw_control(server, "config", "{\"ping_interval_ms\":5}"));
    int fd = open_socket();
    cr_assert(raw_read_frame(fd, &frame));
    cr_assert_eq(frame.opcode, 9);
    cr_assert(str_starts(frame.bytes, "Ping from applink-"));
    close(fd);
}

Test(websocket, a_close_frame_is_answered_with_its_code_and_the_connection_ends) {
    int fd = open_socket();
    raw_send_frame(fd, 0x88, true, "\x03\xe8", 2);
    cr_assert(raw_read_message(fd, &frame));
    cr_assert_eq(close_code(), 1000);
    cr_assert(raw_at_end(fd));
    close(fd);
}

Test(websocket, an_ack_is_taken_when_it_comes_byte_by_byte) {
    struct json *answer = NULL;
    char ack[RAW_SIZE];
    int fd = open_socket();
    pthread_t thread = command(&answer);
    cr_assert(raw_read_message(fd, &frame));
    write_ack(ack, 200);
    STR_AUTO(bytes, RAW_SIZE);
    static const char head[] = {(char)0x81, (char)(0x80 | 126), 0, (char)200, 0, 0, 0, 0};
    str_add_bytes(&bytes, head, sizeof head);
    str_add_bytes(&bytes, ack, 200);
    for (size_t i = 0; i < bytes.len; i++)
        raw_send(fd, bytes.text + i, 1);
    pthread_join(thread, NULL);
    cr_assert_null(json_str(answer, "error"));
    json_free(answer);
    close(fd);
}

/* Slack: sim-5 */
Test(websocket, an_ack_of_20479_bytes_is_taken) {
    struct json *answer = NULL;
    char ack[RAW_SIZE];
    int fd = open_socket();
    pthread_t thread = command(&answer);
    cr_assert(raw_read_message(fd, &frame));
    write_ack(ack, 20479);
    raw_send_frame(fd, 0x81, true, ack, 20479);
    pthread_join(thread, NULL);
    cr_assert_null(json_str(answer, "error"));
    json_free(answer);
    close(fd);
}

/* Slack: sim-5 */
Test(websocket, an_ack_of_20480_bytes_ends_the_socket_with_1009) {
    struct json *answer = NULL;
    char ack[RAW_SIZE];
    json_free(raw_control(server, "config", "{\"ack_deadline_ms\":200}"));
    int fd = open_socket();
    pthread_t thread = command(&answer);
    cr_assert(raw_read_message(fd, &frame));
    write_ack(ack, 20480);
    raw_send_frame(fd, 0x81, true, ack, 20480);
    cr_assert(raw_read_message(fd, &frame));
    cr_assert_eq(close_code(), 1009);
    pthread_join(thread, NULL);
    cr_assert_str_eq(json_str(answer, "error"), "operation_timeout");
    json_free(answer);
    close(fd);
}

/* Slack: sim-5 */
Test(websocket, an_ack_in_two_fragments_is_not_put_together) {
    struct json *answer = NULL;
    char ack[RAW_SIZE];
    json_free(raw_control(server, "config", "{\"ack_deadline_ms\":200}"));
    int fd = open_socket();
    pthread_t thread = command(&answer);
    cr_assert(raw_read_message(fd, &frame));
    write_ack(ack, 100);
    raw_send_frame(fd, 0x01, true, ack, 50);
    raw_send_frame(fd, 0x80, true, ack + 50, 50);
    pthread_join(thread, NULL);
    cr_assert_str_eq(json_str(answer, "error"), "operation_timeout");
    json_free(answer);
    close(fd);
}

/* Slack: sim-7 */
Test(websocket, a_silent_server_answers_no_ping_and_no_close) {
    int fd = open_socket();
    json_free(raw_control(server, "fault", "{\"kind\":\"silence\"}"));
    raw_send_frame(fd, 0x89, true, "x", 1);
    raw_send_frame(fd, 0x88, true, "\x03\xe8", 2);
    cr_assert(raw_at_end(fd), "it ends without a word");
    close(fd);
}

/* Slack: sim-6 */
Test(websocket, a_disconnect_comes_before_hello_when_that_is_wanted) {
    json_free(raw_control(server, "fault",
                          "{\"kind\":\"disconnect\",\"reason\":\"link_disabled\","
                          "\"before_hello\":true,\"end_after_ms\":0}"));
    int fd = open_socket();
    JSON_AUTO *said = NULL;
    cr_assert_eq(json_parse(frame.bytes, frame.len, &said, NULL), OK);
    cr_assert_str_eq(json_str(said, "type"), "disconnect");
    cr_assert_str_eq(json_str(said, "reason"), "link_disabled");
    cr_assert(raw_at_end(fd));
    close(fd);
}

/* Slack: sim-9 */
Test(websocket, a_message_in_pieces_has_continuation_frames) {
    json_free(
        raw_control(server, "fault", "{\"kind\":\"fragment\",\"size\":40,\"before_hello\":true}"));
    STR_AUTO(hello, RAW_SIZE);
    int fd = raw_websocket(server), opcode = 1;
    do {
        cr_assert(raw_read_frame(fd, &frame));
        cr_assert_eq(frame.opcode, opcode);
        cr_assert_leq(frame.len, 40);
        str_add_bytes(&hello, frame.bytes, frame.len);
        opcode = 0;
    } while (!frame.final);
    JSON_AUTO *json = NULL;
    cr_assert_eq(json_parse(hello.text, hello.len, &json, NULL), OK);
    cr_assert_str_eq(json_str(json, "type"), "hello");
    close(fd);
}

/* Slack: sim-9 */
Test(websocket, an_envelope_of_over_64_kilobytes_comes_whole) {
    int fd = open_socket();
    STR_AUTO(form, RAW_SIZE);
    str_add(&form, "channel=C0INCIDENTS&text=");
    for (int i = 0; i < 40000; i++)
        str_add(&form, "\u00e4");
    json_free(raw_api(server, "conversations.join", "xoxb-test-token", "channel=C0INCIDENTS"));
    JSON_AUTO *posted = raw_api(server, "chat.postMessage", "xoxb-test-token", form.text);
    cr_assert(json_is_true(posted, "ok"));
    do
        cr_assert(raw_read_message(fd, &frame));
    while (frame.len < 65536);
    JSON_AUTO *envelope = NULL;
    cr_assert_eq(json_parse(frame.bytes, frame.len, &envelope, NULL), OK);
    cr_assert_eq(strlen(json_text_at(envelope, "payload.event.text")), 80000);
    close(fd);
}

/* Slack: sim-2 */
Test(websocket, a_ghost_counts_and_swallows_its_share) {
    JSON_AUTO *armed = raw_control(server, "fault", "{\"kind\":\"ghost\",\"times\":2}");
    cr_assert(json_is_true(armed, "ok"));
    json_free(raw_control(server, "config", "{\"ack_deadline_ms\":10}"));
    JSON_AUTO *answer = raw_control(server, "command",
                                    "{\"channel\":\"incidents\",\"user\":\"alice\","
                                    "\"command\":\"/incident\",\"text\":\"help\"}");
    cr_assert_str_eq(json_str(answer, "error"), "operation_timeout");
    int fd = open_socket();
    JSON_AUTO *hello = NULL;
    cr_assert_eq(json_parse(frame.bytes, frame.len, &hello, NULL), OK);
    cr_assert_eq(json_int(hello, "num_connections", 0), 3);
    close(fd);
}

/* The type of the message in `frame`, or the reason of a disconnect. */
static const char *said(void) {
    static char word[64];
    JSON_AUTO *json = NULL;
    cr_assert_eq(json_parse(frame.bytes, frame.len, &json, NULL), OK);
    const char *reason = json_str(json, "reason");
    snprintf(word, sizeof word, "%s", reason ? reason : json_text_at(json, "type"));
    return word;
}

/* Slack: sim-6 */
Test(websocket, a_short_life_ends_with_a_warning_and_a_refresh) {
    static char head[RAW_SIZE];
    char path[256 + 32];
    json_free(
        raw_control(server, "config", "{\"time_factor\":1000,\"warning_before_refresh\":100}"));
    int fd = raw_connect(server);
    raw_ticket(server, path);
    strcat(path, "&debug_reconnects=true");
    raw_shake(fd, path);
    raw_read_until(fd, "\r\n\r\n", head);
    static const char *const words[] = {"hello", "warning", "refresh_requested"};
    for (size_t i = 0; i < 3; i++) {
        cr_assert(raw_read_message(fd, &frame));
        cr_assert_str_eq(said(), words[i]);
        cr_assert(i > 0 || strstr(frame.bytes, "\"approximate_connection_time\":360"));
    }
    cr_assert(raw_at_end(fd));
    close(fd);
}
