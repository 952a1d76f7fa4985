/* Asking for somebody's yes before something happens. handlers/approve.c takes the answer, writes
 * it on the timeline and hands it to the handler that asked: {.trigger = TRIGGER_APPROVAL, .name =
 * topic}, whose request has args as it gave them, user as whoever answered, ok for yes, and answer.
 * That handler tells the thread, since it alone knows what follows: once, with approval_tell or in
 * words of its own. */
#ifndef HANDLERS_KIT_APPROVAL_H
#define HANDLERS_KIT_APPROVAL_H

#include "handlers/kit/handler.h"
#include "store/approvals.h"

/* Hears where the message that asks stands; the approval's number is its args. */
#define APPROVAL_ASKED "approval.asked"
#define APPROVAL_SHOWN "approval.shown" /* and the edit that says how it ended */

struct approval_question {
    const char *topic; /* the name of the handler that hears the answer */
    const char *args;  /* its own words */
    const char *what;  /* "roll back to v0.1.0", in the stored form */
    const char *group; /* a group of the playbook, or a role's name */
};

/* What a handler hears of an answer. */
struct approval_answer {
    const struct approval *approval;
    const char *remark; /* what was said with it, in the stored form; of a no the reason; or "" */
};

/* The same as a fact without a full stop: "@gina approved #1 of @bob: delete data – go ahead". */
const char *approval_fact(struct context *cx, const struct approval *approval, const char *remark);

/* Tells the thread who said yes or no to what, for the answer rq; next is what follows from it, as
 * a sentence, or "". */
enum result approval_tell(struct context *cx, const struct request *rq, const char *next) RESULT;

/* Asks in the incident's thread, with buttons and the number to approve or deny by, writes it on
 * the timeline, and has it climb when nobody answers. */
enum result approval_ask(struct context *cx, const struct request *rq,
                         const struct approval_question *question, int64_t *ret_number) RESULT;

/* Whether user may say yes: a member of the group, the holder of the role, or, where the playbook
 * names nobody, anybody but whoever asked. */
bool approval_may(struct context *cx, const char *group, const char *asked_by, const char *user);

/* Whether user is named as a member of the group or holds the role: their yes need not be asked. */
bool approval_is_theirs(struct context *cx, const char *group, const char *user);

/* "@alice or @bob" or the group's title: who is asked, as mrkdwn in the stored form. */
const char *approval_whom(struct context *cx, const char *group);

/* Has approval climb when nobody answers in time: the job "approval". */
enum result approval_wait(struct context *cx, const struct approval *approval) RESULT;

/* Ends the waiting of an approval, whose state and answer the caller has set, and writes it. The
 * messages that ask say who decided what, with why unless that is "", and have no buttons any more.
 */
enum result approval_end(struct context *cx, const struct approval *approval, const char *why)
    RESULT;

/* Edits the one at message, "channel ts", so; approval_end has done it with those that were known
 * then. One that was left behind in an open channel says no more than that it goes on in private.
 */
enum result approval_show_end(struct context *cx, const struct approval *approval,
                              const char *message, const char *why) RESULT;

/* Withdraws what is open of this topic, "" for all, and writes on the timeline why: "rollback was
 * decided". */
enum result approval_withdraw(struct context *cx, const char *topic, const char *why) RESULT;

/* Withdraws one that is open, and tells whoever asked, in the thread, why nobody need answer it. */
enum result approval_take_back(struct context *cx, struct approval *approval, const char *why)
    RESULT;

#endif
