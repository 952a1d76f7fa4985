/* The inside of websocket.h, for the files that make it up: websocket.c has the life of a
 * connection, websocket_connect.c the way from a name to the handshake, websocket_library.c the
 * library. */
#ifndef BOT_WEBSOCKET_INSIDE_H
#define BOT_WEBSOCKET_INSIDE_H

#include "base/str.h"
#include "bot/loop.h"
#include "bot/resolver.h"
#include "bot/url.h"
#include "bot/websocket.h"

#include <libwebsockets.h>
#include <openssl/x509.h>

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

/* ---- websocket.c */

/* What the library tells of a connection, and the task that watches all of them. */
int websocket_event(struct lws *wsi, enum lws_callback_reasons event, void *user, void *in,
                    size_t len);
int64_t websockets_run(void *owner, int64_t now_ms);

/* Ends the connection for a reason; the first reason stands. */
void websocket_end_because(struct websocket *socket, const char *format, ...) PRINTF(2, 3);

/* Frees what no list and no library holds any more. */
void websocket_free(struct websocket *socket);

/* ---- websocket_connect.c */

/* Looks its host up, and connects to the first address. BUSY and IO as resolver_start. */
enum result websocket_connect(struct websocket *socket, struct err *err) RESULT;

/* Tries the next address of those that were found. */
void websocket_connect_to_next(struct websocket *socket);

/* The handshake: the request leaves, its answer is there, it failed; and a certificate is judged: 1
 * when it is not trusted. socket may be NULL there. */
void websocket_on_request(struct websocket *socket);
void websocket_on_answer(struct websocket *socket, struct lws *wsi);
void websocket_on_failure(struct websocket *socket, struct lws *wsi, const char *why);
int websocket_on_certificate(struct websocket *socket, X509_STORE_CTX *check);

/* ---- websocket_library.c */

extern const struct lws_protocols websocket_protocols[];

#endif
