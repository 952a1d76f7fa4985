/* Tickets, sockets, their lives and faults: see socket_mode.h. */
#include "sim/socket_mode.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utc.h"
#include "sim/envelope.h"
#include "sim/fault.h"
#include "sim/journal.h"
#include "sim/stream.h"
#include "sim/timer.h"
#include "sim/websocket.h"

#include <stdio.h>
#include <string.h>

enum {
    DEBUG_CONNECTION_TIME_S = 360, /* with debug_reconnects=true */
    FAREWELL_MS = 5000,            /* from refresh_requested to the end; scaled */
    HOST_SIZE = 48
};

enum socket_state {
    SOCKET_SHAKING, /* asked for, not yet answered */
    SOCKET_MUTE,    /* answered, before its hello */
    SOCKET_OPEN,
    SOCKET_CLOSING /* gets no more envelopes */
};

struct socket {
    TAILQ_ENTRY(socket) link;
    struct sim *sim;
    struct app *app;
    int64_t number;
    enum socket_state state;
    bool is_ghost;
    char host[HOST_SIZE];
    int64_t life_s;
    struct exchange *exchange;   /* while shaking */
    struct websocket *websocket; /* after it; NULL for a ghost */
    struct timer *step;          /* the next step of its life: answer, hello, warning, end */
    struct timer *ping;
    struct timer *late_pong;
    int64_t slow_pong_ms;
    bool no_ping, no_pong, no_close_answer;
};
TAILQ_HEAD(socket_list, socket);

struct ticket {
    TAILQ_ENTRY(ticket) link;
    char text[TICKET_SIZE];
    char app_id[ID_SIZE];
    int64_t expires_ms;
};
TAILQ_HEAD(ticket_list, ticket);

struct sockets {
    struct sim *sim;
    struct socket_list list;
    struct ticket_list tickets;
    struct deliveries *deliveries;
    size_t ticket_count;
    int64_t last_number;
};

struct sockets *sockets_new(struct sim *sim) {
    struct sockets *sockets = mem_alloc(sizeof *sockets);
    sockets->sim = sim;
    TAILQ_INIT(&sockets->list);
    TAILQ_INIT(&sockets->tickets);
    sockets->deliveries = deliveries_new(sim);
    return sockets;
}

/* ---- Tickets ------------------------------------------------------------------------------- */

static void drop_ticket(struct sockets *sockets, struct ticket *ticket) {
    TAILQ_REMOVE(&sockets->tickets, ticket, link);
    sockets->ticket_count--;
    mem_free(ticket);
}

const char *socket_mode_new_ticket(struct sim *sim, struct app *app, char out[TICKET_SIZE]) {
    struct sockets *sockets = sim->sockets;
    if (sockets->ticket_count == TICKETS_MAX)
        drop_ticket(sockets, TAILQ_FIRST(&sockets->tickets));
    struct ticket *ticket = mem_alloc(sizeof *ticket);
    random_id(&sim->random, ticket->text);
    snprintf(ticket->app_id, sizeof ticket->app_id, "%s", app->id);
    ticket->expires_ms = clock_monotonic_ms() + sim->settings.ticket_life_ms;
    TAILQ_INSERT_TAIL(&sockets->tickets, ticket, link);
    sockets->ticket_count++;
    snprintf(out, TICKET_SIZE, "%s", ticket->text);
    return out;
}

/* The ticket's app, the ticket used up; NULL when it is unknown, used or too old. */
static struct app *use_ticket(struct sockets *sockets, const char *text) {
    struct ticket *ticket;
    TAILQ_FOREACH(ticket, &sockets->tickets, link)
    if (str_equal(ticket->text, text))
        break;
    if (!ticket)
        return NULL;
    bool alive = clock_monotonic_ms() <= ticket->expires_ms;
    struct app *app = alive ? workspace_app(sockets->sim->workspace, ticket->app_id) : NULL;
    drop_ticket(sockets, ticket);
    return app;
}

/* ---- Books --------------------------------------------------------------------------------- */

static void note(struct socket *socket, const char *event, const char *detail) {
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

static struct conn *conn_of(struct socket *socket) {
    return websocket_conn(socket->websocket);
}

int64_t socket_number(const struct socket *socket) {
    return socket->number;
}

struct app *socket_app(const struct socket *socket) {
    return socket->app;
}

static bool gets_envelopes(const struct socket *socket) {
    return socket->state == SOCKET_OPEN;
}

struct socket *socket_find(const struct sim *sim, int64_t number) {
    struct socket *socket;
    TAILQ_FOREACH(socket, &sim->sockets->list, link)
    if (socket->number == number && socket->websocket && socket->state >= SOCKET_OPEN)
        return socket;
    return NULL;
}

struct socket *socket_pick(struct sim *sim, const struct app *app) {
    struct socket *socket;
    uint64_t count = 0;
    TAILQ_FOREACH(socket, &sim->sockets->list, link)
    count += socket->app == app && gets_envelopes(socket);
    if (count == 0)
        return NULL;
    uint64_t chosen = random_below(&sim->random, count);
    TAILQ_FOREACH(socket, &sim->sockets->list, link)
    if (socket->app == app && gets_envelopes(socket) && chosen-- == 0)
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
        json_put_bool(one, "open", gets_envelopes(socket));
        json_put_int(one, "unacked", (int64_t)delivery_unacked(sim->sockets->deliveries, socket));
        json_push(all, one);
    }
    return all;
}

/* ---- Sending ------------------------------------------------------------------------------- */

void socket_send(struct socket *socket, const struct json *frame) {
    if (!socket->websocket)
        return; /* a ghost swallows it */
    const char *text = json_print(frame);
    websocket_send(socket->websocket, WEBSOCKET_TEXT, text, strlen(text));
}

static void send_disconnect(struct socket *socket, const char *reason) {
    JSON_AUTO *frame = json_new_object();
    struct json *debug_info = json_new_object();
    json_put_str(frame, "type", "disconnect");
    json_put_str(frame, "reason", reason);
    json_put_str(debug_info, "host", socket->host);
    json_put(frame, "debug_info", debug_info);
    socket_send(socket, frame);
    note(socket, "disconnect", reason);
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

/* ---- The life of a socket: hello, warning, refresh, end -------------------------------------- */

static void on_end(void *owner) {
    struct socket *socket = owner;
    socket->step = NULL;
    note(socket, "dropped", "its time was over");
    conn_drop(conn_of(socket));
}

static void end_in(struct socket *socket, int64_t delay_ms) {
    timer_stop(socket->step);
    socket->step = timer_start(socket->sim->loop, delay_ms, on_end, socket);
}

static void on_refresh(void *owner) {
    struct socket *socket = owner;
    send_disconnect(socket, "refresh_requested");
    socket->step = NULL;
    end_in(socket, sim_scaled_ms(socket->sim, FAREWELL_MS));
}

static void on_warning(void *owner) {
    struct socket *socket = owner;
    struct sim *sim = socket->sim;
    if ((int64_t)random_below(&sim->random, 100) < sim->settings.warning_before_refresh)
        send_disconnect(socket, "warning");
    socket->step = timer_start(sim->loop, sim_scaled_ms(sim, sim->settings.warning_lead_ms),
                               on_refresh, socket);
}

static void on_ping_due(void *owner) {
    struct socket *socket = owner;
    char text[HOST_SIZE + 16];
    int len = snprintf(text, sizeof text, "Ping from %s", socket->host);
    if (!socket->no_ping)
        websocket_send(socket->websocket, WEBSOCKET_PING, text, (size_t)len);
    socket->ping =
        timer_start(socket->sim->loop, socket->sim->settings.ping_interval_ms, on_ping_due, socket);
}

static void strike_open(struct socket *socket);

static void say_hello(void *owner) {
    struct socket *socket = owner;
    struct sim *sim = socket->sim;
    JSON_AUTO *hello = hello_frame(socket);
    socket->step = NULL;
    socket->state = SOCKET_OPEN;
    socket_send(socket, hello);
    note(socket, "hello", NULL);
    redraw(sim, socket->app);
    int64_t life_ms = socket->life_s * SECOND_MS - sim->settings.warning_lead_ms;
    socket->step = timer_start(sim->loop, sim_scaled_ms(sim, life_ms), on_warning, socket);
    if (sim->settings.ping_interval_ms > 0)
        socket->ping = timer_start(sim->loop, sim->settings.ping_interval_ms, on_ping_due, socket);
    delivery_connected(sim->sockets->deliveries, socket);
    strike_open(socket);
}

/* ---- Faults of an open socket --------------------------------------------------------------- */

/* Tells the client to go, and makes sure of it after the time that Slack grants for this reason. */
static void disconnect(struct socket *socket, const struct json *fault) {
    struct sim *sim = socket->sim;
    const char *given = json_str(fault, "reason"), *reason = given ? given : "refresh_requested";
    bool is_warning = str_equal(reason, "warning");
    int64_t grace_ms = is_warning ? sim->settings.warning_lead_ms + FAREWELL_MS : FAREWELL_MS;
    send_disconnect(socket, reason);
    end_in(socket, json_int(fault, "end_after_ms", sim_scaled_ms(sim, grace_ms)));
}

static void stop_reading(struct socket *socket, const struct json *fault) {
    (void)fault;
    conn_stop_reading(conn_of(socket));
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
    conn_split_bytes(conn_of(socket));
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
    end_in(socket, FAREWELL_MS);
}

static void drop_tcp(struct socket *socket, const struct json *fault) {
    (void)fault;
    socket->state = SOCKET_CLOSING;
    conn_drop(conn_of(socket));
}

static void rst_tcp(struct socket *socket, const struct json *fault) {
    (void)fault;
    socket->state = SOCKET_CLOSING;
    conn_reset(conn_of(socket));
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
    note(socket, "fault", fault->kind);
    fault->strike(socket, taken);
    json_free(taken);
}

/* Lets every armed fault of sockets strike this one, once each. */
static void strike_open(struct socket *socket) {
    for (size_t i = 0; i < SOCKET_FAULT_COUNT && gets_envelopes(socket); i++) {
        struct json *taken = fault_take(socket->sim->faults, socket_faults[i].kind, NULL, NULL);
        if (taken)
            strike(socket, &socket_faults[i], taken);
    }
}

static void strike_before_hello(struct socket *socket) {
    for (size_t i = 0; i < SOCKET_FAULT_COUNT && socket->state == SOCKET_MUTE; i++) {
        struct json *taken = fault_take_before_hello(socket->sim->faults, socket_faults[i].kind);
        if (taken)
            strike(socket, &socket_faults[i], taken);
    }
}

void socket_mode_strike(struct sim *sim) {
    struct socket *socket;
    TAILQ_FOREACH(socket, &sim->sockets->list, link)
    if (socket->websocket && gets_envelopes(socket))
        strike_open(socket);
}

void socket_mode_add_ghosts(struct sim *sim, struct app *app, int64_t count) {
    for (int64_t i = 0; i < count && i < GHOSTS_MAX; i++) {
        struct socket *ghost = new_socket(sim, app);
        ghost->is_ghost = true;
        ghost->state = SOCKET_OPEN;
        note(ghost, "ghost", NULL);
    }
    redraw(sim, app);
}

/* ---- What the client does ------------------------------------------------------------------- */

static void on_text(void *owner, const char *text, size_t len) {
    struct socket *socket = owner;
    struct sim *sim = socket->sim;
    if (len < ACK_SIZE_MAX) {
        delivery_ack(sim->sockets->deliveries, socket, text, len);
        return;
    }
    note(socket, "oversized_ack", sim->settings.oversized_ack_closes ? "close" : "drop");
    if (!sim->settings.oversized_ack_closes)
        return;
    socket->state = SOCKET_CLOSING;
    websocket_send_close(socket->websocket, 1009, "Max frame length of 20480 has been exceeded.");
    conn_close(conn_of(socket));
}

static void on_fragment(void *owner) {
    note(owner, "fragmented_message_dropped", NULL);
}

static void on_late_pong(void *owner) {
    struct socket *socket = owner;
    socket->late_pong = NULL;
    websocket_send(socket->websocket, WEBSOCKET_PONG, "", 0);
}

static void on_ping(void *owner, const char *bytes, size_t len) {
    struct socket *socket = owner;
    if (socket->no_pong || socket->late_pong)
        return;
    if (socket->slow_pong_ms > 0)
        socket->late_pong =
            timer_start(socket->sim->loop, socket->slow_pong_ms, on_late_pong, socket);
    else
        websocket_send(socket->websocket, WEBSOCKET_PONG, bytes, len);
}

static void on_pong(void *owner) {
    (void)owner; /* a socket that never pongs lives on, as a ghost would */
}

static void on_close(void *owner, int code) {
    struct socket *socket = owner;
    char text[16];
    snprintf(text, sizeof text, "%d", code);
    note(socket, "client_close", text);
    bool answered = socket->state == SOCKET_CLOSING; /* it answers our own close frame */
    socket->state = SOCKET_CLOSING;
    if (!socket->sim->settings.answer_close || socket->no_close_answer)
        return;
    if (!answered)
        websocket_send_close(socket->websocket, code == 1005 ? 0 : code, "");
    conn_close(conn_of(socket));
}

static void on_closed(void *owner) {
    struct socket *socket = owner;
    struct sim *sim = socket->sim;
    struct app *app = socket->app;
    note(socket, "closed", NULL);
    free_socket(socket);
    redraw(sim, app);
}

/* ---- Opening ------------------------------------------------------------------------------- */

static void too_many(struct socket *socket) {
    send_disconnect(socket, "too_many_websockets");
    websocket_send_close(socket->websocket, 1000, "");
    socket->state = SOCKET_CLOSING;
    conn_close(conn_of(socket));
}

/* The step between the 101 and the hello. */
static void prepare_hello(struct socket *socket) {
    struct sim *sim = socket->sim;
    if (socket_mode_count(sim, socket->app) > SOCKETS_PER_APP_MAX) {
        too_many(socket);
        return;
    }
    strike_before_hello(socket);
    JSON_AUTO *none = fault_take(sim->faults, "no_hello", NULL, NULL);
    if (none || socket->state != SOCKET_MUTE || socket->step)
        return;
    JSON_AUTO *delayed = fault_take(sim->faults, "hello_delay", NULL, NULL);
    if (delayed)
        socket->step = timer_start(sim->loop, json_int(delayed, "ms", 1000), say_hello, socket);
    else
        say_hello(socket);
}

static void shake_hands(void *owner) {
    static const struct websocket_events events = {on_text, on_fragment, on_ping,
                                                   on_pong, on_close,    on_closed};
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
    note(socket, "open", NULL);
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

void socket_mode_accept(struct sim *sim, struct exchange *exchange) {
    char text[TICKET_SIZE], debug[8];
    bool short_life =
        str_equal(query_text(exchange->query, "debug_reconnects", debug, sizeof debug), "true");
    struct app *app =
        use_ticket(sim->sockets, query_text(exchange->query, "ticket", text, sizeof text));
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

/* ---- Passing on to the deliveries ------------------------------------------------------------ */

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

/* ---- The end ------------------------------------------------------------------------------- */

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
    while (sockets->ticket_count > 0)
        drop_ticket(sockets, TAILQ_FIRST(&sockets->tickets));
    mem_free(sockets);
}
