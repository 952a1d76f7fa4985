/* The core: everything that the daemon decides, over one store. Requests go through dispatch and
 * are acknowledged, jobs run when they are due, and the outbox is delivered. It has no socket, no
 * clock and no timer: what it wants done it asks for through a table of functions, and time is an
 * input, so that a simulated world runs the same code as the real one. */
#ifndef BOT_CORE_H
#define BOT_CORE_H

#include "bot/dispatch.h"
#include "bot/sender.h"

struct core;

#define CORE_NEVER INT64_MAX

/* The ticket of a call whose answer changes nothing. */
enum { CORE_NO_TICKET = 0 };

/* What the core asks its owner for, and what it tells. world is the owner's. */
struct core_ports {
    /* Acknowledges an envelope on the socket it came from; see socket_mode_ack. */
    enum result (*ack)(void *world, uint32_t socket, const char *envelope_id,
                       const struct json *payload, struct err *err);
    /* Starts a call; its answer comes through core_answered with the same ticket, never from
     * inside this. Anything but OK: nothing was sent. */
    enum result (*call)(void *world, uint64_t ticket, const struct web_call *call, struct err *err);

    /* Something for the log, each: a request was handled; an acknowledgement or a private answer
     * did not get through; a call of the outbox got on. */
    void (*handled)(void *world, const struct envelope *envelope, const struct outcome *outcome);
    void (*not_acknowledged)(void *world, const struct envelope *envelope, const char *text);
    void (*reply_lost)(void *world, const char *text);
    void (*delivery)(void *world, const struct sender_event *event);
    /* The store failed: most failures pass, CORRUPT does not, and the process should end. */
    void (*store_failed)(void *world, const char *doing, enum result result, const struct err *err);
};

/* Tells the handlers of the start and takes up what the process before left under way. dispatch,
 * ports and world outlive the core; dispatch->place may be learned later. Freed by core_free. */
enum result core_new(const struct dispatch *dispatch, const struct core_ports *ports, void *world,
                     int64_t now_ms, struct core **ret_core, struct err *err) RESULT;
void core_free(struct core *core); /* NULL is allowed */

/* An envelope that arrived on socket: handled, committed and acknowledged when this returns, or
 * left to be sent again. Call core_run afterwards. */
void core_envelope(struct core *core, uint32_t socket, const struct json *json, int64_t now_ms);

/* The link to Slack is up, or is not any more; either may be told more than once. After a gap, what
 * was said in it is read again. Call core_run afterwards. */
void core_connected(struct core *core, int64_t now_ms);
void core_disconnected(struct core *core, int64_t now_ms);

/* The playbook and the settings were read anew: what is put by them for later is put by the new
 * ones. Call core_run afterwards. */
void core_reloaded(struct core *core, int64_t now_ms);

/* The answer to the call with this ticket. Call core_run afterwards. */
void core_answered(struct core *core, uint64_t ticket, const struct web_answer *answer,
                   int64_t now_ms);

/* Does what is due at now_ms (UTC) and returns when to call again: a moment that is past means at
 * once, CORE_NEVER that only an envelope or an answer can give it work. */
int64_t core_run(struct core *core, int64_t now_ms);

#endif
