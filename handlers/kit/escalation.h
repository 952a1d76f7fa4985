/* Whom to call: from the names of a playbook to people in Slack, and up the escalation path. */
#ifndef HANDLERS_KIT_ESCALATION_H
#define HANDLERS_KIT_ESCALATION_H

#include "handlers/kit/handler.h"

/* Somebody that a playbook names. */
struct somebody {
    const char *name;  /* "Engineering Lead"; "" for nobody */
    const char *user;  /* a user id; "" when Slack does not know them */
    const char *phone; /* "" when it is not written down */
    const char *email;
};

/* Who it is: the holder of a role (or whoever it falls to, or its primary), or a person. */
struct somebody somebody_of(struct context *cx, const char *who);

/* "@carol", or the name with the telephone number where Slack does not know them; in the stored
 * form. */
const char *somebody_shown(struct context *cx, const struct somebody *somebody);

/* Calls the next on the playbook's path, in the thread and directly, on the timeline as actor's;
 * why is a sentence without full stop in the stored form. ABSENT when the path is at its end, and
 * nothing is done. The incident is saved. */
enum result escalate_next(struct context *cx, const char *actor, const char *why,
                          struct somebody *ret_called) RESULT;

#endif
