/* The form of /incident action add. */
#ifndef HANDLERS_ACTION_FORM_H
#define HANDLERS_ACTION_FORM_H

#include "handlers/kit/handler.h"
#include "store/tasks.h"

/* Opens it for cx->incident, with what task has of owner, day and priority. */
enum result action_form_open(struct context *cx, const struct request *rq, const struct task *task)
    RESULT;

#endif
