/* WebSocket connections over libwebsockets: see websocket.h. The library is a guest on the loop,
 * and some of its habits shape this file:
 *
 * - Its timers may sleep until something happens on one of its sockets, so every deadline is ours,
 *   and whatever is asked of it from outside its callbacks is followed by lws_cancel_service.
 * - A close frame leaves only if the end is asked for in LWS_CALLBACK_TIMER.
 * - Failures arrive by four different callbacks, or none. All of them, and our own deadlines, call
 *   websocket_end_because; the task then tells the owner, once, when the library has let go. */
#include "bot/websocket_inside.h"

#include "base/clock.h"
#include "base/mem.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* ---- The one way down. */

void websocket_end_because(struct websocket *socket, const char *format, ...) {
    if (socket->step == ENDED)
        return;
    if (socket->step == CONNECTING)
        socket->owner->address_turn++;
    socket->step = ENDED;
    loop_wake(&socket->owner->task);
    if (socket->reason[0])
        return;
    va_list args;
    va_start(args, format);
    vsnprintf(socket->reason, sizeof socket->reason, format, args);
    va_end(args);
}

/* Makes the library and the resolver let go. Not for the library's own callbacks about an end:
 * there it does so already. */
static void drop(struct websocket *socket) {
    resolver_abandon(socket->lookup);
    socket->lookup = NULL;
    if (!socket->wsi)
        return;
    lws_set_timeout(socket->wsi, PENDING_TIMEOUT_USER_REASON_BASE, LWS_TO_KILL_ASYNC);
    lws_cancel_service(socket->owner->context);
}

void websocket_free(struct websocket *socket) {
    for (struct frame *frame = socket->first, *next; frame; frame = next) {
        next = frame->next;
        mem_free(frame);
    }
    str_free(&socket->message);
    mem_free(socket);
}

/* Tells the owner about the connections that are over, one at a time from the start of the list:
 * the owner may open another one in the call. */
static void report_ended(struct websockets *sockets) {
    for (struct websocket **link = &sockets->connections; *link;) {
        struct websocket *socket = *link;
        if (socket->step != ENDED || socket->wsi) {
            link = &socket->next;
            continue;
        }
        *link = socket->next;
        socket->end.reason = socket->reason;
        socket->events->closed(socket->user, socket, &socket->end);
        websocket_free(socket);
        link = &sockets->connections;
    }
}

/* ---- Deadlines. */

static void give_up(struct websocket *socket) {
    const struct url_websocket *target = &socket->target;
    const char *way = socket->proxied ? " through the proxy" : "";
    if (socket->step == CONNECTING)
        websocket_end_because(socket, "no connection to %s:%d%s within %lld ms", target->place.host,
                              target->place.port, way,
                              (long long)socket->owner->settings.network.connect_timeout_ms);
    else if (socket->step == HANDSHAKING)
        websocket_end_because(socket, "%s did not answer the WebSocket handshake%s within %lld ms",
                              target->place.host, way,
                              (long long)socket->owner->settings.network.answer_timeout_ms);
    else
        websocket_end_because(socket, "closed with code %d; the peer did not answer",
                              socket->close_code);
    drop(socket);
}

/* Silence is met with a ping, and the peer is gone when that is not answered. The time is counted
 * from the ping, so that a daemon that was stopped for a while does not blame the peer. */
static int64_t watch_life(struct websocket *socket, int64_t now_ms) {
    const struct websocket_settings *settings = &socket->owner->settings;
    int64_t patience_ms = settings->dead_after_ms - settings->ping_ms;
    if (socket->ping_asked_ms && now_ms - socket->ping_asked_ms >= patience_ms) {
        websocket_end_because(socket, "no sign of life for %lld ms",
                              (long long)settings->dead_after_ms);
        drop(socket);
        return LOOP_NEVER;
    }
    if (now_ms >= socket->next_ping_ms) {
        socket->next_ping_ms = now_ms + settings->ping_ms;
        if (!socket->ping_asked_ms)
            socket->ping_asked_ms = now_ms;
        socket->ping_due = true;
        lws_callback_on_writable(socket->wsi);
        lws_cancel_service(socket->owner->context);
    }
    int64_t dead_ms = socket->ping_asked_ms ? socket->ping_asked_ms + patience_ms : LOOP_NEVER;
    return dead_ms < socket->next_ping_ms ? dead_ms : socket->next_ping_ms;
}

static int64_t watch(struct websocket *socket, int64_t now_ms) {
    if (socket->step == ENDED)
        return LOOP_NEVER;
    if (socket->step == OPEN)
        return watch_life(socket, now_ms);
    if (now_ms >= socket->deadline_ms) {
        give_up(socket);
        return LOOP_NEVER;
    }
    if (socket->try_next && !socket->wsi)
        websocket_connect_to_next(socket);
    return socket->deadline_ms;
}

int64_t websockets_run(void *owner, int64_t now_ms) {
    struct websockets *sockets = owner;
    int64_t next_ms = LOOP_NEVER;
    for (struct websocket *socket = sockets->connections; socket; socket = socket->next) {
        int64_t due_ms = watch(socket, now_ms);
        if (due_ms < next_ms)
            next_ms = due_ms;
    }
    report_ended(sockets);
    return next_ms;
}

static void heard(struct websocket *socket) {
    socket->next_ping_ms = clock_monotonic_ms() + socket->owner->settings.ping_ms;
    socket->ping_asked_ms = 0;
    socket->ping_due = false;
    lws_validity_confirmed(socket->wsi);
}

/* ---- What the library reports. */

static void on_established(struct websocket *socket) {
    if (socket->step != HANDSHAKING)
        return;
    socket->step = OPEN;
    socket->end.established = true;
    heard(socket);
    loop_wake(&socket->owner->task);
    socket->events->established(socket->user, socket);
}

static void on_binary(struct websocket *socket, size_t len, bool last) {
    socket->binary_len += len;
    if (!last)
        return;
    len = socket->binary_len;
    socket->binary_len = 0;
    socket->events->binary(socket->user, socket, len);
}

/* A message may come in any number of pieces; an empty one is legal. */
static void on_receive(struct websocket *socket, const char *bytes, size_t len) {
    heard(socket);
    if (socket->step != OPEN)
        return;
    bool last = lws_is_final_fragment(socket->wsi) && !lws_remaining_packet_payload(socket->wsi);
    if (lws_frame_is_binary(socket->wsi)) {
        on_binary(socket, len, last);
        return;
    }
    str_add_bytes(&socket->message, bytes, len);
    if (socket->message.full) {
        snprintf(socket->reason, sizeof socket->reason, "a message was longer than %d bytes",
                 WEBSOCKET_MESSAGE_MAX);
        websocket_close(socket, LWS_CLOSE_STATUS_MESSAGE_TOO_LARGE);
        return;
    }
    if (!last)
        return;
    socket->events->message(socket->user, socket, socket->message.text, socket->message.len);
    str_clear(&socket->message);
}

static int write_ping(struct websocket *socket) {
    unsigned char bytes[LWS_PRE + 1];
    socket->ping_due = false;
    return lws_write(socket->wsi, bytes + LWS_PRE, 0, LWS_WRITE_PING) < 0 ? -1 : 0;
}

static int write_frame(struct websocket *socket) {
    struct frame *frame = socket->first;
    socket->first = frame->next;
    if (!socket->first)
        socket->last = NULL;
    socket->queued -= frame->len;
    int written = lws_write(socket->wsi, frame->bytes + LWS_PRE, frame->len, LWS_WRITE_TEXT);
    bool whole = written >= 0 && (size_t)written >= frame->len;
    mem_free(frame);
    return whole ? 0 : -1;
}

/* Leads to on_timer, the one place that a close frame leaves from. A second time would make the
 * library hang up without waiting for the answer. */
static void ask_for_close(struct websocket *socket) {
    socket->close_begun = true;
    lws_set_timer_usecs(socket->wsi, 1);
}

/* One write a call: the library buffers what the system does not take, and calls again when that is
 * gone. */
static int on_writeable(struct websocket *socket) {
    int result = 0;
    bool more = socket->first != NULL;
    if (socket->step != OPEN && socket->step != CLOSING)
        return 0;
    if (socket->first)
        result = write_frame(socket);
    else if (socket->ping_due && socket->step == OPEN)
        result = write_ping(socket);
    else if (socket->step == CLOSING && !socket->close_begun)
        ask_for_close(socket);
    if (more)
        lws_callback_on_writable(socket->wsi);
    return result;
}

static int on_timer(struct websocket *socket) {
    if (socket->step != CLOSING)
        return 0;
    lws_close_reason(socket->wsi, (enum lws_close_status)socket->close_code, NULL, 0);
    return -1;
}

static void on_peer_close(struct websocket *socket, const unsigned char *bytes, size_t len) {
    if (len >= 2)
        socket->end.close_code = bytes[0] << 8 | bytes[1];
    if (socket->step == OPEN)
        snprintf(socket->reason, sizeof socket->reason,
                 "the peer closed the connection with code %d%s%.*s", socket->end.close_code,
                 len > 2 ? ": " : "", len > 2 ? (int)(len - 2) : 0, (const char *)bytes + 2);
    socket->step = LEAVING;
    socket->deadline_ms = clock_monotonic_ms() + socket->owner->settings.close_timeout_ms;
    loop_wake(&socket->owner->task);
}

static void on_closed(struct websocket *socket) {
    if (socket->step == CLOSING || socket->step == LEAVING)
        websocket_end_because(socket, "closed with code %d", socket->close_code);
    else
        websocket_end_because(socket, "the connection was lost");
}

static void on_destroyed(struct websocket *socket) {
    socket->wsi = NULL;
    loop_wake(&socket->owner->task);
    if (!socket->try_next)
        websocket_end_because(socket, "the connection was lost");
}

int websocket_event(struct lws *wsi, enum lws_callback_reasons event, void *user, void *in,
                    size_t len) {
    struct websocket *socket = wsi ? lws_get_opaque_user_data(wsi) : NULL;
    if (event == LWS_CALLBACK_OPENSSL_PERFORM_SERVER_CERT_VERIFICATION)
        return websocket_on_certificate(socket, user);
    if (!socket)
        return 0;
    if (event == LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER)
        websocket_on_request(socket);
    else if (event == LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP)
        websocket_on_answer(socket, wsi);
    else if (event == LWS_CALLBACK_CLIENT_ESTABLISHED)
        on_established(socket);
    else if (event == LWS_CALLBACK_CLIENT_RECEIVE)
        on_receive(socket, in, len);
    else if (event == LWS_CALLBACK_CLIENT_RECEIVE_PONG)
        heard(socket);
    else if (event == LWS_CALLBACK_CLIENT_WRITEABLE)
        return on_writeable(socket);
    else if (event == LWS_CALLBACK_TIMER)
        return on_timer(socket);
    else if (event == LWS_CALLBACK_WS_PEER_INITIATED_CLOSE)
        on_peer_close(socket, in, len);
    else if (event == LWS_CALLBACK_CLIENT_CLOSED)
        on_closed(socket);
    else if (event == LWS_CALLBACK_CLIENT_CONNECTION_ERROR)
        websocket_on_failure(socket, wsi, in ? in : "no reason was given");
    else if (event == LWS_CALLBACK_CLOSED_CLIENT_HTTP)
        websocket_on_failure(socket, wsi, "the connection ended during the handshake");
    else if (event == LWS_CALLBACK_WSI_DESTROY)
        on_destroyed(socket);
    return 0;
}

/* ---- For the owner. */

enum result websocket_open(struct websockets *sockets, const char *url,
                           const struct websocket_events *events, void *user,
                           struct websocket **ret_socket, struct err *err) {
    struct websocket *socket = mem_alloc(sizeof *socket);
    enum result result = url_parse_websocket(url, &socket->target, err);
    socket->owner = sockets;
    socket->events = events;
    socket->user = user;
    socket->message = str_new(WEBSOCKET_MESSAGE_MAX);
    socket->end.retry_after_ms = -1;
    socket->proxied = network_uses_proxy(&sockets->settings.network, socket->target.place.host);
    socket->deadline_ms = clock_monotonic_ms() + sockets->settings.network.connect_timeout_ms;
    if (result == OK)
        result = websocket_connect(socket, err);
    if (result != OK) {
        websocket_free(socket);
        return result;
    }
    socket->next = sockets->connections;
    sockets->connections = socket;
    loop_wake(&sockets->task);
    *ret_socket = socket;
    return OK;
}

enum result websocket_send(struct websocket *socket, const char *text, size_t len,
                           struct err *err) {
    if (socket->step != OPEN)
        return fail(err, BUSY, "the connection is not open");
    if (len > WEBSOCKET_QUEUE_MAX - socket->queued)
        return fail(err, BUSY, "the peer does not read: %zu bytes wait to be sent", socket->queued);
    struct frame *frame = mem_alloc(sizeof *frame + LWS_PRE + len);
    memcpy(frame->bytes + LWS_PRE, text, len);
    frame->len = len;
    if (socket->last)
        socket->last->next = frame;
    else
        socket->first = frame;
    socket->last = frame;
    socket->queued += len;
    lws_callback_on_writable(socket->wsi);
    lws_cancel_service(socket->owner->context);
    return OK;
}

void websocket_close(struct websocket *socket, uint16_t code) {
    if (socket->step >= CLOSING)
        return;
    if (socket->step != OPEN) {
        websocket_end_because(socket, "closed before the connection was made");
        drop(socket);
        return;
    }
    socket->step = CLOSING;
    socket->close_code = code;
    socket->deadline_ms = clock_monotonic_ms() + socket->owner->settings.close_timeout_ms;
    loop_wake(&socket->owner->task);
    lws_callback_on_writable(socket->wsi);
    lws_cancel_service(socket->owner->context);
}

unsigned websockets_count(const struct websockets *sockets) {
    unsigned count = 0;
    for (const struct websocket *socket = sockets->connections; socket; socket = socket->next)
        count++;
    return count;
}
