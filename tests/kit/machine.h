/* Socket Mode's state machine in a world of tables, with a clock that is only a number: what it did
 * stands in one text, such as "ask1 dial1 hello1(…) ". */
#ifndef TESTS_KIT_MACHINE_H
#define TESTS_KIT_MACHINE_H

#include "base/str.h"
#include "bot/socket_mode.h"

enum { MACHINE_SOCKETS = 20000 };

/* What the world around it does by itself. */
enum machine_habit {
    MACHINE_OBEDIENT, /* every URL, connection and hello comes at once */
    MACHINE_MUTE      /* nothing does: the test answers */
};

struct machine {
    struct socket_mode *sm;
    int64_t now_ms, due_ms;
    enum machine_habit habit;
    struct str story; /* since machine_expect */
    uint32_t attempt; /* the last number that was asked for */
    unsigned asked, most_open;
    bool open[MACHINE_SOCKETS], takes_no_text[MACHINE_SOCKETS];
    int64_t num_connections;            /* in the next hello; 0: the true number */
    struct socket_mode_trouble trouble; /* the last one */
    char trouble_text[512], trouble_code[64];
    unsigned troubles[SOCKET_MODE_UNSENT + 1];
    bool ack_at_once;
    bool stop_on_trouble;
    uint32_t pending_url, pending_open, pending_hello;
};

extern const struct socket_mode_ports machine_ports;

struct machine *machine_new(enum machine_habit habit);
/* An obedient one with socket 1 in use for a minute, so that it counts as stable. */
struct machine *machine_connected(void);
void machine_free(struct machine *machine);

/* ---- The clock. */

/* Lets ms pass, waking the machine exactly when it asked for it. */
void machine_pass(struct machine *machine, int64_t ms);
/* Waits for the next question for a URL and answers that there is none. */
void machine_fail_next(struct machine *machine);

/* ---- What comes in. */

void machine_give_url(struct machine *machine, uint32_t attempt);
void machine_say(struct machine *machine, uint32_t socket, const char *text);
void machine_say_hello(struct machine *machine, uint32_t socket);
void machine_say_disconnect(struct machine *machine, uint32_t socket, const char *reason);
void machine_say_envelope(struct machine *machine, uint32_t socket, const char *type,
                          const char *id);
/* The connection ends by itself. */
void machine_cut(struct machine *machine, uint32_t socket, const char *reason);

/* ---- What was done. */

/* Holds the story against this one and begins a new one. */
void machine_expect(struct machine *machine, const char *story);
unsigned machine_count_open(const struct machine *machine);

/* The story of a hello on socket "n". */
#define MACHINE_HELLO(n) "hello" n "(A1 applink-2 18060) "

#endif
