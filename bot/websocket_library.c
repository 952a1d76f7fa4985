/* The library of the websockets as a guest on the loop: see websocket_inside.h. */
#include "bot/websocket_inside.h"

#include "base/log.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>
#include <uv.h>

enum {
    PING_MS = 10 * 1000,
    DEAD_AFTER_MS = 30 * 1000,
    CLOSE_TIMEOUT_MS = 2 * 1000,
    LIBRARY_TIMEOUT_S = 600, /* far behind ours: it could not say which step took too long */
    HEADERS_MAX = 32 * 1024, /* of the handshake's answer */
    BUFFER_SIZE = 64 * 1024  /* read at once */
};

const struct lws_protocols websocket_protocols[] = {
    {.name = "text", .callback = websocket_event, .rx_buffer_size = BUFFER_SIZE},
    {0},
};

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
        .protocols = websocket_protocols,
        .timeout_secs = LIBRARY_TIMEOUT_S,
        .connect_timeout_secs = LIBRARY_TIMEOUT_S,
        .options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT,
    };
    if (str_is_set(sockets->settings.network.ca_file)) {
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
    bool proxy = str_is_set(sockets->settings.network.proxy);
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
        websocket_end_because(socket, "the program ends");
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
        websocket_free(socket);
    }
    mem_free(sockets);
}

static void set_defaults(struct websocket_settings *settings) {
    network_set_defaults(&settings->network);
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
    sockets->task =
        (struct loop_task){.run = websockets_run, .owner = sockets, .clock = LOOP_MONOTONIC};
    sockets->guest =
        (struct loop_guest){.close = close_guest, .finish = finish_guest, .owner = sockets};
    if (str_is_set(settings->network.proxy))
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
