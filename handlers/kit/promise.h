/* The kept promise: the time of the next update is a row in the store, with a ladder of steps that
 * is climbed while nobody posts one. The steps themselves are in handlers/promise.c. */
#ifndef HANDLERS_KIT_PROMISE_H
#define HANDLERS_KIT_PROMISE_H

#include "base/utc.h"
#include "handlers/kit/handler.h"

#define PROMISE_DRAFT "draft"     /* a prefilled draft goes to whoever owes the update */
#define PROMISE_PROMPT "prompt"   /* the thread is asked */
#define PROMISE_CALL "call"       /* incident commander and deputy are called by name */
#define PROMISE_HOLDING "holding" /* the bot says itself that there is no news */

/* No setting and no command promises anything farther away: promise.cadence_max is a week at most,
 * and the steps behind a promise an hour. */
#define PROMISE_FARTHEST_MS (8 * DAY_MS)

/* Promises the next update of cx->incident for due_ms and forgets what was asked for the one
 * before; 0 promises none. A promise whose time has come is written down as missed. The incident
 * is not saved by this. */
enum result promise_set(struct context *cx, int64_t due_ms) RESULT;

/* Whoever posts an update keeps what was promised for now: promise_next, and it is written down
 * whether it came in time. */
enum result promise_keep(struct context *cx) RESULT;

/* The same for one cadence from now, or none when the incident has no cadence. */
enum result promise_next(struct context *cx) RESULT;

/* The severity was another before: a cadence that came from it goes with it, and one that a person
 * chose stays. A promise is only ever moved nearer: nobody is told later than they were promised.
 */
enum result promise_follow_severity(struct context *cx, enum severity before) RESULT;

/* Climbs: at due_ms the job "promise" runs with this step; before that when the clock is set back
 * by more than a minute, so that it can be put anew. base_ms is the moment from which the
 * later steps count: the promised time, or the time at which a missed promise was owned up to. */
enum result promise_step(struct context *cx, const char *step, int64_t due_ms, int64_t base_ms)
    RESULT;

/* What to say about the next update: "Next update by 14:35 UTC (…)." or that none is promised. */
const char *promise_sentence(struct context *cx);

/* The collapse words of what is asked for a promise: it is worth nothing once the next one is
 * made. */
const char *promise_collapse(struct context *cx);
const char *promise_deputy_collapse(struct context *cx);
const char *promise_draft_collapse(struct context *cx);

#endif
