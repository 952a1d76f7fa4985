/* Writing down what is owed after an incident, for the two ways in: the line and the form. */
#ifndef HANDLERS_ACTION_H
#define HANDLERS_ACTION_H

#include "handlers/kit/handler.h"

/* Adds an action item to cx->incident. pieces says who does it, by when and how urgent it is, as in
 * a line: "<@U1> due 2026-11-27 p1", any of them or none. */
enum result action_add(struct context *cx, const struct request *rq, const char *text,
                       const char *pieces) RESULT;

#endif
