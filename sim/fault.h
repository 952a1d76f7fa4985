/* Faults that a test has armed: what shall go wrong, where and how often. The modules ask at the
 * places where something can go wrong. docs/local-slack.md lists the kinds. */
#ifndef SIM_FAULT_H
#define SIM_FAULT_H

#include "base/err.h"
#include "base/json.h"

enum { FAULTS_MAX = 1000 };

/* Where a kind of fault takes effect. */
enum fault_place {
    FAULT_AT_CALL,      /* answering a Web API call */
    FAULT_AT_HANDSHAKE, /* opening a websocket, before its hello */
    FAULT_AT_SOCKET,    /* an open socket: now, or the next one to open when there is none */
    FAULT_AT_ENVELOPE,  /* sending an envelope */
    FAULT_AT_ONCE       /* the workspace, when it is armed */
};

struct faults;

struct faults *faults_new(void);
void faults_free(struct faults *faults);
void faults_clear(struct faults *faults);

/* Arms {"kind": …, "times": 1, "method": …, "channel": …, …}; *ret_place says who has to act.
 * INVALID for an unknown kind or a bad count. */
enum result faults_arm(struct faults *faults, const struct json *wanted,
                       enum fault_place *ret_place, struct err *err) RESULT;

/* Uses up one of the armed faults of this kind that matches, in the order of arming: a copy of
 * what armed it, which the caller frees, or NULL. method and channel may be NULL; a fault that is
 * limited to one then does not match. */
struct json *fault_take(struct faults *faults, const char *kind, const char *method,
                        const char *channel);

/* The same, only for a fault that has "before_hello":true. */
struct json *fault_take_before_hello(struct faults *faults, const char *kind);

/* Array of what is armed, each with the "times" that are left; the caller frees it. */
struct json *faults_json(const struct faults *faults);

#endif
