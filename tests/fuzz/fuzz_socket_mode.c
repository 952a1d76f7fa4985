/* Fuzzes Socket Mode's state machine: the input is a list of events, most of them frames, and after
 * each the machine must hold what it promises: it speaks and closes only on sockets that are open,
 * asks for one URL at a time and holds no more sockets than Slack allows. */
#include "bot/socket_mode.h"

#include "base/json.h"

#include <stdlib.h>
#include <string.h>

enum { SOCKETS = 4096, SLACKS_LIMIT = 10 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct world {
    struct socket_mode *sm;
    uint32_t attempt, socket;
    bool open[SOCKETS];
    unsigned count;
};

static void ask_url(void *user, uint32_t attempt) {
    struct world *world = user;
    if (attempt <= world->attempt || attempt >= SOCKETS)
        abort();
    world->attempt = attempt;
}

static void dial(void *user, uint32_t socket, const char *url) {
    struct world *world = user;
    (void)url;
    if (world->open[socket] || ++world->count > SLACKS_LIMIT)
        abort();
    world->open[socket] = true;
    world->socket = socket;
}

static bool send_text(void *user, uint32_t socket, const char *text, size_t len) {
    struct world *world = user;
    if (!world->open[socket] || len >= SOCKET_MODE_ACK_LIMIT || text[len])
        abort();
    return len % 3 != 0;
}

static void close_socket(void *user, uint32_t socket, uint16_t code) {
    struct world *world = user;
    (void)code;
    if (!world->open[socket])
        abort();
    world->open[socket] = false;
    world->count--;
}

static void on_envelope(void *user, uint32_t socket, const struct json *envelope) {
    struct world *world = user;
    struct err err;
    const char *id = json_text_at(envelope, "envelope_id");
    if (socket_mode_ack(world->sm, socket, id, json_at(envelope, "payload"), &err) == INVALID &&
        socket_mode_ack(world->sm, socket, id, NULL, &err) == INVALID)
        abort();
}

static void on_connected(void *user, const struct socket_mode_hello *hello) {
    (void)user, (void)hello;
}

static void on_trouble(void *user, const struct socket_mode_trouble *trouble) {
    (void)user;
    if (!trouble->text[0])
        abort();
}

static const struct socket_mode_ports ports = {ask_url,     dial,         send_text, close_socket,
                                               on_envelope, on_connected, on_trouble};

/* One event; returns the bytes that it used. */
static size_t play(struct world *world, const uint8_t *data, size_t size, int64_t now_ms) {
    uint32_t socket = data[0] & 8 ? world->socket : world->socket - (world->socket > 1);
    const char *text = (const char *)data + 1;
    size_t len = strnlen(text, size - 1);
    char *copy = strndup(text, len);
    switch (data[0] & 7) {
    case 0:
        socket_mode_url(world->sm, world->attempt, "wss://x/", now_ms);
        len = 0;
        break;
    case 1:
        socket_mode_no_url(world->sm, world->attempt, copy, "no", (int64_t)len - 1, now_ms);
        break;
    case 2:
        socket_mode_opened(world->sm, socket, now_ms);
        len = 0;
        break;
    case 3:
        if (world->open[socket])
            world->count--;
        world->open[socket] = false;
        socket_mode_closed(world->sm, socket, "gone", -1, now_ms);
        len = 0;
        break;
    case 4:
        socket_mode_message(world->sm, socket, "{\"type\":\"hello\"}", 16, now_ms);
        len = 0;
        break;
    default:
        socket_mode_message(world->sm, socket, copy, len, now_ms);
        break;
    }
    free(copy);
    return len + 1;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct world world = {.sm = NULL};
    struct socket_mode_settings settings = {.seed = size};
    int64_t now_ms = 1;
    world.sm = socket_mode_new(&settings, &ports, &world);
    socket_mode_start(world.sm, now_ms);
    for (int turn = 0; size > 1 && turn < 1000; turn++) {
        int64_t due_ms = socket_mode_run(world.sm, now_ms);
        if (due_ms != SOCKET_MODE_NEVER && data[0] & 16)
            now_ms = due_ms > now_ms ? due_ms : now_ms;
        size_t used = play(&world, data, size, ++now_ms);
        data += used;
        size -= used;
    }
    socket_mode_stop(world.sm);
    if (world.count)
        abort();
    socket_mode_free(world.sm);
    return 0;
}
