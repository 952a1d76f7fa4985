/* A server on a thread and bare clients: see raw.h. */
#include "tests/sim/raw.h"

#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "sim/server.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum { PATIENCE_S = 10 };

struct raw_server {
    uv_loop_t loop;
    uv_thread_t thread;
    uv_async_t stop;
    struct sim sim;
    struct server *server;
    unsigned short port;
};

static void on_stop(uv_async_t *stop) {
    uv_stop(stop->loop);
}

static void run_loop(void *owner) {
    struct raw_server *server = owner;
    uv_run(&server->loop, UV_RUN_DEFAULT);
}

struct raw_server *raw_start(const char *cert_file, const char *key_file) {
    struct raw_server *server = mem_alloc(sizeof *server);
    struct err err = {0};
    log_set_level(LOG_LEVEL_ERROR);
    uv_loop_init(&server->loop);
    cr_assert_eq(sim_init(&server->sim, &server->loop, NULL, &err), OK, "%s", err.text);
    enum result result =
        server_start(&server->sim, "127.0.0.1:0", cert_file, key_file, &server->server, &err);
    cr_assert_eq(result, OK, "%s", err.text);
    server->port = (unsigned short)atoi(strrchr(server->sim.base_url, ':') + 1);
    uv_async_init(&server->loop, &server->stop, on_stop);
    uv_thread_create(&server->thread, run_loop, server);
    return server;
}

void raw_stop(struct raw_server *server) {
    uv_async_send(&server->stop);
    uv_thread_join(&server->thread);
    server_stop(server->server);
    uv_close((uv_handle_t *)&server->stop, NULL);
    uv_run(&server->loop, UV_RUN_NOWAIT);
    server_free(server->server);
    sim_free(&server->sim);
    uv_run(&server->loop, UV_RUN_DEFAULT);
    cr_assert_eq(uv_loop_close(&server->loop), 0, "a handle is left");
    mem_free(server);
}

int raw_connect(const struct raw_server *server) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(server->port)};
    struct timeval patience = {.tv_sec = PATIENCE_S};
    int yes = 1, fd = socket(AF_INET, SOCK_STREAM, 0);
    inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    cr_assert_eq(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
    return fd;
}

void raw_send(int fd, const char *bytes, size_t len) {
    for (size_t at = 0; at < len;) {
        ssize_t n = send(fd, bytes + at, len - at, MSG_NOSIGNAL);
        if (n <= 0)
            return; /* the peer has closed; reading will show it */
        at += (size_t)n;
    }
}

void raw_send_text(int fd, const char *text) {
    raw_send(fd, text, strlen(text));
}

/* One byte, or -1 at the end of the connection. */
static int read_byte(int fd) {
    unsigned char byte;
    ssize_t n = recv(fd, &byte, 1, 0);
    cr_assert(n >= 0 || (errno != EAGAIN && errno != EWOULDBLOCK), "nothing came in time");
    return n == 1 ? byte : -1;
}

const char *raw_read_until(int fd, const char *needle, char out[RAW_SIZE]) {
    size_t len = 0;
    out[0] = 0;
    for (int byte; len < RAW_SIZE - 1 && !strstr(out, needle) && (byte = read_byte(fd)) >= 0;) {
        out[len++] = (char)byte;
        out[len] = 0;
    }
    return out;
}

bool raw_at_end(int fd) {
    while (read_byte(fd) >= 0)
        ;
    return true;
}

/* ---- Requests */

static struct json *exchange(const struct raw_server *server, const char *request) {
    static char answer[RAW_SIZE];
    struct json *json = NULL;
    struct err err = {0};
    int fd = raw_connect(server);
    raw_send_text(fd, request);
    raw_read_until(fd, "\a", answer); /* a byte that never comes: to the end */
    close(fd);
    const char *body = strstr(answer, "\r\n\r\n");
    cr_assert_not_null(body, "no answer");
    cr_assert_eq(json_parse(body + 4, strlen(body + 4), &json, &err), OK, "%s", err.text);
    return json;
}

struct json *raw_control(const struct raw_server *server, const char *name, const char *body) {
    STR_AUTO(request, RAW_SIZE);
    str_addf(&request,
             "POST /_control/%s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
             "Content-Length: %zu\r\n\r\n%s",
             name, strlen(body), body);
    return exchange(server, request.text);
}

struct json *raw_look(const struct raw_server *server, const char *name) {
    STR_AUTO(request, RAW_SIZE);
    str_addf(&request, "GET /_control/%s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", name);
    return exchange(server, request.text);
}

struct json *raw_api(const struct raw_server *server, const char *method, const char *token,
                     const char *form) {
    STR_AUTO(request, RAW_SIZE);
    str_addf(&request,
             "POST /api/%s HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer %s\r\n"
             "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n\r\n%s",
             method, token, strlen(form), form);
    return exchange(server, request.text);
}

/* ---- WebSockets */

const char *raw_ticket(const struct raw_server *server, char out[256]) {
    JSON_AUTO *opened = raw_api(server, "apps.connections.open", "xapp-test-token", "");
    const char *url = json_str(opened, "url");
    cr_assert_not_null(url);
    snprintf(out, 256, "%s", strstr(url, "/link/"));
    return out;
}

void raw_shake(int fd, const char *path) {
    STR_AUTO(request, 1024);
    str_addf(&request,
             "GET %s HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
             "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
             path);
    raw_send_text(fd, request.text);
}

int raw_websocket(const struct raw_server *server) {
    static char head[RAW_SIZE];
    char path[256];
    int fd = raw_connect(server);
    raw_shake(fd, raw_ticket(server, path));
    raw_read_until(fd, "\r\n\r\n", head);
    cr_assert(str_starts(head, "HTTP/1.1 101 "), "%s", head);
    cr_assert_not_null(strstr(head, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), "the proof of RFC 6455");
    return fd;
}

void raw_send_frame(int fd, int first_byte, bool masked, const char *bytes, size_t len) {
    static const unsigned char mask[4] = {0x12, 0x34, 0x56, 0x78};
    STR_AUTO(frame, RAW_SIZE + 14);
    unsigned char head[4] = {(unsigned char)first_byte, (unsigned char)(masked ? 0x80 : 0)};
    cr_assert_lt(len, 65536);
    if (len < 126) {
        head[1] = (unsigned char)(head[1] | len);
        str_add_bytes(&frame, (const char *)head, 2);
    } else {
        head[1] |= 126;
        head[2] = (unsigned char)(len >> 8);
        head[3] = (unsigned char)len;
        str_add_bytes(&frame, (const char *)head, 4);
    }
    if (masked)
        str_add_bytes(&frame, (const char *)mask, 4);
    for (size_t i = 0; i < len; i++) {
        char byte = (char)(bytes[i] ^ (masked ? mask[i % 4] : 0));
        str_add_bytes(&frame, &byte, 1);
    }
    raw_send(fd, frame.text, frame.len);
}

bool raw_read_frame(int fd, struct raw_frame *ret_frame) {
    int first = read_byte(fd), second = first < 0 ? -1 : read_byte(fd);
    if (second < 0)
        return false;
    cr_assert_eq(second & 0x80, 0, "a server does not mask");
    size_t len = (size_t)second & 0x7f, width = len == 126 ? 2 : len == 127 ? 8 : 0;
    if (width > 0)
        len = 0;
    while (width-- > 0)
        len = len << 8 | (size_t)read_byte(fd);
    cr_assert_lt(len, RAW_SIZE);
    ret_frame->final = first & 0x80;
    ret_frame->opcode = first & 0x0f;
    ret_frame->len = len;
    for (size_t i = 0; i < len; i++)
        ret_frame->bytes[i] = (char)read_byte(fd);
    ret_frame->bytes[len] = 0;
    return true;
}

bool raw_read_message(int fd, struct raw_frame *ret_frame) {
    do {
        if (!raw_read_frame(fd, ret_frame))
            return false;
    } while (ret_frame->opcode == 9);
    return true;
}
