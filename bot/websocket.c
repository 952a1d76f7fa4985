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

#include <ctype.h>
#include <libwebsockets.h>
#include <openssl/x509_vfy.h>
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
    ENDED    /* only the library or the resolver still holds on */
};

struct frame {
    struct frame *next;
    size_t len;
    unsigned char bytes[]; /* LWS_PRE bytes for the library, then the text */
};

struct target {
    bool tls;
    char host[WEBSOCKET_HOST_MAX + 1];
    char host_header[WEBSOCKET_HOST_MAX + 1]; /* with the port unless it is the usual one */
    char path[WEBSOCKET_PATH_MAX + 1];        /* and query */
    int port;
};

struct websocket {
    struct websockets *owner;
    struct websocket *next;
    const struct websocket_events *events;
    void *user;

    struct target target;
    bool proxied;
    bool resolving;
    uv_getaddrinfo_t resolver;
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

    char certificate_fault[128];
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
static void end_because(struct websocket *ws, const char *format, ...) PRINTF(2, 3);
static void end_because(struct websocket *ws, const char *format, ...) {
    if (ws->step == ENDED)
        return;
    if (ws->step == CONNECTING)
        ws->owner->address_turn++;
    ws->step = ENDED;
    loop_wake(&ws->owner->task);
    if (ws->reason[0])
        return;
    va_list args;
    va_start(args, format);
    vsnprintf(ws->reason, sizeof ws->reason, format, args);
    va_end(args);
}

/* Makes the library let go. Not for its own callbacks about an end: there it does so already. */
static void drop(struct websocket *ws) {
    if (!ws->wsi)
        return;
    lws_set_timeout(ws->wsi, PENDING_TIMEOUT_USER_REASON_BASE, LWS_TO_KILL_ASYNC);
    lws_cancel_service(ws->owner->context);
}

static void free_websocket(struct websocket *ws) {
    for (struct frame *frame = ws->first, *next; frame; frame = next) {
        next = frame->next;
        mem_free(frame);
    }
    str_free(&ws->message);
    mem_free(ws);
}

/* Tells the owner about the connections that are over, one at a time from the start of the list:
 * the owner may open another one in the call. */
static void report_ended(struct websockets *wss) {
    for (struct websocket **link = &wss->connections; *link;) {
        struct websocket *ws = *link;
        if (ws->step != ENDED || ws->wsi || ws->resolving) {
            link = &ws->next;
            continue;
        }
        *link = ws->next;
        ws->end.reason = ws->reason;
        ws->events->closed(ws->user, ws, &ws->end);
        free_websocket(ws);
        link = &wss->connections;
    }
}

/* ---- Deadlines. */

static int64_t answer_ms(const struct websockets *wss) {
    return wss->settings.network.answer_timeout_ms;
}

static void give_up(struct websocket *ws) {
    const struct target *target = &ws->target;
    const char *way = ws->proxied ? " through the proxy" : "";
    if (ws->step == CONNECTING)
        end_because(ws, "no connection to %s:%d%s within %lld ms", target->host, target->port, way,
                    (long long)ws->owner->settings.network.connect_timeout_ms);
    else if (ws->step == HANDSHAKING)
        end_because(ws, "%s did not answer the WebSocket handshake%s within %lld ms", target->host,
                    way, (long long)answer_ms(ws->owner));
    else
        end_because(ws, "closed with code %d; the peer did not answer", ws->close_code);
    drop(ws);
}

/* Silence is met with a ping, and the peer is gone when that is not answered. The time is counted
 * from the ping, so that a daemon that was stopped for a while does not blame the peer. */
static int64_t watch_life(struct websocket *ws, int64_t now_ms) {
    const struct websocket_settings *settings = &ws->owner->settings;
    int64_t patience_ms = settings->dead_after_ms - settings->ping_ms;
    if (ws->ping_asked_ms && now_ms - ws->ping_asked_ms >= patience_ms) {
        end_because(ws, "no sign of life for %lld ms", (long long)settings->dead_after_ms);
        drop(ws);
        return LOOP_NEVER;
    }
    if (now_ms >= ws->next_ping_ms) {
        ws->next_ping_ms = now_ms + settings->ping_ms;
        if (!ws->ping_asked_ms)
            ws->ping_asked_ms = now_ms;
        ws->ping_due = true;
        lws_callback_on_writable(ws->wsi);
        lws_cancel_service(ws->owner->context);
    }
    int64_t dead_ms = ws->ping_asked_ms ? ws->ping_asked_ms + patience_ms : LOOP_NEVER;
    return dead_ms < ws->next_ping_ms ? dead_ms : ws->next_ping_ms;
}

static int64_t watch(struct websocket *ws, int64_t now_ms) {
    if (ws->step == ENDED)
        return LOOP_NEVER;
    if (ws->step == OPEN)
        return watch_life(ws, now_ms);
    if (now_ms < ws->deadline_ms)
        return ws->deadline_ms;
    give_up(ws);
    return LOOP_NEVER;
}

static int64_t run(void *owner, int64_t now_ms) {
    struct websockets *wss = owner;
    int64_t next_ms = LOOP_NEVER;
    for (struct websocket *ws = wss->connections; ws; ws = ws->next) {
        int64_t due_ms = watch(ws, now_ms);
        if (due_ms < next_ms)
            next_ms = due_ms;
    }
    report_ended(wss);
    return next_ms;
}

static void heard(struct websocket *ws) {
    ws->next_ping_ms = clock_monotonic_ms() + ws->owner->settings.ping_ms;
    ws->ping_asked_ms = 0;
    ws->ping_due = false;
    lws_validity_confirmed(ws->wsi);
}

/* ---- What the library reports. */

static void on_established(struct websocket *ws) {
    if (ws->step != HANDSHAKING)
        return;
    ws->step = OPEN;
    ws->end.established = true;
    heard(ws);
    loop_wake(&ws->owner->task);
    ws->events->established(ws->user, ws);
}

static void on_binary(struct websocket *ws, size_t len, bool last) {
    ws->binary_len += len;
    if (!last)
        return;
    len = ws->binary_len;
    ws->binary_len = 0;
    ws->events->binary(ws->user, ws, len);
}

/* A message may come in any number of pieces; an empty one is legal. */
static void on_receive(struct websocket *ws, const char *bytes, size_t len) {
    heard(ws);
    if (ws->step != OPEN)
        return;
    bool last = lws_is_final_fragment(ws->wsi) && !lws_remaining_packet_payload(ws->wsi);
    if (lws_frame_is_binary(ws->wsi)) {
        on_binary(ws, len, last);
        return;
    }
    str_add_bytes(&ws->message, bytes, len);
    if (ws->message.full) {
        snprintf(ws->reason, sizeof ws->reason, "a message was longer than %d bytes",
                 WEBSOCKET_MESSAGE_MAX);
        websocket_close(ws, LWS_CLOSE_STATUS_MESSAGE_TOO_LARGE);
        return;
    }
    if (!last)
        return;
    ws->events->message(ws->user, ws, ws->message.text, ws->message.len);
    str_clear(&ws->message);
}

static int write_ping(struct websocket *ws) {
    unsigned char bytes[LWS_PRE + 1];
    ws->ping_due = false;
    return lws_write(ws->wsi, bytes + LWS_PRE, 0, LWS_WRITE_PING) < 0 ? -1 : 0;
}

static int write_frame(struct websocket *ws) {
    struct frame *frame = ws->first;
    ws->first = frame->next;
    if (!ws->first)
        ws->last = NULL;
    ws->queued -= frame->len;
    int written = lws_write(ws->wsi, frame->bytes + LWS_PRE, frame->len, LWS_WRITE_TEXT);
    bool whole = written >= 0 && (size_t)written >= frame->len;
    mem_free(frame);
    return whole ? 0 : -1;
}

/* Leads to on_timer, the one place that a close frame leaves from. A second time would make the
 * library hang up without waiting for the answer. */
static void ask_for_close(struct websocket *ws) {
    ws->close_begun = true;
    lws_set_timer_usecs(ws->wsi, 1);
}

/* One write a call: the library buffers what the system does not take, and calls again when that is
 * gone. */
static int on_writeable(struct websocket *ws) {
    int result = 0;
    bool more = ws->first != NULL;
    if (ws->step != OPEN && ws->step != CLOSING)
        return 0;
    if (ws->first)
        result = write_frame(ws);
    else if (ws->ping_due && ws->step == OPEN)
        result = write_ping(ws);
    else if (ws->step == CLOSING && !ws->close_begun)
        ask_for_close(ws);
    if (more)
        lws_callback_on_writable(ws->wsi);
    return result;
}

static int on_timer(struct websocket *ws) {
    if (ws->step != CLOSING)
        return 0;
    lws_close_reason(ws->wsi, (enum lws_close_status)ws->close_code, NULL, 0);
    return -1;
}

static void on_peer_close(struct websocket *ws, const unsigned char *bytes, size_t len) {
    if (len >= 2)
        ws->end.close_code = bytes[0] << 8 | bytes[1];
    if (ws->step == OPEN)
        snprintf(ws->reason, sizeof ws->reason, "the peer closed the connection with code %d%s%.*s",
                 ws->end.close_code, len > 2 ? ": " : "", len > 2 ? (int)(len - 2) : 0,
                 (const char *)bytes + 2);
    ws->step = LEAVING;
    ws->deadline_ms = clock_monotonic_ms() + ws->owner->settings.close_timeout_ms;
    loop_wake(&ws->owner->task);
}

static void on_closed(struct websocket *ws) {
    if (ws->step == CLOSING || ws->step == LEAVING)
        end_because(ws, "closed with code %d", ws->close_code);
    else
        end_because(ws, "the connection was lost");
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
static void on_answer(struct websocket *ws, struct lws *wsi) {
    unsigned status = lws_http_client_http_response(wsi);
    if (status == 0 || status == SWITCHING_PROTOCOLS)
        return;
    ws->end.http_status = (int)status;
    ws->end.retry_after_ms = read_retry_after_ms(wsi);
}

static void on_failure(struct websocket *ws, struct lws *wsi, const char *why) {
    const struct target *target = &ws->target;
    on_answer(ws, wsi);
    if (ws->certificate_fault[0])
        end_because(ws, "the certificate of %s is not trusted: %s", target->host,
                    ws->certificate_fault);
    else if (ws->end.http_status)
        end_because(ws, "%s refused the WebSocket handshake with HTTP %d", target->host,
                    ws->end.http_status);
    else
        end_because(ws, "cannot connect to %s:%d%s: %s", target->host, target->port,
                    ws->proxied ? " through the proxy" : "", why);
}

/* The only place where the reason can be had. Returning 1 for a fault ends the handshake here; the
 * library would go on and look later. */
static int on_certificate(struct websocket *ws, X509_STORE_CTX *check, bool trusted) {
    if (trusted)
        return 0;
    if (ws)
        snprintf(ws->certificate_fault, sizeof ws->certificate_fault, "%s",
                 X509_verify_cert_error_string(X509_STORE_CTX_get_error(check)));
    return 1;
}

static void on_request(struct websocket *ws) {
    if (ws->step != CONNECTING)
        return;
    ws->step = HANDSHAKING;
    ws->deadline_ms = clock_monotonic_ms() + answer_ms(ws->owner);
    loop_wake(&ws->owner->task);
}

static void on_destroyed(struct websocket *ws) {
    ws->wsi = NULL;
    end_because(ws, "the connection was lost");
    loop_wake(&ws->owner->task);
}

static int on_event(struct lws *wsi, enum lws_callback_reasons event, void *user, void *in,
                    size_t len) {
    struct websocket *ws = wsi ? lws_get_opaque_user_data(wsi) : NULL;
    if (event == LWS_CALLBACK_OPENSSL_PERFORM_SERVER_CERT_VERIFICATION)
        return on_certificate(ws, user, len != 0);
    if (!ws)
        return 0;
    if (event == LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER)
        on_request(ws);
    else if (event == LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP)
        on_answer(ws, wsi);
    else if (event == LWS_CALLBACK_CLIENT_ESTABLISHED)
        on_established(ws);
    else if (event == LWS_CALLBACK_CLIENT_RECEIVE)
        on_receive(ws, in, len);
    else if (event == LWS_CALLBACK_CLIENT_RECEIVE_PONG)
        heard(ws);
    else if (event == LWS_CALLBACK_CLIENT_WRITEABLE)
        return on_writeable(ws);
    else if (event == LWS_CALLBACK_TIMER)
        return on_timer(ws);
    else if (event == LWS_CALLBACK_WS_PEER_INITIATED_CLOSE)
        on_peer_close(ws, in, len);
    else if (event == LWS_CALLBACK_CLIENT_CLOSED)
        on_closed(ws);
    else if (event == LWS_CALLBACK_CLIENT_CONNECTION_ERROR)
        on_failure(ws, wsi, in ? in : "no reason was given");
    else if (event == LWS_CALLBACK_CLOSED_CLIENT_HTTP)
        on_failure(ws, wsi, "the connection ended during the handshake");
    else if (event == LWS_CALLBACK_WSI_DESTROY)
        on_destroyed(ws);
    return 0;
}

static const struct lws_protocols protocols[] = {
    {.name = "text", .callback = on_event, .rx_buffer_size = BUFFER_SIZE},
    {0},
};

/* ---- Connecting. */

static void connect_to(struct websocket *ws, const char *address) {
    struct websockets *wss = ws->owner;
    struct lws_client_connect_info info = {
        .context = wss->context,
        .vhost = ws->proxied ? wss->proxied : wss->direct,
        .address = ws->proxied ? ws->target.host : address,
        .port = ws->target.port,
        .host = ws->target.host_header,
        .path = ws->target.path,
        .ssl_connection = (ws->target.tls ? LCCSCF_USE_SSL : 0) | LCCSCF_HTTP_NO_FOLLOW_REDIRECT,
        .local_protocol_name = protocols[0].name,
        .opaque_user_data = ws,
        .pwsi = &ws->wsi,
    };
    if (!lws_client_connect_via_info(&info)) /* perhaps after a callback, perhaps without any */
        end_because(ws, "cannot connect to %s:%d", ws->target.host, ws->target.port);
    lws_cancel_service(wss->context);
}

/* The proxy's place is set before each connection, because the library would look its name up on
 * its own and stop the loop meanwhile. */
static void connect_by_proxy(struct websocket *ws, const char *address) {
    const struct network_proxy *proxy = &ws->owner->proxy;
    char place[NETWORK_USER_SIZE + INET6_ADDRSTRLEN + sizeof "@[]:65535"];
    bool v6 = strchr(address, ':') != NULL;
    snprintf(place, sizeof place, "%s%s%s%s%s:%d", proxy->user, proxy->user[0] ? "@" : "",
             v6 ? "[" : "", address, v6 ? "]" : "", proxy->port);
    if (lws_set_proxy(ws->owner->proxied, place) == 0)
        connect_to(ws, address);
    else
        end_because(ws, "the proxy's address or password is too long");
}

/* A name may have several addresses, some of them dead: each attempt takes the next. */
static const struct addrinfo *pick(const struct addrinfo *list, unsigned turn) {
    unsigned count = 0;
    for (const struct addrinfo *one = list; one; one = one->ai_next)
        count++;
    for (turn %= count; turn; turn--)
        list = list->ai_next;
    return list;
}

static void print_address(const struct addrinfo *info, char out[INET6_ADDRSTRLEN]) {
    if (getnameinfo(info->ai_addr, info->ai_addrlen, out, INET6_ADDRSTRLEN, NULL, 0,
                    NI_NUMERICHOST))
        out[0] = 0;
}

static void on_resolved(uv_getaddrinfo_t *request, int status, struct addrinfo *list) {
    struct websocket *ws = request->data;
    char address[INET6_ADDRSTRLEN] = "";
    ws->resolving = false;
    if (status == 0 && list)
        print_address(pick(list, ws->owner->address_turn), address);
    uv_freeaddrinfo(list);
    loop_wake(&ws->owner->task);
    if (ws->step == ENDED)
        return;
    if (!address[0])
        end_because(ws, "the name %s is not known: %s",
                    ws->proxied ? ws->owner->proxy.host : ws->target.host,
                    status ? uv_strerror(status) : "it has no address");
    else if (ws->proxied)
        connect_by_proxy(ws, address);
    else
        connect_to(ws, address);
}

static enum result resolve(struct websocket *ws, struct err *err) {
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_ADDRCONFIG};
    const char *host = ws->proxied ? ws->owner->proxy.host : ws->target.host;
    ws->resolver.data = ws;
    int failed =
        uv_getaddrinfo(loop_uv(ws->owner->loop), &ws->resolver, on_resolved, host, NULL, &hints);
    if (failed)
        return fail(err, INVALID, "the name %s cannot be looked up: %s", host, uv_strerror(failed));
    ws->resolving = true;
    return OK;
}

/* ---- URLs. */

static bool is_host(const char *text, size_t len) {
    for (size_t i = 0; i < len; i++)
        if (!isalnum((unsigned char)text[i]) && !strchr("-._", text[i]))
            return false;
    return len > 0;
}

/* What may stand in a request line; the library would send anything. */
static bool is_path(const char *text) {
    for (; *text; text++)
        if (*text <= ' ' || *text >= 0x7f || *text == '#')
            return false;
    return true;
}

static int parse_port(const char *text, size_t len, int usual) {
    if (len == 0)
        return usual;
    int port = 0;
    for (size_t i = 0; i < len; i++) {
        if (!isdigit((unsigned char)text[i]) || port > 65535)
            return 0;
        port = port * 10 + (text[i] - '0');
    }
    return port > 65535 ? 0 : port;
}

/* Takes a URL apart. Its path never goes into a text: it may hold a ticket. */
static enum result parse_url(const char *url, struct target *target, struct err *err) {
    if (!str_starts(url, "ws://") && !str_starts(url, "wss://"))
        return fail(err, INVALID, "a WebSocket URL begins with ws:// or wss://");
    target->tls = url[2] == 's';
    const char *host = strstr(url, "//") + 2;
    size_t place_len = strcspn(host, "/?#"), host_len = strcspn(host, ":/?#");
    if (!is_host(host, host_len))
        return fail(err, INVALID, "the host in a WebSocket URL must be a name or an IPv4 address");
    int usual = target->tls ? 443 : 80;
    const char *port = host + host_len + (host[host_len] == ':');
    target->port = parse_port(port, (size_t)(host + place_len - port), usual);
    if (!target->port)
        return fail(err, INVALID, "the port in a WebSocket URL must be 1 to 65535");
    if (place_len > WEBSOCKET_HOST_MAX)
        return fail(err, INVALID, "the host in a WebSocket URL is longer than %d characters",
                    WEBSOCKET_HOST_MAX);
    const char *path = host + place_len;
    int len = snprintf(target->path, sizeof target->path, "%s%s", *path == '/' ? "" : "/", path);
    if (len > WEBSOCKET_PATH_MAX)
        return fail(err, INVALID, "path and query of a WebSocket URL are longer than %d characters",
                    WEBSOCKET_PATH_MAX);
    if (!is_path(target->path))
        return fail(err, INVALID, "a WebSocket URL holds a character that must be escaped");
    snprintf(target->host, sizeof target->host, "%.*s", (int)host_len, host);
    bool with_port = target->port != usual;
    snprintf(target->host_header, sizeof target->host_header, "%.*s",
             (int)(with_port ? place_len : host_len), host);
    return OK;
}

/* ---- For the owner. */

enum result websocket_open(struct websockets *wss, const char *url,
                           const struct websocket_events *events, void *user,
                           struct websocket **ret_websocket, struct err *err) {
    struct websocket *ws = mem_alloc(sizeof *ws);
    enum result result = parse_url(url, &ws->target, err);
    ws->owner = wss;
    ws->events = events;
    ws->user = user;
    ws->message = str_new(WEBSOCKET_MESSAGE_MAX);
    ws->end.retry_after_ms = -1;
    ws->proxied = network_uses_proxy(&wss->settings.network, ws->target.host);
    ws->deadline_ms = clock_monotonic_ms() + wss->settings.network.connect_timeout_ms;
    if (result == OK)
        result = resolve(ws, err);
    if (result != OK) {
        free_websocket(ws);
        return result;
    }
    ws->next = wss->connections;
    wss->connections = ws;
    loop_wake(&wss->task);
    *ret_websocket = ws;
    return OK;
}

enum result websocket_send(struct websocket *ws, const char *text, size_t len, struct err *err) {
    if (ws->step != OPEN)
        return fail(err, BUSY, "the connection is not open");
    if (len > WEBSOCKET_QUEUE_MAX - ws->queued)
        return fail(err, BUSY, "the peer does not read: %zu bytes wait to be sent", ws->queued);
    struct frame *frame = mem_alloc(sizeof *frame + LWS_PRE + len);
    memcpy(frame->bytes + LWS_PRE, text, len);
    frame->len = len;
    if (ws->last)
        ws->last->next = frame;
    else
        ws->first = frame;
    ws->last = frame;
    ws->queued += len;
    lws_callback_on_writable(ws->wsi);
    lws_cancel_service(ws->owner->context);
    return OK;
}

void websocket_close(struct websocket *ws, uint16_t code) {
    if (ws->step >= CLOSING)
        return;
    if (ws->step != OPEN) {
        end_because(ws, "closed before the connection was made");
        drop(ws);
        return;
    }
    ws->step = CLOSING;
    ws->close_code = code;
    ws->deadline_ms = clock_monotonic_ms() + ws->owner->settings.close_timeout_ms;
    loop_wake(&ws->owner->task);
    lws_callback_on_writable(ws->wsi);
    lws_cancel_service(ws->owner->context);
}

unsigned websockets_count(const struct websockets *wss) {
    unsigned count = 0;
    for (const struct websocket *ws = wss->connections; ws; ws = ws->next)
        count++;
    return count;
}

/* ---- Life of the library. */

static void on_library_log(int level, const char *line) {
    (void)level;
    log_debug("libwebsockets", LOG_TEXT("text", line));
}

static struct lws_vhost *make_vhost(struct websockets *wss, const char *name) {
    struct lws_context_creation_info info = {
        .vhost_name = name,
        .port = CONTEXT_PORT_NO_LISTEN,
        .protocols = protocols,
        .timeout_secs = LIBRARY_TIMEOUT_S,
        .connect_timeout_secs = LIBRARY_TIMEOUT_S,
        .options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT,
    };
    if (is_set(wss->settings.network.ca_file)) {
        info.client_ssl_ca_filepath = wss->settings.network.ca_file;
        info.options |= LWS_SERVER_OPTION_DISABLE_OS_CA_CERTS;
    }
    return lws_create_vhost(wss->context, &info);
}

static enum result start_library(struct websockets *wss, struct err *err) {
    void *loops[] = {loop_uv(wss->loop)};
    struct lws_context_creation_info info = {
        .port = CONTEXT_PORT_NO_LISTEN,
        .foreign_loops = loops,
        .pcontext = &wss->context,
        .max_http_header_data = HEADERS_MAX,
        .pt_serv_buf_size = BUFFER_SIZE,
        .options = LWS_SERVER_OPTION_LIBUV | LWS_SERVER_OPTION_EXPLICIT_VHOSTS |
                   LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT,
    };
    lws_set_log_level(LLL_ERR | LLL_WARN, on_library_log);
    wss->context = lws_create_context(&info);
    if (!wss->context)
        return fail(err, IO,
                    "libwebsockets does not start; is the package "
                    "libwebsockets-evlib-uv installed?");
    loop_add_guest(wss->loop, &wss->guest);
    wss->direct = make_vhost(wss, "direct");
    wss->proxied = make_vhost(wss, "proxied");
    if (!wss->direct || !wss->proxied)
        return fail(err, IO, "libwebsockets cannot be set up for TLS");
    return OK;
}

static void close_guest(void *owner) {
    struct websockets *wss = owner;
    loop_remove(wss->loop, &wss->task);
    for (struct websocket *ws = wss->connections; ws; ws = ws->next) {
        end_because(ws, "the program ends");
        if (ws->resolving)
            uv_cancel((uv_req_t *)&ws->resolver);
    }
    lws_context_destroy(wss->context);
}

/* The library's handles are closed by now; the second destroy lets go of the rest. */
static void finish_guest(void *owner) {
    struct websockets *wss = owner;
    if (wss->context)
        lws_context_destroy(wss->context);
    for (struct websocket *ws = wss->connections, *next; ws; ws = next) {
        next = ws->next;
        free_websocket(ws);
    }
    mem_free(wss);
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
                           struct websockets **ret_websockets, struct err *err) {
    enum result result = network_check(&settings->network, err);
    if (result != OK)
        return result;
    struct websockets *wss = mem_alloc(sizeof *wss);
    wss->settings = *settings;
    set_defaults(&wss->settings);
    wss->loop = loop;
    wss->task = (struct loop_task){.run = run, .owner = wss, .clock = LOOP_MONOTONIC};
    wss->guest = (struct loop_guest){.close = close_guest, .finish = finish_guest, .owner = wss};
    if (is_set(settings->network.proxy))
        result = network_parse_proxy(settings->network.proxy, &wss->proxy, err);
    unsetenv("http_proxy");
    if (result == OK)
        result = start_library(wss, err);
    if (result != OK) {
        if (!wss->context)
            mem_free(wss);
        return result;
    }
    loop_add(loop, &wss->task);
    *ret_websockets = wss;
    return OK;
}
