/* HTTP, byte by byte. */
#include "sim/http.h"

#include "base/str.h"
#include "tests/sim/raw.h"

#include <criterion/criterion.h>
#include <string.h>
#include <unistd.h>

static struct raw_server *server;
static char answer[RAW_SIZE];

static void start(void) {
    server = raw_start(NULL, NULL);
}

static void stop(void) {
    raw_stop(server);
}

TestSuite(http, .init = start, .fini = stop);

static void expect_status(const char *request, const char *status) {
    int fd = raw_connect(server);
    raw_send_text(fd, request);
    raw_read_until(fd, "\r\n\r\n", answer);
    cr_assert_not_null(strstr(answer, status), "%.80s gave %.80s", request, answer);
    close(fd);
}

Test(http, percent_signs_are_decoded_only_before_two_digits) {
    char text[] = "a%20b%2", form[] = "a+b%2Bc%zz";
    http_decode_percent(text, strlen(text), 0);
    cr_assert_str_eq(text, "a b%2");
    http_decode_percent(form, strlen(form), 1);
    cr_assert_str_eq(form, "a b+c%zz");
}

Test(http, a_request_that_comes_byte_by_byte_is_answered) {
    static const char request[] = "POST /api/auth.test HTTP/1.1\r\nHost: x\r\n"
                                  "Authorization: Bearer xoxb-test-token\r\n"
                                  "Content-Type: application/x-www-form-urlencoded\r\n"
                                  "Content-Length: 3\r\n\r\na=b";
    int fd = raw_connect(server);
    for (const char *at = request; *at; at++)
        raw_send(fd, at, 1);
    raw_read_until(fd, "\"ok\":true}", answer);
    cr_assert_not_null(strstr(answer, "U0INCIDENTD"));
    close(fd);
}

Test(http, two_requests_in_one_write_are_answered_in_order) {
    int fd = raw_connect(server);
    raw_send_text(fd, "GET /_control/state HTTP/1.1\r\nHost: x\r\n\r\n"
                      "GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n");
    raw_read_until(fd, "HTTP/1.1 404", answer);
    cr_assert(str_starts(answer, "HTTP/1.1 200"));
    cr_assert_not_null(strstr(answer, "HTTP/1.1 404"));
    close(fd);
}

Test(http, a_body_in_chunks_is_put_together) {
    int fd = raw_connect(server);
    raw_send_text(fd, "POST /_control/message HTTP/1.1\r\nHost: x\r\n"
                      "Transfer-Encoding: chunked\r\n\r\n"
                      "1b\r\n{\"channel\":\"general\",\"user\"\r\n");
    raw_send_text(fd, "18\r\n:\"bob\",\"text\":\"in parts\"\r\n1\r\n}\r\n0\r\n\r\n");
    raw_read_until(fd, "}", answer);
    cr_assert_not_null(strstr(answer, "\"ok\":true"), "%s", answer);
    close(fd);
}

Test(http, what_is_no_request_is_refused) {
    expect_status("nonsense\r\n\r\n", " 400 ");
    expect_status("GET nowhere HTTP/1.1\r\n\r\n", " 400 ");
    expect_status("GET / HTTP/1.1\r\nno colon\r\n\r\n", " 400 ");
    expect_status("GET / HTTP/1.1\r\nBad Name: x\r\n\r\n", " 400 ");
    expect_status("POST / HTTP/1.1\r\nContent-Length: 1x\r\n\r\n", " 400 ");
    expect_status("POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", " 400 ");
    expect_status("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", " 400 ");
    expect_status("POST / HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n", " 413 ");
}

Test(http, a_head_without_end_is_refused_at_its_limit) {
    STR_AUTO(head, 2 * (size_t)HTTP_HEAD_MAX);
    str_add(&head, "GET / HTTP/1.1\r\nX: ");
    while (head.len <= HTTP_HEAD_MAX)
        str_add(&head, "xxxxxxxxxxxxxxxx");
    expect_status(head.text, " 413 ");
}

Test(http, a_page_of_another_origin_may_not_play_people) {
    expect_status("POST /_control/reset HTTP/1.1\r\nHost: here:1\r\nOrigin: http://there:1\r\n"
                  "Content-Length: 0\r\n\r\n",
                  " 403 ");
    expect_status("POST /_control/reset HTTP/1.1\r\nHost: here:1\r\nOrigin: http://here:1\r\n"
                  "Content-Length: 0\r\n\r\n",
                  " 200 ");
}

Test(http, a_client_that_leaves_before_its_answer_harms_nobody) {
    json_free(raw_control(server, "fault", "{\"kind\":\"delay\",\"ms\":20}"));
    int fd = raw_connect(server);
    raw_send_text(fd, "POST /api/auth.test HTTP/1.1\r\nHost: x\r\n"
                      "Authorization: Bearer xoxb-test-token\r\nContent-Length: 0\r\n\r\n");
    close(fd);
    JSON_AUTO *test = raw_api(server, "auth.test", "xoxb-test-token", "");
    cr_assert(json_is_true(test, "ok"));
}

Test(http, a_connection_too_many_is_turned_away) {
    enum { MANY = 256 }; /* with the listener one more than the server keeps */
    static int fds[MANY];
    for (size_t i = 0; i < MANY; i++)
        fds[i] = raw_connect(server);
    cr_assert(raw_at_end(fds[MANY - 1]));
    for (size_t i = 0; i < MANY; i++)
        close(fds[i]);
}

Test(http, the_stream_tells_of_a_message) {
    int fd = raw_connect(server);
    raw_send_text(fd, "GET /_control/stream HTTP/1.1\r\nHost: x\r\n\r\n");
    raw_read_until(fd, "retry", answer);
    json_free(raw_control(server, "message",
                          "{\"channel\":\"general\",\"user\":\"bob\",\"text\":\"fire\"}"));
    raw_read_until(fd, "\"type\":\"message\"}\n\n", answer);
    cr_assert_not_null(strstr(answer, "\"text\":\"fire\""));
    close(fd);
}
