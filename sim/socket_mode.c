/* Sockets and their lives: see socket_mode.h. */
#include "sim/socket_mode.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utc.h"
#include "sim/envelope.h"
#include "sim/fault.h"
#include "sim/journal.h"
#include "sim/socket.h"
#include "sim/stream.h"
#include "sim/tickets.h"
#include "sim/timer.h"

#include <stdio.h>
#include <string.h>

enum { DEBUG_CONNECTION_TIME_S = 360 }; /* with debug_reconnects=true */

struct sockets {
    struct sim *sim;
    struct socket_list list;
    struct tickets *tickets;
    struct deliveries *deliveries;
    int64_t last_number;
};

struct sockets *sockets_new(struct sim *sim) {
    struct sockets *sockets = mem_alloc(sizeof *sockets);
    sockets->sim = sim;
    TAILQ_INIT(&sockets->list);
    sockets->tickets = tickets_new(sim);
    sockets->deliveries = deliveries_new(sim);
    return sockets;
}

/* ---- Books */

void socket_note(struct socket *socket, const char *event, const char *detail) {
    struct json *entry = json_new_object();
    json_put_int(entry, "socket", socket->number);
    json_put_str(entry, "app", socket->app->id);
    json_put_str(entry, "event", event);
    if (detail)
        json_put_str(entry, "detail", detail);
    journal_add(socket->sim->journal, "socket", entry);
    log_info("socket", LOG_NUMBER("socket", socket->number), LOG_TEXT("event", event),
             LOG_TEXT("detail", detail));
}

static void redraw(struct sim *sim, const struct app *app) {
    struct json *change = json_new_object();
    json_put_str(change, "app", app->id);
    json_put_int(change, "sockets", (int64_t)socket_mode_count(sim, app));
    stream_send(sim->stream, "socket", change);
}

static struct socket *new_socket(struct sim *sim, struct app *app) {
    struct socket *socket = mem_alloc(sizeof *socket);
    socket->sim = sim;
    socket->app = app;
    socket->number = ++sim->sockets->last_number;
    snprintf(socket->host, sizeof socket->host, "applink-%lld", (long long)socket->number);
    TAILQ_INSERT_TAIL(&sim->sockets->list, socket, link);
    return socket;
}

static void free_socket(struct socket *socket) {
    TAILQ_REMOVE(&socket->sim->sockets->list, socket, link);
    timer_stop(socket->step);
    timer_stop(socket->ping);
    timer_stop(socket->late_pong);
    mem_free(socket);
}

struct conn *socket_conn(struct socket *socket) {
    return websocket_conn(socket->websocket);
}

int64_t socket_number(const struct socket *socket) {
    return socket->number;
}

struct app *socket_app(const struct socket *socket) {
    return socket->app;
}

bool socket_gets_envelopes(const struct socket *socket) {
    return socket->state == SOCKET_OPEN;
}

struct socket *socket_find(const struct sim *sim, int64_t number) {
    struct socket *socket;
    TAILQ_FOREACH(socket, &sim->sockets->list, link)
    if (socket->number == number && socket->websocket && socket->state >= SOCKET_OPEN)
        return socket;
    return NULL;
}

struct socket *socket_pick(struct sim *sim, const struct app *app, int64_t preferred) {
    struct socket *socket = socket_find(sim, preferred);
    uint64_t count = 0;
    if (socket && socket_gets_envelopes(socket))
        return socket;
    TAILQ_FOREACH(socket, &sim->sockets->list, link)
    count += socket->app == app && socket_gets_envelopes(socket);
    if (count == 0)
        return NULL;
    uint64_t chosen = random_below(&sim->random, count);
    TAILQ_FOREACH(socket, &sim->sockets->list, link)
    if (socket->app == app && socket_gets_envelopes(socket) && chosen-- == 0)
        return socket;
    return NULL;
}

size_t socket_mode_count(const struct sim *sim, const struct app *app) {
    const struct socket *socket;
    size_t count = 0;
    TAILQ_FOREACH(socket, &sim->sockets->list, link)
    count += socket->app == app && socket->state != SOCKET_SHAKING;
    return count;
}

struct json *socket_mode_json(const struct sim *sim) {
    struct json *all = json_new_array();
    const struct socket *socket;
    TAILQ_FOREACH(socket, &sim->sockets->list, link) {
        struct json *one = json_new_object();
        json_put_int(one, "socket", socket->number);
        json_put_str(one, "app", socket->app->id);
        json_put_str(one, "host", socket->host);
        json_put_bool(one, "ghost", socket->is_ghost);
        json_put_bool(one, "open", socket_gets_envelopes(socket));
        json_put_int(one, "unacked", (int64_t)delivery_unacked(sim->sockets->deliveries, socket));
        json_push(all, one);
    }
    return all;
}

/* ---- Sending */

void socket_send(struct socket *socket, const struct json *frame) {
    if (!socket->websocket)
        return; /* a ghost swallows it */
    const char *text = json_print(frame);
    websocket_send(socket->websocket, WEBSOCKET_TEXT, text, strlen(text));
}

void socket_send_disconnect(struct socket *socket, const char *reason) {
    JSON_AUTO *frame = json_new_object();
    struct json *debug_info = json_new_object();
    json_put_str(frame, "type", "disconnect");
    json_put_str(frame, "reason", reason);
    json_put_str(debug_info, "host", socket->host);
    json_put(frame, "debug_info", debug_info);
    socket_send(socket, frame);
    socket_note(socket, "disconnect", reason);
}

static struct json *hello_frame(const struct socket *socket) {
    char started[UTC_STAMP_SIZE];
    struct json *frame = json_new_object(), *info = json_new_object();
    struct json *debug_info = json_new_object();
    json_put_str(info, "app_id", socket->app->id);
    json_put_str(debug_info, "host", socket->host);
    json_put_str(debug_info, "started", utc_stamp(clock_utc_ms(), started));
    json_put_int(debug_info, "build_number", 1);
    json_put_int(debug_info, "approximate_connection_time", socket->life_s);
    json_put_str(frame, "type", "hello");
    json_put_int(frame, "num_connections", (int64_t)socket_mode_count(socket->sim, socket->app));
    json_put(frame, "connection_info", info);
    json_put(frame, "debug_info", debug_info);
    return frame;
}

/* ---- The life of a socket: hello, warning, refresh, end */

static void on_end(void *owner) {
    struct socket *socket = owner;
    socket->step = NULL;
    socket_note(socket, "dropped", "its time was over");
    conn_drop(socket_conn(socket));
}

void socket_end_in(struct socket *socket, int64_t delay_ms) {
    timer_stop(socket->step);
    socket->step = timer_start(socket->sim->loop, delay_ms, on_end, socket);
}

static void on_refresh(void *owner) {
    struct socket *socket = owner;
    socket_send_disconnect(socket, "refresh_requested");
    socket->step = NULL;
    socket_end_in(socket, sim_scaled_ms(socket->sim, FAREWELL_MS));
}

static void on_warning(void *owner) {
    struct socket *socket = owner;
    struct sim *sim = socket->sim;
    if ((int64_t)random_below(&sim->random, 100) < sim->settings.warning_before_refresh)
        socket_send_disconnect(socket, "warning");
    socket->step = timer_start(sim->loop, sim_scaled_ms(sim, sim->settings.warning_lead_ms),
                               on_refresh, socket);
}

static void on_ping_due(void *owner);

/* Without an interval the socket pings no more, whatever is switched later. */
static void plan_ping(struct socket *socket) {
    int64_t interval_ms = socket->sim->settings.ping_interval_ms;
    socket->ping =
        interval_ms > 0 ? timer_start(socket->sim->loop, interval_ms, on_ping_due, socket) : NULL;
}

static void on_ping_due(void *owner) {
    struct socket *socket = owner;
    char text[HOST_SIZE + 16];
    int len = snprintf(text, sizeof text, "Ping from %s", socket->host);
    if (!socket->no_ping)
        websocket_send(socket->websocket, WEBSOCKET_PING, text, (size_t)len);
    plan_ping(socket);
}

static void send_hello(struct socket *socket) {
    JSON_AUTO *hello = hello_frame(socket);
    socket_send(socket, hello);
    socket_note(socket, "hello", NULL);
}

static void open_up(void *owner) {
    struct socket *socket = owner;
    struct sim *sim = socket->sim;
    socket->step = NULL;
    socket->state = SOCKET_OPEN;
    send_hello(socket);
    redraw(sim, socket->app);
    int64_t life_ms = socket->life_s * SECOND_MS - sim->settings.warning_lead_ms;
    socket->step = timer_start(sim->loop, sim_scaled_ms(sim, life_ms), on_warning, socket);
    plan_ping(socket);
    delivery_connected(sim->sockets->deliveries, socket);
    socket_fault_strike(socket);
}

void socket_mode_strike(struct sim *sim) {
    struct socket *socket;
    TAILQ_FOREACH(socket, &sim->sockets->list, link)
    if (socket->websocket && socket_gets_envelopes(socket))
        socket_fault_strike(socket);
}

void socket_mode_add_ghosts(struct sim *sim, struct app *app, int64_t count) {
    for (int64_t i = 0; i < count && i < GHOSTS_MAX; i++) {
        struct socket *ghost = new_socket(sim, app);
        ghost->is_ghost = true;
        ghost->state = SOCKET_OPEN;
        socket_note(ghost, "ghost", NULL);
    }
    redraw(sim, app);
}

/* ---- What the client does */

static void on_text(void *owner, const char *text, size_t len) {
    struct socket *socket = owner;
    struct sim *sim = socket->sim;
    if (len < ACK_SIZE_MAX) {
        delivery_ack(sim->sockets->deliveries, socket, text, len);
        return;
    }
    socket_note(socket, "oversized_ack", sim->settings.oversized_ack_closes ? "close" : "drop");
    if (!sim->settings.oversized_ack_closes)
        return;
    socket->state = SOCKET_CLOSING;
    websocket_send_close(socket->websocket, 1009, "Max frame length of 20480 has been exceeded.");
    conn_close(socket_conn(socket));
}

static void on_fragmented(void *owner, const char *text, size_t len) {
    struct socket *socket = owner;
    if (socket->sim->settings.joins_fragments)
        on_text(socket, text, len);
    else
        socket_note(socket, "fragmented_message_dropped", NULL);
}

static void on_late_pong(void *owner) {
    struct socket *socket = owner;
    socket->late_pong = NULL;
    websocket_send(socket->websocket, WEBSOCKET_PONG, socket->ping_bytes, socket->ping_len);
}

static void on_ping(void *owner, const char *bytes, size_t len) {
    struct socket *socket = owner;
    if (socket->no_pong || socket->late_pong)
        return;
    if (socket->slow_pong_ms == 0) {
        websocket_send(socket->websocket, WEBSOCKET_PONG, bytes, len);
        return;
    }
    memcpy(socket->ping_bytes, bytes, len);
    socket->ping_len = len;
    socket->late_pong = timer_start(socket->sim->loop, socket->slow_pong_ms, on_late_pong, socket);
}

static void on_pong(void *owner) {
    (void)owner; /* a socket that never pongs lives on, as a ghost would */
}

static void on_close(void *owner, int code) {
    struct socket *socket = owner;
    char text[16];
    snprintf(text, sizeof text, "%d", code);
    socket_note(socket, "client_close", text);
    bool answered = socket->state == SOCKET_CLOSING; /* it answers our own close frame */
    socket->state = SOCKET_CLOSING;
    if (!socket->sim->settings.answer_close || socket->no_close_answer)
        return;
    if (!answered)
        websocket_send_close(socket->websocket, code == 1005 ? 0 : code, "");
    conn_close(socket_conn(socket));
}

static void on_closed(void *owner) {
    struct socket *socket = owner;
    struct sim *sim = socket->sim;
    struct app *app = socket->app;
    socket_note(socket, "closed", NULL);
    free_socket(socket);
    redraw(sim, app);
}

/* ---- Opening */

static void too_many(struct socket *socket) {
    socket_send_disconnect(socket, "too_many_websockets");
    websocket_send_close(socket->websocket, 1000, "");
    socket->state = SOCKET_CLOSING;
    conn_close(socket_conn(socket));
}

static struct socket *oldest_open(const struct sim *sim, const struct app *app) {
    struct socket *socket;
    TAILQ_FOREACH(socket, &sim->sockets->list, link)
    if (socket->app == app && socket->websocket && socket_gets_envelopes(socket))
        return socket;
    return NULL;
}

/* Keeps the sockets of an app to their number; false when it is the new one that goes. */
static bool make_room(struct socket *newest) {
    const struct settings *settings = &newest->sim->settings;
    if (socket_mode_count(newest->sim, newest->app) <= SOCKETS_PER_APP_MAX)
        return true;
    struct socket *oldest = oldest_open(newest->sim, newest->app);
    if (settings->too_many_closes_oldest && oldest) {
        too_many(oldest);
        return true;
    }
    if (settings->too_many_after_hello)
        send_hello(newest);
    too_many(newest);
    return false;
}

/* The step between the 101 and the hello. */
static void prepare_hello(struct socket *socket) {
    struct sim *sim = socket->sim;
    if (!make_room(socket))
        return;
    socket_fault_strike_before_hello(socket);
    JSON_AUTO *none = fault_take(sim->faults, "no_hello", NULL, NULL);
    if (none || socket->state != SOCKET_MUTE || socket->step)
        return;
    JSON_AUTO *delayed = fault_take(sim->faults, "hello_delay", NULL, NULL);
    if (delayed)
        socket->step = timer_start(sim->loop, json_int(delayed, "ms", 1000), open_up, socket);
    else
        open_up(socket);
}

static void shake_hands(void *owner) {
    static const struct websocket_events events = {on_text, on_fragmented, on_ping,
                                                   on_pong, on_close,      on_closed};
    struct socket *socket = owner;
    struct exchange *exchange = socket->exchange;
    socket->step = NULL;
    socket->exchange = NULL;
    socket->websocket = websocket_accept(exchange, &events, socket);
    if (!socket->websocket) {
        free_socket(socket);
        return;
    }
    socket->state = SOCKET_MUTE;
    socket_note(socket, "open", NULL);
    prepare_hello(socket);
}

/* Spoils the handshake if a fault says so; true when there is nothing left to do. */
static bool spoil_handshake(struct sim *sim, struct exchange *exchange) {
    JSON_AUTO *refuse = fault_take(sim->faults, "handshake_refuse", NULL, NULL);
    if (refuse) {
        http_answer_text(exchange, (int)json_int(refuse, "status", 409), "");
        return true;
    }
    JSON_AUTO *silent = fault_take(sim->faults, "handshake_silent", NULL, NULL);
    if (silent) {
        http_forget(exchange);
        return true;
    }
    JSON_AUTO *garbage = fault_take(sim->faults, "handshake_garbage", NULL, NULL);
    if (garbage) {
        char *early;
        size_t early_len;
        struct conn *conn = http_take_over(exchange, &early, &early_len);
        if (!conn)
            return true;
        mem_free(early);
        conn_write(conn, "\x16\x03garbage\r\n\r\n", 13);
        conn_close(conn);
        return true;
    }
    return false;
}

/* The value of a parameter of the query, cut to fit; "" when absent. */
static const char *query_text(const char *query, const char *name, char *out, size_t size) {
    size_t len = strlen(name);
    *out = 0;
    for (const char *at = query; *at; at += strcspn(at, "&"), at += *at == '&')
        if (strncmp(at, name, len) == 0 && at[len] == '=')
            snprintf(out, size, "%.*s", (int)strcspn(at + len + 1, "&"), at + len + 1);
    return out;
}

const char *socket_mode_new_ticket(struct sim *sim, struct app *app, char out[TICKET_SIZE]) {
    return tickets_make(sim->sockets->tickets, app, out);
}

void socket_mode_accept(struct sim *sim, struct exchange *exchange) {
    char text[TICKET_SIZE], debug[8];
    bool short_life =
        str_equal(query_text(exchange->query, "debug_reconnects", debug, sizeof debug), "true");
    struct app *app = tickets_use(sim->sockets->tickets,
                                  query_text(exchange->query, "ticket", text, sizeof text));
    if (!websocket_wanted(exchange)) {
        http_answer_text(exchange, 400, "This address speaks WebSocket only.\n");
        return;
    }
    if (spoil_handshake(sim, exchange))
        return;
    if (!app) {
        http_answer_text(exchange, 403, "The ticket is unknown, used or too old.\n");
        return;
    }
    struct socket *socket = new_socket(sim, app);
    socket->exchange = exchange;
    socket->life_s = short_life ? DEBUG_CONNECTION_TIME_S : sim->settings.connection_time_s;
    JSON_AUTO *slow = fault_take(sim->faults, "handshake_slow", NULL, NULL);
    if (slow)
        socket->step = timer_start(sim->loop, json_int(slow, "ms", 1000), shake_hands, socket);
    else
        shake_hands(socket);
}

/* ---- Passing on to the deliveries */

void socket_mode_send_event(struct sim *sim, struct app *app, struct json *owned_event) {
    char event_id[ID_SIZE];
    sim_new_id(sim, "Ev", event_id);
    struct json *payload = envelope_event(sim, app, event_id, owned_event);
    delivery_event(sim->sockets->deliveries, app, event_id, payload);
}

void socket_mode_send_request(struct sim *sim, struct app *app, const char *type,
                              bool accepts_payload, const char *key, struct json *owned_payload,
                              answer_handler *handler, void *owner) {
    delivery_request(sim->sockets->deliveries, app, type, accepts_payload, key, owned_payload,
                     handler, owner);
}

/* ---- The end */

/* Ends a socket that has no connection of its own: a ghost, or one that still shakes hands. */
static void abandon(struct socket *socket) {
    if (socket->exchange)
        http_forget(socket->exchange);
    free_socket(socket);
}

void sockets_reset(struct sim *sim) {
    struct sockets *sockets = sim->sockets;
    struct socket *socket = TAILQ_FIRST(&sockets->list), *next;
    deliveries_clear(sockets->deliveries);
    for (; socket; socket = next) {
        next = TAILQ_NEXT(socket, link);
        if (socket->websocket) /* the same file was loaded again: the app is there */
            socket->app = workspace_app(sim->workspace, socket->app->id);
        else
            abandon(socket);
    }
}

void sockets_free(struct sockets *sockets) {
    if (!sockets)
        return;
    struct socket *socket;
    deliveries_free(sockets->deliveries);
    while ((socket = TAILQ_FIRST(&sockets->list)) != NULL)
        abandon(socket); /* the connections are closed by now */
    tickets_free(sockets->tickets);
    mem_free(sockets);
}
