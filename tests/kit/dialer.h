/* A client of bot/websocket.h for tests: it dials a peer, writes down what happens as one text,
 * such as "open [hello] closed", and ends the loop when all that was wanted is closed. */
#ifndef TESTS_KIT_DIALER_H
#define TESTS_KIT_DIALER_H

#include "base/str.h"
#include "bot/loop.h"
#include "bot/websocket.h"
#include "tests/kit/peer.h"

struct dialer {
    struct websocket_settings settings; /* mostly the defaults */
    struct loop *loop;
    struct websockets *sockets;
    struct websocket *socket; /* the last one that was dialled */
    struct loop_task limit;
    int64_t give_up_ms;
    struct str story;
    int closed, wanted; /* connections; 1 is wanted unless the test says otherwise */
    struct websocket_end end;
    char reason[512];
    int descriptors;          /* open before the test */
    uint16_t close_when_open; /* code, 0 for not at all */
    uint16_t close_after_message;
    const char *say_when_open;
    const struct websocket_events *events; /* dialer_events unless the test says otherwise */
    char url[256], proxy[64];
    int port;
    size_t longest; /* message */
};

struct dialer dialer_new(void);
void dialer_open(struct dialer *dialer);
/* "scheme://host:port/link/?ticket=a-b&app_id=%2F" */
void dialer_dial(struct dialer *dialer, const char *scheme, const char *host, int port);
/* The end of every test: the loop closes clean and no descriptor stays open. */
void dialer_close(struct dialer *dialer);

/* Lets one connection live and die against a server; the dialer keeps what happened. */
void dialer_play(struct dialer *dialer, void (*serve)(struct peer_link *link));
void dialer_play_with(struct dialer *dialer, const struct peer_settings *settings);

void dialer_expect_reason(const struct dialer *dialer, const char *part);
void dialer_expect_story(const struct dialer *dialer, const char *story);

/* The events, one by one for tests that change some of them. */
extern const struct websocket_events dialer_events;
void dialer_on_established(void *user, struct websocket *socket);
void dialer_on_message(void *user, struct websocket *socket, const char *text, size_t len);
void dialer_on_binary(void *user, struct websocket *socket, size_t len);
void dialer_on_closed(void *user, struct websocket *socket, const struct websocket_end *end);

/* ---- Servers. */

/* What they saw last. */
extern char dialer_seen_head[PEER_HEAD_SIZE];
extern struct peer_frame dialer_seen_close;

/* Accepts the handshake, says "hello" and answers the close frame. */
void dialer_greet(struct peer_link *link);
void dialer_answer_close(struct peer_link *link);
/* Reads the request and never answers. */
void dialer_say_nothing(struct peer_link *link);
/* A port on which nobody listens. */
int dialer_free_port(void);

#endif
