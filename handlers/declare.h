/* Opening an incident, for the two commands that do, declare and drill, and for what else leads to
 * one. */
#ifndef HANDLERS_DECLARE_H
#define HANDLERS_DECLARE_H

#include "handlers/kit/handler.h"

/* Declares what rq's line says, as a rehearsal where drill is set or the line has --drill: the
 * record, its roles, the first promise, the announcement and the answer; then the moment "declared"
 * comes. What is missing is asked for with buttons that run rq->name again. INVALID for an option,
 * a condition or a kind that there is not, and for a title that is none. */
enum result declare(struct context *cx, const struct request *rq, bool drill) RESULT;

/* Asks for the severity with one button for each, what stands in rq->args kept. */
enum result declare_ask_severity(struct context *cx, const struct request *rq) RESULT;

#endif
