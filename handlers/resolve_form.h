/* The form of /incident resolve. */
#ifndef HANDLERS_RESOLVE_FORM_H
#define HANDLERS_RESOLVE_FORM_H

#include "handlers/resolve.h"

/* Opens it for cx->incident with what was typed; fields without a value show what is known. */
enum result resolve_form_open(struct context *cx, const struct request *rq,
                              const struct words_field typed[RESOLVE_FIELDS]) RESULT;

#endif
