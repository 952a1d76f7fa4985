/* Handing a role over, for the two ways in: the line and the form. */
#ifndef HANDLERS_HANDOFF_H
#define HANDLERS_HANDOFF_H

#include "handlers/kit/escalation.h"
#include "handlers/kit/handler.h"

/* Offers the role to taker, with what they need to know, which may be "". INVALID, DENIED when
 * rq->user cannot give it, or taker not take it. */
enum result handoff_offer(struct context *cx, const struct request *rq,
                          const struct playbook_role *role, const struct somebody *taker,
                          const char *brief) RESULT;

/* Says in the reply what is offered in cx->incident and not answered yet. */
enum result handoff_say_pending(struct context *cx) RESULT;

#endif
