/* WebSocket connections over libwebsockets: see websocket.h. The library is a guest on the loop,
 * and some of its habits shape this file:
 *
 * - Its timers may sleep until something happens on one of its sockets, so every deadline is ours,
 *   and whatever is asked of it from outside its callbacks is followed by lws_cancel_service.
 * - A close frame leaves only if the end is asked for in LWS_CALLBACK_TIMER.
 * - Failures arrive by four different callbacks, or none. All of them, and our own deadlines, call
 *   end_because; the task then tells the owner, once, when the library has let go. */
#include "bot/websocket.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "bot/loop.h"
#include "bot/resolver.h"
#include "bot/url.h"

#include <libwebsockets.h>
#include <openssl/x509v3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

enum {
    TIMEOUT_MS = 10 * 1000,
    PING_MS = 10 * 1000,
    DEAD_AFTER_MS = 30 * 1000,
    CLOSE_TIMEOUT_MS = 2 * 1000,
    LIBRARY_TIMEOUT_S = 600,  /* far behind ours: it could not say which step took too long */
    HEADERS_MAX = 32 * 1024,  /* of the handshake's answer */
    BUFFER_SIZE = 64 * 1024,  /* read at once */
    SWITCHING_PROTOCOLS = 101 /* the status of a handshake that succeeds */
};

enum step {
    CONNECTING,  /* name, TCP, proxy, TLS */
    HANDSHAKING, /* the request is written */
    OPEN,
    CLOSING, /* what is queued goes out, then our close frame, then the peer's is awaited */
    LEAVING, /* the peer's close frame came first; the library answers it */
    ENDED    /* only the library still holds on */
};

struct frame {
    struct frame *next;
    size_t len;
    unsigned char bytes[]; /* LWS_PRE bytes for the library, then the text */
};

struct websocket {
    struct websockets *owner;
    struct websocket *next;
    const struct websocket_events *events;
    void *user;

    struct url_websocket target;
    bool proxied;
    struct resolver_lookup *lookup; /* NULL when none is under way */
    struct resolver_answer found;
    unsigned address_next;
    bool try_next;   /* this address failed, and the library still has to let go of it */
    struct lws *wsi; /* NULL before the library knows of it and after it forgot it */

    enum step step;
    int64_t deadline_ms;   /* of the step; not used while open */
    int64_t next_ping_ms;  /* while open */
    int64_t ping_asked_ms; /* since when a ping is not answered, 0 when none is out */
    bool ping_due;
    uint16_t close_code;
    bool close_begun; /* all that was queued is written */

    struct str message; /* the fragments so far */
    size_t binary_len;  /* the same for a binary message, whose bytes are dropped */
    struct frame *first, *last;
    size_t queued;

    int certificate_fault; /* OpenSSL's X509_V_ERR_…, X509_V_OK for none */
    char reason[ERR_TEXT_MAX];
    struct websocket_end end;
};

struct websockets {
    struct websocket_settings settings;
    struct network_proxy proxy;
    struct loop *loop;
    struct loop_task task;
    struct loop_guest guest;
    struct lws_context *context;
    struct lws_vhost *direct, *proxied; /* a proxy belongs to a vhost, not to a connection */
    struct websocket *connections;
    unsigned address_turn; /* which of a name's addresses is tried next */
};

static bool is_set(const char *text) {
    return text && *text;
}

/* ---- The one way down. */

/* Ends the connection for a reason; the first reason stands. */
static void end_because(struct websocket *socket, const char *format, ...) PRINTF(2, 3);
static void end_because(struct websocket *socket, const char *format, ...) {
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

static void free_websocket(struct websocket *socket) {
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
        free_websocket(socket);
        link = &sockets->connections;
    }
}

/* ---- Deadlines. */

static void connect_to_next(struct websocket *socket);

static int64_t answer_ms(const struct websockets *sockets) {
    return sockets->settings.network.answer_timeout_ms;
}

static void give_up(struct websocket *socket) {
    const struct url_websocket *target = &socket->target;
    const char *way = socket->proxied ? " through the proxy" : "";
    if (socket->step == CONNECTING)
        end_because(socket, "no connection to %s:%d%s within %lld ms", target->place.host,
                    target->place.port, way,
                    (long long)socket->owner->settings.network.connect_timeout_ms);
    else if (socket->step == HANDSHAKING)
        end_because(socket, "%s did not answer the WebSocket handshake%s within %lld ms",
                    target->place.host, way, (long long)answer_ms(socket->owner));
    else
        end_because(socket, "closed with code %d; the peer did not answer", socket->close_code);
    drop(socket);
}

/* Silence is met with a ping, and the peer is gone when that is not answered. The time is counted
 * from the ping, so that a daemon that was stopped for a while does not blame the peer. */
static int64_t watch_life(struct websocket *socket, int64_t now_ms) {
    const struct websocket_settings *settings = &socket->owner->settings;
    int64_t patience_ms = settings->dead_after_ms - settings->ping_ms;
    if (socket->ping_asked_ms && now_ms - socket->ping_asked_ms >= patience_ms) {
        end_because(socket, "no sign of life for %lld ms", (long long)settings->dead_after_ms);
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
        connect_to_next(socket);
    return socket->deadline_ms;
}

static int64_t run(void *owner, int64_t now_ms) {
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
        end_because(socket, "closed with code %d", socket->close_code);
    else
        end_because(socket, "the connection was lost");
}

/* "Retry-After: 30"; dates are not used by Slack and count as nothing. */
static int64_t read_retry_after_ms(struct lws *wsi) {
    char text[16];
    int len = lws_hdr_copy(wsi, text, sizeof text, WSI_TOKEN_HTTP_RETRY_AFTER);
    if (len <= 0 || strspn(text, "0123456789") != (size_t)len || len > 9)
        return -1;
    return strtoll(text, NULL, 10) * 1000;
}

/* The answer to the handshake has a status that may not be 101. */
static void on_answer(struct websocket *socket, struct lws *wsi) {
    unsigned status = lws_http_client_http_response(wsi);
    if (status == 0 || status == SWITCHING_PROTOCOLS)
        return;
    socket->end.http_status = (int)status;
    socket->end.retry_after_ms = read_retry_after_ms(wsi);
}

/* True when the address is to blame, as far as can be told, and there is another. */
static bool may_try_next(const struct websocket *socket) {
    return socket->step == CONNECTING && !socket->certificate_fault &&
           socket->address_next < socket->found.count;
}

static void on_failure(struct websocket *socket, struct lws *wsi, const char *why) {
    const struct url_websocket *target = &socket->target;
    on_answer(socket, wsi);
    socket->try_next = may_try_next(socket);
    loop_wake(&socket->owner->task);
    if (socket->try_next)
        return;
    if (socket->certificate_fault)
        end_because(socket, "the certificate of %s is not trusted: %s; %s", target->place.host,
                    X509_verify_cert_error_string(socket->certificate_fault),
                    network_certificate_advice(socket->certificate_fault));
    else if (socket->end.http_status)
        end_because(socket, "%s refused the WebSocket handshake with HTTP %d", target->place.host,
                    socket->end.http_status);
    else
        end_because(socket, "cannot connect to %s:%d%s: %s", target->place.host, target->place.port,
                    socket->proxied ? " through the proxy" : "", why);
}

/* The library has OpenSSL compare what stands before the first colon of the Host header, and of an
 * IPv6 address that is "[". The address itself is compared here; all else was checked already or
 * will be. */
static void check_address(const char *host, X509_STORE_CTX *check) {
    bool same = X509_check_ip_asc(X509_STORE_CTX_get0_cert(check), host, 0) == 1;
    X509_STORE_CTX_set_error(check, same ? X509_V_OK : X509_V_ERR_IP_ADDRESS_MISMATCH);
}

/* The only place where the reason can be had. Returning 1 for a fault ends the handshake here; the
 * library would go on and look later. */
static int on_certificate(struct websocket *socket, X509_STORE_CTX *check) {
    if (socket && strchr(socket->target.place.host, ':') &&
        X509_STORE_CTX_get_error(check) == X509_V_ERR_HOSTNAME_MISMATCH)
        check_address(socket->target.place.host, check);
    int fault = X509_STORE_CTX_get_error(check);
    if (fault == X509_V_OK)
        return 0;
    if (socket)
        socket->certificate_fault = fault;
    return 1;
}

static void on_request(struct websocket *socket) {
    if (socket->step != CONNECTING)
        return;
    socket->step = HANDSHAKING;
    socket->deadline_ms = clock_monotonic_ms() + answer_ms(socket->owner);
    loop_wake(&socket->owner->task);
}

static void on_destroyed(struct websocket *socket) {
    socket->wsi = NULL;
    loop_wake(&socket->owner->task);
    if (!socket->try_next)
        end_because(socket, "the connection was lost");
}

static int on_event(struct lws *wsi, enum lws_callback_reasons event, void *user, void *in,
                    size_t len) {
    struct websocket *socket = wsi ? lws_get_opaque_user_data(wsi) : NULL;
    if (event == LWS_CALLBACK_OPENSSL_PERFORM_SERVER_CERT_VERIFICATION)
        return on_certificate(socket, user);
    if (!socket)
        return 0;
    if (event == LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER)
        on_request(socket);
    else if (event == LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP)
        on_answer(socket, wsi);
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
        on_failure(socket, wsi, in ? in : "no reason was given");
    else if (event == LWS_CALLBACK_CLOSED_CLIENT_HTTP)
        on_failure(socket, wsi, "the connection ended during the handshake");
    else if (event == LWS_CALLBACK_WSI_DESTROY)
        on_destroyed(socket);
    return 0;
}

static const struct lws_protocols protocols[] = {
    {.name = "text", .callback = on_event, .rx_buffer_size = BUFFER_SIZE},
    {0},
};

/* ---- Connecting. */

static void connect_to(struct websocket *socket, const char *address) {
    struct websockets *sockets = socket->owner;
    struct lws_client_connect_info info = {
        .context = sockets->context,
        .vhost = socket->proxied ? sockets->proxied : sockets->direct,
        .address = socket->proxied ? socket->target.place.host : address,
        .port = socket->target.place.port,
        .host = socket->target.host_header,
        .path = socket->target.path,
        .ssl_connection =
            (socket->target.tls ? LCCSCF_USE_SSL : 0) | LCCSCF_HTTP_NO_FOLLOW_REDIRECT,
        .local_protocol_name = protocols[0].name,
        .opaque_user_data = socket,
        .pwsi = &socket->wsi,
    };
    struct lws *wsi = lws_client_connect_via_info(&info);
    if (!wsi && !socket->try_next) /* perhaps after a callback, perhaps without any */
        end_because(socket, "cannot connect to %s:%d", socket->target.place.host,
                    socket->target.place.port);
    lws_cancel_service(sockets->context);
}

/* The proxy's place is set before each connection, because the library would look its name up on
 * its own and stop the loop meanwhile. */
static void connect_by_proxy(struct websocket *socket, const char *address) {
    const struct network_proxy *proxy = &socket->owner->proxy;
    char place[URL_PLACE_SIZE], with_user[NETWORK_USER_SIZE + URL_PLACE_SIZE];
    snprintf(with_user, sizeof with_user, "%s%s%s", proxy->user, proxy->user[0] ? "@" : "",
             url_print_place(place, address, proxy->place.port));
    if (lws_set_proxy(socket->owner->proxied, with_user) == 0)
        connect_to(socket, address);
    else
        end_because(socket, "the proxy's address or password is too long");
}

static void connect_to_next(struct websocket *socket) {
    const char *address = socket->found.addresses[socket->address_next++];
    socket->try_next = false;
    if (socket->proxied)
        connect_by_proxy(socket, address);
    else
        connect_to(socket, address);
}

/* The address whose turn it is comes first: one that takes no connection and does not refuse it
 * either must not use up the time of every attempt. */
static void take_turns(struct websocket *socket, const struct resolver_answer *answer) {
    socket->found = *answer;
    for (unsigned i = 0; i < answer->count; i++)
        memcpy(socket->found.addresses[i],
               answer->addresses[(i + socket->owner->address_turn) % answer->count],
               sizeof answer->addresses[0]);
}

static const char *host_to_reach(const struct websocket *socket) {
    return socket->proxied ? socket->owner->proxy.place.host : socket->target.place.host;
}

static void on_resolved(void *user, const struct resolver_answer *answer) {
    struct websocket *socket = user;
    socket->lookup = NULL;
    take_turns(socket, answer);
    if (answer->count)
        connect_to_next(socket);
    else
        end_because(socket, "the name %s is not known: %s", host_to_reach(socket), answer->fault);
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
        result = resolver_start(sockets->loop, host_to_reach(socket), on_resolved, socket,
                                &socket->lookup, err);
    if (result != OK) {
        free_websocket(socket);
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
        end_because(socket, "closed before the connection was made");
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

/* ---- Life of the library. */

static void on_library_log(int level, const char *line) {
    STR_AUTO(text, ERR_TEXT_MAX);
    (void)level;
    str_add_bytes(&text, line, strcspn(line, "\n"));
    log_debug("libwebsockets", LOG_TEXT("text", text.text));
}

static struct lws_vhost *make_vhost(struct websockets *sockets, const char *name) {
    struct lws_context_creation_info info = {
        .vhost_name = name,
        .port = CONTEXT_PORT_NO_LISTEN,
        .protocols = protocols,
        .timeout_secs = LIBRARY_TIMEOUT_S,
        .connect_timeout_secs = LIBRARY_TIMEOUT_S,
        .options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT,
    };
    if (is_set(sockets->settings.network.ca_file)) {
        info.client_ssl_ca_filepath = sockets->settings.network.ca_file;
        info.options |= LWS_SERVER_OPTION_DISABLE_OS_CA_CERTS;
    }
    return lws_create_vhost(sockets->context, &info);
}

static enum result start_library(struct websockets *sockets, struct err *err) {
    void *loops[] = {loop_uv(sockets->loop)};
    struct lws_context_creation_info info = {
        .port = CONTEXT_PORT_NO_LISTEN,
        .foreign_loops = loops,
        .pcontext = &sockets->context,
        .max_http_header_data = HEADERS_MAX,
        .pt_serv_buf_size = BUFFER_SIZE,
        .options = LWS_SERVER_OPTION_LIBUV | LWS_SERVER_OPTION_EXPLICIT_VHOSTS |
                   LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT,
    };
    lws_set_log_level(LLL_ERR | LLL_WARN, on_library_log);
    sockets->context = lws_create_context(&info);
    if (!sockets->context)
        return fail(err, IO,
                    "libwebsockets does not start; is the package "
                    "libwebsockets-evlib-uv installed?");
    loop_add_guest(sockets->loop, &sockets->guest);
    bool proxy = is_set(sockets->settings.network.proxy);
    sockets->direct = make_vhost(sockets, "direct");
    sockets->proxied = proxy ? make_vhost(sockets, "proxied") : NULL;
    if (!sockets->direct || (proxy && !sockets->proxied))
        return fail(err, IO, "libwebsockets cannot be set up for TLS");
    return OK;
}

static void close_guest(void *owner) {
    struct websockets *sockets = owner;
    loop_remove(sockets->loop, &sockets->task);
    for (struct websocket *socket = sockets->connections; socket; socket = socket->next) {
        end_because(socket, "the program ends");
        resolver_abandon(socket->lookup);
        socket->lookup = NULL;
    }
    lws_context_destroy(sockets->context);
}

static void free_handle(uv_handle_t *handle) {
    mem_free(handle);
}

/* The library forgets the handle of a connection that is reset the moment it is made: it closes the
 * descriptor and frees its own side, and libuv hears nothing. It had allocated the handle by
 * itself. */
static void close_forgotten(uv_handle_t *handle, void *user) {
    (void)user;
    if (uv_handle_get_type(handle) == UV_POLL && !uv_is_closing(handle))
        uv_close(handle, free_handle);
}

/* The library's handles are closed by now, but for those; the second destroy lets go of the rest.
 */
static void finish_guest(void *owner) {
    struct websockets *sockets = owner;
    uv_walk(loop_uv(sockets->loop), close_forgotten, NULL);
    if (sockets->context)
        lws_context_destroy(sockets->context);
    for (struct websocket *socket = sockets->connections, *next; socket; socket = next) {
        next = socket->next;
        free_websocket(socket);
    }
    mem_free(sockets);
}

static void set_defaults(struct websocket_settings *settings) {
    struct network *network = &settings->network;
    if (!network->connect_timeout_ms)
        network->connect_timeout_ms = TIMEOUT_MS;
    if (!network->answer_timeout_ms)
        network->answer_timeout_ms = TIMEOUT_MS;
    if (!settings->ping_ms)
        settings->ping_ms = PING_MS;
    if (!settings->dead_after_ms)
        settings->dead_after_ms = DEAD_AFTER_MS;
    if (!settings->close_timeout_ms)
        settings->close_timeout_ms = CLOSE_TIMEOUT_MS;
}

enum result websockets_new(struct loop *loop, const struct websocket_settings *settings,
                           struct websockets **ret_sockets, struct err *err) {
    struct websocket_settings completed = *settings;
    set_defaults(&completed);
    enum result result = network_check(&settings->network, err);
    if (result != OK)
        return result;
    if (completed.dead_after_ms <= completed.ping_ms)
        return fail(err, INVALID, "a peer must be given longer than the time between two pings");
    struct websockets *sockets = mem_alloc(sizeof *sockets);
    sockets->settings = completed;
    sockets->loop = loop;
    sockets->task = (struct loop_task){.run = run, .owner = sockets, .clock = LOOP_MONOTONIC};
    sockets->guest =
        (struct loop_guest){.close = close_guest, .finish = finish_guest, .owner = sockets};
    if (is_set(settings->network.proxy))
        result = network_parse_proxy(settings->network.proxy, &sockets->proxy, err);
    unsetenv("http_proxy");
    if (result == OK)
        result = start_library(sockets, err);
    if (result != OK) {
        if (!sockets->context)
            mem_free(sockets);
        return result;
    }
    loop_add(loop, &sockets->task);
    *ret_sockets = sockets;
    return OK;
}
