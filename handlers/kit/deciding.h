/* What somebody reads who has to decide: the courses of the playbook, what is known, what it speaks
 * for, and who may. */
#ifndef HANDLERS_KIT_DECIDING_H
#define HANDLERS_KIT_DECIDING_H

#include "handlers/kit/handler.h"

/* What the playbook says of the severity of cx->incident. */
const struct playbook_severity *deciding_severity(const struct context *cx);

/* A list as one sentence without its full stops, in the arena: "a recent deploy caused it; it is
 * unclear". */
const char *deciding_joined(struct context *cx, const struct playbook_texts *texts);

/* Says all of it in the reply, with what was decided already and what waits for a yes. */
enum result deciding_show(struct context *cx) RESULT;

/* After an answer: says what was taken, what is advised now, and the next question that is open. */
enum result deciding_show_taken(struct context *cx, const struct playbook_criterion *taken) RESULT;

#endif
