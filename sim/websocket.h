/* The server's end of a WebSocket (RFC 6455). What to answer, and whether to hear a text that came
 * in fragments, is the owner's choice: Slack does not put them together (slack-go#1196), and a
 * fault can be silence. */
#ifndef SIM_WEBSOCKET_H
#define SIM_WEBSOCKET_H

#include "sim/http.h"

#include <stdbool.h>
#include <stddef.h>

struct websocket;

enum websocket_opcode {
    WEBSOCKET_CONTINUATION = 0,
    WEBSOCKET_TEXT = 1,
    WEBSOCKET_BINARY = 2,
    WEBSOCKET_CLOSE = 8,
    WEBSOCKET_PING = 9,
    WEBSOCKET_PONG = 10
};

enum { WEBSOCKET_MESSAGE_MAX = 1024 * 1024, WEBSOCKET_CONTROL_MAX = 125 };

/* Called from the loop. In `closed` the websocket is gone; it is called exactly once. */
struct websocket_events {
    void (*text)(void *owner, const char *text, size_t len);       /* not terminated */
    void (*fragmented)(void *owner, const char *text, size_t len); /* came in pieces */
    void (*ping)(void *owner, const char *bytes, size_t len); /* len <= WEBSOCKET_CONTROL_MAX */
    void (*pong)(void *owner);
    void (*close)(void *owner, int code); /* the peer's close frame; 1005 when it had no code */
    void (*closed)(void *owner);
};

/* True when the request asks for a WebSocket properly. */
bool websocket_wanted(const struct exchange *exchange);

/* Answers 101 and takes the connection over. NULL when the peer has gone; the exchange is used up
 * in any case. */
struct websocket *websocket_accept(struct exchange *exchange, const struct websocket_events *events,
                                   void *owner);

/* Sends one message, or control frame, unless the websocket was silenced. */
void websocket_send(struct websocket *websocket, enum websocket_opcode opcode, const char *bytes,
                    size_t len);

/* Sends a close frame with code (0: an empty one) and reason. */
void websocket_send_close(struct websocket *websocket, int code, const char *reason);

/* The connection below, for closing it one way or another. */
struct conn *websocket_conn(struct websocket *websocket);

/* ---- Faults, each for the rest of the websocket's life */
void websocket_silence(struct websocket *websocket);               /* never writes again */
void websocket_fragment(struct websocket *websocket, size_t size); /* messages go in such pieces */
void websocket_coalesce(struct websocket *websocket); /* two or more frames in one write */

#endif
