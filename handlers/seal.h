/* Sealing a timeline: for every verb that may come to it. */
#ifndef HANDLERS_SEAL_H
#define HANDLERS_SEAL_H

#include "handlers/kit/handler.h"

/* Seals the timeline of cx->incident, tells the thread and answers; words is what else was typed.
 */
enum result seal(struct context *cx, const struct request *rq, const char *words) RESULT;

/* Breaks the seal, openly: DENIED for anybody but the commander. */
enum result unseal(struct context *cx, const struct request *rq, const char *why) RESULT;

/* Says in the reply what is under the seal; ABSENT, and nothing said, when there is none. */
enum result seal_say(struct context *cx) RESULT;

/* DENIED, with who sealed it and what opens it, when the timeline of cx->incident is sealed. */
enum result seal_check_open(struct context *cx) RESULT;

#endif
