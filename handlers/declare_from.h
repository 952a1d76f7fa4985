/* The message that an incident is declared from. */
#ifndef HANDLERS_DECLARE_FROM_H
#define HANDLERS_DECLARE_FROM_H

#include "handlers/kit/handler.h"

/* Puts the message with this address first on the timeline of cx->incident: with its words where
 * rq->user picked it from its menu, else its address alone, since not everybody who knows an
 * address may read what is there. INVALID for what is no address of a message. */
enum result declare_from(struct context *cx, const struct request *rq, const char *link) RESULT;

#endif
