/* Asking for somebody's yes before something happens. handlers/approve.c takes the answer and hands
 * it to the handler that asked: {.trigger = TRIGGER_APPROVAL, .name = topic}, whose request has
 * args as it gave them, user as whoever answered, and ok for yes. */
#ifndef HANDLERS_KIT_APPROVAL_H
#define HANDLERS_KIT_APPROVAL_H

#include "handlers/kit/handler.h"

struct approval_question {
    const char *topic; /* the name of the handler that hears the answer */
    const char *args;  /* its own words */
    const char *what;  /* "roll back to v0.1.0", in the stored form */
    const char *group; /* a group of the playbook, or a role's name */
};

/* Asks in the incident's thread, with the number to approve or deny by, writes it on the timeline,
 * and has it climb when nobody answers. */
enum result approval_ask(struct context *cx, const struct request *rq,
                         const struct approval_question *question, int64_t *ret_number) RESULT;

/* Whether user may say yes: a member of the group, the holder of the role, or, where the playbook
 * names nobody, anybody but whoever asked. */
bool approval_may(struct context *cx, const char *group, const char *asked_by, const char *user);

/* "@alice or @bob" or the group's title: who is asked, as mrkdwn in the stored form. */
const char *approval_whom(struct context *cx, const char *group);

#endif
