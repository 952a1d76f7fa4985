/* The form of /incident handoff. */
#ifndef HANDLERS_HANDOFF_FORM_H
#define HANDLERS_HANDOFF_FORM_H

#include "handlers/kit/handler.h"

/* Opens it for cx->incident; role was named already, or "". */
enum result handoff_form_open(struct context *cx, const struct request *rq, const char *role)
    RESULT;

#endif
