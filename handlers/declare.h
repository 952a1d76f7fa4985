/* Declaring an incident: for whatever else may lead to it. */
#ifndef HANDLERS_DECLARE_H
#define HANDLERS_DECLARE_H

#include "handlers/kit/handler.h"

/* Asks for the severity with one button for each, what stands in rq->args kept. */
enum result declare_ask_severity(struct context *cx, const struct request *rq) RESULT;

#endif
