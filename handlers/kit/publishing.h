/* Publishing a postmortem: what keeps it from going out, in one place, and that it went. */
#ifndef HANDLERS_KIT_PUBLISHING_H
#define HANDLERS_KIT_PUBLISHING_H

#include "handlers/kit/postmortem.h"

/* "no postmortem without assigned action items" (S0, principle 4): *ret_ready is false while
 * something that is owed after cx->incident has nobody or no date, while the playbook wants an item
 * and there is none, and while its timeline is not sealed. The reply says all of it then, each with
 * the line that mends it, and hands link back. */
enum result publishing_check(struct context *cx, const char *link, bool *ret_ready) RESULT;

/* The postmortem of cx->incident is published by rq->user, at link, which may be "": the thread and
 * the channel are told, and its draft, its review and its publication are done. */
enum result publish(struct context *cx, const struct request *rq, struct postmortem *postmortem,
                    const char *link) RESULT;

#endif
