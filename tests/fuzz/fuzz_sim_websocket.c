/* Fuzzes the local Slack's WebSocket frames: however they are cut into pieces, the same messages
 * come out of them, none is longer than allowed, and none follows a close frame or a broken one.
 * The first byte is the length of a piece. */
#include "sim/websocket.h"
#include "tests/fuzz/expect.h"
#include "tests/fuzz/fake_conn.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LOG_MAX = 4 * 1024 * 1024, CONTROL_MAX = 125 };

struct world {
    struct websocket *websocket;
    struct conn *conn;
    struct str log; /* every event, in words */
    int ends;
};

/* Control frames that came together with the close frame may still be told of. */
static void note(struct world *world, const char *event, const char *bytes, size_t len) {
    bool over = fake_conn_is_closed(world->conn), control = event[0] == 'p' || event[0] == 'c';
    expect(world->ends == 0 && (!over || control));
    if (over)
        return;
    str_addf(&world->log, "%s %zu ", event, len);
    str_add_bytes(&world->log, bytes, len);
    str_add(&world->log, "\n");
}

static void on_text(void *owner, const char *text, size_t len) {
    expect(len <= WEBSOCKET_MESSAGE_MAX);
    note(owner, "text", text, len);
}

static void on_fragmented(void *owner, const char *text, size_t len) {
    expect(len <= WEBSOCKET_MESSAGE_MAX);
    note(owner, "fragmented", text, len);
}

static void on_ping(void *owner, const char *bytes, size_t len) {
    struct world *world = owner;
    expect(len <= CONTROL_MAX);
    note(world, "ping", bytes, len);
    websocket_send(world->websocket, WEBSOCKET_PONG, bytes, len);
}

static void on_pong(void *owner) {
    note(owner, "pong", "", 0);
}

static void on_close(void *owner, int code) {
    struct world *world = owner;
    expect(code >= 0 && code <= UINT16_MAX);
    note(world, "close", (const char *)&code, sizeof code);
    websocket_send_close(world->websocket, 1000, "");
    conn_close(world->conn);
}

static void on_closed(void *owner) {
    struct world *world = owner;
    world->ends++;
}

static void accept_it(struct exchange *exchange, void *owner) {
    static const struct websocket_events events = {on_text, on_fragmented, on_ping,
                                                   on_pong, on_close,      on_closed};
    struct world *world = owner;
    expect(websocket_wanted(exchange));
    world->websocket = websocket_accept(exchange, &events, world);
}

static struct str messages_of(const char *bytes, size_t len, size_t piece) {
    static const char handshake[] =
        "GET /link/ HTTP/1.1\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    struct world world = {.log = str_new(LOG_MAX), .conn = fake_conn_new()};
    http_serve(world.conn, accept_it, &world);
    fake_conn_send(world.conn, handshake, sizeof handshake - 1);
    expect(world.websocket && str_starts(fake_conn_read(world.conn)->text, "HTTP/1.1 101 "));
    for (size_t at = 0; at < len; at += piece)
        fake_conn_send(world.conn, bytes + at, len - at < piece ? len - at : piece);
    const struct str *written = fake_conn_read(world.conn);
    str_add_bytes(&world.log, written->text, written->len);
    fake_conn_free(world.conn);
    expect(world.ends == 1);
    return world.log;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size == 0)
        return 0;
    const char *bytes = (const char *)data + 1;
    size_t len = size - 1;
    struct str whole = messages_of(bytes, len, len + 1);
    struct str pieces = messages_of(bytes, len, (size_t)data[0] + 1);
    expect(whole.len == pieces.len && memcmp(whole.text, pieces.text, whole.len) == 0);
    str_free(&whole);
    str_free(&pieces);
    return 0;
}
