/* Whom to call: from the names of a playbook to people in Slack, and up the escalation path. A call
 * is a row (store/pages.h), a line in the thread, and a private message with buttons; one that gets
 * no reaction climbs on by itself (the job "page", handlers/page.c). */
#ifndef HANDLERS_KIT_ESCALATION_H
#define HANDLERS_KIT_ESCALATION_H

#include "base/utc.h"
#include "handlers/kit/handler.h"
#include "store/pages.h"

/* Within this time nobody is called twice for the same thing, and the end of the path is said once
 * in the other. After the latter without a call the path begins anew. */
enum { ESCALATION_RECENT_MS = 5 * MINUTE_MS, ESCALATION_CALM_MS = HOUR_MS };

/* Somebody that a playbook names, or a person in Slack. */
struct somebody {
    const char *name;  /* "Engineering Lead"; "" for a person without one */
    const char *user;  /* a user id; "" when Slack does not know them */
    const char *phone; /* "" when it is not written down */
    const char *email;
};

/* Whoever has the shift now by the playbook's plan; false when nobody has. */
bool somebody_on_shift(struct context *cx, struct somebody *ret_somebody);

/* Who it is: the holder of a role (or whoever it falls to, or its primary or backup), a person, or
 * for "oncall" whoever has the shift, else the first on the path.
 */
struct somebody somebody_of(struct context *cx, const char *who);

/* The person with this user id, with what the playbook knows of them. */
struct somebody somebody_in_slack(struct context *cx, const char *user);

/* "@carol", or the name with the telephone number where Slack does not know them; in the stored
 * form. */
const char *somebody_shown(struct context *cx, const struct somebody *somebody);

/* "+49 30 123456, carol@example.org", or "" when neither is written down. */
const char *somebody_reach(struct context *cx, const struct somebody *somebody);

/* Name, person and reach in one, as mrkdwn: "Codex @carol, +49 30 123456"; says so when nobody
 * wrote down how to reach them. */
const char *somebody_in_full(struct context *cx, const struct somebody *somebody);

struct words; /* see model/words.h */

/* Whom the beginning of line means: "@who", "me", a role's word, a person's name. It is taken out,
 * with a mark behind it. ABSENT when it means nobody. INVALID for a name that Slack does not know,
 * and for the bot itself. */
enum result somebody_take(struct context *cx, const struct request *rq, struct words *line,
                          struct somebody *ret_somebody) RESULT;

/* A call to make. */
struct escalation {
    const char *actor; /* a user id, or TIMELINE_BOT */
    const char *cause; /* PAGE_… */
    const char *why;   /* without full stop, in the stored form */
    const char *after; /* what came before: "@bob has not reacted for 10 minutes"; may be NULL */
    const char *here;  /* a user id who knows already and is passed over; may be NULL */
};

/* Calls one person, in the thread and directly, on the timeline as actor's. step is of the path,
 * from 1, or 0. The incident is saved. In a drill nobody is called, and the thread is told so. */
enum result escalate_one(struct context *cx, const struct escalation *escalation,
                         const struct somebody *somebody, int64_t step) RESULT;

/* Calls the next on the playbook's path: not who knows already or was called a moment ago; whom
 * nobody can reach is named and passed over. ABSENT when the path is at its end: then the thread is
 * told so, with everybody's telephone number, once in an hour. */
enum result escalate(struct context *cx, const struct escalation *escalation,
                     struct somebody *ret_called) RESULT;

/* The same for a clock or a question that got no answer; actor knows already. */
enum result escalate_next(struct context *cx, const char *actor, const char *why,
                          struct somebody *ret_called) RESULT;

/* How long whoever is called as this step has to react; 0: the path does not climb by itself. */
int64_t escalation_wait_ms(const struct context *cx, int64_t step);

/* Has the call looked after when it was not answered in wait_ms. */
enum result escalation_watch(struct context *cx, const struct page *page, int64_t wait_ms) RESULT;

/* Everybody of the playbook whom somebody can reach and how, a line each, in the stored form; ""
 * when that is nobody. */
const char *escalation_contacts(struct context *cx);

/* user did something about cx->incident: whatever they were called for is answered. */
enum result escalation_reacted(struct context *cx, const char *user) RESULT;

#endif
