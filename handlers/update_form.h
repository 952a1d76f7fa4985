/* The form of an update, for the command that opens it. */
#ifndef HANDLERS_UPDATE_FORM_H
#define HANDLERS_UPDATE_FORM_H

#include "handlers/kit/handler.h"

/* Opens the form for whoever sent rq, filled in with what is known of cx->incident; where there is
 * nothing to open one with, and where Slack does not, the same comes as a line to complete. */
enum result update_form_open(struct context *cx, const struct request *rq) RESULT;

#endif
