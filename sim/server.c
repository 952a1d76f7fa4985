/* Listening and routing: see server.h. */
#include "sim/server.h"

#include "base/embed.h"
#include "base/mem.h"
#include "base/str.h"
#include "sim/control.h"
#include "sim/files.h"
#include "sim/http.h"
#include "sim/response_url.h"
#include "sim/socket_mode.h"
#include "sim/web_api.h"

#include <openssl/err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BACKLOG = 128, CONNECTIONS_MAX = 256 };

/* The page's files, written by the build from sim/page/. */
extern const struct embedded sim_page[];

struct server {
    struct sim *sim;
    uv_tcp_t listener;
    SSL_CTX *tls; /* NULL: plain */
};

/* ---- Routing */

static const char *content_type(const char *name) {
    static const struct {
        const char *ending, *type;
    } types[] = {{".html", "text/html; charset=utf-8"},
                 {".js", "text/javascript; charset=utf-8"},
                 {".css", "text/css; charset=utf-8"},
                 {".svg", "image/svg+xml"},
                 {".png", "image/png"}};
    const char *ending = strrchr(name, '.');
    for (size_t i = 0; ending && i < sizeof types / sizeof *types; i++)
        if (str_equal(ending, types[i].ending))
            return types[i].type;
    return "application/octet-stream";
}

static void answer_page(struct exchange *exchange, const char *name) {
    for (const struct embedded *file = sim_page; file->name; file++) {
        if (!str_equal(file->name, name))
            continue;
        http_answer(exchange, 200, "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n",
                    content_type(name), file->bytes, file->len);
        return;
    }
    http_answer_text(exchange, 404, "There is no such page.\n");
}

/* A page of another origin must not play people in here. */
static bool is_foreign(const struct exchange *exchange) {
    const char *origin = http_header(exchange, "Origin"), *host = http_header(exchange, "Host");
    const char *origin_host = origin ? strstr(origin, "://") : NULL;
    return origin && !(origin_host && host && str_equal(origin_host + 3, host));
}

static void route(struct exchange *exchange, void *owner) {
    struct server *server = owner;
    struct sim *sim = server->sim;
    const char *path = exchange->path;
    if (str_starts(path, "/api/"))
        web_api_answer(sim, exchange);
    else if (str_equal(path, "/link/") || str_equal(path, "/link"))
        socket_mode_accept(sim, exchange);
    else if (str_starts(path, "/commands/") || str_starts(path, "/actions/") ||
             str_starts(path, "/app-actions/"))
        response_url_answer(sim, exchange);
    else if (str_starts(path, "/upload/v1/"))
        files_receive(sim, exchange);
    else if (str_starts(path, "/files-pri/"))
        files_serve(sim, exchange);
    else if (str_starts(path, "/_control/") && is_foreign(exchange))
        http_answer_text(exchange, 403, "Only this server's own page may do that.\n");
    else if (str_starts(path, "/_control/"))
        control_answer(sim, exchange);
    else if (str_starts(path, "/page/"))
        answer_page(exchange, path + strlen("/page/"));
    else if (str_equal(path, "/") || str_starts(path, "/archives/"))
        answer_page(exchange, "index.html");
    else
        http_answer_text(exchange, 404, "There is no such page.\n");
}

/* ---- Listening */

static void on_connection(uv_stream_t *listener, int status) {
    struct server *server = listener->data;
    struct conn *conn = status == 0 ? conn_accept(listener, server->tls) : NULL;
    if (conn && conn_count(listener->loop) > CONNECTIONS_MAX)
        conn_drop(conn);
    else if (conn)
        http_serve(conn, route, server);
}

static enum result load_tls(struct server *server, const char *cert_file, const char *key_file,
                            struct err *err) {
    server->tls = SSL_CTX_new(TLS_server_method());
    if (!server->tls)
        abort();
    SSL_CTX_set_min_proto_version(server->tls, TLS1_2_VERSION);
    bool loaded = SSL_CTX_use_certificate_chain_file(server->tls, cert_file) == 1 &&
                  SSL_CTX_use_PrivateKey_file(server->tls, key_file, SSL_FILETYPE_PEM) == 1;
    if (loaded)
        return OK;
    const char *why = ERR_reason_error_string(ERR_peek_error());
    return fail(err, IO, "cannot use %s with %s: %s", cert_file, key_file, why ? why : "no reason");
}

/* "127.0.0.1:8065" or "[::1]:8065". */
static enum result parse_address(const char *listen, struct sockaddr_storage *ret_address,
                                 struct err *err) {
    char host[64];
    const char *colon = strrchr(listen, ':');
    char *end;
    long port = colon ? strtol(colon + 1, &end, 10) : -1;
    if (!colon || !colon[1] || *end || port < 0 || port > 65535 ||
        (size_t)(colon - listen) >= sizeof host)
        return fail(err, INVALID, "'%s' is not ADDRESS:PORT", listen);
    bool is_six = *listen == '[' && colon > listen + 2 && colon[-1] == ']';
    snprintf(host, sizeof host, "%.*s", (int)(colon - listen) - (is_six ? 2 : 0),
             listen + (is_six ? 1 : 0));
    int failed = is_six ? uv_ip6_addr(host, (int)port, (struct sockaddr_in6 *)ret_address)
                        : uv_ip4_addr(host, (int)port, (struct sockaddr_in *)ret_address);
    return failed ? fail(err, INVALID, "'%s' is no numeric address", host) : OK;
}

static void write_base_url(struct server *server) {
    struct sockaddr_storage address;
    int len = sizeof address;
    char host[64];
    uv_tcp_getsockname(&server->listener, (struct sockaddr *)&address, &len);
    bool is_six = address.ss_family == AF_INET6;
    uv_ip_name((struct sockaddr *)&address, host, sizeof host);
    unsigned port = ntohs(is_six ? ((struct sockaddr_in6 *)&address)->sin6_port
                                 : ((struct sockaddr_in *)&address)->sin_port);
    snprintf(server->sim->base_url, sizeof server->sim->base_url, "%s://%s%s%s:%u",
             server->tls ? "https" : "http", is_six ? "[" : "", host, is_six ? "]" : "", port);
}

static enum result listen_on(struct server *server, const char *listen, struct err *err) {
    struct sockaddr_storage address = {0};
    enum result result = parse_address(listen, &address, err);
    if (result != OK)
        return result;
    int failed = uv_tcp_bind(&server->listener, (struct sockaddr *)&address, 0);
    if (!failed)
        failed = uv_listen((uv_stream_t *)&server->listener, BACKLOG, on_connection);
    if (failed)
        return fail(err, IO, "cannot listen on %s: %s", listen, uv_strerror(failed));
    write_base_url(server);
    return OK;
}

enum result server_start(struct sim *sim, const char *listen, const char *cert_file,
                         const char *key_file, struct server **ret_server, struct err *err) {
    struct server *server = mem_alloc(sizeof *server);
    server->sim = sim;
    server->listener.data = server;
    uv_tcp_init(sim->loop, &server->listener);
    enum result result = OK;
    if (!cert_file != !key_file)
        result = fail(err, INVALID, "--cert and --key go together");
    if (result == OK && cert_file)
        result = load_tls(server, cert_file, key_file, err);
    if (result == OK)
        result = listen_on(server, listen, err);
    if (result == OK) {
        *ret_server = server;
        return OK;
    }
    server_stop(server);
    uv_run(sim->loop, UV_RUN_NOWAIT);
    server_free(server);
    return result;
}

void server_stop(struct server *server) {
    uv_close((uv_handle_t *)&server->listener, NULL);
    conn_drop_all(server->sim->loop);
}

void server_free(struct server *server) {
    SSL_CTX_free(server->tls);
    mem_free(server);
}
