/* WebSocket client connections (RFC 6455) on the loop, over libwebsockets, which is seen nowhere
 * else. Names are resolved without blocking, certificates are always checked, every step has a
 * deadline, and however a connection ends, it ends with exactly one call of `closed`. */
#ifndef BOT_WEBSOCKET_H
#define BOT_WEBSOCKET_H

#include "base/err.h"
#include "bot/network.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct loop;
struct websockets; /* the library and the settings; a guest of the loop */
struct websocket;  /* one connection, from websocket_open until its `closed` returns */

enum {
    WEBSOCKET_MESSAGE_MAX = 1024 * 1024, /* bytes of one message, all fragments together */
    WEBSOCKET_QUEUE_MAX = 1024 * 1024    /* bytes that wait to be sent */
};

struct websocket_settings {
    struct network network;
    int64_t ping_ms;          /* of silence before we ping; 0: 10 s */
    int64_t dead_after_ms;    /* of silence before the peer counts as gone; 0: 30 s; more than
                               * ping_ms */
    int64_t close_timeout_ms; /* for the peer's answer to our close frame; 0: 2 s */
};

/* How a connection ended. The texts live until `closed` returns. */
struct websocket_end {
    const char *reason; /* a sentence without full stop, for people and the log; never empty */
    bool established;   /* it was open before */
    int close_code;     /* from the peer's close frame, 0 when none came; libwebsockets gives 1002
                         * for 1012 and 1013, so nothing may depend on those */
    int http_status;    /* of a handshake that was refused, else 0 */
    int64_t retry_after_ms; /* what the refusal asked for, -1 when it said nothing */
};

struct websocket_events {
    /* The handshake is done; sending is possible. */
    void (*established)(void *user, struct websocket *socket);
    /* A whole text message, NUL after the end; text lives until the call returns. */
    void (*message)(void *user, struct websocket *socket, const char *text, size_t len);
    /* A binary message of len bytes arrived and was dropped. */
    void (*binary)(void *user, struct websocket *socket, size_t len);
    /* The end, exactly once for each websocket_open that returned OK; the connection is freed when
     * the call returns. */
    void (*closed)(void *user, struct websocket *socket, const struct websocket_end *end);
};

/* Starts the library on loop. INVALID when network_check finds a fault or the times do not fit, IO
 * when libwebsockets does not start (the text names the missing Debian package when that is the
 * reason). Removes http_proxy from the environment, because the library would use it against the
 * settings; read it before. Freed by loop_free, and with it, without a further call, the
 * connections that are still there; settings' texts are needed until then. */
enum result websockets_new(struct loop *loop, const struct websocket_settings *settings,
                           struct websockets **ret_sockets, struct err *err) RESULT;

/* Connections that have not ended yet. */
unsigned websockets_count(const struct websockets *sockets);

/* Begins to connect to a ws:// or wss:// URL; events, which must outlive the connection, follow
 * from the loop, never from inside this call. INVALID for a URL that url_parse_websocket refuses,
 * BUSY and IO when its host cannot be looked up now. The URL may hold a ticket: it appears in no
 * text. */
enum result websocket_open(struct websockets *sockets, const char *url,
                           const struct websocket_events *events, void *user,
                           struct websocket **ret_socket, struct err *err) RESULT;

/* Queues text as one unfragmented frame. BUSY when the connection is not open, is closing, or
 * WEBSOCKET_QUEUE_MAX would be passed. */
enum result websocket_send(struct websocket *socket, const char *text, size_t len, struct err *err)
    RESULT;

/* Sends what is queued, then a close frame with code (1000 is a normal end), and waits for the
 * peer's answer as long as close_timeout_ms; a connection that is not open yet is dropped. `closed`
 * follows later, never from inside this call; no message is delivered any more. A second call does
 * nothing. */
void websocket_close(struct websocket *socket, uint16_t code);

#endif
