/* Slack's Socket Mode as a state machine: which sockets to open and close, when to try again, and
 * which socket an acknowledgement goes out on. No I/O, no clock and no timer: the owner tells it
 * what happened and when, and it acts through a table of functions, so that a simulated clock can
 * run it for weeks.
 *
 * One connection attempt is in flight at any time. Each has a number, which is also the number of
 * the socket that comes of it; what is reported about a number that is over is ignored, so a late
 * or doubled callback does nothing (node-slack-sdk#2094).
 *
 * Every now_ms is milliseconds of one clock that does not step. After any call that returns,
 * socket_mode_run says anew when it wants to run: call it, or wake the task that does.
 *
 * https://docs.slack.dev/apis/events-api/using-socket-mode */
#ifndef BOT_SOCKET_MODE_H
#define BOT_SOCKET_MODE_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct json;
struct socket_mode;

enum {
    /* An acknowledgement must stay below this: Slack drops a longer one or ends the connection with
     * 1009, and sends the envelope again at each reconnect (slack-go#1196). */
    SOCKET_MODE_ACK_LIMIT = 20480
};
#define SOCKET_MODE_NEVER INT64_MAX

/* What Slack says when a socket is ready. Absent texts are empty, absent numbers 0. */
struct socket_mode_hello {
    uint32_t socket;
    int64_t num_connections; /* of this app as Slack counts them, this one and ghosts included */
    unsigned held;           /* the sockets that we hold, this one included */
    int64_t lifetime_s;      /* how long the socket will live, about */
    int64_t build_number;
    const char *app_id; /* these live until the call returns */
    const char *host;
};

enum socket_mode_kind {
    SOCKET_MODE_FAILED,    /* an attempt failed; the next one follows in retry_ms */
    SOCKET_MODE_LOST,      /* the socket in use ended; the next attempt follows in retry_ms */
    SOCKET_MODE_REFRESH,   /* Slack asked for a new socket; the old one serves until it is there */
    SOCKET_MODE_REFUSED,   /* Slack refuses the app token for a reason that a person must mend */
    SOCKET_MODE_DISABLED,  /* Socket Mode is switched off in the app's settings */
    SOCKET_MODE_TOO_MANY,  /* too many sockets are open for this app */
    SOCKET_MODE_GHOSTS,    /* Slack counts more sockets than we hold: it may send payloads into the
                            * void (python-slack-sdk#1940), or somebody else uses our token */
    SOCKET_MODE_MALFORMED, /* a frame was not understood and skipped */
    SOCKET_MODE_UNSENT     /* a connection took no text; it is closed and replaced */
};

/* Something that an operator should know. */
struct socket_mode_trouble {
    enum socket_mode_kind kind;
    const char *text;        /* a sentence without full stop; lives until the call returns */
    const char *code;        /* Slack's error or reason, "" when there is none */
    uint32_t socket;         /* number of the socket or attempt */
    int64_t retry_ms;        /* until the next attempt, -1 when none is planned */
    bool fatal;              /* refused before it ever worked: there will be no further attempt */
    int64_t num_connections; /* from the last hello, 0 before */
};

/* What the machine can do. world is the owner's. The functions may call back into the machine only
 * through socket_mode_ack, socket_mode_status and, from trouble,
 * socket_mode_stop. */
struct socket_mode_ports {
    /* Call apps.connections.open and answer with socket_mode_url or socket_mode_no_url. */
    void (*ask_url)(void *world, uint32_t attempt);
    /* Connect to url; answer with socket_mode_opened, _message and _closed. When it cannot even
     * begin, socket_mode_closed may come from inside this call. */
    void (*dial)(void *world, uint32_t socket, const char *url);
    /* Send text as one unfragmented frame; false when the connection cannot take it. */
    bool (*send)(void *world, uint32_t socket, const char *text, size_t len);
    /* End the connection with this close code, or give up connecting. Whatever is reported about
     * it afterwards is ignored. */
    void (*close)(void *world, uint32_t socket, uint16_t code);
    /* An envelope, of known type or not; it lives until the call returns. Acknowledge it with
     * socket_mode_ack when its effect is committed, inside this call or later. */
    void (*envelope)(void *world, uint32_t socket, const struct json *envelope);
    void (*connected)(void *world, const struct socket_mode_hello *hello);
    void (*trouble)(void *world, const struct socket_mode_trouble *trouble);
};

/* Zero means the default. */
struct socket_mode_settings {
    uint64_t seed;            /* of the jitter */
    int64_t backoff_max_ms;   /* 60 s */
    int64_t step_timeout_ms;  /* for the URL and for the connection, each; 25 s, which leaves
                               * room for the clients' own two time-outs of 10 s */
    int64_t hello_timeout_ms; /* 30 s */
    int64_t stable_after_ms;  /* of life after hello, and the failures before are forgotten; 10 s,
                               * so that a link cut every half minute is not met with longer and
                               * longer waits */
    int64_t drain_min_ms;     /* that a replaced socket goes on serving; 2 s */
    int64_t drain_max_ms;     /* even with envelopes that are not acknowledged; 10 s */
};

/* ports and world outlive the machine. It is freed by socket_mode_free, which calls no port. */
struct socket_mode *socket_mode_new(const struct socket_mode_settings *settings,
                                    const struct socket_mode_ports *ports, void *world);
void socket_mode_free(struct socket_mode *sm); /* NULL is allowed */

/* Wants a connection from now on. */
void socket_mode_start(struct socket_mode *sm, int64_t now_ms);

/* Closes every socket with 1000 and wants none any more. Before a start and twice is fine. */
void socket_mode_stop(struct socket_mode *sm);

/* Does what is due and returns when to call again, SOCKET_MODE_NEVER when only an event can help.
 */
int64_t socket_mode_run(struct socket_mode *sm, int64_t now_ms);

/* ---- What happened. */

/* The answer to ask_url. */
void socket_mode_url(struct socket_mode *sm, uint32_t attempt, const char *url, int64_t now_ms);

/* There is no URL: code is Slack's error ("invalid_auth", "ratelimited"), "http_404" and the like
 * for an answer without one, or "" when Slack was not reached; text says it in a sentence without
 * full stop. retry_after_ms is what Slack asked for, -1 when nothing. */
void socket_mode_no_url(struct socket_mode *sm, uint32_t attempt, const char *code,
                        const char *text, int64_t retry_after_ms, int64_t now_ms);

/* The handshake is done; hello is awaited. */
void socket_mode_opened(struct socket_mode *sm, uint32_t socket, int64_t now_ms);

/* A text message of len bytes. */
void socket_mode_message(struct socket_mode *sm, uint32_t socket, const char *text, size_t len,
                         int64_t now_ms);

/* The connection ended or was never made; reason is a sentence without full stop. */
void socket_mode_closed(struct socket_mode *sm, uint32_t socket, const char *reason,
                        int64_t retry_after_ms, int64_t now_ms);

/* ---- What to say. */

/* Acknowledges an envelope that arrived on socket, with payload unless that is NULL: on the same
 * socket while it is open, else on the one in use. INVALID when the frame would reach
 * SOCKET_MODE_ACK_LIMIT: nothing was sent, acknowledge again without payload. BUSY when no socket
 * is open: Slack will send the envelope again. */
enum result socket_mode_ack(struct socket_mode *sm, uint32_t socket, const char *envelope_id,
                            const struct json *payload, struct err *err) RESULT;

/* ---- What is so. */

struct socket_mode_status {
    bool connected;          /* hello was received on a socket that is still in use */
    bool refused;            /* the last answer to ask_url was a fatal one */
    bool disabled;           /* the last word was that Socket Mode is switched off */
    uint32_t socket;         /* the one in use, 0 for none */
    unsigned held;           /* sockets open or being opened */
    unsigned failures;       /* since it was last stable */
    int64_t num_connections; /* from the last hello */
    int64_t since_ms;        /* of the hello, or since when there is none */
    int64_t next_attempt_ms; /* SOCKET_MODE_NEVER when none is planned */
};

struct socket_mode_status socket_mode_status(const struct socket_mode *sm);

#endif
