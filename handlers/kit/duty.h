/* Roles in an incident: which there are is the playbook's, who holds them the incident's. Giving
 * one to somebody, and the private briefing of its duties (S1, roles). */
#ifndef HANDLERS_KIT_DUTY_H
#define HANDLERS_KIT_DUTY_H

#include "handlers/kit/handler.h"

/* The role that somebody named by its name, its title or one of its words; INVALID, with those that
 * there are. */
enum result duty_named(struct context *cx, const char *word, const struct playbook_role **ret_role)
    RESULT;

/* Gives the role to holder, "" for nobody, in rq->user's name: on the timeline, on the card and in
 * the thread, with why, which may be "" and is in the stored form. Then the moment "role" comes.
 * *ret_fact is what the thread was told. */
enum result duty_give(struct context *cx, const struct request *rq,
                      const struct playbook_role *role, const char *holder, const char *why,
                      const char **ret_fact) RESULT;

/* Tells whoever holds the role now what it asks of them: in the reply when that is rq->user, else
 * directly, with lead, which says how they came to it, in the stored form. In a drill nobody is
 * told directly. Nothing when nobody holds it. */
enum result duty_brief(struct context *cx, const struct request *rq,
                       const struct playbook_role *role, const char *lead) RESULT;

/* Says in the reply what the role asks of its holder; nothing when the playbook names no duties. */
void duty_say(struct context *cx, const struct playbook_role *role);

/* "incident commander: @alice", or who is meant to be it while nobody is, and what is missing; as
 * mrkdwn. */
const char *duty_line(struct context *cx, const struct playbook_role *role);

#endif
