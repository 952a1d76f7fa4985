/* Taking an incident, for whatever command it is done with. */
#ifndef HANDLERS_ACK_H
#define HANDLERS_ACK_H

#include "handlers/kit/handler.h"

/* Whoever sent rq acknowledges cx->incident, which nobody has yet; text is what they do first, or
 * "". The thread is told; the private answer is the caller's. */
enum result ack_incident(struct context *cx, const struct request *rq, const char *text) RESULT;

#endif
