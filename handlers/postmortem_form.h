/* The form of /incident postmortem details. */
#ifndef HANDLERS_POSTMORTEM_FORM_H
#define HANDLERS_POSTMORTEM_FORM_H

#include "handlers/kit/handler.h"
#include "model/words.h"

/* Opens it for cx->incident, which is resolved. */
enum result postmortem_form_open(struct context *cx, const struct request *rq) RESULT;

/* Lets whoever the line names drive the postmortem; see postmortem.c. */
enum result postmortem_give(struct context *cx, const struct request *rq, struct words *line)
    RESULT;

#endif
