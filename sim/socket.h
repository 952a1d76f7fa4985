/* One socket from within: shared by socket_mode.c, which leads its life, and socket_fault.c, which
 * troubles it. */
#ifndef SIM_SOCKET_H
#define SIM_SOCKET_H

#include "sim/http.h"
#include "sim/websocket.h"
#include "sim/workspace.h"

enum { FAREWELL_MS = 5000, HOST_SIZE = 48 }; /* from refresh_requested to the end; scaled */

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
    char ping_bytes[WEBSOCKET_CONTROL_MAX]; /* of the ping that the late pong answers */
    size_t ping_len;
    bool no_ping, no_pong, no_close_answer;
};
TAILQ_HEAD(socket_list, socket);

bool socket_gets_envelopes(const struct socket *socket);
struct conn *socket_conn(struct socket *socket);

/* An entry in the journal; detail may be NULL. */
void socket_note(struct socket *socket, const char *event, const char *detail);

void socket_send_disconnect(struct socket *socket, const char *reason);

/* Drops the connection after delay_ms, unless the client has gone by then. */
void socket_end_in(struct socket *socket, int64_t delay_ms);

/* Lets every armed fault of sockets strike this one, once each. */
void socket_fault_strike(struct socket *socket);
/* The same for those that are wanted before the hello. */
void socket_fault_strike_before_hello(struct socket *socket);

#endif
