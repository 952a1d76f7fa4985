/* The form of /incident declare. */
#ifndef HANDLERS_DECLARE_FORM_H
#define HANDLERS_DECLARE_FORM_H

#include "handlers/declare.h"

/* Opens it with what incident and wish have of what was typed; a severity of 0 is none. */
enum result declare_form_open(struct context *cx, const struct request *rq,
                              const struct incident *incident, const struct wish *wish) RESULT;

#endif
