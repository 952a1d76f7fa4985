/* The link to Slack: see link.h. */
#include "bot/link.h"

#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "bot/loop.h"

/* Sockets at once: the one in use, the one that replaces it, and old ones that still close. */
enum { SOCKETS_MAX = 10 };

struct link_socket {
    struct link *link;
    uint32_t number; /* 0: free */
    struct websocket *websocket;
};

struct link {
    struct loop *loop;
    struct web_api *api;
    struct websockets *websockets;
    const struct link_events *events;
    void *owner;
    struct socket_mode *machine;
    struct loop_task task;
    struct link_socket sockets[SOCKETS_MAX];
};

static struct link_socket *socket_numbered(struct link *link, uint32_t number) {
    for (int i = 0; i < SOCKETS_MAX; i++)
        if (link->sockets[i].number == number)
            return &link->sockets[i];
    return NULL;
}

/* ---- What happened to a socket */

static void on_established(void *user, struct websocket *websocket) {
    struct link_socket *socket = user;
    (void)websocket;
    socket_mode_opened(socket->link->machine, socket->number, clock_monotonic_ms());
    loop_wake(&socket->link->task);
}

static void on_message(void *user, struct websocket *websocket, const char *text, size_t len) {
    struct link_socket *socket = user;
    struct link *link = socket->link;
    (void)websocket;
    socket_mode_message(link->machine, socket->number, text, len, clock_monotonic_ms());
    loop_wake(&link->task);
}

static void on_binary(void *user, struct websocket *websocket, size_t len) {
    struct link_socket *socket = user;
    (void)websocket;
    log_warning("binary_frame_ignored", LOG_NUMBER("socket", socket->number),
                LOG_NUMBER("bytes", len));
}

static void on_closed(void *user, struct websocket *websocket, const struct websocket_end *end) {
    struct link_socket *socket = user;
    struct link *link = socket->link;
    uint32_t number = socket->number;
    (void)websocket;
    *socket = (struct link_socket){0};
    socket_mode_closed(link->machine, number, end->reason, end->retry_after_ms,
                       clock_monotonic_ms());
    loop_wake(&link->task);
}

static const struct websocket_events websocket_events = {
    .established = on_established,
    .message = on_message,
    .binary = on_binary,
    .closed = on_closed,
};

/* ---- What the machine can do */

static void on_url(void *user, const struct web_answer *answer) {
    struct link *link = user;
    uint32_t attempt = (uint32_t)answer->ticket;
    const char *url = json_text_at(answer->body, "url");
    if (answer->outcome == WEB_OK && *url)
        socket_mode_url(link->machine, attempt, url, clock_monotonic_ms());
    else
        socket_mode_no_url(link->machine, attempt, answer->error, answer->text,
                           answer->retry_after_ms, clock_monotonic_ms());
    loop_wake(&link->task);
}

static void ask_url(void *world, uint32_t attempt) {
    struct link *link = world;
    struct err err;
    struct web_call call = {
        .method = "apps.connections.open", .token = WEB_TOKEN_APP, .ticket = attempt};
    /* Too many calls under way: the machine's own time-out for this step tries again. */
    if (web_api_call(link->api, &call, on_url, link, &err) != OK)
        log_warning("url_not_asked", LOG_TEXT("text", err.text));
}

static void dial(void *world, uint32_t number, const char *url) {
    struct link *link = world;
    struct link_socket *socket = socket_numbered(link, 0);
    struct err err;
    if (!socket) {
        socket_mode_closed(link->machine, number, "too many sockets are still closing", -1,
                           clock_monotonic_ms());
        return;
    }
    socket->link = link;
    socket->number = number;
    if (websocket_open(link->websockets, url, &websocket_events, socket, &socket->websocket,
                       &err) == OK)
        return;
    *socket = (struct link_socket){0};
    socket_mode_closed(link->machine, number, err.text, -1, clock_monotonic_ms());
}

static bool send_text(void *world, uint32_t number, const char *text, size_t len) {
    struct link_socket *socket = socket_numbered(world, number);
    struct err err;
    return socket && websocket_send(socket->websocket, text, len, &err) == OK;
}

static void close_socket(void *world, uint32_t number, uint16_t code) {
    struct link_socket *socket = socket_numbered(world, number);
    if (socket)
        websocket_close(socket->websocket, code);
}

static void pass_envelope(void *world, uint32_t socket, const struct json *envelope) {
    struct link *link = world;
    link->events->envelope(link->owner, socket, envelope);
}

static void pass_connected(void *world, const struct socket_mode_hello *hello) {
    struct link *link = world;
    link->events->connected(link->owner, hello);
}

static void pass_trouble(void *world, const struct socket_mode_trouble *trouble) {
    struct link *link = world;
    link->events->trouble(link->owner, trouble);
}

static const struct socket_mode_ports machine_ports = {
    .ask_url = ask_url,
    .dial = dial,
    .send = send_text,
    .close = close_socket,
    .envelope = pass_envelope,
    .connected = pass_connected,
    .trouble = pass_trouble,
};

/* ---- Life */

static int64_t run(void *owner, int64_t now_ms) {
    struct link *link = owner;
    return socket_mode_run(link->machine, now_ms);
}

struct link *link_new(struct loop *loop, struct web_api *api, struct websockets *websockets,
                      const struct socket_mode_settings *settings, const struct link_events *events,
                      void *owner) {
    struct link *link = mem_alloc(sizeof *link);
    link->loop = loop;
    link->api = api;
    link->websockets = websockets;
    link->events = events;
    link->owner = owner;
    link->machine = socket_mode_new(settings, &machine_ports, link);
    link->task = (struct loop_task){.run = run, .owner = link, .clock = LOOP_MONOTONIC};
    loop_add(loop, &link->task);
    return link;
}

void link_free(struct link *link) {
    if (!link)
        return;
    loop_remove(link->loop, &link->task);
    socket_mode_free(link->machine);
    mem_free(link);
}

void link_start(struct link *link) {
    socket_mode_start(link->machine, clock_monotonic_ms());
    loop_wake(&link->task);
}

void link_stop(struct link *link) {
    socket_mode_stop(link->machine);
    loop_wake(&link->task);
}

bool link_is_idle(const struct link *link) {
    return websockets_count(link->websockets) == 0;
}

enum result link_ack(struct link *link, uint32_t socket, const char *envelope_id,
                     const struct json *payload, struct err *err) {
    enum result result = socket_mode_ack(link->machine, socket, envelope_id, payload, err);
    loop_wake(&link->task);
    return result;
}

struct socket_mode_status link_status(const struct link *link) {
    return socket_mode_status(link->machine);
}
