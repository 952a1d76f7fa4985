/* From a name to the handshake: see websocket_inside.h. Names are looked up by the resolver; the
 * addresses take their turns; the answer to the handshake, or what came instead, is put into a
 * sentence. */
#include "bot/websocket_inside.h"

#include "base/clock.h"

#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SWITCHING_PROTOCOLS = 101 /* the status of a handshake that succeeds */ };

/* ---- The address */

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
        .local_protocol_name = websocket_protocols[0].name,
        .opaque_user_data = socket,
        .pwsi = &socket->wsi,
    };
    struct lws *wsi = lws_client_connect_via_info(&info);
    if (!wsi && !socket->try_next) /* perhaps after a callback, perhaps without any */
        websocket_end_because(socket, "cannot connect to %s:%d", socket->target.place.host,
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
        websocket_end_because(socket, "the proxy's address or password is too long");
}

void websocket_connect_to_next(struct websocket *socket) {
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
        websocket_connect_to_next(socket);
    else
        websocket_end_because(socket, "the name %s is not known: %s", host_to_reach(socket),
                              answer->fault);
}

enum result websocket_connect(struct websocket *socket, struct err *err) {
    return resolver_start(socket->owner->loop, host_to_reach(socket), on_resolved, socket,
                          &socket->lookup, err);
}

/* ---- The handshake */

/* "Retry-After: 30"; dates are not used by Slack and count as nothing. */
static int64_t read_retry_after_ms(struct lws *wsi) {
    char text[16];
    int len = lws_hdr_copy(wsi, text, sizeof text, WSI_TOKEN_HTTP_RETRY_AFTER);
    if (len <= 0 || strspn(text, "0123456789") != (size_t)len || len > 9)
        return -1;
    return strtoll(text, NULL, 10) * 1000;
}

/* The answer to the handshake has a status that may not be 101. */
void websocket_on_answer(struct websocket *socket, struct lws *wsi) {
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

void websocket_on_failure(struct websocket *socket, struct lws *wsi, const char *why) {
    const struct url_websocket *target = &socket->target;
    websocket_on_answer(socket, wsi);
    socket->try_next = may_try_next(socket);
    loop_wake(&socket->owner->task);
    if (socket->try_next)
        return;
    if (socket->certificate_fault)
        websocket_end_because(socket, "the certificate of %s is not trusted: %s; %s",
                              target->place.host,
                              X509_verify_cert_error_string(socket->certificate_fault),
                              network_certificate_advice(socket->certificate_fault));
    else if (socket->end.http_status)
        websocket_end_because(socket, "%s refused the WebSocket handshake with HTTP %d",
                              target->place.host, socket->end.http_status);
    else
        websocket_end_because(socket, "cannot connect to %s:%d%s: %s", target->place.host,
                              target->place.port, socket->proxied ? " through the proxy" : "", why);
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
int websocket_on_certificate(struct websocket *socket, X509_STORE_CTX *check) {
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

void websocket_on_request(struct websocket *socket) {
    if (socket->step != CONNECTING)
        return;
    socket->step = HANDSHAKING;
    socket->deadline_ms = clock_monotonic_ms() + socket->owner->settings.network.answer_timeout_ms;
    loop_wake(&socket->owner->task);
}
