/* Envelopes and those who wait for their answer. */
#include "base/str.h"
#include "tests/sim/raw.h"

#include <criterion/criterion.h>
#include <string.h>
#include <unistd.h>

static struct raw_server *server;
static struct raw_frame frame;
static char answers[RAW_SIZE];

static void start(void) {
    server = raw_start(NULL, NULL);
}

static void stop(void) {
    raw_stop(server);
}

TestSuite(delivery, .init = start, .fini = stop);

/* Sends a command and a reset behind it on one connection; the reset is read when the command has
 * its answer. */
static int send_command_and_reset(void) {
    static const char body[] = "{\"channel\":\"incidents\",\"user\":\"alice\","
                               "\"command\":\"/incident\",\"text\":\"help\"}";
    STR_AUTO(requests, 1024);
    int fd = raw_connect(server);
    str_addf(&requests,
             "POST /_control/command HTTP/1.1\r\nHost: x\r\nContent-Length: %zu\r\n\r\n%s"
             "POST /_control/reset HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
             strlen(body), body);
    raw_send_text(fd, requests.text);
    return fd;
}

/* True when the command and the reset behind it were both answered, the first with error. */
static bool both_answered(int fd, const char *error) {
    raw_read_until(fd, "{\"ok\":true}", answers);
    return strstr(answers, error) && strstr(answers, "{\"ok\":true}");
}

static int open_socket(void) {
    int fd = raw_websocket(server);
    cr_assert(raw_read_message(fd, &frame));
    return fd;
}

Test(delivery, a_reset_right_behind_a_command_that_is_acked_harms_nothing) {
    JSON_AUTO *envelope = NULL;
    STR_AUTO(ack, 128);
    int socket = open_socket(), fd = send_command_and_reset();
    cr_assert(raw_read_message(socket, &frame));
    cr_assert_eq(json_parse(frame.bytes, frame.len, &envelope, NULL), OK);
    str_addf(&ack, "{\"envelope_id\":\"%s\"}", json_str(envelope, "envelope_id"));
    raw_send_frame(socket, 0x81, true, ack.text, ack.len);
    cr_assert(both_answered(fd, "\"error\":null"), "%s", answers);
    close(fd);
    close(socket);
}

Test(delivery, a_reset_right_behind_a_command_that_times_out_harms_nothing) {
    json_free(raw_control(server, "config", "{\"ack_deadline_ms\":1}"));
    int socket = open_socket(), fd = send_command_and_reset();
    cr_assert(both_answered(fd, "\"operation_timeout\""), "%s", answers);
    close(fd);
    close(socket);
}

Test(delivery, a_reset_right_behind_a_command_for_nobody_harms_nothing) {
    int fd = send_command_and_reset();
    cr_assert(both_answered(fd, "\"dispatch_failed\""), "%s", answers);
    close(fd);
}
