/* What can go wrong with an open socket, one function a kind: see socket.h. */
#include "sim/socket.h"

#include "base/str.h"
#include "sim/fault.h"

#include <string.h>

/* Tells the client to go, and makes sure of it after the time that Slack grants for this reason. */
static void disconnect(struct socket *socket, const struct json *fault) {
    struct sim *sim = socket->sim;
    const char *given = json_str(fault, "reason"), *reason = given ? given : "refresh_requested";
    bool is_warning = str_equal(reason, "warning");
    int64_t grace_ms = is_warning ? sim->settings.warning_lead_ms + FAREWELL_MS : FAREWELL_MS;
    socket_send_disconnect(socket, reason);
    socket_end_in(socket, json_int(fault, "end_after_ms", sim_scaled_ms(sim, grace_ms)));
}

static void stop_reading(struct socket *socket, const struct json *fault) {
    (void)fault;
    conn_stop_reading(socket_conn(socket));
}

static void silence(struct socket *socket, const struct json *fault) {
    (void)fault;
    websocket_silence(socket->websocket);
}

static void no_ping(struct socket *socket, const struct json *fault) {
    (void)fault;
    socket->no_ping = true;
}

static void no_pong(struct socket *socket, const struct json *fault) {
    (void)fault;
    socket->no_pong = true;
}

static void slow_pong(struct socket *socket, const struct json *fault) {
    socket->slow_pong_ms = json_int(fault, "ms", 1000);
}

static void no_close_answer(struct socket *socket, const struct json *fault) {
    (void)fault;
    socket->no_close_answer = true;
}

static void split_bytes(struct socket *socket, const struct json *fault) {
    (void)fault;
    conn_split_bytes(socket_conn(socket));
}

static void coalesce(struct socket *socket, const struct json *fault) {
    (void)fault;
    websocket_coalesce(socket->websocket);
}

static void fragment(struct socket *socket, const struct json *fault) {
    int64_t size = json_int(fault, "size", 100);
    websocket_fragment(socket->websocket, size > 0 ? (size_t)size : 1);
}

static void binary_frame(struct socket *socket, const struct json *fault) {
    (void)fault;
    websocket_send(socket->websocket, WEBSOCKET_BINARY, "\x00\xff\x01", 3);
}

static void empty_frame(struct socket *socket, const struct json *fault) {
    (void)fault;
    websocket_send(socket->websocket, WEBSOCKET_TEXT, "", 0);
}

static void text_frame(struct socket *socket, const struct json *fault) {
    const char *text = json_text_at(fault, "text");
    websocket_send(socket->websocket, WEBSOCKET_TEXT, text, strlen(text));
}

static void send_close(struct socket *socket, const struct json *fault) {
    socket->state = SOCKET_CLOSING;
    websocket_send_close(socket->websocket, (int)json_int(fault, "code", 1000),
                         json_text_at(fault, "reason"));
    socket_end_in(socket, FAREWELL_MS);
}

static void drop_tcp(struct socket *socket, const struct json *fault) {
    (void)fault;
    socket->state = SOCKET_CLOSING;
    conn_drop(socket_conn(socket));
}

static void rst_tcp(struct socket *socket, const struct json *fault) {
    (void)fault;
    socket->state = SOCKET_CLOSING;
    conn_reset(socket_conn(socket));
}

static const struct socket_fault {
    const char *kind;
    void (*strike)(struct socket *socket, const struct json *fault);
} socket_faults[] = {
    {"split_bytes", split_bytes},
    {"coalesce", coalesce},
    {"fragment", fragment},
    {"silence", silence},
    {"stop_reading", stop_reading},
    {"no_ping", no_ping},
    {"no_pong", no_pong},
    {"slow_pong", slow_pong},
    {"no_close_answer", no_close_answer},
    {"binary_frame", binary_frame},
    {"empty_frame", empty_frame},
    {"text_frame", text_frame},
    {"disconnect", disconnect},
    {"close", send_close},
    {"drop_tcp", drop_tcp},
    {"rst_tcp", rst_tcp},
};

enum { SOCKET_FAULT_COUNT = sizeof socket_faults / sizeof *socket_faults };

static void strike(struct socket *socket, const struct socket_fault *fault, struct json *taken) {
    socket_note(socket, "fault", fault->kind);
    fault->strike(socket, taken);
    json_free(taken);
}

void socket_fault_strike(struct socket *socket) {
    for (size_t i = 0; i < SOCKET_FAULT_COUNT && socket_gets_envelopes(socket); i++) {
        struct json *taken = fault_take(socket->sim->faults, socket_faults[i].kind, NULL, NULL);
        if (taken)
            strike(socket, &socket_faults[i], taken);
    }
}

void socket_fault_strike_before_hello(struct socket *socket) {
    for (size_t i = 0; i < SOCKET_FAULT_COUNT && socket->state == SOCKET_MUTE; i++) {
        struct json *taken = fault_take_before_hello(socket->sim->faults, socket_faults[i].kind);
        if (taken)
            strike(socket, &socket_faults[i], taken);
    }
}
